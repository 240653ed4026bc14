import { fileURLToPath } from "node:url";
import type { Assessment } from "../domain/reading.ts";
import { dayOf } from "../domain/term.ts";
import { type AmendmentReport, assess, limitsInWords, percent, SAYS_NOTHING, type Settled, shouldLook } from "./aggregate.ts";
import { amendmentIn } from "./amendments.ts";
import { endedAbove, TOLD } from "./background.ts";
import { type Material, materialOf, NO_PARTY, speaksOfAgreement } from "./candidates.ts";
import { readEdits, withEdits } from "./edits.ts";
import { type Ending, endingsIn, strongestEnding } from "./endings.ts";
import type { Judge, JudgeInput } from "./judge.ts";
import { languageName } from "./language.ts";
import type { OnnxOptions } from "./onnx-session.ts";
import { overrule } from "./overrule.ts";
import type { SentenceReading } from "./read-sentence.ts";
import { openReaderModel, type ReaderModel } from "./reader-model.ts";
import { readByRules } from "./rules.ts";
import type { Sentence } from "./segment.ts";
import { checkValue } from "./values.ts";
import {
  alertChance,
  bestSentence,
  type Calibration,
  type Cues,
  type Evidence,
  heldChance,
  kindOfMove,
  type Move,
  movedChance,
  moveOf,
  type ReaderAnswer,
} from "./weigh.ts";

/** The shipped model. */
export const READER_FOLDER = fileURLToPath(new URL("../../models/reader", import.meta.url));

export type EmbeddedOptions = Omit<OnnxOptions, "file"> & { readonly folder?: string };

const quiet = (reason: string, needsReview = false): Assessment => ({ alert: "none", needsReview, readings: [], reason, evidence: null });

const MONTHS = "January February March April May June July August September October November December".split(" ");
const longDate = (date: string): string => {
  const [year = "", month = "", day = ""] = dayOf(date).split("-");
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
};

function ask(
  model: ReaderModel,
  { article, watch, terms }: JudgeInput,
  placed: Material["placed"],
  signal: AbortSignal,
): Promise<ReaderAnswer> {
  const recorded =
    terms
      .map((term) => dayOf(term.validFrom))
      .toSorted()
      .at(-1) ?? "";
  return model.read(
    {
      terms: terms.map((term) => term.statement),
      parties: watch.parties.map(({ name, aliases }) => (aliases.length === 0 ? name : `${name} (${aliases.join(", ")})`)).join("; "),
      date: article.published === null ? "" : `published ${longDate(article.published)}, recorded ${longDate(recorded)}`,
      title: placed
        .filter(({ sentence }) => sentence.field === "title")
        .map(({ sentence }) => sentence.quote)
        .join(" "),
      sentences: placed.filter(({ sentence }) => sentence.field === "text").map(({ sentence }) => sentence.quote),
    },
    signal,
  );
}

const SAID: Record<Move, string> = { changes: "a change", contradicts: "a contradiction", rumoured_change: "a rumour" };

const titlesIn = ({ placed }: Material): number => placed.filter(({ sentence }) => sentence.field === "title").length;

/** Where the rows of an answer stand in the article: the headline, however many sentences it has, is row 0. */
const sentenceAt = (material: Material, row: number): Sentence | undefined =>
  material.placed[row === 0 ? 0 : row - 1 + titlesIn(material)]?.sentence;

/** Where the reader and the rules are both this sure that one term moved, the article alerts, whatever else stands in it. */
const AGREED = 0.5;
/** What the article as a whole comes to. */
type View = "alarm" | "doubt" | "quiet";

/**
 * Whether an article that most likely alerts does so. One that restates more than half of the terms is most likely a telling of the agreement, whose turns of phrase
 * ("now has formal confirmation", "retains the freedom to") the reader takes for changes too easily: there the rules have to see an alarm as well, or a person looks.
 */
function alarms(evidence: Evidence, moved: readonly number[], chance: number, calibration: Calibration): boolean {
  if (moved.some((one, term) => one >= AGREED && (evidence.cues.terms[term]?.moved ?? 0) >= AGREED)) return true;
  if (chance < calibration.alertFrom) return false;
  const restated = moved.filter((one, term) => heldChance(evidence, term, one, calibration) >= calibration.heldFrom).length;
  return restated * 2 <= moved.length || evidence.cues.alerts;
}

/** Where a headline alone tells of a move more likely than not, a person looks: its body may take it back, or only restate what the headline ends. */
const headlineMoves = ({ sentences: [headline = []] }: ReaderAnswer): boolean => headline.some((one) => moveOf(one) >= TOLD);

