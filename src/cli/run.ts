import type { Command } from "commander";
import { loadConfig } from "../app/config.ts";
import type { StageEvent } from "../app/events.ts";
import { createLogger } from "../app/logger.ts";
import { UsageError } from "../domain/errors.ts";
import type { FeedId } from "../domain/ids.ts";
import { print, withArchive } from "./output.ts";

const LOOK_MS = 100;

export function addRun(program: Command, configFile: () => string): void {
  program
    .command("run")
    .description("run the daemon until SIGTERM or Ctrl-C")
    .addHelpText("after", "\nExample:\n  clausewatch --config config/clausewatch.yaml run")
    .action(async () => {
      const config = loadConfig(configFile(), process.env);
      const [{ ALL_ROLES }, { runUntilSignal }] = await Promise.all([import("../app/app.ts"), import("../app/worker.ts")]);
      const [{ attachWebsub }, { attachPages }] = await Promise.all([import("../app/websub.ts"), import("../web/attach.ts")]);
      await runUntilSignal(config, ALL_ROLES, createLogger(config.log), [attachWebsub, attachPages]);
    });

  program
    .command("serve")
    .description("serve the pages over an archive, without a daemon or beside one, until Ctrl-C")
    .option("--listen <host:port>", "where (default: web.listen of the configuration)")
    .addHelpText(
      "after",
      "\nExample (after a demo):\n  CLAUSEWATCH_DATA_DIR=/tmp/clausewatch-demo-x clausewatch serve --listen 127.0.0.1:8480",
    )
    .action(async ({ listen }: { listen?: string }) => {
      const { servePagesUntilSignal } = await import("./serve.ts");
      await withArchive(configFile(), (archive, config) => servePagesUntilSignal(archive, config, listen));
    });

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
      const tally = new Map<string, number>();
      const polled = { good: 0, failed: 0 };
      const problems: string[] = [];
      const onEvent = ({ job, result }: StageEvent) => {
        const key = `${job}: ${result.outcome}`;
        tally.set(key, (tally.get(key) ?? 0) + 1);
        if (job === "record-poll") polled[result.outcome === "error" ? "failed" : "good"] += 1;
        if ((result.outcome === "error" || result.outcome === "gave-up") && "message" in result) problems.push(result.message);
      };
      // stdout is for the result, so what the console channel prints goes where the log goes.
      const write = (text: string) => void process.stderr.write(text);
      const began = new Date();
      const daemon = await startDaemon(config, ALL_ROLES, createLogger(config.log), { onEvent, write });
      const feeds = daemon.archive?.feeds.list() ?? [];
      const due = feeds.filter(({ nextPollAt }) => nextPollAt !== null && nextPollAt <= new Date().toISOString());
      const isDone = () =>
        due.every(({ feed }) => (daemon.archive?.feeds.find(feed.id as FeedId)?.lastPolledAt ?? "") >= began.toISOString()) &&
        daemon.archive?.jobs.busy(new Date().toISOString()) === false;
      const until = began.getTime() + Number(within) * 1000;
      while (!isDone() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      const unfinished = !isDone();
      const troubled = daemon.archive?.jobs.troubled().filter((job) => job.name !== "fetch-page") ?? [];
      problems.push(...troubled.map((job) => `${job.id}: ${job.lastError}`));
      await daemon.stop();
      print(json, { finished: !unfinished, due: due.length, outcomes: Object.fromEntries(tally), problems }, () =>
        [
          ...(due.length === 0 ? [nothingDue(feeds)] : []),
          ...[...tally].map(([key, n]) => `${String(n).padStart(5)}  ${key}`),
          ...problems.map((problem) => `       ${problem}`),
        ].join("\n"),
      );
      if (unfinished) throw new Error(`not everything was done within ${within} s; the rest stays listed and is done next time`);
      // One feed in trouble is that feed's affair; no feed at all, or work that failed, is the caller's.
      if ((polled.failed > 0 && polled.good === 0) || problems.length > polled.failed) process.exitCode = 1;
    });
}

/** Why a round polled nothing, and how a person polls all the same. */
function nothingDue(feeds: readonly { readonly feed: { readonly id: string }; readonly nextPollAt: string | null }[]): string {
  const next = feeds
    .flatMap(({ feed, nextPollAt }) => (nextPollAt === null ? [] : { id: feed.id, at: nextPollAt }))
    .toSorted((a, b) => a.at.localeCompare(b.at))[0];
  if (next === undefined) return "no feed was due, and none will be: see clausewatch feeds";
  return `no feed was due; the next is ${next.id} at ${next.at}. clausewatch feeds resume ${next.id} polls it now`;
}
