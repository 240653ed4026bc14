import { describe, expect, test } from "vitest";
import type { Archive } from "../../../src/archive/archive.ts";
import { parseFeed } from "../../../src/parse/feed.ts";
import { buildArchive } from "../../support/builders.ts";
import { at, buildPages } from "../../support/pages.ts";
import { readText } from "../../support/read-one.ts";

const report = (archive: Archive, url: string, origin: string) =>
  readText(archive, url, "Borealis no longer has berth four to itself.", [["exclusive-berth", "changes", "no longer has berth four"]], {
    origin,
  });
const read = async (answer: Response) =>
  parseFeed({
    bytes: new Uint8Array(await answer.arrayBuffer()),
    contentType: answer.headers.get("content-type"),
    url: at("/alerts.atom"),
  });

describe("the feed of alerts", () => {
  test("lists the archive's alerts, answers 304 until one is revised, and then lists it under its old id", async () => {
    const archive = buildArchive();
    await report(archive, "https://a.example/1", "o1");
    const app = buildPages(archive, {}, { publicUrl: "https://watch.example" });
    const first = await app.request(at("/alerts.atom"));
    const etag = first.headers.get("etag") ?? "";
    const again = await app.request(at("/alerts.atom"), { headers: { "if-none-match": etag } });
    expect([first.status, again.status, await again.text()]).toEqual([200, 304, ""]);
    const [before, ...more] = (await read(first)).entries;
    expect(more).toEqual([]);
    expect(before?.url).toMatch(/^https:\/\/watch\.example\/alerts\/alr_/);

    await report(archive, "https://b.example/1", "o2");
    const revised = await app.request(at("/alerts.atom"), { headers: { "if-none-match": etag } });
    expect(revised.status).toBe(200);
    expect((await read(revised)).entries.map(({ key }) => key)).toEqual([before?.key]);
  });

  test("the JSON twin lists the same ids", async () => {
    const archive = buildArchive();
    await report(archive, "https://a.example/1", "o1");
    const app = buildPages(archive);
    const [atom, json] = await Promise.all(["/alerts.atom", "/alerts.json"].map(async (path) => read(await app.request(at(path)))));
    expect(json?.entries.map(({ key }) => key)).toEqual(atom?.entries.map(({ key }) => key));
    expect(json?.entries).toHaveLength(1);
  });

  test("is closed to whoever may not read the pages", async () => {
    const app = buildPages(buildArchive(), { openReading: false });
    for (const path of ["/alerts.atom", "/alerts.json"]) expect((await app.request(at(path))).status).toBe(401);
  });
});
