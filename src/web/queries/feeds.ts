import { keyOf, PAGE_ROWS, type Part, partOf, type Reads, rows } from "./sql.ts";

export type FeedRow = {
  readonly id: string;
  readonly url: string;
  readonly title: string | null;
  readonly everyMs: number;
  readonly outcome: string | null;
  readonly failures: number;
  readonly error: string | null;
  readonly lastPolledAt: string | null;
  readonly lastSuccessAt: string | null;
  readonly nextPollAt: string | null;
  readonly entries: number;
  readonly newestEntryAt: string | null;
};

/** Feeds by id; with `failing` only those in trouble. */
export function feeds(archive: Reads, failing: boolean, after?: string): Part<FeedRow> {
  const [id] = keyOf(after, 1) ?? [""];
  const found = rows<FeedRow>(
    archive,
    `SELECT f.id, f.url, substr(f.title, 1, 300) AS title, f.every_ms AS everyMs, f.last_outcome AS outcome, f.failures, f.last_error AS error,
            f.last_polled_at AS lastPolledAt, f.last_success_at AS lastSuccessAt, j.due_at AS nextPollAt,
            (SELECT count(*) FROM entries e WHERE e.feed_id = f.id) AS entries,
            (SELECT max(first_seen_at) FROM entries e WHERE e.feed_id = f.id) AS newestEntryAt
       FROM feeds f LEFT JOIN jobs j ON j.id = f.poll_job
      WHERE f.removed_at IS NULL AND f.id > ? AND (? = 0 OR f.failures > 0) ORDER BY f.id LIMIT ?`,
    ...[id ?? "", failing ? 1 : 0, PAGE_ROWS + 1],
  );
  return partOf(found, (row) => [row.id]);
}

export const feedCounts = (archive: Reads) =>
  rows<{ feeds: number; failing: number; lastPolledAt: string | null }>(
    archive,
    "SELECT count(*) AS feeds, count(CASE WHEN failures > 0 THEN 1 END) AS failing, max(last_polled_at) AS lastPolledAt FROM feeds WHERE removed_at IS NULL",
  )[0] ?? { feeds: 0, failing: 0, lastPolledAt: null };
