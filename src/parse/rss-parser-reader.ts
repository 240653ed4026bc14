import { createRequire } from "node:module";
import RssParser from "rss-parser";
import { parseDate } from "./date.ts";
import { fold, plainLine, resolveUrl } from "./html-text.ts";
import { authorName, intervalOf, type RawEntry, type RawFeed } from "./raw-feed.ts";

// rss-parser runs a quadratic regular expression on every description to make a snippet nobody here reads: 40 KB of "<p" take 1.6 s.
// No option turns it off, but the package looks the function up on this object each time.
const utilities = createRequire(import.meta.url)("rss-parser/lib/utils.js") as { getSnippet: (html: string) => string };
utilities.getSnippet = () => "";

/** A node of xml2js: a text, or an object with attributes under `$`, text under `_` and children by name. */
type Node = string | { readonly _?: string; readonly $?: Readonly<Record<string, string>>; readonly [child: string]: unknown };
type Nodes = readonly Node[] | undefined;
type Names =
  | "title"
  | "link"
  | "guid"
  | "id"
  | "pubDate"
  | "published"
  | "updated"
  | "date"
  | "author"
  | "creator"
  | "description"
  | "encoded"
  | "category";
type Item = { readonly [name in `raw_${Names}`]?: Nodes };
type Feed = { readonly [name in "raw_title" | "raw_link" | "raw_language" | "raw_ttl" | "raw_period" | "raw_frequency"]?: Nodes };

/** Every value is taken as the nodes it was read from: the package's own values lose attributes, repeated elements and inner markup. */
const raw = (from: string, to = from): [string, string, { keepArray: true }] => [from, `raw_${to}`, { keepArray: true }];
const FEED_FIELDS = [
  raw("title"),
  raw("link"),
  raw("language"),
  raw("ttl"),
  raw("sy:updatePeriod", "period"),
  raw("sy:updateFrequency", "frequency"),
];
const ITEM_FIELDS = [
  ...["title", "link", "guid", "id", "pubDate", "published", "updated", "author", "description", "category"].map((name) => raw(name)),
  raw("dc:date", "date"),
  raw("dc:creator", "creator"),
  raw("content:encoded", "encoded"),
];

/** The text of a node without child elements; null for one that rss-parser cannot give back in order. */
function textOf(node: Node | undefined): string | null {
  if (node === undefined) return null;
  if (typeof node === "string") return node.trim() || null;
  const isPlain = Object.keys(node).every((key) => key === "_" || key === "$");
  return isPlain && typeof node._ === "string" ? node._.trim() || null : null;
}

const attributeOf = (node: Node | undefined, name: string): string | null => (typeof node === "object" ? (node.$?.[name] ?? null) : null);
const firstText = (nodes: Nodes): string | null => textOf(nodes?.[0]);
const absolute = (text: string | null): string | null => (text !== null && /^https?:/i.test(text) ? resolveUrl(text, null) : null);

const isAlternate = (node: Node): boolean =>
  attributeOf(node, "href") !== null && (attributeOf(node, "rel") ?? "alternate") === "alternate";
const linkOf = (nodes: Nodes): string | null => absolute(attributeOf(nodes?.find(isAlternate), "href") ?? firstText(nodes));

function plainTitle(nodes: Nodes, isAtom: boolean): string | null {
  const text = firstText(nodes);
  // An Atom title with a type, or with characters that mean one thing in text and another in HTML, is for the tolerant reader to decide.
  if (text === null || (isAtom && (typeof nodes?.[0] !== "string" || /[<&]/.test(text)))) return null;
  return plainLine(text) || null;
}

function entryOf(item: Item, isAtom: boolean): RawEntry {
  const guid = firstText(item.raw_guid) ?? (isAtom ? firstText(item.raw_id) : null);
  const permalink = item.raw_guid !== undefined && attributeOf(item.raw_guid[0], "isPermaLink") !== "false" ? guid : null;
  return {
    guid: guid === null ? null : fold(guid),
    link: linkOf(item.raw_link) ?? absolute(permalink),
    title: plainTitle(item.raw_title, isAtom),
    author: isAtom ? null : authorName(plainLine(firstText(item.raw_author) ?? firstText(item.raw_creator) ?? "")),
    published: parseDate(firstText(item.raw_pubDate) ?? firstText(item.raw_published) ?? firstText(item.raw_date)),
    updated: parseDate(firstText(item.raw_updated)),
    // Atom bodies are text, HTML or XHTML by a type that xml2js keeps, but their order of elements it does not.
    summaryHtml: isAtom ? null : firstText(item.raw_description),
    contentHtml: isAtom ? null : firstText(item.raw_encoded),
    categories: isAtom ? [] : (item.raw_category ?? []).map((node) => plainLine(textOf(node) ?? "")).filter((text) => text !== ""),
    language: null,
    base: null,
  };
}

/**
 * What rss-parser makes of a repaired document. A field it is known to misread is null, for the tolerant reader to fill. Rejects where the
 * package refuses the document.
 */
export async function readWithRssParser(
  xml: string,
  format: "rss" | "atom" | "rdf",
): Promise<Pick<RawFeed, "title" | "link" | "language" | "minIntervalMs" | "entries">> {
  const isAtom = format === "atom";
  const parser = new RssParser<Feed, Item>({
    defaultRSS: 2,
    // The package's types leave keepArray out for feeds and want known keys; both are plain strings to it.
    customFields: { feed: FEED_FIELDS as never[], item: ITEM_FIELDS as never[] },
  });
  const feed = await parser.parseString(xml);
  return {
    title: plainTitle(feed.raw_title, isAtom),
    link: linkOf(feed.raw_link),
    language: firstText(feed.raw_language),
    minIntervalMs: intervalOf(firstText(feed.raw_ttl), firstText(feed.raw_period), firstText(feed.raw_frequency)),
    entries: feed.items.map((item) => entryOf(item, isAtom)),
  };
}
