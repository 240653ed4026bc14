import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach } from "vitest";
import { parse, stringify } from "yaml";
import { type Archive, openArchive } from "../../src/archive/archive.ts";
import { type DemoSite, startDemoSite } from "../../src/cli/demo-site.ts";
import { jobNames } from "../../src/queue/jobs.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const DEMO_COVERAGE = new URL("../../config/demo/coverage/", import.meta.url);

export type DemoSettings = {
  readonly sitePort: number;
  readonly redisUrl?: string;
  readonly slackUrl?: string;
  readonly smtp?: { readonly host: string; readonly port: number };
  /** How often each feed is polled. */
  readonly every?: string;
};

/** The demo's configuration as files of its own, so that real worker processes can run on it. Returns the path for CLAUSEWATCH_CONFIG. */
export function writeDemoConfig(folder: string, { sitePort, redisUrl, slackUrl, smtp, every = "500ms" }: DemoSettings): string {
  const config = parse(readFileSync(join(ROOT, "config/demo/clausewatch.yaml"), "utf8"));
  const watch = parse(readFileSync(join(ROOT, "config/demo/watch.yaml"), "utf8"));
  config.dataDir = join(folder, "data");
  config.fetch.connectTo = `127.0.0.1:${sitePort}`;
  config.polling = { every: "1s", floor: "200ms" };
  for (const feed of config.feeds) feed.every = every;
  config.log = { level: "info", format: "json" };
  config.channels = {
    console: {},
    ...(slackUrl === undefined ? {} : { slack: { webhookUrl: slackUrl } }),
    ...(smtp === undefined ? {} : { email: { smtp, from: "clausewatch@desk.example", to: ["ada@desk.example", "bo@desk.example"] } }),
  };
  // These processes are run for what they carry, not for what they read: the rules answer the same, and at once, on every machine.
  config.judge = { engine: "rules" };
  if (redisUrl !== undefined) config.queue = { redisUrl };
  watch.alerts.to = Object.keys(config.channels);
  writeFileSync(join(folder, "clausewatch.yaml"), stringify(config));
  writeFileSync(join(folder, "watch.yaml"), stringify(watch));
  return join(folder, "clausewatch.yaml");
}

export const archiveIn = (folder: string): string => join(folder, "data", "archive.sqlite");

export type Running = {
  readonly child: ChildProcess;
  readonly output: () => string;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};

/** Starts a worker file, or the command line, as a process of its own. */
export function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const { CLAUSEWATCH_CONFIG: _, REDIS_URL: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [...args], { cwd: ROOT, env: { ...inherited, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  const ended = once(child, "close");
  return {
    child,
    output: () => output,
    async stop(signal = "SIGTERM") {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
}

/** Runs a command line to its end. */
export async function cli(
  args: readonly string[],
  options: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
) {
  const { CLAUSEWATCH_CONFIG: _, REDIS_URL: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [join(ROOT, "src/cli/main.ts"), ...args], { cwd: ROOT, env: { ...inherited, ...options.env } });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  child.stdin.end(options.input ?? "");
  await once(child, "close");
  return { code: child.exitCode, stdout, stderr };
}

/** Looks until something holds, and says what it waited for when it never does. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not within ${withinMs / 1000} s: ${what}`);
    await sleep(50);
  }
}

/** Looks into an archive that a daemon is writing. */
export function look<T>(file: string, use: (archive: Archive) => T): T {
  const archive = openArchive(file);
  try {
    return use(archive);
  } finally {
    archive.close();
  }
}

/** A demo site, a folder for configuration and archive, and the worker processes started on them; made for each test and taken down after it. */
export function useDemo() {
  let [folder, site, running]: [string, DemoSite | null, Running[]] = ["", null, []];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "clausewatch-e2e-"));
    site = await startDemoSite({ acts: DEMO_COVERAGE });
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop("SIGKILL")));
    await site?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const theSite = (): DemoSite => {
    if (site === null) throw new Error("the demo site stands only while a test runs");
    return site;
  };
  const upToAct = (act: number): number => theSite().articles.filter((article) => article.act <= act).length;
  return {
    folder: () => folder,
    site: theSite,
    worker(name: string, config: string): Running {
      const one = start([`workers/${name}.ts`], { CLAUSEWATCH_CONFIG: config });
      running.push(one);
      return one;
    },
    acts: (): number[] => [...new Set(theSite().articles.map((article) => article.act))].sort(),
    /** Everything up to an act is read, decided and delivered. */
    isSettled: (file: string, act: number): boolean =>
      look(
        file,
        (archive) =>
          archive.query("SELECT count(*) n FROM assessments WHERE decision IS NOT NULL")[0]?.["n"] === upToAct(act) &&
          archive.jobs.pendingOf(jobNames.filter((name) => name !== "poll-feed" && name !== "look-again")).length === 0,
      ),
  };
}
