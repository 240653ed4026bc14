import { z } from "zod";
import { isoDate } from "./term.ts";

/** An article as read from bytes or from an entry with full text. Text is plain, paragraphs parted by a blank line. Dates are ISO 8601 in UTC. */
export const extractedArticle = z.object({
  title: z.string().nullable(),
  text: z.string(),
  author: z.string().nullable(),
  published: isoDate.nullable(),
  modified: isoDate.nullable(),
  language: z.string().nullable(),
  /** Absolute http(s) address that the page declares for itself or for its original. */
  canonicalUrl: z.string().nullable(),
  siteName: z.string().nullable(),
  links: z.array(z.string()),
});
export type ExtractedArticle = z.infer<typeof extractedArticle>;

/** An item as a feed lists it. `key` identifies it inside its feed: guid, else link, else a hash of title and content. */
export const parsedEntry = z.object({
  key: z.string().min(1),
  url: z.string().nullable(),
  title: z.string().nullable(),
  author: z.string().nullable(),
  published: isoDate.nullable(),
  updated: isoDate.nullable(),
  /** Plain text. */
  summary: z.string().nullable(),
  /** Sanitised markup as the feed carries it (content:encoded, Atom content, content_html). */
  contentHtml: z.string().nullable(),
  categories: z.array(z.string()),
  /** The article itself where the feed carries its full text, so that no page needs to be fetched. */
  article: extractedArticle.nullable(),
});
export type ParsedEntry = z.infer<typeof parsedEntry>;

export const parsedFeed = z.object({
  format: z.enum(["rss", "atom", "rdf", "json"]),
  title: z.string().nullable(),
  link: z.string().nullable(),
  language: z.string().nullable(),
  /** What the feed itself asks for between polls (ttl, sy:updatePeriod), in milliseconds. */
  minIntervalMs: z.number().nullable(),
  /** Hours (0 to 23) and days (0 is Sunday) of GMT in which the feed asks not to be polled. */
  skipHours: z.array(z.int().min(0).max(23)),
  skipDays: z.array(z.int().min(0).max(6)),
  /** WebSub: the first hub that the feed names, and its own address there. Headers of the answer may name others, and win. */
  hub: z.string().nullable(),
  self: z.string().nullable(),
  entries: z.array(parsedEntry),
});
export type ParsedFeed = z.infer<typeof parsedFeed>;

/** Raw bytes kept as evidence, zstd and base64 while they travel. */
export const snapshotDraft = z.object({
  url: z.string(),
  finalUrl: z.string(),
  status: z.int(),
  contentType: z.string().nullable(),
  /** Headers worth keeping, lower-case names. */
  headers: z.record(z.string(), z.string()),
  fetchedAt: isoDate,
  sha256: z.string(),
  /** Length of the bytes before they were packed. */
  bytes: z.int().nonnegative(),
  bodyZstdBase64: z.string(),
});
export type SnapshotDraft = z.infer<typeof snapshotDraft>;

/** What a server gave to ask again with, byte for byte, and the address that gave it: they are shown to no other. */
export const validators = z.object({ etag: z.string().nullable(), lastModified: z.string().nullable(), url: z.string() });
export type Validators = z.infer<typeof validators>;

const refused = z.object({
  outcome: z.literal("refused"),
  status: z.int(),
  retryAfterMs: z.number().nullable(),
  /** Which host said so: after a redirect it need not be the one that was asked. */
  host: z.string().optional(),
  message: z.string(),
});
/** `failure` names the kind: dns, connect, tls, timeout, too-large, redirects, blocked, robots, protocol, not-a-feed, not-an-article, crashed. */
const failed = z.object({
  outcome: z.literal("failed"),
  failure: z.string(),
  message: z.string(),
  /** Of a document that was none of what was asked for. */
  validators: validators.optional(),
});

/** Every answer of a server that is well: `finalUrl` gave it, `permanent` when every redirect on the way there was a 301 or 308. */
const answered = {
  finalUrl: z.string(),
  permanent: z.boolean(),
  validators,
  /** As they came, lower-case names: cache-control, age, expires, date, link. */
  headers: z.record(z.string(), z.string()),
};

/** What a poll found, on its way to the archivist. `same`: a document whose bytes are those of the last one. */
export const pollAnswer = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("entries"), ...answered, sha256: z.string(), feed: parsedFeed }),
  z.object({ outcome: z.literal("same"), ...answered }),
  z.object({ outcome: z.literal("unchanged"), ...answered }),
  refused,
  failed,
]);
export type PollAnswer = z.infer<typeof pollAnswer>;

/** What a page fetch found, on its way to the archivist. A page that holds no article still leaves its snapshot; `unchanged`: nothing new since the last look. */
export const pageAnswer = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("article"), validators, snapshot: snapshotDraft, article: extractedArticle }),
  z.object({ outcome: z.literal("no-article"), validators, snapshot: snapshotDraft, message: z.string() }),
  z.object({ outcome: z.literal("unchanged"), validators }),
  refused,
  failed,
]);
export type PageAnswer = z.infer<typeof pageAnswer>;
