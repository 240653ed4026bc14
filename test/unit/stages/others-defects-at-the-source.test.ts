import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packBody } from "../../../src/archive/snapshots.ts";
import type { ParsedEntry } from "../../../src/domain/extract.ts";
import { nextLook } from "../../../src/domain/polling.ts";
import { createEndpointJudge } from "../../../src/judge/openai-endpoint.ts";
import { guard } from "../../../src/relate/guard.ts";
import { createRecordPage } from "../../../src/stages/record-page.ts";
import { createRecordPoll } from "../../../src/stages/record-poll.ts";
import { buildArchive, buildEntry, buildExtracted, buildFeed, FEED, NOW } from "../../support/builders.ts";
import { type ChatServer, startChatServer } from "../../support/chat-server.ts";
import { licenceInput } from "../../support/judge-input.ts";

const INPUT = licenceInput({
  title: "Brightcast loses Halden",
  text: "Halden spoke on Monday. Brightcast is no longer the exclusive streaming home of Halden's films in Europe.",
});
const HOUR = 3_600_000;
const iso = (hours: number) => new Date(NOW.getTime() + hours * HOUR).toISOString();
const FEED_URL = "https://gazette.example/feed";
const entry = (key: string, published: string | null) =>
  buildEntry({ key, url: `https://gazette.example/${key}`, title: `Berth four, ${key}`, published });
const listing = (...entries: ParsedEntry[]) => ({
  ...{ outcome: "entries", finalUrl: FEED_URL, permanent: false, headers: {}, sha256: String(entries.length) },
  ...{ validators: { etag: null, lastModified: null, url: FEED_URL }, feed: buildFeed(...entries) },
});

/** A feed in an archive, and what its polls answer. */
function poll() {
  const archive = buildArchive();
  let now = NOW;
  const recordPoll = createRecordPoll({ archive, now: () => now, random: () => 0 });
  return {
    archive,
    answer: (hours: number, answer: object) => {
      now = new Date(iso(hours));
      return recordPoll({ job: `poll-feed/${FEED}`, feed: FEED, url: FEED_URL, answer } as never);
    },
    listed: () =>
      archive.query("SELECT e.key FROM jobs j JOIN entries e ON j.id = 'fetch-page/' || e.id ORDER BY e.key").map((row) => row["key"]),
  };
}

