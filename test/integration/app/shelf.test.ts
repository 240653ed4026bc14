import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { createShelf } from "../../../src/app/shelf.ts";
import { type Archive, openArchive } from "../../../src/archive/archive.ts";
import { mergeKeySegments } from "../../../src/archive/key-segments.ts";
import { articleIdOf } from "../../../src/domain/ids.ts";
import { createKeyIndex } from "../../../src/relate/key-index.ts";
import type { RelateInput, Relation } from "../../../src/relate/relate.ts";
import { createRelater } from "../../../src/relate/relater.ts";
import { articlesOf, lookInto, merged, type Segment, segmentOf } from "../../../src/relate/segments.ts";
import { recordRelated, restoreRelater, toInput } from "../../../src/stages/relate-article.ts";
import { createInvented } from "../../support/invented.ts";
import { randomFrom } from "../../support/random.ts";

const folders: string[] = [];
const fail = (error: unknown): void => {
  throw error;
};
function anArchiveFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "shelf-"));
  folders.push(folder);
  return join(folder, "archive.sqlite");
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** News about different events, an hour apart; every fifth is a copy of one that came forty before. */
function coverage(count: number): RelateInput[] {
  const random = randomFrom(5).next;
  const { topic, body } = createInvented(random);
  const texts: string[] = [];
  return Array.from({ length: count }, (_, n) => {
    const original = n % 5 === 4 ? texts[n - 40] : undefined;
    const text = original ?? body(topic(), 12).join(" ");
    texts.push(text);
    const url = `https://outlet-${n}.example/news/${n}`;
    const published = new Date(Date.UTC(2027, 4, 1) + n * 3_600_000).toISOString();
    return {
      ...{ id: articleIdOf(url), url, canonicalUrl: null, title: `Report ${n}`, text, published, links: [], language: "en" },
      ...{ source: { name: null, domain: `outlet-${n}.example`, kind: null }, seenAt: published },
    };
  });
}

function record(archive: Archive, article: RelateInput): void {
  const plain = { author: null, modified: null, siteName: null, snapshot: null };
  archive.articles.record({ ...article, links: [...article.links], ...plain }, article.seenAt);
}

const start = (archive: Archive, most: number) => {
  // A merge may still run when its archive is taken away.
  const relater = createRelater(createShelf({ archive, most, onTrouble: () => {} }));
  restoreRelater(archive, relater, { since: "", shelved: false });
  return relater;
};

describe("a relater with room for twenty articles", () => {
  test("finds copies and stories among a hundred and fifty as one with room for all, also when it is killed and started again after every thirteenth", async () => {
    const articles = coverage(150);
    const whole = new Map<string, Relation>();
    const everything = createRelater();
    for (const article of articles) {
      const { relation, updated } = everything.relate(article);
      for (const one of [relation, ...updated]) whole.set(one.article, one);
    }
    const path = anArchiveFile();
    let archive = openArchive(path);
    let relater = start(archive, 20);
    for (const [n, article] of articles.entries()) {
      // Killed: nothing is closed in order, and what is in memory is lost.
      if (n % 13 === 12) {
        archive.close();
        archive = openArchive(path);
        relater = start(archive, 20);
      }
      record(archive, article);
      const row = archive.articles.find(article.id) ?? expect.unreachable();
      const related = relater.relate(toInput(row));
      archive.transaction(() => recordRelated(archive, related, article.seenAt));
    }
    const inMemory = archive.query("SELECT count(*) AS n FROM relations WHERE shelved = 0")[0]?.["n"];
    expect(Number(inMemory)).toBeLessThan(60);
    for (const { id } of articles) {
      const [one, same] = [archive.stories.relationOf(id), whole.get(id)];
      expect([id, one?.storyId, one?.familyId, one?.originId, one?.copyOf, one?.copyKind]).toEqual([
        ...[id, same?.story, same?.family, same?.origin],
        ...[same?.copy?.parent ?? null, same?.copy?.kind ?? null],
      ]);
    }
    archive.close();
  }, 120_000);
});

/** Events, each told twice in words of its own by two outlets, eight hours and eighty other articles apart. */
function retellings(events: number, apart: number): RelateInput[] {
  const { topic, body } = createInvented(randomFrom(3).next);
  const topics = Array.from({ length: events }, topic);
  const tell = (event: number, time: number): RelateInput => {
    const url = `https://outlet-${time}.example/news/${time}`;
    const published = new Date(Date.UTC(2027, 4, 1) + time * 360_000).toISOString();
    return {
      ...{
        id: articleIdOf(url),
        url,
        canonicalUrl: null,
        title: null,
        text: body(topics[event] ?? [], 16).join(" "),
        published,
        links: [],
      },
      ...{ language: "en", source: { name: null, domain: `outlet-${time}.example`, kind: null }, seenAt: published },
    };
  };
  return [...Array(events + apart).keys()].flatMap((time) => [
    ...(time < events ? [tell(time, 2 * time)] : []),
    ...(time >= apart ? [tell(time - apart, 2 * time + 1)] : []),
  ]);
}

