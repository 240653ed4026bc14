import type { Archive } from "../archive/archive.ts";
import type { FeedRow } from "../archive/feeds.ts";
import type { ExtractedArticle, ParsedEntry } from "../domain/extract.ts";
import type { ArticleId, EntryId, FeedId } from "../domain/ids.ts";
import { plausible } from "../domain/schedule.ts";
import { asTold, listReadings, recordFromFeed, speaksFor } from "./record-article.ts";

/** What a feed listed: `fresh` entries are new or changed; `newest` is the latest date among the new ones, or now where they have none. */
export type Listed = { readonly listed: number; readonly fresh: number; readonly added: number; readonly newest: string | null };

/** Writes down what a feed lists and the work that follows; call it inside a transaction. */
export function recordEntries(archive: Archive, feed: FeedRow, listed: readonly ParsedEntry[], now: Date): Listed {
  const at = now.toISOString();
  let [fresh, added, newest]: [number, number, string | null] = [0, 0, null];
  for (const one of listed) {
    const entry = { ...one, published: plausible(one.published, now) };
    const { id, state } = archive.entries.record(feed.id as FeedId, entry, at);
    if (state === "known") continue;
    fresh += 1;
    if (state === "new") {
      added += 1;
      const seen = entry.published === null || entry.published > at ? at : entry.published;
      if (newest === null || seen > newest) newest = seen;
    }
    listWork(archive, feed, entry, id, state, now);
  }
  return { listed: listed.length, fresh, added, newest };
}

function listWork(archive: Archive, feed: FeedRow, entry: ParsedEntry, id: EntryId, state: "new" | "changed", now: Date): void {
  const at = now.toISOString();
  const told = toldOf(feed, entry, now);
  if (told !== null) recordFromFeed(archive, feed, { id, key: entry.key, url: entry.url }, told, at);
  else if (entry.url === null) archive.entries.gaveNone(id, "the feed gives no link, and next to no text");
  else if (state === "changed" || !joinKnownPage(archive, id, entry.url, now)) archive.jobs.add("fetch-page", { entry: id }, at);
}

/** What can be read without fetching a page: the full text of the feed's own article, or whatever an entry without a link says. */
function toldOf(feed: FeedRow, entry: ParsedEntry, now: Date): ExtractedArticle | null {
  if (entry.article !== null && (entry.url === null || speaksFor(feed, entry.url))) {
    return { ...entry.article, published: plausible(entry.article.published, now) };
  }
  return entry.url === null ? asTold(entry) : null;
}

/** A page that was read within so long for another feed is not fetched again for this one: one hour, in milliseconds. */
const STILL_CURRENT_MS = 3_600_000;

/** True where the page is on record, so that the entry only has to be joined to its article. */
function joinKnownPage(archive: Archive, id: EntryId, url: string, now: Date): boolean {
  const page = archive.pages.find(url);
  if (page === undefined || now.getTime() - Date.parse(page.lastLookedAt) > STILL_CURRENT_MS) return false;
  const article = archive.entries.find(page.entryId as EntryId)?.articleId as ArticleId | null | undefined;
  const known = article == null ? undefined : archive.articles.find(article);
  if (known === undefined) return false;
  archive.entries.became(id, known.id as ArticleId);
  if (archive.stories.relationOf(known.id as ArticleId) !== undefined)
    listReadings(archive, known.id as ArticleId, known.revision, now.toISOString());
  return true;
}
