import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { ALL_ROLES, type Daemon, startDaemon } from "../../../src/app/app.ts";
import { loadConfig } from "../../../src/app/config.ts";
import { watchDefinition } from "../../support/builders.ts";
import { cli, until } from "../../support/daemon.ts";

/** A disk of its own, so that it can be filled and be made read-only: mounting one takes root. */
const mountMissing = ((): string | null => {
  const folder = mkdtempSync(join(tmpdir(), "clausewatch-mount-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]);
  if (status === 0) spawnSync("umount", [folder]);
  rmSync(folder, { recursive: true, force: true });
  return status === 0 ? null : "no tmpfs can be mounted here";
})();

describe.skipIf(mountMissing !== null)(`a disk of its own${mountMissing === null ? "" : ` (skipped: ${mountMissing})`}`, () => {
  let [folder, disk, items, log]: [string, string, string[], string[]] = ["", "", [], []];
  let [server, daemon]: [Server | null, Daemon | null] = [null, null];
  let config = "";

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "clausewatch-storage-"));
    disk = mkdtempSync(join(tmpdir(), "clausewatch-disk-"));
    spawnSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", disk]);
    [items, log] = [[], []];
    const site = createServer((_, response) => {
      const head = `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Gazette</title><link>http://gazette.example/</link>`;
      response.setHeader("content-type", "application/rss+xml").end(`${head}${items.join("")}</channel></rss>`);
    }).listen(0, "127.0.0.1");
    server = site;
    await once(site, "listening");
    const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}/feed`;
    writeFileSync(join(folder, "watch.yaml"), stringify({ ...watchDefinition, feeds: ["gazette"] }));
    config = join(folder, "clausewatch.yaml");
    const settings = {
      dataDir: join(disk, "data"),
      watches: ["watch.yaml"],
      feeds: [{ id: "gazette", url, every: "200ms" }],
      polling: { every: "1s", floor: "100ms" },
      fetch: { allowPrivateNetworks: ["127.0.0.0/8"], perHost: { spacing: "0ms" } },
      sweep: "50ms",
      judge: { engine: "rules" },
    };
    writeFileSync(config, stringify(settings));
  });
  afterEach(async () => {
    await daemon?.stop();
    daemon = null;
    server?.closeAllConnections();
    server?.close();
    spawnSync("umount", ["-l", disk]);
    for (const one of [folder, disk]) rmSync(one, { recursive: true, force: true });
  });

  const run = async (): Promise<Daemon> => {
    const logger = pino({ level: "info", base: null }, { write: (line) => void log.push(line) });
    daemon = await startDaemon(loadConfig(config, {}), ALL_ROLES, logger, { write: () => {} });
    return daemon;
  };
  const item = (n: number, text: string) =>
    `<item><title>Berth four, note ${n}</title><link>http://gazette.example/${n}</link><guid>${n}</guid><pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate><content:encoded><![CDATA[<p>${text}</p>]]></content:encoded></item>`;
  const PADDING = " The quay was rebuilt in the autumn, and cranes were moved from the old basin to the new one.".repeat(8);
  const fill = (): string => {
    const ballast = join(disk, "ballast");
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    return ballast;
  };

  test("a full disk is one clear line for the operator, nothing is half written, and work goes on by itself when there is room", async () => {
    const { archive } = await run();
    await until("the empty feed was polled", () => archive?.feeds.list()[0]?.feed.lastPolledAt != null);
    const ballast = fill();
    // Large enough to need pages that the log of SQLite has no room for.
    items.push(...Array.from({ length: 9 }, (_, n) => item(n, `Note ${n} of the port.${PADDING.repeat(60)}`)));
    items.push(
      item(99, `Borealis no longer has the exclusive use of berth four in the Port of Lindau, the port said on Sunday.${PADDING}`),
    );
    const lines = () => log.filter((line) => line.includes("cannot be written"));
    await until("the operator was told", () => lines().length > 0);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatch(/archive\.sqlite cannot be written \(database or disk is full\): make room on its disk/);
    expect(log.filter((line) => line.includes('"level":50'))).toEqual([expect.stringContaining("cannot be written")]);
    const counts = () => archive?.query("SELECT (SELECT count(*) FROM entries) entries, (SELECT count(*) FROM articles) articles")[0];
    expect(counts()?.["entries"]).toBe(counts()?.["articles"]);
    rmSync(ballast);
    await until(
      "everything was read and the alert raised",
      () => archive?.alerts.counts().alerts === 1 && archive.articles.counts().articles === 10,
    );
    expect(log.some((line) => line.includes("the archive can be written again"))).toBe(true);
    expect(archive?.query("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
    expect(archive?.jobs.deadOnes()).toEqual([]);
  }, 120_000);

  test("a read-only archive is one clear line and no stack, and the same archive works once it may be written", async () => {
    await (await run()).stop();
    daemon = null;
    expect(spawnSync("mount", ["-o", "remount,ro", disk]).status).toBe(0);
    const refused = await cli(["--config", config, "poll", "--once"]);
    expect(refused.code).toBe(1);
    expect(refused.stderr.trim().split("\n")).toHaveLength(1);
    expect(refused.stderr).toMatch(/cannot be (opened|written)|read-?only/i);
    spawnSync("mount", ["-o", "remount,rw", disk]);
    items.push(item(1, `Borealis keeps the exclusive use of berth four in the Port of Lindau.${PADDING}`));
    const { archive } = await run();
    await until("the article was read", () => archive?.articles.counts().articles === 1);
  }, 90_000);
});
