import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One feed of the judge's: what it says at an instant of the simulated time, without conditions. `null` body: an answer that is no document. */
export type JudgedFeed = {
  /** Milliseconds that must lie between two polls whatever the headers say. */
  readonly everyMs: number;
  readonly answer: (at: number) => {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    /** Headers of the 304, where they are others than those of the 200. */
    readonly on304?: Readonly<Record<string, string>>;
  };
};

type Given = { etag: string | undefined; lastModified: string | undefined };
type Record_ = { polls: number; unconditional: number; last: number; notBefore: number; given: Given | null };

/** Headers that a feed reader has no business to send. */
const UNWANTED = [
  "cookie",
  "referer",
  "accept-language",
  "pragma",
  "cache-control",
  "origin",
  "dnt",
  "upgrade-insecure-requests",
  "authorization",
];

/**
 * A server that judges feed readers as rachelbythebay.com's feed reader score service does: how often they ask unconditionally, whether each
 * validator is one that this server gave for that address, the latest and byte for byte, how far polls lie apart, and what else they send.
 */
export async function startFeedReaderJudge(options: { feeds: Readonly<Record<string, JudgedFeed>>; userAgent: string; now: () => number }) {
  const { feeds, userAgent, now } = options;
  const complaints: string[] = [];
  const records = new Map<string, Record_>();
  /** Until when a host asked to be left alone. */
  const quiet = new Map<string, number>();

  function judge(key: string, feed: JudgedFeed, headers: IncomingHttpHeaders): Record_ {
    const at = now();
    const record = records.get(key) ?? { polls: 0, unconditional: 0, last: Number.NEGATIVE_INFINITY, notBefore: 0, given: null };
    records.set(key, record);
    const complain = (what: string) => complaints.push(`${new Date(at).toISOString()} ${key}: ${what}`);
    const asked = { etag: headers["if-none-match"], lastModified: headers["if-modified-since"] };
    const isConditional = asked.etag !== undefined || asked.lastModified !== undefined;
    record.polls += 1;
    if (!isConditional) record.unconditional += 1;
    const { given } = record;
    if (given !== null && (given.etag ?? given.lastModified) !== undefined && !isConditional) complain("an unconditional request");
    for (const name of ["etag", "lastModified"] as const) {
      if (asked[name] !== given?.[name])
        complain(`${name} is ${JSON.stringify(asked[name])}, but ${JSON.stringify(given?.[name])} was given last`);
    }
    const host = key.slice(0, key.indexOf("/"));
    if (at < (quiet.get(host) ?? 0)) complain(`asked before the host's Retry-After is over`);
    if (at - record.last < feed.everyMs) complain(`asked ${(at - record.last) / 1000} s after the last time`);
    if (at < record.notBefore) complain(`asked ${(record.notBefore - at) / 1000} s before the last answer went stale`);
    for (const name of UNWANTED) if (headers[name] !== undefined) complain(`sent ${name}: ${headers[name]}`);
    for (const name of Object.keys(headers)) if (name.startsWith("sec-")) complain(`sent ${name}`);
    if (headers["user-agent"] !== userAgent) complain(`calls itself ${headers["user-agent"]}`);
    record.last = at;
    return record;
  }

  function send(response: ServerResponse, key: string, record: Record_, feed: JudgedFeed, headers: IncomingHttpHeaders): void {
    const { status, headers: own = {}, body = "", on304 } = feed.answer(now());
    const isKnown =
      status === 200 &&
      (own["etag"] !== undefined
        ? headers["if-none-match"] === own["etag"]
        : own["last-modified"] !== undefined && headers["if-modified-since"] === own["last-modified"]);
    const said = isKnown && on304 !== undefined ? { ...on304 } : { ...own };
    // On a document the pair is replaced whole; a 304 replaces what it carries.
    const before = isKnown ? record.given : null;
    if (status === 200) record.given = { etag: said["etag"] ?? before?.etag, lastModified: said["last-modified"] ?? before?.lastModified };
    const maxAge = /max-age=(\d+)/.exec(said["cache-control"] ?? "")?.[1];
    const freshFor = maxAge === undefined ? 0 : (Number(maxAge) - Number(said["age"] ?? 0)) * 1000;
    if (status === 200) record.notBefore = now() + Math.max(freshFor, Date.parse(said["expires"] ?? "") - now() || 0);
    const retryAfter = Number(said["retry-after"] ?? 0) * 1000;
    if (retryAfter > 0) quiet.set(key.slice(0, key.indexOf("/")), now() + retryAfter);
    response.sendDate = false;
    response.writeHead(isKnown ? 304 : status, { ...said, date: new Date(now()).toUTCString(), "set-cookie": "tracked=yes" });
    response.end(isKnown ? undefined : body);
  }

  const server = createServer((request, response) => {
    const key = `${request.headers.host ?? ""}${request.url ?? ""}`;
    const feed = feeds[key];
    if (feed === undefined) {
      complaints.push(`asked for ${key}, which nobody subscribed to`);
      response.writeHead(404).end();
      return;
    }
    send(response, key, judge(key, feed, request.headers), feed, request.headers);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    complaints,
    /** Polls and unconditional ones, for each address. */
    tally: () => [...records].map(([key, { polls, unconditional }]) => ({ key, polls, unconditional })),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
