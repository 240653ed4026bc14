import { z } from "zod";
import { parseDate } from "./date.ts";
import type { DocumentEntry, Enclosure, FeedDocument, FeedText, Image, Person } from "./feed-document.ts";
import { htmlText, plainText } from "./feed-text.ts";
import { fold } from "./html-text.ts";
import { safeAddress } from "./markup.ts";
import { personOf } from "./people.ts";

const text = z.preprocess((value) => (typeof value === "number" ? String(value) : value), z.string().nullish()).catch(null);
const address = z.string().nullish().catch(null);
/** A name by itself is what templates write for an author. */
const author = z
  .preprocess((value) => (typeof value === "string" ? { name: value } : value), z.object({ name: text, url: address }).nullish())
  .catch(null);
const authors = z.array(author).nullish().catch(null);
const hub = z.object({ url: z.string() }).nullish().catch(null);
const attachment = z.object({ url: z.string(), mime_type: text, size_in_bytes: text }).nullish().catch(null);

/** JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1). One malformed field costs that field, never the feed. */
const jsonFeed = z.object({
  version: z.string().includes("jsonfeed.org/version/"),
  title: text,
  home_page_url: address,
  feed_url: address,
  description: text,
  language: text,
  icon: address,
  favicon: address,
  hubs: z.array(hub).nullish().catch(null),
  author,
  authors,
  items: z.array(z.unknown()).nullable(),
});

const jsonItem = z.object({
  id: text,
  url: address,
  external_url: address,
  title: text,
  content_html: text,
  content_text: text,
  summary: text,
  image: address,
  banner_image: address,
  date_published: text,
  date_modified: text,
  language: text,
  author,
  authors,
  tags: z.preprocess((value) => (typeof value === "string" ? value.split(",") : value), z.array(text).nullish()).catch(null),
  attachments: z.array(attachment).nullish().catch(null),
});
type JsonItem = z.infer<typeof jsonItem>;

const addressOf = (raw: string | null | undefined, base: string | null): string | null => (raw ? safeAddress(raw, base) || null : null);
const lineOf = (raw: string | null | undefined): FeedText | null => (fold(raw ?? "") === "" ? null : plainText(fold(raw ?? "")));
const imageOf = (raw: string | null | undefined, base: string | null): Image | null => {
  const url = addressOf(raw, base);
  return url === null ? null : { url, title: null, link: null };
};

const peopleOf = (of: Pick<JsonItem, "author" | "authors">): Person[] =>
  (of.authors ?? [of.author]).flatMap((one) => {
    const person = personOf(fold(one?.name ?? ""), "", addressOf(one?.url, null));
    return person === null ? [] : [person];
  });

const attachmentsOf = (item: JsonItem, base: string | null): Enclosure[] =>
  (item.attachments ?? []).flatMap((one) => {
    const url = addressOf(one?.url, base);
    return url === null ? [] : [{ url, type: one?.mime_type ?? null, length: one?.size_in_bytes ?? null }];
  });

function entryOf(item: JsonItem, url: string | null): DocumentEntry {
  const own = addressOf(item.url, url);
  const id = fold(item.id ?? "") || null;
  const external = addressOf(item.external_url, url);
  return {
    id,
    guid: id,
    title: lineOf(item.title),
    link: own ?? external ?? (/^https?:/i.test(id ?? "") ? addressOf(id, null) : null),
    links: own === null || external === null ? [] : [{ url: external, rel: "related", type: null, language: null, title: null }],
    authors: peopleOf(item),
    contributors: [],
    categories: (item.tags ?? []).flatMap((tag) => (fold(tag ?? "") === "" ? [] : [{ term: fold(tag ?? ""), label: null, scheme: null }])),
    image: imageOf(item.image, url) ?? imageOf(item.banner_image, url),
    rights: null,
    published: parseDate(item.date_published),
    updated: parseDate(item.date_modified),
    language: item.language ?? null,
    summary: item.summary ? plainText(item.summary) : null,
    content: item.content_html ? htmlText(item.content_html, own ?? url) : item.content_text ? plainText(item.content_text) : null,
    enclosures: attachmentsOf(item, url),
    media: [],
    comments: null,
    source: null,
  };
}

/** Null where the value is JSON but no JSON Feed. */
export function readJsonFeed(value: unknown, url: string | null, maxEntries: number): Omit<FeedDocument, "encoding"> | null {
  const parsed = jsonFeed.safeParse(value);
  if (!parsed.success) return null;
  const feed = parsed.data;
  const items = (feed.items ?? []).slice(0, maxEntries).flatMap((item) => jsonItem.safeParse(item).data ?? []);
  return {
    format: "json",
    version: feed.version.replace(/^.*version\//, ""),
    id: feed.feed_url || null,
    title: lineOf(feed.title),
    subtitle: lineOf(feed.description),
    link: addressOf(feed.home_page_url, url),
    links: [],
    authors: peopleOf(feed),
    contributors: [],
    categories: [],
    image: imageOf(feed.icon, url),
    icon: addressOf(feed.favicon, url),
    rights: null,
    published: null,
    updated: null,
    language: feed.language ?? null,
    generator: null,
    ttl: null,
    minIntervalMs: null,
    skipHours: [],
    skipDays: [],
    hubs: (feed.hubs ?? []).flatMap((one) => addressOf(one?.url, url) ?? []),
    self: addressOf(feed.feed_url, url),
    cloud: null,
    entries: items.map((item) => entryOf(item, url)),
  };
}
