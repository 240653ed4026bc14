import { type ReadText, readText } from "./text.ts";

/** Words in a shingle. Three words meet by chance, eight hide heavy rewriting. */
const SHINGLE = 5;
/** Shingles a window; every shared run of WINDOW + SHINGLE - 1 = 28 words shares a fingerprint (Schleimer, Wilkerson, Aiken 2003). */
const WINDOW = 24;
/** Words that make a sentence telling enough to find a copy by, and to be a copied passage by itself. */
const KEY_SENTENCE = 10;
const PASSAGE_SENTENCE = 12;

/** `shingles` in text order, `known` for look-up, `keys` what an index holds: winnowed shingles and whole sentences. 32-bit hashes. */
export type Fingerprint = {
  readonly shingles: Uint32Array;
  readonly known: Int32Array;
  readonly keys: readonly number[];
  readonly sentences: readonly number[];
  /** Of the sentences that are passages by themselves, sorted. */
  readonly passages: Uint32Array;
  readonly digest: number;
};

function mix(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const START = 0x2545f491;
const STEP = 0x5bd1e995;
/** The hash of some words, by theirs. */
export function hashRun(words: Int32Array, from: number, to: number): number {
  let h = START;
  for (let i = from; i < to; i++) h = (Math.imul(h, STEP) + (words[i] as number)) | 0;
  return mix(h);
}

const power = (exponent: number): number => (exponent === 0 ? 1 : Math.imul(STEP, power(exponent - 1)));
const [FIRST, OUT] = [Math.imul(START, power(SHINGLE)), power(SHINGLE - 1)];
/** The hash of every run of SHINGLE words, as hashRun makes it: from one to the next a word leaves and a word comes. */
function shinglesOf(words: Int32Array): Uint32Array {
  const shingles = new Uint32Array(Math.max(0, words.length - SHINGLE + 1));
  let run = 0;
  for (let i = 0; i < words.length; i++) {
    if (i >= SHINGLE) run = (run - Math.imul(words[i - SHINGLE] as number, OUT)) | 0;
    run = (Math.imul(run, STEP) + (words[i] as number)) | 0;
    if (i >= SHINGLE - 1) shingles[i - SHINGLE + 1] = mix((FIRST + run) | 0);
  }
  return shingles;
}

/** The least shingle of every window, each value once. */
function winnow(shingles: Uint32Array): Set<number> {
  const kept = new Set<number>();
  const end = shingles.length - 1;
  let [least, known] = [-1, -1];
  for (let at = 0; at <= end; at++) {
    const start = at - WINDOW + 1;
    if (least < start || least < 0) {
      least = Math.max(0, start);
      for (let i = least; i <= at; i++) if ((shingles[i] as number) <= (shingles[least] as number)) least = i;
    } else if ((shingles[at] as number) <= (shingles[least] as number)) least = at;
    if (least === known || (start < 0 && at < end)) continue;
    known = least;
    kept.add(shingles[least] as number);
  }
  return kept;
}

const NO_PASSAGES = new Uint32Array();

export function fingerprintOf({ hashes, sentences: parts }: ReadText): Fingerprint {
  const shingles = shinglesOf(hashes);
  const sentences: number[] = [];
  const long: number[] = [];
  const keys = winnow(shingles);
  for (const { from, to } of parts) {
    const hash = hashRun(hashes, from, to);
    sentences.push(hash);
    if (to - from >= KEY_SENTENCE) keys.add(hash);
    if (to - from >= PASSAGE_SENTENCE) long.push(hash);
  }
  let known: Int32Array | null = null;
  return {
    shingles,
    // Most texts are never looked into.
    get known() {
      known ??= setOf(shingles);
      return known;
    },
    keys: [...keys],
    sentences,
    passages: long.length === 0 ? NO_PASSAGES : new Uint32Array(long).sort(),
    digest: hashRun(hashes, 0, hashes.length),
  };
}

/** Hashes by open addressing, at most half of the places taken; zero stands for none, and as a hash counts as one. */
function setOf(hashes: Uint32Array): Int32Array {
  const set = new Int32Array(2 ** Math.ceil(Math.log2(2 * hashes.length + 2)));
  const last = set.length - 1;
  for (let i = 0; i < hashes.length; i++) {
    const hash = (hashes[i] as number) | 0 || 1;
    let at = hash & last;
    while (set[at] !== 0 && set[at] !== hash) at = (at + 1) & last;
    set[at] = hash;
  }
  return set;
}
/** Whether a hash is among those of a set (`Fingerprint.known`). */
export function isIn(set: Int32Array, given: number): boolean {
  const last = set.length - 1;
  const hash = given | 0 || 1;
  let at = hash & last;
  while (set[at] !== 0 && set[at] !== hash) at = (at + 1) & last;
  return set[at] === hash;
}

/** Whether a hash is among some that are sorted. */
export function has(sorted: Uint32Array, hash: number): boolean {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = sorted[middle] ?? 0;
    if (value === hash) return true;
    if (value < hash) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}

/** How much of `inner` stands in `outer`: the share of its shingles (0 to 1), their number, and the longest unbroken run in words. */
export function overlap(inner: Fingerprint, outer: Fingerprint): { share: number; shared: number; run: number } {
  let shared = 0;
  let run = 0;
  let longest = 0;
  const { shingles } = inner;
  const { known } = outer;
  for (let i = 0; i < shingles.length; i++) {
    if (isIn(known, shingles[i] as number)) {
      shared++;
      run++;
      if (run > longest) longest = run;
    } else run = 0;
  }
  return {
    share: inner.shingles.length === 0 ? 0 : shared / inner.shingles.length,
    shared,
    run: longest === 0 ? 0 : longest + SHINGLE - 1,
  };
}

/** True when the words `from` to `to` of the first text stand somewhere in the second, quoted or not. */
export function stands(words: { from: number; to: number }, inner: Fingerprint, outer: Fingerprint): boolean {
  for (let i = words.from; i + SHINGLE <= words.to; i++) if (!isIn(outer.known, inner.shingles[i] ?? 0)) return false;
  return words.to - words.from >= SHINGLE;
}

/** How much of one text's wording stands in another, 0 to 1, by runs of five words; typography and layout count for nothing. */
export const shareOfWords = (inner: string, outer: string): number =>
  overlap(fingerprintOf(readText(inner)), fingerprintOf(readText(outer))).share;
