import { and, asc, eq, sql } from "drizzle-orm";
import { type DeliveryId, deliveryIdOf } from "../domain/ids.ts";
import type { Addressee, DeliveryRow } from "./alerts.ts";
import type { Database } from "./database.ts";
import { closedRecipients, deliveries, deliveryAttempts, operatorNotices } from "./schema.ts";

export type AttemptOutcome = "accepted" | "refused" | "unanswered";

export type ClosedRow = typeof closedRecipients.$inferSelect;
const isTo = (channel: string, recipient: string) => and(eq(closedRecipients.channel, channel), eq(closedRecipients.recipient, recipient));

/** What is on its way to recipients, what was tried, and what was given up. */
export function createOutbox(db: Database) {
  return {
    /** What one recipient has not been sent yet, the oldest first. */
    waitingFor: (channel: string, recipient: string): DeliveryRow[] =>
      db
        .select()
        .from(deliveries)
        .where(and(eq(deliveries.channel, channel), eq(deliveries.recipient, recipient), sql`${deliveries.state} IN ('pending','sending')`))
        .orderBy(asc(deliveries.createdAt), asc(deliveries.revision))
        .all(),
    /**
     * True while a message that nothing holds has not been tried: it waits a moment for an earlier one to the same recipient. One behind a
     * message of its thread that failed and is tried again later waits with it, and does not count.
     */
    hasUntried: (now: string): boolean =>
      db.get(sql`
        SELECT 1 FROM deliveries d JOIN jobs j ON j.id = 'deliver-alert/' || d.id AND j.state = 'pending'
         WHERE d.state = 'pending' AND d.attempts = 0 AND coalesce(d.held_until, '') <= ${now}
           AND NOT EXISTS (SELECT 1 FROM deliveries e WHERE e.alert_id = d.alert_id AND e.channel = d.channel AND e.recipient = d.recipient
                              AND e.revision < d.revision AND e.state = 'pending' AND e.last_error IS NOT NULL)`) !== undefined,
    attemptStarted(delivery: DeliveryId, attempt: number, at: string): void {
      db.insert(deliveryAttempts)
        .values({ deliveryId: delivery, attempt, startedAt: at })
        .onConflictDoUpdate({
          target: [deliveryAttempts.deliveryId, deliveryAttempts.attempt],
          set: { startedAt: at, endedAt: null, outcome: null, error: null },
        })
        .run();
    },
    attemptEnded(delivery: DeliveryId, attempt: number, end: { at: string; outcome: AttemptOutcome; error: string | null }): void {
      db.update(deliveryAttempts)
        .set({ endedAt: end.at, outcome: end.outcome, error: end.error })
        .where(and(eq(deliveryAttempts.deliveryId, delivery), eq(deliveryAttempts.attempt, attempt)))
        .run();
    },
    attemptsOf: (delivery: string) =>
      db.select().from(deliveryAttempts).where(eq(deliveryAttempts.deliveryId, delivery)).orderBy(asc(deliveryAttempts.attempt)).all(),
    dead: (): DeliveryRow[] => db.select().from(deliveries).where(eq(deliveries.state, "dead")).orderBy(asc(deliveries.createdAt)).all(),
    /** Lets a delivery be tried from the beginning; false for one that is not dead. */
    revive: (id: DeliveryId): boolean =>
      db
        .update(deliveries)
        .set({ state: "pending", attempts: 0, lastError: null, heldUntil: null })
        .where(and(eq(deliveries.id, id), eq(deliveries.state, "dead")))
        .run().changes > 0,
    /** Sends a recipient nothing more, from now on. */
    close(channel: string, recipient: string, closing: Pick<ClosedRow, "closedAt" | "why" | "address">): void {
      db.insert(closedRecipients)
        .values({ channel, recipient, ...closing })
        .onConflictDoUpdate({ target: [closedRecipients.channel, closedRecipients.recipient], set: closing })
        .run();
    },
    closedTo: (channel: string, recipient: string): ClosedRow | undefined =>
      db.select().from(closedRecipients).where(isTo(channel, recipient)).get(),
    closed: (): ClosedRow[] => db.select().from(closedRecipients).orderBy(asc(closedRecipients.closedAt)).all(),
    reopen(channel: string, recipient: string): void {
      db.delete(closedRecipients).where(isTo(channel, recipient)).run();
    },
    notice: (id: string) => db.select().from(operatorNotices).where(eq(operatorNotices.id, id)).get(),
    /** A delivery for everybody who is to hear of a notice, each once; returns those that are new. */
    putNotice(notice: string, to: readonly Pick<Addressee, "channel" | "recipient">[], at: string): DeliveryId[] {
      return to.flatMap(({ channel, recipient }) => {
        const id = deliveryIdOf(notice, 0, channel, recipient);
        const added = db
          .insert(deliveries)
          .values({ id, noticeId: notice, channel, recipient, state: "pending", createdAt: at })
          .onConflictDoNothing()
          .run();
        return added.changes > 0 ? [id] : [];
      });
    },
  };
}
