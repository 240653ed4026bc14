import type { EditNote } from "../domain/edit.ts";
import { isStronger } from "../domain/verdict.ts";
import type { AmendmentReport } from "./aggregate.ts";
import { AGREEMENT, REFERS } from "./cues.ts";
import { isTalk } from "./decide.ts";
import type { PartyNames } from "./names.ts";
import { plainNumber, quantitiesOf, sameValue } from "./quantities.ts";
import { readSentence, type SentenceReading, scoresOf } from "./read-sentence.ts";
import { clausesOf, type Sentence, sentencesOf } from "./segment.ts";
import type { TermProfile } from "./term-match.ts";
import { fold, topicStems, wordsOf } from "./words.ts";

/** An edit that the rules cannot read as a change is still a claim that differs from the text it copies: shown, with doubt. */
const UNREAD_EDIT = 0.45;

/** Newsrooms write their own day into a copy, or leave it out; it says nothing about the agreement. */
const WEEKDAY = /^(?:(?:(?:on|last|this) )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)?$/i;

export type EditReadings = {
  readonly said: readonly SentenceReading[];
  /** Sentences whose ordinary readings the edits supersede. */
  readonly replaced: ReadonlySet<Sentence>;
  /** An edit beside every term, as the alert it raises. */
  readonly amendment: AmendmentReport | null;
  readonly notes: readonly string[];
  /** Words of a sentence about a term were exchanged, and no alert came of it: a person should look. */
  readonly doubt: boolean;
};

type Context = { readonly parties: PartyNames; readonly terms: readonly TermProfile[] };

const NONE: ReadonlySet<string> = new Set();

/** The edit in words, for a person. */
function describe({ added, removed, before, after, own = false }: EditNote): string {
  const [original, said] = own ? ["what it said before", "it said"] : ["the text it copies", "the text it copies says"];
  if (added !== "" && removed !== "") return `says "${added}" where ${said} "${removed}"`;
  if (added !== "") return `adds "${added}" to ${original}`;
  if (removed !== "") return `leaves out "${removed}" of ${original}`;
  return `says "${after.slice(0, 80)}" where ${said} "${before.slice(0, 80)}"`;
}

/** Another weekday, another spelling of one value, another name of one party. */
function keepsMeaning({ kind, added, removed }: EditNote, parties: PartyNames): boolean {
  if (WEEKDAY.test(added.trim()) && WEEKDAY.test(removed.trim())) return added + removed !== "";
  if (kind === "name") return parties.owner(added) !== null && parties.owner(added) === parties.owner(removed);
  const [now, then] = [quantitiesOf(fold(added)), quantitiesOf(fold(removed))];
  if (now.length > 0 && now.length === then.length)
    return now.every((one, at) => then[at] !== undefined && sameValue(one, then[at]) === true);
  const value = plainNumber(added.trim());
  return value !== null && value === plainNumber(removed.trim());
}

/** Words that carry meaning were put in the place of others that do, and mean something else. */
function exchanges({ added, removed }: EditNote): ReadonlySet<string> {
  const [now, then] = [topicStems(wordsOf(fold(added))), topicStems(wordsOf(fold(removed)))];
  const gone = [...then].filter((stem) => !now.has(stem));
  return new Set([...now].every((stem) => then.has(stem)) ? [] : gone);
}

/** The edit may change what is said: one of a protected kind, one that takes or brings a party's name, or one that takes a word of a term for another. */
function isProtected(edit: EditNote, { parties, terms }: Context): boolean {
  const { kind, added, removed } = edit;
  if (kind !== "other" || parties.owner(added) !== null || parties.owner(removed) !== null) return true;
  const gone = exchanges(edit);
  return terms.some((term) => [...gone].some((stem) => term.weights.has(stem)));
}

/** The sentence, now or before the edit, names a party or the agreement, or has a word of a term in it. */
function isOurs({ before }: EditNote, { folded }: Sentence, { parties, terms }: Context): boolean {
  if (AGREEMENT.test(folded) || parties.in(folded).size > 0 || parties.in(fold(before)).size > 0) return true;
  const stems = topicStems(wordsOf(folded));
  return terms.some((term) => [...term.weights.keys()].some((stem) => stems.has(stem)));
}

