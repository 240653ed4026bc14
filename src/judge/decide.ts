import type { SpokenVerdict } from "../domain/verdict.ts";
import { belongs, isSharedWithAnother, movesElsewhere, needsConsent } from "./breaks.ts";
import * as cue from "./cues.ts";
import { exclusiveHolders, type PartyNames, slotsOf } from "./names.ts";
import { quantitiesOf, sameValue } from "./quantities.ts";
import { RELEVANT, type TermProfile } from "./term-match.ts";
import { stemOf, topicStems, wordsOf } from "./words.ts";

/** What a stretch of text says of a term. `denied`: it says so against reports of the contrary. Confidence is 0 to 1. */
export type Decision = { readonly verdict: SpokenVerdict; readonly confidence: number; readonly denied: boolean; readonly why: string };

/** A stretch of a sentence about one term, the sentence around it, and how much the stretch is about the term. */
export type Stretch = {
  readonly unit: string;
  readonly sentence: string;
  readonly relevance: number;
  /** The sentence names a party: then it is hardly about somebody else's agreement. */
  readonly named: boolean;
};

const END = stemOf("end");

/** For or against the term, and how sure the wording is. `ends`: the wording tells a change, not a mere state. */
type Sign = { readonly holds: boolean; readonly ends: boolean; readonly sure: number; readonly why: string };

/** A verb of change, or another value, needs more common words than a telling cue such as "no longer"; more still where no party is named. Both chosen on the training coverage. */
const CLEARLY_RELEVANT = 0.5;
const PLAINLY_RELEVANT = 0.7;
/** A bare "not" in a sentence about a term is seldom its denial: only a sentence that tells the whole term is taken for one. Chosen on the training coverage. */
const PLAINLY_STATED = 1;

const against = (ends: boolean, sure: number, why: string): Sign => ({ holds: false, ends, sure, why });
const holds = (sure: number, why: string): Sign => ({ holds: true, ends: false, sure, why });

/** Whether the wording tells of something new: then a value that differs is a change, otherwise a contradiction. */
const tellsChange = (unit: string): boolean => [cue.CHANGE, cue.NOW, cue.NO_LONGER, cue.END_OF, cue.DEPARTS].some((one) => one.test(unit));

function exclusivitySign(term: TermProfile, unit: string, parties: PartyNames): Sign | null {
  if (!term.exclusive) return null;
  if (cue.ENDS_EXCLUSIVE.test(unit)) return against(true, 0.85, "exclusivity ends");
  if (cue.NOT_EXCLUSIVE.test(unit)) return against(tellsChange(unit), 0.8, "said not to be exclusive");
  if (isSharedWithAnother(term, unit, parties))
    return against(/\b(?:now|from today|henceforth)\b/i.test(unit), 0.7, "another name provides it too");
  const known = (name: string): boolean => belongs(term, name, parties);
  const holders = exclusiveHolders(unit);
  if (holders.length > 0 && !holders.some(known) && !cue.NEGATED.test(unit))
    return against(cue.NOW.test(unit), 0.75, "another name holds the exclusive position");
  return null;
}

/** "hosted on X" where the term says "hosted on Y". */
function slotSign(term: TermProfile, unit: string, parties: PartyNames): Sign | null {
  if (term.slots.length === 0) return null;
  let agreed = false;
  let foreign = false;
  for (const slot of slotsOf(unit)) {
    if (!term.slots.some((own) => own.verb === slot.verb)) continue;
    if (belongs(term, slot.name, parties)) agreed = true;
    else foreign = true;
  }
  if (foreign && (!agreed || term.exclusive)) return against(cue.NOW.test(unit) && !cue.KEEP.test(unit), 0.7, "another name in its place");
  return agreed && !cue.NEGATED.test(unit) && !cue.NO_LONGER.test(unit) && !changesTerm(term, unit)
    ? holds(0.75, "the same name in its place")
    : null;
}

function valueSign(term: TermProfile, { unit, relevance, named }: Stretch): Sign | null {
  const lower = unit.toLowerCase();
  if (term.rejected.some((value) => lower.includes(value.toLowerCase())))
    return against(tellsChange(unit), 0.75, "a value that contradicts it");
  if (term.accepted.some((value) => lower.includes(value.toLowerCase()))) return holds(0.75, "a value that agrees with it");
  let equal = false;
  let different = false;
  for (const said of quantitiesOf(unit)) {
    const elsewhere = term.others.some((other) => sameValue(other, said) === true);
    for (const own of term.quantities) {
      const same = sameValue(own, said);
      if (same === true) equal = true;
      else if (same === false && !elsewhere) different = true;
    }
  }
  const moves = tellsChange(unit) && !cue.NO_CHANGE.test(unit);
  if (different && !equal) return moves || named || relevance >= PLAINLY_RELEVANT ? against(moves, 0.65, "another value") : null;
  if (different && moves) return against(true, 0.75, "a new value beside the old");
  // A deal that runs until June comes to an end in June.
  const ends = cue.NO_LONGER.test(term.stems.has(END) ? unit.replace(cue.COMES_TO_AN_END, "") : unit);
  return equal && !ends && !cue.NEGATED.test(unit) ? holds(0.75, "the same value") : null;
}

