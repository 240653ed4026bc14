import { monthOf } from "./months.ts";
import { offsetOf } from "./zones.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const WEEK_MS = 7 * DAY_MS;
/** No date form that is read here is longer, in characters. */
const MAX_LENGTH = 64;
/** With blanks and comments. */
const MAX_LOOKED_AT = 300;

const TIME = String.raw`(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,]\d{0,9})?)?(?:\s*([ap])\.?m\.?(?![a-z]))?`;
/** Of an offset with a name behind it the offset counts. */
const ZONE = String.raw`(?:((?:etc\/)?(?:gmt|utc|z)?\s*[+-]\s*\d{1,2}(?::?\d{2})?|(?:etc\/)?[a-z]{1,5}|[a-z]{3,10}(?:\/[a-z_]{3,16}){1,2})(?:(?<=\d)(?:\s+[a-z]{2,5}|z))?)`;
const CLOCK = String.raw`(?:${TIME}(?:\s*${ZONE})?)`;
/** The same without colons. */
const BASIC = String.raw`(\d{2})(\d{2})(\d{2})?(?:[.,]\d{1,9})?()${ZONE}?`;
const LETTER = String.raw`\p{L}`;
const WEEKDAY = String.raw`(?:${LETTER}{2,11}\.?(?:,\s*|\s+))?`;
const form = (pattern: string): RegExp => new RegExp(`^${pattern}$`, "iu");
/** A clock behind a day, and what words and signs part them. */
const THEN = String.raw`,?(?:(?:\s+(?:at\s+|um\s+|a\s+|-\s+)?|:)${CLOCK})?`;

/** The halves of a day as Chinese and Korean write them, before the hour. */
const HALF_FIRST = new RegExp(String.raw`(?:(上午|오전)|下午|오후)\s*(\d{1,2}(?::\d{2}){1,2})`.normalize("NFD"), "u");
const halfLast = (text: string): string =>
  text.replace(HALF_FIRST, (_, first: string | undefined, time: string) => `${time} ${first === undefined ? "pm" : "am"}`);
/** Taken apart, as everything here is. */
const HANGUL = /[\u1100-\u11ff]/;

type Parts = readonly (string | undefined)[];
type Day = { readonly day: string | undefined; readonly month: string | undefined; readonly year: string | undefined };
type Order = (parts: Parts) => Day & { readonly clock: Parts };

