import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { type Config, loadConfig } from "../app/config.ts";
import { createLogger } from "../app/logger.ts";
import type { Archive } from "../archive/archive.ts";
import { createDemoReport } from "./demo-report.ts";
import { type DemoSite, startDemoSite } from "./demo-site.ts";

const CONFIG = fileURLToPath(new URL("../../config/demo/clausewatch.yaml", import.meta.url));
const COVERAGE = new URL("../../config/demo/coverage/", import.meta.url);
const ACTS = [
  { act: 1, title: "27 February to 8 March: a joint statement, and what outlets make of it" },
  { act: 2, title: "March and April: a rumour and a denial" },
  { act: 3, title: "27 April: a party publishes an amended agreement" },
  { act: 4, title: "27 and 28 April: what outlets make of that" },
] as const;
const LOOK_MS = 50;
/** An act takes seconds; one that takes this long shows nothing of how the daemon works. */
const ACT_MS = 240_000;

export function addDemo(program: Command): void {
  program
    .command("demo")
    .description("watch the daemon work on bundled coverage, from a statement to the alert that ends one of its terms")
    .option("--keep-running", "leave the daemon and its archive up until Ctrl-C")
    .option("--open", "the same, and serve the pages, so that you can look around and decide")
    .option("--data-dir <dir>", "where the archive goes (default: a new temporary directory)")
    .addHelpText("after", "\nExample:\n  npm run demo\n  npm run demo -- --open")
    .action(async ({ keepRunning, open, dataDir }: { keepRunning?: boolean; open?: boolean; dataDir?: string }) => {
      const [{ ALL_ROLES, startDaemon }, { serveFor }] = await Promise.all([import("../app/app.ts"), import("./serve.ts")]);
      const site = await startDemoSite({ acts: COVERAGE });
      const report = createDemoReport((text) => void process.stdout.write(text), process.stdout.isTTY === true);
      const config = demoConfig(site, dataDir === undefined ? mkdtempSync(join(tmpdir(), "clausewatch-demo-")) : resolve(dataDir));
      report.start(site.port, config.archiveFile);
      const daemon = await startDaemon(config, ALL_ROLES, createLogger(config.log), { onEvent: report.event, write: report.alert });
      try {
        if (daemon.archive !== null) await playActs(site, daemon.archive, report);
        const pages = open === true && daemon.archive !== null ? await serveFor(daemon.archive, config, undefined) : null;
        if (keepRunning === true || open === true) await stayUp(report, config.archiveFile);
        await pages?.close();
      } finally {
        await daemon.stop();
        await site.close();
      }
    });
}

/** The demo's own configuration file, with the two settings that only this run knows. The environment has no say in it. */
function demoConfig(site: Pick<DemoSite, "port">, dataDir: string): Config {
  const config = loadConfig(CONFIG, {});
  return {
    ...config,
    dataDir,
    archiveFile: join(dataDir, "archive.sqlite"),
    fetch: { ...config.fetch, connectTo: `127.0.0.1:${site.port}` },
  };
}

async function playActs(site: DemoSite, archive: Archive, report: ReturnType<typeof createDemoReport>): Promise<void> {
  for (const { act, title } of ACTS) {
    site.showAct(act);
    report.act(act, title);
    if (!(await settled(archive, new Date())))
      throw new Error(
        `the demo's act ${act} was not done after ${ACT_MS / 60_000} minutes: this machine is too busy for it; try again when it is quieter`,
      );
    report.afterAct(archive);
  }
  report.end(archive, site.requests());
}

/** Whether, within the time of an act, every feed has been polled since `shown`, nothing is left to do, and every message is sent. */
async function settled(archive: Archive, shown: Date): Promise<boolean> {
  const until = Date.now() + ACT_MS;
  const done = () =>
    archive.feeds.list().every(({ feed }) => (feed.lastPolledAt ?? "") > shown.toISOString()) &&
    !archive.jobs.busy(new Date().toISOString()) &&
    !archive.outbox.hasUntried(new Date().toISOString());
  do await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  while (!done() && Date.now() < until);
  return done();
}

async function stayUp(report: ReturnType<typeof createDemoReport>, archiveFile: string): Promise<void> {
  report.keepRunning();
  await new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
  report.stopped(archiveFile);
}
