import { type Reads, rows } from "./sql.ts";

export type ArticleRow = {
  readonly id: string;
  readonly revision: number;
  readonly url: string;
  readonly title: string | null;
  readonly text: string;
  /** Length of the whole text, in characters: what is shown is bounded. */
  readonly length: number;
  readonly author: string | null;
  readonly published: string | null;
  readonly language: string | null;
  readonly domain: string;
  readonly source: string | null;
  readonly snapshot: string | null;
  readonly firstSeenAt: string;
  readonly revisedAt: string;
};
export type ArticleRevision = Pick<ArticleRow, "revision" | "title" | "text" | "published"> & { readonly recordedAt: string };
export type ArticleReading = {
  readonly watch: string;
  readonly term: string;
  readonly verdict: string;
  readonly confidence: number;
  readonly quote: string;
  readonly field: string;
  readonly start: number;
  readonly end: number;
  readonly judge: string;
};
export type ArticleAssessment = {
  readonly watch: string;
  readonly revision: number;
  readonly level: string;
  readonly needsReview: number;
  readonly reason: string;
  readonly decision: string | null;
  readonly alert: string | null;
  readonly judge: string;
  readonly readAt: string;
  readonly inheritedFrom: string | null;
};
/** Longest text that a page shows, in characters. */
export const MAX_TEXT = 100_000;

export const articleOf = (archive: Reads, id: string): ArticleRow | undefined =>
  rows<ArticleRow>(
    archive,
    `SELECT id, revision, url, substr(title, 1, 2000) AS title, substr(text, 1, ${MAX_TEXT}) AS text, length(text) AS length, substr(author, 1, 300) AS author,
            published, language, source_domain AS domain, source_name AS source, snapshot_id AS snapshot, first_seen_at AS firstSeenAt, revised_at AS revisedAt
       FROM articles WHERE id = ?`,
    id,
  )[0];

/** What the article said before, oldest first. */
export const earlierOf = (archive: Reads, id: string): ArticleRevision[] =>
  rows(
    archive,
    `SELECT revision, substr(title, 1, 2000) AS title, substr(text, 1, ${MAX_TEXT}) AS text, published, recorded_at AS recordedAt
       FROM article_revisions WHERE article_id = ? ORDER BY revision DESC LIMIT 20`,
    id,
  );

export const readingsIn = (archive: Reads, id: string, revision: number): ArticleReading[] =>
  rows(
    archive,
    `SELECT watch_id AS watch, term_id AS term, verdict, confidence, substr(quote, 1, 2000) AS quote, field, start, "end", judge
       FROM readings WHERE article_id = ? AND revision = ? ORDER BY start, id`,
    ...[id, revision],
  );

export const assessmentsOf = (archive: Reads, id: string): ArticleAssessment[] =>
  rows(
    archive,
    `SELECT watch_id AS watch, revision, alert AS level, needs_review AS needsReview, reason, decision, alert_id AS alert, judge, read_at AS readAt,
            inherited_from AS inheritedFrom
       FROM assessments WHERE article_id = ? ORDER BY watch_id, revision DESC LIMIT 100`,
    id,
  );

export const entriesOf = (archive: Reads, id: string) =>
  rows<{ feed: string | null; seen: string; url: string | null }>(
    archive,
    "SELECT feed_id AS feed, first_seen_at AS seen, url FROM entries WHERE article_id = ? ORDER BY first_seen_at LIMIT 20",
    id,
  );

export type ArticleRelation = {
  readonly story: string;
  readonly storyTitle: string | null;
  readonly origin: string;
  readonly copyOf: string | null;
  readonly copyTitle: string | null;
  readonly copyKind: string | null;
  readonly containment: number | null;
  readonly copies: number;
};
export const relationOf = (archive: Reads, id: string): ArticleRelation | undefined =>
  rows<ArticleRelation>(
    archive,
    `SELECT r.story_id AS story, substr(s.title, 1, 1000) AS storyTitle, r.origin_id AS origin, r.copy_of AS copyOf, substr(p.title, 1, 1000) AS copyTitle,
            r.copy_kind AS copyKind, r.containment, (SELECT count(*) FROM relations c WHERE c.copy_of = r.article_id) AS copies
       FROM relations r JOIN stories s ON s.id = r.story_id LEFT JOIN articles p ON p.id = r.copy_of WHERE r.article_id = ?`,
    id,
  )[0];
