import { type Part, partOf, type Reads, rows } from "./sql.ts";

/** How a term stands: recorded and unchallenged, contradicted, or reported as changed. */
export type TermState = "holds" | "disputed" | "changed";

export type DayCount = { readonly day: string; readonly verdict: string; readonly readings: number };
export type OverviewTerm = {
  readonly watch: string;
  readonly term: string;
  readonly statement: string;
  readonly validFrom: string;
  readonly recordedAt: string;
  readonly source: string | null;
  readonly state: TermState;
  readonly lastReaffirmed: string | null;
  readonly reaffirmed: number;
  readonly disputed: number;
  readonly rumoured: number;
  /** Independent origins of what the state rests on: of the reaffirmations where it holds, of the disputes where it does not. */
  readonly origins: number;
  readonly days: readonly DayCount[];
};
export type WatchLine = { readonly id: string; readonly subject: string; readonly openAlerts: number };
export type OverviewWatch = WatchLine & { readonly terms: readonly OverviewTerm[] };

type VersionRow = Pick<OverviewTerm, "term" | "statement" | "validFrom" | "recordedAt" | "source"> & { readonly id: number };
type CountRow = { term: string; version: number; verdict: string; day: string; readings: number };
type OriginRow = { version: number; disputes: number; origins: number };

/** Watches that are shown with their terms on one page: so many at most, and no further one after this many readings, each of which is looked at. */
const [WATCHES, READINGS] = [20, 2500];
/** Watches that are listed by name, so that each is one click away. */
const LISTED = 200;

/**
 * Readings of the newest revisions that count: an alert that was dismissed was none, and one that was withdrawn is none any more, so what
 * they counted disputes nothing. Which revision is the newest is said by the article, and by its relation. Neither texts nor quotes are read.
 */
const countedOf = (term: string | null, by: "a" | "rel") => `FROM readings r
    JOIN ${by === "a" ? "articles a ON a.id" : "relations rel ON rel.article_id"} = r.article_id AND ${by}.revision = r.revision
   WHERE r.watch_id = @watch ${term === null ? "" : "AND r.term_id = @term"} AND (r.article_id, r.revision) NOT IN (
     SELECT x.article_id, x.revision FROM alerts al JOIN assessments x ON x.alert_id = al.id
      WHERE al.watch_id = @watch AND al.status IN ('dismissed', 'withdrawn'))
     AND (r.term_version_id, r.article_id) NOT IN (SELECT id, article_id FROM term_versions WHERE watch_id = @watch AND article_id IS NOT NULL)`;

export function stateOf(counts: { readonly changes: number; readonly contradicts: number }): TermState {
  if (counts.changes > 0) return "changed";
  return counts.contradicts > 0 ? "disputed" : "holds";
}

/** The terms of one watch that hold on a day, or one of them, each with what coverage has said about it. */
export function termsOfWatch(archive: Reads, watch: string, today: string, term: string | null = null): OverviewTerm[] {
  const given = term === null ? { watch } : { watch, term };
  const versions = rows<VersionRow>(
    archive,
    `SELECT id, term_id AS term, statement, valid_from AS validFrom, recorded_at AS recordedAt, source FROM term_versions
      WHERE watch_id = @watch ${term === null ? "" : "AND term_id = @term"} AND superseded_at IS NULL AND date(valid_from) <= date(@today)
        AND (valid_to IS NULL OR date(valid_to) > date(@today))
      ORDER BY term_id`,
    { ...given, today },
  );
  const counts = Map.groupBy(
    rows<CountRow>(
      archive,
      `SELECT r.term_id AS term, r.term_version_id AS version, r.verdict, substr(coalesce(a.published, a.first_seen_at), 1, 10) AS day, count(*) AS readings
       ${countedOf(term, "a")} GROUP BY 1, 2, 3, 4`,
      given,
    ),
    (row) => row.term,
  );
  const origins = rows<OriginRow>(
    archive,
    `SELECT r.term_version_id AS version, r.verdict IN ('contradicts', 'changes') AS disputes, count(DISTINCT rel.origin_id) AS origins
       ${countedOf(term, "rel")} AND r.verdict <> 'rumoured_change' GROUP BY 1, 2`,
    given,
  );
  return versions.map(({ id, ...version }) => {
    const days = counts.get(version.term) ?? [];
    const current = days.filter((row) => row.version === id);
    const of = (...verdicts: string[]) =>
      current.filter((row) => verdicts.includes(row.verdict)).reduce((sum, row) => sum + row.readings, 0);
    const state = stateOf({ changes: of("changes"), contradicts: of("contradicts") });
    const reaffirmedOn = days.filter((row) => row.verdict === "reaffirms").map((row) => row.day);
    return {
      watch,
      ...version,
      state,
      lastReaffirmed: reaffirmedOn.sort().at(-1) ?? null,
      reaffirmed: of("reaffirms"),
      disputed: of("contradicts", "changes"),
      rumoured: of("rumoured_change"),
      origins: origins.find((row) => row.version === id && (row.disputes === 1) === (state !== "holds"))?.origins ?? 0,
      days: days.map(({ day, verdict, readings }) => ({ day, verdict, readings })),
    };
  });
}

const linesOf = (archive: Reads, where: string, value: string, most: number): WatchLine[] =>
  rows(
    archive,
    `SELECT w.id, w.subject, (SELECT count(*) FROM alerts al WHERE al.watch_id = w.id AND al.status IN ('open', 'acknowledged', 'snoozed')) AS openAlerts
       FROM watches w WHERE w.removed_at IS NULL AND w.id ${where} ? ORDER BY w.id LIMIT ?`,
    ...[value, most],
  );
const withTerms = (archive: Reads, watch: WatchLine, today: string): OverviewWatch => ({
  ...watch,
  terms: termsOfWatch(archive, watch.id, today),
});

/** Every watch by its name, without its terms. */
export const watchLines = (archive: Reads): WatchLine[] => linesOf(archive, ">", "", LISTED);

/** One watch with its terms; undefined where there is none of that id. */
export function watchOf(archive: Reads, id: string, today: string): OverviewWatch | undefined {
  const [found] = linesOf(archive, "=", id, 1);
  return found === undefined ? undefined : withTerms(archive, found, today);
}

/** Watches with their terms, by id: one, and more while they have few readings. */
export function overview(archive: Reads, today: string, after: string | null, readings = READINGS): Part<OverviewWatch> {
  const found = linesOf(archive, ">", after ?? "", WATCHES + 1);
  let [shown, left] = [0, readings];
  while (shown < Math.min(found.length, WATCHES) && (shown === 0 || left > 0)) {
    const [count] = rows<{ n: number }>(archive, "SELECT count(*) AS n FROM readings WHERE watch_id = ?", found[shown]?.id ?? "");
    left -= count?.n ?? 0;
    if (shown > 0 && left < 0) break;
    shown += 1;
  }
  const part = partOf(found, (row) => [row.id], shown);
  return { ...part, items: part.items.map((watch) => withTerms(archive, watch, today)) };
}
