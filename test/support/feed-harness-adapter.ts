import { decodeBytes } from "../../src/parse/decode.ts";
import { parseFeed } from "../../src/parse/feed.ts";
import { escapeHtml } from "../../src/parse/html-text.ts";

export const name = "clausewatch";

/** The harness compares HTML; what is plain text here is written as HTML there. */
const html = (text: string | null) => (text === null ? undefined : escapeHtml(text));

/** The shape that the feed harness asks for. */
export async function parse(input: { bytes: Uint8Array; headers: Record<string, string>; url: string | null }) {
  const contentType = input.headers["content-type"] ?? null;
  const url = input.headers["content-location"] ?? input.url;
  const feed = await parseFeed({ bytes: input.bytes, contentType, url });
  return {
    encoding: decodeBytes(input.bytes, contentType).encoding,
    format: feed.format,
    feed: { title: html(feed.title), link: feed.link ?? undefined, language: feed.language ?? undefined },
    entries: feed.entries.map((entry) => ({
      title: html(entry.title),
      link: entry.url ?? undefined,
      id: entry.key,
      published: entry.published ?? undefined,
      updated: entry.updated ?? undefined,
      summary: html(entry.summary),
      content: entry.contentHtml ?? undefined,
      author: entry.author ?? undefined,
      categories: entry.categories,
      enclosures: [],
    })),
  };
}
