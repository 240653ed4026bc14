import { expect, test } from "vitest";
import { type Answered, clockSkew } from "../../../src/domain/clock-skew.ts";

const AT = "2026-03-02T12:00:00.000Z";
/** An answer whose Date lies so many seconds before our clock. */
const answer = (host: string, behind: number, age: string | null = null): Answered => ({
  ...{ host, at: AT, age },
  date: new Date(Date.parse(AT) - behind * 1000).toUTCString(),
});

test.each<{ circumstance: string; answers: Answered[]; skew: number | null }>([
  { circumstance: "nobody answered", answers: [], skew: null },
  { circumstance: "no answer had a date", answers: [{ host: "a", at: AT, date: null, age: null }], skew: null },
  { circumstance: "a date is none", answers: [{ host: "a", at: AT, date: "yesterday", age: null }], skew: null },
  { circumstance: "all agree", answers: [answer("a", 1), answer("b", 1)], skew: 1000 },
  { circumstance: "a cache says how old its page is", answers: [answer("a", 3601, "3600")], skew: 1000 },
  { circumstance: "a host's other page came from a cache that does not", answers: [answer("a", 5000), answer("a", 2)], skew: 2000 },
  { circumstance: "one host of three is wrong", answers: [answer("a", 2), answer("b", -9000), answer("c", 2)], skew: 2000 },
  { circumstance: "an age is none", answers: [answer("a", 2, "old")], skew: 2000 },
])("where $circumstance our clock is $skew ms ahead", ({ answers, skew }) => {
  expect(clockSkew(answers)).toBe(skew);
});
