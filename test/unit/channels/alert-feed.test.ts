import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { atomOf, type FeedAlert, type FeedOf, isHeld, jsonFeedOf } from "../../../src/channels/alert-feed.ts";
import type { AlertId } from "../../../src/domain/ids.ts";
import { parseFeed } from "../../../src/parse/feed.ts";
import { hostileMessage, sampleMessage } from "../../support/sample-message.ts";

const one = (over: Partial<FeedAlert> = {}): FeedAlert => ({
  message: sampleMessage(),
  openedAt: "2026-03-12T09:41:07.000Z",
  updatedAt: "2026-03-12T09:41:07.000Z",
  ...over,
});
const other = one({ message: sampleMessage({ alert: "alr_ffff000011112222" as AlertId }), updatedAt: "2026-03-13T08:00:00.000Z" });
const feed = (alerts: readonly FeedAlert[], path = "/alerts.atom"): FeedOf => ({
  ...{ title: "Clausewatch alerts", publicUrl: "https://watch.example", authority: "watch.example" },
  ...{ path, alerts },
});
/** As a feed reader reads it: by our own parser of Atom and JSON Feed. */
const read = ({ body, contentType }: { body: string; contentType: string }) =>
  parseFeed({ bytes: Buffer.from(body), contentType, url: "https://watch.example/feed" });

describe("the feed of alerts", () => {
  test("an alert keeps its id when it is revised, and says when", async () => {
    const [first] = (await read(atomOf(feed([one()])))).entries;
    const revised = one({ message: sampleMessage({ revision: 2, kind: "confirmed" }), updatedAt: "2026-03-14T10:00:00.000Z" });
    const [second] = (await read(atomOf(feed([revised])))).entries;
    expect(first?.key).toBe("tag:watch.example,2026-03-12:alr_5b1d0c9a3e7f2468");
    expect(second?.key).toBe(first?.key);
    expect(second?.published).toBe(first?.published);
    expect(second?.updated).toBe("2026-03-14T10:00:00.000Z");
  });

  test("Atom and JSON Feed list the same alerts under the same ids, the newest change first", async () => {
    const alerts = [one(), other];
    const ids = ["tag:watch.example,2026-03-12:alr_ffff000011112222", "tag:watch.example,2026-03-12:alr_5b1d0c9a3e7f2468"];
    expect((await read(atomOf(feed(alerts)))).entries.map(({ key }) => key)).toEqual(ids);
    expect((await read(jsonFeedOf(feed(alerts, "/alerts.json")))).entries.map(({ key }) => key)).toEqual(ids);
  });

  test("the same alerts make the same bytes in whatever order they come, and a revision makes others", () => {
    const held = atomOf(feed([one(), other]));
    expect(atomOf(feed([other, one()]))).toEqual(held);
    const revised = atomOf(feed([one({ message: sampleMessage({ revision: 2 }), updatedAt: "2026-03-14T10:00:00.000Z" }), other]));
    expect(revised.etag).not.toBe(held.etag);
    expect([held.lastModified, revised.lastModified]).toEqual(["Fri, 13 Mar 2026 08:00:00 GMT", "Sat, 14 Mar 2026 10:00:00 GMT"]);
  });

  test.each([
    { asked: (etag: string) => ({ ifNoneMatch: etag }), held: true },
    { asked: (etag: string) => ({ ifNoneMatch: `"old", W/${etag}` }), held: true },
    { asked: () => ({ ifNoneMatch: "*" }), held: true },
    { asked: () => ({ ifNoneMatch: '"old"', ifModifiedSince: "Fri, 13 Mar 2099 08:00:00 GMT" }), held: false },
    { asked: () => ({ ifModifiedSince: "Fri, 13 Mar 2026 08:00:00 GMT" }), held: true },
    { asked: () => ({ ifModifiedSince: "Fri, 13 Mar 2026 07:59:59 GMT" }), held: false },
    { asked: () => ({ ifModifiedSince: "yesterday" }), held: false },
    { asked: () => ({}), held: false },
  ])("a client that asks with $asked is answered 304: $held", ({ asked, held }) => {
    const document = atomOf(feed([one(), other]));
    expect(isHeld(document, asked(document.etag))).toBe(held);
  });

  test("a feed without alerts is a feed", async () => {
    expect((await read(atomOf(feed([])))).entries).toEqual([]);
    expect((await read(jsonFeedOf(feed([])))).entries).toEqual([]);
  });

  test("whatever a page wrote, each alert stays one entry", { timeout: 30_000 }, async () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom("]]>]]></title></entry><entry><id>x</id>", "</content></entry>", "<script>", "&#0;\u0000\ufffe"),
    );
    const hostile = fc.record({ headline: text, update: text, reason: text, settle: text });
    await fc.assert(
      fc.asyncProperty(hostile, async (texts) => {
        const alerts = [one({ message: sampleMessage(texts) }), other];
        for (const document of [atomOf(feed(alerts)), jsonFeedOf(feed(alerts))]) expect((await read(document)).entries).toHaveLength(2);
      }),
      { numRuns: 6 },
    );
    const { body } = atomOf(feed([one({ message: hostileMessage() }), other]));
    expect(body.match(/<entry>/g)).toHaveLength(2);
    expect(body).not.toMatch(/<script|<!channel|\]\]>/);
  });
});
