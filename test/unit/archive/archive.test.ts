import { describe, expect, test } from "vitest";
import { jobIdOf } from "../../../src/archive/jobs.ts";
import type { TermId, WatchId } from "../../../src/domain/ids.ts";
import { termsFor } from "../../../src/stages/judge-input.ts";
import { createSyncRegister } from "../../../src/stages/sync-register.ts";
import { termsOfWatch } from "../../../src/web/queries/overview.ts";
import { buildArchive, buildWatch, FEED, NOW, putArticle, watchDefinition } from "../../support/builders.ts";
import { readText } from "../../support/read-one.ts";

const AT = NOW.toISOString();
const WATCH = "harbour-deal" as WatchId;
const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000).toISOString();

describe("work that is listed", () => {
  test("is listed once, however often it is added", () => {
    const { jobs } = buildArchive();
    jobs.add("fetch-page", { entry: "e1" }, AT);
    jobs.add("fetch-page", { entry: "e1" }, later(1));
    expect(jobs.due("fetch-page", later(2), AT, 10).map((row) => [row.id, row.createdAt])).toEqual([["fetch-page/e1", AT]]);
  });

  test("is handed out once, and again only when it must be lost", () => {
    const { jobs } = buildArchive();
    const id = jobs.add("fetch-page", { entry: "e1" }, AT);
    jobs.queued(id, AT);
    expect(jobs.due("fetch-page", later(0.1), later(-1), 10)).toEqual([]);
    expect(jobs.due("fetch-page", later(2), later(1), 10)).toHaveLength(1);
    jobs.giveBackAll();
    expect(jobs.due("fetch-page", AT, later(-1), 10)).toHaveLength(1);
  });

  test("waits until it is due, and is listed afresh after it was given up", () => {
    const { jobs } = buildArchive();
    const id = jobs.add("fetch-page", { entry: "e1" }, AT);
    jobs.again(id, later(1), { attempts: 1, error: "no answer" });
    expect(jobs.due("fetch-page", AT, AT, 10)).toEqual([]);
    jobs.dead(id, 8, "no answer");
    expect(jobs.due("fetch-page", later(2), later(2), 10)).toEqual([]);
    expect(jobs.deadOnes().map((row) => row.lastError)).toEqual(["no answer"]);
    jobs.add("fetch-page", { entry: "e1" }, later(3));
    expect(jobs.due("fetch-page", later(3), AT, 10).map((row) => row.attempts)).toEqual([0]);
  });
});

describe("whether anything is left to do", () => {
  test.each([
    ["a page that waits for its turn at its host", "fetch-page", null, true],
    ["a page that could not be had and is tried again later", "fetch-page", "no answer", false],
    ["a message that is sent later", "deliver-alert", null, false],
    ["a poll that is due", "poll-feed", null, false],
  ])("%s", (_, name, error, expected) => {
    const { jobs } = buildArchive();
    const id = jobs.add(name, { subject: "1" }, AT);
    if (name !== "poll-feed") jobs.again(id, later(1), error === null ? null : { attempts: 1, error });
    expect(jobs.busy(AT)).toBe(expected);
  });
});

describe("the configuration taken over", () => {
  test("a restart keeps due times, so that it causes no burst", () => {
    const archive = buildArchive();
    const id = jobIdOf("poll-feed", { feed: FEED });
    archive.jobs.again(id, later(1), null);
    const sync = createSyncRegister({ archive, now: () => NOW });
    sync({
      watches: [{ watch: buildWatch(), definition: watchDefinition, feeds: [FEED] }],
      feeds: [{ id: FEED, url: "https://gazette.example/feed", everyMs: 1 }],
    });
    expect(archive.feeds.list().map((row) => row.nextPollAt)).toEqual([later(1)]);
  });

  test("a feed that moved loses its validators, and one that is gone is no longer polled but kept", () => {
    const archive = buildArchive();
    archive.feeds.recordPoll(FEED, { etag: '"a"', lastModified: "x" });
    const sync = createSyncRegister({ archive, now: () => NOW });
    const watches = [{ watch: buildWatch(), definition: watchDefinition, feeds: [FEED] }];
    sync({ watches, feeds: [{ id: FEED, url: "https://gazette.example/other", everyMs: 1 }] });
    expect(archive.feeds.find(FEED)).toMatchObject({ etag: null, lastModified: null });
    sync({ watches: [{ watch: buildWatch(), definition: watchDefinition, feeds: [] }], feeds: [] });
    expect(archive.feeds.find(FEED)?.removedAt).toBe(AT);
    expect(archive.jobs.find(jobIdOf("poll-feed", { feed: FEED }))).toBeUndefined();
  });

  test("the page that states a term is listed to be read", () => {
    const archive = buildArchive({ watch: { terms: [{ ...watchDefinition.terms[0], source: "https://lindau.example/statement" }] } });
    expect(archive.jobs.pendingOf(["fetch-page"])).toHaveLength(1);
  });
});

