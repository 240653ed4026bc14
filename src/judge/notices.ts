import type { PartyNames } from "./names.ts";

// An agreement may be quit by one side before anything has ended: by a notice, or by leaving it. What quits is told in other words than what ends.

const GIVES =
  "(?:giv(?:e|es|en|ing)|gave|serv(?:e|es|ed|ing)|hand(?:s|ed|ing)?(?: in| over)?|submit(?:s|ted|ting)?|deliver(?:s|ed|ing)?|send(?:s|ing)?|sent|fil(?:e|es|ed|ing)|lodg(?:e|es|ed|ing)|issu(?:e|es|ed|ing)|tender(?:s|ed|ing)?|receiv(?:e|es|ed|ing))";
const QUIT =
  "(?:terminat\\w+|withdr[ae]w\\w*|cancel\\w*|quit(?:s|ting)?|end(?:s|ed|ing)?|leav(?:e|es|ing)|exit(?:s|ing)?|depart(?:s|ing|ure)?|pull(?:s|ing)? out|back(?:s|ing)? out|walk(?:s|ing)? away|step(?:s|ping)? out|dissol\\w+|renounc\\w+|renunciation|denounc\\w+|denunciation|not (?:to )?renew)";
/** Words between two parts of one statement. */
const upTo = (n: number): string => `(?:[ ,]+[\\w'&.-]+){0,${n}}?[ ,]+`;
const NOTICE = new RegExp(`(?<![\\w-])${GIVES}${upTo(8)}notices?(?![\\w-])`, "iu");
/** What the notice is of: a notice may as well be one of a meeting. */
const OF_QUITTING = new RegExp(
  `^(?:[ ,]+(?!(?:of|on|about)\\b)[\\w'&.-]+){0,4}?[ ,]+(?:of|to|that|and|under)(?:[ ,]+[\\w'&.-]+){0,5}?[ ,]+${QUIT}(?![\\w-])`,
  "iu",
);
const GIVEN_TO = /^ (?:to|on|upon) (?:the |its |their )?(\p{Lu}[\p{L}\p{N}&'.-]*(?: \p{Lu}[\p{L}\p{N}&'.-]*){0,3})/u;

/** To go from an agreement, with the noun left open. */
export const LEAVES =
  "(?:leav(?:e|es|ing)|left|quit(?:s|ting)?|exit(?:s|ed|ing)?(?: from)?|(?:withdr[ae]w(?:s|n|ing|al)?|retreat(?:s|ed|ing)?|departure|secession|seced(?:e|es|ed|ing)) from|(?:pull(?:s|ed|ing)?|back(?:s|ed|ing)?|drop(?:s|ped|ping)?|opt(?:s|ed|ing)?|step(?:s|ped|ping)?) out of|walk(?:s|ed|ing)? (?:away from|out (?:of|on))|renounc(?:es?|ed|ing)|denounc(?:es?|ed|ing)|abrogat(?:es?|ed|ing)|turn(?:s|ed)? (?:its|their) back on)";
/** "Leaves the deal intact" leaves nothing, and who quits a job under the agreement is not quitting it. */
export const HAVING_LEFT =
  "(?=$|[.,;:!?\"')]|'s? | (?:at|by|from|next|this|last|within|after|on|effective|early|altogether|entirely|immediately|for good|today|yesterday|because|over|amid|following|citing|it|which|that|and|but|between|of|with (?:the |its )?(?-i:\\p{Lu})|with (?:immediate|\\S+(?: \\S+)? (?:notice|months?|weeks?|years?|days?))|(?:in|with effect from) (?:(?-i:\\p{Lu})|\\d|\\w+ (?:days|weeks|months|years)|the (?:summer|autumn|spring|winter|coming))|is|was|has|will|takes?|took))";

/** Where a sentence says that notice was given to quit: the agreement, or the other side where both are named. Null where it does not. */
export function noticeIn(folded: string, head: RegExp, parties: PartyNames, both: boolean): { start: number; end: number } | null {
  const given = NOTICE.exec(folded);
  if (given === null) return null;
  const at = { start: given.index, end: given.index + given[0].length };
  const rest = folded.slice(at.end);
  const purpose = OF_QUITTING.exec(rest);
  const named = head.test(rest) || head.test(given[0]);
  if (purpose !== null) return named || both ? { ...at, end: at.end + purpose[0].length } : null;
  const to = GIVEN_TO.exec(rest);
  if (to !== null) return both && parties.owner(to[1] ?? "") !== null ? at : null;
  return /^ (?:on|under)\b/i.test(rest) && named ? at : null;
}

/** Who may give notice has not given it: "either side may withdraw with two years' notice". */
export const ENTITLED =
  /\b(?:(?:either|each|any|every) (?:\w+ ){0,2}?(?:may|can|must|could|shall)|(?:either|both) [^,;]{3,60}? (?:or|and) [^,;]{3,60}? (?:may|can)|(?:may|can|must|shall|could|would have to)\b[^;]{0,80}\b(?:no earlier|not before|at any time|notice|months' warning|after (?:a|an|the) \w+ period))\b/i;
