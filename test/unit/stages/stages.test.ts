import { describe, expect, test } from "vitest";
import type { Archive } from "../../../src/archive/archive.ts";
import { packBody } from "../../../src/archive/snapshots.ts";
import type { Channel } from "../../../src/channels/channel.ts";
import { PermanentError, TransientError } from "../../../src/domain/errors.ts";
import type { ParsedEntry } from "../../../src/domain/extract.ts";
import type { ArticleId, EntryId, TermId } from "../../../src/domain/ids.ts";
import type { Assessment } from "../../../src/domain/reading.ts";
import type { JobName } from "../../../src/queue/jobs.ts";
import { createDeliverAlert } from "../../../src/stages/deliver-alert.ts";
import { createRaiseAlert, type Raised } from "../../../src/stages/raise-alert.ts";
import { keepVerbatim } from "../../../src/stages/read-article.ts";
import { createRecordPage } from "../../../src/stages/record-page.ts";
import { createRecordPoll } from "../../../src/stages/record-poll.ts";
import { createRecordReadings } from "../../../src/stages/record-readings.ts";
import { AT_ONCE } from "../../../src/stages/revise-alert.ts";
import { createSweep } from "../../../src/stages/sweep.ts";
import { createSyncRegister } from "../../../src/stages/sync-register.ts";
import { buildArchive, buildChannel, buildEntry, buildExtracted, buildFeed, FEED, NOW, putArticle } from "../../support/builders.ts";
import { readOne, WATCH } from "../../support/read-one.ts";

const deps = (archive: Archive) => ({ archive, now: () => NOW, random: () => 0 });
const signal = new AbortController().signal;
const listed = (archive: Archive, ...names: JobName[]) => archive.jobs.pendingOf(names).map((row) => row.id);

