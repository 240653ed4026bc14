import { goneClause, movedThing, movesElsewhere } from "./breaks.ts";
import { ENDS_EXCLUSIVE, OPENS } from "./cues.ts";
import { type Decision, decide, decideGone } from "./decide.ts";
import type { PartyNames } from "./names.ts";
import { clausesOf, type Sentence } from "./segment.ts";
import { isOutOfScope, RELEVANT, relevance, type TermProfile, type Topic, topicOf } from "./term-match.ts";
import { stemOf } from "./words.ts";

/** What one sentence says of one term, with the sentence. */
export type SentenceReading = Decision & {
  readonly term: TermProfile;
  readonly sentence: Sentence;
  /** How much the words themselves are about the term, on the scale of `relevance`: no sentence before, no telling wording. */
  readonly about: number;
};

export type Context = {
  readonly parties: PartyNames;
  readonly terms: readonly TermProfile[];
  /** Stems of the sentence before. */
  readonly before: ReadonlySet<string>;
  /** A party is named in the sentence or just before it. */
  readonly named: boolean;
};

const NOTHING: ReadonlySet<string> = new Set();

/** Terms that come this near to the best one share the stretch: two terms often share their words. */
const NEAR_BEST = 0.8;

const aboutness = (term: TermProfile, topic: Topic, parties: PartyNames): number =>
  relevance(term, { ...topic, telling: false }, NOTHING, parties);

type Unit = { start: number; end: number; best: TermProfile | null };

/** The terms that a folded stretch of text is about, the best first. */
export function scoresOf(
  stretch: string,
  { parties, terms, before }: Omit<Context, "named">,
  { stems: own, quantities }: Topic = topicOf(stretch),
): { term: TermProfile; score: number }[] {
  const ends = ENDS_EXCLUSIVE.test(stretch);
  const stems = ends || OPENS.test(stretch) ? new Set([...own, stemOf("exclusive")]) : own;
  return terms
    .filter((term) => !isOutOfScope(term, stems))
    .map((term) => ({ term, score: relevance(term, { stems, quantities, telling: ends && term.exclusive }, before, parties) }))
    .filter(({ score }) => score >= RELEVANT)
    .sort((a, b) => b.score - a.score);
}

/** Runs of clauses about one term: a clause without a term of its own goes with the one before it, at the start with the one after. */
function unitsOf({ folded }: Sentence, context: Context): Unit[] {
  const units: Unit[] = [];
  const clauses = clausesOf(folded);
  if (clauses.length < 2) return [];
  for (const clause of clauses) {
    const best = scoresOf(folded.slice(clause.start, clause.end), { ...context, before: NOTHING })[0]?.term ?? null;
    const last = units.at(-1);
    if (last !== undefined && (best === null || last.best === null || last.best === best)) {
      last.end = clause.end;
      last.best ??= best;
    } else units.push({ start: clause.start, end: clause.end, best });
  }
  return units;
}

/** The one term that a clause said to be gone, or a thing said to move elsewhere, is about: the one that its words tell best from the others. */
function readGone(sentence: Sentence, { parties, terms, named }: Context, topic: Topic): SentenceReading[] {
  const gone = goneClause(sentence.folded);
  const stems = gone.size > 0 ? gone : movedThing(sentence.folded);
  if (stems.size === 0 || !named) return [];
  let best: TermProfile | null = null;
  let most = 0;
  for (const term of terms) {
    if (gone.size === 0 && !movesElsewhere(term, sentence.folded, parties)) continue;
    let weight = 0;
    for (const stem of stems) if (!parties.stems.has(stem)) weight += term.weights.get(stem) ?? 0;
    if (weight > most) [best, most] = [term, weight];
  }
  const decision = best === null ? null : decideGone(best, sentence.folded);
  return best === null || decision === null ? [] : [{ ...decision, term: best, sentence, about: aboutness(best, topic, parties) }];
}

/** Everything that a sentence says of the terms: at most one decision a term, the most confident one. `whole` is the topic of the sentence. */
export function readSentence(sentence: Sentence, context: Context, whole: Topic = topicOf(sentence.folded)): SentenceReading[] {
  const { folded } = sentence;
  const gone = readGone(sentence, context, whole);
  if (gone.length > 0) return gone;
  const inAll = scoresOf(folded, context, whole);
  if (inAll.length === 0) return [];
  const units = unitsOf(sentence, context).map(({ start, end }) => folded.slice(start, end));
  const readings = new Map<TermProfile, SentenceReading>();
  for (const unit of units.length < 2 ? [folded] : units) {
    const topic = unit === folded ? whole : topicOf(unit);
    const scores = unit === folded ? inAll : scoresOf(unit, context, topic);
    const least = (scores[0]?.score ?? 0) * NEAR_BEST;
    for (const { term, score } of scores) {
      if (score < least) break;
      const decision = decide(term, { unit, sentence: folded, relevance: score, named: context.named }, context.parties);
      const kept = readings.get(term);
      if (decision !== null && (kept === undefined || decision.confidence > kept.confidence))
        readings.set(term, { ...decision, term, sentence, about: aboutness(term, topic, context.parties) });
    }
  }
  return [...readings.values()];
}
