import { and, eq, isNull, notInArray } from "drizzle-orm";
import type { FeedId, WatchId } from "../domain/ids.ts";
import type { Database } from "./database.ts";
import { feeds, jobs, watchFeeds } from "./schema.ts";

export type FeedRow = typeof feeds.$inferSelect;

export function createFeeds(db: Database) {
  return {
    find: (id: FeedId) => db.select().from(feeds).where(eq(feeds.id, id)).get(),
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
    upsert(feed: { id: FeedId; url: string; everyMs: number; pollJob: string }, at: string): void {
      const known = db.select().from(feeds).where(eq(feeds.id, feed.id)).get();
      if (known === undefined)
        db.insert(feeds)
          .values({ ...feed, addedAt: at })
          .run();
      else {
        const moved = known.url === feed.url ? {} : { etag: null, lastModified: null };
        db.update(feeds)
          .set({ url: feed.url, everyMs: feed.everyMs, removedAt: null, ...moved })
          .where(eq(feeds.id, feed.id))
          .run();
      }
    },
    /** Marks every feed outside `kept` as no longer polled; what it brought stays. Returns the ids. */
    removeOthers(kept: readonly FeedId[], at: string): FeedId[] {
      return db
        .update(feeds)
        .set({ removedAt: at })
        .where(and(isNull(feeds.removedAt), notInArray(feeds.id, [...kept])))
        .returning({ id: feeds.id })
        .all()
        .map((row) => row.id as FeedId);
    },
    setWatches(watch: WatchId, ids: readonly FeedId[]): void {
      db.delete(watchFeeds).where(eq(watchFeeds.watchId, watch)).run();
      for (const id of ids) db.insert(watchFeeds).values({ watchId: watch, feedId: id }).run();
    },
    /** The watches that read a feed. */
    watchesOf: (id: FeedId): WatchId[] =>
      db
        .select({ id: watchFeeds.watchId })
        .from(watchFeeds)
        .where(eq(watchFeeds.feedId, id))
        .all()
        .map((row) => row.id as WatchId),
    recordPoll(id: FeedId, poll: Partial<Omit<FeedRow, "id">>): void {
      db.update(feeds).set(poll).where(eq(feeds.id, id)).run();
    },
  };
}
