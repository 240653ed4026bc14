import fc from "fast-check";
import { expect, test } from "vitest";
import type { Archive } from "../../../src/archive/archive.ts";
import { articleIdOf } from "../../../src/domain/ids.ts";
import { parseSearch } from "../../../src/domain/search-query.ts";
import { buildArchive, buildExtracted, NOW } from "../../support/builders.ts";

const URL_OF = (n: number): string => `https://gazette.example/${n}`;
/** Outside any transaction but one that is given: the index does not have it yet. */
function put(archive: Archive, n: number, text: string): void {
  const source = { name: null, domain: "gazette.example", kind: null };
  const found = { id: articleIdOf(URL_OF(n)), url: URL_OF(n), snapshot: null, source };
  archive.articles.record({ ...buildExtracted({ title: null, text }), ...found }, NOW.toISOString());
}
const found = (archive: Archive, words: string): string[] =>
  archive
    .search(parseSearch(words), { limit: 100 })
    .hits.map((hit) => hit.url)
    .sort();
/** What somebody sees who asks the file itself, and takes nothing in. */
const inFile = (archive: Archive, word: string): unknown[] =>
  archive
    .query("SELECT a.url FROM articles_fts JOIN articles a ON a.seq = articles_fts.rowid WHERE articles_fts MATCH ?", word)
    .map((row) => row["url"]);
test("when a transaction has ended, everything that it recorded is in the index for whoever asks the file", () => {
  const archive = buildArchive();
  archive.transaction(() => {
    for (let n = 0; n < 20; n++) put(archive, n, n % 2 === 0 ? "The quay is made of granite." : "The quay is made of concrete.");
    put(archive, 2, "The quay is made of timber.");
  });
  expect(inFile(archive, "granite")).toHaveLength(9);
  expect(inFile(archive, "timber")).toEqual([URL_OF(2)]);
  expect(archive.query("SELECT * FROM articles_unindexed")).toEqual([]);
});

test("a transaction that is undone leaves nothing in the index, and a piece that is undone nothing but the others", () => {
  const archive = buildArchive();
  const failing = (n: number) => {
    put(archive, n, "The quay is made of granite.");
    if (n === 1) throw new Error("disk");
  };
  expect(() => archive.transaction(() => failing(1))).toThrow("disk");
  archive.repeatableEach([0, 1, 2], failing);
  expect(inFile(archive, "granite")).toEqual([URL_OF(0), URL_OF(2)]);
  expect(found(archive, "granite")).toEqual([URL_OF(0), URL_OF(2)]);
});

test("what was recorded in no transaction, as by another program, is found by the next search", () => {
  const archive = buildArchive();
  put(archive, 1, "The quay is made of granite.");
  expect(archive.query("SELECT * FROM articles_unindexed")).toHaveLength(1);
  expect(found(archive, "granite")).toEqual([URL_OF(1)]);
  expect(archive.query("SELECT * FROM articles_unindexed")).toEqual([]);
});

test("the index says what the articles say, whatever is recorded, edited or thinned, inside one transaction or over several", () => {
  const step = fc.record({
    article: fc.nat({ max: 5 }),
    does: fc.constantFrom("record", "record", "thin", "commit"),
    word: fc.constantFrom("granite", "timber", "brick"),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const archive = buildArchive();
      for (const { article, does, word } of steps) {
        if (does === "record") put(archive, article, `The quay is made of ${word} and water.`);
        else if (does === "commit") archive.transaction(() => {});
        else archive.retention.thin(thinned(archive, article), { pagesBefore: null, textsBefore: "9999" }, "2026-05-01T00:00:00.000Z");
      }
      for (const word of ["granite", "timber", "brick"]) {
        const said = archive.articles.all().flatMap((row) => (row.text.includes(word) ? [row.url] : []));
        expect(found(archive, word)).toEqual(said.sort());
      }
      archive.close();
    }),
    { numRuns: 30 },
  );
});

const thinned = (archive: Archive, article: number) => ({
  texts: archive.query("SELECT seq FROM articles WHERE id = ?", articleIdOf(URL_OF(article))).map((row) => Number(row["seq"])),
  ...{ entries: [], bodies: [] },
});

test("the planner takes the index for large from the first start on and after every measuring, so that a merge in it looks up what it deletes", () => {
  const archive = buildArchive();
  const rowsOf = () => archive.query("SELECT CAST(stat AS INTEGER) AS rows FROM sqlite_stat1 WHERE tbl = 'articles_fts_data'");
  expect(rowsOf()).toEqual([{ rows: 1_048_576 }]);
  put(archive, 1, "The quay is made of granite.");
  archive.upkeep.measure();
  archive.upkeep.vacuum();
  expect(rowsOf()).toEqual([{ rows: 1_048_576 }]);
});
