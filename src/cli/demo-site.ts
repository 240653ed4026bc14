import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { PermanentError } from "../domain/errors.ts";
import { sha256 } from "../domain/ids.ts";
import { type DemoArticle, type DemoFeed, readCoverage } from "./demo-coverage.ts";
import { feedDocument } from "./demo-feeds.ts";
import { articleDocument } from "./demo-templates.ts";

const RELATED_LIMIT = 3;

/** `modified` is null where nothing has been published yet. */
type Found = { readonly type: string; readonly text: string; readonly modified: string | null };
type Reply = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string | Buffer };

export type DemoSite = {
  readonly port: number;
  readonly feeds: readonly DemoFeed[];
  readonly articles: readonly DemoArticle[];
  /** Reveals the articles up to this act; the site opens with act 1. */
  showAct(act: number): void;
  /** Answers given so far, by HTTP status. */
  requests(): Readonly<Record<number, number>>;
  close(): Promise<void>;
};

/** RFC 9110 §13.1: If-None-Match, compared weakly, goes before If-Modified-Since. */
function isUnchanged(request: IncomingMessage, etag: string, modified: string | null): boolean {
  const known = request.headers["if-none-match"];
  if (known !== undefined) return known.split(",").some((one) => one.trim() === "*" || one.trim() === etag);
  const since = Date.parse(request.headers["if-modified-since"] ?? "");
  return modified !== null && !Number.isNaN(since) && Date.parse(modified) <= since;
}

function reply(request: IncomingMessage, found: Found | null): Reply {
  if (found === null) return { status: 404, headers: { "content-type": "text/plain; charset=utf-8" }, body: "There is no such page.\n" };
  // Weak, because the packed and the plain body share it.
  const etag = `W/"${sha256(found.text).slice(0, 20)}"`;
  const headers = {
    etag,
    vary: "accept-encoding",
    ...(found.modified === null ? {} : { "last-modified": new Date(found.modified).toUTCString() }),
  };
  if (isUnchanged(request, etag, found.modified)) return { status: 304, headers, body: "" };
  const typed = { ...headers, "content-type": found.type };
  if (!/\bgzip\b/.test(String(request.headers["accept-encoding"]))) return { status: 200, headers: typed, body: found.text };
  return { status: 200, headers: { ...typed, "content-encoding": "gzip" }, body: gzipSync(found.text) };
}

/** Serves a folder of articles and their feeds on 127.0.0.1 as if it were all of their hosts: the Host header decides. Port 0 takes a free one. */
export async function startDemoSite({ acts, port = 0 }: { acts: URL; port?: number }): Promise<DemoSite> {
  const { feeds, articles } = await readCoverage(acts);
  const hosts = new Set([...articles.map((article) => article.host), ...feeds.map((feed) => new URL(feed.url).host)]);
  const counts: Record<number, number> = {};
  let shownAct = 1;

  const feedAt = (feed: DemoFeed): Found => {
    const listed = articles.filter((article) => article.act <= shownAct && article.feeds.includes(feed.id));
    return { ...feedDocument(feed, listed), modified: listed[0]?.published ?? null };
  };
  // Only earlier articles are related, so that a page stays the same when the next act opens.
  const pageOf = (article: DemoArticle): Found => {
    const earlier = articles.filter((other) => other.host === article.host && Date.parse(other.published) < Date.parse(article.published));
    return { ...articleDocument(article, earlier.slice(0, RELATED_LIMIT)), modified: article.published };
  };
  const find = (host: string, path: string): Found | null => {
    if (!hosts.has(host)) return null;
    if (path === "/robots.txt") return { type: "text/plain; charset=utf-8", text: "User-agent: *\nAllow: /\n", modified: null };
    const url = `http://${host}${path}`;
    const feed = feeds.find((one) => one.url === url);
    if (feed !== undefined) return feedAt(feed);
    const article = articles.find((one) => one.url === url && one.act <= shownAct);
    return article === undefined ? null : pageOf(article);
  };

  const server = createServer((request, response) => {
    const host = (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
    const [path = "/"] = (request.url ?? "/").split("?");
    const { status, headers, body } = reply(request, find(host, path));
    counts[status] = (counts[status] ?? 0) + 1;
    response.writeHead(status, headers).end(body);
  });
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch (cause) {
    throw new PermanentError(`the demo site could not listen on 127.0.0.1:${port}; choose another port, or 0 for any free one`, { cause });
  }
  return {
    port: (server.address() as AddressInfo).port,
    feeds,
    articles,
    showAct: (act) => {
      shownAct = act;
    },
    requests: () => ({ ...counts }),
    close: async () => {
      const closed = server[Symbol.asyncDispose]();
      server.closeAllConnections();
      await closed;
    },
  };
}
