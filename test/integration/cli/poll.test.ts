import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { watchDefinition } from "../../support/builders.ts";
import { runHere } from "../../support/run-here.ts";
import { type Loopback, serve } from "../fetch/loopback.ts";

const rssOf = (more: string) =>
  `<rss version="2.0"><channel><title>Harbour News</title><item><title>A berth is let to nobody in particular this year</title>${more}</item></channel></rss>`;
const RSS = rssOf('<guid isPermaLink="false">1</guid>');

let folder: string;
let server: Loopback;
let polls: number;
const config = () => join(folder, "clausewatch.yaml");
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "clausewatch-poll-"));
  polls = 0;
  server = await serve((request, response) => {
    if (request.path === "/endless") {
      polls += 1;
      response.writeHead(200, { "content-type": "application/rss+xml" }).end(rssOf(`<link>http://good.example/page-${polls}</link>`));
    } else if (request.path.startsWith("/page-")) setTimeout(() => response.writeHead(404).end(), 2500);
    else if (request.path === "/good") response.writeHead(200, { "content-type": "application/rss+xml" }).end(RSS);
    else response.writeHead(404).end();
  });
  writeFileSync(join(folder, "watch.yaml"), stringify({ ...watchDefinition, feeds: ["good", "gone"] }));
  const feeds = ["good", "gone", "forgotten"].map((id) => ({ id, url: `http://${id}.example/${id}` }));
  const fetch = { connectTo: `127.0.0.1:${server.port}`, allowPrivateNetworks: ["127.0.0.0/8"] };
  writeFileSync(
    config(),
    stringify({
      dataDir: join(folder, "data"),
      watches: ["watch.yaml"],
      feeds,
      fetch,
      judge: { engine: "rules" },
      log: { format: "text" },
    }),
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a round says each failure once, in an operator's words, and which feeds no watch reads", async () => {
  const { code, stdout, stderr } = await runHere(config(), ["poll", "--once"]);
  expect(code).toBe(0);
  expect(`${stdout}${stderr}`.match(/GET http:\/\/gone\.example\/gone: refused with 404 Not Found/g)).toHaveLength(1);
  expect(stdout).toMatch(/^ {4}1 {2}feeds read$/m);
  expect(stdout).toMatch(/^ {4}2 {2}feeds that could not be polled$/m);
  expect(stdout).toContain("read by no watch, so that nothing in them alerts: forgotten;");
  expect(`${stdout}${stderr}`).not.toMatch(/record-|-article|poll-feed/);

  const listed = await runHere(config(), ["feeds"]);
  expect(listed.stdout).toMatch(/^forgotten +no watch +refused 404 /m);
  expect(listed.stdout).toMatch(/^good +[a-z-]+ +entries /m);
});

test("a round takes each feed once, however long its pages take and however soon a feed is due again", { timeout: 60_000 }, async () => {
  const file = config();
  const settings = parse(readFileSync(file, "utf8"));
  const feeds = [{ id: "good", url: "http://good.example/endless", every: "1s" }];
  writeFileSync(join(folder, "watch.yaml"), stringify({ ...watchDefinition, feeds: ["good"] }));
  writeFileSync(file, stringify({ ...settings, feeds, polling: { every: "1s", floor: "1s" } }));
  const { code, stdout } = await runHere(file, ["poll", "--once", "--within", "30", "--json"]);
  expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ finished: true, due: 1 })]);
  expect(polls).toBe(1);
});

test("a round for a machine keeps the names of jobs and outcomes", async () => {
  const { stdout } = await runHere(config(), ["poll", "--once", "--json"]);
  const { outcomes, problems, notes } = JSON.parse(stdout);
  expect(outcomes).toMatchObject({ "record-poll: entries": 1, "record-poll: error": 2 });
  expect(problems).toHaveLength(2);
  expect(notes).toHaveLength(1);
});
