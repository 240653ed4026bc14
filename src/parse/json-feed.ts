import { z } from "zod";
import { parseDate } from "./date.ts";
import { escapeHtml, fold, resolveUrl } from "./html-text.ts";
import type { RawEntry, RawFeed } from "./raw-feed.ts";

const text = z.string().nullish().catch(null);
const author = z.object({ name: text }).nullish().catch(null);
const authors = z.array(author).nullish().catch(null);

/** JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1). One malformed field costs that field, never the feed. */
const jsonFeed = z.object({
  version: z.string().includes("jsonfeed.org/version/"),
  title: text,
  home_page_url: text,
  language: text,
  feed_url: text,
  hubs: z
    .array(z.object({ url: z.string() }))
    .nullish()
    .catch(null),
  author,
  authors,
  items: z.array(z.unknown()),
});

const jsonItem = z.object({
  id: z.union([z.string(), z.number()]).nullish().catch(null),
  url: text,
  external_url: text,
  title: text,
  content_html: text,
  content_text: text,
  summary: text,
  date_published: text,
  date_modified: text,
  language: text,
  author,
  authors,
  tags: z.array(z.string()).nullish().catch(null),
});

type Authors = Pick<z.infer<typeof jsonItem>, "author" | "authors">;

const namesOf = (of: Authors): string | null => {
  const names = [...(of.authors ?? []), of.author].map((one) => fold(one?.name ?? "")).filter((name) => name !== "");
  return names.length === 0 ? null : [...new Set(names)].join(", ");
};

const paragraphs = (plain: string): string =>
  plain
    .split(/\n{2,}/)
    .map((one) => `<p>${escapeHtml(one).replaceAll("\n", "<br>")}</p>`)
    .join("");

function entryOf(item: z.infer<typeof jsonItem>, feed: z.infer<typeof jsonFeed>, url: string | null): RawEntry {
  const link = resolveUrl(item.url, url);
  const id = item.id === null || item.id === undefined ? null : fold(String(item.id)) || null;
  return {
    guid: id,
    link: link ?? resolveUrl(item.external_url, url) ?? (/^https?:/i.test(id ?? "") ? resolveUrl(id, null) : null),
    title: fold(item.title ?? "") || null,
    author: namesOf(item) ?? namesOf(feed),
    published: parseDate(item.date_published),
    updated: parseDate(item.date_modified),
    summaryHtml: item.summary ? escapeHtml(item.summary) : null,
    contentHtml: item.content_html || (item.content_text ? paragraphs(item.content_text) : null),
    categories: item.tags ?? [],
    language: item.language ?? null,
    base: link ?? url,
  };
}

/** Null where the value is JSON but no JSON Feed. */
export function readJsonFeed(value: unknown, url: string | null): RawFeed | null {
  const feed = jsonFeed.safeParse(value);
  if (!feed.success) return null;
  const items = feed.data.items.map((item) => jsonItem.safeParse(item)).filter((item) => item.success);
  return {
    format: "json",
    title: fold(feed.data.title ?? "") || null,
    link: resolveUrl(feed.data.home_page_url, url),
    language: feed.data.language ?? null,
    minIntervalMs: null,
    skipHours: [],
    skipDays: [],
    hub: resolveUrl(feed.data.hubs?.[0]?.url, url),
    self: resolveUrl(feed.data.feed_url, url),
    entries: items.map((item) => entryOf(item.data, feed.data, url)),
  };
}
