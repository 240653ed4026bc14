import { and, asc, eq, gt, gte, inArray, isNotNull, isNull, lte, ne, or, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { jobs } from "./schema.ts";

export type JobRow = typeof jobs.$inferSelect;
/** What a job is about, e.g. { feed } or { article, revision, watch }. */
export type JobSubject = Readonly<Record<string, string | number>>;

export const jobIdOf = (name: string, subject: JobSubject): string => [name, ...Object.values(subject)].join("/");

/** Work that is still to be done. The id is made from name and subject, so the same work is never listed twice. */
export function createJobs(db: Database) {
  /** What every look for work asks is compiled once; the rest is compiled as it comes. */
  const $ = (name: string) => sql`${sql.placeholder(name)}`;
  const isId = eq(jobs.id, $("id"));
  const byId = db.select().from(jobs).where(isId).prepare();
  const dropById = db.delete(jobs).where(isId).prepare();
  const setQueued = db
    .update(jobs)
    .set({ queuedAt: $("at") })
    .where(isId)
    .prepare();
  const setDue = db
    .update(jobs)
    .set({ dueAt: $("dueAt"), queuedAt: null, attempts: $("attempts"), lastError: $("error") })
    .where(isId)
    .prepare();
  const free = or(isNull(jobs.queuedAt), lte(jobs.queuedAt, $("lostBefore")));
  const dueOnes = db
    .select()
    .from(jobs)
    .where(and(eq(jobs.state, "pending"), eq(jobs.name, $("name")), lte(jobs.dueAt, $("now")), free))
    // In the order of the index, which is that of their listing where they are due at once: ten thousand feeds are, at a first start.
    .orderBy(asc(jobs.dueAt), sql`rowid`)
    .limit(sql.placeholder("limit"))
    .prepare();
  const pollsOnce = db
    .select()
    .from(jobs)
    .where(
      and(
        ...[eq(jobs.state, "pending"), eq(jobs.name, "poll-feed"), lte(jobs.dueAt, $("now")), free],
        // A feed that has just moved is asked at its new address.
        sql`NOT EXISTS (SELECT 1 FROM feeds f WHERE f.poll_job = ${jobs.id} AND f.last_polled_at >= ${$("began")} AND f.last_outcome <> 'moved')`,
      ),
    )
    .orderBy(asc(jobs.dueAt), sql`rowid`)
    .limit(sql.placeholder("limit"))
    .prepare();
  const held = db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.name, $("name")), gt(jobs.queuedAt, $("lostBefore")), eq(jobs.state, "pending")))
    .prepare();

  const addOne = db
    .insert(jobs)
    .values({
      ...{ id: $("id"), name: $("name"), state: "pending", dueAt: $("dueAt"), createdAt: $("at") },
      // Bare, so that it is written as JSON.
      subject: sql.placeholder("subject"),
    })
    .onConflictDoUpdate({
      target: jobs.id,
      set: { state: "pending", attempts: 0, dueAt: sql`excluded.due_at`, queuedAt: null, lastError: null },
      setWhere: eq(jobs.state, "dead"),
    })
    .prepare();

  return {
    /** Lists work; work that is listed already stays as it is, unless it had been given up. */
    add(name: string, subject: JobSubject, at: string, dueAt = at): string {
      const id = jobIdOf(name, subject);
      addOne.run({ id, name, subject, dueAt, at });
      return id;
    },
    find: (id: string) => byId.get({ id }),
    /** Work about one thing (an article, an entry, a page's address, a delivery), given up or still to be done. */
    about: (thing: string): JobRow[] =>
      db
        .select()
        .from(jobs)
        .where(sql`EXISTS (SELECT 1 FROM json_each(${jobs.subject}) WHERE json_each.value = ${thing})`)
        .orderBy(asc(jobs.dueAt))
        .all(),
    done(id: string): boolean {
      return dropById.run({ id }).changes > 0;
    },
    /** Due work of one kind that no worker holds: never handed out, or handed out before `lostBefore`. */
    due: (name: string, now: string, lostBefore: string, limit: number): JobRow[] => dueOnes.all({ name, now, lostBefore, limit }),
    /** Due polls of feeds that were not polled since a round began. */
    duePolls: (now: string, lostBefore: string, limit: number, began: string): JobRow[] => pollsOnce.all({ now, lostBefore, limit, began }),
    /** Which of one kind are in hand, so that a worker is not given more than it can hold. */
    inHand: (name: string, lostBefore: string): string[] => held.all({ name, lostBefore }).map((row) => row.id),
    queued(id: string, at: string | null): void {
      setQueued.run({ id, at });
    },
    /** At a start nothing is in hand: whatever was handed out before is handed out again. */
    giveBackAll(): void {
      db.update(jobs).set({ queuedAt: null }).where(eq(jobs.state, "pending")).run();
    },
    /** Work that comes again, such as a poll, or failed and is tried later. */
    again(id: string, dueAt: string, failure: { attempts: number; error: string | null } | null): void {
      setDue.run({ id, dueAt, attempts: failure?.attempts ?? 0, error: failure?.error ?? null });
    },
    dead(id: string, attempts: number, error: string): void {
      db.update(jobs).set({ state: "dead", attempts, lastError: error, queuedAt: null }).where(eq(jobs.id, id)).run();
    },
    pendingOf: (names: readonly string[]) =>
      db
        .select()
        .from(jobs)
        .where(and(eq(jobs.state, "pending"), inArray(jobs.name, [...names])))
        .all(),
    /** True while work is due or in hand, or a new page waits for its turn at its host. Polling is left out: a feed is always due again. */
    busy(now: string): boolean {
      const awaitsTurn = and(eq(jobs.name, "fetch-page"), isNull(jobs.lastError));
      const due = and(eq(jobs.state, "pending"), or(lte(jobs.dueAt, now), awaitsTurn), ne(jobs.name, "poll-feed"));
      return db.select({ id: jobs.id }).from(jobs).where(due).limit(1).get() !== undefined;
    },
    /** Work that went wrong and is to be tried again, polls left out: they are shown with their feeds. */
    troubled: () =>
      db
        .select()
        .from(jobs)
        .where(and(eq(jobs.state, "pending"), isNotNull(jobs.lastError), ne(jobs.name, "poll-feed")))
        .orderBy(asc(jobs.dueAt))
        .all(),
    /** Work that has been due since before an instant and is not done, by kind, with the time since which the oldest waits. */
    overdue: (before: string): { name: string; jobs: number; since: string }[] =>
      db
        .select({ name: jobs.name, jobs: sql<number>`count(*)`, since: sql<string>`min(${jobs.dueAt})` })
        .from(jobs)
        .where(and(eq(jobs.state, "pending"), lte(jobs.dueAt, before)))
        .groupBy(jobs.name)
        .all(),
    /** How often one kind of work failed or was given up, with its newest error; null where it never did. */
    failing(name: string, attempts: number): { waiting: number; dead: number; error: string } | null {
      const rows = db
        .select()
        .from(jobs)
        .where(and(eq(jobs.name, name), or(eq(jobs.state, "dead"), gte(jobs.attempts, attempts)), isNotNull(jobs.lastError)))
        .orderBy(asc(jobs.dueAt))
        .all();
      const dead = rows.filter((row) => row.state === "dead").length;
      return rows.length === 0 ? null : { waiting: rows.length - dead, dead, error: rows.at(-1)?.lastError ?? "" };
    },
    deadOnes: () => db.select().from(jobs).where(eq(jobs.state, "dead")).orderBy(asc(jobs.createdAt)).all(),
  };
}
