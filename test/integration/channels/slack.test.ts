import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSlackChannel } from "../../../src/channels/slack.ts";
import { PermanentError, TransientError, UsageError } from "../../../src/domain/errors.ts";
import { type Behaviour, channelContract } from "../../contract/channel.contract.ts";
import { blockKitProblems } from "../../support/block-kit-limits.ts";
import { type LoopbackSlack, startLoopbackSlack } from "../../support/loopback-slack.ts";
import { type RecordingSlack, type SlackAnswer, startRecordingSlack, unusedPort } from "../../support/recording-servers.ts";
import { hostileMessage, sampleAttempt, sampleMessage } from "../../support/sample-message.ts";

const unescaped = (text: string): string => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

channelContract("slack", async () => {
  const slack = await startRecordingSlack({ likeSlack: true });
  const accepted = () => slack.posts.filter((post) => post.accepted);
  const answers: Record<Exclude<Behaviour, "absent">, SlackAnswer> = {
    accepts: {},
    "refuses for now": { status: 503, body: `upstream ${slack.url} is busy` },
    "refuses for good": { status: 403, body: `no access to ${slack.url}` },
    hung: "hang",
  };
  return {
    async channel(behaviour, timeoutMs) {
      const webhookUrl = behaviour === "absent" ? slack.url.replace(/:\d+/, `:${await unusedPort()}`) : slack.url;
      if (behaviour !== "absent") slack.answer(answers[behaviour]);
      return createSlackChannel({ name: "slack", webhookUrl, timeoutMs });
    },
    accepted: async () => accepted().map((post) => unescaped(JSON.parse(post.body).text)),
    problems: async () => accepted().flatMap((post) => blockKitProblems(post.body)),
    secrets: [slack.url, slack.secret, "/services/"],
    close: slack.close,
  };
});

describe("the slack channel", () => {
  let slack: RecordingSlack;
  beforeEach(async () => {
    slack = await startRecordingSlack();
  });
  afterEach(() => slack.close());

  const send = (timeoutMs = 5000) =>
    createSlackChannel({ name: "desk", webhookUrl: slack.url, timeoutMs }).send(
      sampleMessage(),
      sampleAttempt(),
      new AbortController().signal,
    );

  it.each<{
    circumstance: string;
    answer: SlackAnswer;
    kind: typeof TransientError | typeof PermanentError;
    says: RegExp;
    waitMs?: number;
  }>([
    {
      circumstance: "429 with Retry-After",
      answer: { status: 429, headers: { "retry-after": "30" } },
      kind: TransientError,
      says: /429/,
      waitMs: 30_000,
    },
    {
      circumstance: "429 with a Retry-After that is no number",
      answer: { status: 429, headers: { "retry-after": "soon" } },
      kind: TransientError,
      says: /429/,
    },
    { circumstance: "500", answer: { status: 500 }, kind: TransientError, says: /500/ },
    { circumstance: "a cut connection", answer: "reset", kind: TransientError, says: /could not be reached/ },
    { circumstance: "an answer that comes too late", answer: { delayMs: 3000 }, kind: TransientError, says: /no answer within 0\.2 s/ },
    {
      circumstance: "403 invalid_token",
      answer: { status: 403, body: "invalid_token" },
      kind: PermanentError,
      says: /403 invalid_token; create a new incoming webhook/,
    },
    {
      circumstance: "404 no_service",
      answer: { status: 404, body: "no_service\n" },
      kind: PermanentError,
      says: /404 no_service; create a new incoming webhook/,
    },
    {
      circumstance: "410 channel_is_archived",
      answer: { status: 410, body: "channel_is_archived" },
      kind: PermanentError,
      says: /unarchive the channel/,
    },
    {
      circumstance: "400 with a page of HTML",
      answer: { status: 400, body: "<html>".repeat(10_000) },
      kind: PermanentError,
      says: /answered 400; check the channel's webhook/,
    },
    {
      circumstance: "a redirect",
      answer: { status: 302, headers: { location: "http://127.0.0.1:1/" } },
      kind: PermanentError,
      says: /302/,
    },
  ])("$circumstance becomes the right kind of error and says what happened", async ({ answer, kind, says, waitMs }) => {
    slack.answer(answer);
    const error = await send(typeof answer === "object" && answer.delayMs ? 200 : 5000).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toMatch(says);
    if (error instanceof TransientError) expect(error.retryAfterMs).toBe(waitMs);
  });

  it("an answer of 200 whose body never ends counts as accepted, so that nothing is sent twice", async () => {
    slack.answer({ body: "ok".repeat(500_000), unfinished: true });
    await expect(send()).resolves.toBeNull();
  });

  it("marks the removed and the added words, links the article and unfurls nothing", async () => {
    await send();
    const body = slack.posts[0]?.body ?? "";
    expect(body).toContain('{"type":"text","text":"the exclusive","style":{"strike":true}}');
    expect(body).toContain('{"type":"text","text":"a non-exclusive","style":{"bold":true}}');
    expect(body).toContain('{"type":"link","url":"https://harbour-courier.example/2026/03/night-berth?ref=rss&part=1"');
    expect(JSON.parse(body)).toMatchObject({ unfurl_links: false, unfurl_media: false });
    expect(blockKitProblems(body)).toEqual([]);
  });

  it("an update says what is new under the alert's headline, since a webhook knows no threads", async () => {
    const told = sampleMessage();
    const message = sampleMessage({ revision: 2, kind: "corroborated", update: "Ferry Weekly says so too.", origins: 3 });
    const desk = createSlackChannel({ name: "desk", webhookUrl: slack.url });
    await desk.send(message, sampleAttempt({ told }), new AbortController().signal);
    const [post = { body: "" }] = slack.posts;
    expect(blockKitProblems(post.body)).toEqual([]);
    const blocks = JSON.stringify(JSON.parse(post.body).blocks);
    for (const words of [message.headline, "Ferry Weekly says so too.", "Now 3 independent origins"]) expect(blocks).toContain(words);
    for (const words of ['"Was: "', message.settle]) expect(blocks).not.toContain(words);
  });

  it("has one recipient, named by the label where one is given", () => {
    expect(createSlackChannel({ name: "desk", webhookUrl: slack.url }).recipients).toEqual(["incoming webhook"]);
    expect(createSlackChannel({ name: "desk", webhookUrl: slack.url, recipientLabel: "#deals" }).recipients).toEqual(["#deals"]);
  });

  it("an address that is not a URL is refused where the channel is made, and not repeated", () => {
    const make = () => createSlackChannel({ name: "desk", webhookUrl: "hooks.slack.com/services/T0/B0/secret" });
    expect(make).toThrow(UsageError);
    expect(make).not.toThrow(/secret/);
  });
});

