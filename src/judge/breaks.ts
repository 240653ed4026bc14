import * as cue from "./cues.ts";
import type { PartyNames } from "./names.ts";
import type { TermProfile } from "./term-match.ts";
import { isStop, topicStems, wordsOf } from "./words.ts";

/** Ways to break a term without a word of ending: another provider beside the exclusive one, a move to another place, a consent that was not needed. */

const NAME = "\\p{Lu}[\\p{L}\\p{N}&.-]*(?: \\p{Lu}[\\p{L}\\p{N}&.-]*){0,3}";
const ADDED = /(?:^|[^\w-])(?:also|too|as well|now|henceforth|from (?:today|now on)|in addition|additionally|alongside)(?![\w-])/iu;
const SUPPLIED =
  "(?:serv|avail|offer|host|sold|sell|stream|provid|suppl|distribut|shown|run|carri|carry|licens|broadcast|deliver|access|reach|buy|bought)\\p{Ll}*";
const PROVIDER = new RegExp(
  `${SUPPLIED}(?: (?:also|too|now|as well|directly|today))? (?:on|by|through|via|from|at|with) (?:the )?(${NAME})`,
  "gu",
);
const AGENT = new RegExp(
  `(?<![\\p{L}\\p{N}&.'-])(${NAME})(?:,? (?:too|as well),?)?(?: (?:will|can|may|is|are|has|have|also|now|to|begun?|begins|started|starts|be|been|going)){1,5} (?:to )?(${SUPPLIED})(?! (?:on|by|through|via|from|with|at) )`,
  "gu",
);

/** A name that the term itself uses, or that belongs to a party the term names; words of the term in capitals (IP, API, License) are nobody's. */
export function belongs(term: TermProfile, name: string, parties: PartyNames): boolean {
  const owner = parties.owner(name);
  return (
    (owner !== null && parties.in(term.folded).has(owner)) ||
    wordsOf(name).some((word) => term.names.has(word.text.toLowerCase().replace(/'s?$/, ""))) ||
    wordsOf(name).every((word) => term.weights.has(word.stem))
  );
}

const CALENDAR = /^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|jan|feb|mar|apr|may\b|jun|jul|aug|sep|oct|nov|dec)/i;

/** Another name is said to provide what the term gives to one alone: "also available on X", "X will also stream". */
export function isSharedWithAnother(term: TermProfile, unit: string, parties: PartyNames): boolean {
  if (!term.exclusive || !ADDED.test(unit) || cue.NEGATED.test(unit) || cue.EXCLUSIVE.test(unit)) return false;
  const names = [...unit.matchAll(PROVIDER), ...unit.matchAll(AGENT)].map(([, name = ""]) => name.replace(/[.'-]+$/, ""));
  return names.some((name) => name !== "" && !isStop(name.split(" ")[0] ?? "") && !CALENDAR.test(name) && !belongs(term, name, parties));
}

const MOVES = new RegExp(
  `(?<![\\w-])(?:mov(?:e|es|ed|ing)|migrat(?:e|es|ed|ing)|switch(?:es|ed|ing)?|shift(?:s|ed|ing)?|transfer(?:s|red|ring)?|relocat(?:e|es|ed|ing))(?: \\p{Ll}+){0,3}? (?:off |away )?from (?:the |its )?(${NAME}) (?:on )?to (?:the |its )?(${NAME})`,
  "gu",
);

/** What the term is about goes from the name that the term gives to another. */
export function movesElsewhere(term: TermProfile, unit: string, parties: PartyNames): boolean {
  for (const [, from = "", to = ""] of unit.matchAll(MOVES)) if (belongs(term, from, parties) && !belongs(term, to, parties)) return true;
  return false;
}

/** Stems of what is said to move, or of nothing. */
export function movedThing(folded: string): ReadonlySet<string> {
  for (const { index } of folded.matchAll(MOVES)) return topicStems(wordsOf(folded.slice(0, index)));
  return new Set();
}

const ASKS = "(?:consent|approval|permission|blessing|sign-off|agreement|leave|clearance|authori[sz]ation|go-ahead)";
const NEEDS_CONSENT = new RegExp(
  `(?<![\\w-])(?:(?:must|ha(?:s|ve) to|needs? to|(?:is|are) (?:now )?(?:required|obliged) to)(?: (?:now|first|henceforth))* (?:obtain|get|seek|ask|secure|win|request|have)(?: for)?|(?:now )?(?:needs?|requires?)|only (?:with|after))(?: (?!not\\b)[\\w'&.-]+){0,4}? ${ASKS}(?![\\w-])`,
  "iu",
);

/** What the term permits is said to need somebody's consent. */
export const needsConsent = (term: TermProfile, unit: string): boolean =>
  term.permits &&
  !NEEDS_CONSENT.test(term.folded) &&
  NEEDS_CONSENT.test(unit) &&
  !/(?:\bnot|n't|never|without|no longer)\b[^,;]*$/i.test(unit.slice(0, unit.search(NEEDS_CONSENT)));

const CLAUSE =
  "(?:clause|provision|condition|requirement|safeguard|section|article|paragraph|guarantee|commitment|obligation|protection)s?";
const GONE = "(?:removed|dropped|deleted|struck(?: out| off)?|taken out|cut|scrapped|cancell?ed|abolished|stripped)";
const CLAUSE_IS_GONE = new RegExp(
  `(?<![\\w-])(?:the|an?|its|their) ((?:[\\w'-]+ ){1,5}?)${CLAUSE}((?: (?:on|about|for|of|governing)(?: (?!has|have|is|was|were|are)[\\w'-]+){1,6}?)?)(?: (?:has|have|had|is|was|were|are|been|being|now|also|quietly|since)){1,4} ${GONE}(?![\\w-])`,
  "iu",
);
const CLAUSE_IS_REMOVED = new RegExp(
  `(?<![\\w-])(?:remov(?:e|es|ed)|drop(?:s|ped)|delet(?:e|es|ed)|str(?:ikes?|uck)(?: out)?|scrap(?:s|ped)|strip(?:s|ped)|abolish(?:es|ed)) (?:the|an?|its|their) ((?:[\\w'-]+ ){1,5}?)${CLAUSE}((?: (?:on|about|for|of|governing)(?: [\\w'-]+){1,4})?)(?![\\w-])`,
  "iu",
);

/** Stems of what a clause that is said to be gone was about; empty where none is. */
export function goneClause(folded: string): ReadonlySet<string> {
  const found = CLAUSE_IS_GONE.exec(folded) ?? CLAUSE_IS_REMOVED.exec(folded);
  return found === null ? new Set() : topicStems(wordsOf(`${found[1] ?? ""}${found[2] ?? ""}`));
}