/** Every form that is read, with where its parts stand. The first that matches decides. */
const FORMS: readonly (readonly [RegExp, Order])[] = [
  // 2026-02-27, 2026-02, 2026, 2026-02-27T13:53:42.1+01:00, 2026-02-27 13:53:42 +00:00, Fri, 2026/02/27 13:53
  [
    form(String.raw`(?:[a-z]{3,9},?\s+)?(\d{4})(?:([-\/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?:(?:\s*t\s*|\s+)${CLOCK})?`),
    ([, year, , month = "1", day = "1", ...clock]) => ({ day, month, year, clock }),
  ],
  // 2026-058, 2026-058T13:53Z, 2026058T1353Z (ISO 8601 §5.2.2: the day of the year)
  [form(String.raw`(\d{4})-(\d{3})(?:(?:t|\s+)${CLOCK})?`), ([, year, day, ...clock]) => ({ ...ordinal(year, Number(day)), clock })],
  [form(String.raw`(\d{4})(\d{3})t${BASIC}`), ([, year, day, ...clock]) => ({ ...ordinal(year, Number(day)), clock })],
  // 2026-W09-5, 2026-W09, 2026-W09-5T13:53Z, 2026W095T135342Z (§5.2.3: the week and its day)
  [
    form(String.raw`(\d{4})-w(\d{2})(?:-(\d))?(?:(?:t|\s+)${CLOCK})?`),
    ([, year, week, day, ...clock]) => ({ ...weekly(year, week, day), clock }),
  ],
  [form(String.raw`(\d{4})w(\d{2})(?:(\d)(?:t${BASIC})?)?`), ([, year, week, day, ...clock]) => ({ ...weekly(year, week, day), clock })],
  // 20260227T135342Z
  [form(String.raw`(\d{4})(\d{2})(\d{2})(?:t?${BASIC})?`), ([, year, month, day, ...clock]) => ({ day, month, year, clock })],
  // Fri, 27 Feb 2026 13:53:42 GMT (RFC 822), 27-Feb-26, 27. Februar 2026, 27 de febrero de 2026
  [
    form(
      String.raw`${WEEKDAY}(\d{1,2})(?:st|nd|rd|th|\.)?[\s\/-]+(?:de\s+)?(${LETTER}{3,10})\.?,?[\s\/-]+(?:del?\s+)?(\d{4}|\d{2})${THEN}`,
    ),
    ([, day, month, year, ...clock]) => ({ day, month, year, clock }),
  ],
  // Fri Feb 27 13:53:42 2026 (asctime), Fri Feb 27 13:53:42 +0000 2026, Fri Feb 27 13:53:42 2026 +0000 (git)
  [
    form(String.raw`${WEEKDAY}([a-z]{3,9})\.?\s+(\d{1,2})\s+${CLOCK}\s+(\d{4})(?:\s+${ZONE})?`),
    ([, month, day, hour, minute, second, half, zone, year, last]) => ({
      day,
      month,
      year,
      clock: [hour, minute, second, half, zone ?? last],
    }),
  ],
  // February 27, 2026, 1:53 p.m. ET; Fri Feb 27 2026 13:53:42 +0200
  [
    form(String.raw`${WEEKDAY}([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})${THEN}`),
    ([, month, day, year, ...clock]) => ({ day, month, year, clock }),
  ],
  // 27.02.2026 13:53, which nobody reads but as day and month
  [
    form(String.raw`${WEEKDAY}(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})${THEN}`),
    ([, day, month, year, ...clock]) => ({ day, month, year, clock }),
  ],
  // 2/27/2026 1:53 PM; Fri, 02/27/2026 - 13:53
  [
    form(String.raw`(?:(${LETTER}{2,11})\.?(?:,\s*|\s+))?(\d{1,2})\/(\d{1,2})\/(\d{4})${THEN}`),
    ([, weekday, one = "", other = "", year = "", ...clock]) => ({ ...slashed(one, other, year, clock[3], weekday), year, clock }),
  ],
  // 2026. február 27. 13:53, 2004-július-13T9:15 (Hungarian)
  [
    form(String.raw`(\d{4})(?:\.\s?|-)(${LETTER}{3,11})(?:\.?\s+|-)(\d{1,2})\.?(?:(?:,?\s+|t)${CLOCK})?`),
    ([, year, month, day, ...clock]) => ({ day, month, year, clock }),
  ],
  // 2026年2月27日 13:53, 2026년 2월 27일 13:53
  [
    form(String.raw`(\d{4})(?:年|년)\s?(\d{1,2})(?:月|월)\s?(\d{1,2})(?:日|일)(?:\s*${CLOCK})?`.normalize("NFD")),
    ([, year, month, day, ...clock]) => ({ day, month, year, clock }),
  ],
];

const NO_DAY: Day = { day: undefined, month: undefined, year: undefined };
const dayOf = (at: number): Day => {
  const date = new Date(at);
  return { day: `${date.getUTCDate()}`, month: `${date.getUTCMonth() + 1}`, year: `${date.getUTCFullYear()}`.padStart(4, "0") };
};
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const startOf = (year: string, month: number, day: number): number => new Date(0).setUTCFullYear(Number(year), month - 1, day);

function ordinal(year = "", number: number): Day {
  const day = dayOf(startOf(year, 1, number));
  return number >= 1 && day.year === year ? day : NO_DAY;
}
/** The first week of a year is the one that holds its fourth of January; weeks begin on Mondays. */
function weekly(year = "", week = "", weekday = "1"): Day {
  const fourth = startOf(year, 1, 4);
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS + (Number(week) - 1) * WEEK_MS;
  const isWeek = Number(week) >= 1 && dayOf(monday + 3 * DAY_MS).year === year;
  return isWeek && /[1-7]/.test(weekday) ? dayOf(monday + (Number(weekday) - 1) * DAY_MS) : NO_DAY;
}

