import { expect, test } from "vitest";
import { createAnswerCache } from "../../../src/judge/answer-cache.ts";
import { createTokenBudget } from "../../../src/judge/token-budget.ts";

test("tokens that were set aside yesterday are not given back today", () => {
  let clock = new Date("2026-05-04T23:59:00Z");
  const budget = createTokenBudget({ perDay: 100, now: () => clock });
  const late = budget.reserve(80);
  expect(budget.reserve(30)).toBeNull();
  clock = new Date("2026-05-05T00:00:01Z");
  budget.reserve(50);
  late?.settle(0);
  expect(budget.spent()).toBe(50);
});

test("the answers kept in memory are the last that were asked for", async () => {
  const cache = createAnswerCache(2);
  await cache.set("a", 1);
  await cache.set("b", 2);
  await cache.get("a");
  await cache.set("c", 3);
  expect([await cache.get("a"), await cache.get("b"), await cache.get("c")]).toEqual([1, undefined, 3]);
});
