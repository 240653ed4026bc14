import { SPACELESS } from "./fold.ts";
import { EMPTY, ENTRY, HASH, hashOfCodes, KIND, PACKED, SPELLING, scrambled, TERM_HASH, type Vocabulary, WORD } from "./words.ts";

/** What is known of the words of a text (`words.ts`), in parallel arrays. */
export type Tokens = {
  /** Their numbers in the vocabulary, hashes of 32 bits, and those of the terms that texts are compared by. */
  readonly words: Int32Array;
  readonly hashes: Int32Array;
  readonly terms: Int32Array;
  readonly spellings: Int32Array;
  readonly kinds: Int32Array;
};
/** The same with where they stand, in UTF-16 units. */
export type PlacedTokens = Tokens & { readonly starts: Int32Array; readonly ends: Int32Array };

/** A text longer than this is read only so far, in words; it takes no part in copies, since an edit behind the end would go unseen. */
const MAX_TOKENS = 30_000;

const INSIDE = "\\p{L}\\p{M}\\p{N}\\u00ad\\u034f\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\ufeff";
// Numbers keep their points and commas; currency and percent signs are words of their own.
const TOKEN = `\\p{N}+(?:[.,]\\p{N}+)*|\\p{L}[${INSIDE}]*(?:['’ʼ＇]\\p{L}[\\p{L}\\p{M}]*)?|[%％$€£¥₩₹]`;
// What has no letter beyond ASCII is told apart by hand, since most text has none; all else by the expression.
const STICKY = new RegExp(TOKEN, "uy");
const [BEYOND, OTHER, LETTER, DIGIT, SIGN] = [-1, 0, 1, 2, 3];
/** By UTF-16 code. */
const CLASSES = new Int8Array(1 << 16).fill(BEYOND);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  CLASSES[code] = /[a-z]/i.test(char) ? LETTER : /\d/.test(char) ? DIGIT : /[%$]/.test(char) ? SIGN : OTHER;
}
const [POINT, COMMA, APOSTROPHE] = [46, 44, 39];

/** The UTF-16 codes of the text that is being read, and a zero behind them. */
let codes = new Uint16Array(1 << 15);
export function codesOf(plain: string): Uint16Array {
  if (plain.length >= codes.length) codes = new Uint16Array(2 * plain.length);
  for (let i = 0; i < plain.length; i++) codes[i] = plain.charCodeAt(i);
  codes[plain.length] = 0;
  return codes;
}
const classAt = (i: number): number => CLASSES[codes[i] as number] as number;

/** Where the token that begins at `start` ends, or `start` where none does; negative where it is in a script without spaces. */
function endOfToken(plain: string, start: number): number {
  const first = classAt(start);
  let at = start;
  if (first === OTHER) return start;
  if (first === SIGN) return start + 1;
  if (first === LETTER) {
    do at++;
    while (classAt(at) === LETTER || classAt(at) === DIGIT);
    if (codes[at] === APOSTROPHE && classAt(at + 1) === LETTER) {
      at++;
      while (classAt(at) === LETTER) at++;
    } else if (codes[at] === APOSTROPHE && classAt(at + 1) === BEYOND) at++;
  } else if (first === DIGIT) {
    do at++;
    while (classAt(at) === DIGIT || ((codes[at] === POINT || codes[at] === COMMA) && classAt(at + 1) === DIGIT));
    if ((codes[at] === POINT || codes[at] === COMMA) && classAt(at + 1) === BEYOND) at++;
  }
  if (classAt(at) !== BEYOND) return at;
  STICKY.lastIndex = start;
  if (!STICKY.test(plain)) return start;
  const end = STICKY.lastIndex;
  return SPACELESS.test(plain.slice(start, end)) ? -end : end;
}

/** Every character of a script without spaces is a token of its own. */
function putApart(plain: string, start: number, end: number): void {
  let from = start;
  for (const part of plain.slice(start, end).match(/[\x00-\x7f]+|./gsu) ?? []) {
    put(from, from + part.length);
    from += part.length;
    if (count >= MAX_TOKENS) break;
  }
}

const column = (): Int32Array<ArrayBuffer> => new Int32Array(MAX_TOKENS);
/** The tokens of the text that is being read: the two numbers by which the vocabulary tells a word, and where it stands. */
const [lows, highs, starts, ends] = [column(), column(), column(), column()];
let count = 0;