describe("defects of others, not ours, where news comes in", () => {
  // Each of these was suppressed as noise elsewhere (research on newsdiff's isBoring).
  test.each([
    ["Borealis pays a revenue share of 20 % to the port.", "Borealis pays a revenue share of 25 % to the port."],
    ["The licence of Borealis ends on December 31, 2030.", "The licence of Borealis ends on December 31, 2032."],
    ["The licence of Borealis ends on 2030-12-31.", "The licence of Borealis ends on 2032-12-31."],
    ["The licence of Borealis runs until 2030.", "The licence of Borealis runs until 2032."],
    ["Either side may end the agreement with a notice of 30 days.", "Either side may end the agreement with a notice of 90 days."],
    ["Borealis has committed itself to $250 billion.", "Borealis has committed itself to $150 billion."],
    ["Borealis has the exclusive use of berth four.", "Borealis has the non-exclusive use of berth four."],
  ])("numbers/dates judged noise: %s became %s", (before, after) => {
    const around = (sentence: string) =>
      ["The port of Lindau has four berths and a customs house.", sentence, "The works at the northern quay go on until the autumn."].join(
        "\n\n",
      );
    expect(guard(around(after), around(before)).edits).toHaveLength(1);
  });

  test("numbers/dates judged noise: an updated revenue share that became nothing at all", () => {
    const around = (sentence: string) =>
      ["The port of Lindau has four berths and a customs house.", sentence, "The works go on."].join("\n\n");
    const before = "Both sides updated the revenue share to 20 percent for every line.";
    const after = "Both sides updated the revenue share to nothing at all for the northern line only.";
    expect(guard(around(after), around(before)).edits.length).toBeGreaterThan(0);
  });

  test("seen-mark before success: a page whose answer is lost is fetched again, and one that fails at first becomes an article later", async () => {
    const { archive, answer, listed } = poll();
    await answer(0, listing(entry("a", null)));
    // The process dies here: nothing was fetched. The next poll lists the same entry, and the work still stands.
    await answer(1, listing(entry("a", null)));
    expect(listed()).toEqual(["a"]);
    const [row] = archive.jobs.pendingOf(["fetch-page"]);
    if (row === undefined) throw new Error("the page is still to be fetched");
    const { entry: id } = row.subject as { entry: never };
    const recordPage = createRecordPage({ archive, now: () => new Date(iso(1)), random: () => 0 });
    await recordPage({ job: row.id, entry: id, answer: { outcome: "failed", failure: "too-large-for-now", message: "broke off" } });
    expect(listed()).toEqual(["a"]);
    const url = "https://gazette.example/a";
    const snapshot = {
      ...{ url, finalUrl: url, status: 200, contentType: "text/html", headers: {}, fetchedAt: iso(1), sha256: "01", bytes: 3 },
      bodyZstdBase64: packBody(Buffer.from("<p>")),
    };
    const validators = { etag: null, lastModified: null, url };
    await recordPage({ job: row.id, entry: id, answer: { outcome: "article", validators, snapshot, article: buildExtracted() } });
    expect([listed(), archive.entries.find(id)?.articleId]).toEqual([[], expect.stringMatching(/^art_/)]);
  });

  test("age arithmetic wraps at 24 h: a page that is three days and an hour old is looked at by its whole age", () => {
    const at = (hours: number) => nextLook(NOW.toISOString(), new Date(iso(hours)), true, 0)?.toISOString();
    expect(at(1.5)).toBe(iso(3));
    // With the days dropped, 73.5 h would be 1.5 h.
    expect(at(73.5)).toBe(iso(7 * 24));
  });

  test("3 or 5 errors kill a feed silently: after a day without the server it is polled again by itself, and the operator heard of both", async () => {
    const { archive, answer, listed } = poll();
    let failed = 0;
    for (let hour = 0; hour < 24; hour += 1, failed += 1)
      await answer(hour, { outcome: "failed", failure: "connect", message: `GET ${FEED_URL}: no connection` });
    expect(archive.feeds.find(FEED)).toMatchObject({ failures: failed, stoppedAt: null });
    expect(archive.jobs.find(`poll-feed/${FEED}`)).toMatchObject({ state: "pending" });
    await answer(24, listing(entry("a", null)));
    expect([archive.feeds.find(FEED)?.failures, listed()]).toEqual([0, ["a"]]);
    expect(archive.query("SELECT kind FROM operator_notices ORDER BY first_at").map((row) => row["kind"])).toEqual([
      "feed-failing",
      "feed-recovered",
    ]);
  });

  test("first item assumed newest: what is new counts wherever the feed lists it, and what is old counts once", async () => {
    const { answer, listed, archive } = poll();
    await answer(0, listing(entry("old", iso(-48)), entry("new", iso(-1))));
    await answer(1, listing(entry("old", iso(-48)), entry("newest", iso(0.5)), entry("new", iso(-1))));
    expect(listed()).toEqual(["new", "newest", "old"]);
    for (const { id } of archive.jobs.pendingOf(["fetch-page"])) archive.jobs.done(id);
    await answer(2, listing(entry("new", iso(-1)), entry("old", iso(-48)), entry("newest", iso(0.5))));
    expect(listed()).toEqual([]);
  });
});

describe("defects of others, not ours, where a model is asked", () => {
  let server: ChatServer;
  beforeAll(async () => {
    server = await startChatServer();
  });
  afterAll(() => server.close());

  test("unparseable model answer = not important, cached: it is an article to be reviewed, and the model is asked again", async () => {
    const judge = () =>
      createEndpointJudge({ baseUrl: server.baseUrl, model: "m", apiKey: "k", timeoutMs: 20_000, maxTokensPerDay: 1e6, now: () => NOW });
    server.answer(() => ({ content: "I think it is fine!" }));
    const one = judge();
    const found = await one.read(INPUT, new AbortController().signal);
    expect(found).toMatchObject({ alert: "none", needsReview: true, readings: [] });
    const asked = server.asked.length;
    await one.read(INPUT, new AbortController().signal);
    expect(server.asked.length).toBeGreaterThan(asked);
  });
});
