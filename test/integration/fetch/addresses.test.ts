import type { LookupAddress } from "node:dns";
import { readFileSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ResolveAll } from "../../../src/fetch/guarded-connector.ts";
import { fetcherWith, getFeed, getPage, gist, serve, towards } from "./loopback.ts";

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/fetch/${name}`, import.meta.url), "utf8");
const NEWS_EXAMPLE = { key: fixture("news.example.key"), cert: fixture("news.example.crt") };

const answering =
  (...addresses: string[]): ResolveAll =>
  (_, callback) =>
    callback(
      null,
      addresses.map((address): LookupAddress => ({ address, family: address.includes(":") ? 6 : 4 })),
    );

describe("addresses that are not public", () => {
  it.each(["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1", "[::7f00:1]", "127.1", "１２７.0.0.1"])(
    "nothing is sent to this machine under the name %s",
    async (host) => {
      const server = await serve((_, response) => response.end("secret"));
      for (const get of [getFeed, getPage]) {
        const answer = await get(fetcherWith({ allowPrivateNetworks: [] }), `http://${host}:${server.port}/feed`);
        expect(answer).toMatchObject({
          outcome: "failed",
          failure: "blocked",
          message: expect.stringContaining("is not a public address"),
        });
      }
      expect(server.connections()).toBe(0);
    },
  );

  it("the message says what was tried and what helps", async () => {
    expect(gist(await getFeed(fetcherWith({ allowPrivateNetworks: [] }), "http://127.0.0.1/feed"))).toBe(
      "failed blocked: GET http://127.0.0.1/feed: 127.0.0.1 is not a public address; allow it in fetch.allowPrivateNetworks",
    );
  });

  it("a public name that DNS leads to a private address is blocked", async () => {
    const fetcher = fetcherWith({ allowPrivateNetworks: [], lookup: answering("10.0.0.5", "fd00::5") });
    expect(gist(await getFeed(fetcher, "https://intranet.example/feed"))).toBe(
      "failed blocked: GET https://intranet.example/feed: intranet.example leads to 10.0.0.5, which is not a public address; allow it in fetch.allowPrivateNetworks",
    );
  });

  it("of several DNS answers only the allowed ones are tried", async () => {
    const server = await serve((_, response) => response.end("hi"));
    const fetcher = fetcherWith({ lookup: answering("10.0.0.5", "127.0.0.1") });
    expect(gist(await getFeed(fetcher, server.url("/", "news.example")))).toBe("fetched 200");
  });

  it("the name localhost counts as what it leads to", async () => {
    const server = await serve((_, response) => response.end("hi"));
    expect(gist(await getFeed(fetcherWith({ allowPrivateNetworks: [] }), server.url("/", "localhost")))).toContain("failed blocked");
    expect(gist(await getFeed(fetcherWith(), server.url("/", "localhost")))).toBe("fetched 200");
  });

  it("a connection that ends elsewhere than its address said is dropped before anything is sent", async () => {
    // Linux connects 0.0.0.0 to 127.0.0.1, so allowing the first must not open the second.
    const server = await serve((_, response) => response.end("secret"));
    const answer = await getFeed(fetcherWith({ allowPrivateNetworks: ["0.0.0.0/32"] }), server.url("/", "0.0.0.0"));
    expect(gist(answer)).toContain("0.0.0.0 leads to 127.0.0.1, which is not a public address");
    expect(server.seen).toHaveLength(0);
  });

  it("connectTo opens no private address by itself", async () => {
    const server = await serve((_, response) => response.end("secret"));
    const answer = await getFeed(fetcherWith({ allowPrivateNetworks: [], ...towards(server) }), "http://news.example/");
    expect(gist(answer)).toContain("failed blocked");
    expect(server.connections()).toBe(0);
  });

  it("connectTo does not hide that the address itself is private", async () => {
    const server = await serve((_, response) => response.end("secret"));
    expect(gist(await getFeed(fetcherWith(towards(server)), "http://10.1.2.3/"))).toContain("10.1.2.3 is not a public address");
    expect(server.connections()).toBe(0);
  });

  it("a network that cannot be read is refused by name when the fetcher is made", () => {
    expect(() => fetcherWith({ allowPrivateNetworks: ["localhost"] })).toThrow('fetch.allowPrivateNetworks: "localhost" is not a network');
  });
});

describe("addresses that cannot be used", () => {
  it.each([
    { url: "ftp://news.example/feed", says: "GET ftp://news.example/feed: ftp: addresses are not fetched, only http and https" },
    { url: "https://me:hunter2@news.example/feed", says: "GET https://news.example/feed: an address with a user name or password" },
    { url: "not an address", says: 'GET "not an address": not an http or https address' },
    { url: "http://me:hunter2@bad host/\nx", says: 'GET "http://bad host/\\nx": not an http or https address' },
  ])("$url is blocked without leaking a password", async ({ url, says }) => {
    const answer = await getFeed(fetcherWith(), url);
    expect(answer).toMatchObject({ outcome: "failed", failure: "blocked", message: expect.stringContaining(says) });
    expect(gist(answer)).not.toContain("hunter2");
  });

  it("a name without address is a failure of the kind dns", async () => {
    const notFound: ResolveAll = (_, callback) => callback(Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" }), []);
    const answer = await getFeed(fetcherWith({ lookup: notFound }), "http://nowhere.example/feed");
    expect(gist(answer)).toBe(
      "failed dns: GET http://nowhere.example/feed: the host name has no address (ENOTFOUND); check its spelling and this machine's DNS",
    );
  });

  it("a DNS that never answers ends with the total time, or earlier when the caller gives up", async () => {
    const start = performance.now();
    const answer = await getFeed(fetcherWith({ lookup: () => {}, timeoutMs: 200 }), "http://slow.example/feed");
    expect(gist(answer)).toBe("failed timeout: GET http://slow.example/feed: no answer within 200 ms");
    const fetcher = fetcherWith({ lookup: () => {} });
    const pending = fetcher.fetch({ url: "http://slow.example/feed", kind: "feed" }, AbortSignal.timeout(100));
    await expect(pending).rejects.toThrow("The operation was aborted due to timeout");
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe("TLS", () => {
  it("a certificate that nobody vouches for is a failure of the kind tls", async () => {
    const server = await serve((_, response) => response.end("hi"), NEWS_EXAMPLE);
    const answer = await getFeed(fetcherWith(towards(server)), "https://news.example/feed");
    expect(gist(answer)).toContain("failed tls: GET https://news.example/feed: no trusted TLS connection (DEPTH_ZERO_SELF_SIGNED_CERT");
    expect(server.seen).toHaveLength(0);
    await expect.poll(server.open).toBe(0);
  });

  it("the certificate must be for the name in the address, wherever the connection goes", async () => {
    const before = getCACertificates("default");
    setDefaultCACertificates([...before, NEWS_EXAMPLE.cert]);
    onTestFinished(() => setDefaultCACertificates(before));
    const server = await serve((_, response) => response.end("hi"), NEWS_EXAMPLE);
    const fetcher = fetcherWith(towards(server));
    expect(gist(await getFeed(fetcher, "https://news.example/feed"))).toBe("fetched 200");
    expect(gist(await getFeed(fetcher, "https://other.example/feed"))).toContain("failed tls");
  });

  it("plain HTTP on the far side is a failure of the kind tls", async () => {
    const server = await serve((_, response) => response.end("hi"));
    expect(gist(await getFeed(fetcherWith(towards(server)), "https://news.example/feed"))).toContain("failed tls");
  });
});
