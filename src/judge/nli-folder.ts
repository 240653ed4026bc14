import type { Assessment } from "../domain/reading.ts";
import type { SpokenVerdict } from "../domain/verdict.ts";
import { assess, limitsInWords, outweighedInWords, percent, SAYS_NOTHING, settleAll } from "./aggregate.ts";
import { type Candidate, candidatesOf, foreign, type Material, materialOf } from "./candidates.ts";
import * as cue from "./cues.ts";
import { isTalk } from "./decide.ts";
import { endingsIn, strongestEnding } from "./endings.ts";
import type { Judge, JudgeInput } from "./judge.ts";
import { type Chances, type NliModel, openNliModel, type Pair } from "./nli-model.ts";
import type { OnnxOptions } from "./onnx-session.ts";
import type { SentenceReading } from "./read-sentence.ts";
import { RELEVANT } from "./term-match.ts";

/** From here on the model is believed. Models of this kind are too sure of themselves on text unlike their training. */
const SURE = 0.75;
/** Between this and SURE a contradiction is no reading, and a person is asked to look. */
const DOUBT = 0.5;
/** Sentences held against one term. */
const PER_TERM = 8;
/** Where a sentence opens, in UTF-16 units: as long as "the companies". */
const OPENING = 16;
/** A sentence that names no party, nor the one before it, has to be this much about a term to speak against it. */
const PLAINLY_ABOUT = 0.7;

export type NliOptions = Omit<OnnxOptions, "file"> & {
  /** Holds model.onnx (or onnx/model.onnx, or model_quantized.onnx), config.json, tokenizer.json and tokenizer_config.json. */
  readonly folder: string;
};

type Said = { readonly verdict: SpokenVerdict; readonly confidence: number; readonly denied: boolean; readonly why: string };

