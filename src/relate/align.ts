import type { Words } from "./edits.ts";
import { FUNCTION_WORDS } from "./lexicon.ts";

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

export const keyOf = (one: Words): string => one.forms.join(" ");
const contentOf = (words: readonly string[]): Set<string> => new Set(words.filter((word) => !FUNCTION_WORDS.has(word)));

type Candidate = { readonly place: number; readonly content: ReadonlySet<string>; readonly kept: boolean };

/** An index of sentences by their content words, and the sentence most like another. */
function likest(sentences: readonly Words[], kept: ReadonlySet<string>): (one: Words) => number | null {
  const byWord = new Map<string, Candidate[]>();
  sentences.forEach((words, place) => {
    if (words.forms.length < MIN_WORDS) return;
    const one = { place, content: contentOf(words.forms), kept: kept.has(keyOf(words)) };
    for (const word of one.content) {
      const list = byWord.get(word);
      if (list === undefined) byWord.set(word, [one]);
      else if (list.length < MAX_COMPARED) list.push(one);
    }
  });
  return ({ forms }) => {
    if (forms.length < MIN_WORDS) return null;
    const content = contentOf(forms);
    const shared = new Map<Candidate, number>();
    for (const word of content) for (const one of byWord.get(word) ?? []) shared.set(one, (shared.get(one) ?? 0) + 1);
    let best: Candidate | null = null;
    let bestScore = 0;
    for (const [one, count] of shared) {
      // A sentence that the copy also keeps as it was is the second choice: the edited form usually replaces its original.
      const score = (2 * count) / (content.size + one.content.size) - (one.kept ? 0.01 : 0);
      if (score > bestScore) [best, bestScore] = [one, score];
    }
    return best !== null && bestScore >= ALIGN - 0.01 ? best.place : null;
  };
}

/** Share of all words, whatever their order, that two sentences have in common (Dice). */
function likeness(a: Words, b: Words): number {
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
export function align(copy: readonly Words[], original: readonly Words[]): Aligned[] {
  const places = new Map(original.map((one, i) => [keyOf(one), i]));
  const exact = copy.map((one) => places.get(keyOf(one)) ?? null);
  if (!exact.includes(null)) return copy.map((after, i) => ({ after, kept: true, place: exact[i] ?? null }));
  const find = likest(original, new Set(copy.map(keyOf)));
  let compared = 0;
  const found = copy.map((one, i) => exact[i] ?? (++compared > MAX_COMPARED ? null : find(one)));
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

/** Tells whether a sentence and the words around it run on in the original: it was only broken in another place, or the copy was cut here. */
export function runOn(original: readonly string[]): (one: Words) => boolean {
  const whole = ` ${original.join(" ")} `;
  return ({ read: { forms }, sentence: { from, to } }) => {
    const words = forms.slice(Math.max(0, from - CONTEXT), to + CONTEXT).join(" ");
    return whole.includes(to === forms.length ? ` ${words}` : ` ${words} `);
  };
}
