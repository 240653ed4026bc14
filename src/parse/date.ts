const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const WEEK_MS = 7 * DAY_MS;
/** No date form that is read here is longer, in characters. */
const MAX_LENGTH = 64;
/** With blanks and comments. */
const MAX_LOOKED_AT = 300;
/** The widest offset in use is +14:00; in minutes. */
const MAX_OFFSET = 14 * 60;

/** How months begin in English, German, French, Spanish, Italian, Portuguese, Dutch, the Scandinavian languages and Russian, without accents. */
const MONTHS =
  "jan ene gen янв|feb fev фев|mar mrz mrt mae мар|apr avr abr апр|may mai maj mei mag маи мая|jun juin giu июн|jul juil lug июл|aug aou ago авг|sep set сен|oct okt ott out окт|nov ноя|dec dez dic des дек"
    .split("|")
    .map((names) => names.split(" "));

/** Zone names to minutes east of UTC. A name that several zones share means the one that newsrooms mean by it. */
const ZONES: Readonly<Record<string, number>> = {
  ...{ ast: -240, adt: -180, at: -240, est: -300, edt: -240, et: -300, cst: -360, cdt: -300, ct: -360, mst: -420, mdt: -360, mt: -420 },
  ...{ pst: -480, pdt: -420, pt: -480, akst: -540, akdt: -480, hst: -600, nst: -210, ndt: -150, brt: -180, art: -180 },
  ...{ wet: 0, west: 60, bst: 60, cet: 60, cest: 120, met: 60, mest: 120, mez: 60, mesz: 120, eet: 120, eest: 180, msk: 180, sast: 120 },
  ...{ ist: 330, pkt: 300, ict: 420, wib: 420, sgt: 480, hkt: 480, pht: 480, awst: 480, jst: 540, kst: 540, acst: 570, acdt: 630 },
  ...{ aest: 600, aedt: 660, nzst: 720, nzdt: 780 },
};

