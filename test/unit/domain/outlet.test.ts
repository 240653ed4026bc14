import { expect, test } from "vitest";
import { outletOf, withoutOutlet } from "../../../src/domain/outlet.ts";

test.each([
  ["Coast Wire", "Coast Wire"],
  ["Coast Wire – Latest News", "Coast Wire"],
  ["Latest news | Coast Wire", "Coast Wire"],
  ["Coast Wire RSS Feed", "Coast Wire"],
  ["The Coast-Wire", "The Coast-Wire"],
  ["RSS", null],
  ["", null],
  [null, null],
])("a feed called %s is of %s", (title, outlet) => {
  expect(outletOf(title)).toBe(outlet);
});

test.each([
  ["Ferry sold | Coast Wire", "Ferry sold"],
  ["Ferry sold - Coast Wire", "Ferry sold"],
  ["Ferry sold – COAST WIRE", "Ferry sold"],
  ["Ferry sold — Business — Coast Wire", "Ferry sold — Business"],
  ["Ferry sold | Coast Wire | Coast-Wire", "Ferry sold"],
  ["Tarn–Morvay: lease amended", "Tarn–Morvay: lease amended"],
  ["Tarn sues Coast Wire", "Tarn sues Coast Wire"],
  ["Ferry sold | Harbour Post", "Ferry sold | Harbour Post"],
  ["Coast Wire", "Coast Wire"],
])("“%s” of Coast Wire is “%s”", (title, headline) => {
  expect(withoutOutlet(title, ["Coast Wire", null])).toBe(headline);
});

test("a long headline of separators is read in a moment", () => {
  const began = process.threadCpuUsage().user;
  withoutOutlet(" - ".repeat(20_000), ["Coast Wire"]);
  withoutOutlet(" | a".repeat(20_000), ["a"]);
  expect(process.threadCpuUsage().user - began).toBeLessThan(3e6);
});
