import type { ParsedEntry, ParsedFeed } from "../domain/extract.ts";
import { articleFromEntry } from "./entry-article.ts";
import { keyedEntries } from "./entry-keys.ts";
import type { DocumentEntry, FeedDocument, FeedText, Person } from "./feed-document.ts";
import { lineOf } from "./feed-text.ts";
import { resolveUrl } from "./html-text.ts";
import { nameOfPerson } from "./people.ts";
import { type FeedBytes, readFeed } from "./read-feed.ts";

/** Lengths in characters. */
const MAX_TITLE = 1000;
const MAX_LINE = 500;
const MAX_SUMMARY = 20_000;
const MAX_CATEGORIES = 50;

const cap = (text: string | null, length: number): string | null => (text === null ? null : text.slice(0, length) || null);

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
