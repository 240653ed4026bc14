import type { AmendmentReport } from "./aggregate.ts";
import type { Material } from "./candidates.ts";
import * as cue from "./cues.ts";
import type { JudgeInput } from "./judge.ts";
import type { PartyNames } from "./names.ts";
import { ENTITLED, HAVING_LEFT, LEAVES, noticeIn } from "./notices.ts";
import { quantitiesOf, sameValue } from "./quantities.ts";
import { clausesOf } from "./segment.ts";
import type { TermProfile } from "./term-match.ts";
import { isStop, stemOf, wordsOf } from "./words.ts";

/** Nouns that stand for the whole agreement wherever a party is at hand. */
const ALWAYS = "agreement deal pact contract accord treaty partnership alliance tie-up joint-venture";
/** Nouns that do so where the subject or a term of the watch has them. */
const WITH_THE_WATCH =
  "licence license lease sale merger takeover acquisition venture regulation law act directive ordinance ban concession franchise settlement cooperation collaboration relationship arrangement covenant protocol memorandum scheme programme rule plan convention compact charter pool league bloc consortium coalition";

/** Up to this many sentences after a party was named, "the agreement" is still the one with that party. */
const REACH = 4;

/** Words for one transaction: a watch with one of them is told of in all. */
const SALE = ["sale", "merger", "takeover", "acquisition"];

const ENDED =
  "(?:ended|over|collapsed|off|dead|void|terminated|scrapped|cancell?ed|called off|rescinded|annulled|suspended|lapsed|dissolved|fallen through|fell through|falls through|struck down|overturned|postponed|withdrawn|repealed|revoked|unwound|broken off|broken up|abandoned|torn up|ripped up|axed|discontinued|shelved|wound up|voided|nullified|invalidated|quashed|defunct|history)";
const BE =
  "(?:has|have|is|are|was|were|been|being|will be|to be|stands?|gets?|got|now|all|since|formally|officially|abruptly|effectively|finally|indefinitely|immediately|today|quietly|jointly|already|also|both|mutually)";
/** What is said of the agreement: "has ended", "is over", "called off". A date that stands after "ends" is the end it always had. */
const SUFFERS = `(?: ${BE}){0,4} (?:${ENDED}(?![\\w-]|(?: the)? (?:coast|limits|season|with (?:a|the)|first|speculation|week|year|quarter|two|three|four|five|six|\\d))|(?:ends|collapses|dissolves|lapses|unravels|comes to an end|came to an end|has come to an end|draws to a close)(?! (?:on|in|at|when|with|by|after \\d|up|\\d)))`;
const STEM_END =
  "(?:end|terminat|cancel|scrap|rescind|annul|suspend|dissolv|revok|repeal|postpon|delay|defer|withdraw|overturn|abandon|axe?|discontinu|shelv|unwind|nullif|invalidat|quash|void|ditch)(?:s|es|e|ed|led|ped|ies|ied|ned|ing|ling)?";
const ACTS = `(?:${STEM_END}|withdrew|unwound|call(?:s|ed)? off|break(?:s|ing)? off|broke(?:n)? off|tears? up|tore up|torn up|rips? up|ripped up|str(?:ikes?|uck) down|push(?:es|ed) back|walk(?:s|ed)? away from|pull(?:s|ed)? out of|withdr(?:aws|ew) from|exit(?:s|ed)?|quits?|backs? out of|backed out of|brings? an end to|brought an end to|puts? an end to)`;
/** Between the verb and the noun: no preposition and no second clause. */
const BETWEEN = `(?: (?!(?:on|of|about|for|in|from|to|over|into|against|with|by|at|that|which|and)\\b)[\\w'&.-]+){0,5}?`;
const AFTER_HEAD =
  "(?=$|[^\\w\\s'-]|'?$| (?:with|between|of|on|for|after|over|to|in|from|by|and|as|at|early|today|yesterday|immediately|effective|because|since|amid|following|that|which|it|they|under|this|last|altogether|outright|entirely|completely|until|till|before|ahead|citing|on|is|has|was|(?-i:\\p{Lu})))";
const APART =
  /\b(?:part(?:s|ed|ing)? (?:ways|company)|(?:go|goes|went|gone|going) (?:their|its) separate ways|(?:sever|cut|break|end)(?:s|ed|ing|ting)? (?:all |their |its |off )*(?:ties|relations)|broke(?:n)? (?:all |off )*ties|split up|break(?:s|ing)? up with|broke(?:n)? up with)\b/iu;

