import { and, eq, gt, sql } from "drizzle-orm";
import type { FeedId } from "../domain/ids.ts";
import type { Database } from "./database.ts";
import { subscriptions } from "./schema.ts";

export type SubscriptionRow = typeof subscriptions.$inferSelect;

/** Feeds whose hub pushes to us. `state`: pending (asked for), active (the hub has verified us), denied. */
export function createSubscriptions(db: Database) {
  const runningOf = db
    .select({ id: subscriptions.feedId })
    .from(subscriptions)
    .where(
      and(
        eq(subscriptions.feedId, sql.placeholder("feed")),
        eq(subscriptions.state, "active"),
        gt(subscriptions.leaseUntil, sql.placeholder("at")),
      ),
    )
    .prepare();

  return {
    of: (feed: FeedId) => db.select().from(subscriptions).where(eq(subscriptions.feedId, feed)).get(),
    byToken: (token: string) => db.select().from(subscriptions).where(eq(subscriptions.token, token)).get(),
    put(row: Pick<SubscriptionRow, "feedId" | "hub" | "topic" | "token" | "secret" | "state" | "requestedAt" | "leaseUntil">): void {
      db.insert(subscriptions)
        .values(row)
        .onConflictDoUpdate({ target: subscriptions.feedId, set: { ...row, lastError: null } })
        .run();
    },
    update(feed: FeedId, set: Partial<Omit<SubscriptionRow, "feedId">>): void {
      db.update(subscriptions).set(set).where(eq(subscriptions.feedId, feed)).run();
    },
    /** Whether a hub has promised to push a feed, and the promise still runs. */
    isActive: (feed: FeedId, at: string): boolean => runningOf.get({ feed, at }) !== undefined,
  };
}
