import { z } from "zod";
import type { Severity } from "./severity.ts";
import { minimumVerdict } from "./verdict.ts";

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "is not a time of day such as 07:30");
const zone = z.string().refine((name) => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== null;
  } catch {
    return false;
  }
}, "is not a time zone such as Europe/Vienna");

/** How one recipient wants to be told. Nothing here holds the reading of articles, only the sending of messages. */
export const route = z.strictObject({
  channel: z.string().min(1).describe("A channel's name"),
  recipient: z.string().min(1).optional().describe("One recipient of it; all of them where it is left out"),
  minimum: minimumVerdict.optional().describe("Tell this recipient only of alerts from this level"),
  zone: zone.default("UTC").describe("The time zone of quiet hours and digest"),
  quiet: z.strictObject({ from: clock, to: clock }).optional().describe("Hours in which nothing but critical alerts is sent"),
  digest: clock.optional().describe("Gather everything but critical alerts into one message a day at this time"),
});
export type Route = z.infer<typeof route>;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** Minutes since midnight in a time zone. */
function minuteOfDay(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return of("hour") * 60 + of("minute");
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** The next instant at which the clock of a zone shows a time of day; looked at minute by minute where a clock change lies between. */
function nextAt(time: string, now: Date, timeZone: string): Date {
  const wanted = minutesOf(time);
  const ahead = (wanted - minuteOfDay(now, timeZone) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  const guess = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS + ahead * MINUTE_MS);
  const off = ((wanted - minuteOfDay(guess, timeZone) + DAY_MINUTES + DAY_MINUTES / 2) % DAY_MINUTES) - DAY_MINUTES / 2;
  return new Date(guess.getTime() + off * MINUTE_MS);
}

const isQuiet = ({ quiet, zone: timeZone }: Route, now: Date): boolean => {
  if (quiet === undefined) return false;
  const [at, from, to] = [minuteOfDay(now, timeZone), minutesOf(quiet.from), minutesOf(quiet.to)];
  return from <= to ? at >= from && at < to : at >= from || at < to;
};

/** Until when a message for a recipient waits: null where it may go now. Critical ones never wait. */
export function quietUntil(wanted: Route | null, severity: Severity, now: Date): Date | null {
  if (wanted === null || severity === "critical" || !isQuiet(wanted, now)) return null;
  return nextAt(wanted.quiet?.to ?? "00:00", now, wanted.zone);
}

/** When the recipient's next digest goes out; null for a recipient without one, and for what does not wait for it. */
export function digestAt(wanted: Route | null, severity: Severity, now: Date): Date | null {
  if (wanted?.digest === undefined || severity === "critical") return null;
  return nextAt(wanted.digest, now, wanted.zone);
}

/** The route that speaks of a recipient most narrowly. */
export function routeOf(routes: readonly Route[], channel: string, recipient: string): Route | null {
  const of = routes.filter((one) => one.channel === channel);
  return of.find((one) => one.recipient === recipient) ?? of.find((one) => one.recipient === undefined) ?? null;
}
