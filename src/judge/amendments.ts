import type { AmendmentReport } from "./aggregate.ts";
import * as cue from "./cues.ts";
import type { PartyNames } from "./names.ts";
import { areOfThePast } from "./past.ts";
import type { Sentence } from "./segment.ts";
import type { TermProfile } from "./term-match.ts";
import { stemOf } from "./words.ts";

/** A party named this many sentences before is still who a sentence speaks of; what is not told of a change is said this near to it. */
const REACH = 2;

const NAME = "\\p{Lu}[\\p{L}\\p{N}&.-]*";
const COUNTERPART = new RegExp(
  `(?:agreement|deal|pact|contract|accord|treaty|partnership|alliance|licen[cs]e|arrangement)s? (?:with|between) (?:the |its )?(${NAME})(?:[^.;]{0,40}? and (?:the |its )?(${NAME}))?`,
  "gu",
);

/** The agreement is said to be one with somebody who is no party to this one. */
function isWithOthers(folded: string, parties: PartyNames, terms: readonly TermProfile[]): boolean {
  const isKnown = (name: string): boolean =>
    parties.owner(name) !== null || parties.stems.has(stemOf(name)) || terms.some((term) => term.stems.has(stemOf(name)));
  return [...folded.matchAll(COUNTERPART)].some(([, ...names]) => names.some((name) => name !== undefined && !isKnown(name)));
}

/** An amendment, and whether what was amended is expressly not told: then no term can be read, however well one reads. */
export type Amendment = AmendmentReport & { readonly untold: boolean };

/** A change of the agreement told in general words: an agreement noun, a verb that amends, and a party in the sentence or just before it. */
export function amendmentIn(sentences: readonly Sentence[], parties: PartyNames, terms: readonly TermProfile[]): Amendment | null {
  const past = areOfThePast(sentences, terms);
  let found: Amendment | null = null;
  let near = 0;
  for (const [at, sentence] of sentences.entries()) {
    const { folded } = sentence;
    near = parties.in(folded).size > 0 ? REACH : near - 1;
    if (near < 0 || past[at] === true || !cue.AMENDS.test(folded) || !cue.AGREEMENT.test(folded)) continue;
    if ([cue.NO_CHANGE, cue.DENIAL, cue.HISTORY, cue.OPINION, cue.ENTITLES].some((one) => one.test(folded))) continue;
    if (isWithOthers(folded, parties, terms)) continue;
    const hedged = folded.search(cue.HEDGE) >= 0 || cue.HEARSAY.test(folded) || folded.endsWith("?");
    const untold = !hedged && sentences.slice(at, at + 1 + REACH).some((one) => cue.UNTOLD.test(one.folded));
    const why = `a change of the agreement is ${hedged ? "rumoured" : "reported"}, but no term could be read from it`;
    const one: Amendment = { sentence, level: hedged ? "rumour" : "changes", why, untold };
    if (untold) return one;
    if (found === null || (found.level === "rumour" && !hedged)) found = one;
  }
  return found;
}
