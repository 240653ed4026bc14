import { areOfThePast } from "./past.ts";
import type { Sentence } from "./segment.ts";
import type { TermProfile } from "./term-match.ts";
import { agrees } from "./values.ts";
import { type Chances, moveOf, type ReaderAnswer } from "./weigh.ts";

// A reader of meaning is poor at what can be worked out: which year it was, which of two terms has these very words. What can be worked out overrules it.

/** A sentence that is this much about one term, on the scale of `relevance`, is not about another that it is less than `SHARE` as much about. */
const ABOUT_ONE = 0.4;
const SHARE = 0.6;
/** The term that the sentence is about has to be claimed to move at least this much as surely as the other: else the words misled, and the reader knows better. */
const AS_SURELY = 0.5;
/** A sentence that is this much about a term tells the whole of it. */
const IN_ITS_WORDS = 1;

/** The sentence says nothing that could move the term. */
const unmoved = (one: Chances): Chances => ({
  silent: one.silent + moveOf(one),
  reaffirms: one.reaffirms,
  changes: 0,
  contradicts: 0,
  rumoured_change: 0,
});

/** What one sentence says of each term, without the moves that belong to a neighbour: two terms of a watch share their words, and one of them is meant. */
function withoutNeighbours(row: readonly Chances[], about: readonly number[]): Chances[] {
  const most = Math.max(...about);
  const isMeant = (term: number): boolean => (about[term] ?? 0) >= SHARE * most;
  const claim = row.reduce((best, one, term) => (isMeant(term) ? Math.max(best, moveOf(one)) : best), 0);
  return row.map((one, term) => (most >= ABOUT_ONE && !isMeant(term) && claim >= AS_SURELY * moveOf(one) ? unmoved(one) : one));
}

/** The sentence restates what it seems to contradict. */
const agreed = (one: Chances): Chances => ({ ...one, reaffirms: one.reaffirms + one.contradicts, contradicts: 0 });

/** What one sentence says of each term, where it gives a term's own figures in the term's words. */
const withFigures = (row: readonly Chances[], about: readonly number[], folded: string, terms: readonly TermProfile[]): Chances[] =>
  row.map((one, at) => {
    const term = terms[at];
    return term !== undefined && (about[at] ?? 0) >= IN_ITS_WORDS && agrees(term, folded) ? agreed(one) : one;
  });

const strongestMove = (rows: readonly (readonly Chances[])[]): number => rows.flat().reduce((most, one) => Math.max(most, moveOf(one)), 0);

/** The sentence restates nothing: who quits an agreement and says what is in it does not say that it stands. */
const unheld = (one: Chances): Chances => ({ ...one, silent: one.silent + one.reaffirms, reaffirms: 0 });

/** An answer and what was worked out of its sentences, a row a sentence, the headline first. */
export type Worked = {
  readonly answer: ReaderAnswer;
  /** The sentences; null for a headline where there is none. */
  readonly rows: readonly (Sentence | null)[];
  /** How much each is about each term. */
  readonly about: readonly (readonly number[])[];
  /** Whether it tells that one side quits the agreement. */
  readonly quits: readonly boolean[];
  readonly terms: readonly TermProfile[];
};

/** The answer without what cannot be so. The reader's impression of the whole article fades with the claims that it rests on. */
export function overrule({ answer, rows, about, quits, terms }: Worked): ReaderAnswer {
  const past = areOfThePast(rows, terms);
  const sentences = answer.sentences.map((row, at) => {
    if (past[at] === true) return row.map(unmoved);
    const scores = about[at] ?? [];
    const own = withFigures(row, scores, rows[at]?.folded ?? "", terms);
    const meant = at === 0 ? own : withoutNeighbours(own, scores);
    return quits[at] === true ? meant.map(unheld) : meant;
  });
  const before = strongestMove(answer.sentences);
  const left = before === 0 ? 1 : strongestMove(sentences) / before;
  const { rumour, contradicts, changes } = answer.article;
  return { sentences, article: { rumour: rumour * left, contradicts: contradicts * left, changes: changes * left } };
}
