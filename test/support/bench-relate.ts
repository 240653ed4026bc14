// How many articles a second the relater takes as its index grows: node test/support/bench-relate.ts [articles]
// Rates and times are the processor's, since benchmarks share their machine; the longest stall is the clock's.
import type { ArticleId } from "../../src/domain/ids.ts";
import type { RelateInput } from "../../src/relate/relate.ts";
import { createRelater } from "../../src/relate/relater.ts";
import { capital, createInvented } from "./invented.ts";
import { randomFrom } from "./random.ts";

const ARTICLES = Number(process.argv[2] ?? 10_000);
const DAYS = 45;
const random = randomFrom(7).next;
const { topic, body } = createInvented(random);

function* articles(): Generator<RelateInput> {
  const recent: string[] = [];
  for (let i = 0; ; i++) {
    const about = topic();
    const own = body(about, 24);
    // Three in ten carry somebody else's text, cut or with furniture.
    const original = random() < 0.3 ? recent[Math.floor(random() * recent.length)] : undefined;
    const text =
      original === undefined
        ? own.join(" ")
        : `${original.slice(0, Math.floor(original.length * (0.4 + random() * 0.6)))}\n\n${own.slice(0, 3).join(" ")}`;
    recent.push(text);
    if (recent.length > 300) recent.shift();
    const minutes = (i * DAYS * 1440) / ARTICLES - Math.floor(random() * 180);
    yield {
      ...{ id: `art_${i}` as ArticleId, url: `https://outlet-${i % 400}.example/news/${i}`, canonicalUrl: null },
      ...{ title: capital(about.slice(0, 7).join(" ")), text, links: [], language: "en", seenAt: "2026-03-01T00:00:00Z" },
      published: new Date(Date.UTC(2026, 0, 1) + minutes * 60_000).toISOString(),
      source: { name: null, domain: `outlet-${i % 400}.example`, kind: null },
    };
  }
}

const relater = createRelater();
const source = articles();
const rates: number[] = [];
let [copies, longest, characters] = [0, 0, 0];
const last: number[] = [];
for (let decile = 0; decile < 10; decile++) {
  const batch = Array.from({ length: Math.floor(ARTICLES / 10) }, () => source.next().value as RelateInput);
  const start = process.cpuUsage();
  for (const article of batch) {
    const [clock, before] = [performance.now(), process.cpuUsage()];
    if (relater.relate(article).relation.copy !== null) copies++;
    longest = Math.max(longest, performance.now() - clock);
    characters += article.text.length;
    const { user, system } = process.cpuUsage(before);
    if (decile === 9) last.push((user + system) / 1000);
  }
  const { user, system } = process.cpuUsage(start);
  rates.push(Math.round((batch.length * 1_000_000) / (user + system)));
}
last.sort((a, b) => a - b);
const at = (share: number): string => (last[Math.floor(share * last.length)] ?? 0).toFixed(2);
console.log(
  `${ARTICLES} articles of ${Math.round(characters / ARTICLES)} characters, ${copies} copies; articles/s of one core by tenths: ${rates.join(" ")}; ` +
    `last tenth p50 ${at(0.5)} ms, p99 ${at(0.99)} ms; longest stall ${longest.toFixed(0)} ms; ${Math.round(process.memoryUsage().rss / 1_048_576)} MB`,
);
