import { expect, test } from "vitest";
import { formatOf, write } from "../../../src/cli/formats.ts";
import { parseFeed } from "../../../src/parse/feed.ts";

const none = () => ({ id: "x", title: "x", updated: "2026-03-01T00:00:00Z", entries: [] });

test("CSV quotes what has to be quoted, and keeps a spreadsheet from taking words for a formula", () => {
  const rows = [{ a: 'say "no"', b: "=HYPERLINK(1)", c: null, d: -1 }];
  expect(write(rows, "csv", none)).toBe(`a,b,c,d\r\n"say ""no""",'=HYPERLINK(1),,-1\r\n`);
  expect(write([], "csv", none)).toBe("");
});

test("an Atom feed reads back as it was written, whatever the text holds", async () => {
  const entry = {
    id: "alr_1",
    title: 'Fees & <b>"terms"</b>',
    updated: "2026-03-01T12:00:00.000Z",
    url: "https://g.example/?a=1&b=2",
    text: "one\u0000 two \ud800 & ]]> three",
  };
  const xml = write([], "atom", () => ({ id: "alerts", title: "Alerts", updated: entry.updated, entries: [entry] }));
  expect(xml).toContain("<id>tag:clausewatch.invalid,2026:alr_1</id>");
  const feed = await parseFeed({ bytes: Buffer.from(xml), contentType: "application/atom+xml", url: "https://g.example/" });
  expect(feed).toMatchObject({ format: "atom", title: "Alerts" });
  expect(feed.entries).toMatchObject([{ key: "tag:clausewatch.invalid,2026:alr_1", url: entry.url, updated: entry.updated }]);
  expect(xml).toContain("one two \ufffd &amp; ]]&gt; three");
});

test("a format that is not known is refused with those that are", () => {
  expect(() => formatOf("xml")).toThrow("choose ndjson, json, csv, atom");
});
