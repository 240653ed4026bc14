/** A text longer than this is read only so far, in words; it takes no part in copies, since an edit behind the end would go unseen. */
const MAX_TOKENS = 30_000;
const MAX_FORM = 64;

/** Part of a text, as token numbers (`to` exclusive) and as UTF-16 offsets into the text as it came. */
export type Sentence = { readonly from: number; readonly to: number; readonly start: number; readonly end: number };

/** A text read once. Tokens are parallel arrays: folded form, and where it stands in `text`, in UTF-16 units. */
export type ReadText = {
  readonly text: string;
  /** The same length as `text`, with front matter, markup, addresses and page furniture blanked. */
  readonly plain: string;
  readonly forms: readonly string[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly sentences: readonly Sentence[];
  readonly complete: boolean;
};

// biome-ignore lint/suspicious/noMisleadingCharacterClass: the joiners are listed, not combined
const INVISIBLE = /[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
const INSIDE = "\\p{L}\\p{M}\\p{N}\\u00ad\\u034f\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\ufeff";
// Numbers keep their points and commas; currency and percent signs are words of their own.
const TOKEN = new RegExp(`\\p{N}+(?:[.,]\\p{N}+)*|\\p{L}[${INSIDE}]*(?:['’ʼ＇]\\p{L}[\\p{L}\\p{M}]*)?|[%％$€£¥₩₹]`, "gu");
const SPACELESS = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3134f}]/u;
const isAscii = (text: string): boolean => !/[^\x00-\x7f]/.test(text);

/** True for a token that is one character of a script written without spaces (or, like Hangul, with spaces that part phrases rather than words). */
export const isSpaceless = (form: string): boolean => form.length <= 3 && SPACELESS.test(form);

/** Curly and straight, full-width and composed forms become one; soft hyphens and zero-width characters go; lower case. */
export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  return text
    .replace(INVISIBLE, "")
    .normalize("NFKC")
    .replace(/[‘’‚‛ʼ′]/g, "'")
    .replace(/[“”„‟«»″]/g, '"')
    .replace(/[‐‑‒–—―−]/g, "-")
    .toLowerCase();
}

const blank = (part: string): string => part.replace(/[^\n]/g, " ");
/** Lines that a page puts around every article; only short lines are tried. */
const FURNITURE = [
  /^(share|related (articles?|coverage|posts?|stories|news)|comments?( ?\(\d+\))?|leave a (comment|reply)|advertisement|sponsored|now loading\.*|read more|read next|view original.*|most (read|popular))\s*:?$/i,
  /^(©|\(c\)|copyright\b|all rights reserved).*$/i,
  /^(read in other languages|no comments yet|follow us|tags?:|filed under|photo:|image:|credit:).*$/i,
  /^.*\b\d+ min(ute)?s? read\b.*$/i,
  /^(this|the) (post|article|story) (first appeared|(was )?(originally )?(appeared|published)( first)?)\b.*$/i,
  /^(original( article| post| story)?|source|via)\s*:.*$/i,
  /^key points( from the article)?\s*:?$/i,
];
const FURNITURE_MAX = 200;
/** A line of front matter whose block was torn apart. */
const STRAY = /^(?:title|description|layout|permalink|slug|date|author|categories|tags|[a-z]+_[a-z_]+): ?(?:["'[]|\d{4}-\d\d|\s*$)/;
const isFurniture = (line: string): boolean =>
  STRAY.test(line) || (line.length <= FURNITURE_MAX && FURNITURE.some((one) => one.test(line.trim())));
const FRONT_MATTER_MAX = 20_000;

/** The YAML block of a text that came as Markdown, wherever it stands, to its end or that of a text cut inside it; offsets, or null. */
export function frontMatter(text: string): { readonly start: number; readonly end: number } | null {
  const open = /(?:^\ufeff?|\n)---[ \t]*\r?\n(?=[A-Za-z_][\w-]*:)/.exec(text);
  if (open === null) return null;
  const inside = open.index + open[0].length;
  const length = text.slice(inside, inside + FRONT_MATTER_MAX).search(/^---[ \t]*\r?$/m);
  if (length >= 0) return { start: open.index, end: inside + length + 3 };
  const isCut =
    text.length - inside < FRONT_MATTER_MAX &&
    text
      .slice(inside)
      .split("\n")
      .every((line) => /^([A-Za-z_][\w-]*:|\s|$)/.test(line));
  return isCut ? { start: open.index, end: text.length } : null;
}

function plainOf(text: string): string {
  const { start, end } = frontMatter(text) ?? { start: 0, end: 0 };
  return `${text.slice(0, start)}${blank(text.slice(start, end))}${text.slice(end)}`
    .replace(/<!--[^<]{0,400}-->/g, blank)
    .replace(/\]\([^()\s]{0,400}(?:\s"[^"\n]{0,200}")?\)/g, blank)
    .replace(/https?:\/\/[^\s<>"')\]]+/g, blank)
    .replace(/^\s{0,3}(?:#{1,6}|[-*+•])\s/gm, blank)
    .replace(/^[^\n]+$/gm, (line) => (isFurniture(line) ? blank(line) : line))
    .replace(/^[^\n.!?()]{0,60}\([A-Z][\w .]{1,30}\) ?[-–—]+\s/gm, blank);
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

export function readText(text: string): ReadText {
  const plain = plainOf(text);
  const forms: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const put = (form: string, start: number, end: number): void => {
    if (form === "") return;
    forms.push(form.length > MAX_FORM ? form.slice(0, MAX_FORM) : form);
    starts.push(start);
    ends.push(end);
  };
  let complete = true;
  for (const match of plain.matchAll(TOKEN)) {
    if (forms.length >= MAX_TOKENS) {
      complete = false;
      break;
    }
    const [raw] = match;
    if (isAscii(raw) || !SPACELESS.test(raw)) {
      put(fold(raw), match.index, match.index + raw.length);
      continue;
    }
    let at = match.index;
    for (const part of raw.match(/[\x00-\x7f]+|./gsu) ?? []) {
      put(fold(part), at, at + part.length);
      at += part.length;
      if (forms.length >= MAX_TOKENS) break;
    }
  }
  const sentences: Sentence[] = [];
  let from = 0;
  for (const end of breaksOf(plain)) {
    let to = from;
    while (to < forms.length && (starts[to] ?? 0) < end) to++;
    if (to === from) continue;
    const start = starts[from] ?? 0;
    // A quotation mark or bracket that opens the sentence belongs to it.
    const opening = /["'“‘«(「『$]+$/.exec(text.slice(Math.max(0, start - 3), start))?.[0].length ?? 0;
    sentences.push({ from, to, start: start - opening, end: start + text.slice(start, end).trimEnd().length });
    from = to;
  }
  return { text, plain, forms, starts, ends, sentences, complete };
}