/** The terms that the edited clause is about, or the edited sentence where the clause is about none, as it reads now or as it read before. */
function termsOf({ added, removed, before }: EditNote, sentence: Sentence, context: Context): TermProfile[] {
  for (const [text, words] of [
    [sentence.folded, added],
    [fold(before), removed],
  ] as const) {
    const at = words === "" ? -1 : text.indexOf(fold(words));
    const clause = at < 0 ? undefined : clausesOf(text).find((one) => at >= one.start && at < one.end);
    for (const stretch of clause === undefined ? [text] : [text.slice(clause.start, clause.end), text]) {
      const best = scoresOf(stretch, { ...context, before: NONE })[0];
      if (best !== undefined) return [best.term];
    }
  }
  return [];
}

/** What one edit says of the term its clause is about. An edit that makes a deviating sentence agree with the term only restores it. */
function readEdit(edit: EditNote, sentence: Sentence, context: Context, said: readonly SentenceReading[]): SentenceReading[] {
  const here = said.filter((one) => one.sentence === sentence);
  if (here.some((one) => one.verdict === "changes" || one.verdict === "contradicts")) return here;
  const named = context.parties.in(sentence.folded).size > 0;
  const then = sentencesOf("text", edit.before).flatMap((one) => readSentence(one, { ...context, before: NONE, named }));
  const alarms = then.filter((one) => one.verdict !== "reaffirms");
  const settled = alarms.every((one) => here.some((other) => other.term === one.term));
  if (!isProtected(edit, context)) return here.filter((one) => one.verdict !== "reaffirms" || alarms.length > 0);
  if (alarms.length > 0 && settled)
    return here.map((one) => (one.verdict === "reaffirms" ? one : { ...one, confidence: Math.min(one.confidence, UNREAD_EDIT) }));
  const terms = here.filter((one) => one.verdict !== "reaffirms").map((one) => one.term);
  return (terms.length > 0 ? terms : termsOf(edit, sentence, context)).map((term) => ({
    // What the edited sentence itself only talks about is no more than talk, whatever it copies.
    verdict: isTalk(term, sentence.folded) ? "rumoured_change" : "contradicts",
    confidence: UNREAD_EDIT,
    denied: false,
    why: edit.own === true ? "edited since it was first read" : "edited against the text it copies",
    term,
    sentence,
    about: 0,
  }));
}

/** Reads the protected edits of an article against the text it copies, or against what it said before. Every edit leaves a note; none is dropped unseen. */
export function readEdits(
  edits: readonly EditNote[],
  sentences: readonly Sentence[],
  said: readonly SentenceReading[],
  context: Context,
): EditReadings {
  const found: SentenceReading[] = [];
  const replaced = new Set<Sentence>();
  const notes: string[] = [];
  let amendment: AmendmentReport | null = null;
  let doubt = false;
  for (const edit of edits) {
    const note = describe(edit);
    notes.push(note);
    if (keepsMeaning(edit, context.parties)) continue;
    let near = false;
    const isGuarded = isProtected(edit, context);
    for (const sentence of sentences) {
      near = (near && REFERS.test(sentence.folded)) || context.parties.in(sentence.folded).size > 0;
      if (sentence.field !== "text" || sentence.start >= edit.end || sentence.end <= edit.start) continue;
      const readings = readEdit(edit, sentence, context, said);
      if (exchanges(edit).size > 0 && termsOf(edit, sentence, context).length > 0) doubt = true;
      if (readings.length > 0) {
        // Two edits of one sentence say one thing of a term.
        found.push(...readings.filter((one) => !found.some((other) => other.term === one.term && other.sentence === one.sentence)));
        replaced.add(sentence);
      } else if (isGuarded && (near || isOurs(edit, sentence, context))) {
        const level = isTalk(null, sentence.folded) ? "rumour" : "contradicts";
        if (amendment === null || isStronger(level, amendment.level))
          amendment = { sentence, level, why: "a copy differs from its original about the parties or the agreement" };
      }
    }
  }
  return { said: found, replaced, amendment, notes, doubt };
}

/** An edited sentence speaks for itself, and no untouched sentence that restates a term outweighs an edit against it. */
export function withEdits(said: readonly SentenceReading[], edited: EditReadings): SentenceReading[] {
  const moved = new Set(edited.said.filter((one) => one.verdict !== "reaffirms").map((one) => one.term));
  const untouched = said.filter((one) => !edited.replaced.has(one.sentence) && (one.verdict !== "reaffirms" || !moved.has(one.term)));
  return [...untouched, ...edited.said.filter((one) => one.verdict !== "reaffirms" || !moved.has(one.term))];
}
