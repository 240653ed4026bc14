import { parseHttpDate } from "./http-date.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** No server and no feed may make us wait longer than this, whatever it says. */
const MAX_DELAY_MS = 2 * DAY_MS;
/** Failures make us wait no longer than this. */
const MAX_BACKOFF_MS = DAY_MS;
/** Without a Retry-After a host that says it is overloaded is left alone for so long, doubled each time. */
const OVERLOADED_MS = HOUR_MS;
/** What is forbidden now is hardly allowed in an hour. */
const FORBIDDEN_MS = 4 * HOUR_MS;
/** How much later than due a poll may be, so that feeds do not march in step; never sooner. */
const JITTER = 0.1;
/** A feed that brought nothing new for a day is asked every two hours: silence divided by this. */
const SILENCE_DIVISOR = 12;
/** Of a feed whose whole window was new we may have missed something; it is asked so many times as often. */
const OUTRUN_DIVISOR = 4;
/** A shorter window says nothing about how much was missed. */
const SHORTEST_WINDOW = 10;
/** Servers exist that answer 304 for ever. After so long without a document a feed is asked plainly, once. */
export const PLAIN_AFTER_MS = 35 * DAY_MS;

/** An operator's rules for feeds that have no interval of their own, in milliseconds. */
export type PollingRules = { readonly floorMs: number; readonly slowestMs: number; readonly withoutValidatorsMs: number };
export const POLLING_RULES: PollingRules = { floorMs: 5 * MINUTE_MS, slowestMs: 4 * HOUR_MS, withoutValidatorsMs: DAY_MS };

/** How often we would like to ask a feed. `everyChosen`: the operator gave this feed its interval, which then stands. */
export type Pace = {
  readonly everyMs: number;
  readonly everyChosen: boolean;
  /** Whether its last answer can be asked about conditionally. */
  readonly hasValidators: boolean;
  /** Since its newest entry; null where that is not known. */
  readonly silentMs: number | null;
  /** How many entries it listed, where every one of them was new and it was not the first poll. */
  readonly outrun: number;
};

/** The interval of our own: as configured, or fitted to how often the feed brings something. */
export function ownIntervalMs(pace: Pace, rules: PollingRules): number {
  if (pace.everyChosen) return pace.everyMs;
  if (!pace.hasValidators) return Math.max(pace.everyMs, rules.withoutValidatorsMs);
  if (pace.outrun >= SHORTEST_WINDOW) return Math.max(rules.floorMs, pace.everyMs / OUTRUN_DIVISOR);
  return Math.max(pace.everyMs, Math.min(rules.slowestMs, (pace.silentMs ?? 0) / SILENCE_DIVISOR));
}

/** How long an answer stays fresh by its own headers, in milliseconds: max-age less Age, else Expires less Date (RFC 9111 §4.2.1). Null when they do not say. */
export function freshnessMs(headers: Readonly<Record<string, string>>, now: Date): number | null {
  const maxAge = /(?:^|[\s,])max-age="?(\d+)/i.exec(headers["cache-control"] ?? "")?.[1];
  if (maxAge !== undefined) return Math.max(0, (Number(maxAge) - (Number(headers["age"]) || 0)) * 1000);
  if (headers["expires"] === undefined) return null;
  // RFC 9111 §5.3: a date that is none, "0" above all, is in the past.
  const expires = parseHttpDate(headers["expires"].trim(), now);
  const date = parseHttpDate((headers["date"] ?? "").trim(), now) ?? now.getTime();
  return expires === null ? 0 : Math.max(0, expires - date);
}

/** What a feed and its server asked for with the last document; hours 0 to 23 and days 0 (Sunday) to 6, both GMT. */
export type Wishes = {
  readonly freshMs: number | null;
  readonly minIntervalMs: number | null;
  readonly skipHours: readonly number[];
  readonly skipDays: readonly number[];
  /** WebSub: who pushes the feed, and the address that it is known by there. */
  readonly hub: string | null;
  readonly topic: string | null;
};
export const NO_WISHES: Wishes = { freshMs: null, minIntervalMs: null, skipHours: [], skipDays: [], hub: null, topic: null };
/** A feed that its hub pushes is polled all the same, in case a push is lost: at most this often. */
export const PUSHED_EVERY_MS = 6 * HOUR_MS;

const jittered = (ownMs: number, askedMs: number, random: number): number =>
  Math.round(Math.max(ownMs, Math.min(MAX_DELAY_MS, askedMs)) * (1 + JITTER * random));

/** When a feed that answered well is due again: never before its own interval, the server's freshness or the feed's own wish is over. `random`: 0 to 1. */
export function dueAfterAnswer(ownMs: number, wishes: Wishes, now: Date, random: number): Date {
  const delay = jittered(ownMs, Math.max(wishes.freshMs ?? 0, wishes.minIntervalMs ?? 0), random);
  return outsideSkipped(new Date(now.getTime() + delay), wishes);
}

