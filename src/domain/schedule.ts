const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** No server may make us wait longer than this, whatever it says. */
const MAX_DELAY_MS = 48 * HOUR_MS;
/** Nothing was published on the web before; a date from 1970 is a clock that was never set. */
const EARLIEST = Date.parse("1991-08-06T00:00:00Z");
/** How much later than due a poll may be, so that feeds do not march in step. */
const JITTER = 0.1;

export type PollResult =
  | {
      readonly outcome: "entries" | "unchanged";
      readonly headers: Readonly<Record<string, string>>;
      readonly feedMinIntervalMs: number | null;
    }
  | { readonly outcome: "refused"; readonly status: number; readonly retryAfterMs: number | null }
  | { readonly outcome: "failed" };

/** How long a fresh answer stays fresh by its own headers, in milliseconds: max-age less Age, else Expires less Date (RFC 9111 §4.2.1). */
export function freshnessMs(headers: Readonly<Record<string, string>>): number {
  const maxAge = /\bmax-age=(\d+)/i.exec(headers["cache-control"] ?? "")?.[1];
  if (maxAge !== undefined) return Math.max(0, (Number(maxAge) - (Number(headers["age"]) || 0)) * 1000);
  const [expires, date] = [Date.parse(headers["expires"] ?? ""), Date.parse(headers["date"] ?? "")];
  return Number.isNaN(expires) || Number.isNaN(date) ? 0 : Math.max(0, expires - date);
}

/**
 * Milliseconds until a feed may be polled again. Never sooner than its own interval, the server's freshness, the feed's own wish or a
 * Retry-After; failures double the wait up to a day. `failures` counts this one; `random` is 0 to 1.
 */
export function nextPollDelayMs(result: PollResult, everyMs: number, failures: number, random: number): number {
  const backedOff = Math.min(24 * HOUR_MS, everyMs * 2 ** Math.min(20, Math.max(0, failures - 1)));
  const wish = (): number => {
    switch (result.outcome) {
      case "entries":
      case "unchanged":
        return Math.max(everyMs, freshnessMs(result.headers), result.feedMinIntervalMs ?? 0);
      case "failed":
        return backedOff;
      case "refused":
        if (result.retryAfterMs !== null) return Math.max(everyMs, result.retryAfterMs);
        if (result.status === 410) return MAX_DELAY_MS;
        if (result.status === 429 || result.status === 503) return Math.max(everyMs, HOUR_MS * 2 ** Math.min(5, Math.max(0, failures - 1)));
        if (result.status === 403 || result.status === 401) return Math.max(backedOff, 4 * HOUR_MS);
        return backedOff;
    }
  };
  return Math.round(Math.min(MAX_DELAY_MS, wish()) * (1 + JITTER * random));
}

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
