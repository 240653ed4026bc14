import type { Assessment } from "../domain/reading.ts";
import { isStronger } from "../domain/verdict.ts";
import { type AmendmentReport, assess, DOUBT, limitsInWords, outweighedInWords, percent, settleAll, shouldLook } from "./aggregate.ts";
import { amendmentIn } from "./amendments.ts";
import { type Material, materialOf } from "./candidates.ts";
import { readEdits, withEdits } from "./edits.ts";
import { type Ending, endingsIn, strongestEnding } from "./endings.ts";
import type { Judge, JudgeInput } from "./judge.ts";
import { languageName } from "./language.ts";
import { readSentence, type SentenceReading } from "./read-sentence.ts";
import type { Sentence } from "./segment.ts";

const NAME = "rules/1";

const quiet = (reason: string, needsReview = false): Assessment => ({ alert: "none", needsReview, readings: [], reason, evidence: null });

const stronger = (a: AmendmentReport | null, b: AmendmentReport | null): AmendmentReport | null =>
  a === null || (b !== null && isStronger(b.level, a.level)) ? b : a;

/** What the rules say of an article that is cut into sentences already. */
export function readByRules(
  material: Material,
  watch: JudgeInput["watch"],
  endings: readonly Ending[] = endingsIn(material, watch),
): Assessment {
  const { placed, parties, terms, language, quiet: nothing, limits: lacks, edits } = material;
  if (nothing !== null) return quiet(nothing);
  const sentences = placed.map(({ sentence }) => sentence);
  const said: SentenceReading[] = [];
  const isQuit = (sentence: Sentence): boolean => endings.some((one) => one.quit && one.sentence === sentence);
  let before: ReadonlySet<string> = new Set();
  for (const { sentence, named, topic } of placed) {
    const readings = readSentence(sentence, { parties, terms, before, named }, topic());
    said.push(...readings.filter((one) => one.verdict !== "reaffirms" || !isQuit(sentence)));
    before = topic().stems;
  }
  const edited = readEdits(edits, sentences, said, { parties, terms });
  const settled = settleAll(withEdits(said, edited), terms);
  const amendment = stronger(strongestEnding(endings), stronger(edited.amendment, amendmentIn(sentences, parties, terms)));
  const found = assess(settled, amendment, edited.notes, NAME);

  const limits = [...(language === "en" ? [] : [`is in ${languageName(language)}, which these rules hardly read`]), ...lacks];
  const isExchanged = edited.doubt && found.alert === "none";
  const needsReview = found.needsReview || limits.length > 0 || isExchanged;
  const unsure = needsReview ? settled.flatMap(({ reading }) => (reading !== null && reading.confidence < DOUBT ? [reading] : [])) : [];
  // Rounded down: what is just below the bound is not said to be at it.
  const doubts = unsure.map(
    ({ term, confidence }) =>
      `only ${percent(Math.floor(confidence * 100) / 100)} sure of ${term.id}: below ${percent(DOUBT)} a person looks`,
  );
  const edit = isExchanged ? [shouldLook("words that matter were exchanged")] : [];
  return {
    ...found,
    needsReview,
    reason: [...doubts, ...edit, ...outweighedInWords(settled), found.reason, ...limitsInWords(limits)].join("; "),
  };
}

/** The first judge: word tables and arithmetic, no model. Plain wording is read well, oblique wording is missed; doubt shows as `needsReview`. */
export function createRulesJudge(): Judge {
  return {
    name: NAME,
    async read(input, signal) {
      signal.throwIfAborted();
      return readByRules(materialOf(input), input.watch);
    },
  };
}
