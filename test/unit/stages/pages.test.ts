import { describe, expect, test } from "vitest";
import { logEvent } from "../../../src/app/events.ts";
import type { Archive } from "../../../src/archive/archive.ts";
import { packBody } from "../../../src/archive/snapshots.ts";
import { type ArticleId, type FeedId, feedId } from "../../../src/domain/ids.ts";
import { createHostTurns } from "../../../src/stages/host-turns.ts";
import { recordEntries } from "../../../src/stages/record-entries.ts";
import { createRecordPage } from "../../../src/stages/record-page.ts";
import { createSweep } from "../../../src/stages/sweep.ts";
import { createSyncRegister } from "../../../src/stages/sync-register.ts";
import { buildArchive, buildEntry, buildExtracted, buildWatch, FEED, NOW, watchDefinition } from "../../support/builders.ts";

const URL_A = "https://gazette.example/a";
const HOUR = 3_600_000;
const iso = (hours: number) => new Date(NOW.getTime() + hours * HOUR).toISOString();
const given = (etag: string | null) => ({ etag, lastModified: null, url: URL_A });
const snapshotOf = (sha256: string) => ({
  ...{
    url: URL_A,
    finalUrl: URL_A,
    status: 200,
    contentType: "text/html",
    headers: {},
    fetchedAt: NOW.toISOString(),
    bytes: 3,
    bodyZstdBase64: packBody(Buffer.from("<p>")),
  },
  sha256,
});

/** An archive with one page that was read, and what a later look answers. */
async function prepare(looksPerHour = 30) {
  const archive = buildArchive();
  const clock = { now: NOW };
  const recordPage = createRecordPage({ archive, now: () => clock.now, random: () => 0, looksPerHour });
  const { id } = archive.entries.record(
    FEED,
    { key: "k", url: URL_A, title: "Berth four", published: null, summary: null, contentHtml: null },
    NOW.toISOString(),
  );
  const job = archive.jobs.add("fetch-page", { entry: id }, NOW.toISOString());
  await recordPage({
    job,
    entry: id,
    answer: { outcome: "article", validators: given('"1"'), snapshot: snapshotOf("01"), article: buildExtracted() },
  });
  const look = (hours: number, answer: object) => {
    clock.now = new Date(iso(hours));
    return recordPage({ job: `look-again/${URL_A}`, entry: id, answer: answer as never });
  };
  return { archive, look, entry: id, article: archive.entries.find(id)?.articleId as ArticleId };
}
const due = (archive: Archive) => archive.jobs.find(`look-again/${URL_A}`)?.dueAt ?? null;
const edited = (change: object, sha256 = "02") => ({
  outcome: "article",
  validators: given('"2"'),
  snapshot: snapshotOf(sha256),
  article: buildExtracted(change),
});

