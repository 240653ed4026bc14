import { and, asc, desc, eq, isNull, lt, ne, sql } from "drizzle-orm";
import type { AlertId, ArticleId, TermId, WatchId } from "../domain/ids.ts";
import type { Assessment, QuoteSpan, Reading } from "../domain/reading.ts";
import type { AlertLevel, SpokenVerdict } from "../domain/verdict.ts";
import type { Database } from "./database.ts";
import { articles, assessments, readings, relations } from "./schema.ts";

export type ReadingRow = typeof readings.$inferSelect;
export type AssessmentRow = typeof assessments.$inferSelect;

/** A departure from the register, with who published it. */
export type Move = {
  readonly reading: ReadingRow;
  readonly url: string;
  readonly name: string | null;
  readonly domain: string;
  readonly kind: string | null;
};

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

/** A reading belongs to what was read of one revision for one watch. */
const ofAssessment = and(
  eq(readings.articleId, assessments.articleId),
  eq(readings.revision, assessments.revision),
  eq(readings.watchId, assessments.watchId),
);

export function createReadings(db: Database) {
  const $ = sql.placeholder;
  const isKey = and(eq(assessments.articleId, $("article")), eq(assessments.revision, $("revision")), eq(assessments.watchId, $("watch")));
  const assessmentByKey = db.select().from(assessments).where(isKey).prepare();
  const readingsByKey = db
    .select()
    .from(readings)
    .where(and(eq(readings.articleId, $("article")), eq(readings.revision, $("revision")), eq(readings.watchId, $("watch"))))
    .orderBy(asc(readings.id))
    .prepare();
  const setDecision = db
    .update(assessments)
    .set({ decision: sql`${$("decision")}`, alertId: sql`${$("alert")}` })
    .where(isKey)
    .prepare();
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
    assessment: ({ article, revision, watch }: Key) => assessmentByKey.get({ article, revision, watch }),
    assessmentsOf: (article: ArticleId) =>
      db
        .select()
        .from(assessments)
        .where(eq(assessments.articleId, article))
        .orderBy(asc(assessments.watchId), asc(assessments.revision))
        .all(),
    readingsOf: ({ article, revision, watch }: Key) => readingsByKey.all({ article, revision, watch }),
    /** Whether any revision of an article says something of any term. */
    speaks: (article: ArticleId): boolean =>
      db.select({ id: readings.id }).from(readings).where(eq(readings.articleId, article)).limit(1).get() !== undefined,
    decided(key: Key, decision: string, alert: AlertId | null): void {
      const { article, revision, watch } = key;
      setDecision.run({ article, revision, watch, decision, alert });
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
    /** Who says what an alert says, each article by its newest revision: what was edited away counts no longer. */
    voices(alert: AlertId) {
      return db
        .select({
          article: articles.id,
          origin: relations.originId,
          name: articles.sourceName,
          domain: articles.sourceDomain,
          kind: articles.sourceKind,
          level: sql<AlertLevel>`${assessments.alert}`,
          needsReview: assessments.needsReview,
        })
        .from(assessments)
        .innerJoin(relations, eq(relations.articleId, assessments.articleId))
        .innerJoin(articles, and(eq(articles.id, assessments.articleId), eq(articles.revision, assessments.revision)))
        .where(and(eq(assessments.alertId, alert), ne(assessments.alert, "none")))
        .orderBy(asc(assessments.readAt))
        .all();
    },
    /** Every departure from the register in the articles of an alert, each by its newest revision: originals before copies, then as they were read. */
    moves: (alert: AlertId): Move[] =>
      db
        .select({
          reading: readings,
          url: articles.url,
          name: articles.sourceName,
          domain: articles.sourceDomain,
          kind: articles.sourceKind,
        })
        .from(assessments)
        .innerJoin(readings, ofAssessment)
        .innerJoin(articles, and(eq(articles.id, assessments.articleId), eq(articles.revision, assessments.revision)))
        .where(and(eq(assessments.alertId, alert), ne(assessments.alert, "none"), ne(readings.verdict, "reaffirms")))
        .orderBy(sql`${assessments.inheritedFrom} IS NOT NULL`, asc(assessments.readAt), asc(readings.id))
        .all(),
    /** The versions of terms from which the articles of an alert depart. */
    departures: (alert: AlertId): { term: TermId; version: number }[] =>
      db
        .selectDistinct({ term: sql<TermId>`${readings.termId}`, version: readings.termVersionId })
        .from(assessments)
        .innerJoin(readings, ofAssessment)
        .where(and(eq(assessments.alertId, alert), ne(readings.verdict, "reaffirms")))
        .all(),
    /** What the articles of an alert said to it, at whatever revision: each departure, and null where one named no term. */
    said: (alert: AlertId): { level: AlertLevel; reading: ReadingRow | null }[] =>
      db
        .select({ level: sql<AlertLevel>`${assessments.alert}`, reading: readings })
        .from(assessments)
        .leftJoin(readings, and(ofAssessment, ne(readings.verdict, "reaffirms")))
        .where(and(eq(assessments.alertId, alert), ne(assessments.alert, "none")))
        .orderBy(asc(assessments.readAt), asc(readings.id))
        .all(),
    /** What an article said to an alert at its newest revision before this one. */
    saidBefore: (alert: AlertId, key: Key) =>
      db
        .select()
        .from(assessments)
        .where(
          and(
            eq(assessments.alertId, alert),
            eq(assessments.articleId, key.article),
            eq(assessments.watchId, key.watch),
            lt(assessments.revision, key.revision),
          ),
        )
        .orderBy(desc(assessments.revision))
        .limit(1)
        .get(),
    /** The articles that an alert counts. */
    countedBy: (alert: AlertId): ArticleId[] =>
      db
        .selectDistinct({ id: assessments.articleId })
        .from(assessments)
        .where(and(eq(assessments.alertId, alert), ne(assessments.alert, "none")))
        .all()
        .map((row) => row.id as ArticleId),
    /** Every article that opened, changed or joined an alert, denials and what was withdrawn among them, in the order in which they were read. */
    pathsInto: (alert: AlertId): ArticleId[] => {
      const rows = db
        .select({ id: assessments.articleId })
        .from(assessments)
        .where(eq(assessments.alertId, alert))
        .orderBy(asc(assessments.readAt))
        .all();
      return [...new Set(rows.map((row) => row.id as ArticleId))];
    },
    /** When a watch last had an article read; null where it never had. */
    lastReadAt: (watch: WatchId): string | null =>
      db
        .select({ at: sql<string | null>`max(${assessments.readAt})` })
        .from(assessments)
        .where(eq(assessments.watchId, watch))
        .get()?.at ?? null,
  };
}
