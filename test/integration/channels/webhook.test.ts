import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWebhookChannel, type WebhookEndpoint } from "../../../src/channels/webhook.ts";
import { PermanentError, TransientError, UsageError } from "../../../src/domain/errors.ts";
import type { DeliveryId } from "../../../src/domain/ids.ts";
import { type Behaviour, channelContract } from "../../contract/channel.contract.ts";
import {
  type RecordingSlack as RecordingHttp,
  type SlackAnswer,
  type SlackPost,
  startRecordingSlack,
  unusedPort,
} from "../../support/recording-servers.ts";
import { hostileMessage, sampleAttempt, sampleMessage } from "../../support/sample-message.ts";

const secret = (letter: string): string => `whsec_${Buffer.from(letter.repeat(32)).toString("base64")}`;
const [CURRENT, FORMER] = [secret("a"), secret("b")];
const LOOPBACK = ["127.0.0.0/8"];
/** The receiver's library checks the timestamp against its own clock. */
const now = (): Date => new Date();

/** The receiver's side of the specification, by its own library. */
function verified(post: SlackPost | undefined, by = CURRENT): { type: string; timestamp: string; data: Record<string, unknown> } {
  return new Webhook(by).verify(post?.body ?? "", post?.headers as Record<string, string>) as never;
}

channelContract("webhook", async () => {
  const far = await startRecordingSlack();
  const accepted = () => far.posts.filter((post) => post.accepted);
  const answers: Record<Exclude<Behaviour, "absent">, SlackAnswer> = {
    accepts: { status: 204, body: "" },
    "refuses for now": { status: 500, body: `no ${far.url}` },
    "refuses for good": { status: 410, body: `gone ${far.url}` },
    hung: "hang",
  };
  return {
    async channel(behaviour, timeoutMs) {
      const url = behaviour === "absent" ? far.url.replace(/:\d+/, `:${await unusedPort()}`) : far.url;
      if (behaviour !== "absent") far.answer(answers[behaviour]);
      const endpoints = [{ name: "desk", url, secrets: [CURRENT] }];
      return createWebhookChannel({ name: "webhook", endpoints, allowPrivateNetworks: LOOPBACK, timeoutMs, now });
    },
    accepted: async () =>
      accepted().map((post) => {
        const { data } = verified(post);
        const review = data["needsReview"] === true ? "Needs review" : "";
        return [JSON.stringify(data), data["mayRepeat"] === true ? "You may have this already" : "", review].join("\n");
      }),
    problems: async () =>
      accepted().flatMap((post) => {
        verified(post);
        return Buffer.byteLength(post.body) < 20_000 ? [] : [`${Buffer.byteLength(post.body)} bytes`];
      }),
    secrets: [far.url, far.secret, "/services/", CURRENT, CURRENT.slice("whsec_".length)],
    close: far.close,
  };
});

