import { blob, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * Sorted keys of the articles that the relater put away. They are never changed: several become one that is written beside them, part by part,
 * and takes their place at once. `made` is not whole yet, `merged` stands in another by now; both are dropped at the next start.
 */
export const keySegments = sqliteTable("key_segments", {
  id: integer().primaryKey(),
  /** How often it was merged. */
  level: integer().notNull(),
  state: text({ enum: ["made", "live", "merged"] }).notNull(),
});

/** Some of its entries, as two arrays of 32-bit numbers, little-endian: keys in rising order, and the `seq` of the article that has each. */
export const keySegmentParts = sqliteTable(
  "key_segment_parts",
  {
    segmentId: integer("segment_id")
      .notNull()
      .references(() => keySegments.id),
    part: integer().notNull(),
    keys: blob({ mode: "buffer" }).notNull(),
    articles: blob({ mode: "buffer" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.segmentId, t.part] })],
);
