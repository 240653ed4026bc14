import type { Archive } from "../archive/archive.ts";
import type { AlertId, DeliveryId, WatchId } from "../domain/ids.ts";
import type { Notice } from "../domain/notice.ts";
import { type AlertAnswer, answerAlert } from "./answer-alert.ts";
import type { DeliverySettings, Recipients } from "./revise-alert.ts";

/** Who hears of trouble with the machinery, and what counts as trouble; lengths in milliseconds. */
export type OperatorSettings = { readonly to: readonly string[]; readonly silence: number; readonly stuck: number };
export const NO_OPERATOR: OperatorSettings = { to: [], silence: 3 * 86_400_000, stuck: 900_000 };

type Deps = {
  readonly archive: Archive;
  readonly delivery: DeliverySettings;
  readonly operator: OperatorSettings;
  readonly recipients: Recipients;
  readonly now: () => Date;
};

/** A trouble that was last seen so long ago and is seen again is another one, in milliseconds. */
const SAME_TROUBLE_MS = 3_600_000;
/** A judge that failed so often on one article is in trouble; once may be chance. */
const JUDGE_ATTEMPTS = 2;

/** Notices that nobody was told of → their deliveries to the operator's channels, in one transaction. Returns the deliveries. */
export function createTellOperator({ archive, operator, recipients, now }: Pick<Deps, "archive" | "operator" | "recipients" | "now">) {
  return function tellOperator(): readonly DeliveryId[] {
    const to = operator.to.flatMap((channel) => (recipients.get(channel) ?? []).map((recipient) => ({ channel, recipient })));
    if (to.length === 0 || archive.notices.untold(1).length === 0) return [];
    return archive.transaction(() => {
      const at = now().toISOString();
      return archive.notices.untold().flatMap(({ id }) => {
        archive.notices.told(id, at);
        const written = archive.outbox.putNotice(id, to, at);
        for (const delivery of written) archive.jobs.add("deliver-alert", { delivery }, at);
        return written;
      });
    });
  };
}

/** What nothing else would notice: alerts that nobody answers, snoozes that end, work that is stuck, a judge that fails, a watch that reads nothing. */
export function createLookAfter({ archive, delivery, operator, now }: Omit<Deps, "recipients">) {
  return function lookAfter(): void {
    archive.transaction(() => {
      remind();
      for (const notice of [...stuck(), ...judgeTrouble(), ...silence()]) archive.notices.put(notice, now().toISOString());
    });
  };

  function remind(): void {
    const at = now();
    for (const alert of archive.alerts.unanswered()) {
      const watch = archive.register.watch(alert.watchId as WatchId);
      if (watch === null) continue;
      const say = (update: string): void => {
        const answer: AlertAnswer = { kind: "repeated", status: "open", update, person: null, note: null, snoozedUntil: null };
        answerAlert({ archive, delivery, now }, watch, alert, answer);
      };
      if (alert.status === "snoozed") {
        if (alert.snoozedUntil !== null && alert.snoozedUntil <= at.toISOString())
          say(`The snooze of ${alert.owner ?? "a person"} is over, and it still stands.`);
      } else if (delivery.repeat !== null && at.getTime() - Date.parse(alert.updatedAt) >= delivery.repeat) {
        const isUnderWay = archive.alerts
          .deliveriesOf(alert.id as AlertId)
          .some((row) => row.state === "pending" || row.state === "sending");
        if (!isUnderWay) say(`Nobody has answered this alert, which is open since ${alert.openedAt}.`);
      }
    }
  }

  /** The same trouble seen again is one episode. */
  function ongoing(kind: string, subject: string, text: string): Notice {
    const known = archive.notices.latest(kind, subject);
    const isSame = known !== undefined && now().getTime() - Date.parse(known.lastAt) < SAME_TROUBLE_MS;
    return { kind, subject, episode: isSame ? known.episode : now().toISOString(), text };
  }

  function stuck(): Notice[] {
    const before = new Date(now().getTime() - operator.stuck).toISOString();
    const polledLately = () => archive.feeds.list().some(({ feed }) => (feed.lastPolledAt ?? "") > before);
    return archive.jobs
      .overdue(before)
      .filter(({ name }) => name !== "poll-feed" || !polledLately())
      .map(({ name, jobs, since }) =>
        ongoing(
          "queue-stuck",
          name,
          `${jobs} job(s) of ${name} wait since ${since} and nobody does them: look whether every worker runs and reaches Redis.`,
        ),
      );
  }

  function judgeTrouble(): Notice[] {
    const trouble = archive.jobs.failing("read-article", JUDGE_ATTEMPTS);
    if (trouble === null) return [];
    const { waiting, dead, error } = trouble;
    return [
      ongoing("judge-failing", "judge", `The judge fails: ${waiting} article(s) wait for it and ${dead} were given up unread. ${error}`),
    ];
  }

  function silence(): Notice[] {
    const before = new Date(now().getTime() - operator.silence).toISOString();
    return archive.register.watches().flatMap((watch) => {
      const lastRead = archive.readings.lastReadAt(watch.id);
      const since = lastRead ?? archive.feeds.watchedSince(watch.id);
      if (since === null || since > before) return [];
      const days = Math.floor((now().getTime() - Date.parse(since)) / 86_400_000);
      const text = `The watch ${watch.id} has read nothing for ${days} day(s), since ${since}: look at its feeds with clausewatch feeds.`;
      return [{ kind: "watch-silent", subject: watch.id, episode: since, text }];
    });
  }
}
