import { type Archive, openArchive } from "../../src/archive/archive.ts";
import type { Channel } from "../../src/channels/channel.ts";
import type { ExtractedArticle, ParsedEntry, ParsedFeed } from "../../src/domain/extract.ts";
import { type ArticleId, type FeedId, feedId } from "../../src/domain/ids.ts";
import { type Watch, watch as watchSchema } from "../../src/domain/watch.ts";
import { recordArticle } from "../../src/stages/record-article.ts";
import { createSyncRegister } from "../../src/stages/sync-register.ts";

export const NOW = new Date("2026-03-01T12:00:00Z");
export const FEED = feedId.parse("gazette");

/** A fictional agreement: a port, a shipping line, and two clauses. */
export const watchDefinition = {
  id: "harbour-deal",
  subject: "Port of Lindau–Borealis berth agreement",
  parties: [
    { name: "Port of Lindau", aliases: ["Lindau"], domains: ["lindau.example"] },
    { name: "Borealis", aliases: ["Borealis Lines"], domains: ["borealis.example"] },
  ],
  terms: [
    { id: "exclusive-berth", statement: "Borealis has the exclusive use of berth four in the Port of Lindau.", validFrom: "2026-02-27" },
    { id: "fee", statement: "Borealis pays the Port of Lindau a fee of 12 million euros a year.", validFrom: "2026-02-27" },
  ],
  feeds: ["gazette"],
  sources: { wire: ["wire.example"] },
  alerts: { to: ["console"], minimum: "rumoured_change" },
};

export const buildWatch = (change: object = {}): Watch => watchSchema.parse({ ...watchDefinition, ...change });

/** A migrated archive, in memory unless a path is given, with one feed and the fictional watch. */
export function buildArchive(options: { watch?: object; now?: () => Date; path?: string } = {}): Archive {
  const archive = openArchive(options.path ?? ":memory:");
  const definition = { ...watchDefinition, ...options.watch };
  createSyncRegister({ archive, now: options.now ?? (() => NOW) })({
    watches: [{ watch: watchSchema.parse(definition), definition, feeds: [FEED] }],
    feeds: [{ id: FEED, url: "https://gazette.example/feed", everyMs: 900_000, everyChosen: true }],
  });
  return archive;
}

export const buildExtracted = (change: Partial<ExtractedArticle> = {}): ExtractedArticle => ({
  title: "Borealis keeps berth four to itself",
  text: "Borealis keeps the exclusive use of berth four in the Port of Lindau, both sides said on Friday.",
  author: null,
  published: "2026-02-28T09:00:00.000Z",
  modified: null,
  language: "en",
  canonicalUrl: null,
  siteName: "The Gazette",
  links: [],
  ...change,
});

/** A feed that was read, with these entries. */
export const buildFeed = (...entries: ParsedEntry[]): ParsedFeed => ({
  format: "rss",
  title: "Gazette",
  link: null,
  language: null,
  minIntervalMs: null,
  skipHours: [],
  skipDays: [],
  hub: null,
  self: null,
  entries,
});

/** What a feed says of one article, which has to be fetched. */
export const buildEntry = (change: Partial<ParsedEntry> = {}): ParsedEntry => ({
  ...{ key: "k1", url: "https://gazette.example/a", title: "Berth four", author: null, published: null, updated: null },
  ...{ summary: "A summary of what was said about berth four.", contentHtml: null, categories: [], article: null, ...change },
});

/** Lists an entry and records what it became. */
export function putArticle(
  archive: Archive,
  url: string,
  change: Partial<ExtractedArticle> = {},
  feed: FeedId = FEED,
  at = NOW,
): ArticleId {
  return archive.transaction(() => {
    const article = buildExtracted(change);
    const { id } = archive.entries.record(
      feed,
      { key: url, url, title: article.title, published: article.published, summary: null, contentHtml: article.text },
      at.toISOString(),
    );
    return recordArticle(archive, id, { url, article, snapshot: null }, at.toISOString()).article;
  });
}

/** A channel that takes alerts as it is told to, and notes without a word. */
export const buildChannel = (send: Channel["send"], recipients = ["me"]): Channel => ({
  ...{ name: "console", recipients, send },
  ...{ sendNote: async () => {}, probe: async () => "", close: async () => {} },
});
