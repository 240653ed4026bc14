import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { openArchive } from "../../src/archive/archive.ts";
import { watchDefinition } from "./builders.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CLOCK_TICKS = 100;
const LONGEST_MS = 300_000;

export const archiveIn = (folder: string): string => join(folder, "data", "archive.sqlite");

/** A daemon's configuration with many feeds and one watch on all of them, read by the rules judge. */
export function configure(folder: string, feeds: readonly { id: string; url: string; every: string }[], fetch: object): void {
  writeFileSync(join(folder, "watch.yaml"), stringify({ ...watchDefinition, feeds: feeds.map((feed) => feed.id) }));
  const config = {
    ...{ dataDir: join(folder, "data"), watches: ["watch.yaml"], feeds, judge: { engine: "rules" } },
    log: { level: "warn", format: "json" },
    fetch: { allowPrivateNetworks: ["127.0.0.0/8"], ...fetch },
  };
  writeFileSync(join(folder, "clausewatch.yaml"), stringify(config));
}

/** Seconds of CPU and the most memory, in bytes, that a process has used. */
function usageOf(pid: number): { cpuS: number; peak: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
  return { cpuS: (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS, peak };
}

/** Runs the daemon until every feed was polled and what came of it is done; `started` is what it had cost by its first polls. */
export async function runCycle(folder: string, count: number, nodeFlags: readonly string[] = []) {
  // Made before the daemon opens it, which would else meet the tables of the connection below half made.
  openArchive(archiveIn(folder)).close();
  const began = Date.now();
  const since = new Date(began).toISOString();
  const daemon = spawn(process.execPath, [...nodeFlags, "workers/all.ts"], {
    cwd: ROOT,
    env: { ...process.env, CLAUSEWATCH_CONFIG: join(folder, "clausewatch.yaml") },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const pid = daemon.pid ?? 0;
  let [polledS, doneS, usage] = [0, 0, { cpuS: 0, peak: 0 }];
  let started: { readonly wallS: number; readonly cpuS: number } | null = null;
  await sleep(1500);
  const archive = openArchive(archiveIn(folder));
  while (doneS === 0 && daemon.exitCode === null && Date.now() - began < LONGEST_MS) {
    await sleep(250);
    const polled = Number(archive.query("SELECT count(*) n FROM feeds WHERE last_polled_at >= ?", since)[0]?.["n"]);
    if (polled >= count && polledS === 0) polledS = (Date.now() - began) / 1000;
    usage = usageOf(pid);
    if (polled > 0) started ??= { wallS: (Date.now() - began) / 1000, cpuS: usage.cpuS };
    if (polledS > 0 && archive.query("SELECT 1 FROM jobs WHERE name NOT IN ('poll-feed', 'look-again') LIMIT 1").length === 0)
      doneS = (Date.now() - began) / 1000;
  }
  const failures = Number(archive.query("SELECT count(*) n FROM feeds WHERE failures > 0")[0]?.["n"]);
  archive.close();
  daemon.kill("SIGTERM");
  await once(daemon, "exit");
  return { polledS, doneS, ...usage, failures, started: started ?? { wallS: 0, cpuS: 0 } };
}

/** Makes every feed due at once, as if its interval had passed. */
export function makeDue(folder: string): void {
  const archive = openArchive(archiveIn(folder));
  for (const { id } of archive.jobs.pendingOf(["poll-feed"])) archive.jobs.again(id, new Date().toISOString(), null);
  archive.close();
}
