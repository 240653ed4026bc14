import type { DeliveryRow } from "../archive/alerts.ts";
import type { Archive } from "../archive/archive.ts";
import { UNSUBSCRIBED } from "../archive/opt-outs.ts";
import type { AlertMessage, Attempt, Channel } from "../channels/channel.ts";
import { messageOf, PermanentError, TransientError } from "../domain/errors.ts";
import { digestAt, quietUntil, routeOf } from "../domain/hold.ts";
import type { AlertId, DeliveryId } from "../domain/ids.ts";
import { backoffMs } from "../domain/schedule.ts";
import { JOBS, type JobPayload } from "../queue/jobs.ts";
import { readMessage } from "./compose-message.ts";
import { composeDigest, composeNotice } from "./compose-note.ts";
import { type DeliverySettings, severityOfRow } from "./revise-alert.ts";

type Deps = {
  readonly archive: Archive;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly delivery: DeliverySettings;
  readonly now: () => Date;
  readonly random: () => number;
};

export type DeliverOutcome =
  | {
      readonly outcome: "sent";
      readonly delivery: DeliveryId;
      readonly channel: string;
      readonly recipient: string;
      readonly headline: string;
    }
  | {
      readonly outcome: "try-again";
      readonly delivery: DeliveryId;
      readonly channel: string;
      readonly message: string;
      readonly nextTryAt: string;
    }
  | { readonly outcome: "gave-up"; readonly delivery: DeliveryId; readonly channel: string; readonly message: string }
  | { readonly outcome: "waiting" | "folded" | "nothing-to-do" };

/** Rows that go out in one message. */
type Together = readonly [DeliveryRow, ...DeliveryRow[]];

/** How long a message waits for an earlier one of its thread, in milliseconds. */
const THREAD_WAIT_MS = 1000;

/**
 * delivery → sent, held, folded into a later one, tried again or given up. At least once: a process that dies between the far side's
 * acceptance and our note of it sends once more, and says in the message that it may repeat.
 */
