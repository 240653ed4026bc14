import { EXCLUSIVE, NEGATED, PERMITS, STEADY } from "./cues.ts";
import type { JudgeInput } from "./judge.ts";
import { type PartyNames, type Slot, slotsOf } from "./names.ts";
import { type Quantity, quantitiesOf, sameValue } from "./quantities.ts";
import { fold, isStop, stemOf, topicStems, type Word, wordsOf } from "./words.ts";

type InputTerm = JudgeInput["terms"][number];

/** What the rules know of a term, all of it read from its statement and hints. */
export type TermProfile = {
  readonly id: InputTerm["id"];
  readonly validFrom: string;
  readonly folded: string;
  /** Stems and how much each tells this term from the others of the watch. */
  readonly weights: ReadonlyMap<string, number>;
  readonly total: number;
  readonly exclusive: boolean;
  readonly negative: boolean;
  readonly permits: boolean;
  readonly steady: boolean;
  /** Stems of what the statement says of its subject: verbs, and what follows "is a". Empty where none was found. */
  readonly predicate: ReadonlySet<string>;
  readonly quantities: readonly Quantity[];
  /** Quantities of the other terms: what is said of those is no other value of this one. */
  readonly others: readonly Quantity[];
  readonly slots: readonly Slot[];
  readonly stems: ReadonlySet<string>;
  /** The capitalised words of the statement, in lower case. */
  readonly names: ReadonlySet<string>;
  /** Words of the opposite scope, e.g. stateful where the term says stateless. */
  readonly opposites: ReadonlySet<string>;
  readonly accepted: readonly string[];
  readonly rejected: readonly string[];
};

/** From here on a stretch of text counts as being about a term. Chosen on the training coverage: two in three such sentences are. */
export const RELEVANT = 0.4;

/** A party's name tells little: every sentence about the agreement has it. */
const NAME_WEIGHT = 0.2;
/** A word of the sentence before counts for a part, so that "it" and "the company" find their term. */
const CONTEXT_WEIGHT = 0.3;
/** What a telling wording counts for, in words. */
const TELLING_WEIGHT = 0.5;
/** Long statements are never covered whole, short ones easily: the exponent lies between no and full normalisation. Chosen on the training coverage. */
const LENGTH_EXPONENT = 0.65;

function opposite(word: string): string | null {
  if (word.endsWith("less")) return `${word.slice(0, -4)}ful`;
  if (word.endsWith("ful")) return `${word.slice(0, -3)}less`;
  return null;
}

const AUXILIARY = /^(?:is|are|was|were|be|been|may|can|will|shall|must|has|have|had|remains?|stays?|continues?|keeps?|holds?)$/i;
const ARTICLE = /^(?:an?|the|its|their)$/i;
const PREPOSITION = /^(?:of|in|on|at|for|from|with|by|until|till|through|as|before|after|under|over|and|or|even)$/i;

/** A verb without an auxiliary shows by what follows it: "pays Halden", "runs until", "expires on". */
const isVerbAt = (words: readonly Word[], at: number): boolean => {
  const [word, next] = [words[at], words[at + 1]];
  if (at === 0 || word === undefined || next === undefined || word.capital || isStop(word.text) || /^of$/i.test(next.text)) return false;
  return next.capital || /^\d/.test(next.text) || isStop(next.text);
};

function predicateOf(words: readonly Word[]): Set<string> {
  const found = new Set<string>();
  words.forEach((auxiliary, at) => {
    if (at === 0 || !AUXILIARY.test(auxiliary.text)) return;
    let isNoun = false;
    for (const [index, word] of words.entries()) {
      if (index <= at) continue;
      if (AUXILIARY.test(word.text) || PREPOSITION.test(word.text)) break;
      if (ARTICLE.test(word.text)) isNoun = true;
      if (isStop(word.text)) continue;
      found.add(word.stem);
      if (!isNoun && !/^to$/i.test(words[index + 1]?.text ?? "")) break;
    }
  });
  if (found.size === 0) {
    const verb = words.find((_word, at) => isVerbAt(words, at));
    if (verb !== undefined) found.add(verb.stem);
  }
  return found;
}

