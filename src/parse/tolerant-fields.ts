import { parseDate } from "./date.ts";
import { escapeHtml, fold, plainLine, readHtml, resolveUrl } from "./html-text.ts";
import { authorName, intervalOf, type RawEntry, type RawFeed, skippedDays, skippedHours } from "./raw-feed.ts";
import type { Field, Survey } from "./tolerant-reader.ts";

type Fields = readonly Field[];

const named = (fields: Fields, name: string): Fields => fields.filter((field) => field.name === name);

/** The first field that says something, in the order of the names. */
function first(fields: Fields, ...names: readonly string[]): Field | null {
  for (const name of names) {
    const found = named(fields, name).find((field) => field.text.trim() !== "" || field.markup !== null);
    if (found !== undefined) return found;
  }
  return null;
}

const textOf = (field: Field | null): string | null => (field === null ? null : fold(field.text) || null);

type Kind = "text" | "html" | "markup";

/** How Atom's text constructs (RFC 4287 §3.1, and 0.3's `mode`) and RSS bodies are to be read. */
function kindOf(field: Field, format: RawFeed["format"]): Kind {
  const type = field.attributes["type"]?.trim().toLowerCase();
  const mode = field.attributes["mode"]?.trim().toLowerCase();
  if (field.markup !== null) return "markup";
  if (mode === "escaped" || mode === "base64") return type === "text/plain" ? "text" : "html";
  if (type === undefined) return format === "atom" ? "text" : "html";
  return type === "text" || type === "text/plain" ? "text" : "html";
}

function decodedText(field: Field): string {
  const type = field.attributes["type"]?.trim().toLowerCase() ?? "";
  // RFC 4287 §4.1.3.3: a media type that is neither text nor XML is base64; Atom 0.3 said so by mode.
  const isBase64 =
    field.attributes["mode"]?.trim().toLowerCase() === "base64" ||
    (/^application\/(?!xhtml|xml)(?!.*\+xml)/.test(type) && field.markup === null);
  return isBase64 ? Buffer.from(field.text, "base64").toString("utf8") : field.text;
}

function htmlOf(field: Field | null, format: RawFeed["format"]): string | null {
  if (field === null || field.attributes["src"] !== undefined) return null;
  const kind = kindOf(field, format);
  const html = kind === "markup" ? (field.markup ?? "") : kind === "text" ? escapeHtml(decodedText(field)) : decodedText(field);
  return html.trim() || null;
}

function titleOf(field: Field | null, format: RawFeed["format"]): string | null {
  if (field === null) return null;
  const kind = kindOf(field, format);
  if (kind === "markup") return fold(readHtml(field.markup ?? "").text) || null;
  return (kind === "text" ? fold(field.text) : plainLine(decodedText(field))) || null;
}

/** The page that a feed or an entry stands for: Atom's alternate link, else the text of RSS's. */
function linkOf(fields: Fields): string | null {
  const links = named(fields, "link");
  const alternate = links.find(
    ({ attributes: { href, rel } }) => href !== undefined && (rel === undefined || rel.trim().toLowerCase() === "alternate"),
  );
  if (alternate !== undefined) return resolveUrl(alternate.attributes["href"], alternate.base);
  const text = links.find((link) => link.text.trim() !== "");
  return text === undefined ? null : resolveUrl(text.text, text.base);
}

/** The address of the first link with a relation: a WebSub hub, or the feed itself. */
function relatedOf(fields: Fields, relation: string): string | null {
  const link = named(fields, "link").find(({ attributes }) => attributes["rel"]?.trim().toLowerCase() === relation);
  return link === undefined ? null : resolveUrl(link.attributes["href"], link.base);
}

const textsIn = (field: Field | null, name: string): string[] =>
  [...(field?.markup ?? "").matchAll(new RegExp(`<${name}>([^<]{1,20})</${name}>`, "gi"))].map(([, text = ""]) => text);

function authorOf(fields: Fields): string | null {
  const author = first(fields, "author", "dc:creator", "dc:author", "itunes:author", "managingeditor");
  if (author === null) return null;
  const name = author.children.get("name") || author.children.get("email");
  return authorName(plainLine(name ?? author.text));
}

const dateOf = (fields: Fields, ...names: readonly string[]): string | null => {
  for (const name of names) {
    for (const field of named(fields, name)) {
      const date = parseDate(field.text);
      if (date !== null) return date;
    }
  }
  return null;
};

const categoriesOf = (fields: Fields): string[] =>
  fields
    .filter(({ name }) => name === "category" || name === "dc:subject")
    .map(({ attributes, text }) => plainLine(attributes["label"] ?? attributes["term"] ?? text))
    .filter((text) => text !== "");

function entryOf(entry: Survey["entries"][number], format: RawFeed["format"], feedAuthor: string | null): RawEntry {
  const { fields } = entry;
  const guid = first(fields, "guid", "id");
  const about = entry.attributes["rdf:about"] ?? null;
  const permalink = guid?.name === "guid" && guid.attributes["ispermalink"]?.trim().toLowerCase() !== "false" ? guid.text : about;
  const content = first(fields, "content:encoded", "content", "xhtml:body", "body");
  const summary = first(fields, "description", "summary", "dc:description", "itunes:summary", "media:description");
  return {
    guid: textOf(guid) ?? about,
    link: linkOf(fields) ?? (/^https?:/i.test(permalink?.trim() ?? "") ? resolveUrl(permalink, null) : null),
    title: titleOf(first(fields, "title", "dc:title", "media:title"), format),
    author: authorOf(fields) ?? (format === "atom" ? feedAuthor : null),
    published: dateOf(fields, "pubdate", "published", "issued", "dcterms:issued", "dc:date", "created", "dcterms:created"),
    updated: dateOf(fields, "updated", "modified", "dcterms:modified"),
    summaryHtml: htmlOf(summary, format),
    contentHtml: htmlOf(content, content?.name === "content" ? format : "rss"),
    categories: categoriesOf(fields),
    language: content?.attributes["xml:lang"] ?? entry.attributes["xml:lang"] ?? null,
    base: content?.base ?? summary?.base ?? entry.base,
  };
}

/** What a surveyed document says, by the rules of its format with the customs of the others allowed. */
export function feedOf(survey: Survey, format: "rss" | "atom" | "rdf"): RawFeed {
  const { feed } = survey;
  const feedAuthor = authorOf(feed);
  return {
    format,
    title: titleOf(first(feed, "title", "dc:title"), format),
    link: linkOf(feed),
    language: textOf(first(feed, "language", "dc:language")) ?? survey.attributes["xml:lang"] ?? null,
    minIntervalMs: intervalOf(
      textOf(first(feed, "ttl")),
      textOf(first(feed, "sy:updateperiod")),
      textOf(first(feed, "sy:updatefrequency")),
    ),
    skipHours: skippedHours(textsIn(first(feed, "skiphours"), "hour")),
    skipDays: skippedDays(textsIn(first(feed, "skipdays"), "day")),
    hub: relatedOf(feed, "hub"),
    self: relatedOf(feed, "self"),
    entries: survey.entries.map((entry) => entryOf(entry, format, feedAuthor)),
  };
}
