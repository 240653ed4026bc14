import { sql } from "drizzle-orm";
import { foreignKey, index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { snapshots } from "./evidence.ts";

/** Articles at their newest revision. */
export const articles = sqliteTable(
  "articles",
  {
    /** The row id that the full-text index points to; an explicit one survives VACUUM. */
    seq: integer().primaryKey(),
    id: text().notNull().unique(),
    revision: integer().notNull(),
    url: text().notNull(),
    canonicalUrl: text("canonical_url"),
    title: text(),
    text: text().notNull(),
    author: text(),
    published: text(),
    language: text(),
    sourceName: text("source_name"),
    sourceDomain: text("source_domain").notNull(),
    sourceKind: text("source_kind"),
    links: text({ mode: "json" }).$type<string[]>().notNull(),
    contentHash: text("content_hash").notNull(),
    snapshotId: text("snapshot_id").references(() => snapshots.id),
    firstSeenAt: text("first_seen_at").notNull(),
    revisedAt: text("revised_at").notNull(),
    /** When its text was dropped by the retention rules; what is left stops it from being taken in again. */
    thinnedAt: text("thinned_at"),
    /** When its page was found to be gone; its text stays, and counts for no alert any more. */
    goneAt: text("gone_at"),
  },
  (t) => [
    index("articles_url").on(t.url),
    index("articles_published").on(t.published),
    index("articles_first_seen").on(t.firstSeenAt),
    index("articles_domain").on(t.sourceDomain),
    // What lists and counts ask of an article, without the page after page that its text fills.
    index("articles_dates").on(t.id, t.revision, t.published, t.firstSeenAt, t.sourceDomain),
    // Days in the order of arrival, for searches that look for some: a feed that is new to us lists what is old, so arrival alone says little.
    index("articles_days").on(t.seq, t.published),
    index("articles_old").on(t.revisedAt, t.id).where(sql`thinned_at IS NULL`),
  ],
);

/** Articles that the full-text index does not have yet: triggers list them, and the transaction that did takes them in at its end. */
export const articlesUnindexed = sqliteTable("articles_unindexed", { seq: integer().primaryKey() });

/** What an article said before it was edited. */
export const articleRevisions = sqliteTable(
  "article_revisions",
  {
    articleId: text("article_id")
      .notNull()
      .references(() => articles.id),
    revision: integer().notNull(),
    title: text(),
    text: text().notNull(),
    published: text(),
    contentHash: text("content_hash").notNull(),
    snapshotId: text("snapshot_id").references(() => snapshots.id),
    recordedAt: text("recorded_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.articleId, t.revision] })],
);

/** Articles that report the same event. A merged story redirects to the one that survived. */
export const stories = sqliteTable(
  "stories",
  {
    id: text().primaryKey(),
    title: text(),
    openedAt: text("opened_at").notNull(),
    lastArticleAt: text("last_article_at").notNull(),
    redirectTo: text("redirect_to"),
  },
  (t) => [foreignKey({ columns: [t.redirectTo], foreignColumns: [t.id] }), index("stories_last").on(t.lastArticleAt)],
);

/** Where an article stands: its story, copy family, claim variant and origin, and the evidence for each edge. */
export const relations = sqliteTable(
  "relations",
  {
    articleId: text("article_id")
      .primaryKey()
      .references(() => articles.id),
    revision: integer().notNull(),
    storyId: text("story_id")
      .notNull()
      .references(() => stories.id),
    familyId: text("family_id").notNull(),
    variantId: text("variant_id").notNull(),
    originId: text("origin_id").notNull(),
    copyOf: text("copy_of").references(() => articles.id),
    copyKind: text("copy_kind"),
    containment: real(),
    edits: text({ mode: "json" }).notNull(),
    evidence: text({ mode: "json" }).notNull(),
    relatedAt: text("related_at").notNull(),
    /** 1 once the relater has put the article away: it is found by the keys of a segment, and no longer kept in memory. */
    shelved: integer().notNull().default(0),
  },
  (t) => [
    index("relations_in_memory").on(t.articleId).where(sql`shelved = 0`),
    index("relations_story").on(t.storyId),
    // Counting a term's origins looks at a relation for each of its readings, and not at the evidence that fills the row.
    index("relations_origins").on(t.articleId, t.revision, t.originId),
    index("relations_family").on(t.familyId),
    index("relations_copy").on(t.copyOf),
    index("relations_newest_copies").on(t.relatedAt).where(sql`copy_of IS NOT NULL`),
  ],
);
