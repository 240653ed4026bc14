import { describe, expect, it } from "vitest";
import { ROBOTS_MAX_BYTES } from "../../../src/fetch/robots.ts";
import { type Answering, fetcherWith, getFeed, getPage, gist, serve, serveRaw, towards } from "./loopback.ts";

const HOUR = 3600_000;
const START = Date.parse("2026-03-01T12:00:00Z");

/** A site whose robots.txt is answered by `robots` and everything else with 200. */
const site = (robots: Answering) =>
  serve((seen, response) => (seen.path === "/robots.txt" ? robots(seen, response) : void response.end("<p>")));
const rules = (text: string) => site((_, response) => response.end(text));
const paths = (server: { seen: readonly { path: string }[] }) => server.seen.map((one) => one.path);

describe("robots.txt", () => {
  it("keeps a page from being fetched that it disallows for everybody", async () => {
    const server = await rules("User-agent: *\nDisallow: /archive/\n");
    const fetcher = fetcherWith();
    expect(gist(await getPage(fetcher, server.url("/archive/1")))).toBe(
      `failed robots: GET ${server.url("/archive/1")}: ${server.url("/robots.txt")} asks robots not to fetch it`,
    );
    expect(gist(await getPage(fetcher, server.url("/news/1")))).toBe("fetched 200");
    expect(paths(server)).toEqual(["/robots.txt", "/news/1"]);
  });

  it("our own group counts more than the one for everybody, whatever its case", async () => {
    const server = await rules("User-agent: *\nDisallow: /\n\nUser-agent: CLAUSEWATCH\nAllow: /\nDisallow: /drafts");
    const fetcher = fetcherWith();
    expect(gist(await getPage(fetcher, server.url("/news")))).toBe("fetched 200");
    expect(gist(await getPage(fetcher, server.url("/drafts/1")))).toContain("failed robots");
  });

  it("the longest rule decides, wildcards and end marks included", async () => {
    const server = await rules("User-agent: *\nDisallow: /\nAllow: /news/*.html$\nDisallow: /news/private");
    const fetcher = fetcherWith();
    const outcome = async (path: string) => (await getPage(fetcher, server.url(path))).outcome;
    expect(await outcome("/news/a.html")).toBe("fetched");
    expect(await outcome("/news/a.html?page=2")).toBe("failed");
    expect(await outcome("/about")).toBe("failed");
  });

  it("is never asked for a feed, which somebody subscribed to", async () => {
    const server = await rules("User-agent: *\nDisallow: /");
    expect(gist(await getFeed(fetcherWith(), server.url("/feed")))).toBe("fetched 200");
    expect(paths(server)).toEqual(["/feed"]);
  });

  it("is not asked when switched off", async () => {
    const server = await rules("User-agent: *\nDisallow: /");
    expect(gist(await getPage(fetcherWith({ robots: false }), server.url("/a")))).toBe("fetched 200");
  });

  it("of another host is asked when a page redirects there", async () => {
    const server = await serve(({ host, path }, response) => {
      if (path === "/robots.txt") response.end(host === "private.example" ? "User-agent: *\nDisallow: /" : "");
      else if (host === "news.example") response.writeHead(302, { location: "http://private.example/a" }).end();
      else response.end("secret");
    });
    expect(gist(await getPage(fetcherWith(towards(server)), "http://news.example/a"))).toContain(
      "failed robots: GET http://news.example/a: http://private.example/robots.txt",
    );
    expect(server.seen.map(({ host, path }) => host + path)).toEqual([
      "news.example/robots.txt",
      "news.example/a",
      "private.example/robots.txt",
    ]);
  });

  it("is asked once for pages fetched at the same time, and again after 24 hours", async () => {
    let time = START;
    const server = await rules("");
    const fetcher = fetcherWith({ now: () => new Date(time) });
    const asked = () => paths(server).filter((path) => path === "/robots.txt").length;
    await Promise.all(["/1", "/2", "/3"].map((path) => getPage(fetcher, server.url(path))));
    time += 23 * HOUR;
    await getPage(fetcher, server.url("/4"));
    expect(asked()).toBe(1);
    time += HOUR;
    await Promise.all(["/5", "/6"].map((path) => getPage(fetcher, server.url(path))));
    expect(asked()).toBe(2);
  });

  it.each([401, 403, 404, 410])("allows everything when its answer is %i", async (status) => {
    const server = await site((_, response) => response.writeHead(status).end("User-agent: *\nDisallow: /"));
    expect(gist(await getPage(fetcherWith(), server.url("/a")))).toBe("fetched 200");
  });

  it("allows everything when it redirects without end", async () => {
    const server = await serve(({ path }, response) =>
      path === "/a" ? response.end("<p>") : response.writeHead(302, { location: `${path}x` }).end(),
    );
    expect(gist(await getPage(fetcherWith(), server.url("/a")))).toBe("fetched 200");
  });

  it("keeps pages from being fetched for half an hour when its server fails", async () => {
    let time = START;
    let status = 500;
    const server = await site((_, response) => response.writeHead(status).end());
    const fetcher = fetcherWith({ now: () => new Date(time) });
    expect(gist(await getPage(fetcher, server.url("/a")))).toBe(
      `failed robots: GET ${server.url("/a")}: not fetched, since ${server.url("/robots.txt")} could not be read: it answered 500 Internal Server Error`,
    );
    status = 404;
    time += HOUR / 2 - 1;
    expect(gist(await getPage(fetcher, server.url("/a")))).toContain("failed robots");
    time += 1;
    expect(gist(await getPage(fetcher, server.url("/a")))).toBe("fetched 200");
    expect(paths(server)).toEqual(["/robots.txt", "/robots.txt", "/a"]);
  });

  it("keeps pages from being fetched when it does not answer, and the kind says why", async () => {
    const server = await serveRaw(null);
    const answer = await getPage(fetcherWith({ timeoutMs: 150 }), server.url("/a"));
    expect(gist(answer)).toBe(
      `failed timeout: GET ${server.url("/a")}: not fetched, since ${server.url("/robots.txt")} could not be read: no answer within 150 ms`,
    );
  });

  it("that holds its host passes the hold on to the page and is asked again afterwards", async () => {
    let time = START;
    let busy = true;
    const server = await site((_, response) => (busy ? response.writeHead(503, { "retry-after": "3600" }) : response).end());
    const fetcher = fetcherWith({ now: () => new Date(time) });
    expect(await getPage(fetcher, server.url("/a"))).toMatchObject({ outcome: "refused", status: 503, retryAfterMs: HOUR });
    busy = false;
    time += HOUR;
    expect(gist(await getPage(fetcher, server.url("/a")))).toBe("fetched 200");
  });

  it("counts up to 500 KiB, the line that the limit cuts left out", async () => {
    const head = `User-agent: *\nDisallow: /early\n${`#${"x".repeat(98)}\n`.repeat(ROBOTS_MAX_BYTES / 100)}`.slice(
      0,
      ROBOTS_MAX_BYTES - 12,
    );
    const server = await rules(`${head}\nDisallow: /late\n${"#\n".repeat(1000)}`);
    const fetcher = fetcherWith();
    expect(gist(await getPage(fetcher, server.url("/early")))).toContain("failed robots");
    expect(gist(await getPage(fetcher, server.url("/late")))).toBe("fetched 200");
    expect(gist(await getPage(fetcher, server.url("/")))).toBe("fetched 200");
  });

  it("a caller that gives up while robots.txt is asked gets its reason", async () => {
    const server = await serveRaw(null);
    const giveUp = new AbortController();
    const pending = fetcherWith().fetch({ url: server.url("/a"), kind: "page" }, giveUp.signal);
    setTimeout(() => giveUp.abort("enough"), 50);
    await expect(pending).rejects.toBe("enough");
  });
});
