import { fold } from "./words.ts";

/** A sentence, heading, list item or front-matter value, with its place in the field it was read from. `folded` has the same length as `quote`. */
export type Sentence = {
  readonly field: "title" | "text";
  readonly start: number;
  readonly end: number;
  readonly quote: string;
  readonly folded: string;
};

/** The longest quote, in UTF-16 units. Longer sentences are read in pieces. */
export const MAX_QUOTE = 600;

/** Longest text read, in UTF-16 units; a longer one is not an article, and what follows is boilerplate or an attack. */
export const MAX_TEXT = 400_000;

const ABBREVIATIONS = new Set(
  "mr mrs ms dr prof st no vs inc ltd corp co jr sr jan feb mar apr jun jul aug sep sept oct nov dec gen gov sen rep fig art sec approx est e.g i.e".split(
    " ",
  ),
);

/** Front-matter keys whose value is prose about the article; the other keys are bookkeeping. */
const PROSE_KEYS = /^(?:title|description|excerpt|summary|subtitle|headline)$/i;

/** A line of the text with its markup cut off at both ends: list bullets, heading marks, quotation bars, front-matter keys. */
type Line = { start: number; end: number; joins: boolean };

const isSpace = (unit: string | undefined): boolean => unit === undefined || /\s/.test(unit);

/** Front matter is a block of `key: value` lines between two lines of three dashes at the very top. */
function frontMatterEnd(text: string): number {
  if (!/^---[ \t]*\r?\n/.test(text)) return 0;
  const close = text.slice(0, 20_000).search(/\n---[ \t]*(?:\r?\n|$)/);
  return close < 0 ? 0 : close + 4;
}

