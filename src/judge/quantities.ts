import { isStop, stemOf } from "./words.ts";

/** An amount, share, count, length of time or date, normalised so that two spellings of one value are equal. */
export type Quantity = {
  readonly kind: "percent" | "money" | "count" | "duration" | "date";
  /** Per cent; whole currency units; pieces; days; year, month and day as yyyymmdd with zeros for what is not said. */
  readonly value: number;
  /** The currency, the stem of what is counted, or empty. */
  readonly unit: string;
  readonly start: number;
  readonly end: number;
};

const WORDS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
};
const SCALES: Readonly<Record<string, number>> = {
  hundred: 100,
  thousand: 1e3,
  k: 1e3,
  million: 1e6,
  m: 1e6,
  mn: 1e6,
  billion: 1e9,
  bn: 1e9,
  b: 1e9,
  trillion: 1e12,
};
const FRACTIONS: Readonly<Record<string, number>> = { half: 50, quarter: 25, third: 100 / 3, fifth: 20, tenth: 10 };
const CURRENCIES: Readonly<Record<string, string>> = {
  $: "dollar",
  "€": "euro",
  "£": "pound",
  "¥": "yen",
  dollar: "dollar",
  dollars: "dollar",
  usd: "dollar",
  euro: "euro",
  euros: "euro",
  eur: "euro",
  pound: "pound",
  pounds: "pound",
  gbp: "pound",
  yen: "yen",
  yuan: "yuan",
  crowns: "crown",
  crown: "crown",
  kroner: "crown",
  kronor: "crown",
  francs: "franc",
  rupees: "rupee",
};
const DAYS: Readonly<Record<string, number>> = {
  day: 1,
  week: 7,
  month: 365 / 12,
  year: 365,
  decade: 3650,
  hour: 1 / 24,
  minute: 1 / 1440,
};
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const MONTH =
  "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
const NUMBER_WORD = `(?:${Object.keys(WORDS).join("|")})`;
const NUMBER = new RegExp(`^${NUMBER_WORD}(?:[- ]${NUMBER_WORD}){0,2}$`, "i");
const DATE = new RegExp(
  `\\b(?:(\\d{1,2})(?:st|nd|rd|th)? (${MONTH}) ((?:19|20)\\d\\d)|(${MONTH}) (\\d{1,2})(?:st|nd|rd|th)?, ((?:19|20)\\d\\d)|(${MONTH}) ((?:19|20)\\d\\d)|((?:19|20)\\d\\d)-(\\d\\d)-(\\d\\d)|((?:19|20)\\d\\d))\\b(?![.,]?\\d|[ -]?%)`,
  "gi",
);
const AMOUNT = new RegExp(
  `([$€£¥])? ?(?<![\\w.,])(\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d{1,15}(?:\\.\\d{1,6})?|${NUMBER_WORD}(?:[- ]${NUMBER_WORD}){0,2})(?: ?(hundred|thousand|million|mn|billion|bn|trillion|k|m|b)\\b)?[ -]?(%|per ?cent\\b|\\p{L}+)?(?: (\\p{L}+))?`,
  "giu",
);

function numberOf(text: string): number {
  if (/^\d/.test(text)) return Number(text.replaceAll(",", ""));
  let sum = 0;
  for (const word of text.toLowerCase().split(/[- ]/)) {
    if (word === "hundred" && sum > 0) sum *= 100;
    else sum += WORDS[word] ?? 0;
  }
  return sum;
}

/** The value of a text that is a number and nothing else, in digits or in words; otherwise null. */
export function plainNumber(text: string): number | null {
  if (/^(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,6})?$/.test(text)) return numberOf(text);
  return NUMBER.test(text) ? numberOf(text) : null;
}

const monthOf = (name: string): number => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;

function datesOf(folded: string): Quantity[] {
  const dates: Quantity[] = [];
  for (const match of folded.matchAll(DATE)) {
    const [whole, day1, month1, year1, month2, day2, year2, month3, year3, year4, month4, day4, year5] = match;
    const before = folded.slice(Math.max(0, match.index - 1), match.index);
    if (/[$€£¥.,\d]/.test(before)) continue;
    const year = Number(year1 ?? year2 ?? year3 ?? year4 ?? year5);
    const month = month4 !== undefined ? Number(month4) : monthOf(month1 ?? month2 ?? month3 ?? "");
    const day = Number(day1 ?? day2 ?? day4 ?? 0);
    dates.push({ kind: "date", value: year * 10_000 + month * 100 + day, unit: "", start: match.index, end: match.index + whole.length });
  }
  return dates;
}

/** Every quantity of a folded sentence, in order of kind: dates first, then the others. */
export function quantitiesOf(folded: string): Quantity[] {
  const found = datesOf(folded);
  const dates = [...found];
  for (const match of folded.matchAll(AMOUNT)) {
    const [whole, symbol, digits = "", scale, unitWord = "", nextWord = ""] = match;
    const at = match.index;
    if (dates.some((date) => at < date.end && at + whole.length > date.start && at + digits.length + 2 > date.start)) continue;
    const value = numberOf(digits) * (scale === undefined ? 1 : (SCALES[scale.toLowerCase()] ?? 1));
    const unit = unitWord.toLowerCase();
    const base = { value, start: at, end: at + whole.length };
    if (unit === "%" || /^per ?cent$/.test(unit) || unit === "percentage") found.push({ ...base, kind: "percent", unit: "" });
    else if (symbol !== undefined) found.push({ ...base, kind: "money", unit: CURRENCIES[symbol] ?? "" });
    else if (CURRENCIES[unit] !== undefined) found.push({ ...base, kind: "money", unit: CURRENCIES[unit] });
    else if (DAYS[unit.replace(/s$/, "")] !== undefined)
      found.push({ ...base, value: value * (DAYS[unit.replace(/s$/, "")] ?? 1), kind: "duration", unit: "" });
    else if (unit === "" || isStop(unit)) continue;
    else found.push({ ...base, kind: "count", unit: CURRENCIES[nextWord.toLowerCase()] ?? stemOf(unit) });
  }
  for (const match of folded.matchAll(/\b(?:an?|one)[ -](half|quarter|third|fifth|tenth)\b/gi)) {
    found.push({
      kind: "percent",
      value: FRACTIONS[(match[1] ?? "").toLowerCase()] ?? 0,
      unit: "",
      start: match.index,
      end: match.index + match[0].length,
    });
  }
  return found;
}

/** True or false where both speak of the same kind of thing, null where they cannot be compared. Dates compare as far as both are told. */
export function sameValue(a: Quantity, b: Quantity): boolean | null {
  if (a.kind !== b.kind || a.unit !== b.unit) return null;
  if (a.kind !== "date") return Math.abs(a.value - b.value) <= 1e-6 * Math.max(1, Math.abs(a.value));
  const step = a.value % 10_000 === 0 || b.value % 10_000 === 0 ? 10_000 : a.value % 100 === 0 || b.value % 100 === 0 ? 100 : 1;
  return Math.floor(a.value / step) === Math.floor(b.value / step);
}
