import { sql } from "drizzle-orm";
import { check, customType, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({ dataType: () => "blob", toDriver: (value) => Buffer.from(value) });

/** What was answered, once however many URLs answered it: compressed, named by the SHA-256 of the bytes. A body that thinned out keeps its row. */
export const bodies = sqliteTable(
  "bodies",
  {
    sha256: text().primaryKey(),
    /** Length before compression. */
    bytes: integer().notNull(),
    encoding: text().notNull(),
    body: bytes("body"),
    droppedAt: text("dropped_at"),
  },
  (t) => [check("bodies_encoding_known", sql`${t.encoding} IN ('zstd','gzip')`)],
);

/** That one URL answered these bytes at one instant; never changed afterwards. */
export const snapshots = sqliteTable(
  "snapshots",
  {
    id: text().primaryKey(),
    url: text().notNull(),
    finalUrl: text("final_url").notNull(),
    status: integer().notNull(),
    contentType: text("content_type"),
    /** Headers that say something of the page: its date, validators, language, caching, server. */
    headers: text({ mode: "json" }).$type<Record<string, string>>().notNull().default({}),
    fetchedAt: text("fetched_at").notNull(),
    sha256: text()
      .notNull()
      .references(() => bodies.sha256),
  },
  (t) => [index("snapshots_url").on(t.url, t.fetchedAt), index("snapshots_sha256").on(t.sha256)],
);

/**
 * A hash chain over snapshots, readings and alert revisions: each hash covers the one before it, so that nothing written earlier can be
 * changed, removed or slipped in without a trace. Triggers write it (derived.sql), `clausewatch verify` reads it.
 */
export const chain = sqliteTable(
  "chain",
  {
    seq: integer().primaryKey(),
    /** The table whose row this is, and the row's key there. */
    kind: text().notNull(),
    key: text().notNull(),
    /** SHA-256 of the row as JSON; null where the row was taken back. */
    rowHash: text("row_hash"),
    hash: text().notNull(),
  },
  (t) => [index("chain_row").on(t.kind, t.key)],
);
