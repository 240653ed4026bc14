import {
  all,
  categoriesOf,
  child,
  enclosure,
  enclosuresOf,
  first,
  firstDate,
  firstText,
  imageOf,
  linkOf,
  linksOf,
  peopleOf,
  text,
  wordsOf,
} from "./elements.ts";
import type { DocumentEntry, FeedDocument, Person } from "./feed-document.ts";
import { textOf } from "./feed-text.ts";
import { fold } from "./html-text.ts";
import { safeAddress } from "./markup.ts";
import { intervalOf, skippedDays, skippedHours } from "./polling-wishes.ts";
import type { Reading } from "./rss-parser.ts";
import type { Elements, XmlNode } from "./xml-reader.ts";

/** A tag of RFC 5646, as far as feeds get it wrong. */
const languageTag = (tag: string | null | undefined): string | null => tag?.trim().replace("_", "-") || null;

/** An identifier as it stands; one that is a path is an address relative to its base. */
function idOf(node: XmlNode | undefined): string | null {
  const id = wordsOf(node);
  const isPath = /^[./]|^[^:]*\//.test(id);
  return id === "" ? null : isPath ? (safeAddress(id, node?.base ?? null) ?? id) : id;
}

const isPermalink = ({ $, _ }: XmlNode): boolean => ($["ispermalink"] ?? "true").trim().toLowerCase() !== "false" && /^\s*https?:/i.test(_);

const PUBLISHED = ["pubdate", "published", "issued", "dcterms:issued", "atom:published", "created", "dcterms:created"] as const;
const UPDATED = ["updated", "modified", "lastbuilddate", "dcterms:modified", "atom:updated"] as const;
const AUTHORS = ["author", "dc:creator", "dc:author", "itunes:author", "atom:author"] as const;

/** The people that the first of the names gives: each of the others says the same again. */
function authorsOf(elements: Elements, ...names: readonly string[]): Person[] {
  for (const name of names) {
    const found = peopleOf(elements, name);
    if (found.length > 0) return found;
  }
  return [];
}

/** Who wrote an entry; one that was taken from elsewhere and names nobody has the authors of its source (RFC 4287 §4.2.1). */
function authorsOfEntry(elements: Elements): Person[] {
  const own = authorsOf(elements, ...AUTHORS);
  const source = all(elements, "source", "atom:source")[0]?.children.filter(({ name }) => /^(?:atom:)?author$/.test(name));
  return own.length > 0 || source === undefined ? own : peopleOf({ author: source }, "author");
}

/** What media groups hold is the entry's own. */
const withMedia = (elements: Elements): XmlNode[] => {
  const groups = all(elements, "media:group").flatMap((group) => group.children);
  return [...groups, ...all(elements, "media:content").flatMap((node) => [node, ...node.children])];
};

function sourceOf(elements: Elements): DocumentEntry["source"] {
  const [source] = all(elements, "source", "atom:source");
  if (source === undefined) return null;
  const link = source.children.find(({ $ }) => $["href"] !== undefined && ($["rel"] ?? "alternate") === "alternate");
  const address = source.$["url"] ?? link?.$["href"] ?? child(source, "id")?._;
  return {
    title: wordsOf(child(source, "title")) || wordsOf(source) || null,
    link: address === undefined ? null : safeAddress(address, source.base),
  };
}

function bodiesOf(elements: Elements, isAtom: boolean, media: readonly XmlNode[]): Pick<DocumentEntry, "summary" | "content"> {
  const read = (node: XmlNode | undefined) => (node === undefined ? null : textOf(node, isAtom));
  const one = (...names: readonly string[]) => firstText(elements, isAtom, ...names);
  const content = one("content:encoded", "content", "fullitem", "body", "xhtml:body", "xhtml:div", "atom:content");
  const [description, summary] = [first(elements, "description"), first(elements, "summary")];
  const told = read(isAtom ? (summary ?? description) : (description ?? summary));
  // An entry with a description and a summary says its piece at two lengths.
  const second = description !== undefined && summary !== undefined ? read(isAtom ? description : summary) : null;
  const others = () =>
    one("atom:summary", "dc:description", "abstract", "itunes:summary", "itunes:subtitle") ??
    read(media.find(({ name }) => name === "media:description") ?? first(elements, "media:description"));
  return { summary: told ?? others(), content: content ?? second };
}