describe("a page that was read", () => {
  test("is looked at again an hour later, conditionally, with the validators of its last answer", async () => {
    const { archive } = await prepare();
    expect(due(archive)).toBe(iso(1));
    const handed: unknown[] = [];
    const queue = { add: async (name: string, payload: unknown) => void handed.push([name, payload]) };
    archive.jobs.done(`poll-feed/${FEED}`);
    for (const { id } of archive.jobs.pendingOf(["relate-article"])) archive.jobs.done(id);
    await createSweep({ archive, queue: queue as never, now: () => new Date(iso(1)) })();
    expect(handed).toEqual([["look-again", expect.objectContaining({ url: URL_A, validators: given('"1"'), sha256: "01" })]]);
  });

  test("is told under its outlet's name, which the feed gives, and without it in the headline", async () => {
    const { archive, look, article } = await prepare();
    archive.feeds.recordPoll(FEED, { title: "The Gazette – Latest News" });
    await look(1, edited({ title: "Berth four stays | The Gazette", siteName: null, text: "Another text of the berth." }));
    expect(archive.articles.find(article)).toMatchObject({ title: "Berth four stays", sourceName: "The Gazette", revision: 2 });
    expect(
      await look(3, edited({ title: "Berth four stays | The Gazette", siteName: null, text: "Another text of the berth." }, "03")),
    ).toMatchObject({
      outcome: "looked",
    });
  });

  test("that could not be read at a later look is named in the log, with the reason and when it is looked at next", async () => {
    const { look } = await prepare();
    const failed = { outcome: "failed", failure: "crashed", message: `${URL_A}: reading ${URL_A} got too little of a processor` };
    const result = await look(1, failed);
    expect(result).toMatchObject({ outcome: "not-looked", url: URL_A, nextLookAt: expect.any(String) });
    const lines: unknown[] = [];
    const log = { warn: (fields: object, text: string) => lines.push([fields, text]) };
    logEvent(log as never, { job: "record-page", result }, 1, new Date(iso(1)));
    expect(lines).toEqual([
      [
        expect.objectContaining({ url: URL_A }),
        expect.stringMatching(/too little of a processor; whether it was edited is not known; looked at again in \d+ (?:s|min)$/),
      ],
    ]);
    expect(await look(2, { outcome: "refused", status: 403, retryAfterMs: null, message: `${URL_A}: answered 403` })).toMatchObject({
      ...{ outcome: "not-looked", nextLookAt: null },
    });
  });

  test("that says the same leaves no snapshot, and its new validators are kept", async () => {
    const { archive, look } = await prepare();
    expect(await look(1, { outcome: "unchanged", validators: given('"2"') })).toEqual({ outcome: "looked", url: URL_A });
    expect(await look(3, edited({}))).toEqual({ outcome: "looked", url: URL_A });
    expect(archive.articles.counts().articles).toBe(1);
    expect(archive.snapshots.counts().snapshots).toBe(1);
    expect(archive.pages.find(URL_A)).toMatchObject({ etag: '"2"', bodySha256: "02", looks: 2 });
  });

  test.each([
    ["text", { text: "Borealis loses the exclusive use of berth four, both sides said on Friday." }],
    ["headline alone", { title: "Borealis loses berth four" }],
  ])("whose %s was edited silently becomes a revision that is related and read again", async (_, change) => {
    const { archive, look, article } = await prepare();
    expect(await look(1, edited(change))).toMatchObject({ outcome: "revised", article });
    expect(archive.articles.find(article)).toMatchObject({ revision: 2, ...change });
    expect(archive.jobs.pendingOf(["relate-article"]).map((row) => row.id)).toContain(`relate-article/${article}/2`);
    expect(archive.snapshots.counts().snapshots).toBe(2);
  });

  test("is looked at ever more rarely, and in the end no more", async () => {
    const { archive, look } = await prepare();
    const seen: (string | null)[] = [due(archive)];
    for (let at = due(archive); at !== null; at = due(archive)) {
      await look((Date.parse(at) - NOW.getTime()) / HOUR, { outcome: "unchanged", validators: given('"1"') });
      seen.push(due(archive));
    }
    expect(seen).toEqual([iso(1), iso(24), iso(168), null]);
  });

  test("that is gone, or that robots may not fetch any more, is left alone", async () => {
    for (const answer of [
      { outcome: "refused", status: 410, retryAfterMs: null, message: "refused with 410" },
      { outcome: "failed", failure: "robots", message: "asks robots not to fetch it" },
    ]) {
      const { archive, look } = await prepare();
      await look(1, answer);
      expect(due(archive)).toBeNull();
    }
  });

  test("whose host is in trouble is looked at later, and what is known of it stays", async () => {
    const { archive, look } = await prepare();
    await look(1, { outcome: "refused", status: 503, retryAfterMs: 30 * HOUR, message: "refused with 503" });
    expect(due(archive)).toBe(iso(31));
    expect(archive.pages.find(URL_A)).toMatchObject({ etag: '"1"', bodySha256: "01" });
  });

  test("is not looked at again where the operator wants no looks", async () => {
    const { archive } = await prepare(0);
    expect(due(archive)).toBeNull();
  });

  test("an hour holds no more looks at one host than its budget", async () => {
    const archive = buildArchive();
    const recordPage = createRecordPage({ archive, now: () => NOW, random: () => 0, looksPerHour: 2 });
    for (let n = 0; n < 7; n += 1) {
      const url = `https://gazette.example/${n}`;
      const listed = { key: url, url, title: "Berth", published: null, summary: null, contentHtml: null };
      const { id } = archive.entries.record(FEED, listed, NOW.toISOString());
      const job = archive.jobs.add("fetch-page", { entry: id }, NOW.toISOString());
      const snapshot = { ...snapshotOf(`0${n}`), url, finalUrl: url };
      await recordPage({ job, entry: id, answer: { ...edited({ text: `Text ${n}`.repeat(20) }), snapshot } as never });
    }
    const hours = archive.query("SELECT substr(next_look_at, 12, 2) AS hour, count(*) AS n FROM pages GROUP BY hour ORDER BY hour");
    expect(hours).toEqual(["13", "14", "15"].map((hour) => ({ hour, n: 2 })).concat([{ hour: "16", n: 1 }]));
  });

  test("is not fetched again for another feed that lists it an hour later, and that feed's watches get its readings", async () => {
    const { archive, article } = await prepare();
    const other = feedId.parse("other");
    createSyncRegister({ archive, now: () => NOW })({
      watches: [{ watch: buildWatch(), definition: watchDefinition, feeds: [FEED, other] }],
      feeds: [FEED, other].map((id) => ({ id, url: `https://${id}.example/feed`, everyMs: 900_000 })),
    });
    const entry = buildEntry({ key: "x", url: URL_A, summary: null });
    const feed = archive.feeds.find(other as FeedId);
    if (feed === undefined) throw new Error("the feed is there");
    recordEntries(archive, feed, [entry], new Date(iso(0.5)));
    expect(archive.jobs.pendingOf(["fetch-page"])).toEqual([]);
    expect(archive.entries.of(article).map((row) => row.entry.feedId)).toEqual([FEED, other]);
    recordEntries(archive, feed, [{ ...entry, key: "y" }], new Date(iso(2)));
    expect(archive.jobs.pendingOf(["fetch-page"])).toHaveLength(1);
  });
});