/** A verb of change that is not the term's own: a term that says when a contract ends is not changed by "ends", nor a permission by "allows". */
function changesTerm(term: TermProfile, unit: string): boolean {
  for (const [found] of unit.matchAll(cue.CHANGES)) {
    const own = wordsOf(found).some((word) => term.stems.has(word.stem)) || (term.permits && cue.PERMITS.test(found));
    if (!own && (term.quantities.length > 0 || !cue.MEASURES.test(found))) return true;
  }
  return false;
}

/** The text has a word of the term that is no party's name. */
const isAbout = (term: TermProfile, text: string, parties: PartyNames): boolean =>
  [...topicStems(wordsOf(text))].some((stem) => term.weights.has(stem) && !parties.stems.has(stem));

/** What ends, or what leaves its place, has a word of the term: true or false; null where nothing is said to end so. */
function departs(term: TermProfile, unit: string, parties: PartyNames): boolean | null {
  const end = cue.END_OF.exec(unit);
  if (end !== null) return isAbout(term, unit.slice(end.index + end[0].length), parties);
  const leaves = cue.DEPARTS.exec(unit);
  return leaves === null ? null : isAbout(term, unit.slice(0, leaves.index), parties);
}

/** The stretch says of its subject what the term says: sharing nouns is not enough. */
function sharesPredicate(term: TermProfile, unit: string): boolean {
  if ((term.permits && cue.PERMITS.test(unit)) || (term.exclusive && cue.EXCLUSIVE.test(unit))) return true;
  if (term.steady && cue.SAME.test(unit)) return true;
  if (term.predicate.size === 0) return !term.steady;
  return wordsOf(unit).some((word) => term.predicate.has(word.stem));
}

function polaritySign(term: TermProfile, { unit, relevance, named }: Stretch, parties: PartyNames): Sign | null {
  const clear = relevance >= (named ? CLEARLY_RELEVANT : PLAINLY_RELEVANT);
  if (cue.NO_LONGER.test(unit)) return named || clear ? against(true, term.negative ? 0.55 : 0.8, "no longer so") : null;
  const departed = departs(term, unit, parties);
  if (departed !== null) return departed && named ? against(true, term.negative ? 0.55 : 0.7, "ends or gives way") : null;
  if (term.steady && cue.CHANGED.test(unit)) return against(true, 0.75, "said to be changed");
  if (term.permits && !term.negative && cue.FORBIDS.test(unit))
    return against(tellsChange(unit), 0.7, "what the term allows is said to be forbidden");
  const keeps = cue.KEEP.test(unit) || (cue.CONFIRMS.test(unit) && sharesPredicate(term, unit));
  if (changesTerm(term, unit) && !keeps) return clear ? against(true, 0.6, "a verb of change") : null;
  // What is permitted "without" somebody, or does "not need" his consent, is permitted all the more.
  const negated = cue.NEGATED.test(term.permits ? unit.replace(/\bwithout\b|\b(?:do|does|did) not (?:need|require)\b/gi, "") : unit);
  if (keeps && negated === term.negative) return holds(0.75, "said to go on");
  if (negated && !term.negative && !term.exclusive)
    return relevance >= PLAINLY_STATED && named ? against(tellsChange(unit), 0.55, "the opposite is said") : null;
  return relevance >= PLAINLY_RELEVANT && negated === term.negative && sharesPredicate(term, unit) ? holds(0.6, "restated") : null;
}

/** Others are let in where the term is exclusive. */
const opensTerm = (term: TermProfile, unit: string): boolean =>
  term.exclusive && cue.OPENS.test(unit) && !cue.KEEP.test(unit) && !cue.EXCLUSIVE.test(unit);

const EXCEPTED = "holds with an exception only";

/** What holds without a proviso is restated with one: "payments go on, now under a cap", "on Coldvault first, unless it cannot". */
function provisoSign(term: TermProfile, { unit, relevance, named }: Stretch): Sign | null {
  if (!named || relevance < CLEARLY_RELEVANT || cue.NEGATED.test(term.folded) || cue.EXCEPTION.test(term.folded)) return null;
  if (cue.NEW_CONDITION.test(unit) && cue.KEEP.test(unit)) return against(true, 0.65, "goes on under a new condition");
  return cue.EXCEPTION.test(unit) && cue.RANKED.test(unit) ? against(true, 0.6, EXCEPTED) : null;
}

