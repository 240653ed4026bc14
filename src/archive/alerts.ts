import { and, asc, desc, eq, inArray, isNotNull } from "drizzle-orm";
import type { RevisionKind } from "../domain/alert.ts";
import { type AlertId, type ArticleId, type DeliveryId, deliveryIdOf, type StoryId, type WatchId } from "../domain/ids.ts";
import type { AlertLevel } from "../domain/verdict.ts";
import { countRows, type Database } from "./database.ts";
import { alertRevisions, alerts, assessments, deliveries } from "./schema.ts";

export type DeliveryRow = typeof deliveries.$inferSelect;

export type RevisionDraft = {
  readonly alert: AlertId;
  readonly revision: number;
  readonly kind: RevisionKind;
  readonly level: Exclude<AlertLevel, "none">;
  readonly article: ArticleId;
  readonly headline: string;
  /** The message exactly as channels will be given it. */
  readonly message: unknown;
};

export function createAlerts(db: Database) {
  return {
    findIn: (watch: WatchId, story: StoryId) =>
      db
        .select()
        .from(alerts)
        .where(and(eq(alerts.watchId, watch), eq(alerts.storyId, story)))
        .get(),
    find: (id: AlertId) => db.select().from(alerts).where(eq(alerts.id, id)).get(),
    list: (status: string | null, limit: number) =>
      db
        .select()
        .from(alerts)
        .where(status === null ? undefined : eq(alerts.status, status))
        .orderBy(desc(alerts.updatedAt))
        .limit(limit)
        .all(),
    /** The alert of which an article, at whatever revision, is part already. */
    thatCounts: (watch: WatchId, article: ArticleId) =>
      db
        .select({ alert: alerts })
        .from(assessments)
        .innerJoin(alerts, eq(alerts.id, assessments.alertId))
        .where(and(eq(assessments.watchId, watch), eq(assessments.articleId, article)))
        .get()?.alert,
    /** Writes a revision with its outbox: one delivery per channel and recipient, each once. Returns the deliveries that are new. */
    revise(
      watch: WatchId,
      story: StoryId,
      draft: RevisionDraft,
      to: readonly { channel: string; recipient: string }[],
      at: string,
    ): DeliveryId[] {
      const { alert, revision, kind, level, headline } = draft;
      const now = { level, headline, revision, updatedAt: at };
      db.insert(alerts)
        .values({ id: alert, watchId: watch, storyId: story, status: "open", openedAt: at, ...now })
        .onConflictDoUpdate({ target: alerts.id, set: now })
        .run();
      db.insert(alertRevisions)
        .values({ alertId: alert, revision, kind, level, articleId: draft.article, message: draft.message, raisedAt: at })
        .run();
      return to.flatMap(({ channel, recipient }) => {
        const id = deliveryIdOf(alert, revision, channel, recipient);
        const added = db
          .insert(deliveries)
          .values({ id, alertId: alert, revision, channel, recipient, state: "pending", createdAt: at })
          .onConflictDoNothing()
          .run();
        return added.changes > 0 ? [id] : [];
      });
    },
    /** A story that joined another takes its alert along, unless the other has one of its own. */
    moveStory(from: StoryId, to: StoryId): void {
      for (const alert of db.select().from(alerts).where(eq(alerts.storyId, from)).all()) {
        const taken = db
          .select()
          .from(alerts)
          .where(and(eq(alerts.watchId, alert.watchId), eq(alerts.storyId, to)))
          .get();
        if (taken === undefined) db.update(alerts).set({ storyId: to }).where(eq(alerts.id, alert.id)).run();
      }
    },
    revisions: (id: AlertId) =>
      db.select().from(alertRevisions).where(eq(alertRevisions.alertId, id)).orderBy(asc(alertRevisions.revision)).all(),
    revision: (id: AlertId, revision: number) =>
      db
        .select()
        .from(alertRevisions)
        .where(and(eq(alertRevisions.alertId, id), eq(alertRevisions.revision, revision)))
        .get(),
    delivery: (id: DeliveryId) => db.select().from(deliveries).where(eq(deliveries.id, id)).get(),
    deliveriesOf: (id: AlertId) =>
      db.select().from(deliveries).where(eq(deliveries.alertId, id)).orderBy(asc(deliveries.createdAt), asc(deliveries.channel)).all(),
    /** Where the newest delivered revision of an alert lies at one recipient, in the channel's own words; null where it left no word. */
    placeOf: (id: AlertId, channel: string, recipient: string): string | null =>
      db
        .select({ place: deliveries.place })
        .from(deliveries)
        .where(
          and(
            eq(deliveries.alertId, id),
            eq(deliveries.channel, channel),
            eq(deliveries.recipient, recipient),
            eq(deliveries.state, "sent"),
            isNotNull(deliveries.place),
          ),
        )
        .orderBy(desc(deliveries.revision))
        .limit(1)
        .get()?.place ?? null,
    deliveriesIn: (states: readonly string[]) =>
      db
        .select()
        .from(deliveries)
        .where(inArray(deliveries.state, [...states]))
        .all(),
    updateDelivery(
      id: DeliveryId,
      set: Partial<Pick<DeliveryRow, "state" | "attempts" | "unanswered" | "lastError" | "sentAt" | "place">>,
    ): void {
      db.update(deliveries).set(set).where(eq(deliveries.id, id)).run();
    },
    counts: () => ({ alerts: countRows(db, alerts) }),
  };
}
