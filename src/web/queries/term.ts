import { versionAt } from "../../domain/term.ts";
import { keyOf, PAGE_ROWS, type Part, partOf, type Reads, rows } from "./sql.ts";

export type TermVersion = {
  readonly id: number;
  readonly statement: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly recordedAt: string;
  readonly supersededAt: string | null;
  readonly source: string | null;
  readonly quote: string | null;
  readonly articleId: string | null;
};
export type TermReading = {
  readonly id: number;
  readonly verdict: string;
  readonly confidence: number;
  readonly quote: string;
  readonly field: string;
  readonly start: number;
  readonly judge: string;
  readonly article: string;
  readonly revision: number;
  readonly title: string | null;
  readonly url: string;
  readonly domain: string;
  readonly published: string | null;
  readonly seen: string;
  readonly isCurrent: number;
  readonly copyOf: string | null;
};

export const versionsOf = (archive: Reads, watch: string, term: string): TermVersion[] =>
  rows(
    archive,
    `SELECT id, statement, valid_from AS validFrom, valid_to AS validTo, recorded_at AS recordedAt, superseded_at AS supersededAt, source, quote,
            article_id AS articleId
       FROM term_versions WHERE watch_id = ? AND term_id = ? ORDER BY recorded_at, valid_from`,
    ...[watch, term],
  );

/** The version that answers "what did we hold true on a day, as known at an instant?". */
export function versionAsOf(versions: readonly TermVersion[], on: string, known: string | null): TermVersion | null {
  const wasKnown = (one: TermVersion) =>
    known === null ? one.supersededAt === null : one.recordedAt <= known && (one.supersededAt === null || one.supersededAt > known);
  return versionAt(versions.filter(wasKnown), on);
}

export const daysOf = (archive: Reads, watch: string, term: string) =>
  rows<{ day: string; verdict: string; readings: number }>(
    archive,
    `SELECT substr(coalesce(a.published, a.first_seen_at), 1, 10) AS day, r.verdict, count(*) AS readings
       FROM readings r JOIN articles a ON a.id = r.article_id AND a.revision = r.revision
      WHERE r.watch_id = ? AND r.term_id = ? GROUP BY 1, 2`,
    ...[watch, term],
  );

/** What articles said about a term, newest first. The part is chosen by indexes alone; only its rows are read. */
export function readingsOf(
  archive: Reads,
  watch: string,
  term: string,
  options: { readonly verdict?: string | undefined; readonly after?: string | undefined } = {},
): Part<TermReading> {
  const [date = null, id = null] = keyOf(options.after, 2) ?? [null, null];
  const found = rows<TermReading>(
    archive,
    `SELECT r.id, r.verdict, r.confidence, substr(r.quote, 1, 2000) AS quote, r.field, r.start, r.judge, a.id AS article, r.revision, substr(a.title, 1, 1000) AS title,
            a.url, a.source_domain AS domain, a.published, part.seen, a.revision = r.revision AS isCurrent,
            rel.copy_of AS copyOf
       FROM (SELECT r.id, coalesce(a.published, a.first_seen_at) AS seen FROM readings r JOIN articles a ON a.id = r.article_id
              WHERE r.watch_id = ? AND r.term_id = ? AND (? IS NULL OR r.verdict = ?)
                AND (? IS NULL OR (coalesce(a.published, a.first_seen_at), r.id) < (?, ?))
              ORDER BY seen DESC, r.id DESC LIMIT ?) part
       JOIN readings r ON r.id = part.id JOIN articles a ON a.id = r.article_id LEFT JOIN relations rel ON rel.article_id = a.id
      ORDER BY part.seen DESC, r.id DESC`,
    ...[watch, term, options.verdict ?? null, options.verdict ?? null, date, date, id, PAGE_ROWS + 1],
  );
  return partOf(found, (row) => [row.seen, row.id]);
}

/** Alerts that say otherwise about a term and still wait for an answer, the newest first. */
export const alertsAbout = (archive: Reads, watch: string, term: string) =>
  rows<{ id: string; headline: string; level: string; status: string }>(
    archive,
    `SELECT DISTINCT al.id, al.headline, al.level, al.status
       FROM alerts al JOIN assessments x ON x.alert_id = al.id
       JOIN readings r ON r.article_id = x.article_id AND r.revision = x.revision AND r.watch_id = x.watch_id
      WHERE al.watch_id = ? AND al.status IN ('open', 'acknowledged', 'snoozed') AND r.term_id = ? AND r.verdict <> 'reaffirms'
      ORDER BY al.updated_at DESC LIMIT 5`,
    ...[watch, term],
  );
