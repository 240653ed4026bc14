import { closeCutJson, withoutLastCommas } from "./cut-json.ts";
import { decodeBytes, openBytes } from "./decode.ts";
import { NotAFeedError } from "./errors.ts";
import type { FeedDocument } from "./feed-document.ts";
import { readJsonFeed } from "./json-feed.ts";
import { readWithRssParser } from "./rss-parser.ts";
import { binaryKind, describeInstead } from "./what-came.ts";
import { documentOf } from "./xml-feed.ts";
import { rebase } from "./xml-reader.ts";

/** Feeds are windows; nobody lists more that is news. */
const MAX_ENTRIES = 5000;

/** No feed is larger, and reading one needs some ten times its size in memory. In bytes. */
const MAX_BYTES = 64 * 1024 * 1024;

/** What a server answered: the bytes, and what its headers say about them. */
export type FeedBytes = {
  readonly bytes: Uint8Array;
  readonly contentType: string | null;
  readonly url: string | null;
  readonly contentLocation?: string | null;
  readonly contentLanguage?: string | null;
};

const IS_PAGE = /^\s*(?:<!--(?:(?!-->)[\s\S])*-->\s*)*<(?:!doctype\s+html|html)\b/i;
/** Behind an XML declaration; a document type of HTML alone stands there before feeds too. */
const IS_XHTML = /^\s*(?:<[?!][^>]*>\s*)*<html\b/i;

type Unlabelled = Omit<FeedDocument, "encoding">;

const parsed = (text: string | null): unknown => {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
};
/** Control characters, which JSON forbids in strings, are blanks everywhere else. */
const mended = (text: string): string | null => closeCutJson(withoutLastCommas(text.replace(/[\u0000-\u001f]/g, " ")), "items");

const readJson = (text: string, url: string | null): Unlabelled | null =>
  readJsonFeed(parsed(text) ?? parsed(mended(text)), url, MAX_ENTRIES);

async function readXmlFeed(text: string, decode: (piece: string) => string, url: string | null): Promise<Unlabelled | null> {
  const reading = await readWithRssParser(text, decode, url, MAX_ENTRIES);
  return reading === null ? null : documentOf(reading);
}

/**
 * Reads RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0 and JSON Feed with all that they say. Damaged feeds give what can be saved of them; a feed
 * without entries is a feed. Rejects with NotAFeedError, one line for the operator, where the bytes are something else.
 */
export async function readFeed({ bytes, contentType, url, contentLocation, contentLanguage }: FeedBytes): Promise<FeedDocument> {
  if (bytes.length > MAX_BYTES) throw new NotAFeedError(`${url ?? "a document"} is larger than 64 MiB; no feed is`);
  const binary = binaryKind(bytes);
  const { text, encoding, decode } = openBytes(bytes, contentType);
  // RFC 3986 §5.1: Content-Location stands above the address that was asked, and below what the document says itself.
  const base = rebase(url, contentLocation ?? undefined);
  const start = text.slice(0, 1000);
  const isJson = /^\uFEFF?\s*[[{]/.test(start);
  const document = binary !== null ? null : isJson ? readJson(decode(text), base) : await readXmlFeed(text, decode, base);
  // A page that shows or carries a piece of a feed is none.
  if (document === null || (document.entries.length === 0 && (IS_PAGE.test(start) || IS_XHTML.test(start))))
    throw new NotAFeedError(
      `expected a feed${url === null ? "" : ` at ${url}`} but got ${binary ?? describeInstead(decodeBytes(bytes, contentType).text, url)}`,
    );
  return { ...document, encoding, language: document.language ?? (contentLanguage || null) };
}
