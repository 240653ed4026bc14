import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, primaryKey, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";
import { alertRevisions } from "./alerts.ts";

/**
 * What each recipient is to get of each alert revision or operator notice, and how far that has come: pending, sending, sent, dead, or
 * folded into a later revision that was raised while this one was held.
 */
export const deliveries = sqliteTable(
  "deliveries",
  {
    id: text().primaryKey(),
    alertId: text("alert_id"),
    revision: integer(),
    noticeId: text("notice_id"),
    channel: text().notNull(),
    recipient: text().notNull(),
    state: text().notNull(),
    attempts: integer().notNull().default(0),
    /** An earlier attempt ended without an answer, so the recipient may have it already. */
    unanswered: integer({ mode: "boolean" }).notNull().default(false),
    lastError: text("last_error"),
    createdAt: text("created_at").notNull(),
    /** Held until then by wait, interval, quiet hours, digest or snooze; null where it went at once. */
    heldUntil: text("held_until"),
    /** The revision that told the recipient of this one, where it was folded. */
    foldedInto: integer("folded_into"),
    sentAt: text("sent_at"),
    /** Where the channel put it, in the channel's own words (Slack: channel and timestamp), so that later revisions find their thread. */
    place: text(),
  },
  (t) => [
    foreignKey({ columns: [t.alertId, t.revision], foreignColumns: [alertRevisions.alertId, alertRevisions.revision] }),
    unique("deliveries_once").on(t.alertId, t.revision, t.channel, t.recipient),
    unique("deliveries_notice_once").on(t.noticeId, t.channel, t.recipient),
    index("deliveries_state").on(t.state, t.createdAt),
    index("deliveries_created").on(t.createdAt),
    index("deliveries_sent").on(t.sentAt),
    index("deliveries_recipient").on(t.channel, t.recipient, t.state),
    check("deliveries_state_known", sql`${t.state} IN ('pending','sending','sent','folded','dead')`),
    check("deliveries_of_one", sql`(${t.alertId} IS NULL) <> (${t.noticeId} IS NULL)`),
  ],
);

/** Every attempt to send. One without an end died with its process: the recipient may have the message. */
export const deliveryAttempts = sqliteTable(
  "delivery_attempts",
  {
    deliveryId: text("delivery_id").notNull(),
    attempt: integer().notNull(),
    startedAt: text("started_at").notNull(),
    endedAt: text("ended_at"),
    /** accepted, refused or unanswered; null while it runs or where its process died. */
    outcome: text(),
    error: text(),
  },
  (t) => [primaryKey({ columns: [t.deliveryId, t.attempt] })],
);

/** Recipients who took themselves off a watch; raise writes them no deliveries. */
export const optOuts = sqliteTable(
  "opt_outs",
  {
    watchId: text("watch_id").notNull(),
    channel: text().notNull(),
    recipient: text().notNull(),
    optedOutAt: text("opted_out_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.watchId, t.channel, t.recipient] })],
);

/** Recipients whose far side said that it is gone for good: nothing more is sent there until its address changes or a person has it asked again. */
export const closedRecipients = sqliteTable(
  "closed_recipients",
  {
    channel: text().notNull(),
    recipient: text().notNull(),
    closedAt: text("closed_at").notNull(),
    why: text().notNull(),
    /** A hash of where it lay, so that a new address is known for one; null where the channel tells none. */
    address: text(),
  },
  (t) => [primaryKey({ columns: [t.channel, t.recipient] })],
);

/** What the operator has to hear about the machinery itself: once per kind, subject and episode. */
export const operatorNotices = sqliteTable(
  "operator_notices",
  {
    id: text().primaryKey(),
    kind: text().notNull(),
    /** What it is about, e.g. a feed's id. */
    subject: text().notNull(),
    /** Which of several troubles with the subject, by the time it began. */
    episode: text().notNull(),
    text: text().notNull(),
    firstAt: text("first_at").notNull(),
    lastAt: text("last_at").notNull(),
    /** When the operator was told; null while that is still to be done. */
    toldAt: text("told_at"),
  },
  (t) => [unique("operator_notices_once").on(t.kind, t.subject, t.episode), index("operator_notices_untold").on(t.toldAt, t.firstAt)],
);