function signOf(term: TermProfile, stretch: Stretch, parties: PartyNames): Sign | null {
  const { unit } = stretch;
  const proviso = provisoSign(term, stretch);
  if (proviso !== null) return proviso;
  const exclusivity = exclusivitySign(term, unit, parties);
  if (exclusivity !== null) return exclusivity;
  if (stretch.named && movesElsewhere(term, unit, parties)) return against(true, 0.75, "moves to another name");
  if (needsConsent(term, unit)) return against(true, 0.7, "what the term allows is said to need consent");
  if (cue.NO_CHANGE.test(unit) && !cue.NO_LONGER.test(unit)) return holds(0.85, "said to be unchanged");
  const placed = slotSign(term, unit, parties) ?? valueSign(term, stretch);
  if (placed !== null) return placed;
  return opensTerm(term, unit) ? against(tellsChange(unit), 0.6, "others are let in") : polaritySign(term, stretch, parties);
}

/** Told as what once was, and not as what ended just now. */
function isHistory(term: TermProfile, unit: string): boolean {
  if (/\bsince\b/i.test(unit) && !/\bhad\b/i.test(unit)) return false;
  const year = Number(term.validFrom.slice(0, 4));
  const dates = quantitiesOf(unit).filter((one) => one.kind === "date" && !term.quantities.some((own) => sameValue(own, one) === true));
  const old = dates.length > 0 && dates.every((one) => Math.floor(one.value / 10_000) < year);
  // "loses the monopoly it had held" is news, "had lost its monopoly" is not.
  const past = cue.HISTORY.test(unit) && !cue.ENDS_EXCLUSIVE.test(unit.replace(/\bhad \w+/gi, ""));
  return (past || old) && !cue.NO_LONGER.test(unit) && !cue.NOW.test(unit) && !cue.KEEP.test(unit) && !cue.CONFIRMS.test(unit);
}

/** A word of doubt that is the term's own ("whether", "may") is none. */
function isHedged(term: TermProfile | null, unit: string): boolean {
  const own = term?.folded.toLowerCase() ?? "";
  for (const match of unit.matchAll(cue.HEDGE)) if (!own.includes(match[0].toLowerCase())) return true;
  return false;
}

const QUESTION = /\?["')]*$/;

/** The text is talk of a term, or of none: a question, hearsay, or a word of doubt. */
export const isTalk = (term: TermProfile | null, text: string): boolean =>
  QUESTION.test(text) || cue.HEARSAY.test(text) || isHedged(term, text);

/** What would only be if something else were; an exception is no such condition. */
const isConditional = (unit: string, sign: Sign): boolean =>
  cue.CONDITION.test(sign.why === EXCEPTED ? unit.replace(cue.EXCEPTION, "") : unit) && !/\beven if\b/i.test(unit);

/** What a stretch says of a term, or null where it says nothing. */
export function decide(term: TermProfile, stretch: Stretch, parties: PartyNames): Decision | null {
  const { sentence, relevance } = stretch;
  const unit = cue.withoutIdioms(stretch.unit);
  const sign = signOf(term, { ...stretch, unit }, parties);
  if (sign === null || isHistory(term, unit)) return null;
  const question = QUESTION.test(sentence);
  const denied = cue.DENIAL.test(sentence);
  const confidence = Math.min(
    0.95,
    sign.sure * (relevance >= CLEARLY_RELEVANT ? 1 : 0.75 + (0.25 * (relevance - RELEVANT)) / (CLEARLY_RELEVANT - RELEVANT)),
  );
  const give = (verdict: SpokenVerdict, factor = 1): Decision => ({ verdict, confidence: confidence * factor, denied, why: sign.why });
  if (sign.holds) return question || (cue.OPINION.test(unit) && !denied) ? null : give("reaffirms");
  if (!stretch.named && relevance < PLAINLY_RELEVANT) return null;
  if (denied) return { verdict: "reaffirms", confidence: 0.7, denied, why: "a report of change is denied" };
  if (cue.CONCEDES.test(unit) && sign.sure < 0.8) return null;
  if (cue.OPINION.test(sentence)) return null;
  if (question || cue.HEARSAY.test(sentence) || isHedged(term, unit) || isConditional(unit, sign)) return give("rumoured_change", 0.9);
  return give(sign.ends ? "changes" : "contradicts");
}

/** What a sentence says of a term whose clause it takes out, or whose thing it moves elsewhere: the end of it, talk of it, or nothing. */
export function decideGone(term: TermProfile, folded: string): Decision | null {
  if (
    cue.NEGATED.test(folded) ||
    cue.DENIAL.test(folded) ||
    cue.OPINION.test(folded) ||
    cue.CONDITION.test(folded) ||
    isHistory(term, folded)
  )
    return null;
  const verdict = isTalk(term, folded) ? "rumoured_change" : "changes";
  return { verdict, confidence: 0.7, denied: false, why: "it is said to be taken out or to move elsewhere" };
}
