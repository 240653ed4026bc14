import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { ALL_ROLES, type Daemon, startDaemon } from "../../../src/app/app.ts";
import { loadConfig } from "../../../src/app/config.ts";
import { watchDefinition } from "../../support/builders.ts";
import { until } from "../../support/daemon.ts";
import { startRecordingSlack, startRecordingSmtp, unusedPort } from "../../support/recording-servers.ts";

let folder: string;
let servers: Server[];
let daemon: Daemon | null;
let log: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clausewatch-troubles-"));
  [servers, daemon, log] = [[], null, []];
});
afterEach(async () => {
  await daemon?.stop();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function run(feeds: Record<string, string>, settings: { channels?: object; to?: string[]; fetch?: object } = {}): Promise<Daemon> {
  const watch = { ...watchDefinition, feeds: Object.keys(feeds), alerts: { to: settings.to ?? ["console"] } };
  const config = {
    dataDir: join(folder, "data"),
    watches: ["watch.yaml"],
    feeds: Object.entries(feeds).map(([id, url]) => ({ id, url, every: "200ms" })),
    polling: { every: "1s", floor: "100ms" },
    fetch: { allowPrivateNetworks: ["127.0.0.0/8"], timeout: "1s", perHost: { spacing: "0ms" }, ...settings.fetch },
    channels: settings.channels ?? {},
    sweep: "50ms",
    // What is troubled here is feeds and channels, not reading.
    judge: { engine: "rules" },
  };
  writeFileSync(join(folder, "watch.yaml"), stringify(watch));
  writeFileSync(join(folder, "clausewatch.yaml"), stringify(config));
  const logger = pino({ level: "debug", base: null }, { write: (line) => void log.push(line) });
  daemon = await startDaemon(loadConfig(join(folder, "clausewatch.yaml"), {}), ALL_ROLES, logger, { write: () => {} });
  return daemon;
}

const item = (n: number, text: string) =>
  `<item><title>Berth four, note ${n}</title><link>http://gazette.example/${n}</link><guid>${n}</guid><pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate><content:encoded><![CDATA[<p>${text}</p>]]></content:encoded></item>`;
const rss = (...items: string[]) =>
  `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Gazette</title><link>http://gazette.example/</link>${items.join("")}</channel></rss>`;
const PADDING =
  " The quay was rebuilt in the autumn, and cranes were moved from the old basin to the new one while ships waited outside.".repeat(8);
const CHANGE = `Borealis no longer has the exclusive use of berth four in the Port of Lindau, the port said on Sunday.${PADDING}`;
const goodFeed = () => serve((_, response) => response.setHeader("content-type", "application/rss+xml").end(rss(item(1, CHANGE))));

describe("feeds in trouble", () => {
  test("an HTML page, a 500, a 404, a hung server, an empty feed, an endless one and one that nobody serves: one clear line each, and the good feed goes on", async () => {
    const good = await goodFeed();
    const chunk = Buffer.alloc(1024 * 1024, "<item><title>x</title></item>");
    const feeds = {
      good: `${good}/feed`,
      html: `${await serve((_, response) => response.setHeader("content-type", "text/html").end("<!doctype html><html><head><title>Welcome</title></head><body>Hello</body></html>"))}/`,
      broken: `${await serve((_, response) => response.writeHead(500).end())}/feed`,
      missing: `${await serve((_, response) => response.writeHead(404).end())}/feed`,
      hung: `${await serve(() => {})}/feed`,
      empty: `${await serve((_, response) => response.setHeader("content-type", "application/rss+xml").end(rss()))}/feed`,
      huge: `${await serve((_, response) => {
        response.setHeader("content-type", "application/rss+xml");
        response.write(rss().slice(0, -20));
        for (let n = 0; n < 50; n += 1) response.write(chunk);
        response.end();
      })}/feed`,
      nobody: `http://127.0.0.1:${await unusedPort()}/feed`,
    };
    const { archive } = await run(feeds);
    const health = () => new Map(archive?.query("SELECT * FROM feeds_health").map((row) => [row["id"] as string, row]));
    await until("every feed was polled", () => [...health().values()].every((row) => row["last_polled_at"] !== null));
    await until("the good feed alerted", () => archive?.alerts.counts().alerts === 1);
    const said = Object.fromEntries([...health()].map(([id, row]) => [id, row["last_error"]]));
    expect(said).toEqual({
      good: null,
      empty: null,
      html: expect.stringContaining("HTML page"),
      broken: expect.stringContaining("500"),
      missing: expect.stringContaining("404"),
      hung: expect.stringContaining("no answer within 1 s"),
      huge: expect.stringContaining("larger than 15 MiB"),
      nobody: expect.stringMatching(/connect|refused/i),
    });
    for (const [id, line] of Object.entries(said)) {
      if (line === null) continue;
      expect(String(line)).not.toContain("\n");
      const shown = log.filter((one) => one.includes(`"feed":"${id}"`) && one.includes('"level":40'));
      expect(shown.length).toBeGreaterThan(0);
      expect(shown[0]).toContain("next try in");
    }
  });

  test("a feed that fails recovers by itself, and its failures are forgotten", async () => {
    let answers = 0;
    const url = await serve((_, response) => {
      answers += 1;
      if (answers < 3) response.writeHead(500).end();
      else response.setHeader("content-type", "application/rss+xml").end(rss(item(1, CHANGE)));
    });
    const { archive } = await run({ shaky: `${url}/feed` });
    await until("it recovered", () => archive?.query("SELECT failures FROM feeds_health")[0]?.["failures"] === 0 && answers >= 3);
    await until("its article was read", () => archive?.alerts.counts().alerts === 1);
  });
});

describe("channels in trouble", () => {
  const states = () => daemon?.archive?.query("SELECT channel, state, attempts, last_error FROM deliveries ORDER BY channel") ?? [];

  test("an SMTP server that refuses for good is told once and given up; Slack that answers 500 is tried again; the console has it at once", async () => {
    const [slack, mail] = [await startRecordingSlack(), await startRecordingSmtp()];
    try {
      slack.answer({ status: 500 });
      mail.answer({ code: 550, message: "no such user", at: "rcpt" });
      const email = { smtp: { host: mail.host, port: mail.port }, from: "c@desk.example", to: ["ada@desk.example"] };
      await run(
        { good: `${await goodFeed()}/feed` },
        { channels: { slack: { webhookUrl: slack.url }, email }, to: ["console", "slack", "email"] },
      );
      await until(
        "all were tried",
        () => states().length === 3 && states().every((row) => Number(row["attempts"]) > 0 && row["state"] !== "sending"),
      );
      expect(states()).toEqual([
        { channel: "console", state: "sent", attempts: 1, last_error: null },
        { channel: "email", state: "dead", attempts: 1, last_error: expect.stringContaining("550") },
        { channel: "slack", state: "pending", attempts: 1, last_error: expect.stringContaining("500") },
      ]);
      expect(log.join("")).not.toContain(slack.secret);
    } finally {
      await Promise.all([slack.close(), mail.close()]);
    }
  });

  test("Slack that answers 429 is asked again after its Retry-After and then has the message once", async () => {
    const slack = await startRecordingSlack();
    try {
      slack.answer({ status: 429, headers: { "retry-after": "20" } });
      await run({ good: `${await goodFeed()}/feed` }, { channels: { slack: { webhookUrl: slack.url } }, to: ["slack"] });
      await until("it was refused", () => states()[0]?.["state"] === "pending" && Number(states()[0]?.["attempts"]) === 1);
      const due = daemon?.archive?.jobs.pendingOf(["deliver-alert"])[0];
      expect(Date.parse(due?.dueAt ?? "") - Date.now()).toBeGreaterThan(15_000);
      expect(states()[0]?.["last_error"]).toContain("429");
      slack.answer({});
      daemon?.archive?.jobs.again(due?.id ?? "", new Date().toISOString(), null);
      await until("it was sent", () => states()[0]?.["state"] === "sent");
      expect(slack.posts.filter((post) => post.accepted)).toHaveLength(1);
    } finally {
      await slack.close();
    }
  });
});
