// Polls many feeds over loopback with the whole daemon (workers/all.ts, its own process) and prints what a cycle costs. The server is a
// process of its own too, and counts what each host sees.
//   node test/support/bench-feeds.ts [--feeds 10000] [--hosts 2500] [--changed 10] [--profile FOLDER]
// First cycle: every feed is new (200 and parsed). Second cycle: --changed per cent bring a new entry with its text, which is related and
// read by the rules judge under one watch; all others answer 304. A feed document has 20 entries and 28 KB.
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import { openArchive } from "../../src/archive/archive.ts";
import { watchDefinition } from "./builders.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CLOCK_TICKS = 100;
const LIMIT = { concurrency: 2, spacingMs: 2000 };

type Tally = {
  requests: number;
  unconditional: number;
  notModified: number;
  bytes: number;
  mostAtOnce: number;
  nearestMs: number;
  overLimit: number;
};

function serve(changed: number): void {
  let cycle = 1;
  const blank = (): Tally => ({
    requests: 0,
    unconditional: 0,
    notModified: 0,
    bytes: 0,
    mostAtOnce: 0,
    nearestMs: Number.POSITIVE_INFINITY,
    overLimit: 0,
  });
  let tally = blank();
  const hosts = new Map<string, { open: number; last: number }>();
  const item = (guid: string, text: string) =>
    `<item><guid isPermaLink="false">${guid}</guid><title>${guid}</title>${text}<category>${"c".repeat(1100)}</category></item>`;
  const document = (path: string, isChanged: boolean) => {
    const entries = Array.from({ length: 20 }, (_, n) => item(`${path} ${n}`, ""));
    const news = `<description>Berth four at Lindau was discussed by ${path.replaceAll("/", " ")} on Friday. ${"The harbour board met, and the minutes were read out. ".repeat(8)}</description>`;
    if (isChanged) entries[0] = item(`${path} new`, news);
    return `<?xml version="1.0"?><rss version="2.0"><channel><title>${path}</title>${entries.join("")}</channel></rss>`;
  };
  const server = createServer((request, response) => {
    const name = request.headers.host ?? "";
    const host = hosts.get(name) ?? { open: 0, last: Number.NEGATIVE_INFINITY };
    hosts.set(name, host);
    const at = performance.now();
    host.open += 1;
    const path = `${name}${request.url ?? ""}`;
    const number = Number(/(\d+)$/.exec(path)?.[1] ?? 0);
    const isChanged = cycle > 1 && number % 100 < changed;
    const etag = `"${number}-${isChanged ? cycle : 1}"`;
    tally.requests += 1;
    tally.mostAtOnce = Math.max(tally.mostAtOnce, host.open);
    tally.nearestMs = Math.min(tally.nearestMs, at - host.last);
    // A twentieth for the jitter of two clocks.
    if (host.open > LIMIT.concurrency || at - host.last < LIMIT.spacingMs * 0.95) tally.overLimit += 1;
    host.last = at;
    const asked = request.headers["if-none-match"];
    if (asked === undefined) tally.unconditional += 1;
    const body = asked === etag ? "" : document(path, isChanged);
    if (body === "") tally.notModified += 1;
    tally.bytes += body.length;
    response.on("close", () => (host.open -= 1));
    response.writeHead(body === "" ? 304 : 200, { etag, "content-type": "application/rss+xml" }).end(body);
  });
  process.on("message", (message) => {
    if (message === "next") {
      cycle += 1;
      tally = blank();
      hosts.clear();
    }
    process.send?.(tally);
  });
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
}

