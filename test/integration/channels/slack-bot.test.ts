import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RevisionKind } from "../../../src/channels/channel.ts";
import { createSlackBotChannel } from "../../../src/channels/slack-bot.ts";
import { PermanentError, TransientError, UsageError } from "../../../src/domain/errors.ts";
import { type Behaviour, channelContract } from "../../contract/channel.contract.ts";
import { blockKitProblems } from "../../support/block-kit-limits.ts";
import { type LoopbackSlack, startLoopbackSlack, type Trouble } from "../../support/loopback-slack.ts";
import { unusedPort } from "../../support/recording-servers.ts";
import { hostileMessage, sampleAttempt, sampleMessage } from "../../support/sample-message.ts";

const unescaped = (text: string): string => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const word = (error: string): Trouble => ({ body: JSON.stringify({ ok: false, error }) });

channelContract("slack bot", async () => {
  const slack = await startLoopbackSlack();
  const troubles: Record<Exclude<Behaviour, "absent">, Trouble | null> = {
    accepts: null,
    "refuses for now": { status: 503, body: `upstream ${slack.token} is busy` },
    "refuses for good": word("token_revoked"),
    hung: "hang",
  };
  return {
    async channel(behaviour, timeoutMs) {
      if (behaviour !== "absent") slack.always(troubles[behaviour]);
      const apiUrl = behaviour === "absent" ? `http://127.0.0.1:${await unusedPort()}/api/` : slack.apiUrl;
      return createSlackBotChannel({ name: "slack", token: slack.token, channels: ["C0DEALS"], apiUrl, timeoutMs });
    },
    accepted: async () => slack.messages.map((message) => unescaped(message.text)),
    problems: async () =>
      slack.calls.filter(({ method }) => method.startsWith("chat.")).flatMap(({ args }) => blockKitProblems(JSON.stringify(args))),
    secrets: [slack.token, "SECRET"],
    close: slack.close,
  };
});

