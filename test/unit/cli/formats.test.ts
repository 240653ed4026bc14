import { expect, test } from "vitest";
import { formatOf, write } from "../../../src/cli/formats.ts";

const none = () => ({ id: "x", title: "x", updated: "2026-03-01T00:00:00Z", links: [], entries: [] });

test("CSV quotes what has to be quoted, and keeps a spreadsheet from taking words for a formula", () => {
  const rows = [{ a: 'say "no"', b: "=HYPERLINK(1)", c: null, d: -1 }];
  expect(write(rows, "csv", none)).toBe(`a,b,c,d\r\n"say ""no""",'=HYPERLINK(1),,-1\r\n`);
  expect(write([], "csv", none)).toBe("");
});

test("a format that is not known is refused with those that are", () => {
  expect(() => formatOf("xml")).toThrow("choose ndjson, json, csv, atom");
});
