const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Nothing was published on the web before; a date from 1970 is a clock that was never set. */
const EARLIEST = Date.parse("1991-08-06T00:00:00Z");
/** How much later than due a try may be, so that many do not march in step. */
const JITTER = 0.1;

/**
 * Wait before attempt `attempts` + 1, in milliseconds: doubled each time up to the cap, or as `waitsMs` lists it, and never sooner than the
 * far side asked.
 */
export function backoffMs(
  policy: { readonly backoffMs: number; readonly backoffCapMs: number; readonly waitsMs?: readonly number[] },
  attempts: number,
  random: number,
  askedMs = 0,
): number {
  const listed = policy.waitsMs?.[Math.min(attempts, policy.waitsMs.length) - 1];
  const doubled = listed ?? Math.min(policy.backoffCapMs, policy.backoffMs * 2 ** Math.min(30, Math.max(0, attempts - 1)));
  return Math.max(askedMs, Math.round(doubled * (1 + JITTER * random)));
}

/** A date that a publisher could have meant; null for one in the future (a day is allowed for clocks) or from before the web. */
export function plausible(date: string | null, now: Date): string | null {
  const time = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) || time > now.getTime() + 24 * HOUR_MS || time < EARLIEST ? null : date;
}
