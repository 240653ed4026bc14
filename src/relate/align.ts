import type { Told } from "./edits.ts";
import { hashRun } from "./fingerprint.ts";
import type { ReadText } from "./text.ts";
import { FUNCTION_WORD } from "./words.ts";

/** Share of content words (Dice) that two sentences need so that one can be an edited form of the other. */
const ALIGN = 0.6;
/** Words a sentence needs; a heading of two words aligns with anything. */
const MIN_WORDS = 3;
/** Share of all words (Dice) that is enough where the sentence stands beside the same neighbour as in the original. */
const BESIDE = 0.34;
/** Differing sentences that are compared, so that hostile text stays bounded. */
export const MAX_COMPARED = 400;
/** Words on either side of a sentence that show where it stood. */
const CONTEXT = 2;

const lengthOf = ({ sentence: { from, to } }: Told): number => to - from;

/** The sentences of a text; of most no word is looked at, so that they are made when one is. */
export function sentencesOf(read: ReadText): Told[] {
  return read.sentences.map((sentence) => {
    let forms: readonly string[] | null = null;
    return {
      read,
      sentence,
      hash: hashRun(read.hashes, sentence.from, sentence.to),
      get forms() {
        forms ??= Array.from(read.words.subarray(sentence.from, sentence.to), (word) => read.vocabulary.forms[word] as string);
        return forms;
      },
    };
  });
}

/** Whether two words are the same: by their numbers, their hashes, and then their letters. */
function isSame(a: ReadText, at: number, b: ReadText, other: number): boolean {
  if (a.vocabulary === b.vocabulary && a.words[at] === b.words[other]) return true;
  return a.hashes[at] === b.hashes[other] && a.vocabulary.forms[a.words[at] as number] === b.vocabulary.forms[b.words[other] as number];
}
function haveSameWords(a: Told, b: Told): boolean {
  const length = a.sentence.to - a.sentence.from;
  if (length !== b.sentence.to - b.sentence.from) return false;
  for (let i = 0; i < length; i++) if (!isSame(a.read, a.sentence.from + i, b.read, b.sentence.from + i)) return false;
  return true;
}

/** The different words of a sentence by their hashes, without those that only hold a sentence together. */
function contentOf({ read: { hashes, kinds }, sentence: { from, to } }: Told): number[] {
  const content: number[] = [];
  for (let i = from; i < to; i++) {
    const hash = hashes[i] as number;
    if (((kinds[i] as number) & FUNCTION_WORD) === 0 && !content.includes(hash)) content.push(hash);
  }
  return content;
}

/** The sentences of an original by their words, made once for all of its copies. */
export type Sentences = {
  /** Where a sentence stands that has just these words, the last of several. */
  placeOf(one: Told): number | undefined;
  /** The place of the sentence that is most like another; of two, rather one that is not `kept` in the copy. */
  likest(one: Told, kept: ReadonlySet<number>): number | null;
  /** Tells whether a sentence and the words around it run on in the original: it was only broken in another place, or the copy was cut here. */
  runsOn(one: Told): boolean;
};

