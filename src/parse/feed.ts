import type { ParsedEntry, ParsedFeed } from "../domain/extract.ts";
import { cleanHtml } from "./clean-html.ts";
import { decodeBytes } from "./decode.ts";
import { articleFromEntry } from "./entry-article.ts";
import { keyedEntries } from "./entry-keys.ts";
import { NotAFeedError } from "./errors.ts";
import { readHtml } from "./html-text.ts";
import { readJsonFeed } from "./json-feed.ts";
import type { RawEntry, RawFeed } from "./raw-feed.ts";
import { readWithRssParser } from "./rss-parser-reader.ts";
import { feedOf } from "./tolerant-fields.ts";
import { surveyFeed } from "./tolerant-reader.ts";
import { binaryKind, describeInstead } from "./what-came.ts";
import { repairXml } from "./xml-repair.ts";

/** Feeds are windows; nobody lists more that is news. */
const MAX_ENTRIES = 5000;
/** Lengths in characters. */
const MAX_TITLE = 1000;
const MAX_LINE = 500;
const MAX_SUMMARY = 20_000;
const MAX_CONTENT = 500_000;
const MAX_CATEGORIES = 50;
/** rss-parser needs some forty times a document's size in memory. In characters. */
const MAX_FOR_RSS_PARSER = 5_000_000;

const cap = (text: string | null, length: number): string | null => (text === null ? null : text.slice(0, length) || null);

/** rss-parser leads; what it left empty or cannot know (bases, languages) comes from the tolerant reader, entry by entry. */
function filled(lead: RawEntry, survey: RawEntry): RawEntry {
  return {
    guid: lead.guid ?? survey.guid,
    link: lead.link ?? survey.link,
    title: lead.title ?? survey.title,
    author: lead.author ?? survey.author,
    published: lead.published ?? survey.published,
    updated: lead.updated ?? survey.updated,
    summaryHtml: lead.summaryHtml ?? survey.summaryHtml,
    contentHtml: lead.contentHtml ?? survey.contentHtml,
    categories: lead.categories.length >= survey.categories.length ? lead.categories : survey.categories,
    language: survey.language,
    base: survey.base,
  };
}

function merged(lead: Awaited<ReturnType<typeof readWithRssParser>>, survey: RawFeed): RawFeed {
  return {
    ...survey,
    title: lead.title ?? survey.title,
    link: lead.link ?? survey.link,
    language: lead.language ?? survey.language,
    minIntervalMs: lead.minIntervalMs ?? survey.minIntervalMs,
    entries: survey.entries.map((entry, index) => {
      const led = lead.entries[index];
      return led === undefined ? entry : filled(led, entry);
    }),
  };
}

async function readXml(text: string, url: string | null): Promise<RawFeed | null> {
  const { root, xml } = repairXml(text);
  if (root === null) return null;
  const local = root.toLowerCase().replace(/^.*:/, "");
  const format = local === "feed" ? "atom" : local === "rdf" ? "rdf" : "rss";
  const surveyed = surveyFeed(xml, url, MAX_ENTRIES);
  const survey = feedOf(surveyed, format);
  // A document that is cut off or nests without end is not for a strict recursive reader.
  if (!surveyed.whole || xml.length > MAX_FOR_RSS_PARSER) return survey;
  const lead = await readWithRssParser(xml, format).catch(() => null);
  // Where it throws or finds fewer entries, the tolerant reader stands alone.
  return lead === null || lead.entries.length !== survey.entries.length ? survey : merged(lead, survey);
}

const readJson = (text: string, url: string | null): RawFeed | null => {
  try {
    return readJsonFeed(JSON.parse(text), url);
  } catch {
    return null;
  }
};

function entryOf(raw: RawEntry, key: string, feed: RawFeed): ParsedEntry {
  const title = cap(raw.title, MAX_TITLE);
  // Atom asks for an update date only; of an entry that was never edited it is the day it appeared.
  const published = raw.published ?? raw.updated;
  const updated = raw.updated;
  const author = cap(raw.author, MAX_LINE);
  const contentHtml = raw.contentHtml === null ? null : cleanHtml(raw.contentHtml.slice(0, MAX_CONTENT), raw.base) || null;
  const summary = raw.summaryHtml === null ? null : cap(readHtml(raw.summaryHtml.slice(0, MAX_CONTENT)).text, MAX_SUMMARY);
  const draft = { url: raw.link, title, author, published, updated, contentHtml };
  return {
    key,
    ...draft,
    summary,
    categories: raw.categories.slice(0, MAX_CATEGORIES).map((category) => category.slice(0, MAX_LINE)),
    article: articleFromEntry(draft, raw.language ?? feed.language, feed.title),
  };
}

/**
 * Reads RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0 and JSON Feed out of the bytes that `url` answered. Damaged feeds give what can be saved of
 * them; a feed without entries is a feed. Rejects with NotAFeedError, one line for the operator, where the bytes are something else.
 */
export async function parseFeed(input: { bytes: Uint8Array; contentType: string | null; url: string | null }): Promise<ParsedFeed> {
  const { bytes, url } = input;
  const binary = binaryKind(bytes);
  const { text } = decodeBytes(bytes, input.contentType);
  const isJson = /^\uFEFF?\s*[[{]/.test(text.slice(0, 1000));
  const raw = binary !== null ? null : isJson ? readJson(text, url) : await readXml(text, url);
  if (raw === null)
    throw new NotAFeedError(`expected a feed${url === null ? "" : ` at ${url}`} but got ${binary ?? describeInstead(text, url)}`);
  return {
    format: raw.format,
    title: cap(raw.title, MAX_TITLE),
    link: raw.link,
    language: cap(raw.language, MAX_LINE),
    minIntervalMs: raw.minIntervalMs,
    skipHours: [...raw.skipHours],
    skipDays: [...raw.skipDays],
    hub: raw.hub,
    self: raw.self,
    entries: [...keyedEntries(raw.entries.slice(0, MAX_ENTRIES))].map(([key, entry]) => entryOf(entry, key, raw)),
  };
}
