import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { FeedId } from "../../../src/domain/ids.ts";
import { NO_WISHES } from "../../../src/domain/polling.ts";
import { hubOf, isSigned } from "../../../src/domain/websub.ts";
import { createPostForm } from "../../../src/fetch/post-form.ts";
import { parseFeed } from "../../../src/parse/feed.ts";
import { createRecordPoll } from "../../../src/stages/record-poll.ts";
import { createWebsub } from "../../../src/stages/websub.ts";
import { buildArchive, FEED, NOW } from "../../support/builders.ts";

const TOPIC = "https://gazette.example/feed";
const CALLBACK = "https://monitor.example/websub/";
const HOUR = 3_600_000;
const signal = new AbortController().signal;

/** A hub on loopback that notes what it is asked, and a subscriber for the archive's feed that names it. */
async function prepare(status = 202) {
  const asked: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      asked.push(new URLSearchParams(body));
      response.writeHead(status).end("no room");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const hub = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { postForm, close } = createPostForm({ userAgent: "Clausewatch/test", allowPrivateNetworks: ["127.0.0.0/8"] });
  onTestFinished(async () => {
    await close();
    server.close();
  });
  const archive = buildArchive();
  const clock = { now: NOW };
  archive.feeds.recordPoll(FEED, { wishes: { ...NO_WISHES, hub, topic: TOPIC } });
  const websub = createWebsub({ archive, postForm, parseFeed, callback: CALLBACK, now: () => clock.now });
  const row = () => archive.subscriptions.of(FEED);
  const verify = (query: Record<string, string>, token = row()?.token) =>
    websub.handle(new Request(`${CALLBACK}${token}?${new URLSearchParams(query)}`));
  const confirm = () => verify({ "hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "c-1", "hub.lease_seconds": "86400" });
  const push = (body: string, signature: string | null) =>
    websub.handle(
      new Request(`${CALLBACK}${row()?.token}`, {
        method: "POST",
        body,
        headers: signature === null ? {} : { "x-hub-signature": signature },
      }),
    );
  return { archive, asked, clock, websub, row, verify, confirm, push };
}
const rss = (title: string) =>
  `<rss version="2.0"><channel><title>G</title><item><guid>${title}</guid><title>${title}</title></item></channel></rss>`;
const sign = (body: string, secret: string, method = "sha256") => `${method}=${createHmac(method, secret).update(body).digest("hex")}`;
const entriesOf = (archive: ReturnType<typeof buildArchive>) => archive.query("SELECT title FROM entries").map((one) => one["title"]);

describe("a feed that names a hub", () => {
  test("is subscribed to once, with an unguessable callback and a secret, and is active when the hub has verified that", async () => {
    const { asked, websub, row, confirm, archive } = await prepare();
    await websub.renew(signal);
    await websub.renew(signal);
    expect(asked).toHaveLength(1);
    expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
      "hub.mode": "subscribe",
      "hub.topic": TOPIC,
      "hub.callback": `${CALLBACK}${row()?.token}`,
    });
    expect(row()?.token).toMatch(/^[\w-]{32}$/);
    expect(row()?.secret).toMatch(/^[0-9a-f]{64}$/);
    expect(archive.subscriptions.isActive(FEED, NOW.toISOString())).toBe(false);
    const answer = await confirm();
    expect([answer.status, await answer.text()]).toEqual([200, "c-1"]);
    expect(archive.subscriptions.isActive(FEED, NOW.toISOString())).toBe(true);
  });

  test("WebSub lease not renewed: is asked for again before its lease ends, and goes on meanwhile", async () => {
    const { asked, websub, clock, confirm, row } = await prepare();
    await websub.renew(signal);
    await confirm();
    const { token, secret } = row() ?? {};
    clock.now = new Date(NOW.getTime() + 18 * HOUR);
    await websub.renew(signal);
    expect(asked).toHaveLength(1);
    clock.now = new Date(NOW.getTime() + 20 * HOUR);
    await websub.renew(signal);
    expect(asked).toHaveLength(2);
    expect(row()).toMatchObject({ token, secret, state: "active" });
  });

  test("whose hub refuses leaves a notice, is polled as before, and is asked for again six hours later", async () => {
    const { asked, websub, clock, archive } = await prepare(503);
    await websub.renew(signal);
    expect(archive.notices.untold().map((one) => [one.kind, one.text])).toEqual([
      ["subscription-failing", expect.stringContaining("refused with 503: no room")],
    ]);
    clock.now = new Date(NOW.getTime() + 6 * HOUR);
    await websub.renew(signal);
    expect(asked).toHaveLength(2);
  });

  test("is polled every six hours while it is pushed, and as before when the lease is over", async () => {
    const { archive, websub, confirm, clock } = await prepare();
    await websub.renew(signal);
    await confirm();
    const record = createRecordPoll({ archive, now: () => clock.now, random: () => 0 });
    const answer = {
      outcome: "unchanged",
      finalUrl: TOPIC,
      permanent: false,
      validators: { etag: '"1"', lastModified: null, url: TOPIC },
      headers: {},
    } as const;
    expect(await record({ job: `poll-feed/${FEED}`, feed: FEED as FeedId, url: TOPIC, answer })).toMatchObject({
      nextPollAt: new Date(NOW.getTime() + 6 * HOUR).toISOString(),
    });
    clock.now = new Date(NOW.getTime() + 25 * HOUR);
    expect(await record({ job: `poll-feed/${FEED}`, feed: FEED as FeedId, url: TOPIC, answer })).toMatchObject({
      nextPollAt: new Date(NOW.getTime() + 25.25 * HOUR).toISOString(),
    });
  });
});