export function indexOf(read: ReadText, sentences: readonly Told[]): Sentences {
  const places = new Map<number, number[]>();
  for (const [place, { hash }] of sentences.entries()) {
    const list = places.get(hash);
    if (list === undefined) places.set(hash, [place]);
    else list.push(place);
  }
  let byWord: Map<number, number[]> | null = null;
  /** By place, how many different words. */
  const sizes = new Int32Array(sentences.length);
  const shared = new Int32Array(sentences.length);
  const placeOf = (one: Told): number | undefined =>
    places.get(one.hash)?.findLast((place) => haveSameWords(one, sentences[place] as Told));
  function candidates(): Map<number, number[]> {
    const found = new Map<number, number[]>();
    sentences.forEach((one, place) => {
      if (lengthOf(one) < MIN_WORDS) return;
      const content = contentOf(one);
      sizes[place] = content.length;
      for (const word of content) {
        const list = found.get(word);
        if (list === undefined) found.set(word, [place]);
        else if (list.length < MAX_COMPARED) list.push(place);
      }
    });
    return found;
  }
  /** Whether the words of a text from one to another stand at a place of the original; at the end of all, the last may go on there. */
  function standsAt(place: number, text: ReadText, from: number, to: number): boolean {
    for (let i = from; i < to; i++) {
      const at = place + i - from;
      if (isSame(text, i, read, at)) continue;
      return i === to - 1 && to === text.words.length && (read.forms[at] as string).startsWith(text.forms[i] as string);
    }
    return true;
  }

  return {
    placeOf,
    likest(told, kept) {
      if (lengthOf(told) < MIN_WORDS) return null;
      byWord ??= candidates();
      const content = contentOf(told);
      const met: number[] = [];
      for (const word of content)
        for (const place of byWord.get(word) ?? []) {
          if (shared[place] === 0) met.push(place);
          shared[place] = (shared[place] as number) + 1;
        }
      let best: number | null = null;
      let bestScore = 0;
      for (const place of met) {
        const score = (2 * (shared[place] as number)) / (content.length + (sizes[place] as number));
        shared[place] = 0;
        if (score <= bestScore) continue;
        // A sentence that the copy also keeps as it was is the second choice: the edited form usually replaces its original.
        const own = score - (kept.has(placeOf(sentences[place] as Told) as number) ? 0.01 : 0);
        if (own > bestScore) [best, bestScore] = [place, own];
      }
      return bestScore >= ALIGN - 0.01 ? best : null;
    },
    runsOn({ read: text, sentence }) {
      const [from, to] = [Math.max(0, sentence.from - CONTEXT), Math.min(text.words.length, sentence.to + CONTEXT)];
      for (let place = 0; place + to - from <= read.words.length; place++) if (standsAt(place, text, from, to)) return true;
      return false;
    },
  };
}

/** Share of all words, whatever their order, that two sentences have in common (Dice). */
function likeness(a: Told, b: Told): number {
  const left = new Map<string, number>();
  for (const form of a.forms) left.set(form, (left.get(form) ?? 0) + 1);
  let shared = 0;
  for (const form of b.forms) {
    const count = left.get(form) ?? 0;
    if (count === 0) continue;
    left.set(form, count - 1);
    shared++;
  }
  return (2 * shared) / (a.forms.length + b.forms.length);
}

/** `kept`: the sentence stands in the original as it is here. `place`: the sentence of the original that it is, or was made from; null for one of the copy's own. */
export type Aligned = { readonly after: Told; readonly kept: boolean; readonly place: number | null };

/** Finds for every sentence of a copy the sentence of the original that it was made from: by its words, else by where it stands. */
export function align(copy: readonly Told[], original: readonly Told[], { placeOf, likest }: Sentences): Aligned[] {
  const exact = copy.map((one) => placeOf(one) ?? null);
  if (!exact.includes(null)) return copy.map((after, i) => ({ after, kept: true, place: exact[i] ?? null }));
  const kept = new Set(exact.filter((place) => place !== null));
  let compared = 0;
  const found = copy.map((one, i) => exact[i] ?? (++compared > MAX_COMPARED ? null : likest(one, kept)));
  const taken = new Set(found);
  const beside = (i: number): number | null => {
    const after = copy[i] as Told;
    const [before, next] = [i === 0 ? -1 : found[i - 1], i === copy.length - 1 ? original.length : found[i + 1]];
    const isBetween = before != null && next === before + 2;
    if (isBetween && (i === 0 || exact[i - 1] !== null) && (i === copy.length - 1 || exact[i + 1] !== null)) return before + 1;
    for (const place of [before == null ? null : before + 1, next == null ? null : next - 1]) {
      const one = place === null || taken.has(place) ? undefined : original[place];
      if (one !== undefined && likeness(one, after) >= BESIDE) return place;
    }
    return null;
  };
  return copy.map((after, i) => {
    const place = found[i] ?? null;
    if (place !== null) return { after, kept: exact[i] !== null, place };
    const near = beside(i);
    found[i] = near;
    taken.add(near);
    return { after, kept: false, place: near };
  });
}
