import type { Archive } from "../archive/archive.ts";
import type { ArticleRow } from "../archive/articles.ts";
import type { FeedRow } from "../archive/feeds.ts";
import type { ExtractedArticle } from "../domain/extract.ts";
import { type ArticleId, articleIdOf, type EntryId, type SnapshotId, type WatchId } from "../domain/ids.ts";
import { outletOf, withoutOutlet } from "../domain/outlet.ts";
import type { Source } from "../domain/source.ts";
import { readHtml } from "../parse/html-text.ts";
import { shareOfWords } from "../relate/fingerprint.ts";
import { ownerOf } from "../relate/owner.ts";
import { canonicalUrl } from "../relate/url.ts";

/** Share of a copy's text that has to stand in its original for the original's readings to speak for it. */
const INHERIT_CONTAINMENT = 0.97;
/** Two pages that share less of their wording than this are two articles, whatever address both declare. */
const SAME_TEXT = 0.3;
/** A page that says so many times as much as the feed did says more than the feed. */
const MORE_TEXT = 1.5;

/** The address that identifies an article: what it declares for itself on its owner's own sites, else where it was found. */
function identityOf(url: string, declared: string | null): string {
  const found = canonicalUrl(url);
  if (declared === null || ownerOf(declared) !== ownerOf(url)) return found;
  const own = canonicalUrl(declared);
  // A section or home page that every article declares identifies none of them.
  return new URL(own).pathname === "/" ? found : own;
}

const hostOf = (url: string): string => new URL(url).hostname.replace(/^www\./, "");

/** The addresses for which the register itself had an article read: the sources of recorded terms. */
export const sourcesFor = (archive: Pick<Archive, "entries">, article: ArticleId): ReadonlySet<string> =>
  new Set(archive.entries.of(article).flatMap(({ entry }) => (entry.feedId === null ? [entry.key] : [])));

/** The watches that want an article: those that read its feeds, and those whose recorded term has it for its source. */
export function watchesFor(archive: Pick<Archive, "articles" | "entries" | "register">, article: ArticleId): WatchId[] {
  const wanted = new Set(archive.articles.watchesOf(article));
  const sources = sourcesFor(archive, article);
  if (sources.size > 0) {
    for (const { id } of archive.register.watches()) {
      if (archive.register.versions(id).some((version) => version.source !== null && sources.has(version.source))) wanted.add(id);
    }
  }
  return [...wanted];
}

export type Found = {
  readonly url: string;
  readonly article: ExtractedArticle;
  /** The page it was read from; null where the feed itself gave the text. */
  readonly snapshot: SnapshotId | null;
  /** Who published it, where that is not whoever the address belongs to. */
  readonly source?: Source;
  /** What identifies it, where the address does not. */
  readonly identity?: string;
};

/** What identifies an article. A canonical address under which something else was found already (a section page, a consent page) identifies nothing. */
function identify(archive: Pick<Archive, "articles" | "entries">, { url, article, identity }: Found): string {
  if (identity !== undefined) return identity;
  const declared = identityOf(url, article.canonicalUrl);
  const found = canonicalUrl(url);
  const known = declared === found ? undefined : archive.articles.find(articleIdOf(declared));
  const isAnother = known !== undefined && canonicalUrl(known.url) !== found && shareOfWords(article.text, known.text) < SAME_TEXT;
  return isAnother ? found : declared;
}

/** The same article taken once from a feed and once from its page differs in furniture, which is no edit: the page has to say something else, or much more. */
function saysNothingNew(known: ArticleRow, { article, snapshot }: Found): boolean {
  if ((known.snapshotId === null) === (snapshot === null)) return false;
  if (snapshot === null) return true;
  const whole = (one: { title: string | null; text: string }) => `${one.title ?? ""}\n\n${one.text}`;
  return article.text.length <= known.text.length * MORE_TEXT && shareOfWords(known.text, whole(article)) === 1;
}

/**
 * Writes what an entry turned out to be and lists the work that follows; call it inside a transaction. An article that is known already
 * is read only for watches that have not read it yet.
 */
