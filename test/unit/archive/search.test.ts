import { describe, expect, test } from "vitest";
import type { Archive } from "../../../src/archive/archive.ts";
import { snippetOf } from "../../../src/archive/snippet.ts";
import { type ArticleId, storyIdOf, type TermId, type WatchId } from "../../../src/domain/ids.ts";
import { parseSearch } from "../../../src/domain/search-query.ts";
import { buildArchive, NOW, putArticle } from "../../support/builders.ts";

const AT = NOW.toISOString();
const WATCH = "harbour-deal" as WatchId;
const found = (archive: Archive, text: string, limit = 10) => archive.search(parseSearch(text), { limit }).hits;
const urls = (archive: Archive, text: string) => found(archive, text).map((hit) => hit.url);

function reads(archive: Archive, article: ArticleId, term: string, verdict: "reaffirms" | "changes", quote: string): void {
  const reading = {
    term: term as TermId,
    verdict,
    confidence: 0.9,
    quote,
    field: "text" as const,
    start: 0,
    end: quote.length,
    judge: "test",
  };
  const assessment = {
    alert: "none" as const,
    needsReview: false,
    readings: [reading],
    reason: "r",
    evidence: null,
    judge: "test",
    inheritedFrom: null,
  };
  const versions = new Map(archive.register.versions(WATCH).map((version) => [version.termId as TermId, version.id]));
  archive.readings.record({ article, revision: 1, watch: WATCH }, assessment, versions, AT);
}

function filled() {
  const archive = buildArchive();
  const a = putArticle(archive, "https://gazette.example/a", {
    title: "Quay walls",
    text: "Granite does not cure in the harbour.",
    published: "2026-02-01T00:00:00.000Z",
  });
  const b = putArticle(archive, "https://news.wire.example/b", {
    title: "Berth four",
    text: "Borealis no longer pays in granite. The harbour is calm.",
    published: "2026-03-01T09:00:00.000Z",
  });
  reads(archive, a, "exclusive-berth", "reaffirms", "Granite does not cure");
  reads(archive, b, "fee", "changes", "Borealis no longer pays in granite.");
  return { archive, a, b };
}

