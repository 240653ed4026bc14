import type { Archive } from "../archive/archive.ts";
import type { ArticleRow } from "../archive/articles.ts";
import type { EntryRow } from "../archive/entries.ts";
import type { ArticleId, EntryId, FeedId } from "../domain/ids.ts";

type Deps = { readonly archive: Archive; readonly now: () => Date };

export type LookNowOutcome =
  /** The page is asked for at the next look for work: once more, or for the first time. */
  | { readonly outcome: "look-again" | "fetch-page"; readonly url: string; readonly dueAt: string }
  /** Its text came with a feed and no page of it is read: that feed says when it changes. */
  | { readonly outcome: "told-by-feed"; readonly url: string; readonly feed: FeedId }
  | { readonly outcome: "unknown"; readonly url: string };

/** Lists a page to be read at once, whatever its turn is, for a person who asks. The host's spacing and what it asked for are kept. */
export function createLookNow({ archive, now }: Deps) {
  const read = (entry: EntryRow) => (entry.url === null ? undefined : archive.pages.find(entry.url));

  function list(name: "look-again" | "fetch-page", subject: { page: string } | { entry: string }, url: string): LookNowOutcome {
    const dueAt = now().toISOString();
    archive.jobs.again(archive.jobs.add(name, subject, dueAt), dueAt, null);
    return { outcome: name, url, dueAt };
  }

  return function lookNow(url: string, article?: ArticleRow): LookNowOutcome {
    return archive.transaction(() => {
      const ofArticle = article === undefined ? [] : archive.entries.of(article.id as ArticleId).map(({ entry }) => entry);
      const entries = [...archive.entries.byUrl(url), ...ofArticle];
      const page = entries.map(read).find((one) => one !== undefined) ?? archive.pages.find(url);
      if (page !== undefined) return list("look-again", { page: page.url }, page.url);
      const unread = entries.find((entry) => entry.url !== null && entry.articleId === null);
      if (unread !== undefined) return list("fetch-page", { entry: unread.id as EntryId }, unread.url ?? url);
      const told = entries.find((entry) => entry.feedId !== null);
      return told === undefined ? { outcome: "unknown", url } : { outcome: "told-by-feed", url, feed: told.feedId as FeedId };
    });
  };
}
