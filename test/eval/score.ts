import type { Assessment, Reading } from "../../src/domain/reading.ts";
import { isStronger, levelOf, type Verdict, verdict } from "../../src/domain/verdict.ts";
import { type Case, isMove } from "./cases.ts";

/** A labelled article and what the judge made of it. */
export type Outcome = { readonly one: Case; readonly found: Assessment };

/** Null is a share of nothing. */
type Share = number | null;
const share = (part: number, whole: number): Share => (whole === 0 ? null : part / whole);

export type Detection = {
  readonly hit: number;
  readonly raised: number;
  readonly due: number;
  readonly precision: Share;
  readonly recall: Share;
  readonly f1: Share;
};

function detection(pairs: Iterable<{ readonly raised: boolean; readonly due: boolean }>): Detection {
  let [hit, raised, due] = [0, 0, 0];
  for (const pair of pairs) {
    raised += pair.raised ? 1 : 0;
    due += pair.due ? 1 : 0;
    hit += pair.raised && pair.due ? 1 : 0;
  }
  return { hit, raised, due, precision: share(hit, raised), recall: share(hit, due), f1: share(2 * hit, raised + due) };
}

/** The reading that decides: the strongest, and among equals the surest. */
export function decisive(readings: readonly Reading[]): Reading | null {
  const beats = (a: Reading, b: Reading) => {
    const [one, two] = [levelOf(a.verdict), levelOf(b.verdict)];
    return isStronger(one, two) || (one === two && a.confidence > b.confidence);
  };
  return readings.reduce<Reading | null>((best, reading) => (best === null || beats(reading, best) ? reading : best), null);
}

type Pair = { readonly expected: Verdict; readonly got: Verdict };

/** One for each term that the judge was asked about. */
function pairsOf({ one, found }: Outcome): Pair[] {
  return one.input.terms.map(({ id }) => ({
    expected: one.labels.get(id) ?? "silent",
    got: decisive(found.readings.filter((reading) => reading.term === id))?.verdict ?? "silent",
  }));
}

export type FalseAlarms = { readonly alarms: number; readonly pairs: number; readonly per1000: Share };

/**
 * A silent pair is a sentence (the headline counts as one) and a term that was asked about, where the sentence carries no label for the term and no
 * sentence of the same article moves that term. A false alarm is a reading that moves such a term on a quote that touches nothing but such sentences;
 * it counts once however many it touches. A moving reading on a sentence that reaffirms its term is wrong too and is counted under "moved" alone.
 * Null where no case is labelled by sentence.
 */
export function falseAlarms(outcomes: readonly Outcome[]): FalseAlarms | null {
  let [alarms, pairs, labelled] = [0, 0, false];
  for (const { one, found } of outcomes) {
    if (one.sentences === null) continue;
    labelled = true;
    for (const { id } of one.input.terms) {
      const expected = one.labels.get(id) ?? "silent";
      if (isMove(expected)) continue;
      pairs += one.sentences.filter((sentence) => !sentence.labels.has(id)).length;
      for (const { term, verdict: value, field, start, end } of found.readings) {
        if (term !== id || !isMove(value)) continue;
        const touched = one.sentences.filter((sentence) => sentence.field === field && sentence.start < end && start < sentence.end);
        if (touched.length > 0 && touched.every((sentence) => !sentence.labels.has(id))) alarms += 1;
      }
    }
  }
  const rate = share(alarms, pairs);
  return labelled ? { alarms, pairs, per1000: rate === null ? null : rate * 1000 } : null;
}

const BINS = 10;
export type Bin = { readonly from: number; readonly n: number; readonly confidence: Share; readonly right: Share };
export type Calibration = { readonly readings: number; readonly bins: readonly Bin[]; readonly error: Share };

/**
 * Confidences of readings in ten bins of equal width, 1 in the last. A reading is right when its verdict is the one that the article is labelled with
 * for that term. The error is the mean distance between confidence and share right over the bins, weighted by their readings.
 */
