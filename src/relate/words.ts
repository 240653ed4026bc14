import { isFact, plainFact } from "./facts.ts";
import { fold, isSpaceless } from "./fold.ts";
import { FUNCTION_WORDS } from "./lexicon.ts";
import { rankOf } from "./rarity.ts";
import { STOP_WORDS } from "./stop-words.ts";

/** Longest form of a word that is kept. */
const MAX_FORM = 64;
/** Words of which is remembered what they are; news is written with far fewer in a day. */
const REMEMBERED = 300_000;

/** What is known of a word from its letters alone, as bits. `LATIN`: a name, in a text of a script without spaces. */
export const UPPER = 1;
export const SPACELESS_CHAR = 2;
export const FIGURE = 4;
export const LATIN = 8;
/** May begin a sentence's part that tells a stub, or an attribution: most sentences hold none, and need no closer look. */
export const STUB_SIGN = 16;
export const REPORT_SIGN = 32;
/** Nothing is left of it when it is folded. */
export const EMPTY = 64;
/** It counts as a term. */
export const TERM = 128;
/** It only holds a sentence together (`lexicon.ts`). */
export const FUNCTION_WORD = 256;
/** Above the bits stands the rank of its term among the commonest, 0 for one that is not among them. */
export const RANK_SHIFT = 9;

/** First words of what `terms.ts` takes for a stub, and words without which `reporting.ts` finds nothing. */
const STUB_SIGNS =
  /subscri|sign|log|regist|paywall|member|unlimited|cookie|newsletter|javascript|free|cancel|ad|continue|read|unlock|premium/i;
const REPORT_SIGNS =
  /told|tells|informed|learned|interview|seen|reviewed|obtained|viewed|shared|familiar|close|knowledge|briefed|involved|privy|anonymity|named|identified|analyst|professor|economist|lawyer|attorney|researcher|consultant|lecturer/i;

const HASH_START = 0x811c9dc5 | 0;
/** One step of FNV-1a, 32 bits. */
const hashStep = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);

/** FNV-1a of a text, from another start for another family of hashes. */
export function hashOf(text: string, start: number = HASH_START): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = hashStep(hash, text.charCodeAt(i));
  return hash;
}

/** The same of a part of a text whose UTF-16 codes are given. */
export function hashOfCodes(codes: Uint16Array, start: number, end: number): number {
  let hash = HASH_START;
  for (let i = start; i < end; i++) hash = hashStep(hash, codes[i] as number);
  return hash;
}

/** V8 makes a part of 13 characters or more as a view of its text: what is remembered has to be a copy, or the text stays in memory. */
const copied = (part: string): string => (part.length < 13 ? part : Buffer.from(part, "utf16le").toString("utf16le"));

/** A word of up to so many ASCII characters is told by them, packed into two numbers; a longer one by its hash, and then its letters. */
export const PACKED = 8;

/**
 * Numbers of a word's entry: two that tell it, its own number and one, its hash, that of its term (what texts are compared by), the number of its
 * spelling where it may be a name (else below zero), its bits and rank, and where the letters of a long one begin. Side by side, since most of the
 * time of reading goes into fetching them from memory.
 */
const [LOW, HIGH, PLACE] = [0, 1, 7];
export const [WORD, HASH, TERM_HASH, SPELLING, KIND] = [2, 3, 4, 5, 6];
export const ENTRY = 8;
/** Where a word's entry may stand: of its two numbers, a free one has zero. */
export const scrambled = (low: number, high: number): number => {
  const hash = Math.imul(low ^ Math.imul(high, 0x5bd1e995), 0x2545f491);
  return hash ^ (hash >>> 15);
};

/**
 * Words by number; no string is made of a word that is known. A text keeps the vocabulary that it was read with, so that its numbers hold when a new
 * one is begun.
 */