const NOT_SO =
  /(?:\b(?:not|never|neither|nor|hardly|without|cannot|unlikely|refus\w+|declin\w+|fail(?:s|ed)? to|far from|yet to|instead of|rather than|(?:right|option|power|freedom|ability|entitled|free|clause|able|reasons?|ways?|votes?|bid|attempts?|efforts?|pressure|moves?|calls?|campaign|suit|deadline) to|can|would|nearly|almost|half)\b|n't\b|\bno (?!longer))/i;
const OLD =
  /\b(?:had|used to|until (?:19|20)\d\d|back in|years? (?:ago|earlier|before)|decades? ago|earlier (?:deal|agreement|contract|partnership)|(?:old|previous|former|prior|predecessor|earlier|first|another|other|separate|similar|rival|such|any|every|each|no|a|an)(?: [\w-]+){0,2})$/i;
const TALK_NOUN = /\b(?:talks|negotiations|dispute|row|feud|lawsuit|speculation|strike|debate|uncertainty)\b/i;

/** Whoever may end an agreement without being a name: "It ended the pact", "The court struck it down". */
const NOBODYS =
  /^(?:the|a|an|it|they|both|he|she|we|its|their|this|that|these|update|updated|breaking|news|exclusive|after|on|in|as|at|by|following|with|regulators?|court|courts|judges?|lawmakers|ministers?|parliament|government|officials|shareholders)$/i;

/** A threat or a promise to end an agreement is talk, whatever it is tied to. */
const THREAT =
  /\b(?:threat(?:s|en|ens|ened|ening)?|ultimatum|warn(?:s|ed|ing)?|promis(?:e|es|ed|ing)|pledg(?:e|es|ed|ing)|vow(?:s|ed|ing)?|(?:prepar(?:e|es|ed|ing)|ready) to)\b/i;

type Heads = { readonly head: RegExp; readonly pattern: RegExp; readonly acts: RegExp; readonly leaves: RegExp };

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The nouns that stand for the agreement of this watch, and what can be said of them. */
function headsOf(subject: string, terms: readonly TermProfile[], parties: PartyNames): Heads {
  const own = new Set(wordsOf(subject).map((word) => word.stem));
  for (const term of terms) for (const stem of term.stems) own.add(stem);
  if (SALE.some((noun) => own.has(stemOf(noun)))) for (const noun of SALE) own.add(stemOf(noun));
  const last = wordsOf(subject).at(-1)?.text ?? "";
  const nouns = [
    ...ALWAYS.split(" "),
    ...WITH_THE_WATCH.split(" ").filter((noun) => own.has(stemOf(noun)) && !parties.stems.has(stemOf(noun))),
    ...(/^\p{Ll}{3,}$/u.test(last) && !parties.stems.has(stemOf(last)) ? [last] : []),
  ];
  const head = `(?<![\\w-])(?:${nouns.map((noun) => literal(noun).replace("-", "[- ]")).join("|")})s?`;
  const tail = `(?: (?:with|between|of|on|for|to) (?:(?!${ENDED}\\b)[\\w'&.-]+ ?){1,6}?| it signed| they signed)?(?:,)?`;
  return {
    head: new RegExp(head, "iu"),
    leaves: new RegExp(`(?<![\\w-])${LEAVES}${BETWEEN} ${head}${HAVING_LEFT}`, "iu"),
    pattern: new RegExp(`${head}${tail}${SUFFERS}`, "iu"),
    acts: new RegExp(`(?<![\\w-])${ACTS}${BETWEEN} ${head}${AFTER_HEAD}`, "iu"),
  };
}

/** Names in a clause that are no party's: capitalised words that do not open the sentence. Headlines in title case have none. */
function strangers(clause: string, isTitle: boolean, parties: PartyNames): string[] {
  const words = wordsOf(clause).filter((word) => !isStop(word.text));
  const capitals = words.filter((word) => word.capital);
  if (isTitle && capitals.length > words.length * 0.7) return [];
  return capitals
    .filter((word) => word.start > 0 && !/[:"]\s*$/.test(clause.slice(0, word.start)) && !parties.stems.has(word.stem))
    .filter((word) => !/^(?:mon|tues|wednes|thurs|fri|satur|sun)day|^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i.test(word.text))
    .map((word) => word.text);
}

/** "The licence of a cinema": a nameless somebody's. */
const NAMELESS = /\b(?:of|with|for|to) an? (?:\p{Ll}+ ){0,2}\p{Ll}+/u;

/** The agreement that is said to end is one with somebody else, as far as the sentence tells. */
function isOthers(text: string, isTitle: boolean, parties: PartyNames, count: number): boolean {
  const named = parties.in(text);
  for (const [, name = ""] of text.matchAll(
    /\b(?:[Ww]ith|[Bb]etween (?:[\p{L}\p{N}&.'-]+ ){1,3}and) (?:its |the |their |rival )?(\p{Lu}[\p{L}\p{N}&.-]*)/gu,
  ))
    if (parties.owner(name) === null && !parties.stems.has(stemOf(name))) return true;
  if (named.size >= Math.min(2, count) && count > 1) return false;
  const first = wordsOf(text)[0];
  const opens = first === undefined || NOBODYS.test(first.text) || parties.stems.has(first.stem) || !first.capital;
  if (!opens && count > 1 && named.size > 0) return true;
  return strangers(text, isTitle, parties).length > 0;
}

type Said = { readonly start: number; readonly end: number /** Given notice of, or left, by one side. */; readonly quit: boolean };

/** Where a sentence says that the agreement as a whole ended or is put off, or that a side quits it; null where it does not. */
function endingAt(text: string, heads: Heads, apart: boolean, parties: PartyNames): Said | null {
  const found = heads.pattern.exec(text) ?? heads.acts.exec(text) ?? (apart ? APART.exec(text) : null);
  if (found !== null) return { start: found.index, end: found.index + found[0].length, quit: false };
  const left = heads.leaves.exec(text);
  if (left !== null) return { start: left.index, end: left.index + left[0].length, quit: true };
  const notice = noticeIn(text, heads.head, parties, apart);
  return notice === null ? null : { ...notice, quit: true };
}

/** What stands before the noun: between verb and noun where the verb comes first. */
function lead(folded: string, at: { start: number; end: number }, before: string): string {
  const said = folded.slice(at.start, at.end);
  return new RegExp(`^${ACTS}`, "iu").test(said) ? said.replace(/\s+\S+$/, "") : before;
}

/** A sentence that tells the end of the agreement as a whole, in general words: as fact or as talk. `quit`: one side goes. */
export type Ending = AmendmentReport & { readonly quit: boolean };

export function endingsIn(
  { placed, parties, terms }: Pick<Material, "placed" | "parties" | "terms">,
  watch: Pick<JudgeInput["watch"], "subject" | "parties">,
): Ending[] {
  const heads = headsOf(watch.subject, terms, parties);
  const count = watch.parties.length;
  const found: Ending[] = [];
  let near = 0;
  for (const { sentence } of placed) {
    const { folded } = sentence;
    const named = parties.in(folded);
    near = named.size > 0 ? REACH : near - 1;
    if (near < 0) continue;
    const both = named.size >= Math.min(2, count) || /\b(?:both|the (?:two|pair|companies|partners|sides))\b/i.test(folded);
    const at = endingAt(folded, heads, both, parties);
    if (at === null) continue;
    const clause = clausesOf(folded).find((one) => at.start >= one.start && at.start < one.end);
    const before = folded.slice(clause?.start ?? 0, at.start);
    const said = folded.slice(clause?.start ?? 0, at.end);
    if (
      NOT_SO.test(said) ||
      OLD.test(lead(folded, at, before).trimEnd()) ||
      /\bhad\b/i.test(said) ||
      TALK_NOUN.test(folded.slice(at.start, at.end))
    )
      continue;
    const threatened = THREAT.test(folded);
    if (cue.DENIAL.test(folded) || cue.OPINION.test(folded) || (cue.CONDITION.test(folded) && !threatened)) continue;
    if (at.quit && (ENTITLED.test(folded) || cue.NO_CHANGE.test(folded.slice(at.start).split(/[;,]/, 1)[0] ?? ""))) continue;
    if (cue.HISTORY.test(folded) && !/\bsince\b/i.test(said)) continue;
    if (isPast(folded, terms, at.quit) || isOthers(folded, sentence.field === "title", parties, count)) continue;
    if (NAMELESS.test(folded.slice(at.start, at.end + 40))) continue;
    if (named.size === 0 && !/\b(?:the|this|that|their|its)\b/i.test(said)) continue;
    const hedged = threatened || folded.search(cue.HEDGE) >= 0 || cue.HEARSAY.test(folded) || /\?["')]*$/.test(folded);
    const what = at.quit ? "one side is said to quit the agreement" : "the agreement as a whole is said to end or to be put off";
    const talked = at.quit ? "that one side quits the agreement is talk" : "the end of the agreement as a whole is rumoured";
    found.push({ sentence, level: hedged ? "rumour" : "changes", why: hedged ? talked : what, quit: at.quit });
  }
  return found;
}

/** Of what tells the end of the agreement the strongest, as fact before as talk; null where nothing does. */
export const strongestEnding = (endings: readonly Ending[]): Ending | null =>
  endings.find(({ level }) => level === "changes") ?? endings[0] ?? null;

/** Told of a year before the terms, or of the very day that a term names, which is the end it always had; who quits does so before that day. */
function isPast(folded: string, terms: readonly TermProfile[], quit: boolean): boolean {
  const dates = quantitiesOf(folded).filter((one) => one.kind === "date");
  const since = Math.min(...terms.map((term) => Number(term.validFrom.slice(0, 4))));
  const isOwn = dates.some((date) => terms.some((term) => term.quantities.some((own) => sameValue(own, date) === true)));
  return (
    (isOwn && !quit && !cue.CHANGE.test(folded)) || (dates.length > 0 && dates.every((date) => Math.floor(date.value / 10_000) < since))
  );
}