describe("whoever calls the callback", () => {
  test("learns nothing with a token that was never given, a topic that was not asked for, or another mode", async () => {
    const { websub, verify, archive } = await prepare();
    await websub.renew(signal);
    const good = { "hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "c" };
    expect((await verify(good, "guessed")).status).toBe(404);
    expect((await verify({ ...good, "hub.topic": "https://other.example/" })).status).toBe(404);
    expect((await verify({ ...good, "hub.mode": "unsubscribe" })).status).toBe(404);
    expect(archive.subscriptions.isActive(FEED, NOW.toISOString())).toBe(false);
  });

  test("unsigned WebSub push accepted: gets its entries in where they are signed, and is not told where they are not", async () => {
    const { websub, confirm, push, row, archive } = await prepare();
    await websub.renew(signal);
    await confirm();
    const secret = row()?.secret ?? "";
    for (const bad of [
      null,
      "sha256=00",
      sign(rss("forged"), "another secret"),
      sign(rss("weak"), secret, "sha1"),
      sign(rss("other words"), secret),
    ]) {
      expect((await push(rss("forged"), bad)).status).toBe(202);
    }
    expect(entriesOf(archive)).toEqual([]);
    expect(row()?.lastError).toContain("without a good signature");
    expect((await push(rss("genuine"), sign(rss("genuine"), secret))).status).toBe(202);
    await push(rss("genuine"), sign(rss("genuine"), secret, "sha512"));
    expect(entriesOf(archive)).toEqual(["genuine"]);
  });

  test("does no harm with what is signed and no feed", async () => {
    const { websub, confirm, push, row, archive } = await prepare();
    await websub.renew(signal);
    await confirm();
    expect((await push("<html>", sign("<html>", row()?.secret ?? ""))).status).toBe(202);
    expect(row()?.lastError).toContain("could not be read");
    expect(entriesOf(archive)).toEqual([]);
  });
});

test("a hub is read from Link headers first, then from the document, and never without a topic", () => {
  const feed = { hub: "https://hub.example/doc", self: "https://gazette.example/self" };
  const none = { hub: null, self: null };
  expect(hubOf(undefined, feed, TOPIC)).toEqual({ hub: "https://hub.example/doc", topic: "https://gazette.example/self" });
  expect(hubOf('<https://hub.example/header>; rel="hub", </feed?x=1,2>; rel=self', feed, TOPIC)).toEqual({
    hub: "https://hub.example/header",
    topic: "https://gazette.example/feed?x=1,2",
  });
  expect(hubOf("<https://hub.example/>; rel=hub", none, TOPIC)).toBeNull();
  expect(hubOf("<javascript:alert(1)>; rel=hub", { ...none, self: TOPIC }, TOPIC)).toBeNull();
});

test("only the bytes that were signed are signed", () => {
  const body = Buffer.from([0xff, 0, 0xfe]);
  const header = `sha256=${createHmac("sha256", "s").update(body).digest("hex")}`;
  expect(isSigned(header, body, "s")).toBe(true);
  expect(isSigned(header.toUpperCase().replace("SHA256", "sha256"), body, "s")).toBe(true);
  for (const bad of ["", "sha256=", "sha256=zz", `md5=${header.slice(7)}`, header.slice(0, -2), `${header}00`])
    expect(isSigned(bad, body, "s")).toBe(false);
  expect(isSigned(header, Buffer.from([0xff, 0]), "s")).toBe(false);
  expect(isSigned(null, body, "s")).toBe(false);
});
