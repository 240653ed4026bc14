import type { MessageTerm } from "./channel.ts";

/** A piece of a sentence: kept in both wordings, only in the old one, or only in the new one. */
export type Segment = { readonly kind: "same" | "removed" | "added"; readonly text: string };

/** The two wordings, each whole: its segments joined give the text back, white space collapsed. */
export type MarkedWording = { readonly was: readonly Segment[]; readonly now: readonly Segment[] };

/** Above so many words a side the comparison is left out: it costs their product, and nobody reads such a redline. */
const MAX_WORDS = 400;
/** Kept words in a row that are too few to read between two changes; they join the change. */
const SHORT_RUN = 2;
/** Letters up to which a kept word carries no meaning of its own (the, of, is). */
const SMALL_WORD = 3;
/** Two wordings that share less than this of the shorter one are two sentences, not an edit: a redline of them is harder to read than both. */
const MIN_SHARED = 0.4;

/** `spaced`: white space stands before the word. */
type Word = { readonly text: string; readonly key: string; readonly spaced: boolean };

// A word keeps what is inside it, so that "non-exclusive", "2.5" and "20%" are one word; punctuation at its edge stands alone.
const WORD = /(\s*)([\p{L}\p{N}$€£](?:[^\s—–/]*[\p{L}\p{M}\p{N}%])?|\S)/gu;

function wordsOf(text: string): Word[] {
  return [...text.trim().matchAll(WORD)].map(([, space = "", word = ""]) => ({
    text: word,
    key: word.toLowerCase(),
    spaced: space !== "",
  }));
}

/** For each side, which words belong to the longest common subsequence, and with which partner. */
function commonWords(was: readonly Word[], now: readonly Word[]): { was: number; now: number }[] {
  const width = now.length + 1;
  const lengths = new Uint16Array((was.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = was.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = was[i]?.key === now[j]?.key ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: { was: number; now: number }[] = [];
  for (let i = 0, j = 0; i < was.length && j < now.length; ) {
    if (was[i]?.key === now[j]?.key) pairs.push({ was: i++, now: j++ });
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}

/** Drops runs of small words between two changes: "the … of the …" kept word by word makes a redline unreadable. */
function readablePairs(
  pairs: readonly { was: number; now: number }[],
  was: readonly Word[],
  now: readonly Word[],
): { was: number; now: number }[] {
  const kept: { was: number; now: number }[] = [];
  for (let from = 0; from < pairs.length; ) {
    let to = from + 1;
    while (pairs[to]?.was === (pairs[to - 1]?.was ?? 0) + 1 && pairs[to]?.now === (pairs[to - 1]?.now ?? 0) + 1) to += 1;
    const run = pairs.slice(from, to);
    const first = run[0];
    const last = run.at(-1);
    const inside =
      first !== undefined &&
      last !== undefined &&
      (first.was > 0 || first.now > 0) &&
      (last.was < was.length - 1 || last.now < now.length - 1);
    const small =
      run.length <= SHORT_RUN &&
      run.every((pair) => (was[pair.was]?.text.length ?? 0) <= SMALL_WORD && !/\p{N}/u.test(was[pair.was]?.text ?? ""));
    if (!(inside && small)) kept.push(...run);
    from = to;
  }
  return kept;
}

function segmentsOf(words: readonly Word[], isKept: ReadonlySet<number>, changed: "removed" | "added"): Segment[] {
  const segments: { kind: Segment["kind"]; text: string }[] = [];
  words.forEach((word, index) => {
    const kind = isKept.has(index) ? "same" : changed;
    const space = word.spaced ? " " : "";
    const last = segments.at(-1);
    if (last?.kind === kind) last.text += space + word.text;
    else if (last?.kind === "same") {
      // The space before a change is not part of the change.
      last.text += space;
      segments.push({ kind, text: word.text });
    } else segments.push({ kind, text: space + word.text });
  });
  return segments;
}

const unmarked = (text: string): Segment[] => (text === "" ? [] : [{ kind: "same", text }]);

/** What is on record and what is said now, marked only where something is said to be otherwise: a rumour strikes nothing from the record. */
export const markTerm = ({ verdict, was, now }: Pick<MessageTerm, "verdict" | "was" | "now">): MarkedWording =>
  verdict === "changes" || verdict === "contradicts" ? markWords(was, now) : { was: unmarked(was), now: unmarked(now) };

/** Marks, word by word and ignoring case, what one wording has and the other has not. Wordings with too little in common stay unmarked. */
export function markWords(was: string, now: string): MarkedWording {
  const before = wordsOf(was);
  const after = wordsOf(now);
  const comparable = before.length <= MAX_WORDS && after.length <= MAX_WORDS;
  const pairs = comparable ? readablePairs(commonWords(before, after), before, after) : [];
  if (pairs.length === 0 || pairs.length < MIN_SHARED * Math.min(before.length, after.length)) {
    const whole = (words: readonly Word[]): Segment[] => segmentsOf(words, new Set(words.keys()), "added");
    return { was: whole(before), now: whole(after) };
  }
  return {
    was: segmentsOf(before, new Set(pairs.map((pair) => pair.was)), "removed"),
    now: segmentsOf(after, new Set(pairs.map((pair) => pair.now)), "added"),
  };
}
