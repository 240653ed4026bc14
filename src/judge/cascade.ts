import { messageOf } from "../domain/errors.ts";
import type { Assessment, QuoteSpan, Reading } from "../domain/reading.ts";
import { type AlertLevel, isStronger, levelOf, strongest } from "../domain/verdict.ts";
import { percent, shouldLook } from "./aggregate.ts";
import type { Consultant, Consultation } from "./consultant.ts";
import type { Judge, JudgeInput } from "./judge.ts";
import { languageOf } from "./language.ts";
import { speaksToModel } from "./plain-text.ts";
import { MAX_TEXT } from "./segment.ts";

/** A reading below this is one that its engine was of two minds about, as where a term is both restated and moved. */
const MIXED = 0.6;

export type CascadeOptions = {
  /** Asked about every article. */
  readonly first: Judge;
  /** Asked where the first is in doubt or raises an alarm. */
  readonly second: Consultant;
  /** Deterministic, and so beyond persuasion: no alarm that it sees too can be turned down. */
  readonly checks: Judge;
  /** Languages that the first reads, as codes. Default English. */
  readonly languages?: ReadonlySet<string>;
};

const kindOf = (level: AlertLevel): "none" | "rumour" | "fact" => (level === "changes" || level === "contradicts" ? "fact" : level);

const WORDS: Record<AlertLevel, string> = { none: "no alarm", rumour: "a rumour", contradicts: "a contradiction", changes: "a change" };

/** Why a second opinion is due, for the reason; null where the first stands alone. */
function whyAsk({ article }: JudgeInput, found: Assessment, languages: ReadonlySet<string>): string | null {
  if (found.alert !== "none") return "an alarm";
  if (found.needsReview) return "doubt";
  if (found.readings.some((one) => one.confidence < MIXED)) return "mixed wording";
  const language = languageOf(article.text.length > 0 ? article.text : (article.title ?? ""), article.language);
  return languages.has(language) ? null : "a language that the first engine does not read";
}

const rank = (one: Reading): AlertLevel => levelOf(one.verdict);

/** One reading of each term: the stronger, and of two alike the first engine's. */
function merged(first: readonly Reading[], second: readonly Reading[]): Reading[] {
  const kept = first.map((one) => {
    const other = second.find((two) => two.term === one.term);
    return other !== undefined && isStronger(rank(other), rank(one)) ? other : one;
  });
  return [...kept, ...second.filter((two) => !first.some((one) => one.term === two.term))];
}

/** Both rest their alarm on a term that the other moves too, or one of them on the agreement as a whole. */
const sharesGround = (one: Assessment, two: Assessment): boolean =>
  one.evidence !== null ||
  two.evidence !== null ||
  one.readings.some((a) => rank(a) !== "none" && two.readings.some((b) => b.term === a.term && rank(b) !== "none"));

/** An assessment whose alert is no more than its readings and its evidence carry. */
function assembled(
  readings: readonly Reading[],
  general: { level: AlertLevel; evidence: QuoteSpan | null }[],
  rest: Pick<Assessment, "needsReview" | "reason">,
): Assessment {
  const level = strongest(readings.map(rank));
  let best: { level: AlertLevel; evidence: QuoteSpan | null } = { level, evidence: null };
  for (const one of general) if (one.evidence !== null && isStronger(one.level, best.level)) best = one;
  return { alert: best.level, readings: [...readings], evidence: best.evidence, ...rest };
}

const generalOf = ({ alert, evidence }: Assessment) => ({ level: alert, evidence });

/** What an engine sees, and how sure it is of each term that it reads to have moved. */
function seen({ alert, readings }: Assessment): string {
  const moved = readings.filter((one) => rank(one) !== "none").map((one) => `${one.term} ${percent(one.confidence)} sure`);
  return moved.length === 0 ? WORDS[alert] : `${WORDS[alert]} (${moved.join(", ")})`;
}

/** Both opinions, the stronger counting. Where they differ in kind a person is asked. */
function raised(one: Assessment, two: Assessment, needsReview: boolean, reason: string): Assessment {
  return assembled(merged(one.readings, two.readings), [generalOf(one), generalOf(two)], { needsReview, reason });
}

