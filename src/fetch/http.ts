import { STATUS_CODES } from "node:http";
import { abortWith } from "./abort-with.ts";
import type { FetchAnswer, Fetcher, FetchRequest } from "./fetcher.ts";
import { type Ask, createFollowRedirects, type Journey } from "./follow-redirects.ts";
import { createGuardedConnector, type ResolveAll } from "./guarded-connector.ts";
import { createHostLimiter } from "./host-limiter.ts";
import { createRobots, ROBOTS_MAX_BYTES, type RobotsAnswer } from "./robots.ts";
import { untilAborted } from "./until-aborted.ts";

const MIB = 2 ** 20;
const DEFAULT_MAX_FEED_BYTES = 15 * MIB;
const DEFAULT_MAX_PAGE_BYTES = 3 * MIB;
const DEFAULT_TIMEOUT_MS = 20_000;
const DEFAULT_PER_HOST = { concurrency: 2, spacingMs: 1000 };
/** Longer addresses are cut in messages. */
const LONGEST_SHOWN = 300;

const ACCEPT = {
  feed: "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1",
  page: "text/html, application/xhtml+xml, */*;q=0.1",
  robots: "text/plain, */*;q=0.1",
} as const;

export type HttpFetcherOptions = {
  /** Sent as it is; what stands before its first slash is the product token that robots.txt may name. */
  readonly userAgent: string;
  readonly now: () => Date;
  /** Networks such as 127.0.0.0/8 that may be fetched from besides public addresses. Default none. UsageError when one is not a network. */
  readonly allowPrivateNetworks?: readonly string[] | undefined;
  /** Every connection goes there whatever the address says, like curl --connect-to; the Host header stays. It must be an allowed address itself. */
  readonly connectTo?: { readonly host: string; readonly port: number } | undefined;
  /** Bytes, on the wire and decoded each. Default 15 MiB. */
  readonly maxFeedBytes?: number | undefined;
  /** Bytes, on the wire and decoded each. Default 3 MiB. */
  readonly maxPageBytes?: number | undefined;
  /** Milliseconds for one GET with its redirects, not counting the wait for a turn at a host. Default 20 000. */
  readonly timeoutMs?: number | undefined;
  /** Requests in flight and milliseconds between two starts, per host name. Default 2 and 1000. */
  readonly perHost?: { readonly concurrency: number; readonly spacingMs: number } | undefined;
  /** Whether pages (never feeds) ask robots.txt. Default true. */
  readonly robots?: boolean | undefined;
  /** Stands in for dns.lookup. */
  readonly lookup?: ResolveAll | undefined;
};

