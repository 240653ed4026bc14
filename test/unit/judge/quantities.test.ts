import { describe, expect, it } from "vitest";
import { type Quantity, quantitiesOf, sameValue } from "../../../src/judge/quantities.ts";

const first = (text: string): Quantity => {
  const found = quantitiesOf(text)[0];
  if (found === undefined) throw new Error(`no quantity in: ${text}`);
  return found;
};

describe("quantities", () => {
  it.each<[string, Partial<Quantity>]>([
    ["a share of 12.5 percent", { kind: "percent", value: 12.5 }],
    ["a share of 12.5%", { kind: "percent", value: 12.5 }],
    ["twenty per cent of sales", { kind: "percent", value: 20 }],
    ["a fifth of sales", { kind: "percent", value: 20 }],
    ["$1.2 billion", { kind: "money", value: 1.2e9, unit: "dollar" }],
    ["€120m", { kind: "money", value: 120e6, unit: "euro" }],
    ["seven million euros", { kind: "money", value: 7e6, unit: "euro" }],
    ["18,000 tonnes of cod", { kind: "count", value: 18_000 }],
    ["forty-five days", { kind: "duration", value: 45 }],
    ["24 months", { kind: "duration", value: 730 }],
    ["on 31 December 2031", { kind: "date", value: 20311231 }],
    ["on December 31, 2031", { kind: "date", value: 20311231 }],
    ["in March 2027", { kind: "date", value: 20270300 }],
    ["until 2032", { kind: "date", value: 20320000 }],
  ])("of %s", (text, expected) => {
    expect(first(text)).toMatchObject(expected);
  });

  it.each<[string, string, boolean | null]>([
    ["€120m", "120 million euros", true],
    ["€120m", "€95m", false],
    ["2 years", "24 months", true],
    ["until 2031", "on 31 December 2031", true],
    ["in May 2031", "on 31 December 2031", false],
    ["20 %", "a fifth of it", true],
    ["€120m", "$120m", null],
    ["120 films", "120 games", null],
    ["20 percent", "20 days", null],
  ])("%s against %s", (one, other, expected) => {
    expect(sameValue(first(one), first(other))).toBe(expected);
  });

  it.each(["no one", "in one of the", "Route 66", "version 2.0 beta"])("%s is no amount of money, share or date", (text) => {
    expect(quantitiesOf(text).filter((one) => one.kind !== "count")).toEqual([]);
  });
});