/** The second opinion instead of the first: what the first read as moved counts only as far as the second goes. */
function lowered(one: Assessment, two: Assessment, reason: string): Assessment {
  const standing = one.readings.filter((reading) => rank(reading) === "none");
  return assembled(merged(standing, two.readings), [generalOf(two)], { needsReview: true, reason });
}

type Context = { readonly names: { readonly first: string; readonly second: string; readonly checks: string }; readonly input: JudgeInput };

/**
 * The second may raise. It may turn an alarm down, or settle a doubt, only where the checks see nothing either and the article does not speak to a model;
 * an alarm that is turned down leaves the article to be reviewed.
 */
function combine(one: Assessment, two: Assessment, checked: Assessment, { names, input }: Context): Assessment {
  const says = `${names.first} sees ${seen(one)}: ${one.reason}; ${names.second} sees ${seen(two)}: ${two.reason}`;
  const held = (why: string): string => `${shouldLook(why)}; ${says}`;
  const sameKind = kindOf(one.alert) === kindOf(two.alert);
  const agree = sameKind && (one.alert === "none" || sharesGround(one, two));
  const speaks = speaksToModel(`${input.article.title ?? ""}\n${input.article.text.slice(0, MAX_TEXT)}`);
  if (isStronger(one.alert, two.alert) && !sameKind) {
    if (checked.alert === "none" && !speaks)
      return lowered(
        one,
        two,
        held(`${names.second} turns down ${WORDS[one.alert]} that ${names.first} saw and ${names.checks} did not see`),
      );
    const why = speaks ? "the article speaks to a model" : `${names.checks} sees ${WORDS[checked.alert]} too`;
    return raised(one, two, true, held(`${names.second} would turn down ${WORDS[one.alert]}, which stands since ${why}`));
  }
  if (!sameKind) return raised(one, two, true, held(`${names.second} raises ${WORDS[one.alert]} to ${WORDS[two.alert]}`));
  if (!agree) return raised(one, two, true, held(`${names.first} and ${names.second} differ on what it is about`));
  if (two.needsReview) return raised(one, two, true, held(`${names.second} is in doubt`));
  if (!one.needsReview) return raised(one, two, false, says);
  const doubts = [
    ...(speaks ? ["the article speaks to a model"] : []),
    ...(one.alert === "none" && checked.alert !== "none" ? [`${names.checks} sees ${seen(checked)}`] : []),
    ...(one.alert === "none" && checked.alert === "none" && checked.needsReview ? [`${names.checks} is in doubt as well`] : []),
  ];
  return raised(one, two, doubts.length > 0, doubts.length > 0 ? held(`${names.first} is in doubt and ${doubts.join(" and ")}`) : says);
}

/** A second engine is not trusted to keep its promise of answering with a value. */
async function consulted(second: Consultant, input: JudgeInput, spans: readonly QuoteSpan[], signal: AbortSignal): Promise<Consultation> {
  try {
    return await second.consult(input, spans, signal);
  } catch (error) {
    // Out of time is no reason to lose the first answer; called off is.
    const isLate = signal.aborted && signal.reason instanceof DOMException && signal.reason.name === "TimeoutError";
    if (signal.aborted && !isLate) throw signal.reason;
    return isLate
      ? { outcome: "unanswered", cause: "slow", why: "no time was left" }
      : { outcome: "unanswered", cause: "crashed", why: messageOf(error) };
  }
}

/** Asks a second engine where the first one's answer is not plain. Every reading names the engine that made it. */
export function createCascadeJudge({ first, second, checks, languages = new Set(["en"]) }: CascadeOptions): Judge {
  const names = { first: first.name, second: second.name, checks: checks.name };
  return {
    name: `cascade/1:${first.name}+${second.name}`,
    async read(input, signal) {
      const one = await first.read(input, signal);
      const why = whyAsk(input, one, languages);
      if (why === null || input.terms.length === 0) return one;
      const spans = [...one.readings, ...(one.evidence === null ? [] : [one.evidence])];
      const found = await consulted(second, input, spans, signal);
      if (found.outcome === "unanswered")
        return { ...one, reason: `${one.reason}; asked because of ${why}, ${second.name} did not answer: ${found.why}` };
      // The checks take no time worth calling off, and a deadline that passes here would lose both answers.
      const checked = await checks.read(input, new AbortController().signal);
      return combine(one, found.assessment, checked, { names, input });
    },
    async close() {
      for (const engine of [first, second, checks]) await engine.close?.();
    },
  };
}