describe("recording a poll", () => {
  const job = (answer: object) => ({ job: `poll-feed/${FEED}`, feed: FEED, url: "https://gazette.example/feed", answer }) as never;
  const entries = (...list: ParsedEntry[]) =>
    job({
      outcome: "entries",
      finalUrl: "https://gazette.example/feed",
      permanent: false,
      validators: { etag: '"v2"', lastModified: null, url: "https://gazette.example/feed" },
      headers: {},
      sha256: "00",
      feed: buildFeed(...list),
    });

  test("lists new entries to be fetched, and the same answer twice does it once", async () => {
    const archive = buildArchive();
    const recordPoll = createRecordPoll(deps(archive));
    expect(await recordPoll(entries(buildEntry()))).toMatchObject({ outcome: "entries", listed: 1, fresh: 1 });
    expect(await recordPoll(entries(buildEntry()))).toMatchObject({ outcome: "entries", listed: 1, fresh: 0 });
    expect(listed(archive, "fetch-page")).toHaveLength(1);
    expect(archive.feeds.list()[0]?.nextPollAt).toBe("2026-03-01T12:15:00.000Z");
  });

  test("answers that come together are written together, and one that cannot be written is undone by itself", async () => {
    const archive = buildArchive();
    const recordPoll = createRecordPoll(deps(archive));
    const broken = entries(buildEntry({ key: "whole" }), buildEntry({ key: "broken", title: 7 as never }));
    const results = await Promise.allSettled([
      recordPoll(entries(buildEntry({ key: "before" }))),
      recordPoll(broken),
      recordPoll(entries(buildEntry({ key: "after" }))),
    ]);
    expect(results.map((one) => one.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(archive.query("SELECT key FROM entries ORDER BY rowid").map((row) => row["key"])).toEqual(["before", "after"]);
  });

  test("an entry with its full text becomes an article without a fetch", async () => {
    const archive = buildArchive();
    await createRecordPoll(deps(archive))(entries(buildEntry({ article: buildExtracted() })));
    expect(listed(archive, "fetch-page")).toEqual([]);
    expect(listed(archive, "relate-article")).toHaveLength(1);
  });

  test("a feed's full text about somebody else's page is not taken for that page: the page is fetched", async () => {
    const archive = buildArchive();
    const url = "https://lindau.example/statement";
    await createRecordPoll(deps(archive))(entries(buildEntry({ url, article: buildExtracted() })));
    expect(listed(archive, "fetch-page")).toHaveLength(1);
    expect(archive.articles.counts().articles).toBe(0);
  });

  test("an entry without a link is read from its text, under the feed's own name", async () => {
    const archive = buildArchive();
    await createRecordPoll(deps(archive))(
      entries(buildEntry({ url: null, article: buildExtracted() }), buildEntry({ key: "k2", url: null })),
    );
    expect(archive.query("SELECT source_domain, text FROM articles ORDER BY text").map((row) => row["source_domain"])).toEqual([
      "gazette.example",
      "gazette.example",
    ]);
  });

  test("a date that cannot be is no date", async () => {
    const archive = buildArchive();
    const list = ["9999-12-31T00:00:00Z", "1970-01-01T00:00:00Z", "2026-03-01T12:00:00Z"].map((published, n) =>
      buildEntry({ key: `k${n}`, published }),
    );
    await createRecordPoll(deps(archive))(entries(...list));
    expect(archive.query("SELECT published FROM entries ORDER BY key").map((row) => row["published"])).toEqual([
      null,
      null,
      "2026-03-01T12:00:00Z",
    ]);
  });

  test("an entry that changed is fetched again", async () => {
    const archive = buildArchive();
    const recordPoll = createRecordPoll(deps(archive));
    await recordPoll(entries(buildEntry()));
    archive.jobs.done(listed(archive, "fetch-page")[0] ?? "");
    expect(await recordPoll(entries(buildEntry({ title: "Berth four, corrected" })))).toMatchObject({ fresh: 1 });
    expect(listed(archive, "fetch-page")).toHaveLength(1);
  });

  test("validators are replaced whole, also by missing ones", async () => {
    const archive = buildArchive();
    archive.feeds.recordPoll(FEED, { etag: '"v1"', lastModified: "yesterday" });
    await createRecordPoll(deps(archive))(entries());
    expect(archive.feeds.find(FEED)).toMatchObject({ etag: '"v2"', lastModified: null });
  });

  test("a refusal is an error on that feed, with its next try; a good answer clears it", async () => {
    const archive = buildArchive();
    const recordPoll = createRecordPoll(deps(archive));
    const refused = job({ outcome: "refused", status: 429, retryAfterMs: 7_200_000, message: "GET …: refused with 429" });
    expect(await recordPoll(refused)).toEqual({
      outcome: "error",
      feed: FEED,
      message: "GET …: refused with 429",
      failures: 1,
      nextPollAt: "2026-03-01T14:00:00.000Z",
      notices: [],
    });
    expect(archive.feeds.find(FEED)).toMatchObject({ failures: 1, lastOutcome: "refused 429", lastError: "GET …: refused with 429" });
    await recordPoll(entries());
    expect(archive.feeds.find(FEED)).toMatchObject({ failures: 0, lastError: null });
  });

  test("the operator hears of a failing feed once, of its recovery once, and of the next episode again", async () => {
    const archive = buildArchive();
    let time = NOW.getTime();
    const recordPoll = createRecordPoll({ archive, now: () => new Date(time), random: () => 0 });
    const missing = job({ outcome: "refused", status: 404, retryAfterMs: null, message: "GET …: refused with 404" });
    for (const answer of [missing, missing, entries(), entries(), missing]) {
      await recordPoll(answer);
      time += 3_600_000;
    }
    const told = archive.notices.untold();
    expect(told.map((row) => `${row.firstAt.slice(11, 13)} ${row.kind}`)).toEqual([
      "12 feed-failing",
      "14 feed-recovered",
      "16 feed-failing",
    ]);
    archive.notices.told(told[0]?.id ?? "", NOW.toISOString());
    expect(archive.notices.untold()).toHaveLength(2);
  });

  test("a feed that is gone for good is polled no more, the operator hears it, and a new address starts it again", async () => {
    const archive = buildArchive();
    const gone = job({ outcome: "refused", status: 410, retryAfterMs: null, message: "GET …: refused with 410 Gone" });
    expect(await createRecordPoll(deps(archive))(gone)).toMatchObject({ nextPollAt: null, notices: [{ kind: "feed-stopped" }] });
    const sync = (url: string) => createSyncRegister(deps(archive))({ watches: [], feeds: [{ id: FEED, url, everyMs: 900_000 }] });
    sync("https://gazette.example/feed");
    expect(listed(archive, "poll-feed")).toEqual([]);
    sync("https://gazette.example/new-feed");
    expect(listed(archive, "poll-feed")).toEqual([`poll-feed/${FEED}`]);
    expect(archive.feeds.find(FEED)).toMatchObject({ stoppedAt: null, failures: 0, url: "https://gazette.example/new-feed" });
  });

  test("the answer of an address that was changed meanwhile is not believed", async () => {
    const archive = buildArchive();
    const stale = { ...(entries(buildEntry()) as object), url: "https://old.example/feed" } as never;
    expect(await createRecordPoll(deps(archive))(stale)).toEqual({ outcome: "nothing-to-do" });
  });
});

describe("recording a page", () => {
  const prepare = (summary: string | null = "Lindau says that berth four stays with Borealis alone.") => {
    const archive = buildArchive();
    const found = archive.entries.record(
      FEED,
      { key: "k", url: "https://gazette.example/a", title: "Berth four", published: "2026-02-28T09:00:00Z", summary, contentHtml: null },
      NOW.toISOString(),
    );
    const job = archive.jobs.add("fetch-page", { entry: found.id }, NOW.toISOString());
    const answered = (answer: object) => createRecordPage(deps(archive))({ job, entry: found.id, answer } as never);
    return { archive, answered, entry: found.id };
  };
  const validators = { etag: null, lastModified: null, url: "https://gazette.example/a" };
  const snapshot = {
    url: "https://gazette.example/a",
    finalUrl: "https://gazette.example/a",
    status: 200,
    contentType: "text/html",
    fetchedAt: NOW.toISOString(),
    sha256: "00",
    bytes: 1,
    headers: {},
    bodyZstdBase64: packBody(Buffer.from("<p>")),
  };

  test("keeps the snapshot, records the article and lists it to be related; the answer a second time does nothing", async () => {
    const { archive, answered } = prepare();
    expect(await answered({ outcome: "article", validators, snapshot, article: buildExtracted() })).toMatchObject({ outcome: "new" });
    expect(listed(archive, "relate-article")).toHaveLength(1);
    expect(await answered({ outcome: "article", validators, snapshot, article: buildExtracted() })).toEqual({ outcome: "nothing-to-do" });
    expect([archive.articles.counts().articles, archive.snapshots.counts().snapshots]).toEqual([1, 1]);
  });

  test("a page that hides its headline and date has what the feed said of it", async () => {
    const { archive, answered } = prepare();
    const result = await answered({ outcome: "article", validators, snapshot, article: buildExtracted({ title: null, published: null }) });
    expect(archive.articles.find((result as { article: ArticleId }).article)).toMatchObject({
      title: "Berth four",
      published: "2026-02-28T09:00:00Z",
    });
  });

  test("a page that is not to be had is read from the feed's summary, at once", async () => {
    const { archive, answered } = prepare();
    expect(await answered({ outcome: "refused", status: 403, retryAfterMs: null, message: "refused with 403" })).toMatchObject({
      outcome: "summary-only",
    });
    expect(listed(archive, "relate-article")).toHaveLength(1);
    expect(listed(archive, "fetch-page")).toEqual([]);
  });

  test("and from the feed's body where that says more than its summary", async () => {
    const { archive, answered, entry } = prepare("Short.");
    archive.entries.record(
      FEED,
      {
        key: "k",
        url: "https://gazette.example/a",
        title: "Berth four",
        published: null,
        summary: "Short.",
        contentHtml: "<p>Borealis has lost the exclusive use of berth four.</p>",
      },
      NOW.toISOString(),
    );
    await answered({ outcome: "refused", status: 404, retryAfterMs: null, message: "refused with 404" });
    const article = archive.entries.find(entry as EntryId)?.articleId as ArticleId;
    expect(archive.articles.find(article)?.text).toBe("Borealis has lost the exclusive use of berth four.");
  });

  test("a passing trouble is tried again, and the page then replaces the summary as a revision", async () => {
    const { archive, answered } = prepare();
    expect(await answered({ outcome: "failed", failure: "timeout", message: "no answer" })).toMatchObject({
      outcome: "try-again",
      nextTryAt: "2026-03-01T12:05:00.000Z",
    });
    expect(listed(archive, "relate-article")).toHaveLength(1);
    expect(
      await answered({ outcome: "article", validators, snapshot, article: buildExtracted({ text: "A much longer text. ".repeat(20) }) }),
    ).toMatchObject({ outcome: "revised" });
  });

  test("what a feed says of somebody else's page, where that cannot be had, is the feed's word and never the party's", async () => {
    const archive = buildArchive();
    const url = "https://lindau.example/statement";
    const found = archive.entries.record(
      FEED,
      {
        key: "k",
        url,
        title: "Berth four",
        published: null,
        summary: "Borealis no longer has the exclusive use of berth four.",
        contentHtml: null,
      },
      NOW.toISOString(),
    );
    const job = archive.jobs.add("fetch-page", { entry: found.id }, NOW.toISOString());
    await createRecordPage(deps(archive))({
      job,
      entry: found.id,
      answer: { outcome: "refused", status: 403, retryAfterMs: null, message: "refused" },
    } as never);
    expect(archive.query("SELECT source_domain FROM articles")).toEqual([{ source_domain: "gazette.example" }]);
    const page = { ...snapshot, url, finalUrl: url };
    const again = archive.jobs.add("fetch-page", { entry: found.id }, NOW.toISOString());
    expect(
      await createRecordPage(deps(archive))({
        job: again,
        entry: found.id,
        answer: { outcome: "article", validators, snapshot: page, article: buildExtracted() },
      } as never),
    ).toMatchObject({ outcome: "new" });
  });

  test("pages that all declare their section as canonical stay articles of their own", () => {
    const archive = buildArchive();
    const canonicalUrl = "https://gazette.example/news";
    const texts = [
      "Borealis keeps berth four to itself, both sides said.",
      "The league sold its rights for a record sum on Monday.",
      "Rain is expected over the whole coast until Thursday evening.",
    ];
    const ids = texts.map((text, n) => putArticle(archive, `https://gazette.example/news/${n}`, { text, canonicalUrl }));
    expect(new Set(ids).size).toBe(3);
  });

  test("an entry without page and summary says why it gave no article", async () => {
    const { archive, answered, entry } = prepare(null);
    await answered({ outcome: "no-article", validators, snapshot, message: "the page holds no article" });
    expect(archive.entries.find(entry as EntryId)).toMatchObject({ articleId: null, outcome: "the page holds no article" });
    expect(archive.snapshots.counts().snapshots).toBe(1);
  });

  test("after the last attempt the work is given up, visibly", async () => {
    const { archive, answered } = prepare(null);
    for (let attempt = 0; attempt < 8; attempt += 1) await answered({ outcome: "failed", failure: "dns", message: "no such host" });
    expect(archive.jobs.deadOnes().map((row) => [row.attempts, row.lastError])).toEqual([[8, "no such host"]]);
  });
});

const changes: Assessment = {
  ...{ alert: "changes", needsReview: false, reason: "the exclusive use ends", evidence: null },
  readings: [
    {
      term: "exclusive-berth" as TermId,
      verdict: "changes",
      confidence: 0.9,
      quote: "exclusive use",
      field: "text",
      start: 19,
      end: 32,
      judge: "test/1",
    },
  ],
};

describe("readings and alerts", () => {
  test("a change opens an alert with one delivery for each recipient, and doing it twice adds nothing", async () => {
    const archive = buildArchive();
    const { article, raised, again } = await readOne(archive, "https://gazette.example/a", changes);
    expect(raised).toMatchObject({ outcome: "opened", revision: 1, deliveries: [expect.any(String), expect.any(String)] });
    expect(listed(archive, "deliver-alert")).toHaveLength(2);
    expect(await again()).toEqual({ outcome: "nothing-to-do" });
    const raise = createRaiseAlert({ archive, recipients: new Map(), delivery: AT_ONCE, now: () => NOW });
    expect(await raise({ job: "raise-alert/x", article, revision: 1, watch: WATCH })).toEqual({ outcome: "nothing-to-do" });
    expect(archive.alerts.counts()).toMatchObject({ alerts: 1 });
  });

  test("the message carries was, now, quote, source, origins and what would settle it", async () => {
    const archive = buildArchive();
    const { raised } = await readOne(archive, "https://gazette.example/a", changes);
    const { message } = raised as Raised;
    expect(message.terms[0]).toMatchObject({
      id: "exclusive-berth",
      was: expect.stringContaining("exclusive use of berth four"),
      now: "exclusive use",
    });
    expect(message.terms[0]?.quote).toEqual({
      before: "Borealis keeps the ",
      text: "exclusive use",
      after: " of berth four in the Port of Lindau, both sides said on Friday.",
    });
    expect(message).toMatchObject({ origins: 1, outlets: 1, level: "changes", source: { rank: "press", domain: "gazette.example" } });
    expect(message.settle).toBe(
      `A statement on a page of Port of Lindau or Borealis, or the amended agreement itself, would settle it. To move the register then: clausewatch terms confirm exclusive-berth --alert ${message.alert}, or Confirm on the alert's page.`,
    );
  });

  test("five outlets with one origin make one alert; a second origin joins it as a revision", async () => {
    const archive = buildArchive();
    await readOne(archive, "https://a.example/1", changes, { origin: "release" });
    for (const host of ["b", "c", "d", "e"])
      expect((await readOne(archive, `https://${host}.example/1`, changes, { origin: "release" })).raised).toMatchObject({
        outcome: "held",
      });
    const { raised } = await readOne(archive, "https://f.example/1", changes, { origin: "own reporting" });
    expect(raised).toMatchObject({ outcome: "corroborated", revision: 2, message: { origins: 2, outlets: 6 } });
    expect(archive.alerts.counts()).toMatchObject({ alerts: 1 });
  });

  test("an edited article that is related to another story stays in the thread in which it was told, also after stories merged", async () => {
    const archive = buildArchive();
    const { article } = await readOne(archive, "https://gazette.example/a", changes, { story: "sto_1" });
    archive.stories.open("sto_2" as never, "Another", NOW.toISOString());
    archive.stories.redirect("sto_1" as never, "sto_2" as never);
    archive.alerts.moveStory("sto_1" as never, "sto_2" as never);
    putArticle(archive, "https://gazette.example/a", {
      text: "Borealis keeps the exclusive use of berth four no longer, both sides said on Friday.",
    });
    archive.stories.open("sto_3" as never, "Elsewhere", NOW.toISOString());
    archive.stories.put(
      { article, revision: 2, story: "sto_3", family: "f", variant: "v", origin: "o", copy: null, evidence: [] } as never,
      NOW.toISOString(),
    );
    const key = { article, revision: 2, watch: WATCH };
    const job = archive.jobs.add("read-article", key, NOW.toISOString());
    await createRecordReadings(deps(archive))({ job, ...key, answer: { outcome: "read", judge: "test/1", output: changes } } as never);
    const raise = createRaiseAlert({ archive, recipients: new Map(), delivery: AT_ONCE, now: () => NOW });
    expect(await raise({ job: "raise-alert/y", ...key })).toMatchObject({ outcome: "held" });
    expect(archive.alerts.counts().alerts).toBe(1);
  });

  test("every article that was read and did not alert has a stored reason", async () => {
    const archive = buildArchive();
    await readOne(archive, "https://gazette.example/a", {
      alert: "none",
      needsReview: false,
      readings: [],
      evidence: null,
      reason: "says nothing of any term",
    });
    expect(archive.query("SELECT decision FROM articles_without_alert")).toEqual([{ decision: "no alert: says nothing of any term" }]);
  });

  test("a judge that fails is asked again later and given up in the end", async () => {
    const archive = buildArchive();
    const article = putArticle(archive, "https://gazette.example/a");
    const job = archive.jobs.add("read-article", { article, revision: 1, watch: WATCH }, NOW.toISOString());
    const fail = () =>
      createRecordReadings(deps(archive))({
        job,
        article,
        revision: 1,
        watch: WATCH,
        answer: { outcome: "failed", message: "out of memory" },
      });
    expect(await fail()).toMatchObject({ outcome: "judge-failed", nextTryAt: "2026-03-01T12:00:10.000Z" });
    for (let attempt = 1; attempt < 6; attempt += 1) await fail();
    expect(archive.jobs.deadOnes().map((row) => row.lastError)).toEqual(["out of memory"]);
  });

  test("a quote that does not stand in the article is dropped and the doubt shown", () => {
    const kept = keepVerbatim(changes, { title: null, text: "Nothing of the kind." });
    expect(kept).toMatchObject({ alert: "none", needsReview: true, readings: [] });
  });
});

describe("delivering", () => {
  const prepare = async (send: Channel["send"]) => {
    const archive = buildArchive();
    const { raised } = await readOne(archive, "https://gazette.example/a", changes);
    const [delivery] = (raised as Raised).deliveries;
    const deliver = createDeliverAlert({ ...deps(archive), delivery: AT_ONCE, channels: new Map([["console", buildChannel(send)]]) });
    return {
      archive,
      delivery: delivery as never,
      run: () => deliver({ job: `deliver-alert/${delivery}`, delivery: delivery as never }, signal),
    };
  };

  test("sends once, however often the job runs", async () => {
    const sent: string[] = [];
    const { run } = await prepare(async (_, { recipient }) => {
      sent.push(recipient);
      return null;
    });
    expect(await run()).toMatchObject({ outcome: "sent" });
    expect(await run()).toEqual({ outcome: "nothing-to-do" });
    expect(sent).toEqual(["me"]);
  });

  test("a passing refusal is tried again no sooner than the far side asked", async () => {
    const { archive, run, delivery } = await prepare(async () => {
      throw new TransientError("slack answered 429", { retryAfterMs: 90_000 });
    });
    expect(await run()).toMatchObject({ outcome: "try-again", message: "slack answered 429", nextTryAt: "2026-03-01T12:01:30.000Z" });
    expect(archive.alerts.delivery(delivery)).toMatchObject({ state: "pending", attempts: 1, lastError: "slack answered 429" });
  });

  test("a permanent refusal is given up at once and stays on the list of the dead", async () => {
    const { archive, run, delivery } = await prepare(async () => {
      throw new PermanentError("the webhook was revoked");
    });
    expect(await run()).toMatchObject({ outcome: "gave-up" });
    expect(archive.alerts.delivery(delivery)).toMatchObject({ state: "dead", lastError: "the webhook was revoked" });
  });

  test("a process that died while sending sends again and says that it may repeat", async () => {
    const attempts: boolean[] = [];
    const { archive, run, delivery } = await prepare(async (_, { mayRepeat }) => {
      attempts.push(mayRepeat);
      return null;
    });
    archive.alerts.updateDelivery(delivery, { state: "sending", attempts: 1 });
    await run();
    expect(attempts).toEqual([true]);
  });

  test("an attempt that ended without an answer is remembered until the message is sent", async () => {
    const answers = [new TransientError("no answer", { unanswered: true }), new TransientError("refused with 503"), null];
    const attempts: boolean[] = [];
    const { archive, run, delivery } = await prepare(async (_, { mayRepeat }) => {
      attempts.push(mayRepeat);
      const answer = answers[attempts.length - 1];
      if (answer) throw answer;
      return null;
    });
    for (let n = 0; n < 3; n += 1) await run();
    expect(attempts).toEqual([false, true, true]);
    expect(archive.alerts.delivery(delivery)?.state).toBe("sent");
  });

  test("what a channel answers about the place of the first message is given back to it with every later revision", async () => {
    const archive = buildArchive();
    const first = await readOne(archive, "https://a.example/1", changes, { origin: "o1" });
    const second = await readOne(archive, "https://b.example/1", changes, { origin: "o2" });
    const places: (string | null)[] = [];
    const send: Channel["send"] = async (_, { place }) => {
      places.push(place);
      return place ?? "C012:1772366400.000100";
    };
    const deliver = createDeliverAlert({ ...deps(archive), delivery: AT_ONCE, channels: new Map([["console", buildChannel(send)]]) });
    for (const { raised } of [first, second]) {
      const [delivery] = (raised as Raised).deliveries;
      expect(await deliver({ job: `deliver-alert/${delivery}`, delivery: delivery as never }, signal)).toMatchObject({ outcome: "sent" });
    }
    expect(places).toEqual([null, "C012:1772366400.000100"]);
  });

  test("a recipient who unsubscribed gets neither what waited nor what comes, until that is taken back", async () => {
    const { archive, run, delivery } = await prepare(async () => {
      throw new Error("nothing may be sent");
    });
    const optOut = { watch: WATCH, channel: "console", recipient: "me" };
    archive.transaction(() => archive.optOuts.add(optOut, NOW.toISOString()));
    expect(await run()).toEqual({ outcome: "nothing-to-do" });
    expect(archive.alerts.delivery(delivery)).toMatchObject({ state: "dead", lastError: "the recipient unsubscribed" });
    const second = await readOne(archive, "https://b.example/1", changes, { origin: "o2" });
    expect((second.raised as Raised).deliveries.map((id) => archive.alerts.delivery(id)?.recipient)).toEqual(["you"]);
    expect(archive.optOuts.remove(optOut)).toBe(true);
    const third = await readOne(archive, "https://c.example/1", changes, { origin: "o3" });
    expect((third.raised as Raised).deliveries).toHaveLength(2);
  });

  test("a channel that is not configured any more is told, and nothing is lost", async () => {
    const archive = buildArchive();
    const { raised } = await readOne(archive, "https://gazette.example/a", changes);
    const [delivery] = (raised as Raised).deliveries;
    const deliver = createDeliverAlert({ ...deps(archive), delivery: AT_ONCE, channels: new Map() });
    expect(await deliver({ job: `deliver-alert/${delivery}`, delivery: delivery as never }, signal)).toMatchObject({
      outcome: "gave-up",
      message: expect.stringContaining("not configured"),
    });
  });

  test("a later revision waits for the earlier one of its thread", async () => {
    const archive = buildArchive();
    await readOne(archive, "https://a.example/1", changes, { origin: "o1" });
    const { raised } = await readOne(archive, "https://b.example/1", changes, { origin: "o2" });
    const [second] = (raised as Raised).deliveries;
    const deliver = createDeliverAlert({
      ...deps(archive),
      delivery: AT_ONCE,
      channels: new Map([["console", buildChannel(async () => null)]]),
    });
    expect(await deliver({ job: `deliver-alert/${second}`, delivery: second as never }, signal)).toEqual({ outcome: "waiting" });
  });
});

describe("the sweep", () => {
  test("hands out what is due with all that a worker without an archive needs, and not twice", async () => {
    const archive = buildArchive();
    putArticle(archive, "https://gazette.example/a");
    const handed: [string, unknown][] = [];
    const sweep = createSweep({ archive, queue: { add: async (name, payload) => void handed.push([name, payload]) }, now: () => NOW });
    expect(await sweep()).toBe(2);
    expect(await sweep()).toBe(0);
    expect(handed.map(([name]) => name).sort()).toEqual(["poll-feed", "relate-article"]);
  });

  test("a queue that is away leaves the work due", async () => {
    const archive = buildArchive();
    const away = createSweep({ archive, queue: { add: () => Promise.reject(new TransientError("redis is away")) }, now: () => NOW });
    await expect(away()).rejects.toThrow("redis is away");
    const sweep = createSweep({ archive, queue: { add: async () => {} }, now: () => NOW });
    expect(await sweep()).toBe(1);
  });

  test("work of a feed that was removed is struck off", async () => {
    const archive = buildArchive();
    archive.feeds.removeOthers([], NOW.toISOString());
    const sweep = createSweep({ archive, queue: { add: async () => {} }, now: () => NOW });
    expect(await sweep()).toBe(0);
    expect(listed(archive, "poll-feed")).toEqual([]);
  });
});
