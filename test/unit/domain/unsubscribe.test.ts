import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WatchId } from "../../../src/domain/ids.ts";
import { readUnsubscribeToken, unsubscribeLink, unsubscribeToken } from "../../../src/domain/unsubscribe.ts";

const KEY = "a key of this test";
const DESK = { watches: ["brandholm-berth" as WatchId], channel: "email", recipient: "desk@newsroom.example" };

describe("a token to unsubscribe", () => {
  test("names the subscription it was made for, whatever the recipient is called", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1, unit: "grapheme" }), (channel, recipient) => {
        const one = { ...DESK, channel, recipient };
        expect(readUnsubscribeToken(unsubscribeToken(one, KEY), KEY)).toEqual(one);
      }),
    );
  });

  test("names every watch of a digest, and one of an older mail is read as it was made", () => {
    const both = { ...DESK, watches: ["brandholm-berth", "larkfield-fuel"] as WatchId[] };
    expect(readUnsubscribeToken(unsubscribeToken(both, KEY), KEY)).toEqual(both);
    const payload = Buffer.from('{"watch":"brandholm-berth","channel":"email","recipient":"desk@newsroom.example"}').toString("base64url");
    const signature = createHmac("sha256", KEY).update(`unsubscribe ${payload}`).digest("base64url");
    expect(readUnsubscribeToken(`${payload}.${signature}`, KEY)).toEqual(DESK);
  });

  test("is refused when a single character of it was changed", () => {
    const token = unsubscribeToken(DESK, KEY);
    for (let at = 0; at < token.length; at += 1) {
      const changed = `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
      // The last character of 32 bytes in base64url carries two spare bits, but the text is compared, not the bytes.
      expect(readUnsubscribeToken(changed, KEY)).toBeNull();
    }
  });

  test("is refused under another key, and where anything hangs on it", () => {
    const token = unsubscribeToken(DESK, KEY);
    expect(readUnsubscribeToken(token, "another key")).toBeNull();
    for (const wrong of ["", ".", token.split(".")[0] ?? "", `${token}.x`, `${token} `])
      expect(readUnsubscribeToken(wrong, KEY)).toBeNull();
  });

  test("never throws on what a stranger sends", () => {
    fc.assert(fc.property(fc.string(), (text) => void expect(readUnsubscribeToken(text, KEY)).toBeNull()));
  });

  test("stands in the link whole, with or without a slash at the end of the address", () => {
    const token = unsubscribeToken(DESK, KEY);
    for (const base of ["https://watch.example", "https://watch.example/"]) {
      const link = new URL(unsubscribeLink(base, token));
      expect(link.pathname).toBe("/unsubscribe");
      expect(readUnsubscribeToken(link.searchParams.get("token") ?? "", KEY)).toEqual(DESK);
    }
  });
});