describe("turns at a host", () => {
  test("come apart as the operator wants it, while another host is not kept waiting", () => {
    let at = NOW.getTime();
    const turns = createHostTurns({ spacingMs: 2000, now: () => new Date(at) });
    const ask = (job: string, host = "one.example") => (turns.turnOf(job, host, 0)?.getTime() ?? at) - NOW.getTime();
    expect(["a", "b", "c", "d"].map((job) => ask(job))).toEqual([0, 2000, 4000, 6000]);
    expect(ask("e", "two.example")).toBe(0);
    at += 4000;
    expect([ask("c"), ask("d"), ask("f")]).toEqual([4000, 6000, 8000]);
    expect(ask("g", "three.example")).toBe(4000);
    at += 1950;
    // A worker that waits for a moment costs less than putting the job off.
    expect(ask("h", "three.example")).toBe(5950);
  });

  test("are put off while four jobs of the host are in hand", () => {
    const turns = createHostTurns({ spacingMs: 0, now: () => NOW });
    expect(turns.turnOf("a", "one.example", 3)).toBeNull();
    expect(turns.turnOf("b", "one.example", 4)?.getTime()).toBe(NOW.getTime() + 1000);
  });

  test("one slow host stalls others: a host with sixty feeds does not keep a feed of another host from being polled", async () => {
    const archive = buildArchive();
    const feeds = Array.from({ length: 60 }, (_, n) => ({ id: feedId.parse(`a-${n}`), url: `https://big.example/${n}`, everyMs: HOUR }));
    const small = { id: feedId.parse("z-small"), url: "https://small.example/feed", everyMs: HOUR };
    let at = NOW.getTime();
    const now = () => new Date(at);
    createSyncRegister({ archive, now })({ watches: [], feeds: [...feeds, small] });
    const handed: { id: string; at: number }[] = [];
    const queue = {
      add: async (_: string, payload: { job: string; feed: FeedId }) => {
        handed.push({ id: payload.feed, at: at - NOW.getTime() });
        archive.jobs.again(payload.job, new Date(at + HOUR).toISOString(), null);
      },
    };
    const sweep = createSweep({ archive, queue: queue as never, now, hostSpacingMs: 2000 });
    for (; at < NOW.getTime() + 150_000; at += 1000) await sweep();
    expect(handed.find((one) => one.id === "z-small")?.at).toBeLessThan(1000);
    expect(new Set(handed.map((one) => one.id)).size).toBe(61);
    const starts = handed.filter((one) => one.id !== "z-small").map((one) => one.at);
    expect(Math.max(...starts)).toBeGreaterThanOrEqual(110_000);
    for (let n = 0; n + 5 < starts.length; n += 1) expect((starts[n + 5] ?? 0) - (starts[n] ?? 0)).toBeGreaterThanOrEqual(6000);
  });
});