describe("search", () => {
  test("days, sources and watches narrow as a plain look at every article does, part by part, though many arrive long after they were published", () => {
    const archive = buildArchive();
    const days = ["2025-11-03", "2026-01-20", "2026-02-10", "2026-02-28"];
    const hosts = ["gazette.example", "news.gazette.example", "notgazette.example"];
    const articles = Array.from({ length: 60 }, (_, n) => {
      const [host = "", day = ""] = [hosts[n % 3], days[(n * 7) % 4]];
      const id = putArticle(archive, `https://${host}/${n}`, { published: n % 11 === 0 ? null : `${day}T0${n % 10}:00:00.000Z` });
      if (n % 5 === 0) reads(archive, id, "fee", "changes", "Borealis");
      return { url: `https://${host}/${n}`, host, day: n % 11 === 0 ? null : day, watched: n % 5 === 0 };
    });
    const walk = (text: string): string[] => {
      const seen: string[] = [];
      for (let after: number | null = null; ; ) {
        const { hits, next } = archive.search(parseSearch(text), { limit: 7, after });
        seen.push(...hits.map(({ url }) => url));
        if (next === null) return seen;
        after = next;
      }
    };
    for (const before of [null, "2026-01-01", "2026-02-10", "2027-01-01"])
      for (const after of [null, "2025-01-01", "2026-02-10"])
        for (const source of [null, "gazette.example"])
          for (const watch of [null, "harbour-deal"]) {
            const fields = { before, after, source, watch };
            const text = Object.entries(fields)
              .flatMap(([name, value]) => (value === null ? [] : [`${name}:${value}`]))
              .join(" ");
            if (text === "") continue;
            const naive = articles.filter(
              (one) =>
                (before === null || (one.day !== null && one.day < before)) &&
                (after === null || (one.day !== null && one.day >= after)) &&
                (source === null || one.host === source || one.host.endsWith(`.${source}`)) &&
                (watch === null || one.watched),
            );
            expect([text, walk(text)]).toEqual([text, naive.map(({ url }) => url).toReversed()]);
          }
  });

  test("finds words in headline and text, a headline before a text, the newest edit only", () => {
    const archive = buildArchive();
    putArticle(archive, "https://gazette.example/a", { title: "Quay walls", text: "Concrete cures slowly in the harbour." });
    putArticle(archive, "https://gazette.example/a", { title: "Quay walls", text: "Granite does not cure at all in the harbour." });
    putArticle(archive, "https://gazette.example/b", { title: "Granite", text: "Stone is what quays are made of, and always was." });
    expect(found(archive, "granite").map((hit) => hit.snippet)).toEqual([
      expect.stringContaining("[Granite]"),
      expect.stringContaining("[Granite] does"),
    ]);
    expect(urls(archive, "granite")).toEqual(["https://gazette.example/b", "https://gazette.example/a"]);
    expect(found(archive, "concrete")).toEqual([]);
  });

  test("narrows by source with its subdomains, and by days", () => {
    const { archive } = filled();
    expect(urls(archive, "granite source:wire.example")).toEqual(["https://news.wire.example/b"]);
    expect(urls(archive, "source:ire.example")).toEqual([]);
    expect(urls(archive, "after:2026-03-01")).toEqual(["https://news.wire.example/b"]);
    expect(urls(archive, "harbour before:2026-03-01")).toEqual(["https://gazette.example/a"]);
    expect(urls(archive, "watch:harbour-deal").length).toBe(2);
    expect(urls(archive, "watch:other")).toEqual([]);
  });

  test("by term, verdict or quote it finds readings with their quotes", () => {
    const { archive } = filled();
    expect(found(archive, "term:fee")).toMatchObject([
      { verdict: "changes", term: "fee", watch: "harbour-deal", quote: "Borealis no longer pays in granite." },
    ]);
    expect(urls(archive, "verdict:reaffirms,changes").length).toBe(2);
    expect(urls(archive, "verdict:contradicts")).toEqual([]);
    expect(urls(archive, "calm term:fee")).toEqual(["https://news.wire.example/b"]);
    expect(urls(archive, "calm term:exclusive-berth")).toEqual([]);
    expect(found(archive, 'quote:"no longer"').map((hit) => hit.snippet)).toEqual(["Borealis [no] [longer] pays in granite."]);
    archive.readings.forgetSilent(found(archive, "term:fee")[0]?.id as ArticleId, 1);
    expect(found(archive, 'quote:"no longer"')).toEqual([]);
  });

  test("by story it finds what reports the same event", () => {
    const { archive, b } = filled();
    const story = storyIdOf(b);
    archive.stories.open(story, "Berth four", AT);
    archive.stories.put({ article: b, revision: 1, story, family: "f", variant: "v", origin: "o", copy: null, evidence: [] } as never, AT);
    expect(urls(archive, `story:${story}`)).toEqual(["https://news.wire.example/b"]);
    expect(urls(archive, `story:${story} term:fee`)).toEqual(["https://news.wire.example/b"]);
    expect(urls(archive, `story:${story} quay`)).toEqual([]);
  });

  test.each(["granite", "", "verdict:reaffirms", "quote:granite"])("pages through %j without leaving out or repeating", (text) => {
    const archive = buildArchive();
    for (let n = 0; n < 25; n += 1) {
      const article = putArticle(archive, `https://gazette.example/${n}`, {
        text: `Granite is what quay number ${n} of the harbour is made of.`,
      });
      reads(archive, article, "fee", "reaffirms", "Granite is what quay");
    }
    for (const order of ["newest", "best"] as const) {
      const seen: string[] = [];
      let after: number | null = null;
      do {
        const part = archive.search(parseSearch(text), { limit: 7, order, after });
        seen.push(...part.hits.map((hit) => hit.url));
        after = part.next;
      } while (after !== null);
      expect([seen.length, new Set(seen).size]).toEqual([25, 25]);
    }
  });

  test("words that SQLite cannot read are refused with what helps", () => {
    expect(() => found(buildArchive(), '"unfinished')).toThrow(/cannot be read.*give plain words/);
    expect(() => found(buildArchive(), "colour* : red")).toThrow(/cannot be read/);
  });
});

describe("a snippet", () => {
  test.each([
    [
      "where most of the different words stand together",
      "harbour fee",
      `the harbour ${"and then ".repeat(40)} the harbour fee`,
      "…and then and then and then and then and then and then  the [harbour] [fee]",
    ],
    ["with words as the index knows them", "licen* cafe", "A Licence for the Café.", "A [Licence] for the [Café]."],
    ["cut within a word only where that has no end", "long*", "long".repeat(60), `[${"long".repeat(35)}]…`],
    ["with the text's own brackets as they are", "berth", "[a] berth", "[a] [berth]"],
  ])("is shown %s", (_, match, text, shown) => expect(snippetOf(text, match)).toBe(shown));
  test("is none where none of the words stands there", () => expect(snippetOf("nothing of the kind", "berth")).toBe(null));
  test("of a text of one word a hundred thousand times is there at once", () => {
    const archive = buildArchive();
    putArticle(archive, "https://gazette.example/four", { title: "Four", text: "four ".repeat(100_000) });
    const began = performance.now();
    expect(found(archive, "four berths OR four")[0]?.snippet).toMatch(/^\[four\] \[four\]/);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
