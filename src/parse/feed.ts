import type { ParsedEntry, ParsedFeed } from "../domain/extract.ts";
import { decodeBytes } from "./decode.ts";
import { articleFromEntry } from "./entry-article.ts";
import { keyedEntries } from "./entry-keys.ts";
import { NotAFeedError } from "./errors.ts";
import type { DocumentEntry, FeedDocument, FeedText, Person } from "./feed-document.ts";
import { lineOf } from "./feed-text.ts";
import { resolveUrl } from "./html-text.ts";
import { readJsonFeed } from "./json-feed.ts";
import { nameOfPerson } from "./people.ts";
import { readWithRssParser } from "./rss-parser.ts";
import { binaryKind, describeInstead } from "./what-came.ts";
import { documentOf } from "./xml-feed.ts";
import { rebase } from "./xml-reader.ts";

/** Feeds are windows; nobody lists more that is news. */
const MAX_ENTRIES = 5000;
/** Lengths in characters. */
const MAX_TITLE = 1000;
const MAX_LINE = 500;
const MAX_SUMMARY = 20_000;
const MAX_CATEGORIES = 50;

const cap = (text: string | null, length: number): string | null => (text === null ? null : text.slice(0, length) || null);

/** What a server answered: the bytes, and what its headers say about them. */
export type FeedBytes = {
  readonly bytes: Uint8Array;
  readonly contentType: string | null;
  readonly url: string | null;
  readonly contentLocation?: string | null;
  readonly contentLanguage?: string | null;
};

type Unlabelled = Omit<FeedDocument, "encoding">;

const readJson = (text: string, url: string | null): Unlabelled | null => {
  try {
    return readJsonFeed(JSON.parse(text), url, MAX_ENTRIES);
  } catch {
    return null;
  }
};

async function readXmlFeed(text: string, url: string | null): Promise<Unlabelled | null> {
  const reading = await readWithRssParser(text, url, MAX_ENTRIES);
  return reading === null ? null : documentOf(reading);
}

/**
 * Reads RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0 and JSON Feed with all that they say. Damaged feeds give what can be saved of them; a feed
 * without entries is a feed. Rejects with NotAFeedError, one line for the operator, where the bytes are something else.
 */
export async function readFeed({ bytes, contentType, url, contentLocation, contentLanguage }: FeedBytes): Promise<FeedDocument> {
  const binary = binaryKind(bytes);
  const { text, encoding } = decodeBytes(bytes, contentType);
  // RFC 3986 §5.1: Content-Location stands above the address that was asked, and below what the document says itself.
  const base = rebase(url, contentLocation ?? undefined);
  const isJson = /^\uFEFF?\s*[[{]/.test(text.slice(0, 1000));
  const document = binary !== null ? null : isJson ? readJson(text, base) : await readXmlFeed(text, base);
  if (document === null)
    throw new NotAFeedError(`expected a feed${url === null ? "" : ` at ${url}`} but got ${binary ?? describeInstead(text, url)}`);
  return { ...document, encoding, language: document.language ?? (contentLanguage || null) };
}

const namesOf = (people: readonly Person[]): string | null =>
  cap([...new Set(people.flatMap((person) => nameOfPerson(person) ?? []))].join(", "), MAX_LINE);
/** HTML of a text, in paragraphs where it came plain. */
const htmlOf = (text: FeedText | null): string | null =>
  text === null
    ? null
    : (text.isHtml || !text.text.includes("\n\n")
        ? text.html
        : text.html
            .split(/\n{2,}/)
            .map((part) => `<p>${part}</p>`)
            .join("")) || null;

function entryOf(entry: DocumentEntry, key: string, feed: FeedDocument): ParsedEntry {
  const draft = {
    url: resolveUrl(entry.link, null),
    title: cap(lineOf(entry.title), MAX_TITLE),
    // RFC 4287 §4.2.1: an entry without an author has the feed's.
    author: namesOf(entry.authors) ?? (feed.format === "rss" || feed.format === "rdf" ? null : namesOf(feed.authors)),
    // Atom asks for an update date only; of an entry that was never edited it is the day it appeared.
    published: entry.published ?? entry.updated,
    updated: entry.updated,
    contentHtml: htmlOf(entry.content),
  };
  const categories = entry.categories.map(({ term, label }) => (label ?? term).slice(0, MAX_LINE));
  return {
    key,
    ...draft,
    summary: cap(entry.summary?.text ?? null, MAX_SUMMARY),
    categories: [...new Set(categories)].slice(0, MAX_CATEGORIES),
    article: entry.content === null ? null : articleFromEntry(draft, entry.content, entry.language ?? feed.language, lineOf(feed.title)),
  };
}

/** A feed as the pipeline keeps it: plain titles and summaries, safe addresses, and what identifies each entry. */
export function parsedFeedOf(feed: FeedDocument): ParsedFeed {
  return {
    format: feed.format,
    title: cap(lineOf(feed.title), MAX_TITLE),
    link: resolveUrl(feed.link, null),
    language: cap(feed.language, MAX_LINE),
    minIntervalMs: feed.minIntervalMs,
    skipHours: [...feed.skipHours],
    skipDays: [...feed.skipDays],
    hub: resolveUrl(feed.hubs[0], null),
    self: resolveUrl(feed.self, null),
    entries: [...keyedEntries(feed.entries)].map(([key, entry]) => entryOf(entry, key, feed)),
  };
}

/** `readFeed`, as the pipeline keeps it. */
export const parseFeed = async (input: FeedBytes): Promise<ParsedFeed> => parsedFeedOf(await readFeed(input));