/** Of what the reader is how sure in an article that a person should look at, and between which bounds. `moved` are its chances by term. */
function doubtIn(answer: ReaderAnswer, { terms }: Material, moved: readonly number[], chance: number, calibration: Calibration): string {
  const likeliest = moved.reduce((best, one, at) => (one > (moved[best] ?? 0) ? at : best), 0);
  const nearest = `${terms[likeliest]?.id} most likely (${percent(moved[likeliest] ?? 0)})`;
  const sure = `the reader is ${percent(chance)} sure that it tells of a change, ${nearest}`;
  const bounds = `a person looks from ${percent(calibration.doubtFrom)} on, and it alerts from ${percent(calibration.alertFrom)} on`;
  if (chance >= calibration.alertFrom)
    return `${sure}, which alerts, but most terms are restated and the rules see no change, so that a person looks`;
  if (chance >= calibration.doubtFrom) return `${sure}: ${bounds}`;
  if (!headlineMoves(answer)) return `a person should look at what speaks against a term or at what was edited, though ${sure}`;
  const headline = (answer.sentences[0] ?? []).map(moveOf);
  const at = headline.indexOf(Math.max(...headline));
  return `its headline by itself is ${percent(headline[at] ?? 0)} sure to move ${terms[at]?.id}, where a person looks from ${percent(TOLD)} on; of the whole ${sure}: ${bounds}`;
}

/** What the article says of one term, which moved with the chance `moved`. In an article that does not alert, a move is no reading; where there is doubt it is remembered. */
function settle(evidence: Evidence, at: number, moved: number, material: Material, calibration: Calibration, view: View): Settled | null {
  const term = material.terms[at];
  if (term === undefined) return null;
  const reading = (row: number, verdict: SentenceReading["verdict"], confidence: number, what: string): SentenceReading | null => {
    const sentence = sentenceAt(material, row);
    const why = `the reader is ${percent(confidence)} sure of ${what}`;
    return sentence === undefined ? null : { verdict, confidence, denied: false, why, term, sentence, about: confidence };
  };
  const kind = kindOfMove(evidence.answer, at);
  const told = bestSentence(evidence, at, (one) => one[kind] + moveOf(one) / 10);
  const move = moved < calibration.movedFrom ? null : reading(told.at, kind, moved, SAID[kind]);
  if (move !== null && view === "alarm") return { reading: move, outweighed: null };
  const restated = heldChance(evidence, at, moved, calibration);
  const where = bestSentence(evidence, at, (one) => one.reaffirms);
  const held = restated < calibration.heldFrom ? null : reading(where.at, "reaffirms", restated, "a restatement");
  const outweighed = view === "doubt" ? move : null;
  return held === null && outweighed === null ? null : checkValue({ reading: held, outweighed }, material.parties);
}

/** A change of the agreement that the article as a whole tells, while no term was surely moved: the sentence that comes nearest to one, or the headline. */
function unplaced({ sentences, article }: ReaderAnswer, material: Material, chance: number): AmendmentReport | null {
  const rows = sentences.map((row) => row.reduce((most, one) => Math.max(most, moveOf(one)), 0));
  const sentence = sentenceAt(
    material,
    rows.reduce((best, value, row) => (value > (rows[best] ?? 0) ? row : best), 0),
  );
  if (sentence === undefined) return null;
  const { rumour, contradicts, changes } = article;
  const level = changes >= rumour && changes >= contradicts ? "changes" : rumour >= contradicts ? "rumour" : "contradicts";
  const what = { changes: "a change", contradicts: "a contradiction", rumour: "a rumour" }[level];
  return { sentence, level, why: `the article as a whole tells of ${what} (${percent(chance)} sure), and no term was read to have moved` };
}

/** What the rules say of each term, as far as it bears on the reader's own evidence. */
function cuesOf({ readings, alert }: Assessment, terms: Material["terms"]): Cues {
  return {
    alerts: alert !== "none",
    terms: terms.map(({ id }) => {
      const one = readings.find((reading) => reading.term === id);
      if (one === undefined) return { moved: 0, held: 0 };
      return one.verdict === "reaffirms" ? { moved: 0, held: one.confidence } : { moved: one.confidence, held: 0 };
    }),
  };
}

