import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Sqlite from "better-sqlite3";
import { Redis } from "ioredis";
import type { Archive } from "../../src/archive/archive.ts";
import { startDemoSite } from "../../src/cli/demo-site.ts";
import { jobNames } from "../../src/queue/jobs.ts";
import { archiveIn, DEMO_COVERAGE, look, type Running, start, writeDemoConfig } from "./daemon.ts";
import { startRecordingSlack, startRecordingSmtp } from "./recording-servers.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";

/** What one run of the demo was put through, and what came of it. */
export type KillRun = {
  readonly kills: number;
  /** How many articles had been decided when each kill came. */
  readonly decidedAtKill: readonly number[];
  /** What is missing at the end, in words; empty when nothing was lost. */
  readonly lost: readonly string[];
  /** Messages that came twice although no attempt was cut off. */
  readonly doubled: readonly string[];
  /** Messages that came twice inside the window: their process died between the far side's acceptance and our note of it. */
  readonly repeated: number;
  /** Attempts without an end, each of which may have repeated a message. */
  readonly window: number;
  readonly revisions: number;
  readonly articles: number;
  readonly readings: number;
};

export type KillOptions = {
  readonly kills: number;
  /** After how many logged steps at the most a process tree is killed; steps, not seconds, so that a busy machine is killed as early and as late as an idle one. */
  readonly maxSteps: number;
  readonly redis: boolean;
  /** Empties Redis once in the middle, under the workers' hands. */
  readonly flush: boolean;
  /** How long Slack's stand-in keeps its answer back after it has accepted a message: the longer, the wider the window. */
  readonly answerMs: number;
  readonly random: () => number;
  readonly settleMs: number;
};

/** A kill comes so long after a step at the most, in milliseconds: about as long as the next one takes. */
const JITTER_MS = 60;
/** A life that has logged nothing for so long has done everything, in milliseconds. */
const IDLE_MS = 8000;
/** Opening the archive to look costs the machine that is being watched something. */
const LOOK_EVERY_MS = 500;
/** What start-up counts for: reading the configuration, opening the archive, restoring what was related. */
const STARTUP_STEPS = 10;
const STARTUP_MS = 1500;

/** Waits until a process tree has logged so many steps; its start-up, which logs nothing, counts for a few. */
async function stepsDone(tree: readonly Running[], steps: number): Promise<void> {
  if (steps < STARTUP_STEPS) return sleep((steps / STARTUP_STEPS) * STARTUP_MS);
  const logged = () => tree.reduce((sum, one) => sum + one.output().split("\n").length - 1, 0);
  let [lines, since] = [0, Date.now()];
  for (; lines < steps - STARTUP_STEPS; await sleep(5)) {
    if (logged() > lines) [lines, since] = [logged(), Date.now()];
    else if (lines > 0 && Date.now() - since > IDLE_MS) return;
  }
}