export function recordArticle(
  archive: Archive,
  entry: EntryId,
  found: Found,
  at: string,
): { readonly article: ArticleId; readonly state: "new" | "revised" | "known" } {
  const { url, article, snapshot } = found;
  const id = articleIdOf(identify(archive, found));
  const source = found.source ?? { name: article.siteName, domain: hostOf(url), kind: null };
  const known = archive.articles.find(id);
  const { revision, state } =
    known !== undefined && saysNothingNew(known, found)
      ? { revision: known.revision, state: "known" as const }
      : archive.articles.record({ ...article, id, url, snapshot, source }, at);
  archive.entries.became(entry, id);
  if (state !== "known") archive.jobs.add("relate-article", { article: id, revision }, at);
  else if (archive.stories.relationOf(id) !== undefined) listReadings(archive, id, revision, at);
  return { article: id, state };
}

/** An article of a feed's own site as that site publishes it: under its outlet's name, which the feed tells where the page does not, and without it in the headline. */
export function ofOutlet(article: ExtractedArticle, feed: Pick<FeedRow, "title" | "url"> | undefined, url: string): ExtractedArticle {
  const outlet = feed !== undefined && speaksFor(feed, url) ? outletOf(feed.title) : null;
  const title = article.title === null ? null : withoutOutlet(article.title, [article.siteName, outlet]);
  return { ...article, title, siteName: article.siteName ?? outlet };
}

/** Only on its own site may a feed speak for an address. */
export const speaksFor = (feed: Pick<FeedRow, "url">, url: string): boolean => ownerOf(url) === ownerOf(feed.url);

/** Records what a feed itself says of an item. Of somebody else's page that is the feed's own word: an article of its own under the feed's name. */
export function recordFromFeed(
  archive: Archive,
  feed: FeedRow,
  entry: { id: EntryId; key: string; url: string | null },
  article: ExtractedArticle,
  at: string,
) {
  if (entry.url !== null && speaksFor(feed, entry.url))
    return recordArticle(archive, entry.id, { url: entry.url, article: ofOutlet(article, feed, entry.url), snapshot: null }, at);
  const source = { name: outletOf(feed.title) ?? feed.title, domain: hostOf(feed.url), kind: null };
  const identity = `${feed.id} ${entry.key}`;
  return recordArticle(
    archive,
    entry.id,
    { url: entry.url ?? feed.url, article: { ...article, canonicalUrl: null }, snapshot: null, source, identity },
    at,
  );
}

/** Below this a headline and a text say nothing that could be read, in characters. */
const MIN_TEXT = 40;

/** An item as its feed tells it, by body or summary, whichever says more; null where that is next to nothing. */
export function asTold(entry: {
  title: string | null;
  published: string | null;
  summary: string | null;
  contentHtml: string | null;
}): ExtractedArticle | null {
  const { title, published } = entry;
  const body = entry.contentHtml === null ? "" : readHtml(entry.contentHtml).text;
  const text = body.length > (entry.summary ?? "").length ? body : (entry.summary ?? "");
  if (text.length < MIN_TEXT && (title ?? "").length < MIN_TEXT) return null;
  return { title, text, author: null, published, modified: null, language: null, canonicalUrl: null, siteName: null, links: [] };
}

/** Lists an article for every watch that wants it and has not read this revision. */
export function listReadings(archive: Archive, article: ArticleId, revision: number, at: string): void {
  const inherits = mayInherit(archive, article);
  for (const watch of watchesFor(archive, article)) {
    if (archive.readings.assessment({ article, revision, watch }) !== undefined) continue;
    archive.jobs.add(inherits ? "inherit-readings" : "read-article", { article, revision, watch }, at);
  }
}

const folded = (title: string | null): string => (title ?? "").toLowerCase().replace(/\s+/g, " ").trim();

/** Only a copy that says nothing of its own takes over readings: no edit, hardly a word added, and the same headline or none. */
function mayInherit(archive: Archive, article: ArticleId): boolean {
  const relation = archive.stories.relationOf(article);
  if (relation?.copyOf == null || (relation.copyKind !== "verbatim" && relation.copyKind !== "truncated")) return false;
  const [copy, parent] = [archive.articles.find(article), archive.articles.find(relation.copyOf as ArticleId)];
  const sameHeadline = folded(copy?.title ?? null) === "" || folded(copy?.title ?? null) === folded(parent?.title ?? null);
  return sameHeadline && (relation.containment ?? 0) >= INHERIT_CONTAINMENT;
}
