import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  delayAfterFailureMs,
  dueAfterAnswer,
  freshnessMs,
  moveAfterAnswer,
  NO_WISHES,
  nextLook,
  ownIntervalMs,
  type Pace,
  POLLING_RULES,
  type PollFailure,
  type Wishes,
} from "../../../src/domain/polling.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Sunday. */
const NOW = new Date("2026-03-01T12:30:00Z");

describe("how long an answer stays fresh", () => {
  const cases: [string, Record<string, string>, number | null][] = [
    ["it does not say", {}, null],
    ["max-age", { "cache-control": "public, max-age=7200" }, 2 * HOUR],
    ["less Age", { "cache-control": "max-age=7200", age: "600" }, 110 * MINUTE],
    ["never less than nothing", { "cache-control": "max-age=60", age: "600" }, 0],
    ["s-maxage is for caches that many share", { "cache-control": "s-maxage=7200" }, null],
    ["Expires less Date", { expires: "Sun, 01 Mar 2026 15:00:00 GMT", date: "Sun, 01 Mar 2026 14:00:00 GMT" }, HOUR],
    ["Expires less the time of arrival where there is no Date", { expires: "Sun, 01 Mar 2026 13:30:00 GMT" }, HOUR],
    ["max-age goes before Expires", { "cache-control": "max-age=0", expires: "Sun, 01 Mar 2026 15:00:00 GMT" }, 0],
    ["Expires: 0 is in the past", { expires: "0" }, 0],
    ["nonsense counts for nothing", { "cache-control": "max-age=soon", date: "yesterday" }, null],
  ];
  test.each(cases)("%s", (_, headers, expected) => {
    expect(freshnessMs(headers, NOW)).toBe(expected);
  });
});

describe("the interval of our own", () => {
  const pace: Pace = { everyMs: HOUR, everyChosen: false, hasValidators: true, silentMs: 0, outrun: 0 };
  const cases: [string, Partial<Pace>, number][] = [
    ["is the default for a feed that brings something", {}, HOUR],
    ["stays while a feed has been silent for half a day", { silentMs: 12 * HOUR }, HOUR],
    ["grows with a feed's silence", { silentMs: DAY }, 2 * HOUR],
    ["up to the slowest", { silentMs: 365 * DAY }, 4 * HOUR],
    ["shrinks where everything in a long window was new", { outrun: 20 }, 15 * MINUTE],
    ["never below the floor", { outrun: 20, everyMs: 10 * MINUTE }, 5 * MINUTE],
    ["a short window says nothing", { outrun: 3 }, HOUR],
    ["is a day for a server that cannot answer 304", { hasValidators: false }, DAY],
    [
      "is what the operator chose for this feed, whatever else",
      { everyChosen: true, everyMs: 15 * MINUTE, hasValidators: false, silentMs: DAY },
      15 * MINUTE,
    ],
  ];
  test.each(cases)("%s", (_, change, expected) => {
    expect(ownIntervalMs({ ...pace, ...change }, POLLING_RULES)).toBe(expected);
  });
});

describe("when a feed that answered well is due again", () => {
  const dueIn = (wishes: Partial<Wishes>, ownMs = 15 * MINUTE, random = 0) =>
    dueAfterAnswer(ownMs, { ...NO_WISHES, ...wishes }, NOW, random).getTime() - NOW.getTime();
  const cases: [string, Partial<Wishes>, number][] = [
    ["after its own interval where nobody asks for more", { freshMs: MINUTE, minIntervalMs: MINUTE }, 15 * MINUTE],
    ["after the server's freshness where that is longer", { freshMs: 2 * HOUR }, 2 * HOUR],
    ["after the feed's ttl where that is longer", { minIntervalMs: 3 * HOUR }, 3 * HOUR],
    ["after two days at most, whatever the server wants", { freshMs: 365 * DAY }, 2 * DAY],
    ["after the hours that the feed skips", { skipHours: [12, 13, 14] }, 150 * MINUTE],
    ["after the day that the feed skips", { skipDays: [0] }, 11.5 * HOUR],
    ["at once where the feed skips every hour there is", { skipHours: Array.from({ length: 24 }, (_, hour) => hour) }, 15 * MINUTE],
  ];
  test.each(cases)("%s", (_, wishes, expected) => {
    expect(dueIn(wishes)).toBe(expected);
  });

  it("later by a tenth at most, never sooner, so that feeds do not march in step", () => {
    expect(dueIn({}, 10 * MINUTE, 1)).toBe(11 * MINUTE);
  });

  it("after a week where the operator wants it so, though no server may", () => {
    expect(dueIn({}, 7 * DAY)).toBe(7 * DAY);
  });

  it("never before any of them is over, for any numbers", () => {
    const ms = fc.integer({ min: 0, max: 2 * DAY });
    fc.assert(
      fc.property(
        ms,
        ms,
        ms,
        fc.array(fc.integer({ min: 0, max: 23 })),
        fc.array(fc.integer({ min: 0, max: 6 })),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (own, freshMs, minIntervalMs, skipHours, skipDays, random) => {
          const due = dueAfterAnswer(own, { ...NO_WISHES, freshMs, minIntervalMs, skipHours, skipDays }, NOW, random);
          expect(due.getTime() - NOW.getTime()).toBeGreaterThanOrEqual(Math.max(own, freshMs, minIntervalMs));
          const skipsAll = new Set(skipHours).size === 24 || new Set(skipDays).size === 7;
          if (!skipsAll) expect(skipHours.includes(due.getUTCHours()) || skipDays.includes(due.getUTCDay())).toBe(false);
        },
      ),
    );
  });
});

