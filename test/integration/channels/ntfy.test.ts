import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createNtfyChannel } from "../../../src/channels/ntfy.ts";
import { PermanentError, TransientError, UsageError } from "../../../src/domain/errors.ts";
import { type Behaviour, channelContract } from "../../contract/channel.contract.ts";
import {
  type RecordingSlack as RecordingHttp,
  type SlackAnswer,
  startRecordingSlack,
  unusedPort,
} from "../../support/recording-servers.ts";
import { sampleAttempt, sampleMessage } from "../../support/sample-message.ts";

const TOKEN = "tk_SECRETsecretSECRET";
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;
const originOf = (url: string): string => new URL(url).origin;

channelContract("ntfy", async () => {
  const far = await startRecordingSlack();
  const accepted = () => far.posts.filter((post) => post.accepted);
  const answers: Record<Exclude<Behaviour, "absent">, SlackAnswer> = {
    accepts: {},
    "refuses for now": { status: 429, body: '{"code":42901,"http":429,"error":"limit reached"}' },
    "refuses for good": { status: 403, body: `{"code":40301,"http":403,"error":"forbidden for ${TOKEN}"}` },
    hung: "hang",
  };
  return {
    async channel(behaviour, timeoutMs) {
      if (behaviour !== "absent") far.answer(answers[behaviour]);
      const server = behaviour === "absent" ? `http://127.0.0.1:${await unusedPort()}` : originOf(far.url);
      return createNtfyChannel({ name: "ntfy", server, topics: ["deals"], token: TOKEN, timeoutMs });
    },
    accepted: async () => accepted().map(({ body }) => body),
    problems: async () =>
      accepted().flatMap(({ body, headers }) => [
        ...(Buffer.byteLength(body) <= 4096 ? [] : [`${Buffer.byteLength(body)} bytes become an attachment`]),
        ...(STEERING.test(body) || !body.isWellFormed() ? ["a text that steers"] : []),
        ...(/^[\x20-\x7e]+$/.test(String(headers["title"])) ? [] : ["a title that no header can carry"]),
      ]),
    secrets: [TOKEN],
    close: far.close,
  };
});

describe("the ntfy channel", () => {
  let far: RecordingHttp;
  beforeEach(async () => {
    far = await startRecordingSlack();
  });
  afterEach(() => far.close());

  const send = (message = sampleMessage(), over = {}) =>
    createNtfyChannel({ name: "phone", server: `${originOf(far.url)}/`, topics: ["deals"], timeoutMs: 2000, ...over }).send(
      message,
      sampleAttempt({ recipient: "deals" }),
      new AbortController().signal,
    );

  it("publishes to the topic with title, priority, tag, link and token", async () => {
    await send(sampleMessage(), { token: TOKEN, publicUrl: "https://watch.example" });
    expect(far.posts[0]).toMatchObject({
      path: "/deals",
      headers: {
        title: sampleMessage().headline,
        priority: "4",
        tags: "rotating_light",
        click: "https://watch.example/alerts/alr_5b1d0c9a3e7f2468",
        authorization: `Bearer ${TOKEN}`,
      },
    });
  });

  it("without pages the link leads to the article, and without a token none is sent", async () => {
    await send();
    expect(far.posts[0]?.headers["click"]).toBe("https://harbour-courier.example/2026/03/night-berth?ref=rss&part=1");
    expect(far.posts[0]?.headers["authorization"]).toBeUndefined();
  });

  it("a headline in another script reaches the phone whole (RFC 2047)", async () => {
    await send(sampleMessage({ headline: "Brandholm–Ærø: 契約の変更" }));
    const [, encoded = ""] = /^=\?UTF-8\?B\?(.*)\?=$/.exec(String(far.posts[0]?.headers["title"])) ?? [];
    expect(Buffer.from(encoded, "base64").toString("utf8")).toBe("Brandholm–Ærø: 契約の変更");
  });

  it.each(["critical", "high", "medium", "low"] as const)("severity %s sets how loud the phone is", async (severity) => {
    await send(sampleMessage({ severity }));
    expect(far.posts[0]?.headers["priority"]).toBe({ critical: "5", high: "4", medium: "3", low: "2" }[severity]);
  });

  it.each<{ circumstance: string; answer: SlackAnswer; kind: unknown; says: RegExp; waitMs?: number }>([
    {
      circumstance: "a daily quota",
      answer: { status: 429, body: '{"code":42908}', headers: { "retry-after": "60" } },
      kind: TransientError,
      says: /429 \(42908\); trying again later/,
      waitMs: 60_000,
    },
    { circumstance: "507", answer: { status: 507 }, kind: TransientError, says: /507/ },
    {
      circumstance: "a wrong token",
      answer: { status: 401, body: '{"code":40101}' },
      kind: PermanentError,
      says: /401 \(40101\); check the token/,
    },
    {
      circumstance: "a topic that is not allowed",
      answer: { status: 400, body: '{"code":40010}' },
      kind: PermanentError,
      says: /\(40010\); check the server's address and the topic/,
    },
  ])("$circumstance becomes the right kind of error and says what happened", async ({ answer, kind, says, waitMs }) => {
    far.answer(answer);
    const error = await send().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toMatch(says);
    if (error instanceof TransientError) expect(error.retryAfterMs).toBe(waitMs);
  });

  it("a server that is no URL is refused where the channel is made", () => {
    expect(() => createNtfyChannel({ name: "phone", server: "ntfy.sh", topics: ["deals"] })).toThrow(UsageError);
  });

  it("a probe sees a token that the server does not know", async () => {
    far.answer({ body: '{"healthy":true}' }, { status: 401, body: '{"code":40101}' });
    const channel = createNtfyChannel({ name: "phone", server: originOf(far.url), topics: ["deals"], token: TOKEN });
    await expect(channel.probe(new AbortController().signal)).rejects.toThrow(/401 \(40101\); check the token/);
    expect(far.posts.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /v1/health", "GET /v1/account"]);
  });
});
