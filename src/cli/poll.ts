import type { Command } from "commander";
import { loadConfig } from "../app/config.ts";
import type { StageEvent } from "../app/events.ts";
import { createLogger } from "../app/logger.ts";
import { unreadLine } from "../app/unread-feeds.ts";
import { UsageError } from "../domain/errors.ts";
import type { FeedId } from "../domain/ids.ts";
import { print } from "./output.ts";

const LOOK_MS = 100;

/** What came of a round, in an operator's words: by the job and its outcome, as they stand in the JSON. What is not named here is no news. */
const SAID: Readonly<Record<string, string>> = {
  "record-poll: entries": "feeds read",
  "record-poll: unchanged": "feeds that have not changed",
  "record-poll: error": "feeds that could not be polled",
  "record-page: new": "pages read",
  "record-page: revised": "pages read that were edited",
  "record-page: known": "pages that were known",
  "record-page: looked": "pages looked at again",
  "record-page: summary-only": "pages that could not be read; their feed's summary was",
  "record-page: no-article": "pages that hold no article",
  "record-page: try-again": "pages to be tried again",
  "relate-article: related": "articles put into their stories",
  "record-readings: read": "articles read against the terms of a watch",
  "record-readings: judge-failed": "articles that the judge could not read yet",
  "inherit-readings: inherited": "copies that say what their original says",
  "raise-alert: held": "articles that alert nobody",
  "deliver-alert: sent": "messages sent",
  "deliver-alert: try-again": "messages to be tried again",
  "deliver-alert: gave-up": "messages given up",
};
const WORK: Readonly<Record<string, string>> = {
  "look-again": "looking at a page again",
  "relate-article": "putting an article into its story",
  "inherit-readings": "reading a copy",
  "read-article": "reading an article",
  "raise-alert": "deciding on an alert",
  "deliver-alert": "delivering an alert",
};

function said([key, n]: readonly [string, number]): string[] {
  const alerts = /^raise-alert: (?!held|nothing)(.*)$/.exec(key);
  const words = alerts === null ? SAID[key] : `alerts ${alerts[1]}`;
  return words === undefined ? [] : [`${String(n).padStart(5)}  ${words}`];
}

/** Counts what happens in a round, and notes what went wrong or has to be known. */
function createTally() {
  const counts = new Map<string, number>();
  const polled = { good: 0, failed: 0 };
  const problems: string[] = [];
  const notes: string[] = [];
  return {
    ...{ counts, polled, problems, notes },
    add({ job, result }: StageEvent): void {
      const key = `${job}: ${result.outcome}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      if (job === "record-poll") polled[result.outcome === "error" ? "failed" : "good"] += 1;
      if ((result.outcome === "error" || result.outcome === "gave-up") && "message" in result) problems.push(result.message);
      if ("notices" in result && result.outcome !== "error") notes.push(...result.notices.map(({ text }) => text));
    },
  };
}

export function addPoll(program: Command, configFile: () => string): void {
  program
    .command("poll")
    .description("poll every feed that is due, read what is new, deliver what there is to deliver, and end")
    .option("--once", "one round (the only way there is; the daemon does the rest)")
    .option("--json", "print the outcome as JSON")
    .option("--within <seconds>", "give up waiting after so long; what is not done stays listed", "300")
    .addHelpText("after", "\nExample (from cron, instead of a daemon):\n  clausewatch poll --once --json")
    .action(async ({ json, within }: { json?: boolean; within: string }) => {
      if (!/^\d+$/.test(within)) throw new UsageError(`--within ${within} is not a number of seconds`);
      const config = loadConfig(configFile(), process.env);
      const { ALL_ROLES, startDaemon } = await import("../app/app.ts");
      const tally = createTally();
      // stdout is for the result, so what the console channel prints goes where the log goes.
      const write = (text: string) => void process.stderr.write(text);
      // The result says what happened; whoever wants it line by line as well asks for it.
      const quiet = config.log.level !== "debug";
      const began = new Date();
      const daemon = await startDaemon(config, ALL_ROLES, createLogger(config.log), {
        ...{ onEvent: tally.add, write, quiet, roundBegan: began },
      });
      const feeds = daemon.archive?.feeds.list() ?? [];
      const due = feeds.filter(({ nextPollAt }) => nextPollAt !== null && nextPollAt <= new Date().toISOString());
      const isDone = () =>
        due.every(({ feed }) => (daemon.archive?.feeds.find(feed.id as FeedId)?.lastPolledAt ?? "") >= began.toISOString()) &&
        daemon.archive?.jobs.busy(new Date().toISOString()) === false &&
        daemon.archive?.outbox.hasUntried(new Date().toISOString()) === false;
      const until = began.getTime() + Number(within) * 1000;
      while (!isDone() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      const unfinished = !isDone();
      const { counts, polled, problems } = tally;
      const notes = [...tally.notes, unreadLine(config) ?? []].flat();
      const troubled = daemon.archive?.jobs.troubled().filter((job) => job.name !== "fetch-page") ?? [];
      problems.push(...troubled.map((job) => `${WORK[job.name] ?? job.name}: ${job.lastError}`));
      await daemon.stop();
      print(json, { finished: !unfinished, due: due.length, outcomes: Object.fromEntries(counts), problems, notes }, () =>
        [...(due.length === 0 ? [nothingDue(feeds)] : []), ...[...counts].flatMap(said), ...[...problems, ...notes].map(indented)].join(
          "\n",
        ),
      );
      if (unfinished) throw new Error(`not everything was done within ${within} s; the rest stays listed and is done next time`);
      // One feed in trouble is that feed's affair; no feed at all, or work that failed, is the caller's.
      if ((polled.failed > 0 && polled.good === 0) || problems.length > polled.failed) process.exitCode = 1;
    });
}

const indented = (text: string): string => `       ${text}`;

/** Why a round polled nothing, and how a person polls all the same. */
function nothingDue(feeds: readonly { readonly feed: { readonly id: string }; readonly nextPollAt: string | null }[]): string {
  const next = feeds
    .flatMap(({ feed, nextPollAt }) => (nextPollAt === null ? [] : { id: feed.id, at: nextPollAt }))
    .toSorted((a, b) => a.at.localeCompare(b.at))[0];
  if (next === undefined) return "no feed was due, and none will be: see clausewatch feeds";
  return `no feed was due; the next is ${next.id} at ${next.at}. clausewatch feeds resume ${next.id} polls it now`;
}