export function calibration(outcomes: readonly Outcome[]): Calibration {
  const judged = outcomes.flatMap(({ one, found }) =>
    found.readings.map((reading) => ({ confidence: reading.confidence, right: one.labels.get(reading.term) === reading.verdict })),
  );
  const bins = Array.from({ length: BINS }, (_, at): Bin => {
    const inside = judged.filter(({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === at);
    const sum = inside.reduce((total, { confidence }) => total + confidence, 0);
    const right = inside.filter((one) => one.right).length;
    return { from: at / BINS, n: inside.length, confidence: share(sum, inside.length), right: share(right, inside.length) };
  });
  const distance = bins.reduce((total, { n, confidence, right }) => total + n * Math.abs((confidence ?? 0) - (right ?? 0)), 0);
  return { readings: judged.length, bins, error: share(distance, judged.length) };
}

export type Figures = {
  readonly articles: number;
  /** Article × term. */
  readonly pairs: number;
  /** Any alert against none. */
  readonly alert: Detection;
  /** Share of articles with exactly the expected alert. */
  readonly exactClass: Share;
  /** Article × term: moved is any verdict but reaffirms and silent. */
  readonly moved: Detection;
  readonly needsReview: Share;
};

function figures(outcomes: readonly Outcome[]): Figures {
  const pairs = outcomes.flatMap(pairsOf);
  return {
    articles: outcomes.length,
    pairs: pairs.length,
    alert: detection(outcomes.map(({ one, found }) => ({ raised: found.alert !== "none", due: one.alert !== "none" }))),
    exactClass: share(outcomes.filter(({ one, found }) => found.alert === one.alert).length, outcomes.length),
    moved: detection(pairs.map(({ expected, got }) => ({ raised: isMove(got), due: isMove(expected) }))),
    needsReview: share(outcomes.filter(({ found }) => found.needsReview).length, outcomes.length),
  };
}

export type Group = Figures & { readonly name: string };

/** Worst first: fewest articles with exactly the expected alert, then the lower F1 of alerts. */
function groupsBy(outcomes: readonly Outcome[], nameOf: (one: Case) => string): Group[] {
  const groups = Map.groupBy(outcomes, ({ one }) => nameOf(one));
  const rows = [...groups].map(([name, members]): Group => ({ name, ...figures(members) }));
  return rows.sort((a, b) => (a.exactClass ?? 0) - (b.exactClass ?? 0) || (a.alert.f1 ?? 1) - (b.alert.f1 ?? 1));
}

export type Score = Figures & {
  /** Articles older than the record: the judge is not asked about any term. */
  readonly history: number;
  /** Any term moved in the article, whichever: `moved` without the question of which term. */
  readonly movedArticles: Detection;
  readonly verdicts: Readonly<Record<Verdict, Detection>>;
  readonly falseAlarms: FalseAlarms | null;
  readonly calibration: Calibration;
  readonly subjects: readonly Group[];
  readonly groups: readonly Group[];
  readonly kinds: readonly Group[];
};

export function score(outcomes: readonly Outcome[]): Score {
  const pairs = outcomes.map(pairsOf);
  const verdictOf = (value: Verdict) =>
    detection(pairs.flat().map(({ expected, got }) => ({ raised: got === value, due: expected === value })));
  return {
    ...figures(outcomes),
    history: outcomes.filter(({ one }) => one.input.terms.length === 0).length,
    movedArticles: detection(
      pairs.map((list) => ({ raised: list.some(({ got }) => isMove(got)), due: list.some(({ expected }) => isMove(expected)) })),
    ),
    verdicts: Object.fromEntries(verdict.options.map((value) => [value, verdictOf(value)])) as Record<Verdict, Detection>,
    falseAlarms: falseAlarms(outcomes),
    calibration: calibration(outcomes),
    subjects: groupsBy(outcomes, (one) => one.subject),
    groups: groupsBy(outcomes, (one) => one.group),
    kinds: groupsBy(outcomes, (one) => one.kind),
  };
}