function trimLine(text: string, start: number, end: number, front: boolean): Line | null {
  let from = start;
  let to = end;
  while (from < to && isSpace(text[from])) from += 1;
  if (front) {
    const key = /^([\w-]{1,40}):[ \t]*/.exec(text.slice(from, Math.min(to, from + 60)));
    if (key === null || !PROSE_KEYS.test(key[1] ?? "")) return null;
    from += key[0].length;
  } else {
    const mark = /^(?:[-*+•>#]+[ \t]+|\d{1,2}[.)][ \t]+)+/.exec(text.slice(from, Math.min(to, from + 40)));
    if (mark !== null) from += mark[0].length;
  }
  while (to > from && isSpace(text[to - 1])) to -= 1;
  if (front && to - from > 1 && (text[from] === '"' || text[from] === "'") && text[to - 1] === text[from]) {
    from += 1;
    to -= 1;
  }
  return from < to ? { start: from, end: to, joins: false } : null;
}

/** Lines, where a line that goes on in lower case after an unfinished one belongs to it (hard-wrapped text). */
function linesOf(text: string): Line[] {
  const front = frontMatterEnd(text);
  const lines: Line[] = [];
  let blank = true;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const line = trimLine(text, start, end, start < front);
    const last = lines.at(-1);
    if (line !== null) {
      const wraps = !blank && last !== undefined && /\p{Ll}/u.test(text[line.start] ?? "") && !/[.!?:;"”]/.test(text[last.end - 1] ?? "");
      if (wraps && last !== undefined && start >= front) last.end = line.end;
      else lines.push(line);
    }
    blank = line === null;
    start = end + 1;
  }
  return lines;
}

/** Whether a sentence ends at `at`, where a full stop, question or exclamation mark or its CJK sister stands. */
function endsAt(text: string, at: number, from: number): boolean {
  const mark = text[at] ?? "";
  if (/[。！？]/.test(mark)) return true;
  let next = at + 1;
  while (/["'”’)\]*]/.test(text[next] ?? "")) next += 1;
  const follower = text[next];
  const glued =
    /[\p{Lu}“]/u.test(follower ?? "") && /[\p{Ll}"”]/u.test(text[next - 1] === mark ? (text[at - 1] ?? "") : (text[next - 1] ?? ""));
  if (!isSpace(follower))
    return glued && /\p{Ll}{3}$/u.test(text.slice(Math.max(from, at - 3), at)) && /^(?:\p{Lu}\p{Ll}|“)/u.test(text.slice(next, next + 2));
  if (mark !== ".") return true;
  const word = /([\p{L}.]{1,12})$/u.exec(text.slice(Math.max(from, at - 12), at))?.[1] ?? "";
  if (/^\p{Lu}$/u.test(word) || /^(?:\p{L}\.)+\p{L}$/u.test(word))
    return !/^\s+[\p{Lu}\p{Ll}]/u.test(text.slice(next, next + 3)) || /^\s+(?:The|It|In|But|A)\b/.test(text.slice(next, next + 6));
  if (ABBREVIATIONS.has(word.toLowerCase())) return false;
  return !/^\s+\p{Ll}/u.test(text.slice(next, next + 3));
}

/** Cuts a stretch that is too long for a quote at a clause mark, else at a space, else between characters. */
function pieces(text: string, start: number, end: number): [number, number][] {
  const cut: [number, number][] = [];
  let from = start;
  while (end - from > MAX_QUOTE) {
    const window = text.slice(from, from + MAX_QUOTE);
    let at = Math.max(window.lastIndexOf("; "), window.lastIndexOf(", "), window.lastIndexOf(": ")) + 1;
    if (at < MAX_QUOTE / 3) at = window.lastIndexOf(" ");
    if (at < MAX_QUOTE / 3) at = /[\ud800-\udbff]$/.test(window) ? MAX_QUOTE - 1 : MAX_QUOTE;
    cut.push([from, from + at]);
    from += at;
  }
  cut.push([from, end]);
  return cut;
}

const PLACE_NAME = "\\p{Lu}[\\p{L}.'-]*(?: \\p{Lu}[\\p{L}.'-]*){0,3}";
const DAY =
  "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\\.? \\d{1,2}|\\d{1,2}\\.? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\\.?";
const AGENCY = "[(/]\\p{Lu}[\\p{L}\\d.-]{1,20}(?: \\p{L}[\\p{L}\\d.-]{1,20})?[)/]";
/** Place, day and agency before a report: "HALVE, Denmark, May 4 (Agency) - ". A day, an agency or a place in capitals with its country has to be there. */
const DATELINE = new RegExp(
  `^(?:\\*\\*)?(?=[^-–—]*(?:(?:${DAY})|${AGENCY})|\\p{Lu}{3}[^,–—-]*,)(?:${PLACE_NAME}(?:, ${PLACE_NAME}){0,2}(?:, (?=\\d|${DAY}))?)?(?: ?(?:${DAY})(?:,? (?:19|20)\\d\\d)?)?(?:,? ?${AGENCY})?(?:\\*\\*)? ?(?:--?|[–—])\\s+(?=[\\p{Lu}\\d"“'‘])`,
  "u",
);
/** A dateline is not longer than this, in UTF-16 units. */
const DATELINE_REACH = 160;
/** It stands above or in the first paragraph, below no more than a heading, a byline and the like. */
const DATELINE_LINES = 5;

/** Items of a list and headings have none: "- API (Interface) - The calls are" is about the interface. */
function datelineLength(text: string, line: Line): number {
  if (line.start > 0 && text[line.start - 1] !== "\n") return 0;
  return DATELINE.exec(text.slice(line.start, Math.min(line.end, line.start + DATELINE_REACH)))?.[0].length ?? 0;
}

/** The sentences of one field, in order. Offsets count UTF-16 units of the raw field: markup is skipped, never removed. */
export function sentencesOf(field: Sentence["field"], whole: string): Sentence[] {
  const text = whole.length > MAX_TEXT ? whole.slice(0, MAX_TEXT) : whole;
  const sentences: Sentence[] = [];
  const add = (start: number, end: number) => {
    for (const [pieceStart, pieceEnd] of pieces(text, start, end)) {
      let from = pieceStart;
      let to = pieceEnd;
      while (from < to && isSpace(text[from])) from += 1;
      while (to > from && isSpace(text[to - 1])) to -= 1;
      const quote = text.slice(from, to);
      if (/[\p{L}\p{N}]/u.test(quote)) sentences.push({ field, start: from, end: to, quote, folded: fold(quote) });
    }
  };
  for (const [index, line] of linesOf(text).entries()) {
    let from = line.start + (field === "text" && index < DATELINE_LINES ? datelineLength(text, line) : 0);
    for (let at = from; at < line.end; at += 1) {
      const unit = text.charCodeAt(at);
      const comment = unit === 60 && text.startsWith("<!--", at);
      if (comment) {
        add(from, at);
        const close = text.indexOf("-->", at);
        at = close < 0 || close >= line.end ? line.end : close + 2;
        from = at + 1;
      } else if (
        (unit === 46 || unit === 33 || unit === 63 || unit === 0x3002 || unit === 0xff01 || unit === 0xff1f) &&
        endsAt(text, at, from)
      ) {
        let end = at + 1;
        while (end < line.end && /["'”’)\]*]/.test(text[end] ?? "")) end += 1;
        add(from, end);
        from = end;
        at = end - 1;
      }
    }
    if (from < line.end) add(from, line.end);
  }
  return sentences;
}

/** A stretch of a sentence that can stand for itself, in UTF-16 units of the sentence. */
export type Clause = { readonly start: number; readonly end: number };

/** Clauses, parted at commas, semicolons, colons, dashes and joining words. Numbers such as 18,000 are never parted. */
export function clausesOf(folded: string): Clause[] {
  const clauses: Clause[] = [];
  let from = 0;
  const parting = /[;:,](?= )| [-–—] |—| (?=(?:and|but|while|whereas|although|though|even as|yet) )/g;
  for (const match of folded.matchAll(parting)) {
    if (match.index > from) clauses.push({ start: from, end: match.index });
    from = match.index + match[0].length;
  }
  if (from < folded.length) clauses.push({ start: from, end: folded.length });
  return clauses;
}