export function profileTerms(terms: readonly InputTerm[], parties: PartyNames): TermProfile[] {
  const drafts = terms.map((term) => {
    const folded = fold(term.statement);
    const words = wordsOf(folded);
    const stems = topicStems(words);
    for (const hint of [...(term.hints?.synonyms ?? []), ...(term.hints?.scope ?? [])])
      for (const stem of topicStems(wordsOf(fold(hint)))) stems.add(stem);
    return { term, folded, words, stems, quantities: quantitiesOf(folded) };
  });
  const frequency = new Map<string, number>();
  for (const draft of drafts) for (const stem of draft.stems) frequency.set(stem, (frequency.get(stem) ?? 0) + 1);
  return drafts.map(({ term, folded, words, stems, quantities }) => {
    const weights = new Map<string, number>();
    let total = 0;
    for (const stem of stems) {
      const weight = (parties.stems.has(stem) ? NAME_WEIGHT : 1) / (frequency.get(stem) ?? 1);
      weights.set(stem, weight);
    }
    for (const stem of topicStems(words)) total += weights.get(stem) ?? 0;
    const opposites = words.flatMap((word) => opposite(word.text.toLowerCase()) ?? []);
    return {
      id: term.id,
      validFrom: term.validFrom,
      folded,
      weights,
      total: Math.max(total, 1),
      exclusive: EXCLUSIVE.test(folded),
      negative: NEGATED.test(folded),
      permits: PERMITS.test(folded),
      steady: STEADY.test(folded),
      predicate: predicateOf(words),
      quantities,
      others: drafts.flatMap((other) => (other.term === term ? [] : other.quantities)),
      slots: slotsOf(folded),
      stems: new Set(words.map((word) => word.stem)),
      names: new Set(words.flatMap((word) => (word.capital && !isStop(word.text) ? word.text.toLowerCase().replace(/'s?$/, "") : []))),
      opposites: new Set(opposites.map(stemOf)),
      accepted: term.hints?.accepted ?? [],
      rejected: term.hints?.rejected ?? [],
    };
  });
}

/** What a stretch of text speaks of. */
export type Topic = { readonly stems: ReadonlySet<string>; readonly quantities: readonly Quantity[] };

export const topicOf = (folded: string): Topic => ({ stems: topicStems(wordsOf(folded)), quantities: quantitiesOf(folded) });

/**
 * How much a stretch of text is about a term: 0 not at all, 0.4 plausibly, 1 and more plainly. Names alone are not enough; a value of the term counts as a word.
 * `telling`: its wording alone says what becomes of such a term, as "gives up its monopoly" does.
 */
export function relevance(
  term: TermProfile,
  { stems, quantities, telling }: Topic & { readonly telling: boolean },
  before: ReadonlySet<string>,
  parties: PartyNames,
): number {
  let matched = 0;
  let named = 0;
  let context = 0;
  for (const [stem, weight] of term.weights) {
    if (stems.has(stem)) {
      if (parties.stems.has(stem)) named += weight;
      else matched += weight;
    } else if (before.has(stem)) context += weight * CONTEXT_WEIGHT;
  }
  if (term.quantities.some((own) => quantities.some((said) => sameValue(own, said) === true))) matched += 1;
  if (telling) matched += TELLING_WEIGHT;
  return matched === 0 ? 0 : (matched + named + context) / term.total ** LENGTH_EXPONENT;
}

/** The sentence speaks of the opposite scope: stateful where the term is about stateless. */
export function isOutOfScope(term: TermProfile, stems: ReadonlySet<string>): boolean {
  for (const stem of term.opposites)
    if (stems.has(stem) && ![...stems].some((other) => term.stems.has(other) && other.slice(0, 4) === stem.slice(0, 4))) return true;
  return false;
}
