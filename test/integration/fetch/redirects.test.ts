import { describe, expect, it } from "vitest";
import { fetcherWith, getFeed, gist, serve, serveRaw, towards } from "./loopback.ts";

/** /0 leads to /1, /1 to /2 and so on for ever. */
const stairs = () => serve(({ path }, response) => response.writeHead(302, { location: `/${Number(path.slice(1)) + 1}` }).end());

describe("redirects", () => {
  it("eight are followed and a ninth is not", async () => {
    const server = await serve(({ path }, response) => {
      if (path === "/8") response.end("arrived");
      else response.writeHead(301, { location: `/${Number(path.slice(1)) + 1}` }).end();
    });
    expect(await getFeed(fetcherWith(), server.url("/0"))).toMatchObject({
      outcome: "fetched",
      permanent: true,
      finalUrl: server.url("/8"),
    });
    const tooMany = await getFeed(fetcherWith(), server.url("/-1"));
    expect(gist(tooMany)).toBe(`failed redirects: GET ${server.url("/-1")}: more than 8 redirects (redirected to ${server.url("/7")})`);
  });

  it("twenty hops cost nine requests", async () => {
    const server = await stairs();
    expect(gist(await getFeed(fetcherWith(), server.url("/0")))).toContain("failed redirects");
    expect(server.seen).toHaveLength(9);
  });

  it("a circle is noticed at its first return", async () => {
    const server = await serve(({ path }, response) => response.writeHead(302, { location: path === "/a" ? "/b" : "/a" }).end());
    expect(gist(await getFeed(fetcherWith(), server.url("/a")))).toBe(
      `failed redirects: GET ${server.url("/a")}: redirects in a circle (redirected to ${server.url("/b")})`,
    );
    expect(server.seen).toHaveLength(2);
  });

  it("an answer that refuses after a redirect names both addresses", async () => {
    const server = await serve(({ path }, response) =>
      (path === "/a" ? response.writeHead(302, { location: "/b" }) : response.writeHead(410)).end(),
    );
    expect(gist(await getFeed(fetcherWith(), server.url("/a")))).toBe(
      `refused 410: GET ${server.url("/a")}: refused with 410 Gone (redirected to ${server.url("/b")})`,
    );
  });

  it.each([
    { to: "file:///etc/passwd", says: "file: addresses are not fetched, only http and https" },
    { to: "javascript:alert(1)", says: "javascript: addresses are not fetched" },
    { to: "http://user:hunter2@news.example/", says: "a user name or password" },
    {
      to: "http://169.254.169.254/latest/meta-data/",
      says: "169.254.169.254 is not a public address; allow it in fetch.allowPrivateNetworks",
    },
    { to: "http://[::ffff:10.0.0.1]/", says: "is not a public address" },
  ])("a redirect to $to is blocked", async ({ to, says }) => {
    const server = await serve((_, response) => response.writeHead(301, { location: to }).end());
    const answer = await getFeed(fetcherWith(), server.url("/feed"));
    expect(answer).toMatchObject({ outcome: "failed", failure: "blocked", message: expect.stringContaining(says) });
    expect(gist(answer)).not.toContain("hunter2");
    expect(server.seen).toHaveLength(1);
  });

  it("a redirect from a public name to this machine is blocked without a connection", async () => {
    const victim = await serve((_, response) => response.end("secret"));
    const server = await serve((_, response) => response.writeHead(302, { location: `http://[::1]:${victim.port}/admin` }).end());
    const answer = await getFeed(fetcherWith(towards(server)), "http://news.example/feed");
    expect(answer).toMatchObject({ outcome: "failed", failure: "blocked" });
    expect(victim.connections()).toBe(0);
    expect(server.connections()).toBe(1);
  });

  it("a Location in raw UTF-8 leads where it says", async () => {
    const server = await serveRaw(
      Buffer.from("HTTP/1.1 302 Found\r\nLocation: /\u00e9t\u00e9\r\nContent-Length: 0\r\n\r\n").toString("latin1"),
    );
    expect(gist(await getFeed(fetcherWith(), server.url("/")))).toContain(server.url("/%C3%A9t%C3%A9"));
  });
});

describe("validators of a feed that redirects", () => {
  it("are shown to the address that gave them and to no other", async () => {
    const server = await serve(({ path, headers }, response) => {
      if (path === "/old") response.writeHead(302, { location: "/new" }).end();
      else response.writeHead(headers["if-none-match"] === '"n1"' ? 304 : 200, { etag: '"n1"' }).end();
    });
    const fetcher = fetcherWith();
    const poll = (etag: string | null) =>
      fetcher.fetch(
        { url: server.url("/old"), kind: "feed", validators: { etag, lastModified: null, url: server.url("/new") } },
        new AbortController().signal,
      );
    expect(gist(await poll(null))).toBe("fetched 200");
    expect(gist(await poll('"n1"'))).toBe("unchanged 304");
    expect(server.seen.map(({ path, headers }) => [path, headers["if-none-match"]])).toEqual([
      ["/old", undefined],
      ["/new", undefined],
      ["/old", undefined],
      ["/new", '"n1"'],
    ]);
  });

  it("are not shown to a new target, which might take them for its own", async () => {
    let target = "/first";
    const server = await serve(({ path, headers }, response) => {
      if (path === "/feed") response.writeHead(302, { location: target }).end();
      else
        response
          .writeHead(headers["if-modified-since"] === undefined ? 200 : 304, { "last-modified": "Sun, 01 Mar 2026 00:00:00 GMT" })
          .end();
    });
    const fetcher = fetcherWith();
    const poll = (lastModified: string | null) =>
      fetcher.fetch(
        { url: server.url("/feed"), kind: "feed", validators: { etag: null, lastModified, url: server.url("/first") } },
        new AbortController().signal,
      );
    await poll(null);
    target = "/second";
    expect(gist(await poll("Sun, 01 Mar 2026 00:00:00 GMT"))).toBe("fetched 200");
  });
});
