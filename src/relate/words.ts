import { isFact, plainFact } from "./facts.ts";
import { fold, isSpaceless } from "./fold.ts";
import { rarity } from "./rarity.ts";
import { STOP_WORDS } from "./stop-words.ts";

/** Longest form of a word that is kept. */
const MAX_FORM = 64;
/** Words of which is remembered what they are; news is written with far fewer in a day. */
const REMEMBERED = 300_000;

/** Counts within one text: those of an earlier run are none. */
type Counted = { readonly text: string; run: number; count: number };
/** What texts are compared by. `id` is a 32-bit hash: two terms that share one count as one. */
export type Term = Counted & { readonly id: number; readonly rarity: number };
/** What may be a name, with whether it stands inside a sentence and in lower case in the text of the run. */
export type Spelling = Counted & { insideRun: number; lowerRun: number };

/** A word as it is written, and what is known of it from its letters alone. */
export type Word = {
  readonly form: string;
  readonly hash: number;
  readonly isUpper: boolean;
  readonly isSpaceless: boolean;
  readonly isFigure: boolean;
  /** In Latin letters: a name, in a text of a script without spaces. */
  readonly isLatin: boolean;
  readonly spelling: Spelling | null;
  readonly term: Term | null;
  /** May begin a sentence's part that tells a stub, or an attribution: most sentences hold none, and need no closer look. */
  readonly maySignStub: boolean;
  readonly maySignReport: boolean;
};

/** First words of what `terms.ts` takes for a stub, and words without which `reporting.ts` finds nothing. */
const STUB_SIGNS =
  /subscri|sign|log|regist|paywall|member|unlimited|cookie|newsletter|javascript|free|cancel|ad|continue|read|unlock|premium/i;
const REPORT_SIGNS =
  /told|tells|informed|learned|interview|seen|reviewed|obtained|viewed|shared|familiar|close|knowledge|briefed|involved|privy|anonymity|named|identified|analyst|professor|economist|lawyer|attorney|researcher|consultant|lecturer/i;

const terms = new Map<string, Term>();
const spellings = new Map<string, Spelling>();
let run = 0;

export const nextRun = (): number => ++run;

const HASH_START = 0x811c9dc5 | 0;
/** One step of FNV-1a, 32 bits. */
const hashStep = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);

/** FNV-1a of a text, from another start for another family of hashes. */
export function hashOf(text: string, start: number = HASH_START): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = hashStep(hash, text.charCodeAt(i));
  return hash;
}

export function termOf(text: string): Term {
  let term = terms.get(text);
  if (term === undefined) {
    term = { text, id: hashOf(text) >>> 0, rarity: rarity(text), run: 0, count: 0 };
    terms.set(text, term);
  }
  return term;
}
function spellingOf(text: string): Spelling {
  let spelling = spellings.get(text);
  if (spelling === undefined) {
    spelling = { text, run: 0, count: 0, insideRun: 0, lowerRun: 0 };
    spellings.set(text, spelling);
  }
  return spelling;
}

/** V8 makes a part of 13 characters or more as a view of its text: what is remembered has to be a copy, or the text stays in memory. */
const copied = (part: string): string => (part.length < 13 ? part : Buffer.from(part, "utf16le").toString("utf16le"));

function describe(raw: string): Word {
  const whole = fold(raw);
  const form = whole.length > MAX_FORM ? whole.slice(0, MAX_FORM) : whole;
  const first = raw.charAt(0);
  const isStop = STOP_WORDS.has(form);
  const isApart = isSpaceless(form);
  const stem = form.replace(/'s?$/, "");
  return {
    form,
    hash: hashOf(form),
    isUpper: first !== first.toLowerCase(),
    isSpaceless: isApart,
    isFigure: form.length > 1 && /^\d+(?:[.,]\d+)*$/.test(form),
    isLatin: !isStop && /^[a-z][a-z0-9.&'-]+$/.test(form),
    spelling: form.length < 2 || isStop || isApart || isFact(plainFact(form)) ? null : spellingOf(form.replace(/'s$/, "")),
    maySignStub: STUB_SIGNS.test(raw),
    maySignReport: REPORT_SIGNS.test(raw),
    term: isApart || stem.length < 2 || isStop || STOP_WORDS.has(stem) ? null : termOf(stem),
  };
}

/**
 * Words by the hash of their letters, in arrays of our own: a map of strings would make a string of every word that it is asked for, and what
 * is compared should lie side by side.
 */
let table = new Int32Array(1 << 16);
let hashes = new Int32Array(1 << 13);
/** Where the letters of each word begin in `letters`, and of the next, which is where they end. */
let places = new Int32Array(1 << 13);
let letters = new Uint16Array(1 << 16);
const known: Word[] = [];

function wider<T extends Int32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>>(array: T, length: number): T {
  if (length <= array.length) return array;
  const made = new (array.constructor as new (length: number) => T)(2 * length);
  made.set(array);
  return made;
}
function isAt(index: number, codes: Uint16Array, start: number, length: number): boolean {
  const place = places[index] as number;
  if ((places[index + 1] as number) - place !== length) return false;
  for (let i = 0; i < length; i++) if (letters[place + i] !== codes[start + i]) return false;
  return true;
}
function placeOf(hash: number): number {
  return (hash ^ (hash >>> 15)) & (table.length - 1);
}
function enter(index: number, hash: number): void {
  let at = placeOf(hash);
  while (table[at] !== 0) at = (at + 1) & (table.length - 1);
  table[at] = index + 1;
}

/** The word that stands in a text, whose UTF-16 codes are given as well. */
export function wordAt(text: string, codes: Uint16Array, start: number, end: number): Word {
  let hash = HASH_START;
  for (let i = start; i < end; i++) hash = hashStep(hash, codes[i] as number);
  const length = end - start;
  for (let at = placeOf(hash); table[at] !== 0; at = (at + 1) & (table.length - 1)) {
    const index = (table[at] as number) - 1;
    if (hashes[index] === hash && isAt(index, codes, start, length)) return known[index] as Word;
  }
  const word = describe(copied(text.slice(start, end)));
  const index = known.push(word) - 1;
  hashes = wider(hashes, index + 1);
  places = wider(places, index + 2);
  const place = places[index] as number;
  letters = wider(letters, place + length);
  letters.set(codes.subarray(start, end), place);
  hashes[index] = hash;
  places[index + 1] = place + length;
  if (2 * known.length > table.length) {
    table = new Int32Array(4 * table.length);
    for (let i = 0; i < known.length; i++) enter(i, hashes[i] as number);
  } else enter(index, hash);
  return word;
}

/** Call it between two texts: words are forgotten when they have become too many. */
export function forgetWords(): void {
  if (known.length < REMEMBERED && terms.size < REMEMBERED) return;
  known.length = 0;
  table = new Int32Array(1 << 16);
  terms.clear();
  spellings.clear();
}
