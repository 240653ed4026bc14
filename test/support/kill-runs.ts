import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { startDemoSite } from "../../src/cli/demo-site.ts";
import { jobNames } from "../../src/queue/jobs.ts";
import { archiveIn, DEMO_COVERAGE, look, type Running, start, until, writeDemoConfig } from "./daemon.ts";
import { startRecordingSlack, startRecordingSmtp } from "./recording-servers.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";

/** What one run of the demo was put through, and what came of it. */
export type KillRun = {
  readonly kills: number;
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
  /** The longest life of a process tree before it is killed, in milliseconds. */
  readonly maxLifeMs: number;
  readonly redis: boolean;
  /** Empties Redis once in the middle. */
  readonly flush: boolean;
  readonly random: () => number;
  readonly settleMs: number;
};

/** Plays the whole demo while its process tree is killed at random instants and started again, then looks whether anything is missing. */
export async function runKilled({ kills, maxLifeMs, redis, flush, random, settleMs }: KillOptions): Promise<KillRun> {
  const folder = mkdtempSync(join(tmpdir(), "clausewatch-kills-"));
  const [site, slack, mail] = [await startDemoSite({ acts: DEMO_COVERAGE }), await startRecordingSlack(), await startRecordingSmtp()];
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
  const acts = Math.max(...site.articles.map((article) => article.act));
  try {
    site.showAct(acts);
    for (let kill = 0; kill < kills; kill += 1) {
      startTree();
      await sleep(random() * maxLifeMs);
      await killTree();
      if (server !== null && flush && kill === Math.floor(kills / 2)) await flushAll(server.url);
    }
    startTree();
    const expected = site.articles.length;
    const isSettled = () =>
      look(
        file,
        (archive) =>
          archive.query("SELECT count(*) n FROM assessments WHERE decision IS NOT NULL")[0]?.["n"] === expected &&
          archive.jobs.pendingOf(jobNames.filter((name) => name !== "poll-feed" && !(name as string).startsWith("look-"))).length === 0,
      );
    let isDone = true;
    await until("everything read and sent", isSettled, settleMs).catch(() => {
      isDone = false;
    });
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
      const lost: string[] = isDone ? [] : [`not everything was done within ${settleMs / 1000} s`];
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
        ...{ kills, lost, repeated, window, revisions },
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

async function flushAll(url: string): Promise<void> {
  const client = new Redis(url);
  await client.flushall();
  client.disconnect();
}
