import type { Markup } from "./markup.ts";

/** A text as a feed gives it: HTML, sanitised, or plain. */
export type FeedText = Markup;
export type Person = { readonly name: string | null; readonly email: string | null; readonly url: string | null };
export type FeedLink = {
  readonly url: string;
  readonly rel: string;
  readonly type: string | null;
  readonly language: string | null;
  readonly title: string | null;
};
export type Enclosure = { readonly url: string; readonly type: string | null; readonly length: string | null };
export type Category = { readonly term: string; readonly label: string | null; readonly scheme: string | null };
export type Image = { readonly url: string; readonly title: string | null; readonly link: string | null };

/** What feeds and entries both have. Dates are ISO 8601 in UTC, addresses absolute and safe to follow. */
type Described = {
  /** As the feed gives it; an Atom id that is a relative address is resolved. */
  readonly id: string | null;
  readonly title: FeedText | null;
  readonly link: string | null;
  readonly links: readonly FeedLink[];
  readonly authors: readonly Person[];
  readonly contributors: readonly Person[];
  readonly categories: readonly Category[];
  readonly image: Image | null;
  readonly rights: FeedText | null;
  readonly published: string | null;
  readonly updated: string | null;
  readonly language: string | null;
};

export type DocumentEntry = Described & {
  /** The identifier byte for byte, white space folded; `id` may differ from it. */
  readonly guid: string | null;
  readonly summary: FeedText | null;
  readonly content: FeedText | null;
  readonly enclosures: readonly Enclosure[];
  /** media:content: what belongs to the entry without being enclosed. */
  readonly media: readonly Enclosure[];
  readonly comments: string | null;
  /** Where an aggregator took the entry from. */
  readonly source: { readonly title: string | null; readonly link: string | null } | null;
};

export type FeedDocument = Described & {
  readonly format: "rss" | "atom" | "rdf" | "json";
  readonly version: string | null;
  /** The label of the encoding that the bytes were read in. */
  readonly encoding: string;
  readonly subtitle: FeedText | null;
  readonly generator: string | null;
  readonly icon: string | null;
  /** Minutes, as written. */
  readonly ttl: string | null;
  /** Between polls, in milliseconds: ttl, else the syndication module's period over its frequency. */
  readonly minIntervalMs: number | null;
  readonly skipHours: readonly number[];
  readonly skipDays: readonly number[];
  /** WebSub. */
  readonly hubs: readonly string[];
  readonly self: string | null;
  /** rssCloud (RSS 2.0 §cloud), as written. */
  readonly cloud: Readonly<Record<string, string>> | null;
  readonly entries: readonly DocumentEntry[];
};
