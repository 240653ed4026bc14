import type { Archive } from "../archive/archive.ts";
import type { ArticleRow } from "../archive/articles.ts";
import { type AlertStatus, isLive } from "../domain/alert.ts";
import type { AlertId, ArticleId, WatchId } from "../domain/ids.ts";

/**
 * An article whose page is gone says nothing any more: where an alert that waits for an answer counts it, that is a revision of its own, and the
 * alert is looked at again. Its text stays in the archive. Call it inside a transaction.
 */
export function withdrawArticle(archive: Archive, row: ArticleRow, why: string, at: string): void {
  const article = row.id as ArticleId;
  const counts = (watch: WatchId): boolean => {
    const alert = archive.alerts.thatCounts(watch, article);
    if (alert === undefined || !isLive(alert.status as AlertStatus)) return false;
    return archive.readings.voices(alert.id as AlertId).some((voice) => voice.article === article);
  };
  const read = archive.readings.assessmentsOf(article).filter((one) => one.revision === row.revision);
  const watches = read.map((one) => one.watchId as WatchId);
  if (row.goneAt !== null || !watches.some(counts)) return;
  const revision = archive.articles.gone(row, at);
  const silent = { alert: "none" as const, needsReview: false, readings: [], evidence: null, judge: "none", inheritedFrom: null };
  for (const watch of watches) {
    const key = { article, revision, watch };
    archive.readings.record(key, { ...silent, reason: why }, new Map(), at);
    archive.jobs.add("raise-alert", key, at);
  }
}