/** The fetcher over HTTP/1.1: one connection per request, no cookies, no trust in any address that a feed or a page names. */
export function createHttpFetcher(options: HttpFetcherOptions): Fetcher {
  const { userAgent, now, timeoutMs = DEFAULT_TIMEOUT_MS, perHost = DEFAULT_PER_HOST, lookup, connectTo } = options;
  const maxBytes = { feed: options.maxFeedBytes ?? DEFAULT_MAX_FEED_BYTES, page: options.maxPageBytes ?? DEFAULT_MAX_PAGE_BYTES };
  const closing = new AbortController();
  const connect = createGuardedConnector({
    allowPrivateNetworks: options.allowPrivateNetworks ?? [],
    connectTo,
    lookup,
    signal: closing.signal,
  });
  const limiter = createHostLimiter({ ...perHost, now });
  const followRedirects = createFollowRedirects({ connect, limiter, userAgent, timeoutMs, now });
  const robots = createRobots({ read: readRobots, userAgent, now });

  async function readRobots(url: URL): Promise<RobotsAnswer> {
    const limit = { maxBytes: ROBOTS_MAX_BYTES, onOverflow: "cut" } as const;
    const ask: Ask = { ...limit, accept: ACCEPT.robots, conditional: () => ({}), objection: async () => null };
    const journey = await followRedirects(url, ask, closing.signal);
    if (journey.outcome === "held") return { outcome: "held" };
    if (journey.outcome === "failed") {
      // RFC 9309 §2.3.1.2: too many redirects count as no robots.txt.
      return journey.failure === "redirects" ? { outcome: "rules", bytes: new Uint8Array() } : { ...journey, outcome: "unreachable" };
    }
    if (journey.status < 300) return { outcome: "rules", bytes: journey.body };
    if (journey.status >= 400 && journey.status < 500 && journey.status !== 429) return { outcome: "rules", bytes: new Uint8Array() };
    return { outcome: "unreachable", failure: "robots", detail: `it answered ${statusLine(journey.status)}` };
  }

  /** Validators are shown to the address that gave them and to no other. */
  function conditionsFor({ validators }: FetchRequest, hop: URL): Record<string, string> {
    const headers: Record<string, string> = {};
    if (validators == null || hop.href !== validators.url) return headers;
    if (isSendable(validators.etag)) headers["if-none-match"] = validators.etag;
    if (isSendable(validators.lastModified)) headers["if-modified-since"] = validators.lastModified;
    return headers;
  }

  function answerOf(request: FetchRequest, start: URL, journey: Journey): FetchAnswer {
    const said = (what: string): string => {
      const hop = journey.hop.href === start.href ? "" : ` (redirected to ${shown(journey.hop)})`;
      return `GET ${shown(start)}: ${what}${hop}`;
    };
    if (journey.outcome === "failed") return { outcome: "failed", failure: journey.failure, message: said(journey.detail) };
    if (journey.outcome === "held") {
      const { status, until } = journey.hold;
      const why = `${journey.hop.hostname} answered ${statusLine(status)} and is left alone until ${new Date(until).toISOString()}`;
      const retryAfterMs = Math.max(until - now().getTime(), 0);
      return { outcome: "refused", status, retryAfterMs, host: journey.hop.hostname, message: said(`not sent, since ${why}`) };
    }
    const { status, retryAfterMs, permanent, headers, body } = journey;
    if (status >= 400) {
      const wait = retryAfterMs === null ? "" : `, next try in ${Math.ceil(retryAfterMs / 1000)} s at the earliest`;
      return {
        outcome: "refused",
        status,
        retryAfterMs,
        host: journey.hop.hostname,
        message: said(`refused with ${statusLine(status)}${wait}`),
      };
    }
    const answered = { url: request.url, finalUrl: journey.hop.href, fetchedAt: now().toISOString(), permanent, headers };
    if (status === 304 && journey.conditional) return { ...answered, outcome: "unchanged", status };
    if (status >= 300) {
      const why = status === 304 ? "although it was asked without validators" : "without an address to go to";
      return { outcome: "failed", failure: "protocol", message: said(`answered ${statusLine(status)} ${why}`) };
    }
    return { ...answered, outcome: "fetched", status, body };
  }

  return {
    async fetch(request, callerSignal) {
      callerSignal.throwIfAborted();
      closing.signal.throwIfAborted();
      const start = URL.parse(request.url);
      if (start === null) {
        const text = JSON.stringify(request.url.replace(/\/\/[^/]*@/, "//").slice(0, LONGEST_SHOWN));
        return { outcome: "failed", failure: "blocked", message: `GET ${text}: not an http or https address` };
      }
      start.hash = "";
      const { controller, release } = abortWith(callerSignal, closing.signal);
      const { signal } = controller;
      const asksRobots = request.kind === "page" && (options.robots ?? true);
      const ask: Ask = {
        accept: ACCEPT[request.kind],
        maxBytes: maxBytes[request.kind],
        onOverflow: "fail",
        conditional: (hop) => conditionsFor(request, hop),
        objection: async (hop) => (asksRobots ? await untilAborted(robots.objection(hop), signal) : null),
      };
      return answerOf(request, start, await followRedirects(start, ask, signal).finally(release));
    },
    async close() {
      closing.abort(new Error("the fetcher was closed"));
    },
  };
}

/** A header value that undici would refuse is not sent: a server that gives one must not break its own polls. */
const isSendable = (value: string | null): value is string => value !== null && /^[\t\x20-\x7e\x80-\xff]+$/.test(value);

const statusLine = (status: number): string => `${status} ${STATUS_CODES[status] ?? ""}`.trim();

/** An address as a message may show it: without user name and password. */
const shown = (url: URL): string => `${url.protocol}//${url.host}${url.pathname}${url.search}`.slice(0, LONGEST_SHOWN);