describe("when a feed that failed is asked again", () => {
  const failed: PollFailure = { outcome: "failed" };
  const refused = (status: number, retryAfterMs: number | null = null): PollFailure => ({ outcome: "refused", status, retryAfterMs });
  const cases: [string, PollFailure, number, number, number][] = [
    ["Retry-After of a 429", refused(429, 40 * MINUTE), 1, 0.5, 40 * MINUTE],
    ["its own interval where Retry-After is shorter", refused(429, 1000), 1, 0.5, 15 * MINUTE],
    ["two days where Retry-After is longer", refused(503, 30 * DAY), 1, 0.5, 2 * DAY],
    ["an hour after a 429 without Retry-After", refused(429), 1, 0.5, HOUR],
    ["twice that after the second", refused(503), 2, 1, 2 * HOUR],
    ["four hours after a 403", refused(403), 1, 1, 4 * HOUR],
    ["its own interval after a first failure", failed, 1, 1, 15 * MINUTE],
    ["its own interval after a second that may pass", failed, 2, 1, 15 * MINUTE],
    ["four times that after a third that will not", failed, 3, 3, HOUR],
    ["a day at most, however often it failed", failed, 500, 500, DAY],
  ];
  test.each(cases)("%s", (_, failure, failures, weight, expected) => {
    expect(delayAfterFailureMs(failure, 15 * MINUTE, failures, weight, 0)).toBe(expected);
  });
});

describe("a feed that is redirected for good", () => {
  const OLD = "http://gazette.example/feed";
  const NEW = "https://news.gazette.example/feed";
  const stays = { movedTo: null, movedSince: null, url: null };
  const since = (days: number) => ({ movedTo: NEW, movedSince: new Date(NOW.getTime() - days * DAY).toISOString() });
  const nowhere = { movedTo: null, movedSince: null };
  const to = (finalUrl: string, permanent = true) => ({ finalUrl, permanent });

  it("is noted at first, and moves after a week at the same place", () => {
    expect(moveAfterAnswer(OLD, nowhere, to(NEW), NOW)).toEqual({ movedTo: NEW, movedSince: NOW.toISOString(), url: null });
    expect(moveAfterAnswer(OLD, since(6), to(NEW), NOW)).toEqual({ ...since(6), url: null });
    expect(moveAfterAnswer(OLD, since(7), to(NEW), NOW)).toEqual({ ...stays, url: NEW });
  });

  it("begins anew where it leads elsewhere, and stays where it answers itself or the redirect is a passing one", () => {
    expect(moveAfterAnswer(OLD, since(6), to("https://other.example/"), NOW)).toMatchObject({
      movedTo: "https://other.example/",
      movedSince: NOW.toISOString(),
    });
    expect(moveAfterAnswer(OLD, since(6), to(OLD), NOW)).toEqual(stays);
    expect(moveAfterAnswer(OLD, since(60), to(NEW, false), NOW)).toEqual(stays);
  });

  it("moves at once to the same address with TLS", () => {
    expect(moveAfterAnswer(OLD, nowhere, to("https://gazette.example/feed"), NOW)).toEqual({
      ...stays,
      url: "https://gazette.example/feed",
    });
    expect(moveAfterAnswer(OLD, nowhere, to("https://gazette.example/other"), NOW).url).toBeNull();
  });
});

describe("when a page is looked at again", () => {
  const looks = (matters: boolean) => {
    const hours: number[] = [];
    let now = NOW;
    for (let next = nextLook(NOW.toISOString(), now, matters, 0); next !== null; next = nextLook(NOW.toISOString(), now, matters, 0)) {
      hours.push((next.getTime() - NOW.getTime()) / HOUR);
      now = next;
    }
    return hours;
  };
  it("ever more rarely, for a month, where it touches a term", () => {
    expect(looks(true)).toEqual([1, 3, 8, 24, 72, 168, 336, 720]);
  });
  it("three times where it does not", () => {
    expect(looks(false)).toEqual([1, 24, 168]);
  });
});
