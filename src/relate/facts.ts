const MONTHS = "january february march april may june july august september october november december".split(" ");
const WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split(" ");
const NUMBER_WORDS = (
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty " +
  "thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion half quarter third double twice triple dozen dozens " +
  "second fourth fifth sixth seventh eighth ninth tenth"
).split(" ");
const SHORT = new Map<string, string>([
  ...MONTHS.flatMap((month) => [[month.slice(0, 3), month] as const]),
  ["sept", "september"],
  ...WEEKDAYS.map((day) => [day.slice(0, 3), day] as const),
  ["tues", "tuesday"],
  ["thurs", "thursday"],
  ["bn", "billion"],
  ["mn", "million"],
  ["tn", "trillion"],
  ["percent", "%"],
  ["pct", "%"],
  ["cent", "%"],
  ["％", "%"],
  ["dollar", "$"],
  ["dollars", "$"],
  ["usd", "$"],
  ["euro", "€"],
  ["euros", "€"],
  ["eur", "€"],
  ["pounds", "£"],
  ["yen", "¥"],
  ...NUMBER_WORDS.slice(0, 21).map((word, i) => [word, String(i)] as const),
]);
// Short forms that are ordinary words as well.
for (const word of ["sun", "sat", "mar", "one"]) SHORT.delete(word);

/** One spelling for what is written in several ways: Feb and February, 20 percent and 20%, two and 2, 1,000 and 1000. */
export function plainFact(form: string): string {
  const known = SHORT.get(form);
  if (known !== undefined) return known;
  return /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(form) ? form.replaceAll(",", "") : form;
}

const DATE_WORDS = new Set([...MONTHS, ...WEEKDAYS]);
const NUMBERS = new Set(NUMBER_WORDS);
DATE_WORDS.delete("may");
NUMBERS.delete("one");
const isCurrency = (fact: string): boolean => /^[$€£¥₩₹]$/.test(fact);
export const isWeekday = (fact: string): boolean => WEEKDAYS.includes(fact);
const isYear = (fact: string): boolean => /^(19|20)\d\d$/.test(fact);

/** A figure, a number word, a month, a weekday, or a unit of money or share. */
export const isFact = (fact: string): boolean =>
  /\p{N}/u.test(fact) || fact === "%" || isCurrency(fact) || DATE_WORDS.has(fact) || NUMBERS.has(fact);

/** What a changed figure is, judged by itself and by the words on either side. */
export function kindOfFact(facts: readonly string[], around: readonly string[]): "date" | "money" | "percentage" | "number" {
  const all = [...facts, ...around];
  if (facts.some((fact) => DATE_WORDS.has(fact) || isYear(fact))) return "date";
  if (all.includes("%")) return "percentage";
  if (all.some(isCurrency)) return "money";
  if (around.some((fact) => DATE_WORDS.has(fact) || fact === "may") && facts.every((fact) => /^\d{1,2}$/.test(fact))) return "date";
  return "number";
}