export function createDeliverAlert({ archive, channels, delivery: settings, now, random }: Deps) {
  /** Recipients to whom something is on its way from this process: one message at a time, so that threads keep their order. */
  const busy = new Set<string>();
  const jobOf = (row: Pick<DeliveryRow, "id">): string => `deliver-alert/${row.id}`;
  const wait = (job: string, until: string): DeliverOutcome => {
    archive.jobs.again(job, until, null);
    return { outcome: "waiting" };
  };

  return async function deliverAlert(job: JobPayload<"deliver-alert">, signal: AbortSignal): Promise<DeliverOutcome> {
    const row = archive.alerts.delivery(job.delivery);
    if (row === undefined || (row.state !== "pending" && row.state !== "sending") || archive.jobs.find(job.job) === undefined) {
      archive.jobs.done(job.job);
      return { outcome: "nothing-to-do" };
    }
    const soon = new Date(now().getTime() + THREAD_WAIT_MS).toISOString();
    const key = `${row.channel} ${row.recipient}`;
    if (busy.has(key)) return wait(job.job, soon);
    busy.add(key);
    try {
      return row.alertId === null ? await sendNotice(row, signal) : await sendRevision(row, row.alertId as AlertId, soon, signal);
    } finally {
      busy.delete(key);
    }
  };

  async function sendNotice(row: DeliveryRow, signal: AbortSignal): Promise<DeliverOutcome> {
    const notice = archive.outbox.notice(row.noticeId ?? "");
    if (notice === undefined) return archive.transaction(() => fold([row], null));
    const note = composeNotice(notice);
    return send([row], note.title, (channel, attempt) => channel.sendNote(note, attempt, signal).then(() => null));
  }

  async function sendRevision(row: DeliveryRow, alert: AlertId, soon: string, signal: AbortSignal): Promise<DeliverOutcome> {
    const at = now().toISOString();
    // Who unsubscribed while a message was on its way, or its process died, is not sent it once more.
    if (archive.optOuts.left(row)) {
      archive.transaction(() => bury(row, UNSUBSCRIBED));
      return { outcome: "nothing-to-do" };
    }
    const severity = severityOfRow(archive, alert);
    const route = routeOf(settings.routes, row.channel, row.recipient);
    const quiet = quietUntil(route, severity, now())?.toISOString() ?? null;
    if (quiet !== null) {
      archive.alerts.updateDelivery(row.id as DeliveryId, { heldUntil: quiet });
      return wait(jobOf(row), quiet);
    }
    const waiting = archive.outbox.waitingFor(row.channel, row.recipient);
    const isDue = (one: DeliveryRow) => one.heldUntil === null || one.heldUntil <= at;
    const thread = waiting.filter((one) => one.alertId === alert);
    // What was held and what was raised meanwhile is told in one message, the newest, which carries the history.
    const untried = (one: DeliveryRow) => one.heldUntil !== null && one.state === "pending" && one.attempts === 0;
    const later = thread.findLast((one) => revisionOf(one) > revisionOf(row) && isDue(one));
    if (later !== undefined && untried(row)) return archive.transaction(() => fold([row], later));
    const earlier = thread.filter((one) => revisionOf(one) < revisionOf(row));
    const folded = earlier.filter(untried);
    if (folded.length < earlier.length) return wait(jobOf(row), soon);
    if (digestAt(route, severity, now()) !== null) {
      const [first, ...rest] = waiting.filter((one) => one.alertId !== null && isDue(one) && !archive.optOuts.left(one));
      return first === undefined ? { outcome: "nothing-to-do" } : sendDigest([first, ...rest], signal);
    }
    archive.transaction(() => fold(folded, row));
    const message = readMessage(archive.alerts.revision(alert, revisionOf(row))?.message);
    return send([row], message.headline, (channel, attempt) => channel.send(message, attempt, signal));
  }

  /** Everything that is due for a recipient, in one message; it is sent, or tried again, as a whole. */
  async function sendDigest(rows: Together, signal: AbortSignal): Promise<DeliverOutcome> {
    const messages = rows.map((row) => readMessage(archive.alerts.revision(row.alertId as AlertId, revisionOf(row))?.message));
    const note = composeDigest(messages, now());
    return send(rows, note.title, (channel, attempt) => channel.sendNote(note, attempt, signal).then(() => null));
  }

  /** One attempt for rows that go out together. */
  async function send(
    rows: Together,
    headline: string,
    hand: (channel: Channel, attempt: Attempt) => Promise<string | null>,
  ): Promise<DeliverOutcome> {
    const [first] = rows;
    const { channel: name, recipient } = first;
    const closed = closedTo(name, recipient);
    if (closed !== null) return archive.transaction(() => giveUp(rows, closed));
    const mayRepeat = rows.some((row) => row.unanswered || row.state === "sending");
    const attempts = Math.max(...rows.map((row) => row.attempts)) + 1;
    archive.transaction(() => {
      for (const row of rows) {
        archive.alerts.updateDelivery(row.id as DeliveryId, { state: "sending", attempts, unanswered: mayRepeat });
        archive.outbox.attemptStarted(row.id as DeliveryId, attempts, now().toISOString());
      }
    });
    const delivery = first.id as DeliveryId;
    const { thread, told } = toldBefore(first);
    let place: string | null;
    try {
      const channel = channels.get(name);
      if (channel === undefined)
        throw new PermanentError(`the channel ${name} is not configured any more; add it to channels: in clausewatch.yaml`);
      place = await hand(channel, { delivery, recipient, attempt: attempts, mayRepeat, place: thread, told });
    } catch (error) {
      return archive.transaction(() => failed(rows, attempts, error));
    }
    return archive.transaction(() => {
      const at = now().toISOString();
      for (const row of rows) {
        archive.alerts.updateDelivery(row.id as DeliveryId, { state: "sent", sentAt: at, lastError: null, place });
        archive.outbox.attemptEnded(row.id as DeliveryId, attempts, { at, outcome: "accepted", error: null });
        archive.jobs.done(jobOf(row));
      }
      return { outcome: "sent", delivery, channel: name, recipient, headline };
    });
  }

  /** Where the alert's thread lies at a recipient, and the newest revision of it that they have. */
  function toldBefore({ alertId, channel, recipient }: DeliveryRow): { thread: string | null; told: AlertMessage | null } {
    if (alertId === null) return { thread: null, told: null };
    const sent = archive.alerts.sentTo(alertId as AlertId, channel, recipient);
    const newest = archive.alerts.revision(alertId as AlertId, sent[0]?.revision ?? 0);
    return {
      thread: sent.find((one) => one.place !== null)?.place ?? null,
      told: newest === undefined ? null : readMessage(newest.message),
    };
  }

  /** Rows that a later one tells of, or that have nothing to tell. */
  function fold(rows: readonly DeliveryRow[], into: DeliveryRow | null): DeliverOutcome {
    for (const row of rows) {
      archive.alerts.updateDelivery(row.id as DeliveryId, { state: "folded", foldedInto: into?.revision ?? null });
      archive.jobs.done(jobOf(row));
    }
    return { outcome: "folded" };
  }

  /** Nothing of it is tried again. */
  function bury(row: DeliveryRow, lastError: string): void {
    archive.alerts.updateDelivery(row.id as DeliveryId, { state: "dead", lastError });
    archive.jobs.done(jobOf(row));
  }

  function failed(rows: Together, attempts: number, error: unknown): DeliverOutcome {
    const lastError = messageOf(error);
    const policy = JOBS["deliver-alert"];
    const at = now();
    const isLast = error instanceof PermanentError || attempts >= policy.attempts;
    const asked = error instanceof TransientError ? (error.retryAfterMs ?? 0) : 0;
    const nextTryAt = new Date(at.getTime() + backoffMs(policy, attempts, random(), asked)).toISOString();
    const unanswered = error instanceof TransientError && error.unanswered;
    for (const row of rows) {
      const id = row.id as DeliveryId;
      archive.outbox.attemptEnded(id, attempts, { at: at.toISOString(), outcome: unanswered ? "unanswered" : "refused", error: lastError });
      archive.alerts.updateDelivery(id, { state: isLast ? "dead" : "pending", lastError, ...(unanswered ? { unanswered } : {}) });
      if (isLast) archive.jobs.done(jobOf(row));
      else archive.jobs.again(jobOf(row), nextTryAt, { attempts, error: lastError });
    }
    if (error instanceof PermanentError && error.gone) {
      const { channel, recipient } = rows[0];
      const address = channels.get(channel)?.addressOf?.(recipient) ?? null;
      archive.outbox.close(channel, recipient, { closedAt: at.toISOString(), why: lastError, address });
    }
    if (isLast) return givenUp(rows, lastError, at.toISOString());
    return { outcome: "try-again", ...unsent(rows, lastError), nextTryAt };
  }

  /** Why a recipient is sent nothing more; null where one is sent to, which one that has moved is. */
  function closedTo(channel: string, recipient: string): string | null {
    const closed = archive.outbox.closedTo(channel, recipient);
    if (closed === undefined) return null;
    if (closed.address === (channels.get(channel)?.addressOf?.(recipient) ?? null)) return `${closed.why} (since ${closed.closedAt})`;
    archive.outbox.reopen(channel, recipient);
    return null;
  }

  /** Without an attempt. */
  function giveUp(rows: Together, lastError: string): DeliverOutcome {
    for (const row of rows) bury(row, lastError);
    return givenUp(rows, lastError, now().toISOString());
  }

  /** The operator hears of a message that nobody got, unless it was the operator's own. */
  function givenUp(rows: Together, error: string, at: string): DeliverOutcome {
    for (const { id, alertId, channel, recipient } of rows) {
      if (alertId === null) continue;
      const text = `A message of alert ${alertId} to ${recipient} by ${channel} was given up: ${error} Send it again with clausewatch alerts resend ${id}.`;
      archive.notices.put({ kind: "delivery-dead", subject: id, episode: at, text }, at);
    }
    return { outcome: "gave-up", ...unsent(rows, error) };
  }
}

const unsent = ([{ id, channel }]: Together, message: string) => ({ delivery: id as DeliveryId, channel, message });

const revisionOf = (row: Pick<DeliveryRow, "revision">): number => row.revision ?? 0;
