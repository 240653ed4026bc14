// How many articles a second the relater takes once 10,000 are in its index: node test/support/bench-relate.ts [articles in the index]
import type { ArticleId } from "../../src/domain/ids.ts";
import type { RelateInput } from "../../src/relate/relate.ts";
import { createRelater } from "../../src/relate/relater.ts";
import { STOP_WORDS } from "../../src/relate/stop-words.ts";

const INDEXED = Number(process.argv[2] ?? 10_000);
const MEASURED = 2_000;
const DAYS = 45;
const SYLLABLES =
  "ba be bi bo da de di do fa fe ga go ka ke ko la le li lo ma me mi mo na ne no pa pe po ra re ro sa se so ta te to va ve vo".split(" ");

/** Mulberry32: the same texts in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
const random = randomFrom(7);
const word = (rank: number): string => {
  let text = "";
  for (let rest = rank + 40; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) text += SYLLABLES[rest % SYLLABLES.length];
  return text;
};
// About half of a text is stop words; the rest follows Zipf's law from the common words of news down to names.
const COMMON = [...STOP_WORDS].slice(0, 150);
const VOCABULARY = 30_000;
const draw = (): string =>
  random() < 0.45 ? (COMMON[Math.floor(random() * COMMON.length)] ?? "") : word(Math.floor(100 * (VOCABULARY / 100) ** random()));
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const sentence = (topic: readonly string[]): string => {
  const words = Array.from({ length: 12 + Math.floor(random() * 16) }, () =>
    random() < 0.25 ? (topic[Math.floor(random() * topic.length)] ?? "") : draw(),
  );
  return `${capital(words.join(" "))}.`;
};

function* articles(): Generator<RelateInput> {
  const recent: string[] = [];
  for (let i = 0; ; i++) {
    const topic = Array.from({ length: 25 }, (_, n) => (n < 5 ? capital(draw()) : draw()));
    const body = Array.from({ length: 24 }, () => sentence(topic));
    // Three in ten carry somebody else's text, cut or with furniture.
    const original = random() < 0.3 ? recent[Math.floor(random() * recent.length)] : undefined;
    const text =
      original === undefined
        ? body.join(" ")
        : `${original.slice(0, Math.floor(original.length * (0.4 + random() * 0.6)))}\n\n${body.slice(0, 3).join(" ")}`;
    recent.push(text);
    if (recent.length > 300) recent.shift();
    const minutes = (i * DAYS * 1440) / INDEXED - Math.floor(random() * 180);
    yield {
      id: `art_${i}` as ArticleId,
      url: `https://outlet-${i % 400}.example/news/${i}`,
      canonicalUrl: null,
      title: capital(topic.slice(0, 7).join(" ")),
      text,
      published: new Date(Date.UTC(2026, 0, 1) + minutes * 60_000).toISOString(),
      links: [],
      language: "en",
      source: { name: null, domain: `outlet-${i % 400}.example`, kind: null },
      seenAt: "2026-03-01T00:00:00Z",
    };
  }
}

const relater = createRelater();
const source = articles();
const next = (): RelateInput => source.next().value as RelateInput;
let characters = 0;
const fill = performance.now();
for (let i = 0; i < INDEXED; i++) relater.relate(next());
const filled = (performance.now() - fill) / 1000;
const sample = Array.from({ length: MEASURED }, next);
const times: number[] = [];
let copies = 0;
const stories = new Set<string>();
for (const article of sample) {
  const start = performance.now();
  const { relation } = relater.relate(article);
  times.push(performance.now() - start);
  characters += article.text.length;
  if (relation.copy !== null) copies++;
  stories.add(relation.story);
}
times.sort((a, b) => a - b);
const total = times.reduce((sum, one) => sum + one, 0);
const at = (share: number): string => (times[Math.floor(share * times.length)] ?? 0).toFixed(2);
console.log(
  `filled ${INDEXED} at ${Math.round(INDEXED / filled)}/s; then ${Math.round((MEASURED * 1000) / total)} articles/s over ${MEASURED} of ${Math.round(characters / MEASURED)} characters ` +
    `(p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(0.9999)} ms), ${copies} copies, ${stories.size} stories, ${Math.round(process.memoryUsage().rss / 1_048_576)} MB`,
);
