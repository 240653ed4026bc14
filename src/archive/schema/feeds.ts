import { index, integer, primaryKey, real, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";
import { articles } from "./articles.ts";
import { watches } from "./register.ts";

/** What is polled, with its polling state. */
export const feeds = sqliteTable("feeds", {
  id: text().primaryKey(),
  /** The address that is polled: the configured one, or where that one has been moved to for good. */
  url: text().notNull(),
  configuredUrl: text("configured_url"),
  everyMs: integer("every_ms").notNull(),
  /** Whether the operator gave this feed an interval of its own: then nothing stretches it but what the server asks for. */
  everyChosen: integer("every_chosen", { mode: "boolean" }).notNull().default(false),
  /** The job that says when the feed is due next. */
  pollJob: text("poll_job").notNull(),
  title: text(),
  etag: text(),
  lastModified: text("last_modified"),
  /** Which address gave the validators; they are shown to no other. */
  validatorsUrl: text("validators_url"),
  /** Of the last body that was read, so that an equal one need not be parsed. */
  bodySha256: text("body_sha256"),
  /** What the feed document asked for last: an interval, and hours and days (GMT) to be left alone in. */
  wishes: text({ mode: "json" }),
  addedAt: text("added_at").notNull(),
  removedAt: text("removed_at"),
  lastPolledAt: text("last_polled_at"),
  lastSuccessAt: text("last_success_at"),
  lastOutcome: text("last_outcome"),
  lastError: text("last_error"),
  failures: integer().notNull().default(0),
  /** Failures weighed: a passing trouble counts less than a feed that is gone. */
  failureWeight: real("failure_weight").notNull().default(0),
  failingSince: text("failing_since"),
  /** The last answer that carried a document, and the last that brought a new entry. */
  lastDocumentAt: text("last_document_at"),
  lastFreshAt: text("last_fresh_at"),
  /** Where a permanent redirect has led to since when, until it is believed. */
  movedTo: text("moved_to"),
  movedSince: text("moved_since"),
  /** Polled no more until the operator says so; `last_error` says why. */
  stoppedAt: text("stopped_at"),
});

/** Which watches read which feeds. */
export const watchFeeds = sqliteTable(
  "watch_feeds",
  {
    watchId: text("watch_id")
      .notNull()
      .references(() => watches.id),
    feedId: text("feed_id")
      .notNull()
      .references(() => feeds.id),
  },
  (t) => [primaryKey({ columns: [t.watchId, t.feedId] }), index("watch_feeds_feed").on(t.feedId)],
);

/** Items as feeds list them. An entry without a feed is the source of a recorded term. */
export const entries = sqliteTable(
  "entries",
  {
    id: text().primaryKey(),
    feedId: text("feed_id").references(() => feeds.id),
    key: text().notNull(),
    url: text(),
    title: text(),
    published: text(),
    summary: text(),
    contentHtml: text("content_html"),
    contentHash: text("content_hash").notNull(),
    firstSeenAt: text("first_seen_at").notNull(),
    lastChangedAt: text("last_changed_at").notNull(),
    articleId: text("article_id").references(() => articles.id),
    /** Why the entry gave no article, where it gave none. */
    outcome: text(),
  },
  (t) => [
    unique("entries_key").on(t.feedId, t.key),
    index("entries_article").on(t.articleId),
    index("entries_url").on(t.url),
    index("entries_seen").on(t.feedId, t.firstSeenAt),
  ],
);

/** Article pages that are looked at again, by address; the job `look-again` says when. */
export const pages = sqliteTable(
  "pages",
  {
    url: text().primaryKey(),
    entryId: text("entry_id")
      .notNull()
      .references(() => entries.id),
    host: text().notNull(),
    etag: text(),
    lastModified: text("last_modified"),
    validatorsUrl: text("validators_url"),
    bodySha256: text("body_sha256").notNull(),
    firstReadAt: text("first_read_at").notNull(),
    lastLookedAt: text("last_looked_at").notNull(),
    looks: integer().notNull().default(0),
    /** Null when it is looked at no more. */
    nextLookAt: text("next_look_at"),
    /** Since when it answers that it is not there; null while it is. */
    missingSince: text("missing_since"),
  },
  (t) => [index("pages_host").on(t.host, t.nextLookAt)],
);

/** Feeds whose hub pushes to us (WebSub). */
export const subscriptions = sqliteTable("subscriptions", {
  feedId: text("feed_id")
    .primaryKey()
    .references(() => feeds.id),
  hub: text().notNull(),
  topic: text().notNull(),
  /** The unguessable end of the callback's address. */
  token: text().notNull().unique(),
  secret: text().notNull(),
  state: text().notNull(),
  requestedAt: text("requested_at").notNull(),
  leaseUntil: text("lease_until"),
  lastPushAt: text("last_push_at"),
  lastError: text("last_error"),
});