describe("the slack bot", () => {
  let slack: LoopbackSlack;
  beforeEach(async () => {
    slack = await startLoopbackSlack({ C0DEALS: "member", C0OLD: "archived", C0BOARD: "outside" });
  });
  afterEach(() => slack.close());

  const channel = (over: { timeoutMs?: number; publicUrl?: string } = {}) =>
    createSlackBotChannel({ name: "desk", token: slack.token, channels: ["C0DEALS"], apiUrl: slack.apiUrl, timeoutMs: 5000, ...over });
  const send = (message = sampleMessage(), attempt = {}, over = {}) =>
    channel(over).send(message, sampleAttempt({ recipient: "C0DEALS", ...attempt }), new AbortController().signal);
  const second = (kind: RevisionKind = "corroborated") =>
    sampleMessage({ revision: 2, kind, update: "Ferry Weekly says so too.", origins: 3, outlets: 7 });

  it("the first revision is a message, and answers where it lies", async () => {
    expect(await send()).toBe(`C0DEALS/${slack.messages[0]?.ts}`);
    expect(slack.messages).toMatchObject([{ channel: "C0DEALS", threadTs: null, edits: 0 }]);
    expect(slack.calls[0]?.args).toMatchObject({ unfurl_links: false, unfurl_media: false });
  });

  it("the second revision is a reply in the thread that says what is new, and the message above it is edited to say how things stand", async () => {
    const place = await send();
    expect(await send(second(), { place, told: sampleMessage() })).toBe(place);
    const [parent, reply, ...more] = slack.messages;
    expect(more).toEqual([]);
    expect(reply).toMatchObject({ threadTs: parent?.ts, broadcast: false });
    const [whole, news] = [parent, reply].map((one) => JSON.stringify(one?.blocks));
    expect(news).toContain("Ferry Weekly says so too.");
    expect(news).toContain("Now 3 independent origins, 7 outlets (before: 2 independent origins, 5 outlets)");
    for (const words of ['"Was: "', sampleMessage().settle]) {
      expect(whole).toContain(words);
      expect(news).not.toContain(words);
    }
    expect(parent?.edits).toBe(1);
    expect(JSON.stringify(parent?.blocks)).toContain("3 independent origins, 7 outlets");
    for (const { args } of slack.calls) expect(blockKitProblems(JSON.stringify(args))).toEqual([]);
  });

  it.each<{ kind: RevisionKind; aloud: boolean }>([
    { kind: "corroborated", aloud: false },
    { kind: "acknowledged", aloud: false },
    { kind: "widened", aloud: true },
    { kind: "confirmed", aloud: true },
    { kind: "denied", aloud: true },
    { kind: "withdrawn", aloud: true },
  ])("a reply that says $kind is shown in the channel as well: $aloud", async ({ kind, aloud }) => {
    const place = await send();
    await send(second(kind), { place });
    expect(slack.messages[1]?.broadcast).toBe(aloud);
  });

  it.each(["message", "thread"])(
    "a revision whose %s was deleted becomes a new message, and the next one follows it there",
    async (gone) => {
      const place = await send();
      const [first] = slack.messages;
      if (gone === "message") slack.remove(first?.ts ?? "");
      else slack.trouble({ body: '{"ok":true}' }, word("thread_not_found"));
      const moved = await send(second(), { place });
      expect(moved).not.toBe(place);
      expect(slack.messages.at(-1)?.threadTs).toBeNull();
      await send(sampleMessage({ revision: 3, kind: "raised" }), { place: moved });
      expect(`C0DEALS/${slack.messages.at(-1)?.threadTs}`).toBe(moved);
    },
  );

  it("a message that may not be edited any more still gets its reply", async () => {
    const place = await send();
    slack.trouble(word("edit_window_closed"));
    expect(await send(second(), { place })).toBe(place);
    expect(slack.messages.at(-1)?.threadTs).toBe(slack.messages[0]?.ts);
  });

  it("a repeat whose first try had arrived is found and not sent again", async () => {
    slack.trouble("swallow");
    const lost = await send(sampleMessage(), {}, { timeoutMs: 300 }).catch((error: unknown) => error);
    expect(lost).toBeInstanceOf(TransientError);
    expect((lost as TransientError).unanswered).toBe(true);
    expect(slack.messages).toHaveLength(1);
    expect(await send(sampleMessage(), { attempt: 2, mayRepeat: true })).toBe(`C0DEALS/${slack.messages[0]?.ts}`);
    expect(slack.messages).toHaveLength(1);
  });

  it("a reply whose first try had arrived is found in its thread and not sent again", async () => {
    const place = await send();
    const delivery = "dlv_2222222222222222" as never;
    slack.trouble({ body: '{"ok":true}' }, "swallow");
    await expect(send(second(), { place, delivery }, { timeoutMs: 300 })).rejects.toBeInstanceOf(TransientError);
    expect(await send(second(), { place, delivery, attempt: 2, mayRepeat: true })).toBe(place);
    expect(slack.messages).toHaveLength(2);
  });

  it("a repeat whose first try had not arrived is sent, and says that it may be one", async () => {
    slack.trouble("reset");
    await expect(send()).rejects.toBeInstanceOf(TransientError);
    await send(sampleMessage(), { attempt: 2, mayRepeat: true });
    expect(slack.messages).toHaveLength(1);
    expect(slack.messages[0]?.text).toContain("You may have this already");
  });

  it("an app that may not read the channel sends a repeat, and says that it may be one", async () => {
    await slack.close();
    slack = await startLoopbackSlack({ C0DEALS: "member" }, { mayRead: false });
    slack.trouble("swallow");
    await expect(send(sampleMessage(), {}, { timeoutMs: 300 })).rejects.toBeInstanceOf(TransientError);
    await send(sampleMessage(), { attempt: 2, mayRepeat: true });
    expect(slack.messages.map(({ text }) => text.includes("You may have this already"))).toEqual([false, true]);
  });

  it("blocks that Slack refuses go out as text, so that no alert is lost to a limit we do not know", async () => {
    slack.trouble(word("invalid_blocks"));
    await send();
    expect(slack.messages).toMatchObject([{ blocks: undefined }]);
    expect(slack.messages[0]?.text).toContain("Larkfield keeps the night berth");
  });

  it.each<{ circumstance: string; trouble: Trouble; kind: unknown; says: RegExp; waitMs?: number; unanswered?: boolean }>([
    {
      circumstance: "429 with Retry-After",
      trouble: { status: 429, headers: { "retry-after": "30" } },
      kind: TransientError,
      says: /429; trying again later/,
      waitMs: 30_000,
    },
    { circumstance: "429 without Retry-After", trouble: { status: 429 }, kind: TransientError, says: /429/ },
    { circumstance: "500", trouble: { status: 500 }, kind: TransientError, says: /500/ },
    { circumstance: "ratelimited", trouble: word("ratelimited"), kind: TransientError, says: /ratelimited/ },
    { circumstance: "fatal_error", trouble: word("fatal_error"), kind: TransientError, says: /fatal_error/, unanswered: true },
    {
      circumstance: "an answer that is a page of HTML",
      trouble: { body: "<html>xoxb-0000-SECRET</html>" },
      kind: TransientError,
      says: /unreadable_answer/,
      unanswered: true,
    },
    { circumstance: "a cut connection", trouble: "reset", kind: TransientError, says: /could not be reached/, unanswered: true },
    { circumstance: "invalid_auth", trouble: word("invalid_auth"), kind: PermanentError, says: /create a new bot token/ },
    { circumstance: "missing_scope", trouble: word("missing_scope"), kind: PermanentError, says: /chat:write/ },
    { circumstance: "msg_too_long", trouble: word("msg_too_long"), kind: PermanentError, says: /msg_too_long; Slack could not read/ },
  ])(
    "$circumstance becomes the right kind of error and says what happened",
    async ({ trouble, kind, says, waitMs, unanswered = false }) => {
      slack.trouble(trouble);
      const error = await send().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(kind);
      expect((error as Error).message).toMatch(says);
      expect(JSON.stringify([error, (error as Error).stack])).not.toContain("SECRET");
      if (error instanceof TransientError)
        expect({ waitMs: error.retryAfterMs, unanswered: error.unanswered }).toEqual({ waitMs, unanswered });
    },
  );

  it.each([
    { recipient: "C0OLD", says: /is_archived; unarchive/ },
    { recipient: "C0BOARD", says: /not_in_channel; ask somebody in the channel to \/invite/ },
    { recipient: "C0NONE", says: /channel_not_found; check the channel's id/ },
  ])("a channel where the app may not post is permanent and says what helps: $recipient", async ({ recipient, says }) => {
    const error = await send(sampleMessage(), { recipient }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PermanentError);
    expect((error as Error).message).toMatch(says);
  });

  it("the longest message that hostile pages can make fits, as a message, as an edit and as a reply, with a history and a link", async () => {
    const over = { publicUrl: "https://clausewatch.newsroom.example" };
    const history = hostileMessage()
      .terms.slice(0, 20)
      .map(({ was }, index) => ({
        ...{ revision: index + 1, kind: "corroborated" as const, at: "2026-03-12T09:30:00Z", update: was, url: "https://a.example/" },
      }));
    const long = hostileMessage().headline;
    const message = { ...hostileMessage(), history, update: long, severityInWords: long, edit: { before: long, after: long } };
    const place = await send({ ...message, kind: "edited" }, {}, over);
    await send({ ...message, kind: "edited", revision: 2 }, { place }, over);
    expect(slack.calls.map(({ method }) => method)).toEqual(["chat.postMessage", "chat.update", "chat.postMessage"]);
    for (const { args } of slack.calls) expect(blockKitProblems(JSON.stringify(args))).toEqual([]);
  });

  it("links the evidence where the pages have an address, and earlier revisions below", async () => {
    const history = [
      {
        revision: 1,
        kind: "opened" as const,
        at: "2026-03-12T09:41:07Z",
        update: "Harbour Courier says so first.",
        url: "https://a.example/1",
      },
    ];
    await send({ ...second(), history }, {}, { publicUrl: "https://clausewatch.newsroom.example/" });
    const blocks = JSON.stringify(slack.messages[0]?.blocks);
    expect(blocks).toContain("<https://clausewatch.newsroom.example/alerts/alr_5b1d0c9a3e7f2468|Evidence and history>");
    expect(blocks).toContain('{"type":"link","url":"https://a.example/1","text":"Harbour Courier says so first."}');
  });

  it("a note is a message outside any thread", async () => {
    const note = {
      purpose: "notice" as const,
      watches: [],
      title: "A feed fails",
      lines: ["harbour-news answered 500 <@U1>"],
      at: "2026-03-12T09:41:07Z",
    };
    await channel().sendNote(note, sampleAttempt({ recipient: "C0DEALS" }), new AbortController().signal);
    expect(slack.messages).toMatchObject([{ threadTs: null }]);
    expect(slack.messages[0]?.text).toContain("harbour-news answered 500 &lt;@U1&gt;");
  });

  it("a token that is none is refused where the channel is made, and not repeated", () => {
    const make = () => createSlackBotChannel({ name: "desk", token: "SECRET", channels: ["C0DEALS"] });
    expect(make).toThrow(UsageError);
    expect(make).not.toThrow(/SECRET/);
  });

  it.each([
    {
      circumstance: "a revoked token",
      trouble: word("token_revoked"),
      channels: ["C0DEALS"],
      says: /token_revoked; create a new bot token/,
    },
    {
      circumstance: "a channel that is not there",
      trouble: null,
      channels: ["C0DEALS", "C0NONE"],
      says: /channel_not_found for C0NONE; check/,
    },
    { circumstance: "an archived channel", trouble: null, channels: ["C0OLD"], says: /is_archived for C0OLD; unarchive/ },
  ])("a probe finds $circumstance", async ({ trouble, channels, says }) => {
    slack.always(trouble);
    const bot = createSlackBotChannel({ name: "desk", token: slack.token, channels, apiUrl: slack.apiUrl });
    await expect(bot.probe(new AbortController().signal)).rejects.toThrow(says);
  });
});