describe("an incoming webhook of a Slack that enforces its limits", () => {
  let slack: LoopbackSlack;
  beforeEach(async () => {
    slack = await startLoopbackSlack();
  });
  afterEach(() => slack.close());

  const send = (message = sampleMessage(), webhookUrl = slack.webhookUrl, timeoutMs = 5000) =>
    createSlackChannel({ name: "desk", webhookUrl, timeoutMs }).send(message, sampleAttempt(), new AbortController().signal);

  it("the longest message that hostile pages can make is taken", async () => {
    await send(hostileMessage());
    expect(slack.messages).toHaveLength(1);
    expect(slack.messages[0]?.blocks).toBeDefined();
  });

  it.each(["invalid_blocks", "msg_blocks_too_long"])("blocks that it refuses with %s go out as text", async (body) => {
    slack.trouble({ status: 400, body });
    await send();
    expect(slack.messages).toMatchObject([{ blocks: undefined }]);
    expect(slack.messages[0]?.text).toContain("Larkfield keeps the night berth");
  });

  it("a text that it refuses too is permanent, and is not tried a third time", async () => {
    slack.trouble({ status: 400, body: "invalid_blocks" }, { status: 400, body: "msg_too_long" });
    await expect(send()).rejects.toThrow(/msg_too_long; Slack could not read/);
    expect(slack.messages).toEqual([]);
  });

  it("an answer that is lost after Slack has accepted is told as unanswered, since it cannot be asked", async () => {
    slack.trouble("swallow");
    const error = await send(sampleMessage(), slack.webhookUrl, 300).catch((reason: unknown) => reason);
    expect(slack.messages).toHaveLength(1);
    expect((error as TransientError).unanswered).toBe(true);
  });

  it("an address that was revoked is permanent and says what helps", async () => {
    await expect(send(sampleMessage(), `${slack.webhookUrl}x`)).rejects.toThrow(/404 no_service; create a new incoming webhook/);
  });

  it("a probe knows a webhook that works from one that was revoked, and posts nothing", async () => {
    const probe = (webhookUrl: string) => createSlackChannel({ name: "desk", webhookUrl }).probe(new AbortController().signal);
    expect(await probe(slack.webhookUrl)).toBe("Slack knows the webhook");
    await expect(probe(`${slack.webhookUrl}x`)).rejects.toThrow(/404 no_service; create a new incoming webhook/);
    expect(slack.messages).toEqual([]);
  });
});