/** Seconds of CPU and the most memory, in bytes, that a process has used. */
function usageOf(pid: number): { cpuS: number; peak: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
  return { cpuS: (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS, peak };
}

async function ask(server: ChildProcess, what: "next" | "tally"): Promise<Tally> {
  server.send(what);
  const [tally] = await once(server, "message");
  return tally as Tally;
}

/** Runs the daemon until every feed was polled and what came of it is done. */
async function cycle(folder: string, count: number, archiveFile: string, nodeFlags: readonly string[]) {
  const began = Date.now();
  const since = new Date(began).toISOString();
  const daemon = spawn(process.execPath, [...nodeFlags, "workers/all.ts"], {
    cwd: ROOT,
    env: { ...process.env, CLAUSEWATCH_CONFIG: join(folder, "clausewatch.yaml") },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const pid = daemon.pid ?? 0;
  let [polledS, doneS, usage] = [0, 0, { cpuS: 0, peak: 0 }];
  await sleep(1500);
  const archive = openArchive(archiveFile);
  while (doneS === 0 && daemon.exitCode === null && Date.now() - began < 300_000) {
    await sleep(250);
    const polled = Number(archive.query("SELECT count(*) n FROM feeds WHERE last_polled_at >= ?", since)[0]?.["n"]);
    if (polled >= count && polledS === 0) polledS = (Date.now() - began) / 1000;
    usage = usageOf(pid);
    if (polledS > 0 && archive.query("SELECT 1 FROM jobs WHERE name NOT IN ('poll-feed', 'look-again') LIMIT 1").length === 0)
      doneS = (Date.now() - began) / 1000;
  }
  const failures = archive.query("SELECT count(*) n FROM feeds WHERE failures > 0")[0]?.["n"];
  archive.close();
  daemon.kill("SIGTERM");
  await once(daemon, "exit");
  return { polledS, doneS, ...usage, failures };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      feeds: { type: "string", default: "10000" },
      hosts: { type: "string", default: "2500" },
      changed: { type: "string", default: "10" },
      profile: { type: "string" },
    },
  });
  const profile = values.profile === undefined ? [] : ["--cpu-prof", "--cpu-prof-dir", values.profile];
  const [count, hosts] = [Number(values.feeds), Number(values.hosts)];
  const folder = mkdtempSync(join(tmpdir(), "clausewatch-bench-feeds-"));
  const server = fork(fileURLToPath(import.meta.url), [], { env: { ...process.env, BENCH_SERVE: values.changed } });
  try {
    const [port] = await once(server, "message");
    const feeds = Array.from({ length: count }, (_, n) => ({ id: `f-${n}`, url: `http://host-${n % hosts}.example/${n}`, every: "1h" }));
    writeFileSync(join(folder, "watch.yaml"), stringify({ ...watchDefinition, feeds: feeds.map((feed) => feed.id) }));
    const config = {
      ...{
        dataDir: join(folder, "data"),
        watches: ["watch.yaml"],
        feeds,
        judge: { engine: "rules" },
        log: { level: "warn", format: "json" },
      },
      fetch: {
        connectTo: `127.0.0.1:${port}`,
        allowPrivateNetworks: ["127.0.0.0/8"],
        perHost: { concurrency: LIMIT.concurrency, spacing: `${LIMIT.spacingMs}ms` },
      },
    };
    writeFileSync(join(folder, "clausewatch.yaml"), stringify(config));
    const archiveFile = join(folder, "data", "archive.sqlite");
    for (const name of ["first cycle, all new", `second cycle, ${values.changed} % changed`]) {
      const { polledS, doneS, cpuS, peak, failures } = await cycle(folder, count, archiveFile, profile);
      const tally = await ask(server, "tally");
      const cost = `${polledS.toFixed(1)} s until all were polled, ${doneS.toFixed(1)} s until all was read, ${cpuS.toFixed(1)} s CPU, ${Math.round(peak / 1e6)} MB`;
      const seen = `${tally.requests} requests, ${tally.unconditional} unconditional, ${tally.notModified} of 304, ${(tally.bytes / 1e6).toFixed(1)} MB`;
      console.log(
        `${name}: ${cost}; ${seen}; at one host ${tally.mostAtOnce} at once, ${Math.round(tally.nearestMs)} ms apart, ${tally.overLimit} over its limit; ${failures} failed`,
      );
      await ask(server, "next");
      const archive = openArchive(archiveFile);
      for (const { id } of archive.jobs.pendingOf(["poll-feed"])) archive.jobs.again(id, new Date().toISOString(), null);
      archive.close();
    }
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.env["BENCH_SERVE"] === undefined) await main();
else serve(Number(process.env["BENCH_SERVE"]));
