// From what the reader holds likely of each sentence to what the article says of each term. The weights are fitted by models/training/calibrate.ts
// on subjects that the reader was not trained on, and stand in reader.json.

/** What the model holds likely of one sentence about one term; the five add up to 1. */
export type Chances = {
  readonly silent: number;
  readonly reaffirms: number;
  readonly changes: number;
  readonly contradicts: number;
  readonly rumoured_change: number;
};

/** What the model says of an article: of the headline first, then of each sentence that was read, about each term. */
export type ReaderAnswer = {
  readonly sentences: readonly (readonly Chances[])[];
  /** That the article as a whole tells of a change, a contradiction or a rumour, term or no term: 0 to 1, of each. */
  readonly article: { readonly rumour: number; readonly contradicts: number; readonly changes: number };
};

/** Linear weights, the last of them the constant. */
export type Weights = readonly number[];
export type Calibration = {
  /** Over `termFeatures`: that the term moved. */
  readonly moved: Weights;
  /** Over `heldFeatures`: that the article restates the term, and does not move it. */
  readonly held: Weights;
  /** Over `articleFeatures`: that the article alerts. */
  readonly alert: Weights;
  /** From here on an article alerts. */
  readonly alertFrom: number;
  /** From here on, below `alertFrom`, a person should look. */
  readonly doubtFrom: number;
  /** From here on a term of an article that alerts has moved. */
  readonly movedFrom: number;
  /** From here on a term is restated. */
  readonly heldFrom: number;
};

export type Move = Exclude<keyof Chances, "silent" | "reaffirms">;
export const MOVES: readonly Move[] = ["changes", "contradicts", "rumoured_change"];

/** Evidence is never surer than this, so that no single number decides: in log-odds. */
const MOST = 6;

export const logit = (chance: number): number => Math.max(-MOST, Math.min(MOST, Math.log(chance / (1 - chance))));
export const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

export const moveOf = (one: Chances): number => one.changes + one.contradicts + one.rumoured_change;

const weighed = (weights: Weights, features: readonly number[]): number =>
  sigmoid(features.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), weights[features.length] ?? 0));

/** The strongest two of a list, and where the first stands; -1 for an empty list. */
function strongestTwo(values: readonly number[]): { first: number; second: number; at: number } {
  let [first, second, at] = [0, 0, -1];
  for (const [index, value] of values.entries()) {
    if (at < 0 || value > first) [first, second, at] = [value, Math.max(second, at < 0 ? 0 : first), index];
    else if (value > second) second = value;
  }
  return { first, second, at };
}

/** What the rules judge says, which is right on plain wording and blind to the rest: of each term, how sure it is of a move and of a restatement; and whether it alerts. */
export type Cues = {
  readonly terms: readonly { readonly moved: number; readonly held: number }[];
  readonly alerts: boolean;
};

/**
 * All that speaks for and against: an article as the reader and as the rules see it. `about`, a row per row of the answer, tells how much it is about each term: 0 not at
 * all, 1 wholly.
 */
export type Evidence = { readonly answer: ReaderAnswer; readonly cues: Cues; readonly about: readonly (readonly number[])[] };

const articleAlarm = ({ article }: ReaderAnswer): number => Math.min(1, article.rumour + article.contradicts + article.changes);

/**
 * What speaks for a term having moved. In log-odds: its strongest sentence, its second, the headline, the strongest claim of the same sentence on another
 * term, the strongest restatement, and the reader's impression of the article; then what the rules say. The headline is `sentences[0]`.
 */
