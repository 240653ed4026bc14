// The relater's index of keys by itself, on generated keys, in an archive on disk: node test/support/bench-keys.ts [articles] [keys an article]
// Prints the rate of putting away and looking up by tenths, the longest stall of the main thread, memory, and how long a restart takes.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { createShelf } from "../../src/app/shelf.ts";
import { openArchive } from "../../src/archive/archive.ts";
import type { ArticleId } from "../../src/domain/ids.ts";
import { createKeyIndex } from "../../src/relate/key-index.ts";
import { segmentOf } from "../../src/relate/segments.ts";
import { randomFrom } from "./random.ts";

const ARTICLES = Number(process.argv[2] ?? 1_000_000);
const KEYS = Number(process.argv[3] ?? 40);
/** Put away at once, as by the relater. */
const BATCH = 256;
/** One look-up in so many articles asks for the keys of an earlier one, and has to find it. */
const COPIES = 4;

const folder = mkdtempSync(join(tmpdir(), "bench-keys-"));
const path = join(folder, "archive.sqlite");
openArchive(path).close();
// Rows of articles that have nothing but a number: their texts are no part of what is measured.
const rows = new Sqlite(path);
rows.pragma("foreign_keys = OFF");
rows.exec("DROP TRIGGER articles_fts_insert");
const at = "2026-01-01T00:00:00Z";
const addRow = rows.prepare(
  "INSERT INTO articles (seq, id, revision, url, text, source_domain, links, content_hash, first_seen_at, revised_at) VALUES (?, ?, 1, '', '', '', '[]', '', ?, ?)",
);
const addRows = (from: number, to: number) => {
  rows.transaction(() => {
    for (let n = from; n < to; n++) addRow.run(n + 1, `art_${n}`, at, at);
  })();
};

const archive = openArchive(path);
const fail = (error: unknown): void => {
  throw error;
};
const index = createKeyIndex(createShelf({ archive, onTrouble: fail }));
/** The keys of an article, made again from its number whenever they are needed. */
const keysOf = (article: number): number[] => {
  const random = randomFrom(article + 1).next;
  return Array.from({ length: KEYS }, () => Math.floor(random() * 4_294_967_296));
};
const random = randomFrom(7).next;
let [missed, asked, longest] = [0, 0, 0];
const rates: string[] = [];
let tick = performance.now();
const watch = setInterval(() => {
  longest = Math.max(longest, performance.now() - tick - 5);
  tick = performance.now();
}, 5);
for (let decile = 0; decile < 10; decile++) {
  const [from, to] = [Math.floor((decile * ARTICLES) / 10), Math.floor(((decile + 1) * ARTICLES) / 10)];
  addRows(from, to);
  let [putting, looking, lookups] = [0, 0, 0];
  for (let start = from; start < to; start += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, to - start) }, (_, n) => ({
      id: `art_${start + n}` as ArticleId,
      keys: keysOf(start + n),
    }));
    const began = performance.now();
    index.add(archive.keySegments.put(batch, segmentOf));
    putting += performance.now() - began;
    for (let n = 0; n < batch.length; n += COPIES) {
      const earlier = Math.floor(random() * start);
      const keys =
        start === 0 ? [] : [...keysOf(earlier).slice(0, KEYS / 2), ...(batch[n]?.keys.slice(0, KEYS / 2).map((key) => key ^ 1) ?? [])];
      const looked = performance.now();
      const found = index.find(keys, 16);
      looking += performance.now() - looked;
      lookups++;
      if (start > 0) {
        asked++;
        if (found[0] !== earlier + 1) missed++;
      }
    }
    // Merges end between batches, as between articles.
    await new Promise(setImmediate);
  }
  rates.push(`${Math.round((to - from) / (putting / 1000))}/s ${Math.round((1000 * looking) / lookups)} µs`);
}
await index.quiet();
clearInterval(watch);
const sizes = index.sizes();
archive.close();
rows.close();
const started = performance.now();
const again = openArchive(path);
const reloaded = createKeyIndex(createShelf({ archive: again, onTrouble: fail }));
const ms = performance.now() - started;
const found = reloaded.find(keysOf(0), 1)[0] === 1;
again.close();
console.log(
  `${ARTICLES} articles with ${KEYS} keys each; put away, and a look-up of ${KEYS} keys, by tenths: ${rates.join(", ")}; ${missed} of ${asked} missed; ` +
    `${sizes.length} segments, the largest ${Math.max(...sizes)} entries; longest stall ${longest.toFixed(0)} ms; restart ${ms.toFixed(0)} ms${found ? "" : " and nothing found"}; ` +
    `${Math.round(process.memoryUsage().rss / 1_048_576)} MB of memory, ${Math.round(statSync(path).size / 1_048_576)} MB on disk`,
);
rmSync(folder, { recursive: true });
