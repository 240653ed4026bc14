import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstPlausibleDate, parseDate } from "../../../src/parse/date.ts";

describe("parseDate", () => {
  test.each([
    ["Fri, 27 Feb 2026 13:53:42 GMT", "2026-02-27T13:53:42.000Z"],
    ["Fri,27 Feb 2026 13:53:42 -0000", "2026-02-27T13:53:42.000Z"],
    ["27 Feb 26 13:53 EST", "2026-02-27T18:53:00.000Z"],
    ["Fri, 27 February 2026 13:53:42 PDT", "2026-02-27T20:53:42.000Z"],
    ["Fri, 27 Feb 2026 13:53:42 CEST", "2026-02-27T11:53:42.000Z"],
    ["Fri, 27 Feb 2026 13:53:42 +09:30", "2026-02-27T04:23:42.000Z"],
    ["Fri, 27 Feb 2026 13:53:42 GMT-5", "2026-02-27T18:53:42.000Z"],
    ["Fri, 27 Feb 2026 13:53:42 XYZ", "2026-02-27T13:53:42.000Z"],
    ["Fri, 27 Feb 2026", "2026-02-27T00:00:00.000Z"],
    ["2026-02-27T13:53:42Z", "2026-02-27T13:53:42.000Z"],
    ["2026-02-27T13:53:42.123+01:00", "2026-02-27T12:53:42.000Z"],
    ["2026-02-27 13:53:42 +00:00", "2026-02-27T13:53:42.000Z"],
    ["2026-02-27T13:53", "2026-02-27T13:53:00.000Z"],
    ["20260227T135342Z", "2026-02-27T13:53:42.000Z"],
    ["2026-02-27", "2026-02-27T00:00:00.000Z"],
    ["2026-02", "2026-02-01T00:00:00.000Z"],
    ["Fri, 2026/02/27 13:53:42 EDT", "2026-02-27T17:53:42.000Z"],
    ["Fri Feb 27 13:53:42 2026", "2026-02-27T13:53:42.000Z"],
    ["Fri Feb  7 13:53:42 +0000 2026", "2026-02-07T13:53:42.000Z"],
    ["February 27, 2026, 1:53 p.m. ET", "2026-02-27T18:53:00.000Z"],
    ["Feb. 27th, 2026 12:05 AM", "2026-02-27T00:05:00.000Z"],
    ["  27-Feb-2026  ", "2026-02-27T00:00:00.000Z"],
  ])("reads %s", (text, iso) => expect(parseDate(text)).toBe(iso));

  test.each([
    "",
    "yesterday-ish",
    "Sun, 99 Jun 2026 12:00:00 GMT",
    "2026-02-30",
    "2026-13-01",
    "2026-02-27T25:00:00Z",
    "2026-02-27T10:61:00Z",
    "2026-02-27T10:00:00-99:99",
    "2026-02-27T10:00:00+00:xx",
    "02/03/2026",
    "22013",
    "Sun, 16 Dec 2026 1:2:3:4 GMT",
    "2026-02-27T11:30:00-06:00 and more",
  ])("refuses %j rather than guess", (text) => expect(parseDate(text)).toBeNull());

  test("gives back every instant that it is shown in either standard form", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date("1970-01-01"), max: new Date("2099-12-31"), noInvalidDate: true }), (date) => {
        const second = new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString();
        expect(parseDate(date.toISOString())).toBe(second);
        expect(parseDate(date.toUTCString())).toBe(second);
      }),
    );
  });
});

describe("firstPlausibleDate", () => {
  const now = new Date("2026-03-01T12:00:00Z");
  test("passes over a date far ahead of now, one before the web, and words", () => {
    expect(firstPlausibleDate(["2062-02-27", "0001-01-01", "today", null, "2026-02-27"], now)).toBe("2026-02-27T00:00:00.000Z");
  });
  test("allows a day ahead, since clocks and zones differ", () => {
    expect(firstPlausibleDate(["2026-03-02T11:00:00Z"], now)).toBe("2026-03-02T11:00:00.000Z");
  });
});
