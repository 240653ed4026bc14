import type { FeedText, Person } from "../../src/parse/feed-document.ts";
import { readFeed } from "../../src/parse/read-feed.ts";

export const name = "clausewatch";

/** The harness takes a text as its feed means it: HTML where it is HTML, plain where it is plain. */
const said = (text: FeedText | null) => (text === null ? undefined : text.isHtml ? text.html : text.text);
const who = ([person]: readonly Person[]) => person?.name ?? person?.email ?? undefined;

/** The shape that the feed harness asks for. */
export async function parse(input: { bytes: Uint8Array; headers: Record<string, string>; url: string | null }) {
  const feed = await readFeed({
    bytes: input.bytes,
    contentType: input.headers["content-type"] ?? null,
    url: input.url,
    contentLocation: input.headers["content-location"] ?? null,
    contentLanguage: input.headers["content-language"] ?? null,
  });
  return {
    encoding: feed.encoding,
    format: feed.format,
    feed: {
      title: said(feed.title),
      link: feed.link ?? undefined,
      subtitle: said(feed.subtitle),
      id: feed.id ?? undefined,
      language: feed.language ?? undefined,
      ttl: feed.ttl ?? undefined,
      author: who(feed.authors),
      published: feed.published ?? undefined,
      updated: feed.updated ?? undefined,
    },
    entries: feed.entries.map((entry) => ({
      title: said(entry.title),
      link: entry.link ?? undefined,
      id: entry.id ?? undefined,
      published: entry.published ?? undefined,
      updated: entry.updated ?? undefined,
      summary: said(entry.summary),
      content: said(entry.content),
      author: who(entry.authors),
      categories: entry.categories.map(({ term }) => term),
      enclosures: entry.enclosures,
    })),
  };
}
