import type { Assessment } from "../domain/reading.ts";
import { isStronger } from "../domain/verdict.ts";
import { type AmendmentReport, assess, DOUBT, settleAll } from "./aggregate.ts";
import { amendmentIn } from "./amendments.ts";
import { readEdits, withEdits } from "./edits.ts";
import { endingIn } from "./endings.ts";
import type { Judge, JudgeInput } from "./judge.ts";
import { languageName, languageOf } from "./language.ts";
import { createPartyNames } from "./names.ts";
import { readSentence, type SentenceReading } from "./read-sentence.ts";
import { MAX_TEXT, sentencesOf } from "./segment.ts";
import { profileTerms } from "./term-match.ts";
import { fold, topicStems, wordsOf } from "./words.ts";

const NAME = "rules/1";

/** Sentences read per article, so that an attack cannot take the judge's time. What is left unread is said so. */
const MAX_SENTENCES = 4_000;

/** A party named this many sentences before is still who a sentence speaks of. */
const REACH = 2;

const quiet = (reason: string, needsReview = false): Assessment => ({ alert: "none", needsReview, readings: [], reason, evidence: null });

const stronger = (a: AmendmentReport | null, b: AmendmentReport | null): AmendmentReport | null =>
  a === null || (b !== null && isStronger(b.level, a.level)) ? b : a;

function read({ article, watch, terms, edits }: JudgeInput): Assessment {
  const parties = createPartyNames(watch.parties);
  const all = [...(article.title === null ? [] : sentencesOf("title", article.title)), ...sentencesOf("text", article.text)];
  const sentences = all.slice(0, MAX_SENTENCES);
  const unread = all.length > MAX_SENTENCES || article.text.length > MAX_TEXT;
  // A copy may have lost the only name to an edit.
  const named = [...sentences.map((one) => one.folded), ...edits.map((one) => fold(one.before))];
  if (named.every((text) => parties.in(text).size === 0)) return quiet("names none of the parties");
  if (terms.length === 0) return quiet("no term was in force when the article was published");
  const profiles = profileTerms(terms, parties);

  const said: SentenceReading[] = [];
  let before: ReadonlySet<string> = new Set();
  let near = 0;
  for (const sentence of sentences) {
    near = parties.in(sentence.folded).size > 0 ? REACH : near - 1;
    said.push(...readSentence(sentence, { parties, terms: profiles, before, named: near >= 0 }));
    before = topicStems(wordsOf(sentence.folded));
  }
  const edited = readEdits(edits, sentences, said, { parties, terms: profiles });
  const settled = settleAll(withEdits(said, edited), profiles);
  const ending = endingIn(sentences, { parties, terms: profiles, subject: watch.subject, count: watch.parties.length });
  const amendment = stronger(ending, stronger(edited.amendment, amendmentIn(sentences, parties, profiles)));
  const found = assess(settled, amendment, edited.notes, NAME);

  const language = languageOf(article.text.length > 0 ? article.text : (article.title ?? ""), article.language);
  const limits = [
    ...(language === "en" ? [] : [`is in ${languageName(language)}, which these rules hardly read`]),
    ...(unread ? ["is too long to be read to its end"] : []),
  ];
  const needsReview = found.needsReview || limits.length > 0 || (edited.doubt && found.alert === "none");
  const unsure = needsReview ? found.readings.filter((one) => one.confidence < DOUBT) : [];
  const doubts = unsure.map(
    (one) => `only ${Math.round(one.confidence * 100)} % sure of ${one.term}: below ${DOUBT * 100} % a person looks`,
  );
  return { ...found, needsReview, reason: [...doubts, found.reason, ...limits].join("; ") };
}

/** The first judge: word tables and arithmetic, no model. Plain wording is read well, oblique wording is missed; doubt shows as `needsReview`. */
export function createRulesJudge(): Judge {
  return {
    name: NAME,
    async read(input, signal) {
      signal.throwIfAborted();
      return read(input);
    },
  };
}