/** The first instant, from a time on, that the feed does not ask to be left alone in. A feed that skips everything skips nothing. */
function outsideSkipped(at: Date, { skipHours, skipDays }: Wishes): Date {
  if (skipHours.length === 0 && skipDays.length === 0) return at;
  const isSkipped = (time: Date) => skipHours.includes(time.getUTCHours()) || skipDays.includes(time.getUTCDay());
  for (let hour = 0, time = at; hour <= 7 * 24; hour += 1) {
    if (!isSkipped(time)) return time;
    time = new Date((Math.floor(time.getTime() / HOUR_MS) + 1) * HOUR_MS);
  }
  return at;
}

export type PollFailure =
  | { readonly outcome: "refused"; readonly status: number; readonly retryAfterMs: number | null }
  | { readonly outcome: "failed" };

/** Milliseconds until a feed that failed is asked again. `failures` in a row and what they weigh count this one; `random` is 0 to 1. */
export function delayAfterFailureMs(failure: PollFailure, everyMs: number, failures: number, weight: number, random: number): number {
  const doubled = Math.min(Math.max(MAX_BACKOFF_MS, everyMs), everyMs * 2 ** Math.min(20, Math.max(0, weight - 1)));
  const wish = (): number => {
    if (failure.outcome === "failed") return doubled;
    const { status, retryAfterMs } = failure;
    if (retryAfterMs !== null) return Math.max(everyMs, retryAfterMs);
    if (status === 429 || status === 503) return Math.max(everyMs, OVERLOADED_MS * 2 ** Math.min(5, Math.max(0, failures - 1)));
    return status === 403 || status === 401 ? Math.max(doubled, FORBIDDEN_MS) : doubled;
  };
  return jittered(everyMs, wish(), random);
}

/** A permanent redirect is believed when it has led to the same place for so long (captive portals and mistakes are shorter). */
const MOVED_AFTER_MS = 7 * DAY_MS;

export type Move = { readonly movedTo: string | null; readonly movedSince: string | null };
export type Moved = Move & {
  /** The address to poll from now on; null while the old one stays. */
  readonly url: string | null;
};
const STAYS: Moved = { movedTo: null, movedSince: null, url: null };

/** What a good answer says about where a feed lives. `permanent`: every redirect on the way was a 301 or 308. */
export function moveAfterAnswer(url: string, before: Move, answer: { finalUrl: string; permanent: boolean }, now: Date): Moved {
  if (!answer.permanent || answer.finalUrl === url) return STAYS;
  if (isSecured(url, answer.finalUrl)) return { ...STAYS, url: answer.finalUrl };
  if (before.movedTo !== answer.finalUrl || before.movedSince === null)
    return { movedTo: answer.finalUrl, movedSince: now.toISOString(), url: null };
  const believed = now.getTime() - Date.parse(before.movedSince) >= MOVED_AFTER_MS;
  return believed ? { ...STAYS, url: answer.finalUrl } : { movedTo: before.movedTo, movedSince: before.movedSince, url: null };
}

/** The same address with TLS: nobody redirects there by mistake. */
function isSecured(from: string, to: string): boolean {
  const [plain, secure] = [new URL(from), new URL(to)];
  return (
    plain.protocol === "http:" &&
    secure.protocol === "https:" &&
    plain.host === secure.host &&
    plain.pathname + plain.search === secure.pathname + secure.search
  );
}

/** Whether a refusal at the old address settles a move that was announced there. */
export const settlesMove = (status: number, { movedTo }: Move): boolean => movedTo !== null && (status === 404 || status === 410);

/** Ages of an article at which its page is looked at again: edits come early, and then ever more rarely. In milliseconds. */
const LOOKS_MS = [1, 3, 8, 24, 3 * 24, 7 * 24, 14 * 24, 30 * 24].map((hours) => hours * HOUR_MS);
/** The same for an article that says nothing of any watch's terms. */
const RARE_LOOKS_MS = [1, 24, 7 * 24].map((hours) => hours * HOUR_MS);

/** When a page first read at an instant is looked at again; null when it is old enough to be left alone. `matters`: it has a reading that is not silent. */
export function nextLook(firstReadAt: string, now: Date, matters: boolean, random: number): Date | null {
  const age = now.getTime() - Date.parse(firstReadAt);
  const next = (matters ? LOOKS_MS : RARE_LOOKS_MS).find((look) => look > age);
  return next === undefined ? null : new Date(Date.parse(firstReadAt) + Math.round(next * (1 + JITTER * random)));
}