describe("the register on two time axes", () => {
  const amended = { ...watchDefinition.terms[1], statement: "Borealis pays the Port of Lindau a fee of 14 million euros a year." };
  const putAt = (archive: ReturnType<typeof buildArchive>, terms: unknown[], at: string) =>
    archive.register.putWatch(buildWatch({ terms }), { ...watchDefinition, terms }, at);

  test("a corrected statement supersedes, and what was known before can still be asked", () => {
    const archive = buildArchive();
    putAt(archive, [watchDefinition.terms[0], amended], later(48));
    const fee = (known: string | null) =>
      termsFor(archive.register.versions(WATCH, known), "2026-03-02").find((one) => one.termId === "fee")?.statement;
    expect(fee(null)).toContain("14 million");
    expect(fee(later(24))).toContain("12 million");
    expect(fee(later(-24))).toBeUndefined();
  });

  test("a history answers for the day that is asked", () => {
    const archive = buildArchive();
    const history = {
      id: "fee",
      versions: [
        { ...pick(watchDefinition.terms[1]), validTo: "2026-05-01" },
        { ...pick(amended), validFrom: "2026-05-01" },
      ],
    };
    putAt(archive, [watchDefinition.terms[0], history], later(48));
    const on = (day: string) => termsFor(archive.register.versions(WATCH), day).find((one) => one.termId === "fee")?.statement;
    expect([on("2026-02-26"), on("2026-04-30"), on("2026-05-01")].map((text) => /1[24]/.exec(text ?? "")?.[0])).toEqual([
      undefined,
      "12",
      "14",
    ]);
  });

  test("a term taken out of the file is superseded and not deleted", () => {
    const archive = buildArchive();
    putAt(archive, [watchDefinition.terms[0]], later(1));
    expect(archive.register.versions(WATCH)).toHaveLength(1);
    expect(archive.register.history(WATCH, "fee" as TermId)).toHaveLength(1);
  });

  test("the same file read again changes nothing", () => {
    const archive = buildArchive();
    const before = archive.register.versions(WATCH);
    putAt(archive, watchDefinition.terms, later(1));
    expect(archive.register.versions(WATCH)).toEqual(before);
  });
});

const pick = (term: { statement?: string; validFrom?: string } | undefined) => ({
  statement: term?.statement ?? "",
  validFrom: term?.validFrom ?? "",
});

describe("articles and their revisions", () => {
  test("an edited headline alone makes a revision, and the old one is kept word for word", () => {
    const archive = buildArchive();
    const id = putArticle(archive, "https://gazette.example/a");
    putArticle(archive, "https://gazette.example/a", { title: "Borealis loses berth four" });
    expect(archive.articles.find(id)).toMatchObject({ revision: 2, title: "Borealis loses berth four" });
    expect(archive.query("SELECT revision, title FROM article_revisions")).toEqual([
      { revision: 1, title: "Borealis keeps berth four to itself" },
    ]);
  });

  test("tracking parameters, www and a trailing slash are the same article; another path is not", () => {
    const archive = buildArchive();
    const id = putArticle(archive, "https://www.gazette.example/a/?utm_source=rss");
    expect(putArticle(archive, "http://gazette.example/a")).toBe(id);
    expect(putArticle(archive, "https://gazette.example/b")).not.toBe(id);
  });

  test("a canonical address on the owner's own site identifies; one on another's does not", () => {
    const archive = buildArchive();
    const own = putArticle(archive, "https://amp.gazette.example/x", { canonicalUrl: "https://gazette.example/a" });
    expect(own).toBe(putArticle(archive, "https://gazette.example/a"));
    expect(putArticle(archive, "https://copycat.example/a", { canonicalUrl: "https://gazette.example/a" })).not.toBe(own);
  });

  test("an edited article keeps the day it was first published", () => {
    const archive = buildArchive();
    const id = putArticle(archive, "https://gazette.example/a");
    putArticle(archive, "https://gazette.example/a", { text: "Something else was said here.", published: "2026-05-01T00:00:00.000Z" });
    expect(archive.articles.find(id)?.published).toBe("2026-02-28T09:00:00.000Z");
  });
});

test("a transaction that throws leaves nothing behind", () => {
  const archive = buildArchive();
  expect(() =>
    archive.transaction(() => {
      archive.jobs.add("fetch-page", { entry: "e1" }, AT);
      throw new Error("halfway");
    }),
  ).toThrow("halfway");
  expect(archive.jobs.find("fetch-page/e1")).toBeUndefined();
});

describe("how coverage stands to a term", () => {
  test("the page from which a version is recorded does not reaffirm it, and a reprint of it does", async () => {
    const archive = buildArchive();
    const holds = "Borealis keeps the exclusive use of berth four.";
    const said = ["exclusive-berth", "reaffirms", "keeps the exclusive use of berth four"] as const;
    const { article } = await readText(archive, "https://lindau.example/statement", holds, [said]);
    const version = archive.register.versions(WATCH).find((one) => one.termId === "exclusive-berth");
    archive.register.addQuote(version?.id ?? 0, { quote: said[2], article, snapshot: null });
    const counted = () => [
      archive.query("SELECT reaffirmed, last_reaffirmed FROM terms_now WHERE term_id = 'exclusive-berth'"),
      termsOfWatch(archive, WATCH, AT.slice(0, 10), "exclusive-berth").map((term) => [term.reaffirmed, term.lastReaffirmed]),
    ];
    expect(counted()).toEqual([[{ reaffirmed: 0, last_reaffirmed: null }], [[0, null]]]);
    await readText(archive, "https://gazette.example/reprint", holds, [said], { change: { published: AT } });
    expect(counted()).toEqual([[{ reaffirmed: 1, last_reaffirmed: AT }], [[1, AT.slice(0, 10)]]]);
  });
});
