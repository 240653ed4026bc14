import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { fetcherWith, getFeed, getPage, gist, serve, serveRaw } from "./loopback.ts";

const MIB = 2 ** 20;
const timed = async <T>(work: Promise<T>): Promise<{ value: T; ms: number }> => {
  const start = performance.now();
  return { value: await work, ms: performance.now() - start };
};

describe("size", () => {
  it("a feed of 50 MB that names its length is stopped before its body", async () => {
    const server = await serve((_, response) => response.writeHead(200, { "content-length": 50 * MIB }).write("x"));
    const answer = await getFeed(fetcherWith(), server.url("/feed"));
    expect(gist(answer)).toBe(`failed too-large: GET ${server.url("/feed")}: larger than 15 MiB, stopped`);
  });

  it("an endless body is stopped at the limit and its connection closed", async () => {
    const server = await serve((_, response) => {
      const pump = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      };
      response.on("drain", pump);
      pump();
    });
    const answer = await getFeed(fetcherWith(), server.url("/feed"));
    expect(gist(answer)).toBe(`failed too-large: GET ${server.url("/feed")}: larger than 15 MiB, stopped`);
    await expect.poll(server.open, { timeout: 10_000 }).toBe(0);
  });

  it("a page has a smaller limit than a feed", async () => {
    const server = await serve((_, response) => response.end(Buffer.alloc(4 * MIB)));
    const fetcher = fetcherWith({ robots: false });
    expect(gist(await getPage(fetcher, server.url("/")))).toContain("larger than 3 MiB, stopped");
    expect(gist(await getFeed(fetcher, server.url("/")))).toBe("fetched 200");
  });

  it("a body of exactly the limit is taken", async () => {
    const server = await serve(({ path }, response) => response.end(Buffer.alloc(Number(path.slice(1)))));
    const fetcher = fetcherWith({ maxFeedBytes: 1000 });
    expect(gist(await getFeed(fetcher, server.url("/1000")))).toBe("fetched 200");
    expect(gist(await getFeed(fetcher, server.url("/1001")))).toContain("larger than 1000 bytes, stopped");
  });

  it.each([
    { encoding: "gzip", bomb: gzipSync(Buffer.alloc(200 * MIB)) },
    { encoding: "br", bomb: brotliCompressSync(Buffer.alloc(64 * MIB)) },
    { encoding: "gzip, gzip", bomb: gzipSync(gzipSync(Buffer.alloc(200 * MIB))) },
  ])("a $encoding bomb is stopped once its content passes the limit", async ({ encoding, bomb }) => {
    const server = await serve((_, response) => response.writeHead(200, { "content-encoding": encoding }).end(bomb));
    const before = process.memoryUsage().arrayBuffers;
    const { value, ms } = await timed(getFeed(fetcherWith(), server.url("/feed")));
    expect(gist(value)).toContain("larger than 15 MiB once decompressed, stopped");
    expect(ms).toBeLessThan(2000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MIB);
  });

  it("three layers of compression are refused unread", async () => {
    const server = await serve((_, response) => response.writeHead(200, { "content-encoding": "gzip, gzip, gzip" }).end("x"));
    expect(gist(await getFeed(fetcherWith(), server.url("/")))).toContain("failed protocol");
  });

  it("a compressed body that breaks off yields nothing rather than half a feed", async () => {
    const whole = gzipSync(Buffer.from("<item/>".repeat(1000)));
    const server = await serve((_, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(whole.subarray(0, whole.length - 9)),
    );
    expect(gist(await getFeed(fetcherWith(), server.url("/")))).toContain("failed protocol");
  });
});

describe("time", () => {
  it("a server that never answers is given up after the total time", async () => {
    const server = await serveRaw(null);
    const { value, ms } = await timed(getFeed(fetcherWith({ timeoutMs: 300 }), server.url("/feed")));
    expect(gist(value)).toBe(`failed timeout: GET ${server.url("/feed")}: no answer within 300 ms`);
    expect(ms).toBeGreaterThan(250);
    expect(ms).toBeLessThan(2000);
    await expect.poll(server.open).toBe(0);
  });

  it("a byte every 50 ms does not stretch the total time", async () => {
    const server = await serve((_, response) => {
      const drip = setInterval(() => response.write("x"), 50);
      response.on("close", () => clearInterval(drip));
    });
    const { value, ms } = await timed(getFeed(fetcherWith({ timeoutMs: 500 }), server.url("/feed")));
    expect(gist(value)).toBe(`failed timeout: GET ${server.url("/feed")}: answer not complete within 500 ms`);
    expect(ms).toBeLessThan(2000);
  });

  it("redirects share one total time", async () => {
    const server = await serve(({ path }, response) => {
      setTimeout(() => response.writeHead(302, { location: `${path}x` }).end(), 150);
    });
    const { value, ms } = await timed(getFeed(fetcherWith({ timeoutMs: 400 }), server.url("/")));
    expect(gist(value)).toContain("failed timeout");
    expect(ms).toBeLessThan(2000);
    expect(server.seen.length).toBeLessThanOrEqual(3);
  });

  it("a caller that gives up in the middle of a body gets its own reason", async () => {
    const server = await serve((_, response) => response.writeHead(200).write("<rss>"));
    const giveUp = new AbortController();
    const pending = fetcherWith().fetch({ url: server.url("/"), kind: "feed" }, giveUp.signal);
    setTimeout(() => giveUp.abort("enough"), 100);
    await expect(pending).rejects.toBe("enough");
    await expect.poll(server.open).toBe(0);
  });
});
