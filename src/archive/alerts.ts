import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import { ALERT_STATUSES, type AlertStatus, LIVE, type RevisionKind } from "../domain/alert.ts";
import { type AlertId, type ArticleId, type DeliveryId, deliveryIdOf, type StoryId, type TermId, type WatchId } from "../domain/ids.ts";
import type { Severity } from "../domain/severity.ts";
import type { AlertLevel } from "../domain/verdict.ts";
import { countRows, type Database } from "./database.ts";
import { alertRevisions, alertStories, alerts, assessments, deliveries, relations } from "./schema.ts";

export type AlertRow = typeof alerts.$inferSelect;
export type RevisionRow = typeof alertRevisions.$inferSelect;
export type DeliveryRow = typeof deliveries.$inferSelect;
/** A recipient of a revision; `heldUntil` is set where the message waits for a while. */
export type Addressee = { readonly channel: string; readonly recipient: string; readonly heldUntil: string | null };

/** A delivery that was just written; `heldUntil` as its addressee has it. */
export type NewDelivery = { readonly id: DeliveryId; readonly heldUntil: string | null };

export type RevisionDraft = {
  readonly alert: AlertId;
  readonly revision: number;
  readonly kind: RevisionKind;
  readonly level: Exclude<AlertLevel, "none">;
  readonly severity: Severity;
  readonly status: AlertStatus;
  readonly article: ArticleId;
  readonly headline: string;
  /** The message exactly as channels will be given it. */
  readonly message: unknown;
  readonly rule: string;
  /** Who made the revision, and what they said; null for what coverage did. */
  readonly person: string | null;
  readonly note: string | null;
};

const UNRESOLVED = ALERT_STATUSES.filter((status) => status !== "resolved");

