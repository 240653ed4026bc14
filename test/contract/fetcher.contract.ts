import { expect, it } from "vitest";
import { validatorsAfter } from "../../src/domain/validators.ts";
import type { Fetcher } from "../../src/fetch/fetcher.ts";
import { serve } from "../integration/fetch/loopback.ts";

const never = new AbortController().signal;

/** What every Fetcher promises. `make` gives one that may reach loopback servers and waits for nothing between requests. */
export function fetcherContract(make: () => Fetcher): void {
  it("hands over the bytes, where they came from and the headers that later stages need", async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { "content-type": "application/rss+xml", etag: '"v1"', "cache-control": "max-age=900", "x-other": "1" });
      response.end(Buffer.from([0x3c, 0xe9, 0xff, 0x3e]));
    });
    const answer = await make().fetch({ url: server.url("/feed"), kind: "feed" }, never);
    expect(answer).toMatchObject({
      outcome: "fetched",
      status: 200,
      permanent: false,
      url: server.url("/feed"),
      finalUrl: server.url("/feed"),
    });
    if (answer.outcome !== "fetched") return;
    expect([...answer.body]).toEqual([0x3c, 0xe9, 0xff, 0x3e]);
    expect(answer.headers).toMatchObject({ "content-type": "application/rss+xml", etag: '"v1"', "cache-control": "max-age=900" });
    expect(answer.headers).not.toHaveProperty("x-other");
    expect(new Date(answer.fetchedAt).toISOString()).toBe(answer.fetchedAt);
  });

  it("answers unchanged when the server knows the validators, which it gets back byte for byte", async () => {
    const etag = 'W/"a\\b,\u00e9\u00ff  x"';
    const lastModified = "Sat, 28 Feb 2026 08:00:00 +0000 (approx)";
    const server = await serve(({ headers }, response) => {
      const known = headers["if-none-match"] === etag && headers["if-modified-since"] === lastModified;
      response.writeHead(known ? 304 : 200, { etag, "last-modified": lastModified, expires: "0" }).end();
    });
    const fetcher = make();
    const first = await fetcher.fetch({ url: server.url("/"), kind: "feed" }, never);
    if (first.outcome !== "fetched") throw new Error(`expected a body, got ${first.outcome}`);
    const validators = validatorsAfter(first, null);
    const second = await fetcher.fetch({ url: server.url("/"), kind: "feed", validators }, never);
    expect(second).toMatchObject({ outcome: "unchanged", status: 304, headers: { etag, expires: "0" } });
  });

  it("answers refused, in one line, when the server says no", async () => {
    const server = await serve((_, response) => response.writeHead(404).end("gone fishing"));
    const answer = await make().fetch({ url: server.url("/feed?id=7"), kind: "feed" }, never);
    const message = `GET ${server.url("/feed?id=7")}: refused with 404 Not Found`;
    expect(answer).toEqual({ outcome: "refused", status: 404, retryAfterMs: null, host: "127.0.0.1", message });
  });

  it("passes on how long the server wants to be left alone", async () => {
    const server = await serve((_, response) => response.writeHead(503, { "retry-after": "120" }).end());
    const answer = await make().fetch({ url: server.url("/feed"), kind: "feed" }, never);
    expect(answer).toMatchObject({ outcome: "refused", status: 503, retryAfterMs: 120_000 });
  });

  it("answers failed, naming the kind, when nobody listens", async () => {
    const answer = await make().fetch({ url: "http://127.0.0.1:1/feed", kind: "feed" }, never);
    expect(answer).toEqual({ outcome: "failed", failure: "connect", message: "GET http://127.0.0.1:1/feed: no connection (ECONNREFUSED)" });
  });

  it.each([
    { codes: [301, 308], permanent: true },
    { codes: [301, 302, 308], permanent: false },
    { codes: [307], permanent: false },
    { codes: [303], permanent: false },
  ])("calls redirects by $codes permanent: $permanent", async ({ codes, permanent }) => {
    const server = await serve(({ path }, response) => {
      const code = codes[Number(path.slice(1))];
      if (code === undefined) response.end("here");
      else response.writeHead(code, { location: String(Number(path.slice(1)) + 1) }).end();
    });
    const answer = await make().fetch({ url: server.url("/0"), kind: "feed" }, never);
    expect(answer).toMatchObject({ outcome: "fetched", permanent, url: server.url("/0"), finalUrl: server.url(`/${codes.length}`) });
  });

  it("throws the caller's own reason when the caller gives up, before or during the request", async () => {
    const server = await serve(() => {});
    const fetcher = make();
    const reason = new Error("shutting down");
    await expect(fetcher.fetch({ url: server.url("/"), kind: "feed" }, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(server.connections()).toBe(0);

    const giveUp = new AbortController();
    const pending = fetcher.fetch({ url: server.url("/"), kind: "feed" }, giveUp.signal);
    setTimeout(() => giveUp.abort(reason), 50);
    await expect(pending).rejects.toBe(reason);
  });

  it("lets go of everything when closed, a request under way included", async () => {
    const server = await serve(() => {});
    const fetcher = make();
    const pending = fetcher.fetch({ url: server.url("/"), kind: "feed" }, never);
    const rejected = expect(pending).rejects.toThrow("the fetcher was closed");
    await expect.poll(server.open).toBe(1);
    await fetcher.close();
    await rejected;
    await expect.poll(server.open).toBe(0);
  });
}
