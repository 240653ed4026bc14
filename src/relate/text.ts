import { SPACELESS } from "./fold.ts";
import { plainOf } from "./plain-text.ts";
import { remembering } from "./remembering.ts";
import { createVocabulary, EMPTY, PACKED, type Vocabulary } from "./words.ts";

/** A text longer than this is read only so far, in words; it takes no part in copies, since an edit behind the end would go unseen. */
const MAX_TOKENS = 30_000;

/** Part of a text, as token numbers (`to` exclusive) and as UTF-16 offsets into the text as it came. */
export type Sentence = { readonly from: number; readonly to: number; readonly start: number; readonly end: number };

/** A text read once. Tokens are parallel arrays: folded form, and where it stands in `text`, in UTF-16 units. */
export type ReadText = {
  readonly text: string;
  /** The same length as `text`, with front matter, markup, addresses and page furniture blanked. */
  readonly plain: string;
  readonly forms: readonly string[];
  /** The numbers of the words, in the vocabulary. */
  readonly words: Int32Array;
  readonly vocabulary: Vocabulary;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly sentences: readonly Sentence[];
  readonly complete: boolean;
};

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
function putCodes(plain: string): void {
  if (plain.length >= codes.length) codes = new Uint16Array(2 * plain.length);
  for (let i = 0; i < plain.length; i++) codes[i] = plain.charCodeAt(i);
  codes[plain.length] = 0;
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
function putApart(plain: string, start: number, end: number, put: (from: number, to: number) => void, isFull: () => boolean): void {
  let from = start;
  for (const part of plain.slice(start, end).match(/[\x00-\x7f]+|./gsu) ?? []) {
    put(from, from + part.length);
    from += part.length;
    if (isFull()) break;
  }
}

const ABBREVIATION =
  /(?:^|[\s(])(?:mr|mrs|ms|dr|prof|gen|sen|rep|gov|st|jr|sr|inc|corp|co|ltd|no|nos|vs|etc|approx|dept|est|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|e\.g|i\.e|[a-z]|(?:[a-z]\.)+[a-z])\.$/i;
const BREAK = /\n|[.!?…]+["'”’»)\]*_]*(?=\s|$|["“«A-Z])|[。！？]+[」』”]*/g;

function breaksOf(plain: string): number[] {
  const breaks: number[] = [];
  for (const match of plain.matchAll(BREAK)) {
    const end = match.index + match[0].length;
    if (match[0].startsWith(".")) {
      const next = plain[end] ?? " ";
      if (/[A-Z]/.test(next) && !/[a-z)]/.test(plain[match.index - 1] ?? "")) continue;
      if (match[0] === "." && ABBREVIATION.test(plain.slice(Math.max(0, match.index - 12), end))) continue;
    }
    breaks.push(end);
  }
  breaks.push(plain.length);
  return breaks;
}

/** Texts that were read last, and are read again in a moment: as an article, then as a copy or an original. Long ones weigh too much. */
const KEPT = 64;
const KEPT_LENGTH = 50_000;

/** Reads a text, or hands out what was read of it a moment ago. */
export const readText = remembering(readAnew, KEPT, KEPT_LENGTH);

let vocabulary = createVocabulary();
/** Call it between two articles: words are forgotten when they have become too many. Texts that are compared by number are read in one vocabulary. */
export function forgetWords(): void {
  if (!vocabulary.isFull()) return;
  vocabulary = createVocabulary();
  readText.forget();
}

/** The tokens of the text that is being read: the number of the word, and where it stands. */
const found = { words: new Int32Array(MAX_TOKENS), starts: new Int32Array(MAX_TOKENS), ends: new Int32Array(MAX_TOKENS), count: 0 };
function put(word: number, start: number, end: number): void {
  if (((vocabulary.flags[word] as number) & EMPTY) !== 0) return;
  const at = found.count++;
  found.words[at] = word;
  found.starts[at] = start;
  found.ends[at] = end;
}

/**
 * Takes the words that follow from `start` on as far as they are short and of ASCII, which most are; answers where something else begins. Half
 * of the time of reading goes in here, so that it keeps all it needs in variables of its own.
 */
function takePlain(plain: string, start: number): number {
  const [own, known, length] = [codes, vocabulary, plain.length];
  const { words, starts, ends } = found;
  let { count } = found;
  let at = start;
  while (at < length && count < MAX_TOKENS) {
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
    if (end - at > PACKED || next === BEYOND || code === APOSTROPHE) break;
    words[count] = known.packedWord(low, high, plain, at, end);
    starts[count] = at;
    ends[count++] = end;
    at = end;
  }
  found.count = count;
  return at;
}

/** Finds the tokens of a text; false where there are too many. */
function findTokens(plain: string): boolean {
  putCodes(plain);
  found.count = 0;
  const putAt = (start: number, end: number): void => put(vocabulary.wordAt(plain, codes, start, end), start, end);
  for (let at = takePlain(plain, 0); at < plain.length; at = takePlain(plain, at)) {
    const end = endOfToken(plain, at);
    if (end === at) {
      at++;
      continue;
    }
    if (found.count >= MAX_TOKENS) return false;
    if (end < 0) putApart(plain, at, -end, putAt, () => found.count >= MAX_TOKENS);
    else putAt(at, end);
    at = Math.abs(end);
  }
  return true;
}

/** What may open a sentence before its first word. */
const OPENINGS = "\"'“‘«(「『$";

function readAnew(text: string): ReadText {
  const plain = plainOf(text);
  const complete = findTokens(plain);
  const { count } = found;
  // In one piece of memory: each of its own costs as much as what is in it.
  const columns = new Int32Array(3 * count);
  const [words, starts, ends] = [columns.subarray(0, count), columns.subarray(count, 2 * count), columns.subarray(2 * count)];
  words.set(found.words.subarray(0, count));
  starts.set(found.starts.subarray(0, count));
  ends.set(found.ends.subarray(0, count));
  const sentences: Sentence[] = [];
  let from = 0;
  for (const end of breaksOf(plain)) {
    let to = from;
    while (to < words.length && (starts[to] ?? 0) < end) to++;
    if (to === from) continue;
    const start = starts[from] ?? 0;
    // A quotation mark or bracket that opens the sentence belongs to it.
    let opening = 0;
    while (opening < 3 && OPENINGS.includes(text.charAt(start - opening - 1) || " ")) opening++;
    sentences.push({ from, to, start: start - opening, end: start + text.slice(start, end).trimEnd().length });
    from = to;
  }
  const { forms: known } = vocabulary;
  let forms: readonly string[] | null = null;
  return {
    ...{ text, plain, words, vocabulary, starts, ends, sentences, complete },
    // Most texts are compared with no other word by word.
    get forms() {
      forms ??= Array.from(words, (word) => known[word] as string);
      return forms;
    },
  };
}