export function createAlerts(db: Database) {
  const $ = sql.placeholder;
  /** What every article asks is compiled once; the rest is compiled as it comes. */
  const newestFirst = [sql`${alerts.status} = 'resolved'`, desc(alerts.updatedAt)];
  const inStory = db
    .select({ alert: alerts })
    .from(alertStories)
    .innerJoin(alerts, eq(alerts.id, alertStories.alertId))
    .where(and(eq(alerts.watchId, $("watch")), eq(alertStories.storyId, $("story"))))
    .orderBy(...newestFirst)
    .prepare();
  const ofArticle = db
    .select({ alert: alerts })
    .from(assessments)
    .innerJoin(alerts, eq(alerts.id, assessments.alertId))
    .where(and(eq(assessments.watchId, $("watch")), eq(assessments.articleId, $("article"))))
    .orderBy(...newestFirst)
    .limit(1)
    .prepare();
  const liveOnes = db
    .select()
    .from(alerts)
    .where(and(eq(alerts.watchId, $("watch")), inArray(alerts.status, [...LIVE])))
    .orderBy(desc(alerts.updatedAt))
    .prepare();
  // A message shows a term as reaffirmed where its article denies what the alert says of it.
  const shown = sql`json_each(${alertRevisions.message}, '$.terms')`;
  const deniers = db
    .selectDistinct({ origin: relations.originId, term: sql<TermId>`json_each.value ->> 'id'` })
    .from(alertRevisions)
    .innerJoin(relations, eq(relations.articleId, alertRevisions.articleId))
    .innerJoin(shown, sql`json_each.value ->> 'verdict' = 'reaffirms'`)
    .where(eq(alertRevisions.alertId, $("alert")))
    .prepare();

  return {
    /** The alerts that follow a story: those that are not resolved before those that are, the newest first. */
    findIn: (watch: WatchId, story: StoryId): AlertRow[] => inStory.all({ watch, story }).map(({ alert }) => alert),
    /** The stories that an alert follows, in the order in which they joined. */
    storiesOf: (id: AlertId) =>
      db.select().from(alertStories).where(eq(alertStories.alertId, id)).orderBy(asc(alertStories.joinedAt)).all(),
    find: (id: AlertId) => db.select().from(alerts).where(eq(alerts.id, id)).get(),
    /** Alerts that coverage still changes, the newest first. */
    live: (watch: WatchId): AlertRow[] => liveOnes.all({ watch }),
    /** Alerts of every watch that nobody has closed. */
    unanswered: (): AlertRow[] =>
      db
        .select()
        .from(alerts)
        .where(inArray(alerts.status, ["open", "snoozed"]))
        .orderBy(asc(alerts.openedAt))
        .all(),
    unresolved: (watch: WatchId): AlertRow[] =>
      db
        .select()
        .from(alerts)
        .where(and(eq(alerts.watchId, watch), inArray(alerts.status, UNRESOLVED)))
        .orderBy(asc(alerts.openedAt))
        .all(),
    /** Newest first: those of a status, those that wait for an answer ("live"), or all. */
    list: (status: AlertStatus | "live" | null, limit: number) =>
      db
        .select()
        .from(alerts)
        .where(status === null ? undefined : status === "live" ? inArray(alerts.status, [...LIVE]) : eq(alerts.status, status))
        .orderBy(desc(alerts.updatedAt))
        .limit(limit)
        .all(),
    /** The alert of which an article, at whatever revision, is part already; one that is not resolved before one that is. */
    thatCounts: (watch: WatchId, article: ArticleId) => ofArticle.get({ watch, article })?.alert,
    /** Who denied what an alert says: each origin, with a term that its denial says holds. */
    deniersOf: (alert: AlertId): { origin: string; term: TermId }[] => deniers.all({ alert }),
    /** Writes a revision with its outbox: one delivery per channel and recipient, each once. Returns the deliveries that are new. */
    revise(watch: WatchId, story: StoryId, draft: RevisionDraft, to: readonly Addressee[], at: string): NewDelivery[] {
      const { alert, revision, kind, level, severity, status, headline, rule, person, note } = draft;
      const now = { level, severity, status, headline, revision, updatedAt: at };
      db.insert(alerts)
        .values({ id: alert, watchId: watch, storyId: story, openedAt: at, ...now })
        .onConflictDoUpdate({ target: alerts.id, set: now })
        .run();
      db.insert(alertStories).values({ alertId: alert, storyId: story, joinedAt: at }).onConflictDoNothing().run();
      db.insert(alertRevisions)
        .values({
          alertId: alert,
          revision,
          kind,
          level,
          articleId: draft.article,
          message: draft.message,
          raisedAt: at,
          rule,
          person,
          note,
        })
        .run();
      return to.flatMap(({ channel, recipient, heldUntil }) => {
        const id = deliveryIdOf(alert, revision, channel, recipient);
        const added = db
          .insert(deliveries)
          .values({ id, alertId: alert, revision, channel, recipient, state: "pending", createdAt: at, heldUntil })
          .onConflictDoNothing()
          .run();
        return added.changes > 0 ? [{ id, heldUntil }] : [];
      });
    },
    answered(id: AlertId, set: { owner: string | null; snoozedUntil: string | null }): void {
      db.update(alerts).set(set).where(eq(alerts.id, id)).run();
    },
    /** A story that joined another takes its alerts along. */
    moveStory(from: StoryId, to: StoryId): void {
      const left = db.delete(alertStories).where(eq(alertStories.storyId, from)).returning().all();
      for (const one of left)
        db.insert(alertStories)
          .values({ ...one, storyId: to })
          .onConflictDoNothing()
          .run();
      db.update(alerts).set({ storyId: to }).where(eq(alerts.storyId, from)).run();
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
    /** What one recipient was sent of an alert, the newest first, with where the channel put it; null where it left no word. */
    sentTo: (id: AlertId, channel: string, recipient: string): { revision: number | null; place: string | null }[] =>
      db
        .select({ revision: deliveries.revision, place: deliveries.place })
        .from(deliveries)
        .where(
          and(
            eq(deliveries.alertId, id),
            eq(deliveries.channel, channel),
            eq(deliveries.recipient, recipient),
            eq(deliveries.state, "sent"),
          ),
        )
        .orderBy(desc(deliveries.revision))
        .all(),
    deliveriesIn: (states: readonly string[]) =>
      db
        .select()
        .from(deliveries)
        .where(inArray(deliveries.state, [...states]))
        .all(),
    updateDelivery(
      id: DeliveryId,
      set: Partial<Pick<DeliveryRow, "state" | "attempts" | "unanswered" | "lastError" | "sentAt" | "heldUntil" | "foldedInto" | "place">>,
    ): void {
      db.update(deliveries).set(set).where(eq(deliveries.id, id)).run();
    },
    counts: () => ({ alerts: countRows(db, alerts) }),
  };
}
