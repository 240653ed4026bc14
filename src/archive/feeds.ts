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
  const byId = db
    .select()
    .from(feeds)
    .where(eq(feeds.id, sql.placeholder("id")))
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
      const known = db.select().from(feeds).where(eq(feeds.id, feed.id)).get();
      if (known === undefined)
        return db
          .insert(feeds)
          .values({ ...feed, configuredUrl: feed.url, addedAt: at })
          .returning()
          .get();
      const isSame = (known.configuredUrl ?? known.url) === feed.url;
      return db
        .update(feeds)
        .set({
          everyMs: feed.everyMs,
          everyChosen: feed.everyChosen ?? false,
          removedAt: null,
          ...(isSame ? {} : { ...ANEW, url: feed.url, configuredUrl: feed.url }),
        })
        .where(eq(feeds.id, feed.id))
        .returning()
        .get();
    },
    /** Marks every feed outside `kept` as no longer polled; what it brought stays. Returns the ids. */
    removeOthers(kept: readonly FeedId[], at: string): FeedId[] {
      const keeps = new Set(kept);
      const polled = db.select({ id: feeds.id }).from(feeds).where(isNull(feeds.removedAt)).all();
      const gone = polled.map((row) => row.id as FeedId).filter((id) => !keeps.has(id));
      for (const id of gone) db.update(feeds).set({ removedAt: at }).where(eq(feeds.id, id)).run();
      return gone;
    },
    /** Lets a feed that was stopped be polled again, as if it had never failed. False when there is no such feed. */
    resume(id: FeedId): boolean {
      const set = { stoppedAt: null, ...NO_TROUBLE };
      return db.update(feeds).set(set).where(eq(feeds.id, id)).run().changes > 0;
    },
    setWatches(watch: WatchId, ids: readonly FeedId[]): void {
      db.delete(watchFeeds).where(eq(watchFeeds.watchId, watch)).run();
      for (const id of ids) db.insert(watchFeeds).values({ watchId: watch, feedId: id }).run();
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
    recordPoll(id: FeedId, poll: Partial<Omit<FeedRow, "id">>): void {
      db.update(feeds).set(poll).where(eq(feeds.id, id)).run();
    },
  };
}
