import { guard } from "../../../src/relate/guard.ts";
import { randomFrom } from "../random.ts";
import { type Article, textOf } from "./articles.ts";
import { HARMLESS, withSynonyms } from "./harmless.ts";
import { MATERIAL } from "./material.ts";
import type { WordNet } from "./wordnet.ts";

export type Row = { readonly kind: string; readonly made: number; readonly held: number };
export type Case = {
  readonly kind: string;
  readonly before: string;
  readonly after: string;
  readonly held: boolean;
  readonly notes: readonly string[];
};
type Watch = (one: Case) => void;

/** Share of words that a copy which hides an edit has exchanged for synonyms. */
const AROUND = 0.05;
/** Hidden kinds that have a bar; money, dates and percentages are numbers, qualifiers and scope words are found by their own words. */
export const HIDDEN = [
  "negation in",
  "negation out",
  "number",
  "name",
  "modality",
  "antonym",
  "antonym (seen)",
  "verb",
  "date",
  "money",
  "percentage",
  "scope",
  "qualifier",
];

const notesOf = ({ edits, template }: ReturnType<typeof guard>): string[] => [
  ...edits.map((one) => `${one.kind}: "${one.removed}" → "${one.added}"`),
  ...(template ? ["template"] : []),
];
const row = (kind: string, held: readonly (boolean | null)[]): Row => ({
  kind,
  made: held.filter((one) => one !== null).length,
  held: held.filter((one) => one === true).length,
});

/** One edit in every article; with `around`, in a copy that has that share of its words exchanged for synonyms as well. Held apart only where the edit itself is noted. */
export function scoreMaterial(
  articles: readonly Article[],
  wordnet: WordNet,
  kinds: readonly string[],
  around: number,
  watch?: Watch,
): Row[] {
  return kinds.map((kind, k) => {
    const edit = MATERIAL[kind];
    if (edit === undefined) throw new Error(`no edit is called ${kind}; there are ${Object.keys(MATERIAL).join(", ")}`);
    const held = articles.map((article, i) => {
      const random = randomFrom(1000 * (k + 1) + i);
      const before = textOf(article);
      const made = edit(before, random, wordnet);
      if (made === null) return null;
      const after = around === 0 ? made : withSynonyms(made.text, around, random, wordnet, made);
      const found = guard(after.text, before);
      const isHeld = found.template || found.edits.some((one) => one.start < after.to && one.end >= after.from);
      watch?.({
        kind,
        before: before.slice(after.from - 60, after.from + 60),
        after: after.text.slice(after.from - 60, after.to + 60),
        held: isHeld,
        notes: notesOf(found),
      });
      return isHeld;
    });
    return row(kind, held);
  });
}
export const scoreHidden = (articles: readonly Article[], wordnet: WordNet, watch?: Watch): Row[] =>
  scoreMaterial(articles, wordnet, HIDDEN, AROUND, watch);

export function scoreHarmless(articles: readonly Article[], wordnet: WordNet, watch?: Watch): Row[] {
  return Object.entries(HARMLESS).map(([kind, restyle], k) => {
    const held = articles.map((article, i) => {
      const before = textOf(article);
      const after = restyle(article, randomFrom(50_000 + 1000 * k + i), wordnet, articles[(i + 1) % articles.length] as Article);
      if (after === null || after === before) return null;
      const found = guard(after, before);
      const isHeld = found.template || found.edits.length > 0;
      watch?.({ kind, before, after, held: isHeld, notes: notesOf(found) });
      return isHeld;
    });
    return row(kind, held);
  });
}