describe("the webhook channel", () => {
  let far: RecordingHttp;
  beforeEach(async () => {
    far = await startRecordingSlack();
  });
  afterEach(() => far.close());

  const channel = (over: Partial<WebhookEndpoint> = {}, allowPrivateNetworks = LOOPBACK, clock = now) =>
    createWebhookChannel({
      name: "webhook",
      endpoints: [{ name: "desk", url: far.url, secrets: [CURRENT], ...over }],
      allowPrivateNetworks,
      publicUrl: "https://watch.example",
      timeoutMs: 2000,
      now: clock,
    });
  const send = (by = channel(), attempt = {}, message = sampleMessage()) =>
    by.send(message, sampleAttempt({ recipient: "desk", ...attempt }), new AbortController().signal);

  it("an event carries its type, the alert's time and the whole message, signed so that the specification's own library takes it", async () => {
    await send();
    const event = verified(far.posts[0]);
    expect(event).toMatchObject({
      type: "alert.opened",
      timestamp: "2026-03-12T09:41:07.000Z",
      data: {
        alert: "alr_5b1d0c9a3e7f2468",
        revision: 1,
        origins: 2,
        outlets: 5,
        evidenceUrl: "https://watch.example/alerts/alr_5b1d0c9a3e7f2468",
      },
    });
    expect(far.posts[0]?.headers["webhook-id"]).toBe("dlv_00112233aabbccdd");
  });

  it("an update carries the whole alert and, apart, what is new since the revision that was sent last", async () => {
    await send(channel(), { told: sampleMessage() }, sampleMessage({ revision: 3, kind: "corroborated", origins: 3 }));
    await send();
    const [update, first] = far.posts.map((post) => verified(post).data);
    const facts = ["Now 3 independent origins, 5 outlets (before: 2 independent origins, 5 outlets)"];
    expect(update).toMatchObject({ origins: 3, terms: [{ id: "night-berth" }], news: { since: 1, facts, terms: [] } });
    expect(first).toMatchObject({ news: null });
  });

  it("a second attempt keeps the id and has a timestamp of its own; another delivery has another id", async () => {
    let at = Date.now() - 60_000;
    const by = channel({}, LOOPBACK, () => new Date(at));
    far.answer({ status: 503 }, {});
    await expect(send(by)).rejects.toBeInstanceOf(TransientError);
    at += 60_000;
    await send(by, { attempt: 2 });
    await send(by, { delivery: "dlv_ffffffffffffffff" as DeliveryId });
    const [first, second, other] = far.posts.map(({ headers }) => headers);
    expect(second?.["webhook-id"]).toBe(first?.["webhook-id"]);
    expect(Number(second?.["webhook-timestamp"]) - Number(first?.["webhook-timestamp"])).toBe(60);
    expect(other?.["webhook-id"]).toBe("dlv_ffffffffffffffff");
    for (const post of far.posts) expect(() => verified(post)).not.toThrow();
  });

  it("while a secret is replaced, who holds the new one and who holds the former one can both verify; a stranger cannot", async () => {
    await send(channel({ secrets: [CURRENT, FORMER] }));
    const [post] = far.posts;
    expect(post?.headers["webhook-signature"]).toMatch(/^v1,\S{44} v1,\S{44}$/);
    for (const held of [CURRENT, FORMER]) expect(() => verified(post, held)).not.toThrow();
    expect(() => verified(post, secret("c"))).toThrow();
  });

  it("a body that was changed on its way does not verify", async () => {
    await send();
    const [post] = far.posts;
    expect(() => verified({ ...(post as SlackPost), body: (post?.body ?? "").replace("origins", "origns") })).toThrow();
  });

  it("an endpoint that answers 410 is gone, and where it lay is known by a hash alone", async () => {
    far.answer({ status: 410 });
    const error = await send().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: "PermanentError",
      gone: true,
      message: expect.stringMatching(/410 Gone, so nothing more is sent there/),
    });
    const addresses = [channel(), channel(), channel({ url: `${far.url}/new` })].map((one) => one.addressOf?.("desk"));
    expect(addresses[0]).toBe(addresses[1]);
    expect(addresses[0]).not.toBe(addresses[2]);
    expect(addresses[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<{ circumstance: string; answer: SlackAnswer; says: RegExp; waitMs?: number; unanswered?: boolean }>([
    {
      circumstance: "a redirect",
      answer: { status: 307, headers: { location: "http://127.0.0.1:1/" } },
      says: /307; a redirect is not followed/,
    },
    { circumstance: "400", answer: { status: 400 }, says: /answered 400; trying again/ },
    { circumstance: "404", answer: { status: 404 }, says: /answered 404/ },
    { circumstance: "429 with Retry-After", answer: { status: 429, headers: { "retry-after": "90" } }, says: /429/, waitMs: 90_000 },
    {
      circumstance: "503 with a date in Retry-After",
      answer: { status: 503, headers: { date: "Thu, 12 Mar 2026 09:41:00 GMT", "retry-after": "Thu, 12 Mar 2026 09:43:00 GMT" } },
      says: /503/,
      waitMs: 120_000,
    },
    { circumstance: "502", answer: { status: 502 }, says: /502/ },
    { circumstance: "an answer that comes too late", answer: { delayMs: 4000 }, says: /no answer within 2 s/, unanswered: true },
    { circumstance: "a cut connection", answer: "reset", says: /could not be reached/, unanswered: true },
  ])("$circumstance is a failure that is tried again over days", async ({ answer, says, waitMs, unanswered = false }) => {
    far.answer(answer);
    const error = await send().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TransientError);
    expect((error as Error).message).toMatch(says);
    expect({ waitMs: (error as TransientError).retryAfterMs, unanswered: (error as TransientError).unanswered }).toEqual({
      waitMs,
      unanswered,
    });
    expect(far.posts).toHaveLength(1);
  });

  it.each(["http://127.0.0.1:9/", "http://localhost:9/", "http://169.254.169.254/latest/meta-data", "http://[::1]:9/"])(
    "an address that is not public is barred, whatever name it hides behind: %s",
    async (url) => {
      const error = await send(channel({ url }, [])).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(PermanentError);
      expect((error as Error).message).toMatch(/not public; check it, or allow its network in fetch\.allowPrivateNetworks/);
    },
  );

  it("an event that would pass 20 kB names the terms that it leaves out", async () => {
    await send(channel(), {}, hostileMessage());
    const { data } = verified(far.posts[0]);
    const [shown, named] = [(data["terms"] as { id: string }[]).map(({ id }) => id), data["termsLeftOut"] as string[]];
    expect(shown.length).toBeGreaterThan(0);
    const all = [...hostileMessage().terms, ...hostileMessage().standing].map(({ id }) => id);
    expect(new Set([...shown, ...named])).toEqual(new Set(all));
  });

  it.each(["whsec_", "whsec_c2hvcnQ=", `whsec_${"é".repeat(40)}`])(
    "a secret that is none is refused where the channel is made, and not repeated: %s",
    (wrong) => {
      const make = () => channel({ secrets: [wrong] });
      expect(make).toThrow(UsageError);
      expect(make).toThrow(/openssl rand/);
      if (wrong.length > 8) expect(make).not.toThrow(wrong.slice(6));
    },
  );

  it("a notice is an event of its own type", async () => {
    const note = {
      purpose: "notice" as const,
      watches: [],
      title: "A feed fails",
      lines: ["harbour-news answered 500"],
      at: "2026-03-12T09:41:07Z",
    };
    await channel().sendNote(note, sampleAttempt({ recipient: "desk" }), new AbortController().signal);
    expect(verified(far.posts[0])).toMatchObject({
      type: "note.notice",
      data: { title: "A feed fails", lines: ["harbour-news answered 500"] },
    });
  });

  it.each([
    { answer: { status: 410 }, says: /the endpoint desk answered 410 Gone/ },
    { answer: { status: 308, headers: { location: "http://127.0.0.1:1/" } }, says: /answered 308; a redirect is not followed/ },
    { answer: { status: 405 }, says: null },
  ])("a probe of an endpoint that answers $answer.status fails where events would: $says", async ({ answer, says }) => {
    far.answer(answer);
    const probing = channel().probe(new AbortController().signal);
    if (says === null) expect(await probing).toBe("desk answers");
    else await expect(probing).rejects.toThrow(says);
  });
});
