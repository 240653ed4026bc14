import type Sqlite from "better-sqlite3";
import type { WordIndex } from "./word-index.ts";

/** What may thin out: everything older than these instants that is not evidence; null for nothing. */
export type RetentionRule = { readonly pagesBefore: string | null; readonly textsBefore: string | null };
/** Rows to be thinned, by their numbers. */
export type RetentionPlan = { readonly texts: readonly number[]; readonly entries: readonly number[]; readonly bodies: readonly number[] };

/**
 * True of an article `a` that is evidence: what an alert counts or was told with, the source of a recorded term, and whatever was read about
 * a term that is still open. What has not been decided on yet stays too.
 */
const IS_EVIDENCE = `(
  EXISTS (SELECT 1 FROM assessments x WHERE x.article_id = a.id AND (x.alert_id IS NOT NULL OR x.decision IS NULL))
  OR a.id IN (SELECT article_id FROM alert_revisions)
  OR a.id IN (SELECT article_id FROM term_versions WHERE article_id IS NOT NULL)
  OR EXISTS (SELECT 1 FROM readings r JOIN term_versions v ON v.id = r.term_version_id
              WHERE r.article_id = a.id AND v.superseded_at IS NULL AND (v.valid_to IS NULL OR date(v.valid_to) > date(@at))))`;

const OLD_TEXTS = `SELECT a.seq FROM articles a WHERE a.revised_at < @textsBefore AND a.thinned_at IS NULL AND NOT ${IS_EVIDENCE}`;
/** What feeds listed goes with the text of its article, or by itself where it became none. */
const OLD_ENTRIES = `
  SELECT e.rowid FROM entries e LEFT JOIN articles a ON a.id = e.article_id
   WHERE e.last_changed_at < @textsBefore AND (e.summary IS NOT NULL OR e.content_html IS NOT NULL)
     AND (a.id IS NULL OR a.thinned_at IS NOT NULL OR (a.revised_at < @textsBefore AND NOT ${IS_EVIDENCE}))`;
const OLD_BODIES = `
  SELECT b.rowid FROM bodies b
   WHERE b.body IS NOT NULL AND b.sha256 IN (SELECT sha256 FROM snapshots WHERE fetched_at < @pagesBefore) AND b.sha256 NOT IN (
    SELECT sha256 FROM snapshots WHERE fetched_at >= @pagesBefore
    UNION SELECT s.sha256 FROM term_versions v JOIN snapshots s ON s.id = v.snapshot_id
    UNION SELECT s.sha256 FROM articles a JOIN snapshots s ON s.id = a.snapshot_id WHERE s.fetched_at < @pagesBefore AND ${IS_EVIDENCE}
    UNION SELECT s.sha256 FROM article_revisions o JOIN articles a ON a.id = o.article_id JOIN snapshots s ON s.id = o.snapshot_id WHERE s.fetched_at < @pagesBefore AND ${IS_EVIDENCE})`;

const CHOSEN = "(SELECT value FROM json_each(@rows))";

/**
 * Thins the archive. What goes is bulk: bytes of pages, texts, what feeds listed. What stays is every row: an article keeps its headline,
 * address, dates and hashes, which stops a feed that lists it again from bringing it back, and its readings keep their quotes.
 */
export function createRetention(sqlite: Sqlite.Database, words: WordIndex) {
  return {
    /** What would thin out. */
    plan({ pagesBefore, textsBefore }: RetentionRule, at: string): RetentionPlan {
      const rows = (sql: string, before: string | null) =>
        before === null ? [] : (sqlite.prepare(sql).pluck().all({ at, pagesBefore, textsBefore }) as number[]);
      return { texts: rows(OLD_TEXTS, textsBefore), entries: rows(OLD_ENTRIES, textsBefore), bodies: rows(OLD_BODIES, pagesBefore) };
    },
    /** Thins part of a plan in one transaction. What has become evidence since, or was answered again, is left as it is. Returns how many rows it was. */
    thin(
      { texts, entries, bodies }: RetentionPlan,
      { pagesBefore }: RetentionRule,
      at: string,
    ): { texts: number; entries: number; bodies: number } {
      const run = (sql: string, rows: readonly number[]) =>
        rows.length === 0 ? 0 : sqlite.prepare(sql).run({ rows: JSON.stringify(rows), at, pagesBefore }).changes;
      const work = sqlite.transaction(() => {
        const thinned = run(
          `UPDATE articles AS a SET text = '', links = '[]', thinned_at = @at WHERE seq IN ${CHOSEN} AND NOT ${IS_EVIDENCE}`,
          texts,
        );
        run(
          `UPDATE article_revisions SET text = '' WHERE article_id IN (SELECT id FROM articles WHERE seq IN ${CHOSEN} AND thinned_at = @at)`,
          texts,
        );
        words.catchUp();
        return {
          texts: thinned,
          entries: run(`UPDATE entries SET summary = NULL, content_html = NULL WHERE rowid IN ${CHOSEN}`, entries),
          bodies: run(
            `UPDATE bodies SET body = NULL, dropped_at = @at WHERE rowid IN ${CHOSEN}
                AND NOT EXISTS (SELECT 1 FROM snapshots s WHERE s.sha256 = bodies.sha256 AND s.fetched_at >= @pagesBefore)`,
            bodies,
          ),
        };
      });
      return work.immediate();
    },
  };
}
