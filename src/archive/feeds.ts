import { and, eq, inArray, isNull, like, lt, or, sql } from "drizzle-orm";
import { NO_TROUBLE } from "../domain/feed-trouble.ts";
import type { FeedId, WatchId } from "../domain/ids.ts";
import type { Database } from "./database.ts";
import { feeds, jobs, watchFeeds } from "./schema.ts";

export type FeedRow = typeof feeds.$inferSelect;

/** What is known of one address says nothing about another. */
const ANEW = {
  ...{ etag: null, lastModified: null, validatorsUrl: null, bodySha256: null, movedTo: null, movedSince: null, wishes: null },
  ...{ lastDocumentAt: null, stoppedAt: null, ...NO_TROUBLE },
};

export function createFeeds(db: Database) {
  const $ = sql.placeholder;
  const byId = db
    .select()
    .from(feeds)
    .where(eq(feeds.id, $("id")))
    .prepare();

  /** An update for each set of columns, compiled once: it is asked for with every poll and every feed of the configuration. */
  const updates = new Map<string, { run(values: Record<string, unknown>): unknown }>();
  function update(id: FeedId, set: Partial<Omit<FeedRow, "id">>): void {
    const columns = Object.entries(set).filter(([, value]) => value !== undefined);
    // Null is written as it is: a placeholder of JSON would make the word "null" of it.
    const key = columns.map(([name, value]) => (value === null ? `${name} null` : name)).join();
    let compiled = updates.get(key);
    if (compiled === undefined) {
      const values = columns.map(([name, value]) => [name, value === null ? null : $(name)]);
      compiled = db
        .update(feeds)
        .set(Object.fromEntries(values))
        .where(eq(feeds.id, $("id")))
        .prepare();
      updates.set(key, compiled);
    }
    compiled.run({ ...set, id });
  }
  const addFeed = db
    .insert(feeds)
    .values({
      ...{ id: $("id"), url: $("url"), configuredUrl: $("url"), everyMs: $("everyMs"), everyChosen: $("everyChosen") },
      ...{ pollJob: $("pollJob"), addedAt: $("addedAt") },
    })
    .returning()
    .prepare();
  const addWatch = db
    .insert(watchFeeds)
    .values({ watchId: $("watch"), feedId: $("feed") })
    .prepare();

  return {
    find: (id: FeedId) => byId.get({ id }),
    /** Every feed that is polled, with the time it is due. */
    list: () =>
      db
        .select({ feed: feeds, nextPollAt: jobs.dueAt })
        .from(feeds)
        .leftJoin(jobs, and(eq(jobs.name, "poll-feed"), eq(jobs.id, feeds.pollJob)))
        .where(isNull(feeds.removedAt))
        .orderBy(feeds.id)
        .all(),
    /** Takes over what the configuration says of a feed; validators belong to one address and go when it changes. */
    upsert(feed: { id: FeedId; url: string; everyMs: number; everyChosen?: boolean | undefined; pollJob: string }, at: string): FeedRow {
      const { id, everyMs, everyChosen = false, url } = feed;
      const known = byId.get({ id });
      if (known === undefined) return addFeed.get({ ...feed, everyChosen, addedAt: at });
      const isSame = (known.configuredUrl ?? known.url) === url;
      const set = { everyMs, everyChosen, removedAt: null, ...(isSame ? {} : { ...ANEW, url, configuredUrl: url }) };
      const differs = Object.entries(set).some(([name, value]) => known[name as keyof FeedRow] !== value);
      if (differs) update(id, set);
      return { ...known, ...set };
    },
    /** Marks every feed outside `kept` as no longer polled; what it brought stays. Returns the ids. */
    removeOthers(kept: readonly FeedId[], at: string): FeedId[] {
      const keeps = new Set(kept);
      const polled = db.select({ id: feeds.id }).from(feeds).where(isNull(feeds.removedAt)).all();
      const gone = polled.map((row) => row.id as FeedId).filter((id) => !keeps.has(id));
      for (const id of gone) update(id, { removedAt: at });
      return gone;
    },
    /** Lets a feed that was stopped be polled again, as if it had never failed. False when there is no such feed. */
    resume(id: FeedId): boolean {
      if (byId.get({ id }) === undefined) return false;
      update(id, { stoppedAt: null, ...NO_TROUBLE });
      return true;
    },
    setWatches(watch: WatchId, ids: readonly FeedId[]): void {
      db.delete(watchFeeds).where(eq(watchFeeds.watchId, watch)).run();
      for (const feed of ids) addWatch.run({ watch, feed });
    },
    /** Since when a watch has had a feed to read; null where it has none. */
    watchedSince: (watch: WatchId): string | null =>
      db
        .select({ at: sql<string | null>`min(${feeds.addedAt})` })
        .from(watchFeeds)
        .innerJoin(feeds, eq(feeds.id, watchFeeds.feedId))
        .where(eq(watchFeeds.watchId, watch))
        .get()?.at ?? null,
    /** The watches that read a feed. */
    watchesOf: (id: FeedId): WatchId[] =>
      db
        .select({ id: watchFeeds.watchId })
        .from(watchFeeds)
        .where(eq(watchFeeds.feedId, id))
        .all()
        .map((row) => row.id as WatchId),
    /** No feed of a host is polled before an instant. */
    holdHost(host: string, until: string): void {
      const ofHost = or(...["http", "https"].flatMap((scheme) => ["/", ":"].map((end) => like(feeds.url, `${scheme}://${host}${end}%`))));
      const held = db
        .select({ job: feeds.pollJob })
        .from(feeds)
        .where(and(isNull(feeds.removedAt), ofHost));
      db.update(jobs)
        .set({ dueAt: until })
        .where(and(inArray(jobs.id, held), lt(jobs.dueAt, until)))
        .run();
    },
    recordPoll: update,
  };
}
