import { clean, truncate } from "../channels/message.ts";
import type { AlertLevel } from "../domain/verdict.ts";

/** Longest title a page shows, in UTF-16 code units. */
const MAX_TITLE = 240;
/** Characters looked at for a line: what follows cannot be shown anyway. */
const LOOKED_AT = 4;

/** One line of somebody else's text: bounded, without what could steer a display. */
export const line = (text: string | null, max = MAX_TITLE): string => truncate(clean((text ?? "").slice(0, max * LOOKED_AT)), max);
export const titleOf = (title: string | null): string => line(title) || "(no headline)";

/** Somebody else's running text: line breaks stay, control characters and marks that turn the reading direction go. */
export const running = (text: string): string =>
  text.toWellFormed().replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu, "");

const VERDICTS: Readonly<Record<string, string>> = {
  reaffirms: "reaffirms",
  contradicts: "contradicts",
  changes: "reports a change",
  rumoured_change: "rumours a change",
};
export const verdictOf = (verdict: string): string => VERDICTS[verdict] ?? verdict;

const LEVELS: Readonly<Record<AlertLevel, string>> = {
  none: "nothing to report",
  rumour: "rumour of a change",
  contradicts: "contradiction reported",
  changes: "change reported",
};
export const levelOf = (level: string): string => LEVELS[level as AlertLevel] ?? level;

export const plural = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

const SECOND = 1000;
const UNITS = [
  { ms: 86_400 * SECOND, name: "day" },
  { ms: 3600 * SECOND, name: "hour" },
  { ms: 60 * SECOND, name: "minute" },
  { ms: SECOND, name: "second" },
] as const;

/** A length of time in its largest unit: "3 hours". */
export function lengthOf(ms: number): string {
  const unit = UNITS.find((one) => ms >= one.ms) ?? UNITS[3];
  return plural(Math.round(ms / unit.ms), unit.name);
}

export const away = (at: string, now: Date): string => {
  const ms = Date.parse(at) - now.getTime();
  if (Math.abs(ms) < SECOND) return "now";
  return ms > 0 ? `in ${lengthOf(ms)}` : `${lengthOf(-ms)} ago`;
};
