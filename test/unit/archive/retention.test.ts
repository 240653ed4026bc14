import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { thinOut } from "../../../src/app/thin.ts";
import type { Archive } from "../../../src/archive/archive.ts";
import { packBody } from "../../../src/archive/snapshots.ts";
import {
  type ArticleId,
  alertIdOf,
  articleIdOf,
  type SnapshotId,
  sha256,
  storyIdOf,
  type TermId,
  type WatchId,
} from "../../../src/domain/ids.ts";
import { recordArticle } from "../../../src/stages/record-article.ts";
import { buildArchive, buildExtracted, FEED, NOW, watchDefinition } from "../../support/builders.ts";

const WATCH = "harbour-deal" as WatchId;
const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS).toISOString();
const AT = NOW.toISOString();
const RULE = { pagesBefore: daysAgo(365), textsBefore: daysAgo(730) };

/** An article with its page, as it was taken in so many days ago; decided on, so that nothing keeps it but what a test adds. */
function put(archive: Archive, name: string, days: number): { id: ArticleId; snapshot: SnapshotId; hash: string } {
  const [url, at, body] = [`https://gazette.example/${name}`, daysAgo(days), `<p>The page of ${name}.`];
  return archive.transaction(() => {
    const hash = sha256(body);
    const meta = { url, finalUrl: url, status: 200, contentType: "text/html", headers: {}, fetchedAt: at };
    const snapshot = archive.snapshots.record({ ...meta, sha256: hash, bytes: body.length, bodyZstdBase64: packBody(Buffer.from(body)) });
    const listed = { key: url, url, title: name, published: at, summary: "a summary", contentHtml: "<p>what the feed says" };
    const entry = archive.entries.record(FEED, listed, at);
    const article = buildExtracted({ title: name, text: `Once the harbour said ${name}, and that was all there was.`, published: at });
    const { article: id } = recordArticle(archive, entry.id, { url, article, snapshot }, at);
    for (const job of archive.jobs.pendingOf(["relate-article"])) archive.jobs.done(job.id);
    return { id, snapshot, hash };
  });
}

const left = (archive: Archive) => ({
  texts: archive.query("SELECT title FROM articles WHERE text <> '' ORDER BY title").map((row) => row["title"]),
  pages: archive
    .query("SELECT s.url FROM snapshots s JOIN bodies b ON b.sha256 = s.sha256 WHERE b.body IS NOT NULL ORDER BY s.url")
    .map((row) => String(row["url"]).split("/").at(-1)),
});

function readAs(archive: Archive, article: ArticleId, term: string, version: number): void {
  const reading = {
    term: term as TermId,
    verdict: "reaffirms" as const,
    confidence: 1,
    quote: "Once",
    field: "text" as const,
    start: 0,
    end: 4,
    judge: "t",
  };
  const one = {
    alert: "none" as const,
    needsReview: false,
    readings: [reading],
    reason: "r",
    evidence: null,
    judge: "t",
    inheritedFrom: null,
  };
  archive.readings.record({ article, revision: 1, watch: WATCH }, one, new Map([[term as TermId, version]]), AT);
  archive.readings.decided({ article, revision: 1, watch: WATCH }, "no alert", null);
}

const thin = (archive: Archive) => archive.retention.thin(archive.retention.plan(RULE, AT), RULE, AT);

