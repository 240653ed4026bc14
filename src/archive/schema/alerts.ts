import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { articles, stories } from "./articles.ts";
import { watches } from "./register.ts";

/**
 * One per watch, story, change and direction of it; it grows by revisions. An alert departs from the register as it stands: once it is
 * resolved by a move, what departs from the new version is another direction, and so another alert.
 */
export const alerts = sqliteTable(
  "alerts",
  {
    id: text().primaryKey(),
    watchId: text("watch_id")
      .notNull()
      .references(() => watches.id),
    storyId: text("story_id")
      .notNull()
      .references(() => stories.id),
    level: text().notNull(),
    status: text().notNull(),
    severity: text().notNull().default("medium"),
    headline: text().notNull(),
    revision: integer().notNull(),
    openedAt: text("opened_at").notNull(),
    updatedAt: text("updated_at").notNull(),
    /** Who acknowledged, snoozed or dismissed it; null where nobody has. */
    owner: text(),
    snoozedUntil: text("snoozed_until"),
  },
  (t) => [
    index("alerts_status").on(t.status, t.updatedAt),
    index("alerts_updated").on(t.updatedAt),
    index("alerts_watch").on(t.watchId, t.status, t.updatedAt),
    index("alerts_story").on(t.storyId),
  ],
);

/** Every story that an alert follows: a rumour and the amendment that confirms it are two stories and one alert. */
export const alertStories = sqliteTable(
  "alert_stories",
  {
    alertId: text("alert_id")
      .notNull()
      .references(() => alerts.id),
    storyId: text("story_id")
      .notNull()
      .references(() => stories.id),
    joinedAt: text("joined_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.alertId, t.storyId] }), index("alert_stories_story").on(t.storyId)],
);

/** What an alert said at each step: the message exactly as channels were given it. */
export const alertRevisions = sqliteTable(
  "alert_revisions",
  {
    alertId: text("alert_id")
      .notNull()
      .references(() => alerts.id),
    revision: integer().notNull(),
    kind: text().notNull(),
    level: text().notNull(),
    articleId: text("article_id")
      .notNull()
      .references(() => articles.id),
    message: text({ mode: "json" }).notNull(),
    raisedAt: text("raised_at").notNull(),
    /** The rule that made this revision, in a sentence. */
    rule: text(),
    /** The person who made it, and what they said; null for what coverage did. */
    person: text(),
    note: text(),
  },
  (t) => [primaryKey({ columns: [t.alertId, t.revision] })],
);