/** Whether a day has the name that stands before it, as far as that is English. */
const isOn = (weekday: string, year: string, month: string, day: string): boolean =>
  new Date(startOf(year, Number(month), Number(day))).getUTCDay() === WEEKDAYS.indexOf(weekday.slice(0, 3).toLowerCase());

/**
 * Which of two numbers is the month: one that can be none decides, then the weekday where only one order gives it, and the clock of those
 * who write the month first; else nobody knows.
 */
function slashed(one: string, other: string, year: string, half: string | undefined, weekday = ""): Omit<Day, "year"> {
  if (Number(other) > 12 || one === other) return { month: one, day: other };
  if (Number(one) > 12) return { day: one, month: other };
  const [american, european] = [isOn(weekday, year, one, other), isOn(weekday, year, other, one)];
  if (european && !american) return { day: one, month: other };
  return half || (american && !european) ? { month: one, day: other } : { day: undefined, month: undefined };
}

function yearOf(text: string): number {
  // RFC 5322 §4.3 for two digits
  return text.length === 2 ? Number(text) + (Number(text) < 50 ? 2000 : 1900) : Number(text);
}

/** `elsewhere`: the zone of a clock that names none. */
function instant(parts: ReturnType<Order>, elsewhere: string | undefined): string | null {
  const [hours = "0", minutes = "0", seconds = "0", half, zone] = parts.clock;
  const year = yearOf(parts.year ?? "");
  const month = monthOf(parts.month ?? "");
  const day = Number(parts.day);
  let hour = Number(hours);
  if (half !== undefined && half !== "") {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  }
  // ISO 8601 allows 24:00 for the end of a day.
  const isEnd = hour === 24 && Number(minutes) === 0 && Number(seconds) === 0;
  if (month === null || (hour > 23 && !isEnd) || Number(minutes) > 59 || Number(seconds) > 60) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  date.setUTCHours(hour, Number(minutes), Math.min(Number(seconds), 59));
  const offset = offsetOf(zone ?? (parts.clock[0] === undefined ? undefined : elsewhere), date);
  if (offset === null) return null;
  date.setUTCMinutes(date.getUTCMinutes() - offset);
  return date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9999 ? date.toISOString() : null;
}

/**
 * A date of a feed or a page as ISO 8601 in UTC, or null where the text is none. Reads ISO 8601, RFC 822 with zone names, asctime and the
 * long forms of English and its neighbours, and seconds since 1970. A time without a zone is taken as UTC, never as the machine's own.
 */
export function parseDate(raw: string | null | undefined): string | null {
  const folded = (raw ?? "")
    .slice(0, MAX_LOOKED_AT)
    .replace(/\s+/g, " ")
    // A comment (RFC 822 §3.4.3), mostly the name of the zone; RFC 9557 gives the zone's city behind the offset.
    .replace(/ ?(?:\([^()]*\)|\[[^[\]]*\]) ?$/, "")
    .trim()
    .replaceAll("\u2212", "-")
    .normalize("NFD")
    .replace(/\p{M}/gu, "");
  if (folded === "" || folded.length > MAX_LENGTH) return null;
  if (/^1\d{9}(?:\d{3}|\.\d+)?$/.test(folded)) return new Date(Number(folded.slice(0, 10)) * 1000).toISOString();
  // Korea has one zone, and nobody else writes so.
  const elsewhere = HANGUL.test(folded) ? "kst" : undefined;
  const text = halfLast(folded);
  for (const [pattern, order] of FORMS) {
    const match = pattern.exec(text);
    if (match !== null) return instant(order(match), elsewhere);
  }
  return null;
}

/** How far a stated date may lie ahead of now before it counts as absurd: clocks and zones differ. */
const FUTURE_SLACK_MS = DAY_MS;
/** No page on the web is older. */
const FIRST_YEAR = "1991";

/** The first of the candidates that can be a publication date: not before the web and not more than a day after `now`. */
export function firstPlausibleDate(candidates: Iterable<string | null | undefined>, now: Date): string | null {
  for (const candidate of candidates) {
    const date = parseDate(candidate);
    if (date !== null && date >= FIRST_YEAR && Date.parse(date) <= now.getTime() + FUTURE_SLACK_MS) return date;
  }
  return null;
}
