import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseHttpDate } from "../../../src/domain/http-date.ts";
import { LONGEST_RETRY_AFTER_MS, parseRetryAfter } from "../../../src/fetch/retry-after.ts";

const NOW = new Date("2026-03-01T12:00:00Z");

describe("Retry-After", () => {
  it.each([
    ["120", 120_000],
    [" 0 ", 0],
    ["Sun, 01 Mar 2026 12:02:00 GMT", 120_000],
    ["Sunday, 01-Mar-26 12:02:00 GMT", 120_000],
    ["Sun Mar  1 12:02:00 2026", 120_000],
    ["Sun, 01 Mar 2026 11:00:00 GMT", 0],
    ["99999999999999999999", LONGEST_RETRY_AFTER_MS],
    ["Mon, 01 Mar 2027 12:00:00 GMT", LONGEST_RETRY_AFTER_MS],
    [undefined, null],
    ["", null],
    ["-5", null],
    ["1.5", null],
    ["1e3", null],
    ["soon", null],
    ["2026-03-01T12:02:00Z", null],
    ["Sun, 01 Foo 2026 12:02:00 GMT", null],
    ["Sun, 01 Mar 2026 25:00:00 GMT", null],
  ])("%j means %j milliseconds", (value, expected) => {
    expect(parseRetryAfter(value, NOW)).toBe(expected);
  });

  it("reads every date that toUTCString writes, in any of the three forms", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1980-01-01T00:00:00Z"), max: new Date("2070-01-01T00:00:00Z"), noInvalidDate: true }),
        (date) => {
          const seconds = Math.floor(date.getTime() / 1000) * 1000;
          const [, day = "", month = "", year = "", time = ""] = date.toUTCString().split(/[ ,]+/);
          expect(parseHttpDate(date.toUTCString(), NOW)).toBe(seconds);
          expect(parseHttpDate(`Weekday, ${day}-${month}-${year.slice(2)} ${time} GMT`, NOW)).toBe(seconds);
          expect(parseHttpDate(`Sun ${month} ${day.replace(/^0/, " ")} ${time} ${year}`, NOW)).toBe(seconds);
        },
      ),
    );
  });

  it("is never negative, never longer than two days and never throws, whatever a server writes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const ms = parseRetryAfter(value, NOW);
        expect(ms === null || (ms >= 0 && ms <= LONGEST_RETRY_AFTER_MS)).toBe(true);
      }),
    );
  });
});