/** Plays the whole demo while its process tree is killed at random instants and started again, then looks whether anything is missing. */
export async function runKilled({ kills, maxSteps, redis, flush, answerMs, random, settleMs }: KillOptions): Promise<KillRun> {
  const folder = mkdtempSync(join(tmpdir(), "clausewatch-kills-"));
  const [site, slack, mail] = [await startDemoSite({ acts: DEMO_COVERAGE }), await startRecordingSlack(), await startRecordingSmtp()];
  slack.answer({ delayMs: answerMs });
  const server: RedisServer | null = redis ? await startRedis() : null;
  const settings = { sitePort: site.port, slackUrl: slack.url, smtp: { host: mail.host, port: mail.port } };
  const config = writeDemoConfig(folder, { ...settings, ...(server === null ? {} : { redisUrl: server.url }) });
  const file = archiveIn(folder);
  const workers = server === null ? ["all"] : ["archivist", "fetcher", "judge"];
  let tree: Running[] = [];
  const startTree = () => {
    tree = workers.map((name) =>
      start([`workers/${name}.ts`], { CLAUSEWATCH_CONFIG: config, ...(server === null ? {} : { REDIS_URL: server.url }) }),
    );
  };
  const killTree = () => Promise.all(tree.map((one) => one.stop("SIGKILL")));
  const decidedAtKill: number[] = [];
  const acts = Math.max(...site.articles.map((article) => article.act));
  try {
    site.showAct(acts);
    for (let kill = 0; kill < kills; kill += 1) {
      startTree();
      const steps = random() * maxSteps;
      const flushAfter = server !== null && flush && kill === Math.floor(kills / 2) ? steps * random() : null;
      if (flushAfter !== null && server !== null) {
        await stepsDone(tree, flushAfter);
        await flushAll(server.url);
      }
      await stepsDone(tree, steps);
      await sleep(random() * JITTER_MS);
      await killTree();
      decidedAtKill.push(decidedIn(file));
    }
    startTree();
    const expected = site.articles.length;
    const isSettled = () =>
      look(
        file,
        (archive) =>
          decided(archive) === expected &&
          archive.jobs.pendingOf(jobNames.filter((name) => name !== "poll-feed" && !(name as string).startsWith("look-"))).length === 0,
      );
    const lost: string[] = [];
    const isRunning = () => tree[0]?.output().includes("clausewatch runs as") === true;
    // However busy the machine is: as long as something is done, it is waited for.
    let [done, since] = ["", Date.now()];
    while (!(isRunning() && isSettled()) && Date.now() - since < settleMs) {
      const now = existsSync(file) && isRunning() ? look(file, progress) : "";
      if (now !== done) [done, since] = [now, Date.now()];
      await sleep(LOOK_EVERY_MS);
    }
    if (Date.now() - since >= settleMs) {
      lost.push(`nothing was done for ${settleMs / 1000} s and not everything is: ${look(file, stillToDo)}`);
      lost.push(...tree.filter((one) => one.child.exitCode !== null).map((one) => `a worker ended by itself: ${one.output().slice(-500)}`));
    }
    await killTree();
    const heard = [
      ...slack.posts.filter((post) => post.accepted).map((post) => ({ who: "slack", text: post.body })),
      ...mail.mails.map((one) => ({ who: String(one.to), text: one.email.text ?? "" })),
    ].map(({ who, text }) => ({
      who,
      message: /(alr_[0-9a-f]+), revision (\d+)/.exec(text.replace(/\s+/g, " "))?.slice(1).join(" ") ?? "?",
    }));
    return look(file, (archive) => {
      const [count, rows] = [(sql: string) => Number(archive.query(sql)[0]?.["n"]), archive.query("SELECT * FROM deliveries")];
      const came = Map.groupBy(heard, ({ who, message }) => `${who} ${message}`);
      for (const what of ["articles", "assessments"])
        if (count(`SELECT count(*) n FROM ${what}`) < expected)
          lost.push(`${what}: ${count(`SELECT count(*) n FROM ${what}`)} of ${expected}`);
      if (count("SELECT count(*) n FROM alerts") === 0) lost.push("no alert was raised");
      const revisions = count("SELECT count(*) n FROM alert_revisions");
      // Console, Slack and two mail addresses.
      if (rows.length !== revisions * 4) lost.push(`deliveries: ${rows.length} for ${revisions} revision(s)`);
      for (const row of rows) {
        const key = `${row["channel"] === "email" ? row["recipient"] : row["channel"]} ${row["alert_id"]} ${row["revision"]}`;
        if (row["state"] !== "sent") lost.push(`${key} is ${row["state"]}`);
        else if (row["channel"] !== "console" && !came.has(key)) lost.push(`${key} is marked as sent and never came`);
      }
      const cutOff = archive.query(
        "SELECT count(*) n FROM delivery_attempts t JOIN deliveries d ON d.id = t.delivery_id WHERE t.ended_at IS NULL AND d.channel <> 'console'",
      );
      const twice = [...came].filter(([, all]) => all.length > 1);
      const window = Number(cutOff[0]?.["n"]);
      const repeated = twice.reduce((sum, [, all]) => sum + all.length - 1, 0);
      return {
        ...{ kills, decidedAtKill, lost, repeated, window, revisions },
        doubled: repeated > window ? twice.map(([key, all]) => `${key} came ${all.length} times`) : [],
        articles: count("SELECT count(*) n FROM articles"),
        readings: count("SELECT count(*) n FROM readings"),
      };
    });
  } finally {
    await killTree();
    await Promise.all([site.close(), slack.close(), mail.close(), server?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

const DECIDED = "SELECT count(*) n FROM assessments WHERE decision IS NOT NULL";
const decided = (archive: Archive): number => Number(archive.query(DECIDED)[0]?.["n"]);

/** The same of an archive that may not be there yet, or half made; looks without finishing what was begun. */
function decidedIn(file: string): number {
  if (!existsSync(file)) return 0;
  const db = new Sqlite(file, { readonly: true });
  try {
    return (db.prepare(DECIDED).get() as { n: number }).n;
  } catch {
    return 0;
  } finally {
    db.close();
  }
}

/** Changes whenever a page was read, an article decided or a message sent. */
const progress = (archive: Archive): string =>
  JSON.stringify(
    archive.query(
      "SELECT (SELECT count(*) FROM articles) a, (SELECT count(*) FROM deliveries WHERE state = 'sent') d, (SELECT count(*) FROM pages) p",
    ),
  ) + decided(archive);

/** What the archive still lists, with what went wrong. */
const stillToDo = (archive: Archive): string =>
  archive.jobs
    .pendingOf(jobNames.filter((name) => name !== "poll-feed"))
    .map(({ id, dueAt, queuedAt, lastError }) => `${id} due ${dueAt}, handed out ${queuedAt}, ${lastError}`)
    .join("; ");

async function flushAll(url: string): Promise<void> {
  const client = new Redis(url);
  await client.flushall();
  client.disconnect();
}