const TIME = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?:\s*([ap])\.?m\.?)?`;
/** Of an offset with a name behind it the offset counts. */
const ZONE = String.raw`(?:((?:etc\/)?(?:gmt|utc)?\s*[+-]\s*\d{1,2}(?::?\d{2})?|(?:etc\/)?[a-z]{1,5})(?:(?<=\d)\s+[a-z]{2,5})?)`;
const CLOCK = String.raw`(?:${TIME}(?:\s*${ZONE})?)`;
/** The same without colons. */
const BASIC = String.raw`(\d{2})(\d{2})(\d{2})?(?:[.,]\d{1,9})?()${ZONE}?`;
const LETTER = "[a-zа-я]";
const WEEKDAY = String.raw`(?:${LETTER}{2,11}\.?(?:,\s*|\s+))?`;
const form = (pattern: string): RegExp => new RegExp(`^${pattern}$`, "i");

/** The halves of a day where they stand before the hour. */
const HALVES: ReadonlyMap<string, string> = new Map([
  ...["上午", "오전"].map((name) => [name.normalize("NFD"), "a"] as const),
  ...["下午", "오후"].map((name) => [name.normalize("NFD"), "p"] as const),
]);

type Parts = readonly (string | undefined)[];
type Day = { readonly day: string | undefined; readonly month: string | undefined; readonly year: string | undefined };
type Order = (parts: Parts) => Day & { readonly clock: Parts };

/** Every form that is read, with where its parts stand. The first that matches decides. */
const FORMS: readonly (readonly [RegExp, Order])[] = [
  // 2026-02-27, 2026-02, 2026, 2026-02-27T13:53:42.1+01:00, 2026-02-27 13:53:42 +00:00, Fri, 2026/02/27 13:53
  [
    form(String.raw`(?:[a-z]{3,9},?\s+)?(\d{4})(?:([-\/])(\d{1,2})(?:\2(\d{1,2}))?)?(?:(?:\s*t\s*|\s+)${CLOCK})?`),
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
      String.raw`${WEEKDAY}(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+(?:de\s+)?(${LETTER}{3,10})\.?,?[\s-]+(?:del?\s+)?(\d{4}|\d{2}),?(?:\s+(?:at\s+|um\s+|a\s+)?${CLOCK})?`,
    ),
    ([, day, month, year, ...clock]) => ({ day, month, year, clock }),
  ],
  // Fri Feb 27 13:53:42 2026 (asctime), Fri Feb 27 13:53:42 +0000 2026
  [
    form(String.raw`${WEEKDAY}([a-z]{3,9})\.?\s+(\d{1,2})\s+${CLOCK}\s+(\d{4})`),
    ([, month, day, ...rest]) => ({ day, month, year: rest.at(-1), clock: rest.slice(0, -1) }),
  ],
  // February 27, 2026, 1:53 p.m. ET; Fri Feb 27 2026 13:53:42 +0200
  [
    form(String.raw`${WEEKDAY}([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}),?(?:\s+(?:at\s+)?${CLOCK})?`),
    ([, month, day, year, ...clock]) => ({ day, month, year, clock }),
  ],
  // 27.02.2026 13:53, which nobody reads but as day and month
  [
    form(String.raw`${WEEKDAY}(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}),?(?:\s+${CLOCK})?`),
    ([, day, month, year, ...clock]) => ({ day, month, year, clock }),
  ],
  // 2/27/2026 1:53 PM
  [
    form(String.raw`${WEEKDAY}(\d{1,2})\/(\d{1,2})\/(\d{4}),?(?:\s+${CLOCK})?`),
    ([, one = "", other = "", year, ...clock]) => ({ ...slashed(one, other, clock[3]), year, clock }),
  ],
  // 2026年2月27日 13:53, 2026년 2월 27일 오후 1:53
  [
    form(
      String.raw`(\d{4})(?:年|년)\s?(\d{1,2})(?:月|월)\s?(\d{1,2})(?:日|일)(?:\s*(上午|下午|오전|오후))?(?:\s*${CLOCK})?`.normalize("NFD"),
    ),
    ([, year, month, day, half, ...clock]) => ({ day, month, year, clock: clock.with(3, HALVES.get(half ?? "") ?? clock[3]) }),
  ],
];

const NO_DAY: Day = { day: undefined, month: undefined, year: undefined };
const dayOf = (at: number): Day => {
  const date = new Date(at);
  return { day: `${date.getUTCDate()}`, month: `${date.getUTCMonth() + 1}`, year: `${date.getUTCFullYear()}`.padStart(4, "0") };
};
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

/** Which of two numbers is the month: one that can be none decides, and the clock of those who write the month first; else nobody knows. */
function slashed(one: string, other: string, half: string | undefined): Omit<Day, "year"> {
  if (Number(other) > 12 || one === other || half) return { month: one, day: other };
  return Number(one) > 12 ? { day: one, month: other } : { day: undefined, month: undefined };
}

function monthOf(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text);
  const name = text.toLowerCase();
  // Four letters first: juin and juillet begin alike.
  for (const length of [4, 3]) {
    const index = MONTHS.findIndex((names) => names.includes(name.slice(0, length)));
    if (index !== -1) return index + 1;
  }
  return null;
}

/** Minutes east of UTC; null where the offset cannot be. A name that is not known counts as UTC (RFC 5322 §4.3). */
function offsetOf(zone: string | undefined): number | null {
  const text = (zone ?? "")
    .toLowerCase()
    .replace(/\s/g, "")
    .replace(/^(etc\/)?(gmt|utc|ut|z)?/, "");
  const numeric = /^([+-])(\d{1,2}?)(?::?(\d{2}))?$/.exec(text);
  if (numeric === null) return ZONES[text] ?? 0;
  const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
  if (minutes > MAX_OFFSET || Number(numeric[3] ?? 0) > 59) return null;
  return numeric[1] === "-" ? -minutes : minutes;
}

function yearOf(text: string): number {
  // RFC 5322 §4.3 for two digits
  return text.length === 2 ? Number(text) + (Number(text) < 50 ? 2000 : 1900) : Number(text);
}

function instant(parts: ReturnType<Order>): string | null {
  const [hours = "0", minutes = "0", seconds = "0", half, zone] = parts.clock;
  const year = yearOf(parts.year ?? "");
  const month = monthOf(parts.month ?? "");
  const day = Number(parts.day);
  const offset = offsetOf(zone);
  let hour = Number(hours);
  if (half !== undefined && half !== "") {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  }
  // ISO 8601 allows 24:00 for the end of a day.
  const isEnd = hour === 24 && Number(minutes) === 0 && Number(seconds) === 0;
  if (month === null || offset === null || (hour > 23 && !isEnd) || Number(minutes) > 59 || Number(seconds) > 60) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  date.setUTCHours(hour, Number(minutes) - offset, Math.min(Number(seconds), 59));
  return date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9999 ? date.toISOString() : null;
}

/**
 * A date of a feed or a page as ISO 8601 in UTC, or null where the text is none. Reads ISO 8601, RFC 822 with zone names, asctime and the
 * long forms of English and its neighbours, and seconds since 1970. A time without a zone is taken as UTC, never as the machine's own.
 */
export function parseDate(text: string | null | undefined): string | null {
  const folded = (text ?? "")
    .slice(0, MAX_LOOKED_AT)
    .replace(/\s+/g, " ")
    // A comment (RFC 822 §3.4.3), mostly the name of the zone; RFC 9557 gives the zone's city behind the offset.
    .replace(/ ?(?:\([^()]*\)|\[[^[\]]*\]) ?$/, "")
    .trim()
    .normalize("NFD")
    .replace(/\p{M}/gu, "");
  if (folded === "" || folded.length > MAX_LENGTH) return null;
  if (/^1\d{9}(?:\d{3})?$/.test(folded)) return new Date(Number(folded.slice(0, 10)) * 1000).toISOString();
  for (const [pattern, order] of FORMS) {
    const match = pattern.exec(folded);
    if (match !== null) return instant(order(match));
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
