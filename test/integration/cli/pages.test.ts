import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stringify } from "yaml";
import { watchDefinition } from "../../support/builders.ts";
import { runHere } from "../../support/run-here.ts";
import { type Loopback, serve } from "../fetch/loopback.ts";

const PAGE = "http://gazette.example/berth";
const TOLD =
  "The harbour board met on Friday, and its minutes say that the old grain pier is to be pulled down before the winter storms begin.";
const item = (guid: string, more: string) => `<item><guid isPermaLink="false">${guid}</guid><title>${guid}</title>${more}</item>`;

let folder: string;
let server: Loopback;
let text: string | null;
const config = () => join(folder, "clausewatch.yaml");
const round = async (): Promise<Record<string, number>> =>
  JSON.parse((await runHere(config(), ["poll", "--once", "--json", "--within", "60"])).stdout).outcomes;
const pagesAsked = () => server.seen.filter(({ path }) => path === "/berth").length;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "clausewatch-pages-"));
  text = `Borealis keeps the exclusive use of berth four in the Port of Lindau until 2034, both sides said on Friday. ${TOLD}`;
  server = await serve((request, response) => {
    const feed = `<rss version="2.0"><channel><title>Gazette</title>${item("berth", `<link>${PAGE}</link>`)}${item("told", `<description>${TOLD}</description>`)}</channel></rss>`;
    if (request.path === "/feed") response.writeHead(200, { "content-type": "application/rss+xml" }).end(feed);
    else if (request.path === "/berth" && text !== null)
      response
        .writeHead(200, { "content-type": "text/html; charset=utf-8" })
        .end(`<html><head><title>Berth four</title></head><body><article><h1>Berth four</h1><p>${text}</p></article></body></html>`);
    else response.writeHead(404).end();
  });
  writeFileSync(join(folder, "watch.yaml"), stringify({ ...watchDefinition, feeds: ["gazette"] }));
  const fetch = {
    ...{ connectTo: `127.0.0.1:${server.port}`, allowPrivateNetworks: ["127.0.0.0/8"] },
    perHost: { concurrency: 2, spacing: "1ms" },
  };
  const feeds = [{ id: "gazette", url: "http://gazette.example/feed" }];
  writeFileSync(
    config(),
    stringify({
      ...{ dataDir: join(folder, "data"), watches: ["watch.yaml"], feeds, fetch },
      judge: { engine: "rules" },
      log: { level: "error" },
    }),
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a page is looked at when its turn comes, and at once where a person asks: an edit is a revision", { timeout: 300_000 }, async () => {
  expect(await round()).toMatchObject({ "record-page: new": 1 });
  text = text?.replace("keeps the exclusive use", "gives up the exclusive use") ?? null;
  expect(await round()).toEqual({});
  expect(pagesAsked()).toBe(1);

  const { code, stdout } = await runHere(config(), ["pages", "again", PAGE]);
  expect([code, stdout]).toEqual([0, expect.stringContaining(`${PAGE} is asked for`)]);
  expect(await round()).toMatchObject({ "record-page: revised": 1, "record-readings: read": 1 });
  expect(pagesAsked()).toBe(2);
});

test("a page that was given up is fetched once more", { timeout: 300_000 }, async () => {
  const there = text;
  text = null;
  expect(await round()).toMatchObject({ "record-page: no-article": 1 });
  text = there;
  expect(await round()).toEqual({});
  expect(JSON.parse((await runHere(config(), ["pages", "again", PAGE, "--json"])).stdout)).toMatchObject({
    outcome: "fetch-page",
    url: PAGE,
  });
  expect(await round()).toMatchObject({ "record-page: new": 1 });
});

test("a feed is polled at once, and an address that nothing listed is refused with what helps", { timeout: 300_000 }, async () => {
  await round();
  expect((await runHere(config(), ["feeds", "again", "gazette"])).code).toBe(0);
  expect(await round()).toMatchObject({ "record-poll: unchanged": 1 });
  const { code, stderr } = await runHere(config(), ["pages", "again", "http://gazette.example/nothing"]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("no feed has listed http://gazette.example/nothing")]);
});
