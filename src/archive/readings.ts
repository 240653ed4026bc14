import { and, asc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { AlertId, ArticleId, StoryId, TermId, WatchId } from "../domain/ids.ts";
import type { Assessment, QuoteSpan, Reading } from "../domain/reading.ts";
import type { AlertLevel, SpokenVerdict } from "../domain/verdict.ts";
import type { Database } from "./database.ts";
import { articles, assessments, readings, relations } from "./schema.ts";

export type ReadingRow = typeof readings.$inferSelect;

export const toReading = (row: ReadingRow): Reading => ({
  term: row.termId as TermId,
  verdict: row.verdict as SpokenVerdict,
  confidence: row.confidence,
  quote: row.quote,
  field: row.field as QuoteSpan["field"],
  start: row.start,
  end: row.end,
  judge: row.judge,
});

type Key = { readonly article: ArticleId; readonly revision: number; readonly watch: WatchId };

export function createReadings(db: Database) {
  const where = (key: Key) =>
    and(eq(assessments.articleId, key.article), eq(assessments.revision, key.revision), eq(assessments.watchId, key.watch));
  return {
    /** Stores what a revision says, once; a second call for the same revision and watch changes nothing and returns false. */
    record(
      key: Key,
      one: Assessment & { judge: string; inheritedFrom: ArticleId | null },
      termVersions: ReadonlyMap<TermId, number>,
      at: string,
    ): boolean {
      const added = db
        .insert(assessments)
        .values({
          articleId: key.article,
          revision: key.revision,
          watchId: key.watch,
          alert: one.alert,
          needsReview: one.needsReview,
          reason: one.reason,
          evidence: one.evidence,
          judge: one.judge,
          inheritedFrom: one.inheritedFrom,
          readAt: at,
        })
        .onConflictDoNothing()
        .run();
      if (added.changes === 0) return false;
      for (const reading of one.readings) {
        const termVersionId = termVersions.get(reading.term);
        if (termVersionId === undefined) continue;
        const { term, ...rest } = reading;
        db.insert(readings)
          .values({ articleId: key.article, revision: key.revision, watchId: key.watch, termId: term, termVersionId, ...rest, readAt: at })
          .onConflictDoNothing()
          .run();
      }
      return true;
    },
    assessment: (key: Key) => db.select().from(assessments).where(where(key)).get(),
    assessmentsOf: (article: ArticleId) =>
      db
        .select()
        .from(assessments)
        .where(eq(assessments.articleId, article))
        .orderBy(asc(assessments.watchId), asc(assessments.revision))
        .all(),
    readingsOf: (key: Key) =>
      db
        .select()
        .from(readings)
        .where(and(eq(readings.articleId, key.article), eq(readings.revision, key.revision), eq(readings.watchId, key.watch)))
        .orderBy(asc(readings.id))
        .all(),
    decided(key: Key, decision: string, alert: AlertId | null): void {
      db.update(assessments).set({ decision, alertId: alert }).where(where(key)).run();
    },
    /** Drops what was read of a revision where nothing came of it, so that it can be read again with better evidence. */
    forgetSilent(article: ArticleId, revision: number): void {
      const silent = db
        .delete(assessments)
        .where(and(eq(assessments.articleId, article), eq(assessments.revision, revision), isNull(assessments.alertId)))
        .returning({ watch: assessments.watchId })
        .all();
      for (const { watch } of silent)
        db.delete(readings)
          .where(and(eq(readings.articleId, article), eq(readings.revision, revision), eq(readings.watchId, watch)))
          .run();
    },
    /** Who said something alerting in a story: its origins and whether a party was among them. */
    voices(watch: WatchId, alert: AlertId): { origin: string; domain: string; level: AlertLevel }[] {
      return db
        .select({ origin: relations.originId, domain: articles.sourceDomain, level: sql<AlertLevel>`${assessments.alert}` })
        .from(assessments)
        .innerJoin(relations, eq(relations.articleId, assessments.articleId))
        .innerJoin(articles, eq(articles.id, assessments.articleId))
        .where(and(eq(assessments.watchId, watch), eq(assessments.alertId, alert)))
        .all();
    },
    /** The articles of a story that an alert counts. */
    alertingIn: (story: StoryId, watch: WatchId) =>
      db
        .selectDistinct({ id: assessments.articleId })
        .from(assessments)
        .innerJoin(relations, eq(relations.articleId, assessments.articleId))
        .where(and(eq(relations.storyId, story), eq(assessments.watchId, watch), isNotNull(assessments.alertId)))
        .all()
        .map((row) => row.id as ArticleId),
  };
}