export function createVocabulary() {
  let letters = new Uint16Array(1 << 16);
  let used = 0;
  const spellings = new Map<string, number>();

  const vocabulary = {
    /** Entries by open addressing; an entry is told by where it begins, until the next word is entered. */
    table: new Int32Array(ENTRY << 14),
    last: (1 << 14) - 1,
    forms: [] as string[],
    /** By the number of a spelling. */
    names: [] as string[],
    entryOf,
    isFull: (): boolean => vocabulary.forms.length >= REMEMBERED,
  };

  function spellingOf(text: string): number {
    const known = spellings.get(text);
    if (known !== undefined) return known;
    spellings.set(text, vocabulary.names.length);
    return vocabulary.names.push(text) - 1;
  }

  const placeOf = (low: number, high: number): number => scrambled(low, high) & vocabulary.last;
  function freePlace(table: Int32Array, low: number, high: number): number {
    let at = placeOf(low, high);
    while (table[ENTRY * at + WORD] !== 0) at = (at + 1) & vocabulary.last;
    return ENTRY * at;
  }
  function grow(): void {
    const old = vocabulary.table;
    const table = new Int32Array(2 * old.length);
    vocabulary.last = table.length / ENTRY - 1;
    for (let from = 0; from < old.length; from += ENTRY)
      if (old[from + WORD] !== 0)
        table.set(old.subarray(from, from + ENTRY), freePlace(table, old[from + LOW] as number, old[from + HIGH] as number));
    vocabulary.table = table;
  }

  /** Enters a word; answers where. */
  function enter(low: number, high: number, raw: string, place: number): number {
    const whole = fold(raw);
    const form = whole.length > MAX_FORM ? whole.slice(0, MAX_FORM) : whole;
    const first = raw.charAt(0);
    const isStop = STOP_WORDS.has(form);
    const isApart = isSpaceless(form);
    const stem = form.replace(/'s?$/, "");
    const isTerm = !isApart && stem.length > 1 && !isStop && !STOP_WORDS.has(stem);
    const isNone = form.length < 2 || isStop || isApart || isFact(plainFact(form));
    const word = vocabulary.forms.push(form);
    if (3 * word > 2 * vocabulary.last) grow();
    const { table } = vocabulary;
    const at = freePlace(table, low, high);
    table[at + LOW] = low;
    table[at + HIGH] = high;
    table[at + WORD] = word;
    table[at + HASH] = hashOf(form);
    table[at + TERM_HASH] = hashOf(stem);
    table[at + SPELLING] = isNone ? -1 : spellingOf(form.replace(/'s$/, ""));
    table[at + PLACE] = place;
    table[at + KIND] =
      (first !== first.toLowerCase() ? UPPER : 0) |
      (isApart ? SPACELESS_CHAR : 0) |
      (form.length > 1 && /^\d+(?:[.,]\d+)*$/.test(form) ? FIGURE : 0) |
      (!isStop && /^[a-z][a-z0-9.&'-]+$/.test(form) ? LATIN : 0) |
      (STUB_SIGNS.test(raw) ? STUB_SIGN : 0) |
      (REPORT_SIGNS.test(raw) ? REPORT_SIGN : 0) |
      (form === "" ? EMPTY : 0) |
      (FUNCTION_WORDS.has(form) ? FUNCTION_WORD : 0) |
      (isTerm ? TERM | (rankOf(stem) << RANK_SHIFT) : 0);
    return at;
  }

  /** The entry of a word that stands in a text: told by its characters in `low` and `high`, or by its hash and length (below zero, as the others are not). */
  function entryOf(low: number, high: number, text: string, codes: Uint16Array, start: number, end: number): number {
    const { table, last } = vocabulary;
    for (let at = placeOf(low, high); table[ENTRY * at + WORD] !== 0; at = (at + 1) & last) {
      if (table[ENTRY * at + LOW] !== low || table[ENTRY * at + HIGH] !== high) continue;
      if (high >= 0) return ENTRY * at;
      const place = table[ENTRY * at + PLACE] as number;
      let i = start;
      while (i < end && letters[place + i - start] === codes[i]) i++;
      if (i === end) return ENTRY * at;
    }
    if (high >= 0) return enter(low, high, text.slice(start, end), 0);
    const place = used;
    used += end - start;
    if (used > letters.length) {
      const more = new Uint16Array(2 * used);
      more.set(letters);
      letters = more;
    }
    letters.set(codes.subarray(start, end), place);
    return enter(low, high, copied(text.slice(start, end)), place);
  }

  return vocabulary;
}

export type Vocabulary = ReturnType<typeof createVocabulary>;
