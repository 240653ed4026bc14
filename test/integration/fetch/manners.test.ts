import { describe, expect, it } from "vitest";
import type { ResolveAll } from "../../../src/fetch/guarded-connector.ts";
import { fetcherWith, getFeed, gist, serve, towards } from "./loopback.ts";

const HOUR = 3600_000;
const LOOPBACK = { address: "127.0.0.1", family: 4 };
const START = Date.parse("2026-03-01T12:00:00Z");

describe("manners towards a host", () => {
  it("requests to one host start apart, whatever the scheme of waiting, while another host is not kept waiting", async () => {
    const server = await serve((_, response) => response.end());
    const fetcher = fetcherWith({ ...towards(server), perHost: { concurrency: 2, spacingMs: 400 } });
    const start = performance.now();
    await Promise.all(
      [..."abc"].map((name) => getFeed(fetcher, `http://one.example/${name}`)).concat(getFeed(fetcher, "http://two.example/")),
    );
    const at = (host: string) => server.seen.filter((seen) => seen.host === host).map((seen) => seen.at - start);
    const [first = 0, second = 0, third = 0] = at("one.example");
    expect(second - first).toBeGreaterThan(200);
    expect(third - second).toBeGreaterThan(200);
    expect(at("two.example")[0]).toBeLessThan(second);
  });

  it("the spacing counts from when a request goes out, not from when its turn came, and again from its end", async () => {
    const server = await serve(({ path }, response) => void setTimeout(() => response.end(), path === "/b" ? 350 : 0));
    // The first connection takes almost as long as the spacing.
    let asked = 0;
    const lookup: ResolveAll = (_, callback) => void setTimeout(() => callback(null, [LOOPBACK]), asked++ === 0 ? 300 : 0);
    const fetcher = fetcherWith({ lookup, perHost: { concurrency: 2, spacingMs: 400 } });
    await Promise.all([..."abc"].map((name) => getFeed(fetcher, server.url(`/${name}`, "one.example"))));
    const [first = 0, second = 0, third = 0] = server.seen.map((seen) => seen.at);
    expect(second - first).toBeGreaterThan(390);
    expect(third - second).toBeGreaterThan(740);
  });

  it("a host whose connection is still being made is not asked for another page meanwhile", async () => {
    const server = await serve((_, response) => response.end());
    const lookup: ResolveAll = (_, callback) => void setTimeout(() => callback(null, [LOOPBACK]), 300);
    const fetcher = fetcherWith({ lookup, perHost: { concurrency: 2, spacingMs: 100 } });
    await Promise.all([..."ab"].map((name) => getFeed(fetcher, server.url(`/${name}`, "one.example"))));
    const [first = 0, second = 0] = server.seen.map((seen) => seen.at);
    expect(second - first).toBeGreaterThan(390);
  });

  it("no more than two requests are under way at one host", async () => {
    let open = 0;
    let most = 0;
    const server = await serve((_, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open -= 1;
        response.end();
      }, 30);
    });
    const fetcher = fetcherWith();
    await Promise.all([..."abcdef"].map((name) => getFeed(fetcher, server.url(`/${name}`))));
    expect(most).toBe(2);
  });

  it("waiting for a turn does not count as the server's time", async () => {
    const server = await serve((_, response) => response.end());
    const fetcher = fetcherWith({ timeoutMs: 250, perHost: { concurrency: 1, spacingMs: 200 } });
    const answers = await Promise.all([..."abc"].map((name) => getFeed(fetcher, server.url(`/${name}`))));
    expect(answers.map(gist)).toEqual(["fetched 200", "fetched 200", "fetched 200"]);
  });

  it("a failed request makes room for the next", async () => {
    const fetcher = fetcherWith({ perHost: { concurrency: 1, spacingMs: 0 } });
    const server = await serve((_, response) => response.destroy());
    const answers = await Promise.all([..."abc"].map((name) => getFeed(fetcher, server.url(`/${name}`))));
    expect(answers.map((answer) => answer.outcome)).toEqual(["failed", "failed", "failed"]);
  });

  it.each([429, 503])(
    "Retry-After stalls strangers: a Retry-After with %i keeps every feed of the host quiet, and no other host",
    async (status) => {
      let time = START;
      const server = await serve(({ host, path }, response) => {
        const busy = host === "one.example" && path === "/busy";
        response.writeHead(busy ? status : 200, busy ? { "retry-after": new Date(START + HOUR).toUTCString() } : {}).end();
      });
      const fetcher = fetcherWith({ ...towards(server), now: () => new Date(time) });
      expect(await getFeed(fetcher, "http://one.example/busy")).toMatchObject({ outcome: "refused", status, retryAfterMs: HOUR });
      time += HOUR / 4;
      const held = await getFeed(fetcher, "http://one.example/other");
      expect(held).toMatchObject({ outcome: "refused", status, retryAfterMs: (3 * HOUR) / 4 });
      expect(gist(held)).toContain(`GET http://one.example/other: not sent, since one.example answered ${status} `);
      expect(gist(held)).toContain("is left alone until 2026-03-01T13:00:00.000Z");
      expect(gist(await getFeed(fetcher, "http://two.example/"))).toBe("fetched 200");
      expect(server.seen).toHaveLength(2);
      time += (3 * HOUR) / 4;
      expect(gist(await getFeed(fetcher, "http://one.example/other"))).toBe("fetched 200");
    },
  );

  it("a 429 that names no time keeps the host quiet for an hour, a 503 does not", async () => {
    const server = await serve(({ path }, response) => response.writeHead(Number(path.slice(1))).end());
    const fetcher = fetcherWith({ now: () => new Date(START) });
    expect(await getFeed(fetcher, server.url("/503"))).toMatchObject({ status: 503, retryAfterMs: null });
    expect(await getFeed(fetcher, server.url("/429"))).toMatchObject({ status: 429, retryAfterMs: HOUR });
    expect(gist(await getFeed(fetcher, server.url("/200")))).toContain("not sent");
  });
});