/** Everything that speaks for and against, before it is weighed: what models/training/calibrate.ts fits the weights on. */
export async function gatherEvidence(
  model: ReaderModel,
  input: JudgeInput,
  material: Material,
  signal: AbortSignal,
  endings: readonly Ending[] = endingsIn(material, input.watch),
): Promise<Evidence> {
  const said = await ask(model, input, material.placed, signal);
  const scores = material.about();
  const about = [scores[0] ?? [], ...scores.slice(titlesIn(material))];
  const rows = said.sentences.map((_, row) => (row === 0 && titlesIn(material) === 0 ? null : (sentenceAt(material, row) ?? null)));
  const quits = rows.map((row) => endings.some((one) => one.quit && one.sentence === row));
  const answer = overrule({ answer: said, rows, about, quits, terms: material.terms });
  return { answer, cues: cuesOf(readByRules(material, input.watch, endings), material.terms), about };
}

async function read(model: ReaderModel, name: string, input: JudgeInput, signal: AbortSignal): Promise<Assessment> {
  const material = materialOf(input);
  const { quiet: nothing, language } = material;
  if (nothing !== null && !(nothing === NO_PARTY && speaksOfAgreement(material))) return quiet(nothing);
  if (language !== "en")
    return quiet(`not assessed: language (${languageName(language)}); ${shouldLook("the embedded reader reads English")}`, true);
  const endings = endingsIn(material, input.watch);
  const evidence = await gatherEvidence(model, input, material, signal, endings);
  const { answer } = evidence;
  const { calibration } = model;
  const moved = material.terms.map((_, at) => movedChance(evidence, at, calibration));
  const chance = alertChance(evidence, moved, calibration);
  const isDoubted = chance >= calibration.doubtFrom || headlineMoves(answer);
  const sentences = material.placed.map(({ sentence }) => sentence);
  const reported = amendmentIn(sentences, material.parties, material.terms);
  const quit = strongestEnding(endings.filter((one) => one.quit));
  const untold = quit ?? (reported?.untold === true ? reported : null);
  const ended = endedAbove(answer, material);
  const isAlarm = untold !== null || ended !== null || alarms(evidence, moved, chance, calibration);
  const view: View = isAlarm ? "alarm" : isDoubted ? "doubt" : "quiet";
  const believed = moved.map((one, at) => (at === ended?.term ? Math.max(one, ended.chance) : one));
  const settled = believed.flatMap((one, at) => settle(evidence, at, one, material, calibration, view) ?? []);
  const said = settled.flatMap((one) => one.reading ?? []);
  const edited = readEdits(input.edits, sentences, said, material);
  const kept = withEdits(said, edited);
  const untouched = settled.filter((one) => one.reading === null || kept.includes(one.reading));
  const added = kept.filter((one) => !said.includes(one) && !untouched.some(({ reading }) => reading?.term === one.term));
  const general = view === "alarm" && !said.some((one) => one.verdict !== "reaffirms");
  const amendment = edited.amendment ?? untold ?? (general ? unplaced(answer, material, chance) : null);
  const found = assess([...untouched, ...added.map((reading) => ({ reading, outweighed: null }))], amendment, edited.notes, name);
  const texts = sentences.filter((one) => one.field === "text").length;
  const unread = texts - (answer.sentences.length - 1);
  const limits = [...material.limits, ...(unread > 0 ? [`is long: of its ${texts} sentences the last ${unread} were not read`] : [])];
  // An alarm of the reader needs no second look for being one; one that rests on an edit or on no term does, and so does what nearly was one.
  const nearly = found.alert === "none" && (view === "doubt" || edited.doubt || settled.some((one) => one.outweighed !== null));
  const rests = found.alert !== "none" && (general || added.length > 0 || edited.amendment !== null);
  const doubt = nearly ? [doubtIn(answer, material, moved, chance, calibration)] : [];
  const told = nearly && found.reason === SAYS_NOTHING ? [] : [found.reason];
  const edit = rests && added.length > 0 ? [shouldLook("it rests on an edit")] : [];
  const reason = [...doubt, ...edit, ...told, ...(nothing === null ? [] : [nothing]), ...limitsInWords(limits)].join("; ");
  return { ...found, needsReview: nearly || rests || limits.length > 0, reason };
}

/** The default judge: a model of our own that is shipped with the project. No key, no network. Throws PermanentError where no engine can run it. */
export async function createEmbeddedJudge({ folder = READER_FOLDER, ...options }: EmbeddedOptions = {}): Promise<Judge> {
  const model = await openReaderModel({ ...options, folder });
  const name = `embedded/${model.version} (${model.engine})`;
  return {
    name,
    async read(input, signal) {
      signal.throwIfAborted();
      return read(model, name, input, signal);
    },
    close: () => model.close(),
  };
}
