import { eq, sql } from "drizzle-orm";
import type { ParsedEntry } from "../domain/extract.ts";
import { type ArticleId, type EntryId, entryIdOf, type FeedId, sha256 } from "../domain/ids.ts";
import { bounded } from "./articles.ts";
import type { Database } from "./database.ts";
import { entries, feeds } from "./schema.ts";

export type EntryRow = typeof entries.$inferSelect;

/** What feeds list, and the articles that came of it. */
export function createEntries(db: Database) {
  const $ = sql.placeholder;
  const entryById = db
    .select()
    .from(entries)
    .where(eq(entries.id, $("id")))
    .prepare();
  const hashById = db
    .select({ contentHash: entries.contentHash })
    .from(entries)
    .where(eq(entries.id, $("id")))
    .prepare();

  const addEntry = db
    .insert(entries)
    .values({
      ...{ id: $("id"), feedId: $("feedId"), key: $("key"), url: $("url"), title: $("title"), published: $("published") },
      ...{ summary: $("summary"), contentHtml: $("contentHtml"), contentHash: $("contentHash") },
      ...{ firstSeenAt: $("firstSeenAt"), lastChangedAt: $("lastChangedAt") },
    })
    .prepare();
  /** Of a column that is set: an update takes no bare placeholder. */
  const to = (name: string) => sql`${$(name)}`;
  const setListed = db
    .update(entries)
    .set({
      ...{ url: to("url"), title: to("title"), published: to("published"), summary: to("summary"), contentHtml: to("contentHtml") },
      ...{ contentHash: to("contentHash"), lastChangedAt: to("lastChangedAt") },
    })
    .where(eq(entries.id, $("id")))
    .prepare();
  const setOutcome = db
    .update(entries)
    .set({ outcome: to("outcome") })
    .where(eq(entries.id, $("id")))
    .prepare();
  const setArticle = db
    .update(entries)
    .set({ articleId: to("article"), outcome: null })
    .where(eq(entries.id, $("id")))
    .prepare();

  const ofArticle = db
    .select({ entry: entries, feedUrl: feeds.url })
    .from(entries)
    .leftJoin(feeds, eq(feeds.id, entries.feedId))
    .where(eq(entries.articleId, $("article")))
    .prepare();

  return {
    find: (id: EntryId) => entryById.get({ id }),
    /** Stores what a feed lists. `new` and `changed` entries need reading again, `known` ones do not. */
    record(feed: FeedId | null, entry: Pick<ParsedEntry, "key" | "url" | "title" | "published" | "summary" | "contentHtml">, at: string) {
      const id = entryIdOf(feed, entry.key);
      const contentHash = sha256([entry.url, entry.title, entry.summary, entry.contentHtml].join("\n"));
      const { key, url, published, summary, contentHtml } = entry;
      const listed = { url, title: bounded(entry.title), published, summary, contentHtml, contentHash, lastChangedAt: at };
      const known = hashById.get({ id });
      if (known === undefined) {
        addEntry.run({ id, feedId: feed, key, ...listed, firstSeenAt: at });
        return { id, state: "new" as const };
      }
      if (known.contentHash === contentHash) return { id, state: "known" as const };
      setListed.run({ id, ...listed });
      return { id, state: "changed" as const };
    },
    became(id: EntryId, article: ArticleId): void {
      setArticle.run({ id, article });
    },
    gaveNone(id: EntryId, outcome: string): void {
      setOutcome.run({ id, outcome });
    },
    /** Entries of an article, with the feed that listed each. */
    of: (article: ArticleId) => ofArticle.all({ article }),
    byUrl: (url: string) => db.select().from(entries).where(eq(entries.url, url)).all(),
  };
}
