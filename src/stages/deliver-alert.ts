import type { Archive } from "../archive/archive.ts";
import type { AlertMessage, Channel } from "../channels/channel.ts";
import { messageOf, PermanentError, TransientError } from "../domain/errors.ts";
import type { AlertId, DeliveryId } from "../domain/ids.ts";
import { backoffMs } from "../domain/schedule.ts";
import { JOBS, type JobPayload } from "../queue/jobs.ts";

type Deps = {
  readonly archive: Archive;
  readonly channels: ReadonlyMap<string, Channel>;
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
  | { readonly outcome: "waiting" | "nothing-to-do" };

/** How long a message waits for an earlier one of its thread, in milliseconds. */
const THREAD_WAIT_MS = 1000;

/**
 * delivery → sent, tried again or given up. At least once: a process that dies between the far side's acceptance and our note of it sends
 * once more, and says in the message that it may repeat.
 */
export function createDeliverAlert({ archive, channels, now, random }: Deps) {
  return async function deliverAlert(job: JobPayload<"deliver-alert">, signal: AbortSignal): Promise<DeliverOutcome> {
    const row = archive.alerts.delivery(job.delivery);
    if (row === undefined || row.state === "sent" || row.state === "dead" || archive.jobs.find(job.job) === undefined) {
      archive.jobs.done(job.job);
      return { outcome: "nothing-to-do" };
    }
    const earlier = archive.alerts
      .deliveriesOf(row.alertId as AlertId)
      .some(
        (one) =>
          one.channel === row.channel &&
          one.recipient === row.recipient &&
          one.revision < row.revision &&
          (one.state === "pending" || one.state === "sending"),
      );
    if (earlier) {
      archive.jobs.again(job.job, new Date(now().getTime() + THREAD_WAIT_MS).toISOString(), null);
      return { outcome: "waiting" };
    }
    const { channel: name, recipient, attempts } = { ...row, attempts: row.attempts + 1 };
    const mayRepeat = row.unanswered || row.state === "sending";
    const message = archive.alerts.revision(row.alertId as AlertId, row.revision)?.message as AlertMessage;
    archive.alerts.updateDelivery(job.delivery, { state: "sending", attempts, unanswered: mayRepeat });
    let place: string | null;
    try {
      const channel = channels.get(name);
      if (channel === undefined)
        throw new PermanentError(`the channel ${name} is not configured any more; add it to channels: in clausewatch.yaml`);
      const thread = archive.alerts.placeOf(row.alertId as AlertId, name, recipient);
      place = await channel.send(message, { delivery: job.delivery, recipient, attempt: attempts, mayRepeat, place: thread }, signal);
    } catch (error) {
      return archive.transaction(() => failed(job, name, attempts, error));
    }
    return archive.transaction(() => {
      archive.alerts.updateDelivery(job.delivery, { state: "sent", sentAt: now().toISOString(), lastError: null, place });
      archive.jobs.done(job.job);
      return { outcome: "sent", delivery: job.delivery, channel: name, recipient, headline: message.headline };
    });
  };

  function failed(job: JobPayload<"deliver-alert">, channel: string, attempts: number, error: unknown): DeliverOutcome {
    const lastError = messageOf(error);
    const policy = JOBS["deliver-alert"];
    if (error instanceof PermanentError || attempts >= policy.attempts) {
      archive.alerts.updateDelivery(job.delivery, { state: "dead", lastError });
      archive.jobs.done(job.job);
      return { outcome: "gave-up", delivery: job.delivery, channel, message: lastError };
    }
    const asked = error instanceof TransientError ? (error.retryAfterMs ?? 0) : 0;
    const nextTryAt = new Date(now().getTime() + backoffMs(policy, attempts, random(), asked)).toISOString();
    const unanswered = error instanceof TransientError && error.unanswered;
    archive.alerts.updateDelivery(job.delivery, { state: "pending", lastError, ...(unanswered ? { unanswered } : {}) });
    archive.jobs.again(job.job, nextTryAt, { attempts, error: lastError });
    return { outcome: "try-again", delivery: job.delivery, channel, message: lastError, nextTryAt };
  }
}
