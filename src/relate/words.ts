import { isFact, plainFact } from "./facts.ts";
import { fold, isSpaceless } from "./fold.ts";
import { rarity } from "./rarity.ts";
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

/** V8 makes a part of 13 characters or more as a view of its text: what is remembered has to be a copy, or the text stays in memory. */
const copied = (part: string): string => (part.length < 13 ? part : Buffer.from(part, "utf16le").toString("utf16le"));

type Column = Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
function wider<T extends Column>(array: T, length: number): T {
  if (length <= array.length) return array;
  const made = new (array.constructor as new (length: number) => T)(2 * length);
  made.set(array);
  return made;
}

/** A word of up to so many ASCII characters is told by them, packed into two numbers; a longer one by its hash, and then its letters. */
export const PACKED = 8;
/** Numbers of a place in the table: two that tell the word, and its own. */
const STRIDE = 4;

/**
 * Words by number, in columns of our own: what is compared or counted lies side by side, and no string is made of a word that is known. A text keeps
 * the vocabulary that it was read with, so that its numbers hold when a new one is begun.
 */
export function createVocabulary() {
  let table = new Int32Array(STRIDE << 14);
  let letters = new Uint16Array(1 << 16);
  let used = 0;
  /** Where the letters of a word begin in `letters`. */
  let places = new Int32Array(1 << 13);
  const termNumbers = new Map<string, number>();
  const spellingNumbers = new Map<string, number>();

  const vocabulary = {
    forms: [] as string[],
    flags: new Uint8Array(1 << 13),
    /** Of the form, 32 bits. */
    hashes: new Int32Array(1 << 13),
    /** What texts are compared by: the number of a term, below zero for none. */
    terms: new Int32Array(1 << 13),
    /** What may be a name: the number of a spelling, below zero for none. */
    spellings: new Int32Array(1 << 13),
    /** By term: a hash of 32 bits, by which two that share one count as one, how rare it is, and room to count in, all zero between two uses. */
    termHashes: new Int32Array(1 << 13),
    rarities: new Float64Array(1 << 13),
    tally: new Int32Array(1 << 13),
    /** By spelling. */
    names: [] as string[],
    termOf,
    wordAt,
    packedWord,
    isFull: (): boolean => vocabulary.forms.length >= REMEMBERED || termNumbers.size >= REMEMBERED,
  };

  function termOf(text: string): number {
    const known = termNumbers.get(text);
    if (known !== undefined) return known;
    const term = termNumbers.size;
    termNumbers.set(text, term);
    vocabulary.termHashes = wider(vocabulary.termHashes, term + 1);
    vocabulary.rarities = wider(vocabulary.rarities, term + 1);
    vocabulary.tally = wider(vocabulary.tally, term + 1);
    vocabulary.termHashes[term] = hashOf(text);
    vocabulary.rarities[term] = rarity(text);
    return term;
  }
  function spellingOf(text: string): number {
    const known = spellingNumbers.get(text);
    if (known !== undefined) return known;
    spellingNumbers.set(text, vocabulary.names.length);
    return vocabulary.names.push(text) - 1;
  }

  function describe(raw: string): number {
    const whole = fold(raw);
    const form = whole.length > MAX_FORM ? whole.slice(0, MAX_FORM) : whole;
    const first = raw.charAt(0);
    const isStop = STOP_WORDS.has(form);
    const isApart = isSpaceless(form);
    const stem = form.replace(/'s?$/, "");
    const word = vocabulary.forms.push(form) - 1;
    for (const column of ["hashes", "terms", "spellings"] as const) vocabulary[column] = wider(vocabulary[column], word + 1);
    vocabulary.flags = wider(vocabulary.flags, word + 1);
    places = wider(places, word + 1);
    vocabulary.flags[word] =
      (first !== first.toLowerCase() ? UPPER : 0) |
      (isApart ? SPACELESS_CHAR : 0) |
      (form.length > 1 && /^\d+(?:[.,]\d+)*$/.test(form) ? FIGURE : 0) |
      (!isStop && /^[a-z][a-z0-9.&'-]+$/.test(form) ? LATIN : 0) |
      (STUB_SIGNS.test(raw) ? STUB_SIGN : 0) |
      (REPORT_SIGNS.test(raw) ? REPORT_SIGN : 0) |
      (form === "" ? EMPTY : 0);
    vocabulary.hashes[word] = hashOf(form);
    const isNone = form.length < 2 || isStop || isApart || isFact(plainFact(form));
    vocabulary.spellings[word] = isNone ? -1 : spellingOf(form.replace(/'s$/, ""));
    vocabulary.terms[word] = isApart || stem.length < 2 || isStop || STOP_WORDS.has(stem) ? -1 : termOf(stem);
    return word;
  }

  const placeOf = (one: number, other: number): number => {
    const hash = Math.imul(one ^ Math.imul(other, 0x5bd1e995), 0x2545f491);
    return (hash ^ (hash >>> 15)) & (table.length / STRIDE - 1);
  };
  /** Where a pair of numbers stands in the table, or the free place where it would. */
  function find(one: number, other: number, isIt: (word: number) => boolean): number {
    const last = table.length / STRIDE - 1;
    let at = placeOf(one, other);
    for (; table[STRIDE * at + 2] !== 0; at = (at + 1) & last)
      if (table[STRIDE * at] === one && table[STRIDE * at + 1] === other && isIt((table[STRIDE * at + 2] as number) - 1)) break;
    return STRIDE * at;
  }
  function enter(at: number, one: number, other: number, word: number): void {
    table[at] = one;
    table[at + 1] = other;
    table[at + 2] = word + 1;
    if (2 * STRIDE * vocabulary.forms.length <= table.length) return;
    const old = table;
    table = new Int32Array(2 * old.length);
    for (let from = 0; from < old.length; from += STRIDE) {
      if (old[from + 2] === 0) continue;
      const to = find(old[from] as number, old[from + 1] as number, () => false);
      for (let i = 0; i < STRIDE; i++) table[to + i] = old[from + i] as number;
    }
  }

  /** The number of the word that stands in a text and whose characters are packed, eight bits each, the last lowest. */
  function packedWord(low: number, high: number, text: string, start: number, end: number): number {
    const last = table.length / STRIDE - 1;
    for (let at = placeOf(low, high); table[STRIDE * at + 2] !== 0; at = (at + 1) & last)
      if (table[STRIDE * at] === low && table[STRIDE * at + 1] === high) return (table[STRIDE * at + 2] as number) - 1;
    const word = describe(text.slice(start, end));
    enter(
      find(low, high, () => true),
      low,
      high,
      word,
    );
    return word;
  }

  /** The number of any other word that stands in a text, whose UTF-16 codes are given as well. */
  function wordAt(text: string, codes: Uint16Array, start: number, end: number): number {
    let hash = HASH_START;
    for (let i = start; i < end; i++) hash = hashStep(hash, codes[i] as number);
    // Below zero, as no packed one is: those hold seven bits a character.
    const length = (end - start) | 0x80000000;
    const isIt = (word: number): boolean => {
      const place = places[word] as number;
      for (let i = start; i < end; i++) if (letters[place + i - start] !== codes[i]) return false;
      return true;
    };
    const at = find(hash, length, isIt);
    const known = table[at + 2] as number;
    if (known !== 0) return known - 1;
    const word = describe(copied(text.slice(start, end)));
    letters = wider(letters, used + end - start);
    letters.set(codes.subarray(start, end), used);
    places[word] = used;
    used += end - start;
    enter(at, hash, length, word);
    return word;
  }

  return vocabulary;
}

export type Vocabulary = ReturnType<typeof createVocabulary>;
