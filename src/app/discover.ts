import { Parser } from "htmlparser2";
import type { ParsedFeed } from "../domain/extract.ts";
import type { Fetcher } from "../fetch/fetcher.ts";
import { decodeBytes } from "../parse/decode.ts";
import { NotAFeedError } from "../parse/errors.ts";
import { parseFeed } from "../parse/feed.ts";
import { resolveUrl } from "../parse/html-text.ts";

/** Of what a page names so many addresses are asked for, each once. */
const MOST_NAMED = 12;
/** How much of a page is searched for links, in characters. */
const LOOKED_AT = 1_000_000;
const FEED_TYPE = /^application\/(rss|atom|rdf|feed)\+(xml|json)$/i;
/** Where feeds lie that no page names, the likeliest first; relative to the site and to the page. */
const USUAL_PATHS = ["feed", "rss", "feed.xml", "rss.xml", "atom.xml", "index.xml", "feed.json", "feeds/posts/default"];

export type FoundFeed = {
  readonly url: string;
  readonly title: string | null;
  readonly format: ParsedFeed["format"];
  readonly entries: number;
  /** The date of the newest entry. */
  readonly newest: string | null;
  /** `itself`: the address is a feed; `named`: the page names it; `guessed`: it lies where feeds usually lie. */
  readonly how: "itself" | "named" | "guessed";
};
export type Discovery = {
  readonly feeds: readonly FoundFeed[] /** What was tried in vain, a line each. */;
  readonly tried: readonly string[];
};

/** Looks for the feeds of a page: the page itself, what it names in its head, then the usual places. Every feed that is given back was read. */
export async function discoverFeeds(url: string, fetcher: Pick<Fetcher, "fetch">, signal: AbortSignal): Promise<Discovery> {
  const tried: string[] = [];
  const seen = new Set<string>();

  async function read(address: string, how: FoundFeed["how"]): Promise<{ feed: FoundFeed | null; html: string | null; base: string }> {
    const answer = await fetcher.fetch({ url: address, kind: "feed" }, signal);
    const nothing = { feed: null, html: null, base: address };
    if (answer.outcome !== "fetched") {
      tried.push(answer.outcome === "unchanged" ? `${address}: answered 304` : answer.message);
      return nothing;
    }
    const { body, finalUrl } = answer;
    const contentType = answer.headers["content-type"] ?? null;
    try {
      const { title, format, entries } = await parseFeed({ bytes: body, contentType, url: finalUrl });
      const newest =
        entries
          .flatMap((entry) => entry.published ?? [])
          .toSorted()
          .at(-1) ?? null;
      return { ...nothing, feed: { url: finalUrl, title, format, entries: entries.length, newest, how } };
    } catch (error) {
      if (!(error instanceof NotAFeedError)) throw error;
      tried.push(`${address}: ${error.message}`);
      return { feed: null, html: decodeBytes(body, contentType).text, base: finalUrl };
    }
  }

  async function readAll(addresses: readonly string[], how: FoundFeed["how"]): Promise<FoundFeed[]> {
    const feeds: FoundFeed[] = [];
    for (const address of addresses) {
      if (seen.has(address)) continue;
      seen.add(address);
      const { feed } = await read(address, how);
      if (feed !== null && !feeds.some((one) => one.url === feed.url)) feeds.push(feed);
      if (feed !== null && how === "guessed") break;
    }
    return feeds;
  }

  seen.add(url);
  const { feed, html, base } = await read(url, "itself");
  if (feed !== null) return { feeds: [feed], tried };
  const named = await readAll(html === null ? [] : linksIn(html, base).slice(0, MOST_NAMED), "named");
  if (named.length > 0) return { feeds: named, tried };
  const page = base.endsWith("/") ? base : `${base}/`;
  const guesses = USUAL_PATHS.flatMap((path) => [new URL("/", base).href, page].map((from) => new URL(path, from).href));
  return { feeds: await readAll(guesses, "guessed"), tried };
}

/** The feeds that a page names: link elements of a feed's type first, then links in its text that look like one. Absolute http(s) addresses. */
function linksIn(html: string, url: string): string[] {
  const [named, linked]: [string[], string[]] = [[], []];
  let base = url;
  const resolved = (href: string | undefined): string[] => {
    const found = resolveUrl(href, base);
    return found === null ? [] : [found];
  };
  const parser = new Parser({
    onopentag(name, { rel, type, href }) {
      if (name === "base" && href !== undefined) base = URL.parse(href, url)?.href ?? url;
      if (name === "link" && /\b(alternate|feed)\b/i.test(rel ?? "") && FEED_TYPE.test(type?.trim() ?? "")) named.push(...resolved(href));
      if (name === "a" && /(^|[/.?=-])(rss|atom|feed)s?([/.?&#-]|$)/i.test(href ?? "")) linked.push(...resolved(href));
    },
  });
  parser.write(html.slice(0, LOOKED_AT));
  parser.end();
  return [...new Set([...named, ...linked])];
}
