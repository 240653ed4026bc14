import { mkdirSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Archive } from "../../src/archive/archive.ts";
import { archiveIn, look, type Running, until, useDemo, writeDemoConfig } from "../support/daemon.ts";
import { redisMissing, startRedis } from "../support/redis-server.ts";

const demo = useDemo();

async function playThrough(file: string): Promise<void> {
  for (const act of demo.acts()) {
    demo.site().showAct(act);
    await until(`act ${act} read`, () => demo.isSettled(file, act), 40_000);
  }
}

/** What was found, without anything that depends on when it was found. */
function findings(archive: Archive) {
  const rows = (sql: string) => archive.query(sql).map((row) => JSON.stringify(row));
  const stories = Map.groupBy(
    archive.query("SELECT a.url, r.story_id FROM relations r JOIN articles a ON a.id = r.article_id ORDER BY a.url"),
    (row) => row["story_id"],
  );
  return {
    readings: rows(
      "SELECT a.url, r.term_id, r.verdict, r.quote FROM readings r JOIN articles a ON a.id = r.article_id ORDER BY a.url, r.term_id",
    ),
    assessments: rows("SELECT a.url, x.alert FROM assessments x JOIN articles a ON a.id = x.article_id ORDER BY a.url"),
    stories: [...stories.values()].map((members) => members.map((row) => row["url"]).join(" ")).sort(),
    alerts: rows("SELECT watch_id, level FROM alerts"),
  };
}

describe.skipIf(redisMissing !== null)(`three processes over Redis${redisMissing === null ? "" : ` (skipped: ${redisMissing})`}`, () => {
  test("give the same readings, stories and alerts as one process, and only the archivist opens the archive", async () => {
    await playThroughWith(["all"], join(demo.folder(), "one"));
    const redis = await startRedis();
    try {
      await playThroughWith(["archivist", "fetcher", "judge"], join(demo.folder(), "three"), redis.url);
    } finally {
      await redis.stop();
    }
    const [one, three] = ["one", "three"].map((name) => look(archiveIn(join(demo.folder(), name)), findings));
    expect(three).toEqual(one);
    expect(one?.alerts).toHaveLength(1);
  });

  async function playThroughWith(workers: string[], where: string, redisUrl?: string): Promise<void> {
    mkdirSync(where);
    demo.site().showAct(1);
    const config = writeDemoConfig(where, { sitePort: demo.site().port, ...(redisUrl === undefined ? {} : { redisUrl }) });
    const started = workers.map((name) => demo.worker(name, config));
    await until("the archive is there", () => started[0]?.output().includes("clausewatch runs as") === true);
    for (const [index, name] of workers.entries()) {
      if (name === "fetcher" || name === "judge") expect(openFiles(started[index])).not.toContain("archive.sqlite");
    }
    await playThrough(archiveIn(where));
    for (const one of started) expect(await one.stop()).toBe(0);
  }
});

/** The files that a process holds open (Linux). */
function openFiles(one: Running | undefined): string {
  const fds = `/proc/${one?.child.pid}/fd`;
  return readdirSync(fds)
    .flatMap((fd) => {
      try {
        return [readlinkSync(join(fds, fd))];
      } catch {
        return [];
      }
    })
    .join("\n");
}