describe("retention", () => {
  test("thins pages and texts by age, each by its own, and never what is young", () => {
    const archive = buildArchive();
    put(archive, "young", 10);
    put(archive, "middling", 400);
    put(archive, "old", 800);
    expect(thin(archive)).toEqual({ bodies: 2, texts: 1, entries: 1 });
    expect(thin(archive)).toEqual({ bodies: 0, texts: 0, entries: 0 });
    expect(left(archive)).toEqual({ texts: ["middling", "young"], pages: ["young"] });
    expect(
      archive
        .search({ ...NOTHING, match: '"harbour"' }, { limit: 9 })
        .hits.map((hit) => hit.title)
        .sort(),
    ).toEqual(["middling", "young"]);
  });

  test("keeps whatever age it has: what an alert was told with, the source of a term, readings of an open term, what is undecided", () => {
    const archive = buildArchive();
    const [alerted, source, read, closed, undecided] = ["alerted", "source", "read", "closed", "undecided"].map((name) =>
      put(archive, name, 900),
    );
    if (!alerted || !source || !read || !closed || !undecided) throw new Error("five were put");
    archive.stories.open(storyIdOf(alerted.id), "s", AT);
    const revision = {
      alert: alertIdOf(WATCH, alerted.id),
      revision: 1,
      kind: "opened",
      level: "changes",
      article: alerted.id,
      headline: "h",
      message: {},
      severity: "high",
      status: "open",
      rule: "a test",
      person: null,
      note: null,
    } as const;
    archive.alerts.revise(WATCH, storyIdOf(alerted.id), revision, [], AT);
    const versions = archive.register.versions(WATCH);
    const version = (term: string) => versions.find((one) => one.termId === term)?.id ?? 0;
    archive.register.addQuote(version("exclusive-berth"), { quote: "q", article: source.id, snapshot: source.snapshot });
    readAs(archive, read.id, "exclusive-berth", version("exclusive-berth"));
    readAs(archive, closed.id, "fee", version("fee"));
    archive.register.putWatch(archive.register.watches()[0] as never, watchDefinition, AT);
    archive.query("UPDATE term_versions SET superseded_at = ? WHERE term_id = 'fee' RETURNING id", AT);
    const none = { alert: "none" as const, needsReview: false, readings: [], reason: "r", evidence: null, judge: "t", inheritedFrom: null };
    archive.readings.record({ article: undecided.id, revision: 1, watch: WATCH }, none, new Map(), AT);
    thin(archive);
    const kept = ["alerted", "read", "source", "undecided"];
    expect(left(archive)).toEqual({ texts: kept, pages: kept });
    expect(archive.query("SELECT quote FROM readings WHERE article_id = ?", closed.id)).toEqual([{ quote: "Once" }]);
  });

  test("a page that several addresses answered stays as long as one of them is young", () => {
    const archive = buildArchive();
    const { hash } = put(archive, "twin", 900);
    const meta = {
      url: "https://mirror.example/twin",
      finalUrl: "https://mirror.example/twin",
      status: 200,
      contentType: null,
      headers: {},
    };
    archive.snapshots.record({
      ...meta,
      fetchedAt: daysAgo(3),
      sha256: hash,
      bytes: 21,
      bodyZstdBase64: packBody(Buffer.from("<p>The page of twin.")),
    });
    expect(thin(archive)).toMatchObject({ bodies: 0, texts: 1 });
  });

  test("what thinned out is not taken in again when its feed lists it again, changed or not", () => {
    const archive = buildArchive();
    const { id } = put(archive, "old", 900);
    thin(archive);
    const again = {
      key: "a new guid",
      url: "https://gazette.example/old",
      title: "old",
      published: daysAgo(900),
      summary: "x",
      contentHtml: null,
    };
    const entry = archive.entries.record(FEED, again, AT);
    const found = {
      url: again.url,
      article: buildExtracted({ title: "old", text: "The same page with other furniture around it." }),
      snapshot: null,
    };
    expect(recordArticle(archive, entry.id, found, AT)).toEqual({ article: id, state: "known" });
    expect(archive.articles.find(articleIdOf(again.url))).toMatchObject({ text: "", revision: 1 });
    expect(archive.jobs.pendingOf(["relate-article"])).toEqual([]);
  });

  test("the chain and the file hold after thinning", () => {
    const archive = buildArchive();
    put(archive, "old", 900);
    thin(archive);
    expect(archive.verifyChain().faults).toEqual([]);
    expect([[...archive.snapshots.faults()], archive.articles.faults(), archive.upkeep.damage()]).toEqual([[], [], []]);
  });
});

const NOTHING = { match: null, quote: null, watch: null, term: null, verdicts: [], source: null, story: null, after: null, before: null };

test("an archive on disk is thinned by a plan that a thread of its own made", async () => {
  const folder = mkdtempSync(join(tmpdir(), "clausewatch-thin-"));
  const archive = buildArchive({ path: join(folder, "archive.sqlite") });
  try {
    put(archive, "old", 800);
    put(archive, "new", 1);
    const done = await thinOut(archive, { pages: 365 * DAY_MS, texts: 730 * DAY_MS }, () => NOW, new AbortController().signal);
    expect(done).toEqual({ bodies: 1, texts: 1, entries: 1 });
    expect(left(archive)).toEqual({ texts: ["new"], pages: ["new"] });
  } finally {
    archive.close();
    rmSync(folder, { recursive: true });
  }
});
