import { type Quantity, quantitiesOf, sameValue } from "./quantities.ts";
import type { Sentence } from "./segment.ts";
import type { TermProfile } from "./term-match.ts";

/** Tenses and words of today: what is told with one of them is not wholly of the past, however old its dates. */
const TODAY =
  /(?<![\w-])(?:has|(?<!(?:could|would|might|should|may|must) )have|will|shall|now|is|are|yesterday|today|tonight|this (?:week|month|year))(?![\w-])/i;

/** Before the terms held, as far as the date is told: a year alone is before only when the whole of it is. */
function isBefore({ value }: Quantity, recorded: number): boolean {
  const step = value % 10_000 === 0 ? 10_000 : value % 100 === 0 ? 100 : 1;
  return Math.floor(value / step) < Math.floor(recorded / step);
}

/**
 * Whether each sentence tells of a time before the terms were recorded: every date in it is older than they are and none is a term's own, and it has no word of today.
 * So do the sentences after it, up to one with another date or a word of today; below a dateline, up to another date.
 */
export function areOfThePast(sentences: readonly (Sentence | null)[], terms: readonly TermProfile[]): boolean[] {
  const recorded = Math.min(...terms.map(({ validFrom }) => Number(validFrom.slice(0, 10).replaceAll("-", ""))));
  const isOwn = (date: Quantity): boolean => terms.some(({ quantities }) => quantities.some((own) => sameValue(own, date) === true));
  let [past, dateline] = [false, false];
  return sentences.map((sentence) => {
    if (sentence === null) return false;
    const { folded } = sentence;
    const dates = quantitiesOf(folded).filter((one) => one.kind === "date");
    const ofToday = TODAY.test(folded);
    if (dates.length > 0) {
      past = !ofToday && dates.every((date) => isBefore(date, recorded) && !isOwn(date));
      dateline = past && dates.some(({ value, start }) => value % 100 !== 0 && !/\p{Ll} \p{Ll}/u.test(folded.slice(0, start)));
    } else if (ofToday && !dateline) past = false;
    return past;
  });
}
