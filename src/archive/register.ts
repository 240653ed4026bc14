import { and, asc, desc, eq, gt, isNull, lte, ne, notInArray, or, sql } from "drizzle-orm";
import type { ArticleId, SnapshotId, TermId, WatchId } from "../domain/ids.ts";
import { dayOf, type Term, versionsOf } from "../domain/term.ts";
import { type Watch, watch as watchSchema } from "../domain/watch.ts";
import type { Database } from "./database.ts";
import { disputes, termVersions, watches } from "./schema.ts";

export type TermVersionRow = typeof termVersions.$inferSelect;

/** What moves the register: a new version of a term, or its end. */
export type RegisterMove = {
  /** The day from which it holds, which is the day on which the version before it ends. */
  readonly validFrom: string;
  /** The new term in plain words; null where the term ends and nothing takes its place. */
  readonly statement: string | null;
  readonly source: string | null;
  readonly quote: string | null;
  readonly article: ArticleId | null;
  readonly snapshot: SnapshotId | null;
  readonly by: "person" | "party";
  /** Who it was, and why. */
  readonly note: string;
};

/** A move that is on record, and when it was recorded. */
export type RecordedMove = { readonly at: string; readonly term: TermId; readonly move: RegisterMove };

/** The recorded terms on two time axes. A correction never overwrites: it supersedes. */
export function createRegister(db: Database) {
  const current = (watch: WatchId, termId: string) =>
    db
      .select()
      .from(termVersions)
      .where(and(eq(termVersions.watchId, watch), eq(termVersions.termId, termId), isNull(termVersions.supersededAt)))
      .orderBy(asc(termVersions.validFrom))
      .all();

  /** What the file said of a version when it was last read, whether that still stands or a person has moved the register since. */
  const lastFromFile = (watch: WatchId, termId: string, validFrom: string) =>
    db
      .select()
      .from(termVersions)
      .where(
        and(
          eq(termVersions.watchId, watch),
          eq(termVersions.termId, termId),
          eq(termVersions.validFrom, validFrom),
          eq(termVersions.recordedBy, "file"),
        ),
      )
      .orderBy(desc(termVersions.recordedAt), desc(termVersions.id))
      .limit(1)
      .get();

  /** Watches as they were last written: every article asks for its watch, and one may have ten thousand feeds. */
  const parsed = new Map<WatchId, { readonly updatedAt: string; readonly watch: Watch }>();
  const writtenAt = db
    .select({ updatedAt: watches.updatedAt })
    .from(watches)
    .where(eq(watches.id, sql.placeholder("id")))
    .prepare();

  const inOrder = [asc(termVersions.termId), asc(termVersions.validFrom)];
  const knownNow = db
    .select()
    .from(termVersions)
    .where(and(eq(termVersions.watchId, sql.placeholder("watch")), isNull(termVersions.supersededAt)))
    .orderBy(...inOrder)
    .prepare();

  const supersede = (id: number, at: string): void => {
    db.update(termVersions).set({ supersededAt: at }).where(eq(termVersions.id, id)).run();
  };

  const putTerm = (watch: WatchId, term: Term, at: string): void => {
    const standing = current(watch, term.id);
    const gone = new Map(standing.filter((row) => row.recordedBy === "file").map((row) => [row.validFrom, row]));
    for (const version of versionsOf(term)) {
      const values = {
        statement: version.statement,
        hints: version.hints ?? null,
        validTo: version.validTo ?? null,
        source: version.source ?? null,
      };
      gone.delete(version.validFrom);
      const row = lastFromFile(watch, term.id, version.validFrom);
      if (row !== undefined && row.statement === values.statement && row.validTo === values.validTo && row.source === values.source) {
        db.update(termVersions).set({ hints: values.hints }).where(eq(termVersions.id, row.id)).run();
        const isOnRecord = standing.some((one) => one.validFrom === version.validFrom);
        // What a person or a party's page moved stays moved; only a version that was taken out of the file comes back with it.
        if (isOnRecord || row.supersededAt === null) continue;
      }
      // The same words that a person confirmed before they were written into the file.
      const same = standing.find((one) => one.validFrom === version.validFrom);
      if (same !== undefined && same.statement === values.statement && same.validTo === values.validTo) continue;
      if (same !== undefined) supersede(same.id, at);
      db.insert(termVersions)
        .values({ watchId: watch, termId: term.id, validFrom: version.validFrom, ...values, recordedAt: at })
        .run();
    }
    for (const row of gone.values()) supersede(row.id, at);
  };

  return {
    /** Takes over what a watch file says. Statements that changed supersede the recorded ones; nothing is deleted. */
    putWatch(watch: Watch, definition: unknown, at: string): void {
      const values = { subject: watch.subject, definition, updatedAt: at, removedAt: null };
      db.insert(watches)
        .values({ id: watch.id, ...values })
        .onConflictDoUpdate({ target: watches.id, set: values })
        .run();
      parsed.delete(watch.id);
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
      const updatedAt = writtenAt.get({ id })?.updatedAt;
      if (updatedAt === undefined) return null;
      const known = parsed.get(id);
      if (known?.updatedAt === updatedAt) return known.watch;
      const row = db.select({ definition: watches.definition }).from(watches).where(eq(watches.id, id)).get();
      const watch = watchSchema.parse(row?.definition);
      parsed.set(id, { updatedAt, watch });
      return watch;
    },
    /** Every version of every term as known at an instant (now, when left out). */
    versions(watch: WatchId, knownAt: string | null = null): TermVersionRow[] {
      if (knownAt === null) return knownNow.all({ watch });
      const stood = or(isNull(termVersions.supersededAt), gt(termVersions.supersededAt, knownAt));
      return db
        .select()
        .from(termVersions)
        .where(and(eq(termVersions.watchId, watch), lte(termVersions.recordedAt, knownAt), stood))
        .orderBy(...inOrder)
        .all();
    },
    history: (watch: WatchId, term: TermId) =>
      db
        .select()
        .from(termVersions)
        .where(and(eq(termVersions.watchId, watch), eq(termVersions.termId, term)))
        .orderBy(asc(termVersions.recordedAt), asc(termVersions.validFrom))
        .all(),
    /**
     * Moves the register: the version that held until then ends on `validFrom`, and a new one begins there, or none where the term ends.
     * Both are new rows, so that what was on record before can still be asked for. Returns the new row, null where the term ended.
     */
    move(watch: WatchId, term: TermId, to: RegisterMove, at: string): TermVersionRow | null {
      const { validFrom, statement, source, quote, article, snapshot, by, note } = to;
      for (const row of current(watch, term)) {
        const ends = row.validTo === null || dayOf(row.validTo) > dayOf(validFrom);
        if (!ends) continue;
        supersede(row.id, at);
        if (dayOf(row.validFrom) >= dayOf(validFrom)) continue;
        const { id: _, ...kept } = row;
        db.insert(termVersions)
          .values({ ...kept, validTo: validFrom, recordedAt: at, supersededAt: null, recordedBy: by, note })
          .run();
      }
      if (statement === null) return null;
      return db
        .insert(termVersions)
        .values({
          ...{ watchId: watch, termId: term, statement, validFrom, source, quote, recordedAt: at, recordedBy: by, note },
          ...{ articleId: article, snapshotId: snapshot },
        })
        .returning()
        .get();
    },
    /** Every move that a person or a party's page made, in the order in which they were recorded. */
    moves(watch: WatchId): RecordedMove[] {
      const rows = db
        .select()
        .from(termVersions)
        .where(and(eq(termVersions.watchId, watch), ne(termVersions.recordedBy, "file")))
        .orderBy(asc(termVersions.recordedAt), asc(termVersions.id))
        .all();
      return [...Map.groupBy(rows, (row) => `${row.recordedAt} ${row.termId}`).values()].flatMap((written) => {
        // A move writes the version that ends, where one held before that day, and the one that begins, unless the term ends.
        const begins = written.find((row) => row.validTo === null);
        const row = begins ?? written.at(-1);
        const validFrom = begins?.validFrom ?? row?.validTo;
        if (row === undefined || validFrom == null) return [];
        const { recordedAt: at, termId, source, quote, articleId, snapshotId, recordedBy, note } = row;
        const move: RegisterMove = {
          ...{ validFrom, statement: begins?.statement ?? null, source, quote, by: recordedBy as RegisterMove["by"], note: note ?? "" },
          ...{ article: articleId as ArticleId | null, snapshot: snapshotId as SnapshotId | null },
        };
        return [{ at, term: termId as TermId, move }];
      });
    },
    versionById: (id: number) => db.select().from(termVersions).where(eq(termVersions.id, id)).get(),
    dispute(watch: WatchId, term: TermId, one: { note: string; source: string | null; person: string }, at: string): void {
      db.insert(disputes)
        .values({ watchId: watch, termId: term, ...one, recordedAt: at })
        .run();
    },
    disputesOf: (watch: WatchId, term: TermId) =>
      db
        .select()
        .from(disputes)
        .where(and(eq(disputes.watchId, watch), eq(disputes.termId, term)))
        .orderBy(asc(disputes.recordedAt))
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
