import { plainOf } from "./plain-text.ts";
import { remembering } from "./remembering.ts";
import { codesOf, type PlacedTokens, tokensOf } from "./tokens.ts";
import { createVocabulary, type Vocabulary } from "./words.ts";

/** Part of a text, as token numbers (`to` exclusive) and as UTF-16 offsets into the text as it came; `kinds` are the bits of all its words. */
export type Sentence = { readonly from: number; readonly to: number; readonly start: number; readonly end: number; readonly kinds: number };

/** A text read once. Tokens are parallel arrays: folded form, and where it stands in `text`, in UTF-16 units. */
export type ReadText = PlacedTokens & {
  readonly text: string;
  /** The same length as `text`, with front matter, markup, addresses and page furniture blanked. */
  readonly plain: string;
  readonly forms: readonly string[];
  readonly vocabulary: Vocabulary;
  readonly sentences: readonly Sentence[];
  readonly complete: boolean;
};

const ABBREVIATION =
  /(?:^|[\s(])(?:mr|mrs|ms|dr|prof|gen|sen|rep|gov|st|jr|sr|inc|corp|co|ltd|no|nos|vs|etc|approx|dept|est|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|e\.g|i\.e|[a-z]|(?:[a-z]\.)+[a-z])\.$/i;
const BREAK = /\n|[.!?…]+["'”’»)\]*_]*(?=\s|$|["“«A-Z])|[。！？]+[」』”]*/y;
/** By UTF-16 code, whether BREAK may begin with it. */
const MAY_BREAK = new Uint8Array(1 << 16);
for (const char of "\n.!?…。！？") MAY_BREAK[char.charCodeAt(0)] = 1;

/** Where sentences end in the text that is being read. */
function breaksOf(plain: string, codes: Uint16Array): number[] {
  const breaks: number[] = [];
  for (let at = 0; at < plain.length; at++) {
    if (MAY_BREAK[codes[at] as number] === 0) continue;
    BREAK.lastIndex = at;
    if (!BREAK.test(plain)) continue;
    const end = BREAK.lastIndex;
    const start = at;
    at = end - 1;
    if (codes[start] === 46) {
      const next = plain[end] ?? " ";
      if (/[A-Z]/.test(next) && !/[a-z)]/.test(plain[start - 1] ?? "")) continue;
      if (end === start + 1 && ABBREVIATION.test(plain.slice(Math.max(0, start - 12), end))) continue;
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

/** What may open a sentence before its first word. */
const OPENINGS = "\"'“‘«(「『$";
const isSpace = (code: number): boolean => code === 32 || (code < 128 ? code >= 9 && code <= 13 : /\s/.test(String.fromCharCode(code)));

/** Reads a text that nobody reads again, such as a headline: it takes the place of none that is kept. */
export function readAnew(text: string): ReadText {
  const plain = plainOf(text);
  const codes = codesOf(plain);
  const tokens = tokensOf(plain, vocabulary);
  const { starts, kinds } = tokens;
  const sentences: Sentence[] = [];
  let from = 0;
  for (const end of breaksOf(plain, codes)) {
    let to = from;
    let signs = 0;
    while (to < starts.length && (starts[to] as number) < end) signs |= kinds[to++] as number;
    if (to === from) continue;
    const start = starts[from] as number;
    // A quotation mark or bracket that opens the sentence belongs to it.
    let opening = 0;
    while (opening < 3 && OPENINGS.includes(text.charAt(start - opening - 1) || " ")) opening++;
    let close = end;
    while (close > start && isSpace(text.charCodeAt(close - 1))) close--;
    sentences.push({ from, to, start: start - opening, end: close, kinds: signs });
    from = to;
  }
  const { forms: known } = vocabulary;
  let forms: readonly string[] | null = null;
  return {
    ...tokens,
    ...{ text, plain, vocabulary, sentences },
    // Most texts are compared with no other word by word.
    get forms() {
      forms ??= Array.from(tokens.words, (word) => known[word] as string);
      return forms;
    },
  };
}
