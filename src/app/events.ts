import type { DeliverOutcome } from "../stages/deliver-alert.ts";
import type { RaiseOutcome } from "../stages/raise-alert.ts";
import type { RecordPageOutcome } from "../stages/record-page.ts";
import type { RecordPollOutcome } from "../stages/record-poll.ts";
import type { RecordReadingsOutcome } from "../stages/record-readings.ts";
import type { RelateOutcome } from "../stages/relate-article.ts";
import type { Logger } from "./logger.ts";

/** What came of one job of the archivist: one event a job, for the log and for whoever watches the daemon work. */
export type StageEvent =
  | { readonly job: "record-poll"; readonly result: RecordPollOutcome }
  | { readonly job: "record-page"; readonly result: RecordPageOutcome }
  | { readonly job: "relate-article"; readonly result: RelateOutcome }
  | { readonly job: "inherit-readings"; readonly result: RecordReadingsOutcome }
  | { readonly job: "record-readings"; readonly result: RecordReadingsOutcome }
  | { readonly job: "raise-alert"; readonly result: RaiseOutcome }
  | { readonly job: "deliver-alert"; readonly result: DeliverOutcome };

const minutesUntil = (at: string, now: Date): string => {
  const seconds = Math.max(0, Math.round((Date.parse(at) - now.getTime()) / 1000));
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
};

type Line = {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

const line = (level: Line["level"], message: string, fields: Line["fields"]): Line => ({ level, message, fields });

/** An event as one line: what an operator must see is a warning, what they may want to see is info, the rest is debug. */
function lineOf({ job, result }: StageEvent, now: Date): Line {
  switch (result.outcome) {
    case "error":
      return line(
        "warn",
        `${result.message}; ${result.nextPollAt === null ? "polled no more" : `next try in ${minutesUntil(result.nextPollAt, now)}`}`,
        {
          feed: result.feed,
          failures: result.failures,
        },
      );
    case "entries":
      return line(result.fresh > 0 ? "info" : "debug", "polled", { feed: result.feed, listed: result.listed, new: result.fresh });
    case "unchanged":
      return line("debug", "polled, unchanged", { feed: result.feed });
    case "try-again":
      return line("warn", `${result.message}; next try in ${minutesUntil(result.nextTryAt, now)}`, { job });
    case "not-looked": {
      const next = result.nextLookAt === null ? "not looked at again" : `looked at again in ${minutesUntil(result.nextLookAt, now)}`;
      return line("warn", `${result.message}; whether it was edited is not known; ${next}`, { job, url: result.url });
    }
    case "summary-only":
      return line("info", `${result.message}; read from what the feed says instead`, { job });
    case "no-article":
      return line("info", result.message, { job });
    case "gave-up":
      return line("error", `${result.message}; given up`, { job, channel: result.channel });
    case "judge-failed":
      return line(
        "warn",
        `${result.message}; ${result.nextTryAt === null ? "given up" : `next try in ${minutesUntil(result.nextTryAt, now)}`}`,
        {
          article: result.article,
        },
      );
    case "related":
      return line("debug", "related", { article: result.article, story: result.relation.story, copy: result.relation.copy?.kind ?? null });
    case "read":
    case "inherited": {
      const { alert, readings } = result.assessment;
      return line("info", `${result.outcome}: ${result.title ?? result.article}`, {
        watch: result.watch,
        source: result.domain,
        alert,
        readings: readings.length,
      });
    }
    case "held":
      return line("debug", result.rule, { article: result.article, watch: result.watch });
    case "opened":
    case "raised":
    case "widened":
    case "confirmed":
    case "corroborated":
    case "denied":
    case "edited":
    case "withdrawn":
      return line("warn", `alert ${result.outcome}: ${result.message.headline}`, {
        ...{ alert: result.alert, revision: result.revision },
        ...(result.elsewhere.length === 0 ? {} : { elsewhere: result.elsewhere.map((one) => one.alert) }),
      });
    case "sent":
      return line("info", `sent: ${result.headline}`, { channel: result.channel, recipient: result.recipient });
    default:
      return line("debug", "done", { job, outcome: result.outcome });
  }
}

/** One line a job; `ms` is how long it took. */
export function logEvent(log: Logger, event: StageEvent, ms: number, now: Date): void {
  const { level, message, fields } = lineOf(event, now);
  log[level]({ job: event.job, ...fields, ms: Math.round(ms) }, message);
  const notices = "notices" in event.result ? event.result.notices : [];
  for (const { kind, subject, text } of notices) log.warn({ notice: kind, subject }, text);
}
