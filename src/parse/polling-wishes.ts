const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const PERIODS_MS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    hourly: DAY_MS / 24,
    daily: DAY_MS,
    weekly: 7 * DAY_MS,
    monthly: 30 * DAY_MS,
    yearly: 365 * DAY_MS,
  }),
);

/** What a feed asks for between polls, in milliseconds: ttl (minutes), else the syndication module's period over its frequency. */
export function intervalOf(ttl: string | null, period: string | null, frequency: string | null): number | null {
  const minutes = Number(ttl?.trim() || Number.NaN);
  if (minutes > 0 && Number.isFinite(minutes)) return minutes * MINUTE_MS;
  // RSS 1.0's syndication module: a feed that names a frequency alone means "daily".
  const span = PERIODS_MS.get(period?.trim().toLowerCase() || (frequency === null ? "" : "daily"));
  const times = Number(frequency?.trim() || 1);
  return span === undefined || !(times > 0) ? null : Math.round(span / times);
}

const sorted = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);

/** Hours of skipHours as they are counted today, 0 to 23; the older form counts 1 to 24. */
export const skippedHours = (texts: readonly string[]): number[] =>
  sorted(texts.flatMap((text) => (/^\s*\d{1,2}\s*$/.test(text) && Number(text) <= 24 ? [Number(text) % 24] : [])));

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Days of skipDays, 0 for Sunday. */
export const skippedDays = (texts: readonly string[]): number[] =>
  sorted(texts.map((text) => DAYS.indexOf(text.trim().slice(0, 3).toLowerCase())).filter((day) => day !== -1));
