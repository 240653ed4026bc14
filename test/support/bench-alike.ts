// What the relater holds in memory of articles that are all near each other: node --expose-gc test/support/bench-alike.ts [articles]
// As in a polling cycle in which each feed brings one new article: all reprint one text, or each tells its own news in an invented language
// behind the same opening sentence.
import type { ArticleId } from "../../src/domain/ids.ts";
import { createRelater } from "../../src/relate/relater.ts";
import { createInvented } from "./invented.ts";
import { randomFrom } from "./random.ts";

const ARTICLES = Number(process.argv[2] ?? 1000);
const SAME = "The harbour board met, and the minutes were read out. ".repeat(8);

function ownNews(number: number): string {
  const invented = createInvented(randomFrom(number).next);
  return invented.body(invented.topic(), 5).join(" ");
}
const heap = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

for (const [name, textOf] of [
  ["reprints of one text", () => SAME],
  ["news of their own", ownNews],
] as const) {
  const relater = createRelater();
  const [before, began] = [heap(), process.cpuUsage()];
  for (let n = 0; n < ARTICLES; n += 1) {
    const host = `host-${n % 500}.example`;
    relater.relate({
      ...{ id: `article-${n}` as ArticleId, url: `http://${host}/${n}`, canonicalUrl: null, title: `${host} ${n} new` },
      text: `Berth four at Lindau was discussed by ${host} ${n} on Friday. ${textOf(n)}`,
      ...{ published: null, links: [], source: { name: null, domain: host, kind: null }, language: "en" },
      seenAt: new Date(Date.UTC(2026, 2, 6) + n * 40).toISOString(),
    });
  }
  const { user, system } = process.cpuUsage(began);
  const held = heap() - before;
  console.log(
    `${ARTICLES} ${name}: ${(held / 1e6).toFixed(1)} MB held, ${Math.round(held / ARTICLES / 1000)} KB an article, ${((user + system) / 1e6).toFixed(1)} s CPU`,
  );
}