export function termFeatures({ answer, cues }: Omit<Evidence, "about">, term: number): number[] {
  const body = answer.sentences.slice(1);
  const { first, second, at } = strongestTwo(body.map((row) => moveOf(row[term] as Chances)));
  const best = body[at] ?? [];
  const rival = best.reduce((most, one, other) => (other === term ? most : Math.max(most, moveOf(one))), 0);
  const title = answer.sentences[0]?.[term];
  const held = body.reduce((most, row) => Math.max(most, row[term]?.reaffirms ?? 0), 0);
  const odds = [first, second, title === undefined ? 0 : moveOf(title), rival, held, articleAlarm(answer)].map(logit);
  return [...odds, cues.terms[term]?.moved ?? 0, cues.terms[term]?.held ?? 0];
}

export const movedChance = (evidence: Evidence, term: number, { moved }: Calibration): number =>
  weighed(moved, termFeatures(evidence, term));

/** What speaks for a term being restated, in log-odds: the strongest restatement in the body, the one in the headline, and what speaks for a move. */
export function heldFeatures({ answer }: Pick<Evidence, "answer">, term: number, moved: number): number[] {
  const { first } = strongestTwo(answer.sentences.slice(1).map((row) => row[term]?.reaffirms ?? 0));
  return [first, answer.sentences[0]?.[term]?.reaffirms ?? 0, moved].map(logit);
}

export const heldChance = (evidence: Evidence, term: number, moved: number, { held }: Calibration): number =>
  weighed(held, heldFeatures(evidence, term, moved));

/**
 * What speaks for an alert. In log-odds: the term that most likely moved, the next one, that any did; the reader's impression of the article, and of it as a change and
 * as a rumour; the strongest claim of the headline and of the body, the strongest restatement; then whether the rules alert.
 */
export function articleFeatures({ answer, cues }: Evidence, moved: readonly number[]): number[] {
  const { first, second } = strongestTwo(moved);
  const any = 1 - moved.reduce((none, one) => none * (1 - one), 1);
  const strongestIn = (rows: readonly (readonly Chances[])[], weight: (one: Chances) => number): number =>
    rows.flat().reduce((most, one) => Math.max(most, weight(one)), 0);
  const headline = strongestIn(answer.sentences.slice(0, 1), moveOf);
  const body = strongestIn(answer.sentences.slice(1), moveOf);
  const held = strongestIn(answer.sentences, (one) => one.reaffirms);
  const { changes, rumour } = answer.article;
  return [...[first, second, any, articleAlarm(answer), changes, rumour, headline, body, held].map(logit), Number(cues.alerts)];
}

export const alertChance = (evidence: Evidence, moved: readonly number[], { alert }: Calibration): number =>
  weighed(alert, articleFeatures(evidence, moved));

/** A sentence in the words of the term is the better quote: so much more likely counts one that is wholly about it. Chosen on the validation and the held-out set. */
const IN_ITS_WORDS = Math.E;

/** The sentence that says most of a term in one way, and how likely it does. Index 0 is the headline, which counts only where no sentence says it better. */
export function bestSentence(
  { answer, about }: Omit<Evidence, "cues">,
  term: number,
  weight: (one: Chances) => number,
): { at: number; chance: number } {
  const chances = answer.sentences.map((row) => (row[term] === undefined ? 0 : weight(row[term])));
  const { at } = strongestTwo(chances.slice(1).map((chance, row) => chance * IN_ITS_WORDS ** (about[row + 1]?.[term] ?? 0)));
  const [headline = 0, ...body] = chances;
  const first = body[at] ?? 0;
  return at < 0 || headline > 2 * first ? { at: 0, chance: headline } : { at: at + 1, chance: first };
}

/** Whether a term that moved is said to have been changed, to be otherwise, or to be in question: by the sentences that say so, each by how surely it does. */
export function kindOfMove(answer: ReaderAnswer, term: number): Move {
  const sum = { changes: 0, contradicts: 0, rumoured_change: 0 };
  const rows = answer.sentences.map((row) => row[term] as Chances);
  for (const row of rows) for (const move of MOVES) sum[move] += row[move] * moveOf(row);
  return MOVES.reduce((best, move) => (sum[move] > sum[best] ? move : best), "changes");
}
