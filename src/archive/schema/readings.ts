import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, real, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";
import { alerts } from "./alerts.ts";
import { articles } from "./articles.ts";
import { termVersions, watches } from "./register.ts";

/** What one revision of an article means for one watch, with the reason why it alerts or does not. */
export const assessments = sqliteTable(
  "assessments",
  {
    articleId: text("article_id")
      .notNull()
      .references(() => articles.id),
    revision: integer().notNull(),
    watchId: text("watch_id")
      .notNull()
      .references(() => watches.id),
    alert: text().notNull(),
    needsReview: integer("needs_review", { mode: "boolean" }).notNull(),
    reason: text().notNull(),
    evidence: text({ mode: "json" }),
    judge: text().notNull(),
    /** The article whose readings were taken over, where this one is a copy. */
    inheritedFrom: text("inherited_from").references(() => articles.id),
    readAt: text("read_at").notNull(),
    /** What became of it: the rule that raised or held it, in a sentence. */
    decision: text(),
    alertId: text("alert_id").references(() => alerts.id),
  },
  (t) => [
    primaryKey({ columns: [t.articleId, t.revision, t.watchId] }),
    index("assessments_watch").on(t.watchId, t.alert),
    index("assessments_alert").on(t.alertId).where(sql`alert_id IS NOT NULL`),
    index("assessments_held").on(t.readAt).where(sql`alert_id IS NULL AND (alert <> 'none' OR needs_review)`),
  ],
);

/** What one revision of an article says about one term, with the verbatim quote and where it stands. */
export const readings = sqliteTable(
  "readings",
  {
    id: integer().primaryKey(),
    articleId: text("article_id")
      .notNull()
      .references(() => articles.id),
    revision: integer().notNull(),
    watchId: text("watch_id")
      .notNull()
      .references(() => watches.id),
    termId: text("term_id").notNull(),
    termVersionId: integer("term_version_id")
      .notNull()
      .references(() => termVersions.id),
    verdict: text().notNull(),
    confidence: real().notNull(),
    quote: text().notNull(),
    field: text().notNull(),
    start: integer().notNull(),
    end: integer().notNull(),
    judge: text().notNull(),
    readAt: text("read_at").notNull(),
  },
  (t) => [
    unique("readings_once").on(t.articleId, t.revision, t.watchId, t.termId),
    // Whole enough to count readings by, without their quotes.
    index("readings_term").on(t.watchId, t.termId, t.verdict, t.articleId, t.revision, t.termVersionId),
    index("readings_version").on(t.termVersionId, t.verdict),
    index("readings_verdict").on(t.verdict, t.termId),
    check("readings_verdict", sql`${t.verdict} IN ('reaffirms','contradicts','changes','rumoured_change')`),
  ],
);
