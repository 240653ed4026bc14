import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { fetcherContract } from "../../contract/fetcher.contract.ts";
import { fetcherWith, getFeed, getPage, gist, serve, serveRaw, towards, USER_AGENT } from "./loopback.ts";

describe("the HTTP fetcher keeps the port's promises", () => fetcherContract(() => fetcherWith()));

describe("what a request says", () => {
  it("a feed is asked for honestly: who we are, which formats, and nothing that a browser would add", async () => {
    const server = await serve((_, response) => response.end("<rss/>"));
    await getFeed(fetcherWith(), server.url("/feed?x=1"));
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]?.path).toBe("/feed?x=1");
    const { accept, ...others } = server.seen[0]?.headers ?? {};
    expect(others).toEqual({
      host: `127.0.0.1:${server.port}`,
      connection: "close",
      "user-agent": USER_AGENT,
      "accept-encoding": "gzip, br",
    });
    for (const type of ["application/atom+xml", "application/rss+xml", "application/feed+json"]) expect(accept).toContain(type);
    expect(accept).toMatch(/\*\/\*;q=0\.1$/);
  });

  it("a page is asked for as HTML", async () => {
    const server = await serve((_, response) => response.end("<p>"));
    await getPage(fetcherWith({ robots: false }), server.url("/a"));
    expect(server.seen[0]?.headers.accept).toMatch(/^text\/html/);
  });

  it("cookies that a server sets are not given back, and every request has a connection of its own", async () => {
    const server = await serve((_, response) => response.writeHead(200, { "set-cookie": "id=1" }).end());
    const fetcher = fetcherWith();
    await getFeed(fetcher, server.url("/"));
    await getFeed(fetcher, server.url("/"));
    expect(server.seen[1]?.headers.cookie).toBeUndefined();
    expect(server.connections()).toBe(2);
    await expect.poll(server.open).toBe(0);
  });

  it("the part of an address after # stays at home", async () => {
    const server = await serve((_, response) => response.end());
    expect(await getFeed(fetcherWith(), server.url("/feed#top"))).toMatchObject({
      url: server.url("/feed#top"),
      finalUrl: server.url("/feed"),
    });
    expect(server.seen[0]?.path).toBe("/feed");
  });

  it("with connectTo the connection goes there and the Host header keeps the name", async () => {
    const server = await serve((_, response) => response.end("hi"));
    const answer = await getFeed(fetcherWith(towards(server)), "http://news.example/feed");
    expect(answer).toMatchObject({ outcome: "fetched", finalUrl: "http://news.example/feed" });
    expect(server.seen[0]?.host).toBe("news.example");
  });

  it("a validator that no header can hold is left out instead of failing every poll to come", async () => {
    const server = await serve((_, response) => response.end());
    const validators = { etag: '"a\u0001b"', lastModified: "Sat, 28 Feb 2026 08:00:00 GMT", url: server.url("/") };
    const answer = await fetcherWith().fetch({ url: server.url("/"), kind: "feed", validators }, new AbortController().signal);
    expect(answer.outcome).toBe("fetched");
    expect(server.seen[0]?.headers).toMatchObject({ "if-modified-since": validators.lastModified });
    expect(server.seen[0]?.headers).not.toHaveProperty("if-none-match");
  });
});

describe("what an answer holds", () => {
  it.each([
    { encoding: "gzip", encode: gzipSync },
    { encoding: "X-GZIP", encode: gzipSync },
    { encoding: "deflate", encode: deflateSync },
    { encoding: "br", encode: brotliCompressSync },
    { encoding: "gzip, br", encode: (bytes: Buffer) => brotliCompressSync(gzipSync(bytes)) },
    { encoding: "identity", encode: (bytes: Buffer) => bytes },
  ])("a body in the encoding $encoding is decoded", async ({ encoding, encode }) => {
    const text = "Die Klausel gilt weiter, schließlich. ".repeat(5000);
    const server = await serve((_, response) => response.writeHead(200, { "content-encoding": encoding }).end(encode(Buffer.from(text))));
    const answer = await getFeed(fetcherWith(), server.url("/"));
    expect(answer.outcome === "fetched" && Buffer.from(answer.body).toString() === text).toBe(true);
  });

  it("several Link lines are one list, several ETag lines count once", async () => {
    const server = await serve((_, response) => {
      response.setHeader("link", ["<https://hub.example/>; rel=hub", "<https://news.example/feed>; rel=self"]);
      response.setHeader("etag", ['"a"', '"b"']);
      response.end();
    });
    const answer = await getFeed(fetcherWith(), server.url("/"));
    expect(answer).toMatchObject({
      headers: { link: "<https://hub.example/>; rel=hub, <https://news.example/feed>; rel=self", etag: '"a"' },
    });
  });

  it("a 304 that nobody asked for is a fault of the server, not an unchanged feed", async () => {
    const server = await serve((_, response) => response.writeHead(304).end());
    const message = `GET ${server.url("/")}: answered 304 Not Modified although it was asked without validators`;
    expect(await getFeed(fetcherWith(), server.url("/"))).toEqual({ outcome: "failed", failure: "protocol", message });
  });

  it.each([
    {
      what: "a redirect without Location",
      raw: "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
      failure: "protocol",
      says: "without an address to go to",
    },
    { what: "no HTTP at all", raw: "220 mail.example ESMTP\r\n", failure: "protocol", says: "not valid HTTP" },
    { what: "headers without end", raw: `HTTP/1.1 200 OK\r\nX: ${"x".repeat(40_000)}`, failure: "protocol", says: "not valid HTTP" },
    {
      what: "a body shorter than promised",
      raw: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
      failure: "connect",
      says: "broke before",
    },
    {
      what: "a broken chunk",
      raw: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      failure: "protocol",
      says: "not valid HTTP",
    },
    { what: "a connection closed in silence", raw: "", failure: "connect", says: "broke before" },
    {
      what: "an encoding we did not ask for",
      raw: "HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n\r\nabc",
      failure: "protocol",
      says: "was not asked for",
    },
    {
      what: "what is no gzip",
      raw: "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n<rss/>",
      failure: "protocol",
      says: "does not decode as gzip",
    },
    {
      what: "what is no brotli",
      raw: "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n<rss/>",
      failure: "protocol",
      says: "does not decode as br",
    },
  ])("$what is a failure of the kind $failure", async ({ raw, failure, says }) => {
    const server = await serveRaw(raw);
    const answer = await getFeed(fetcherWith(), server.url("/"));
    expect(answer).toMatchObject({ outcome: "failed", failure, message: expect.stringContaining(says) });
    expect(gist(answer)).not.toContain("\n");
  });
});
