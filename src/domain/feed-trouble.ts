import type { PollAnswer } from "./extract.ts";
import type { Notice } from "./notice.ts";

const DAY_MS = 86_400_000;
/** A passing trouble counts so much of a failure that will not pass by itself. */
const PASSING = 0.5;
const PASSING_FAILURES: ReadonlySet<string> = new Set(["dns", "connect", "timeout", "crashed"]);
const PASSING_STATUS: ReadonlySet<number> = new Set([408, 425, 429]);
/** The operator hears of a feed that fails when its failures weigh so much: one that will not pass, or two in a row that might. */
const WORTH_TELLING = 1;
/** Told again after so many days, and then so many days apart. */
const STILL_AFTER_DAYS = 3;
const STILL_EVERY_DAYS = 7;
/** 404 and 451 may be a mistake of the publisher's; a feed that answers nothing else for so long is taken for gone. */
const GONE_AFTER_DAYS = 14;
const GONE_AFTER_FAILURES = 8;

type Failure = Extract<PollAnswer, { outcome: "refused" | "failed" }>;

/** How a feed fares: failures in a row, what they weigh, and since when (ISO 8601); all zero and null while it answers well. */
export type Trouble = { readonly failures: number; readonly failureWeight: number; readonly failingSince: string | null };
export const NO_TROUBLE: Trouble = { failures: 0, failureWeight: 0, failingSince: null };

export function weightOf(failure: Failure): number {
  if (failure.outcome === "failed") return PASSING_FAILURES.has(failure.failure) ? PASSING : 1;
  return failure.status >= 500 || PASSING_STATUS.has(failure.status) ? PASSING : 1;
}

export const worsened = (before: Trouble, failure: Failure, at: string): Trouble => ({
  failures: before.failures + 1,
  failureWeight: before.failureWeight + weightOf(failure),
  failingSince: before.failingSince ?? at,
});

/** Why a feed is polled no more until a person says so; null while it is. RFC 9110 §15.5.11: 410 asks to forget the address. */
export function reasonToStop(failure: Failure, { failures, failingSince }: Trouble, at: string): string | null {
  if (failure.outcome !== "refused") return null;
  if (failure.status === 410) return "the server says that it is gone for good (410)";
  const days = daysBetween(failingSince, at);
  const missing = failure.status === 404 || failure.status === 451;
  if (!missing || days < GONE_AFTER_DAYS || failures < GONE_AFTER_FAILURES) return null;
  return `it answered ${failure.status} for ${Math.floor(days)} days`;
}

/** What the operator has to hear of a failure: that it began, or that it goes on (once for every stretch of days). */
export function noticesOfTrouble(feed: string, before: Trouble, after: Trouble, message: string, at: string): Notice[] {
  const since = after.failingSince ?? at;
  const about = { subject: feed, episode: since };
  if (before.failureWeight < WORTH_TELLING && after.failureWeight >= WORTH_TELLING)
    return [{ ...about, kind: "feed-failing", text: `The feed ${feed} cannot be read since ${since}: ${message}` }];
  const days = daysBetween(since, at);
  if (days < STILL_AFTER_DAYS || after.failureWeight < WORTH_TELLING) return [];
  const stretch = Math.floor((days - STILL_AFTER_DAYS) / STILL_EVERY_DAYS);
  const text = `The feed ${feed} could not be read for ${Math.floor(days)} days (${after.failures} polls in a row): ${message}`;
  return [{ kind: "feed-still-failing", subject: feed, episode: `${since} +${STILL_AFTER_DAYS + stretch * STILL_EVERY_DAYS}d`, text }];
}

/** That a feed which the operator heard of answers again. */
export function noticesOfRecovery(feed: string, before: Trouble, at: string): Notice[] {
  if (before.failingSince === null || before.failureWeight < WORTH_TELLING) return [];
  const hours = Math.max(1, Math.round((daysBetween(before.failingSince, at) * DAY_MS) / 3_600_000));
  const text = `The feed ${feed} can be read again, after ${before.failures} failed poll(s) in ${hours} hour(s).`;
  return [{ kind: "feed-recovered", subject: feed, episode: before.failingSince, text }];
}

const daysBetween = (from: string | null, to: string): number => (from === null ? 0 : (Date.parse(to) - Date.parse(from)) / DAY_MS);
