// How many articles a second the relater takes as its index grows, persisted: node test/support/bench-relate.ts [articles] [kept in memory]
// Every article lies in an archive on disk before it is related, and how it stands is written down as the archivist does: those of one batch in
// one transaction. Rates are those of the thread's processor time, since benchmarks share their machine; waits and stalls are the clock's. An
// article's time is that of reading, relating and writing it, and its share of the commit; the longest stall is that of a whole batch.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createShelf } from "../../src/app/shelf.ts";
import { openArchive } from "../../src/archive/archive.ts";
import { articleIdOf } from "../../src/domain/ids.ts";
import { JOBS } from "../../src/queue/jobs.ts";
import type { RelateInput } from "../../src/relate/relate.ts";
import { createRelater } from "../../src/relate/relater.ts";
import { recordRelated, restoreRelater, toInput } from "../../src/stages/relate-article.ts";
import { capital, createInvented } from "./invented.ts";
import { randomFrom } from "./random.ts";

const ARTICLES = Number(process.argv[2] ?? 10_000);
const MOST = Number(process.argv[3] ?? 10_000);
/** Articles that the archivist writes together. */
const TOGETHER = JOBS["relate-article"].concurrency;
/** Articles that are recorded together, as from some polls that are in hand together. */
const RECORDED = 64;
const DAYS = 45;
/** Sentences of an article: 24 make some 2,800 characters. */
const SENTENCES = 24;
const random = randomFrom(7).next;
const { topic, body } = createInvented(random);

function* articles(): Generator<RelateInput> {
  const recent: string[] = [];
  for (let i = 0; ; i++) {
    const about = topic();
    const own = body(about, SENTENCES);
    // Three in ten carry somebody else's text, cut or with furniture.
    const original = random() < 0.3 ? recent[Math.floor(random() * recent.length)] : undefined;
    const text =
      original === undefined
        ? own.join(" ")
        : `${original.slice(0, Math.floor(original.length * (0.4 + random() * 0.6)))}\n\n${own.slice(0, 3).join(" ")}`;
    recent.push(text);
    if (recent.length > 300) recent.shift();
    const minutes = (i * DAYS * 1440) / ARTICLES - Math.floor(random() * 180);
    const url = `https://outlet-${i % 400}.example/news/${i}`;
    yield {
      ...{ id: articleIdOf(url), url, canonicalUrl: null },
      ...{ title: capital(about.slice(0, 7).join(" ")), text, links: [], language: "en", seenAt: "2026-03-01T00:00:00Z" },
      published: new Date(Date.UTC(2026, 0, 1) + minutes * 60_000).toISOString(),
      source: { name: null, domain: `outlet-${i % 400}.example`, kind: null },
    };
  }
}

const folder = mkdtempSync(join(tmpdir(), "bench-relate-"));
const path = join(folder, "archive.sqlite");
const archive = openArchive(path);
let isOver = false;
const onTrouble = (error: unknown): void => {
  // A merge that is begun last finds no archive any more.
  if (!isOver) throw error;
};
const relater = createRelater(createShelf({ archive, most: MOST, onTrouble }));
const source = articles();
const rates: number[] = [];
let [copies, longest, characters] = [0, 0, 0];
const last: number[] = [];
const cpu = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};
for (let decile = 0; decile < 10; decile++) {
  const batch = Array.from({ length: Math.floor(ARTICLES / 10) }, () => source.next().value as RelateInput);
  const recording = cpu();
  const plain = { author: null, modified: null, siteName: null, snapshot: null };
  for (let from = 0; from < batch.length; from += RECORDED)
    archive.repeatable(() => {
      for (const one of batch.slice(from, from + RECORDED)) archive.articles.record({ ...one, links: [], ...plain }, one.seenAt);
    });
  const start = cpu();
  let written = 0;
  for (let from = 0; from < batch.length; from += TOGETHER) {
    const began = performance.now();
    const ids = batch.slice(from, from + TOGETHER).map(({ id }) => id);
    const rows = archive.together(() => {
      archive.keySegments.expect(ids);
      return ids.map((id) => archive.articles.find(id));
    });
    const readingEach = (performance.now() - began) / ids.length;
    const related = rows.map((row) => {
      const began = performance.now();
      if (row === undefined) throw new Error("an article was not recorded");
      characters += row.text.length;
      return { related: relater.relate(toInput(row)), at: row.firstSeenAt, took: readingEach + performance.now() - began };
    });
    const [writing, writingCpu] = [performance.now(), cpu()];
    for (const { status } of archive.repeatableEach(related, (one) => recordRelated(archive, one.related, one.at)))
      if (status === "rejected") throw new Error("a relation was not written");
    written += cpu() - writingCpu;
    const writingEach = (performance.now() - writing) / related.length;
    longest = Math.max(longest, performance.now() - began);
    copies += related.filter((one) => one.related.relation.copy !== null).length;
    if (decile === 9) last.push(...related.map((one) => one.took + writingEach));
  }
  const took = cpu() - start;
  rates.push(Math.round((batch.length * 1000) / took));
  const each = (ms: number): string => (ms / batch.length).toFixed(2);
  console.error(
    `${(decile + 1) * batch.length} articles at ${(performance.now() / 1000).toFixed(0)} s, processor time an article: recorded ${each(start - recording)} ms, related ${each(took - written)} ms, written ${each(written)} ms`,
  );
  // What merged meanwhile is taken over between articles.
  await new Promise((resolve) => setTimeout(resolve, 10));
}
last.sort((a, b) => a - b);
const at = (share: number): string => (last[Math.floor(share * last.length)] ?? 0).toFixed(2);
const count = (sql: string): number => Number(archive.query(sql)[0]?.["n"]);
const away = count("SELECT count(*) AS n FROM relations WHERE shelved = 1");
const memory = Math.round(process.memoryUsage().rss / 1_048_576);
const began = process.threadCpuUsage();
restoreRelater(archive, createRelater(createShelf({ archive, most: MOST, onTrouble })), { since: "", shelved: false });
const { user, system } = process.threadCpuUsage(began);
console.log(
  `${ARTICLES} articles of ${Math.round(characters / ARTICLES)} characters, ${copies} copies, ${away} put away; articles/s of one core by tenths: ${rates.join(" ")}; ` +
    `last tenth by the clock p50 ${at(0.5)} ms, p99 ${at(0.99)} ms; longest stall ${longest.toFixed(0)} ms; ${memory} MB of memory, ${Math.round(statSync(path).size / 1_048_576)} MB on disk; ` +
    `a restart takes ${((user + system) / 1_000_000).toFixed(1)} s`,
);
isOver = true;
archive.close();
rmSync(folder, { recursive: true });
