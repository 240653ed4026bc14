import type { Assessment, QuoteSpan, Reading } from "../domain/reading.ts";
import { type AlertLevel, isStronger, levelOf, strongest } from "../domain/verdict.ts";
import type { SentenceReading } from "./read-sentence.ts";
import type { Sentence } from "./segment.ts";
import type { TermProfile } from "./term-match.ts";

/** Below this confidence a person should look: the wording was not plain. */
export const DOUBT = 0.5;
/** What a sentence further down loses against the headline and the first sentences, where news stands. */
const BACKGROUND = 0.9;
/** Where the news stands: so many UTF-16 units from the top of the text. */
const LEAD = 400;
/** A change told this plainly stands against any sentence that restates the old term. */
const PLAIN = 0.55;

export const spanOf = ({ field, start, end, quote }: Sentence): QuoteSpan => ({ quote, field, start, end });

const isMove = (one: SentenceReading): boolean => one.verdict === "changes" || one.verdict === "contradicts";

const surest = (list: readonly SentenceReading[]): SentenceReading | undefined =>
  list.reduce<SentenceReading | undefined>((best, one) => (best === undefined || one.confidence > best.confidence ? one : best), undefined);

/** The one that is most about its term: the evidence a person is shown. Of two alike the surer. */
const nearest = (list: readonly SentenceReading[]): SentenceReading | undefined =>
  list.reduce<SentenceReading | undefined>(
    (best, one) =>
      best === undefined || one.about > best.about || (one.about === best.about && one.confidence > best.confidence) ? one : best,
    undefined,
  );

/** The reading of a term, and a change that was read but was not sure enough to stand: a person should look. At least one of the two is there. */
export type Settled = { readonly reading: SentenceReading | null; readonly outweighed: SentenceReading | null };

/**
 * One reading of a term out of all that the sentences say. A plain change wins over sentences that restate the old term; a denial wins over rumours;
 * a doubtful change loses to a plain restatement, and is remembered.
 */
function settle(said: readonly SentenceReading[]): Settled | null {
  const weighed = said.map((one) =>
    one.sentence.field === "title" || one.sentence.start < LEAD
      ? one
      : { ...one, confidence: one.confidence * BACKGROUND, about: one.about * BACKGROUND },
  );
  const held = surest(weighed.filter((one) => one.verdict === "reaffirms"));
  const move = surest(weighed.filter(isMove));
  const rumour = surest(weighed.filter((one) => one.verdict === "rumoured_change"));
  const denied = weighed.find((one) => one.verdict === "reaffirms" && one.denied);
  if (move !== undefined && (move.confidence >= PLAIN || held === undefined || move.confidence >= held.confidence)) {
    // Where one sentence tells the new state and another its change, the change is the fuller account.
    const plain = weighed.filter((one) => isMove(one) && one.confidence >= PLAIN);
    return { reading: nearest(plain.filter((one) => one.verdict === "changes")) ?? nearest(plain) ?? move, outweighed: null };
  }
  const stands = rumour !== undefined && denied === undefined && (held === undefined || rumour.confidence >= DOUBT);
  const reading = stands ? rumour : (denied ?? held ?? rumour);
  return reading === undefined ? null : { reading, outweighed: move ?? null };
}

function readingOf(one: SentenceReading, judge: string): Reading {
  return { ...spanOf(one.sentence), term: one.term.id, verdict: one.verdict, confidence: Math.round(one.confidence * 100) / 100, judge };
}

/** A change of the agreement as a whole that no term could be read from. `why` is for a person. */
export type AmendmentReport = { readonly sentence: Sentence; readonly level: Exclude<AlertLevel, "none">; readonly why: string };

/** A verdict as a reason tells it: "fee is …". */
export const SAID: Record<Reading["verdict"], string> = {
  reaffirms: "reaffirmed",
  contradicts: "contradicted",
  changes: "reported as changed",
  rumoured_change: "rumoured to change",
};

export const SAYS_NOTHING = "says nothing about the terms";

export const percent = (chance: number): string => `${Math.round(chance * 100)} %`;

/** Why a reading is held for review: every judge says so in these words, or with a bound from which on "a person looks". */
export const shouldLook = (why: string): string => `a person should look, since ${why}`;

/** The same for what a reading lacks, each to be said after "the article". */
export const limitsInWords = (limits: readonly string[]): string[] =>
  limits.length === 0 ? [] : [shouldLook(`the article ${limits.join(" and ")}`)];

export const outweighedInWords = (settled: readonly Settled[]): string[] =>
  settled.some((one) => one.outweighed !== null) ? [shouldLook("what may speak against a term was outweighed")] : [];

/** The assessment of an article from its settled readings, each with the reason for it. */
export function assess(
  settled: readonly Settled[],
  amendment: AmendmentReport | null,
  notes: readonly string[],
  judge: string,
): Assessment {
  const readings = settled.flatMap((one) => one.reading ?? []);
  const level = strongest(readings.map((one) => levelOf(one.verdict)));
  const general = amendment !== null && isStronger(amendment.level, level) ? amendment : null;
  const told = readings.map((one) => `${one.term.id} is ${SAID[one.verdict]} (${one.why})`);
  const outweighed = settled.flatMap((one) => one.outweighed ?? []);
  for (const one of outweighed) told.push(`"${one.sentence.quote}" may speak against ${one.term.id} (${percent(one.confidence)} sure)`);
  if (general !== null) told.unshift(general.why, shouldLook("no term carries it"));
  if (told.length === 0) told.push(SAYS_NOTHING);
  const doubted = readings.some((one) => one.confidence < DOUBT && (level === "none" || one.verdict !== "reaffirms"));
  return {
    alert: general?.level ?? level,
    needsReview: general !== null || doubted || outweighed.length > 0,
    readings: readings.map((one) => readingOf(one, judge)),
    reason: [...told, ...notes].join("; "),
    evidence: general === null ? null : spanOf(general.sentence),
  };
}

/** What is settled of each term that is spoken of, in the order of the terms. */
export function settleAll(said: readonly SentenceReading[], terms: readonly TermProfile[]): Settled[] {
  return terms.flatMap((term) => settle(said.filter((one) => one.term === term)) ?? []);
}
