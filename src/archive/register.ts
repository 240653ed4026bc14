import { and, asc, eq, gt, isNull, lte, notInArray, or } from "drizzle-orm";
import type { ArticleId, SnapshotId, TermId, WatchId } from "../domain/ids.ts";
import { type Term, versionsOf } from "../domain/term.ts";
import { type Watch, watch as watchSchema } from "../domain/watch.ts";
import type { Database } from "./database.ts";
import { termVersions, watches } from "./schema.ts";

export type TermVersionRow = typeof termVersions.$inferSelect;

/** The recorded terms on two time axes. A correction never overwrites: it supersedes. */
export function createRegister(db: Database) {
  const current = (watch: WatchId, termId: string) =>
    db
      .select()
      .from(termVersions)
      .where(and(eq(termVersions.watchId, watch), eq(termVersions.termId, termId), isNull(termVersions.supersededAt)))
      .orderBy(asc(termVersions.validFrom))
      .all();

  const putTerm = (watch: WatchId, term: Term, at: string): void => {
    const known = new Map(current(watch, term.id).map((row) => [row.validFrom, row]));
    for (const version of versionsOf(term)) {
      const values = {
        statement: version.statement,
        hints: version.hints ?? null,
        validTo: version.validTo ?? null,
        source: version.source ?? null,
      };
      const row = known.get(version.validFrom);
      known.delete(version.validFrom);
      if (row !== undefined && row.statement === values.statement && row.validTo === values.validTo && row.source === values.source) {
        db.update(termVersions).set({ hints: values.hints }).where(eq(termVersions.id, row.id)).run();
        continue;
      }
      if (row !== undefined) db.update(termVersions).set({ supersededAt: at }).where(eq(termVersions.id, row.id)).run();
      db.insert(termVersions)
        .values({ watchId: watch, termId: term.id, validFrom: version.validFrom, ...values, recordedAt: at })
        .run();
    }
    for (const gone of known.values()) db.update(termVersions).set({ supersededAt: at }).where(eq(termVersions.id, gone.id)).run();
  };

  return {
    /** Takes over what a watch file says. Statements that changed supersede the recorded ones; nothing is deleted. */
    putWatch(watch: Watch, definition: unknown, at: string): void {
      const values = { subject: watch.subject, definition, updatedAt: at, removedAt: null };
      db.insert(watches)
        .values({ id: watch.id, ...values })
        .onConflictDoUpdate({ target: watches.id, set: values })
        .run();
      for (const term of watch.terms) putTerm(watch.id, term, at);
      const kept = watch.terms.map((term) => term.id);
      db.update(termVersions)
        .set({ supersededAt: at })
        .where(and(eq(termVersions.watchId, watch.id), notInArray(termVersions.termId, kept), isNull(termVersions.supersededAt)))
        .run();
    },
    removeOtherWatches(kept: readonly WatchId[], at: string): void {
      db.update(watches)
        .set({ removedAt: at })
        .where(and(notInArray(watches.id, [...kept]), isNull(watches.removedAt)))
        .run();
    },
    watches: (): Watch[] =>
      db
        .select()
        .from(watches)
        .where(isNull(watches.removedAt))
        .orderBy(watches.id)
        .all()
        .map((row) => watchSchema.parse(row.definition)),
    watch(id: WatchId): Watch | null {
      const row = db.select().from(watches).where(eq(watches.id, id)).get();
      return row === undefined ? null : watchSchema.parse(row.definition);
    },
    /** Every version of every term as known at an instant (now, when left out). */
    versions(watch: WatchId, knownAt: string | null = null): TermVersionRow[] {
      const known =
        knownAt === null
          ? isNull(termVersions.supersededAt)
          : and(lte(termVersions.recordedAt, knownAt), or(isNull(termVersions.supersededAt), gt(termVersions.supersededAt, knownAt)));
      return db
        .select()
        .from(termVersions)
        .where(and(eq(termVersions.watchId, watch), known))
        .orderBy(asc(termVersions.termId), asc(termVersions.validFrom))
        .all();
    },
    history: (watch: WatchId, term: TermId) =>
      db
        .select()
        .from(termVersions)
        .where(and(eq(termVersions.watchId, watch), eq(termVersions.termId, term)))
        .orderBy(asc(termVersions.recordedAt), asc(termVersions.validFrom))
        .all(),
    /** Adds the words of its source to a version, once. */
    addQuote(id: number, found: { quote: string; article: ArticleId; snapshot: SnapshotId | null }): void {
      db.update(termVersions)
        .set({ quote: found.quote, articleId: found.article, snapshotId: found.snapshot })
        .where(and(eq(termVersions.id, id), isNull(termVersions.quote)))
        .run();
    },
  };
}
