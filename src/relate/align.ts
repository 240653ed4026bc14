import type { Told, Words } from "./edits.ts";
import { FUNCTION_WORDS } from "./lexicon.ts";
import type { ReadText } from "./text.ts";

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

const contentOf = (words: readonly string[]): Set<string> => new Set(words.filter((word) => !FUNCTION_WORDS.has(word)));

type Candidate = { readonly place: number; readonly content: ReadonlySet<string>; readonly key: string };

/** The sentences of an original by their words, made once for all of its copies. */
export type Sentences = {
  /** Where a sentence stands that has just these words. */
  placeOf(key: string): number | undefined;
  /** The place of the sentence that is most like another; of two, rather one that is not `kept` in the copy. */
  likest(one: Told, kept: ReadonlySet<string>): number | null;
  /** Tells whether a sentence and the words around it run on in the original: it was only broken in another place, or the copy was cut here. */
  runsOn(one: Told): boolean;
};

export function indexOf(read: ReadText, sentences: readonly Told[]): Sentences {
  const places = new Map(sentences.map(({ key }, i) => [key, i]));
  let byWord: Map<string, Candidate[]> | null = null;
  let whole: string | null = null;
  function candidates(): Map<string, Candidate[]> {
    const found = new Map<string, Candidate[]>();
    sentences.forEach(({ forms, key }, place) => {
      if (forms.length < MIN_WORDS) return;
      const one = { place, content: contentOf(forms), key };
      for (const word of one.content) {
        const list = found.get(word);
        if (list === undefined) found.set(word, [one]);
        else if (list.length < MAX_COMPARED) list.push(one);
      }
    });
    return found;
  }

  return {
    placeOf: (key) => places.get(key),
    likest({ forms }, kept) {
      if (forms.length < MIN_WORDS) return null;
      byWord ??= candidates();
      const content = contentOf(forms);
      const shared = new Map<Candidate, number>();
      for (const word of content) for (const one of byWord.get(word) ?? []) shared.set(one, (shared.get(one) ?? 0) + 1);
      let best: Candidate | null = null;
      let bestScore = 0;
      for (const [one, count] of shared) {
        // A sentence that the copy also keeps as it was is the second choice: the edited form usually replaces its original.
        const score = (2 * count) / (content.size + one.content.size) - (kept.has(one.key) ? 0.01 : 0);
        if (score > bestScore) [best, bestScore] = [one, score];
      }
      return best !== null && bestScore >= ALIGN - 0.01 ? best.place : null;
    },
    runsOn({ read: { forms }, sentence: { from, to } }) {
      whole ??= ` ${read.forms.join(" ")} `;
      const words = forms.slice(Math.max(0, from - CONTEXT), to + CONTEXT).join(" ");
      return whole.includes(to === forms.length ? ` ${words}` : ` ${words} `);
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
export type Aligned = { readonly after: Words; readonly kept: boolean; readonly place: number | null };

/** Finds for every sentence of a copy the sentence of the original that it was made from: by its words, else by where it stands. */
export function align(copy: readonly Words[], original: readonly Told[], { placeOf, likest }: Sentences): Aligned[] {
  const exact = copy.map((one) => placeOf(one.key) ?? null);
  if (!exact.includes(null)) return copy.map((after, i) => ({ after, kept: true, place: exact[i] ?? null }));
  const kept = new Set(copy.map(({ key }) => key));
  let compared = 0;
  const found = copy.map((one, i) => exact[i] ?? (++compared > MAX_COMPARED ? null : likest(one, kept)));
  const taken = new Set(found);
  const beside = (i: number): number | null => {
    const after = copy[i] as Words;
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
