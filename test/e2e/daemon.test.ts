import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { archiveIn, cli, look, until, useDemo, writeDemoConfig } from "../support/daemon.ts";

const demo = useDemo();

describe("the demo", () => {
  test("shows one alert thread for the amendment and none for what came before, within a minute beside other tests", async () => {
    const started = Date.now();
    const { code, stdout } = await cli(["demo", "--data-dir", join(demo.folder(), "data")]);
    expect(code).toBe(0);
    expect(Date.now() - started).toBeLessThan(60_000);
    const [before = "", amendment = ""] = stdout.split("Act 3.");
    expect(before).not.toContain("ALERT");
    expect(amendment.match(/ALERT .* opened:/g)).toHaveLength(1);
    for (const word of ["Was:", "Now:", "Quote:", "Source:", "1 alert thread", archiveIn(demo.folder())]) expect(stdout).toContain(word);
    look(archiveIn(demo.folder()), (archive) => {
      expect(archive.query("SELECT level FROM alerts")).toEqual([{ level: "changes" }]);
      // Every quote stands in its article, letter by letter, at its offsets.
      const wrong = archive.query(
        `SELECT r.quote FROM readings r JOIN articles a ON a.id = r.article_id WHERE instr(a.title || char(10) || a.text, r.quote) = 0`,
      );
      expect(wrong).toEqual([]);
      expect(archive.query("SELECT count(*) n FROM term_versions WHERE quote IS NULL")).toEqual([{ n: 0 }]);
    });
  });
});

describe("the daemon as a process", () => {
  test("drains on SIGTERM within its stated time and ends with 0", async () => {
    const daemon = demo.worker("all", writeDemoConfig(demo.folder(), { sitePort: demo.site().port }));
    await until("the daemon polls", () => daemon.output().includes('"msg":"polled"'));
    const asked = Date.now();
    expect(await daemon.stop("SIGTERM")).toBe(0);
    expect(Date.now() - asked).toBeLessThan(11_000);
    expect(daemon.output()).toContain("stopped");
  });

  test("lets go of what does not answer once its time is over", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const asked: unknown[] = [];
    silent.on("request", (request) => asked.push(request.url));
    const config = writeDemoConfig(demo.folder(), { sitePort: (silent.address() as AddressInfo).port });
    writeFileSync(config, `${readFileSync(config, "utf8")}drain: 1s\n`);
    const daemon = demo.worker("all", config);
    await until("a feed is asked for", () => asked.length > 0);
    const began = Date.now();
    expect(await daemon.stop("SIGTERM")).toBe(0);
    expect(Date.now() - began).toBeGreaterThan(900);
    expect(Date.now() - began).toBeLessThan(6000);
    silent.closeAllConnections();
    silent.close();
  });

  test("a second daemon on the same archive is refused and says why", async () => {
    const config = writeDemoConfig(demo.folder(), { sitePort: demo.site().port });
    const first = demo.worker("all", config);
    await until("the first daemon runs", () => first.output().includes("clausewatch runs as"));
    const second = demo.worker("all", config);
    await until("the second ends", () => second.child.exitCode !== null);
    expect(second.child.exitCode).toBe(1);
    expect(second.output()).toContain("in use by another clausewatch process");
  });

  test("asks conditionally after the first time, and a restart causes no burst", async () => {
    const config = writeDemoConfig(demo.folder(), { sitePort: demo.site().port });
    const daemon = demo.worker("all", config);
    await until("everything read", () => daemon.output().includes("clausewatch runs as") && demo.isSettled(archiveIn(demo.folder()), 1));
    await until("unchanged feeds", () => (demo.site().requests()[304] ?? 0) >= 12);
    await daemon.stop();
    const before = demo.site().requests()[200] ?? 0;
    const again = demo.worker("all", config);
    await until("more unchanged feeds", () => (demo.site().requests()[304] ?? 0) >= 24);
    await again.stop();
    expect(demo.site().requests()[200] ?? 0).toBe(before);
  });
});

test("poll --once reads what is there, delivers, ends, and has nothing to do the second time", async () => {
  const env = { CLAUSEWATCH_CONFIG: writeDemoConfig(demo.folder(), { sitePort: demo.site().port }), LOG_LEVEL: "silent" };
  demo.site().showAct(demo.acts().at(-1) ?? 0);
  const first = await cli(["poll", "--once", "--json"], { env });
  expect(first.code).toBe(0);
  expect(first.stderr).toContain("Was:");
  const { finished, outcomes, problems } = JSON.parse(first.stdout);
  expect([finished, problems, outcomes["raise-alert: opened"]]).toEqual([true, [], 1]);
  const second = await cli(["poll", "--once", "--json"], { env });
  expect(Object.keys(JSON.parse(second.stdout).outcomes)).toEqual(["record-poll: unchanged"]);
});

test("poll --once says which feed is next, and how it is polled now, where none is due", async () => {
  const env = { CLAUSEWATCH_CONFIG: writeDemoConfig(demo.folder(), { sitePort: demo.site().port, every: "1h" }), LOG_LEVEL: "silent" };
  expect((await cli(["poll", "--once"], { env })).code).toBe(0);
  const { code, stdout } = await cli(["poll", "--once"], { env });
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/^no feed was due; the next is ([\w-]+) at 20\S+Z\. clausewatch feeds resume \1 polls it now\n$/),
  ]);
});
