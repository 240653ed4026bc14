/** An entry as a reader finds it: titles and names as plain text, bodies as HTML that nobody has cleaned yet, dates as ISO 8601 in UTC. */
export type RawEntry = {
  readonly guid: string | null;
  readonly link: string | null;
  readonly title: string | null;
  readonly author: string | null;
  readonly published: string | null;
  readonly updated: string | null;
  readonly summaryHtml: string | null;
  readonly contentHtml: string | null;
  readonly categories: readonly string[];
  readonly language: string | null;
  /** What relative addresses in the content start from: xml:base, else the feed's own address. */
  readonly base: string | null;
};

export type RawFeed = {
  readonly format: "rss" | "atom" | "rdf" | "json";
  readonly title: string | null;
  readonly link: string | null;
  readonly language: string | null;
  readonly minIntervalMs: number | null;
  readonly skipHours: readonly number[];
  readonly skipDays: readonly number[];
  readonly hub: string | null;
  readonly self: string | null;
  readonly entries: readonly RawEntry[];
};

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
  const span = PERIODS_MS.get(period?.trim().toLowerCase() ?? "");
  const times = Number(frequency?.trim() || 1);
  return span === undefined || !(times > 0) ? null : Math.round(span / times);
}

/** The name out of an author as feeds write it: `mail (Name)`, `Name <mail>`, a name or an address alone. */
export function authorName(text: string | null): string | null {
  const folded = text?.trim() ?? "";
  const name = /^\S+@\S+\s*\(([^()]+)\)$/.exec(folded)?.[1] ?? /^"?([^<>"]+?)"?\s*<[^<>]*@[^<>]*>$/.exec(folded)?.[1] ?? folded;
  return name.trim() || null;
}

/** Hours of skipHours as they are counted today, 0 to 23; the older form counts 1 to 24. */
export const skippedHours = (texts: readonly string[]): number[] =>
  sorted(texts.flatMap((text) => (/^\s*\d{1,2}\s*$/.test(text) && Number(text) <= 24 ? [Number(text) % 24] : [])));

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Days of skipDays, 0 for Sunday. */
export const skippedDays = (texts: readonly string[]): number[] =>
  sorted(texts.map((text) => DAYS.indexOf(text.trim().slice(0, 3).toLowerCase())).filter((day) => day !== -1));

const sorted = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);
