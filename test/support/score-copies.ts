// How many copies of invented articles are found, by how they were made, and how many false copy edges come of it: node test/support/score-copies.ts [originals]
import type { ArticleId } from "../../src/domain/ids.ts";
import type { RelateInput } from "../../src/relate/relate.ts";
import { createRelater } from "../../src/relate/relater.ts";
import { createInvented } from "./invented.ts";
import { randomFrom } from "./random.ts";

const ORIGINALS = Number(process.argv[2] ?? 300);
const SENTENCES = 24;
const random = randomFrom(5).next;
const { topic, body, sentence } = createInvented(random);

const article = (id: string, sentences: readonly string[], hour: number): RelateInput => ({
  ...{ id: id as ArticleId, url: `https://${id}.example/a`, canonicalUrl: null, title: null, links: [], language: "en" },
  text: sentences.join(" "),
  published: new Date(Date.UTC(2026, 0, 1) + hour * 3_600_000).toISOString(),
  source: { name: null, domain: `${id}.example`, kind: null },
  seenAt: "2026-03-01T00:00:00Z",
});
const foreign = (n: number): string[] => body(topic(), n);
const shuffled = <T>(list: readonly T[]): T[] =>
  list
    .map((one) => ({ one, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
const among = (own: readonly string[], theirs: readonly string[]): string[] => [
  ...theirs.slice(0, theirs.length / 2),
  ...own,
  ...theirs.slice(theirs.length / 2),
];
/** Exchanges a share of the words for words of the invented language. */
const exchanged = (own: readonly string[], share: number): string[] =>
  own.map((one) =>
    one
      .split(" ")
      .map((word) => (random() < share ? (sentence(topic()).split(" ")[1] ?? word) : word))
      .join(" "),
  );
const head = (own: readonly string[], share: number): string[] => own.slice(0, Math.ceil(share * own.length));

const MADE: Readonly<Record<string, (own: readonly string[]) => string[]>> = {
  verbatim: (own) => [...own],
  "below 120 words of furniture": (own) => [...foreign(6), ...own],
  "new lead, own paragraphs": (own) => [...foreign(2), ...own, ...foreign(4)],
  "first 40 %": (own) => head(own, 0.4),
  "first 15 %": (own) => head(own, 0.15),
  shuffled,
  "10 % of the words exchanged": (own) => exchanged(own, 0.1),
  "3 sentences in a foreign text": (own) => among(own.slice(8, 11), foreign(20)),
  "1 sentence in a foreign text": (own) => among(own.slice(8, 9), foreign(20)),
};

for (const [name, make] of Object.entries(MADE)) {
  const relater = createRelater();
  const originals = Array.from({ length: ORIGINALS }, () => body(topic(), SENTENCES));
  for (const [i, own] of originals.entries()) relater.relate(article(`o${i}`, own, i));
  const found = originals.filter((own, i) => relater.relate(article(`c${i}`, make(own), ORIGINALS + i)).relation.copy?.parent === `o${i}`);
  console.log(`${name}: ${((100 * found.length) / ORIGINALS).toFixed(1)} % found`);
}

const relater = createRelater();
const CROWD = 5 * ORIGINALS;
let falseEdges = 0;
for (let i = 0; i < CROWD; i++) if (relater.relate(article(`x${i}`, body(topic(), SENTENCES), i)).relation.copy !== null) falseEdges++;
console.log(`false copy edges: ${falseEdges} in ${(CROWD * (CROWD - 1)) / 2} pairs of different events`);
