import { sql } from "drizzle-orm";
import {
  check,
  customType,
  foreignKey,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";

// Dates are ISO 8601 in UTC, as text. Booleans are 0 or 1. Lists and objects are JSON text, readable with ->>.

const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({ dataType: () => "blob", toDriver: (value) => Buffer.from(value) });

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
  },
  (t) => [
    index("articles_url").on(t.url),
    index("articles_published").on(t.published),
    index("articles_first_seen").on(t.firstSeenAt),
    index("articles_domain").on(t.sourceDomain),
  ],
);

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
  },
  (t) => [
    index("relations_story").on(t.storyId),
    index("relations_family").on(t.familyId),
    index("relations_copy").on(t.copyOf),
    index("relations_newest_copies").on(t.relatedAt).where(sql`copy_of IS NOT NULL`),
  ],
);

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
    index("assessments_alert").on(t.alertId),
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
    index("readings_term").on(t.watchId, t.termId, t.verdict),
    index("readings_version").on(t.termVersionId, t.verdict),
    index("readings_verdict").on(t.verdict, t.termId),
    check("readings_verdict", sql`${t.verdict} IN ('reaffirms','contradicts','changes','rumoured_change')`),
  ],
);

/**
 * One per watch, story and direction of change; it grows by revisions. An alert departs from the register as it stands: once it is
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
    uniqueIndex("alerts_once").on(t.watchId, t.storyId).where(sql`status <> 'resolved'`),
    index("alerts_status").on(t.status, t.updatedAt),
    index("alerts_updated").on(t.updatedAt),
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

/** Work that is still to be done: written in the transaction of its cause, gone when done. `dead` rows have used up their attempts. */
export const jobs = sqliteTable(
  "jobs",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    subject: text({ mode: "json" }).notNull(),
    state: text().notNull(),
    attempts: integer().notNull().default(0),
    dueAt: text("due_at").notNull(),
    /** When it was handed to the queue; null when it waits or was given back. */
    queuedAt: text("queued_at"),
    lastError: text("last_error"),
    createdAt: text("created_at").notNull(),
  },
  (t) => [
    index("jobs_due").on(t.state, t.dueAt),
    index("jobs_due_by_name").on(t.name, t.state, t.dueAt),
    index("jobs_in_hand").on(t.name, t.queuedAt),
    check("jobs_state_known", sql`${t.state} IN ('pending','dead')`),
  ],
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