const QUESTION = /\?["')]*$/;

/** What once was: told in the past, with nothing that makes it news. */
const isHistory = (unit: string): boolean =>
  cue.HISTORY.test(unit) && ![cue.NO_LONGER, cue.NOW, cue.CHANGE, cue.ENDS_EXCLUSIVE].some((one) => one.test(unit));

const tellsChange = (unit: string): boolean =>
  [cue.CHANGE, cue.NOW, cue.NO_LONGER, cue.END_OF, cue.DEPARTS, cue.ENDS_EXCLUSIVE].some((one) => one.test(unit));

/** What a sentence says of a term, by the model's chances and the words that tell how it is said; "doubt" where a person should look. */
function decide({ term, sentence, named, about }: Candidate, { entailment, contradiction }: Chances): Said | "doubt" | null {
  const unit = cue.withoutIdioms(sentence.folded);
  const denied = cue.DENIAL.test(unit);
  if (entailment >= SURE) {
    if (QUESTION.test(unit) || (cue.OPINION.test(unit) && !denied)) return null;
    return { verdict: "reaffirms", confidence: entailment, denied, why: "follows from a sentence" };
  }
  if (contradiction < DOUBT || (!named && about < PLAINLY_ABOUT) || isHistory(unit)) return null;
  if (contradiction < SURE || cue.OPINION.test(unit)) return "doubt";
  const against = (verdict: SpokenVerdict, why: string): Said => ({ verdict, confidence: contradiction, denied: false, why });
  if (denied) return against("rumoured_change", "a sentence speaks against it and against a report of it");
  if (isTalk(term, unit) || cue.CONDITION.test(unit)) return against("rumoured_change", "talk that speaks against it");
  return tellsChange(unit)
    ? against("changes", "a sentence tells of change and speaks against it")
    : against("contradicts", "a sentence speaks against it");
}

/** How sure the model is of a sentence that a person should look at, and between which bounds. */
function doubtIn({ term, sentence }: Candidate, contradiction: number): string {
  const sure = `the model is ${percent(contradiction)} sure: "${sentence.quote}" may speak against ${term.id}`;
  return contradiction < SURE
    ? `${sure}; a person looks from ${percent(DOUBT)} on, and it is believed from ${percent(SURE)} on`
    : `${sure}; it is somebody's opinion, so that a person looks`;
}

/** A sentence that names nobody, or opens with "it", leans on the one before it. */
const leans = ({ sentence }: Candidate, { parties }: Material): boolean =>
  parties.in(sentence.folded).size === 0 || sentence.folded.slice(0, OPENING).search(cue.REFERS) === 0;

const isPlain = (chances: Chances | null | undefined): boolean => Math.max(chances?.entailment ?? 0, chances?.contradiction ?? 0) >= SURE;

/**
 * The chances of each candidate, read for itself, and where that tells nothing and it leans, once more behind the sentence before it. Not so where that
 * sentence says it all: then that one is the quote.
 */
async function chancesOf(
  candidates: readonly Candidate[],
  material: Material,
  model: NliModel,
  signal: AbortSignal,
): Promise<(Chances | null)[]> {
  const pairs = candidates.map(({ sentence, term }): Pair => ({ premise: sentence.quote, hypothesis: term.folded }));
  const found = await model.classify(pairs, signal);
  const again = candidates.flatMap((candidate, at) => {
    const { before, term, sentence } = candidate;
    const last = candidates.findIndex((one) => one.sentence === before && one.term === term);
    if (before === null || isPlain(found[at]) || isPlain(found[last]) || !leans(candidate, material)) return [];
    const pair: Pair = { premise: `${before.quote} ${sentence.quote}`, hypothesis: term.folded };
    return model.fits(pair) ? [{ at, pair }] : [];
  });
  const second = await model.classify(
    again.map((one) => one.pair),
    signal,
  );
  again.forEach(({ at }, index) => {
    found[at] = second[index] ?? null;
  });
  return found;
}

async function read(model: NliModel, name: string, input: JudgeInput, signal: AbortSignal): Promise<Assessment> {
  const material = materialOf(input);
  const { terms, quiet, language, edits } = material;
  if (quiet !== null) return { alert: "none", needsReview: false, readings: [], reason: quiet, evidence: null };
  const candidates = candidatesOf(material, { perTerm: PER_TERM, floor: RELEVANT });
  const chances = await chancesOf(candidates, material, model, signal);
  const said: SentenceReading[] = [];
  const doubts: string[] = [];
  let unread = 0;
  candidates.forEach((candidate, at) => {
    const found = chances[at] ?? null;
    if (found === null) unread += 1;
    const decision = found === null ? null : decide(candidate, found);
    const { term, sentence, about } = candidate;
    if (decision === "doubt") doubts.push(doubtIn(candidate, found?.contradiction ?? 0));
    else if (decision !== null) said.push({ ...decision, term, sentence, about });
  });
  const ending = strongestEnding(endingsIn(material, input.watch));
  const settled = settleAll(said, terms);
  const found = assess(settled, ending, [], name);
  const limits = [
    ...material.limits,
    ...foreign(language, "in which change and rumour are not told apart"),
    ...(unread > 0 ? [`has ${unread} sentence(s) that are too long for the model beside their term`] : []),
    ...(edits.length > 0 && found.alert === "none" ? ["differs in words that matter from the one it copies"] : []),
  ];
  const told = doubts.length > 0 && found.reason === SAYS_NOTHING ? [] : [found.reason];
  const needsReview = found.needsReview || doubts.length > 0 || limits.length > 0;
  return { ...found, needsReview, reason: [...doubts, ...outweighedInWords(settled), ...told, ...limitsInWords(limits)].join("; ") };
}

/**
 * A judge around any natural-language-inference model in a local folder: what contradicts a term's statement speaks against it, what entails it
 * reaffirms it, and word tables tell change, contradiction and rumour apart. Throws PermanentError that says what the folder lacks.
 */
export async function createNliJudge({ folder, ...options }: NliOptions): Promise<Judge & { close(): Promise<void> }> {
  const model = await openNliModel(folder, options);
  const name = `nli/1:${model.name}`;
  return {
    name,
    async read(input, signal) {
      signal.throwIfAborted();
      return read(model, name, input, signal);
    },
    close: () => model.close(),
  };
}
