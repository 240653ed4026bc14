import { parseHttpDate } from "../domain/http-date.ts";

const SECOND = 1000;
/** Nobody is waited for longer than this, whatever a server asks (48 hours, in milliseconds). */
export const LONGEST_RETRY_AFTER_MS = 48 * 3600 * SECOND;

/** Retry-After (RFC 9110 §10.2.3: seconds or a date) as milliseconds from now, 0 to 48 hours; null when absent or unreadable. */
export function parseRetryAfter(value: string | undefined, now: Date): number | null {
  const text = value?.trim() ?? "";
  if (/^\d+$/.test(text)) return Math.min(Number(text) * SECOND, LONGEST_RETRY_AFTER_MS);
  const date = parseHttpDate(text, now);
  return date === null ? null : Math.min(Math.max(date - now.getTime(), 0), LONGEST_RETRY_AFTER_MS);
}
