import type { FeedId } from "../domain/ids.ts";
import type { Config } from "./config.ts";

/** Feeds in a line; the others are counted. */
const MOST_NAMED = 5;

/** Feeds that are polled, and read by no watch: what they bring is kept and found by searches. Mostly somebody forgot to name them. */
export function unreadFeeds({ watches, feeds }: Pick<Config, "watches" | "feeds">): FeedId[] {
  const read = new Set(watches.flatMap((watch) => watch.feeds));
  return feeds.flatMap(({ id }) => (read.has(id) ? [] : [id]));
}

/** The same for an operator; null where every feed is read. */
export function unreadLine(config: Pick<Config, "watches" | "feeds">): string | null {
  const unread = unreadFeeds(config);
  if (unread.length === 0) return null;
  const others = unread.length > MOST_NAMED ? ` and ${unread.length - MOST_NAMED} more` : "";
  return `polled, and read by no watch, so that nothing in them alerts: ${unread.slice(0, MOST_NAMED).join(", ")}${others}; name them under feeds: of a watch, or take them out`;
}
