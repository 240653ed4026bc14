// Polls many feeds over loopback with the whole daemon (workers/all.ts, its own process) and prints what a cycle costs. The server is a
// process of its own too, and counts what each host sees.
//   node test/support/bench-feeds.ts [--feeds 10000] [--hosts 2500] [--changed 10] [--one-story] [--profile FOLDER]
// First cycle: every feed is new (200 and parsed). Second cycle: --changed per cent bring a new entry with its text, which is related and
// read by the rules judge under one watch; all others answer 304. Each new entry tells its own news, or all tell one story (--one-story), which
// measures relating and alerts more than polling. A feed document has 20 entries and 28 KB.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startFeedServer } from "./feed-server.ts";
import { configure, makeDue, runCycle } from "./poll-cycle.ts";

const LIMIT = { concurrency: 2, spacingMs: 2000 };

const { values } = parseArgs({
  options: {
    feeds: { type: "string", default: "10000" },
    hosts: { type: "string", default: "2500" },
    changed: { type: "string", default: "10" },
    "one-story": { type: "boolean", default: false },
    profile: { type: "string" },
  },
});
const profile = values.profile === undefined ? [] : ["--cpu-prof", "--cpu-prof-dir", values.profile];
const [count, hosts] = [Number(values.feeds), Number(values.hosts)];
const folder = mkdtempSync(join(tmpdir(), "clausewatch-bench-feeds-"));
const server = await startFeedServer({ changed: Number(values.changed), limit: LIMIT, oneStory: values["one-story"] });
try {
  const feeds = Array.from({ length: count }, (_, n) => ({ id: `f-${n}`, url: `http://host-${n % hosts}.example/${n}`, every: "1h" }));
  configure(folder, feeds, {
    connectTo: `127.0.0.1:${server.port}`,
    perHost: { concurrency: LIMIT.concurrency, spacing: `${LIMIT.spacingMs}ms` },
  });
  for (const name of ["first cycle, all new", `second cycle, ${values.changed} % changed`]) {
    const { polledS, doneS, cpuS, peak, failures } = await runCycle(folder, count, profile);
    const tally = await server.tally();
    const cost = `${polledS.toFixed(1)} s until all were polled, ${doneS.toFixed(1)} s until all was read, ${cpuS.toFixed(1)} s CPU, ${Math.round(peak / 1e6)} MB`;
    const seen = `${tally.requests} requests, ${tally.unconditional} unconditional, ${tally.notModified} of 304, ${(tally.bytes / 1e6).toFixed(1)} MB`;
    console.log(
      `${name}: ${cost}; ${seen}; at one host ${tally.mostAtOnce} at once, ${tally.nearestMs === null ? "one request each" : `${Math.round(tally.nearestMs)} ms apart`}, ${tally.overLimit} over its limit; ${failures} failed`,
    );
    await server.next();
    makeDue(folder);
  }
} finally {
  server.stop();
  rmSync(folder, { recursive: true, force: true });
}