describe("an article that is like one put away, of which it copies and names nothing", () => {
  test("joins its story, as nine in ten do, and no other", () => {
    const archive = openArchive(":memory:");
    const relater = start(archive, 20);
    const stories = new Map<string, string[]>();
    const articles = retellings(80, 80);
    for (const article of articles) {
      record(archive, article);
      const related = relater.relate(article);
      archive.transaction(() => recordRelated(archive, related, article.seenAt));
      stories.set(related.relation.story, [...(stories.get(related.relation.story) ?? []), article.id]);
    }
    const pairs = [...stories.values()].filter((one) => one.length === 2);
    const first = new Map(articles.map(({ id }, n) => [id, n < 80 ? n : n - 80]));
    expect(pairs.every(([a, b]) => first.get(a as never) === first.get(b as never))).toBe(true);
    expect([...stories.values()].every((one) => one.length <= 2)).toBe(true);
    expect(pairs.length).toBeGreaterThanOrEqual(72);
    archive.close();
  });
});

describe("the index of keys", () => {
  const keyOf = (article: number): number => Math.imul(article, 0x9e3779b1) >>> 0;
  const batches = Array.from({ length: 20 }, (_, batch) => {
    const articles = Array.from({ length: 50 }, (_, n) => n * 20 + batch);
    return segmentOf(articles.map(keyOf), articles);
  });

  test("finds every article by every key in one merged segment, and none by a key that nobody has", () => {
    const one = merged(batches);
    expect(one.keys).toEqual(one.keys.toSorted());
    const foundIn = (segment: Segment, key: number): number[] => {
      const found: number[] = [];
      articlesOf(segment, lookInto(segment), key, found);
      return found;
    };
    for (let article = 0; article < 1000; article++) expect(foundIn(one, keyOf(article))).toEqual([article]);
    expect(foundIn(one, 12345)).toEqual([]);
    expect(foundIn(segmentOf([], []), 1)).toEqual([]);
  });

  test("merges on another thread while it is asked, and a merge that was killed half-way leaves what was there", async () => {
    const path = anArchiveFile();
    const archive = openArchive(path);
    const index = createKeyIndex(createShelf({ archive, onTrouble: fail }));
    const articles = coverage(10);
    for (const article of articles) record(archive, article);
    for (const { id } of articles) {
      const at = articles.findIndex((one) => one.id === id);
      index.add(archive.keySegments.put([{ id, keys: [at * 7, 999] }], segmentOf));
      expect(index.find([at * 7], 3)).toEqual([at + 1]);
    }
    await index.quiet();
    expect(index.sizes().length).toBeLessThan(10);
    for (let at = 0; at < 10; at++) expect(index.find([at * 7, 999], 1)).toEqual([at + 1]);
    const live = () => archive.query("SELECT id FROM key_segments WHERE state = 'live' ORDER BY id").map((row) => Number(row["id"]));
    const before = live();
    expect(() =>
      mergeKeySegments(path, before, 5, () => {
        throw new Error("killed");
      }),
    ).toThrow("killed");
    expect(live()).toEqual(before);
    archive.query("INSERT INTO key_segments (level, state) VALUES (5, 'made') RETURNING id");
    archive.close();
    const again = openArchive(path);
    const reloaded = createKeyIndex(createShelf({ archive: again, onTrouble: fail }));
    for (let at = 0; at < 10; at++) expect(reloaded.find([at * 7], 3)).toEqual([at + 1]);
    expect(again.query("SELECT id FROM key_segments WHERE state <> 'live'")).toEqual([]);
    again.close();
  });

  test("stays within its bounds: the oldest of the segments that are merged no more is thrown away", () => {
    const archive = openArchive(":memory:");
    const articles = coverage(12);
    for (const article of articles) record(archive, article);
    const index = createKeyIndex(createShelf({ archive, onTrouble: fail }), 80, 0);
    for (const [at, { id }] of articles.entries()) {
      index.add(archive.keySegments.put([{ id, keys: Array.from({ length: 10 }, (_, n) => at * 1000 + n) }], segmentOf));
    }
    expect(index.sizes()).toEqual(Array(8).fill(10));
    expect(index.find([3000, 3001], 3)).toEqual([]);
    expect(index.find([4000, 4001], 3)).toEqual([5]);
    expect(archive.query("SELECT count(*) AS n FROM key_segments")).toEqual([{ n: 8 }]);
    archive.close();
  });
});
