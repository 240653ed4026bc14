import { index, integer, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";
import { snapshots } from "./evidence.ts";

/** Subjects as the watch files give them; a watch whose file is gone is kept, with `removed_at`. */
export const watches = sqliteTable("watches", {
  id: text().primaryKey(),
  subject: text().notNull(),
  definition: text({ mode: "json" }).notNull(),
  updatedAt: text("updated_at").notNull(),
  removedAt: text("removed_at"),
});

/** Versions of recorded clauses on two time axes: when they hold, and when we knew it. */
export const termVersions = sqliteTable(
  "term_versions",
  {
    id: integer().primaryKey(),
    watchId: text("watch_id")
      .notNull()
      .references(() => watches.id),
    termId: text("term_id").notNull(),
    statement: text().notNull(),
    hints: text({ mode: "json" }),
    validFrom: text("valid_from").notNull(),
    validTo: text("valid_to"),
    recordedAt: text("recorded_at").notNull(),
    supersededAt: text("superseded_at"),
    source: text(),
    quote: text(),
    articleId: text("article_id"),
    snapshotId: text("snapshot_id").references(() => snapshots.id),
    /** What moved the register to this version: the watch file, a person, or a party's own page. */
    recordedBy: text("recorded_by").notNull().default("file"),
    /** Who it was, and why, in their words. */
    note: text(),
  },
  (t) => [
    index("term_versions_term").on(t.watchId, t.termId, t.validFrom),
    unique("term_versions_recorded").on(t.watchId, t.termId, t.validFrom, t.recordedAt),
  ],
);

/** Doubts about a recorded term that a person put on record; the register stays as it is. */
export const disputes = sqliteTable(
  "disputes",
  {
    id: integer().primaryKey(),
    watchId: text("watch_id")
      .notNull()
      .references(() => watches.id),
    termId: text("term_id").notNull(),
    note: text().notNull(),
    source: text(),
    person: text().notNull(),
    recordedAt: text("recorded_at").notNull(),
  },
  (t) => [index("disputes_term").on(t.watchId, t.termId)],
);