function put(start: number, end: number): void {
  lows[count] = hashOfCodes(codes, start, end);
  highs[count] = (end - start) | 0x80000000;
  starts[count] = start;
  ends[count++] = end;
}

/**
 * Takes the words that follow from `start` on as far as they are of ASCII alone, which most are; answers where something else begins. A good part of
 * the time of reading goes in here, so that it keeps all it needs in variables of its own.
 */
function takePlain(length: number, start: number): number {
  const [own, ownLows, ownHighs, ownStarts, ownEnds] = [codes, lows, highs, starts, ends];
  let at = start;
  let n = count;
  while (at < length && n < MAX_TOKENS) {
    let low = own[at] as number;
    const kind = CLASSES[low] as number;
    if (kind === OTHER) {
      at++;
      continue;
    }
    if (kind !== LETTER) break;
    let high = 0;
    let end = at + 1;
    let code = own[end] as number;
    let next = CLASSES[code] as number;
    while (next === LETTER || next === DIGIT) {
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | code;
      code = own[++end] as number;
      next = CLASSES[code] as number;
    }
    if (next === BEYOND || code === APOSTROPHE) break;
    if (end - at > PACKED) {
      low = hashOfCodes(own, at, end);
      high = (end - at) | 0x80000000;
    }
    ownLows[n] = low;
    ownHighs[n] = high;
    ownStarts[n] = at;
    ownEnds[n++] = end;
    at = end;
  }
  count = n;
  return at;
}

/** Finds the tokens of a text; false where there are too many. */
function find(plain: string): boolean {
  count = 0;
  for (let at = takePlain(plain.length, 0); at < plain.length; at = takePlain(plain.length, at)) {
    const end = endOfToken(plain, at);
    if (end === at) {
      at++;
      continue;
    }
    if (count >= MAX_TOKENS) return false;
    if (end < 0) putApart(plain, at, -end);
    else put(at, end);
    at = Math.abs(end);
  }
  return true;
}

/** Memory for the tokens of a few texts at once, in pieces so small that the allocator hands out what it has: a fresh one costs as much as reading. */
const PIECE = 1 << 13;
let piece = new Int32Array(0);
let used = 0;
function columnOf(length: number): Int32Array {
  used += length;
  return piece.subarray(used - length, used);
}

/**
 * The tokens of a text, whose codes have been taken; not `complete` where there are too many. Words are looked up when all are found: one after the
 * other without anything between, so that fetching one from memory need not wait for the one before.
 */
export function tokensOf(plain: string, vocabulary: Vocabulary): PlacedTokens & { readonly complete: boolean } {
  const complete = find(plain);
  if (piece.length - used < 7 * count) [piece, used] = [new Int32Array(Math.max(PIECE, 7 * count)), 0];
  const [words, hashes, terms, spellings, kinds] = [columnOf(count), columnOf(count), columnOf(count), columnOf(count), columnOf(count)];
  const [ownStarts, ownEnds] = [columnOf(count), columnOf(count)];
  let { table, last } = vocabulary;
  let n = 0;
  for (let i = 0; i < count; i++) {
    const low = lows[i] as number;
    const high = highs[i] as number;
    let entry = ENTRY * (scrambled(low, high) & last);
    if (table[entry] !== low || table[entry + 1] !== high || high < 0) {
      entry = vocabulary.entryOf(low, high, plain, codes, starts[i] as number, ends[i] as number);
      ({ table, last } = vocabulary);
    }
    const kind = table[entry + KIND] as number;
    if ((kind & EMPTY) !== 0) continue;
    words[n] = (table[entry + WORD] as number) - 1;
    hashes[n] = table[entry + HASH] as number;
    terms[n] = table[entry + TERM_HASH] as number;
    spellings[n] = table[entry + SPELLING] as number;
    kinds[n] = kind;
    ownStarts[n] = starts[i] as number;
    ownEnds[n++] = ends[i] as number;
  }
  const all = { words, hashes, terms, spellings, kinds, starts: ownStarts, ends: ownEnds, complete };
  if (n === count) return all;
  return Object.fromEntries(
    Object.entries(all).map(([name, one]) => [name, one === complete ? one : (one as Int32Array).subarray(0, n)]),
  ) as typeof all;
}
