// Polls the same feeds over loopback, first and second cycle, with Clausewatch and with readers of Debian, one after the other, and prints what
// each costs and what the server saw.   apt-get install newsboat sfeed rss2email
//   node test/support/compare-readers.ts [--feeds 1000] [--changed 10] [--only newsboat,rss2email]
// Each feed has a host of its own (127.x.y.z), so that nobody's manners towards one host count. The daemon is measured from its start until it
// has related and read what came; newsboat stores in SQLite too, sfeed in a file a feed, rss2email (which sends nothing here) in one JSON file.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startFeedServer, type Tally } from "./feed-server.ts";
import { configure, makeDue, runCycle } from "./poll-cycle.ts";

type Cost = { readonly wallS: number; readonly cpuS: number; readonly peak: number; readonly note?: string };
type Reader = {
  readonly name: string;
  readonly set: (folder: string, urls: readonly string[]) => void;
  readonly poll: (folder: string, count: number) => Promise<Cost>;
};

/** Bytes in the memory of all processes of a group. */
function memoryOf(group: number): number {
  let pages = 0;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ");
      if (Number(stat[2]) === group) pages += Number(stat[21]);
    } catch {
      // It has ended meanwhile.
    }
  }
  return pages * 4096;
}

/** Runs a command to its end; the shell's own clock counts the CPU of all its descendants. */
async function measured(command: string, folder: string): Promise<Cost> {
  const times = join(folder, "times");
  const script = `TIMEFORMAT='%R %U %S'; { time { ${command} ; } >log 2>&1 ; } 2>times`;
  const child = spawn("bash", ["-c", script], {
    cwd: folder,
    detached: true,
    stdio: "ignore",
    env: { ...process.env, HOME: folder, TERM: "dumb" },
  });
  const ended = once(child, "exit");
  let [peak, running] = [0, true];
  void ended.then(() => (running = false));
  while (running) {
    peak = Math.max(peak, memoryOf(child.pid ?? 0));
    await Promise.race([ended, sleep(100)]);
  }
  const [wallS = 0, user = 0, system = 0] = readFileSync(times, "utf8").trim().split(" ").map(Number);
  return { wallS, cpuS: user + system, peak };
}

const lines = (urls: readonly string[], line: (url: string, n: number) => string): string => `${urls.map(line).join("\n")}\n`;

const READERS: readonly Reader[] = [
  {
    name: "clausewatch",
    set: (folder, urls) =>
      configure(
        folder,
        urls.map((url, n) => ({ id: `f-${n}`, url, every: "1h" })),
        {},
      ),
    async poll(folder, count) {
      const { doneS, cpuS, peak, started } = await runCycle(folder, count);
      makeDue(folder);
      return { wallS: doneS, cpuS, peak, note: `of which its start ${started.wallS.toFixed(1)} s, CPU ${started.cpuS.toFixed(1)} s` };
    },
  },
  {
    name: "newsboat",
    set(folder, urls) {
      writeFileSync(
        join(folder, "urls"),
        lines(urls, (url) => url),
      );
      writeFileSync(join(folder, "config"), "reload-threads 8\ndownload-retries 1\n");
    },
    poll: (folder) => measured("newsboat -u urls -C config -c cache.db -x reload", folder),
  },
  {
    name: "sfeed",
    set(folder, urls) {
      mkdirSync(join(folder, "feeds"));
      writeFileSync(
        join(folder, "sfeedrc"),
        `sfeedpath="${folder}/feeds"\nfeeds() {\n${lines(urls, (url, n) => `feed "f-${n}" "${url}"`)}}\n`,
      );
    },
    poll: (folder) => measured("sfeed_update ./sfeedrc", folder),
  },
  {
    name: "rss2email",
    set(folder, urls) {
      const head = "[DEFAULT]\nfrom = a@reader.example\nto = b@reader.example\nemail-protocol = sendmail\n\n";
      writeFileSync(join(folder, "r2e.cfg"), `${head}${lines(urls, (url, n) => `[feed.f-${n}]\nurl = ${url}\n`)}`);
      writeFileSync(
        join(folder, "r2e.json"),
        JSON.stringify({ version: 2, feeds: urls.map((_, n) => ({ name: `f-${n}`, etag: null, modified: null, seen: {} })) }),
      );
    },
    poll: (folder) => measured("r2e -c r2e.cfg -d r2e.json run --no-send", folder),
  },
];

const { values } = parseArgs({
  options: { feeds: { type: "string", default: "1000" }, changed: { type: "string", default: "10" }, only: { type: "string" } },
});
const count = Number(values.feeds);
const server = await startFeedServer({ changed: Number(values.changed), limit: { concurrency: 2, spacingMs: 1000 }, gzip: true });
const urls = Array.from({ length: count }, (_, n) => `http://127.1.${Math.floor(n / 250)}.${1 + (n % 250)}:${server.port}/${n}`);
const row = (cells: readonly string[]) => console.log(`| ${cells.join(" | ")} |`);
const mb = (bytes: number, digits = 0) => (bytes / 1e6).toFixed(digits);
row(["reader", "cycle", "wall s", "CPU s", "MB", "requests", "unconditional", "304", "MB on the wire", ""]);
row(Array.from({ length: 10 }, () => "---"));
try {
  for (const reader of READERS.filter(({ name }) => values.only === undefined || values.only.split(",").includes(name))) {
    const command = { newsboat: "newsboat", sfeed: "sfeed_update", rss2email: "r2e" }[reader.name];
    if (command !== undefined && spawnSync("which", [command]).status !== 0) {
      row([reader.name, "is not installed", ...Array.from({ length: 8 }, () => "")]);
      continue;
    }
    const folder = mkdtempSync(join(tmpdir(), `clausewatch-compare-${reader.name}-`));
    await server.next("back");
    reader.set(folder, urls);
    for (const cycle of ["first", "second"]) {
      const { wallS, cpuS, peak, note = "" } = await reader.poll(folder, count);
      const tally: Tally = await server.tally();
      const seen = [tally.requests, tally.unconditional, tally.notModified].map(String);
      row([reader.name, cycle, wallS.toFixed(1), cpuS.toFixed(1), mb(peak), ...seen, mb(tally.bytes, 1), note]);
      await server.next();
    }
    rmSync(folder, { recursive: true, force: true });
  }
} finally {
  server.stop();
}