function entryOf(elements: Elements, isAtom: boolean): DocumentEntry {
  const guid = first(elements, ...(isAtom ? ["id", "guid"] : ["guid", "id", "atom:id"]));
  const about = elements["rdf:about"]?.[0];
  const identifier = guid ?? about ?? first(elements, "dc:identifier");
  const links = linksOf(elements);
  const permalink = [guid?.name === "guid" ? guid : undefined, about].find((node) => node !== undefined && isPermalink(node));
  const media = withMedia(elements);
  const published = firstDate(elements, isAtom, ...PUBLISHED, "dc:date", "prism:publicationdate");
  return {
    id: isAtom ? idOf(identifier) : wordsOf(identifier) || null,
    guid: wordsOf(guid) || null,
    title: firstText(elements, isAtom, "title", "dc:title", "atom:title", "media:title", "itunes:title"),
    link: linkOf(elements, links) ?? (permalink === undefined ? null : safeAddress(permalink._, permalink.base)),
    links,
    authors: authorsOfEntry(elements),
    contributors: peopleOf(elements, "contributor", "dc:contributor", "atom:contributor"),
    categories: categoriesOf(elements),
    image:
      imageOf(elements, "itunes:image", "media:thumbnail", "image") ??
      imageOf({ "media:thumbnail": media.filter(({ name }) => name === "media:thumbnail") }, "media:thumbnail"),
    rights: firstText(elements, isAtom, "rights", "copyright", "dc:rights", "dcterms:rights", "media:copyright"),
    published,
    updated: firstDate(elements, isAtom, ...UPDATED),
    language: languageTag(text(elements, "dc:language", "language", "xml:lang")),
    ...bodiesOf(elements, isAtom, media),
    enclosures: enclosuresOf(elements),
    media: media.filter(({ name }) => name === "media:content").flatMap((node) => enclosure(node, node.$["url"], node.$["filesize"])),
    comments: first(elements, "comments") === undefined ? null : safeAddress(wordsOf(first(elements, "comments")), null),
    source: sourceOf(elements),
  };
}

const childTexts = (node: XmlNode | undefined, name: string): string[] =>
  (node?.children ?? []).filter((inner) => inner.name === name).map((inner) => inner._);

function generatorOf(elements: Elements): string | null {
  const node = first(elements, "generator");
  const resource = elements["admin:generatoragent"]?.[0]?.$["rdf:resource"];
  const parts = node === undefined ? [resource ?? ""] : [node._, node.$["version"] ?? "", node.$["uri"] ?? node.$["url"] ?? ""];
  return fold(parts.join(" ")) || null;
}

/** What rss-parser's elements mean: each format by its own rules, with the customs of the others allowed. */
export function documentOf({ tree, feed, entries }: Reading): Omit<FeedDocument, "encoding"> {
  const isAtom = tree.family === "atom";
  const links = linksOf(feed);
  const id = first(feed, ...(isAtom ? ["id", "guid"] : ["guid", "id", "atom:id"]));
  const related = (rel: string): string[] => links.filter((link) => link.rel === rel).map(({ url }) => url);
  const cloud = feed["cloud"]?.[0];
  const ttl = text(feed, "ttl");
  return {
    format: tree.family,
    version: tree.root.$["version"]?.trim() || null,
    id: idOf(id) ?? (wordsOf(feed["rdf:about"]?.[0]) || null),
    title: firstText(feed, isAtom, "title", "dc:title", "atom:title", "itunes:title", "media:title"),
    subtitle: firstText(
      feed,
      isAtom,
      ...["subtitle", "tagline", "description", "atom:subtitle", "dc:description", "itunes:summary", "itunes:subtitle", "abstract", "info"],
    ),
    link: linkOf(feed, links),
    links,
    authors: authorsOf(feed, ...(isAtom ? [] : ["managingeditor"]), ...AUTHORS, "itunes:owner", "webmaster", "dc:publisher"),
    contributors: peopleOf(feed, "contributor", "dc:contributor", "atom:contributor"),
    categories: categoriesOf(feed),
    image: imageOf(feed, "image", "logo", "itunes:image", "media:thumbnail"),
    icon: imageOf(feed, "icon", "atom:icon")?.url ?? null,
    rights: firstText(feed, isAtom, "rights", "copyright", "dc:rights", "dcterms:rights", "media:copyright"),
    published: firstDate(feed, isAtom, ...PUBLISHED),
    updated: firstDate(feed, isAtom, ...UPDATED, "dc:date"),
    language: languageTag(text(feed, "language", "dc:language") ?? tree.root.language ?? text(feed, "xml:lang")),
    generator: generatorOf(feed),
    ttl,
    minIntervalMs: intervalOf(ttl, text(feed, "sy:updateperiod"), text(feed, "sy:updatefrequency")),
    skipHours: skippedHours(childTexts(feed["skiphours"]?.[0], "hour")),
    skipDays: skippedDays(childTexts(feed["skipdays"]?.[0], "day")),
    hubs: related("hub"),
    self: related("self")[0] ?? null,
    cloud: cloud === undefined ? null : { ...cloud.$ },
    entries: entries.map((entry) => entryOf(entry, isAtom)),
  };
}
