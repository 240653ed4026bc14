import type { EditNote } from "../domain/edit.ts";
import { runsOf } from "./diff.ts";
import { judgeSentence, type Words } from "./edits.ts";
import { FUNCTION_WORDS, takesBack } from "./lexicon.ts";
import { nameCounts } from "./names.ts";
import { type ReadText, readText, type Sentence } from "./text.ts";

/** Share of content words (Dice) that two sentences need so that one can be an edited form of the other. */
const ALIGN = 0.6;
/** Words a sentence needs; a heading of two words aligns with anything. */
const MIN_WORDS = 3;
/** Differing sentences that are compared, so that hostile text stays bounded; with more of them a copy counts as edited. */
const MAX_COMPARED = 400;
/** Words on either side of a sentence that show where it stood. */
const CONTEXT = 2;
/** A copy so much of which is word for word the same was made by machine: then a lone exchanged word is no sub-editing. */
const MECHANICAL = 0.7;
const LONE = 2;
/** Two texts made from one template (two companies' results) differ in a figure or a name in at least this share of their common sentences. */
const TEMPLATE_SHARE = 0.5;
const TEMPLATE_SENTENCES = 2;

/** `template`: so many sentences differ in protected words that the two texts share a form rather than news. */
type Guarded = { readonly edits: readonly EditNote[]; readonly template: boolean };

const wordsOf = (read: ReadText, one: Sentence, names: ReadonlySet<string>): Words => ({
  read,
  names,
  forms: read.forms.slice(one.from, one.to),
  sentence: one,
});
const contentOf = (words: readonly string[]): Set<string> => new Set(words.filter((word) => !FUNCTION_WORDS.has(word)));

type Candidate = { readonly words: Words; readonly content: ReadonlySet<string>; readonly kept: boolean };

function bestMatch(content: ReadonlySet<string>, byWord: ReadonlyMap<string, readonly Candidate[]>): Candidate | null {
  const shared = new Map<Candidate, number>();
  for (const word of content) for (const one of byWord.get(word) ?? []) shared.set(one, (shared.get(one) ?? 0) + 1);
  let best: Candidate | null = null;
  let bestScore = 0;
  for (const [one, count] of shared) {
    // A sentence that the copy also keeps as it was is the second choice: the edited form usually replaces its original.
    const score = (2 * count) / (content.size + one.content.size) - (one.kept ? 0.01 : 0);
    if (score > bestScore) [best, bestScore] = [one, score];
  }
  return bestScore >= ALIGN - 0.01 ? best : null;
}

const addition = (one: Words): EditNote => {
  const { start, end } = one.sentence;
  const after = one.read.text.slice(start, end);
  return { kind: "other", before: "", after, start, end, removed: "", added: after };
};

/** Compares a copy with its original sentence by sentence and notes every edit that may change what it says. */
export function guard(childText: string, parentText: string): Guarded {
  const [child, parent] = [readText(childText), readText(parentText)];
  const key = (one: Words): string => one.forms.join(" ");
  const parentNames = nameCounts(parent);
  const names = new Set([...nameCounts(child).keys(), ...parentNames.keys()]);
  const left = child.sentences.map((one) => wordsOf(child, one, names));
  const right = parent.sentences.map((one) => wordsOf(parent, one, names));
  const places = new Map(right.map((one, i) => [key(one), i]));
  const isKept = left.map((one) => places.has(key(one)));
  if (isKept.every(Boolean)) return { edits: [], template: false };

  const kept = new Set(left.map(key));
  const byWord = new Map<string, Candidate[]>();
  for (const words of right) {
    if (words.forms.length < MIN_WORDS) continue;
    const one = { words, content: contentOf(words.forms), kept: kept.has(key(words)) };
    for (const word of one.content) {
      const list = byWord.get(word);
      if (list === undefined) byWord.set(word, [one]);
      else if (list.length < MAX_COMPARED) list.push(one);
    }
  }
  /** The sentence that stood between the neighbours of this one. */
  const replacedBy = (i: number): Words | null => {
    const placeOf = (one: Words | undefined): number | undefined => (one === undefined ? undefined : places.get(key(one)));
    const before = i === 0 ? -1 : placeOf(left[i - 1]);
    const after = i === left.length - 1 ? right.length : placeOf(left[i + 1]);
    return before !== undefined && after === before + 2 ? (right[before + 1] ?? null) : null;
  };
  /** True when the sentence and the words around it run on in the original: it was only broken in another place, or the copy was cut here. */
  const whole = ` ${parent.forms.join(" ")} `;
  const runsOn = ({ sentence: { from, to } }: Words): boolean => {
    const words = child.forms.slice(Math.max(0, from - CONTEXT), to + CONTEXT).join(" ");
    return whole.includes(to === child.forms.length ? ` ${words}` : ` ${words} `);
  };
  const edits: EditNote[] = [];
  const lone: EditNote[] = [];
  let [aligned, touched, compared] = [0, 0, 0];
  left.forEach((after, i) => {
    if (isKept[i]) return;
    const isLast = i === left.length - 1;
    if (runsOn(after)) return;
    if (++compared > MAX_COMPARED) {
      if (compared === MAX_COMPARED + 1) edits.push(addition(after));
      return;
    }
    const match = after.forms.length < MIN_WORDS ? null : bestMatch(contentOf(after.forms), byWord);
    const before = match?.words ?? replacedBy(i);
    if (before === null) {
      if (after.forms.some(takesBack) && after.forms.some((form) => parentNames.has(form))) edits.push(addition(after));
      return;
    }
    aligned++;
    const found = judgeSentence(before, after, runsOf(before.forms, after.forms), isLast);
    edits.push(...found.edits);
    lone.push(...found.unexplained);
    if (found.edits.some((one) => one.kind !== "antonym" && one.kind !== "scope" && one.kind !== "modality")) touched++;
  });
  const exact = isKept.filter(Boolean).length;
  if (lone.length <= LONE && exact >= MECHANICAL * (exact + aligned)) edits.push(...lone);
  return { edits, template: touched >= TEMPLATE_SENTENCES && touched >= TEMPLATE_SHARE * (exact + aligned) };
}
