import { ENDS_EXCLUSIVE } from "./cues.ts";
import type { JudgeInput } from "./judge.ts";
import { languageName, languageOf } from "./language.ts";
import { createPartyNames, isProper, type PartyNames } from "./names.ts";
import { MAX_TEXT, type Sentence, sentencesOf } from "./segment.ts";
import { isOutOfScope, profileTerms, relevance, type TermProfile, type Topic, topicOf } from "./term-match.ts";
import { fold, wordsOf } from "./words.ts";

/** Sentences looked at per article, so that an attack cannot take a judge's time. What is left unread is said so. */
const MAX_SENTENCES = 4_000;
/** Why an article is not read, unless `speaksOfAgreement`. */
export const NO_PARTY = "names none of the parties";
/** A stretch of text that is this much about a term has most of the term's own words. On the scale of `relevance`; chosen on the project's validation set. */
const IN_ITS_WORDS = 0.6;
/** From so many other names on, an article that names no party is about others. Chosen there too, and on the traps. */
const STRANGERS = 2;
/** How much a sentence on the opposite scope is about a term: less than one that is about something else. */
const OUT_OF_SCOPE = -1;
/** A party named this many sentences before is still who a sentence speaks of. */
const REACH = 2;

/** A sentence with what stands around it. */
export type Placed = {
  readonly sentence: Sentence;
  /** The sentence before it in the same field. */
  readonly before: Sentence | null;
  /** A party is named in it or just before it. */
  readonly named: boolean;
  /** Worked out when it is first asked for. */
  readonly topic: () => Topic;
};

/** An article cut into sentences, with the terms it is held against: what every judge in this process starts from, and hands to another that it asks. */
export type Material = {
  readonly placed: readonly Placed[];
  readonly parties: PartyNames;
  readonly terms: readonly TermProfile[];
  /** A code such as en. */
  readonly language: string;
  /** Why there is nothing to read, for a person; null where there is. */
  readonly quiet: string | null;
  /** What the reading lacks, each to be said after "the article". */
  readonly limits: readonly string[];
  readonly edits: JudgeInput["edits"];
  /** How much each sentence is about each term, as `aboutOf` has it. Worked out when it is first asked for. */
  readonly about: () => readonly (readonly number[])[];
};

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

export function materialOf({ article, watch, terms, edits }: JudgeInput): Material {
  const parties = createPartyNames(watch.parties);
  const all = [...(article.title === null ? [] : sentencesOf("title", article.title)), ...sentencesOf("text", article.text)];
  const placed: Placed[] = [];
  let near = 0;
  let anyNamed = edits.some((one) => parties.in(fold(one.before)).size > 0);
  for (const [index, sentence] of all.slice(0, MAX_SENTENCES).entries()) {
    const isNamed = parties.in(sentence.folded).size > 0;
    anyNamed ||= isNamed;
    near = isNamed ? REACH : near - 1;
    const last = all[index - 1];
    const topic = once(() => topicOf(sentence.folded));
    placed.push({ sentence, before: last?.field === sentence.field ? last : null, named: near >= 0, topic });
  }
  const profiles = profileTerms(terms, parties);
  const unread = all.length > MAX_SENTENCES || article.text.length > MAX_TEXT;
  return {
    placed,
    parties,
    terms: profiles,
    language: languageOf(article.text.length > 0 ? article.text : (article.title ?? ""), article.language),
    quiet: !anyNamed ? NO_PARTY : terms.length === 0 ? "no term was in force when the article was published" : null,
    limits: unread ? ["is too long to be read to its end"] : [],
    edits,
    about: once(() => aboutOf({ placed, parties, terms: profiles })),
  };
}

/** How much each sentence of the article is about each term, on the scale of `relevance`, or -1 where it speaks of the opposite scope: a row per sentence of `placed`. */
function aboutOf({ placed, parties, terms }: Pick<Material, "placed" | "parties" | "terms">): number[][] {
  let before: ReadonlySet<string> = new Set();
  return placed.map(({ sentence: { folded }, topic }) => {
    const { stems, quantities } = topic();
    const ends = ENDS_EXCLUSIVE.test(folded);
    const row = terms.map((term) =>
      isOutOfScope(term, stems) ? OUT_OF_SCOPE : relevance(term, { stems, quantities, telling: ends && term.exclusive }, before, parties),
    );
    before = stems;
    return row;
  });
}

/** A sentence that may speak of a term. `about` is on the scale of `relevance`. */
export type Candidate = Placed & { readonly term: TermProfile; readonly about: number };

const isEdited = ({ field, start, end }: Sentence, edits: JudgeInput["edits"]): boolean =>
  field === "text" && edits.some((edit) => edit.start < end && start < edit.end);

/**
 * The sentences that may speak of each term, at most `perTerm` for one, in the order of the article. `floor` is the least relevance. Edited sentences
 * go with every term, since the edit may have taken the very word that told which. In other languages than English, where the words tell nothing,
 * the first sentences that name a party go with every term.
 */
export function candidatesOf(material: Material, limits: { perTerm: number; floor: number }): Candidate[] {
  const { placed, terms, language, edits } = material;
  const scores = material.about();
  return terms.flatMap((term, column) => {
    const list = placed.flatMap((one, row): Candidate[] => {
      const score = scores[row]?.[column] ?? 0;
      const edited = isEdited(one.sentence, edits);
      const about = edited || (language !== "en" && one.named && score !== OUT_OF_SCOPE) ? Math.max(score, limits.floor) : score;
      return about >= limits.floor ? [{ ...one, term, about }] : [];
    });
    const kept = new Set(list.toSorted((a, b) => b.about - a.about).slice(0, limits.perTerm));
    return list.filter((one) => kept.has(one) || isEdited(one.sentence, edits));
  });
}

/** Names in a field that neither the terms nor the parties have, as stems. The first word of a sentence is capital anyway, and counts only where asked. */
function strangersIn({ placed, parties, terms }: Material, field: Sentence["field"], from = 1): string[] {
  const isKnown = (stem: string): boolean => parties.stems.has(stem) || terms.some((term) => term.stems.has(stem));
  const words = placed.filter(({ sentence }) => sentence.field === field).flatMap(({ sentence }) => wordsOf(sentence.folded).slice(from));
  return words.filter(({ text, stem, capital }) => capital && isProper(text) && !isKnown(stem)).map(({ stem }) => stem);
}

/** The headline and the body name the same stranger. */
export function sharedStranger(material: Material): boolean {
  const body = new Set(strangersIn(material, "text"));
  return strangersIn(material, "title", 0).some((stem) => body.has(stem));
}

/**
 * Whether an article that names no party is about the agreement all the same: it speaks of a term in the term's own words, and hardly names anybody
 * else. Headlines and forums leave out who agreed, where everybody knows; news of other agreements says whose they are.
 */
export const speaksOfAgreement = (material: Material): boolean =>
  strangersIn(material, "text").length < STRANGERS && candidatesOf(material, { perTerm: 1, floor: IN_ITS_WORDS }).length > 0;

/** "is in German, of which …". */
export const foreign = (language: string, what: string): string[] =>
  language === "en" ? [] : [`is in ${languageName(language)}, ${what}`];
