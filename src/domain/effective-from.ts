const NAMES = "January February March April May June July August September October November December".split(" ");
const MONTH = `(${NAMES.map((name) => `${name.slice(0, 3)}(?:${name.slice(3) || "(?=x)x"})?`).join("|")}|Sept)\\.?`;
const YEAR = "(20\\d\\d)(?![.,]?\\d|-| ?%)";
const DAY = "(\\d{1,2})(?:st|nd|rd|th)?";
/** In this order: year, month, day are where `at` says; 0 where a form has none. */
const FORMS = [
  { form: `${DAY} ${MONTH},? ${YEAR}`, at: [3, 2, 1] },
  { form: `${MONTH} ${DAY},? ${YEAR}`, at: [3, 1, 2] },
  { form: `${MONTH},? ${YEAR}`, at: [2, 1, 0] },
  { form: "(20\\d\\d)-(\\d\\d)-(\\d\\d)", at: [1, 2, 3] },
  { form: YEAR, at: [1, 0, 0] },
] as const;
/** What says that something holds from a day on. */
const FROM =
  "(?:from|as (?:of|from)|effective|starting|beginning|begins|starts|takes? effect|taking effect|(?:comes?|coming|enters?) into (?:force|effect)|in force)(?: on| in| from| as of)?(?: the)?";
/** What says when something happens: that is when the change holds, unless the term is about a day itself. */
const ON = "(?:on|in)";

const monthOf = (name: string): number => NAMES.findIndex((one) => one.slice(0, 3).toLowerCase() === name.slice(0, 3).toLowerCase()) + 1;
const two = (n: number): string => String(n).padStart(2, "0");

type Dated = { readonly day: string; readonly inWords: string };

function datesAfter(words: string, text: string): Dated[] {
  return FORMS.flatMap(({ form, at }) =>
    [...text.matchAll(new RegExp(`(?<![\\w-])${words} ${form}`, "gi"))].flatMap((match): Dated[] => {
      const [year = "", monthWord = "", dayWord = ""] = at.map((place) => (place === 0 ? "" : (match[place] ?? "")));
      const month = /^\d/.test(monthWord) ? Number(monthWord) : monthOf(monthWord);
      const day = Number(dayWord);
      if (month > 12 || day > 31) return [];
      const inWords = [...(day === 0 ? [] : [day]), ...(month === 0 ? [] : [NAMES[month - 1]]), year].join(" ");
      return [{ day: `${year}-${two(month || 1)}-${two(day || 1)}`, inWords }];
    }),
  );
}

/**
 * The day, in words, from which a change that is reported holds, where its quote names one that is still to come at `now` (ISO 8601); else null.
 * Of a term that names a date itself, as one that runs until a day, only what says "from" tells when the change holds.
 */
export function effectiveFrom(quote: string, statement: string, now: string): string | null {
  const text = quote.replace(/\s/g, " ");
  const isAboutDays = /\b(?:19|20)\d\d\b/.test(statement);
  const named = [...datesAfter(FROM, text), ...(isAboutDays ? [] : datesAfter(ON, text))];
  return named.find(({ day }) => day > now.slice(0, 10))?.inWords ?? null;
}
