import type { WebClient } from "@slack/web-api";
import { Agent, fetch } from "undici";
import { PermanentError, TransientError, UsageError } from "../domain/errors.ts";
import { parseRetryAfter } from "../fetch/retry-after.ts";
import type { AlertMessage, Attempt, Channel } from "./channel.ts";
import { evidenceLink } from "./evidence-link.ts";
import { unanswered } from "./http-post.ts";
import { refusesBlocks, slackError, wordOf } from "./slack-answer.ts";
import { type SlackPayload, slackNote, slackPayload, slackUpdate, withoutBlocks } from "./slack-blocks.ts";

const API = "https://slack.com/api/";
/** Each call, to the last byte of the answer. A message takes three calls at most. */
const TIMEOUT_MS = 15_000;
/** Our mark in a message's metadata, by which a repeat is recognised (docs.slack.dev/messaging/message-metadata). */
const EVENT = "clausewatch_delivery";
/** Messages searched for it; Slack gives no more than 15 to some apps. */
const SEARCHED = 100;
/** Our clock and Slack's may differ by so much, in seconds. */
const CLOCK_SKEW_S = 300;

/** Replies that the channel should see as well: the alert weighs more or less than it did, or nobody has answered it. */
const TOLD_ALOUD: ReadonlySet<AlertMessage["kind"]> = new Set(["raised", "widened", "confirmed", "denied", "withdrawn", "repeated"]);
/** The alert's message is gone, so that nothing can hang from it. */
const THREAD_GONE = new Set(["message_not_found", "thread_not_found"]);

export type SlackBotOptions = {
  name: string;
  /** A secret: a bot token with the scope chat:write. */
  token: string;
  /** Ids (C0123ABCD) or names (#deals) of channels; each is a recipient. */
  channels: readonly string[];
  apiUrl?: string | undefined;
  /** Where the pages are, to link the evidence. */
  publicUrl?: string | undefined;
  timeoutMs?: number | undefined;
};

/** A message that Slack holds: the id of its channel, and its timestamp, which names it there. */
type Place = { readonly channel: string; readonly ts: string };
const placeOf = (text: string | null): Place | null => {
  const [, channel, ts] = /^(\w+)\/([\d.]+)$/.exec(text ?? "") ?? [];
  return channel === undefined || ts === undefined ? null : { channel, ts };
};

const isOurs = (error: unknown): boolean => error instanceof TransientError || error instanceof PermanentError;

const SILENT = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, setName() {}, getLevel: () => "error" };

/**
 * Posts with a bot token. The first revision is a message; each later one is a reply in its thread that says what is new, and the message is edited
 * to say how things stand. A repeat whose first try may have arrived is looked for before it is sent, where the app may read the channel's history.
 */
export function createSlackBotChannel({
  name,
  token,
  channels,
  apiUrl = API,
  publicUrl,
  timeoutMs = TIMEOUT_MS,
}: SlackBotOptions): Channel {
  if (!/^xox[a-z]?[.-]/.test(token)) {
    throw new UsageError(`channel ${name}: channels.slack.token is not a Slack token; a bot's begins with xoxb-`);
  }
  // Alerts are rare: a kept connection would be one that the far side has closed by the next.
  const dispatcher = new Agent({ pipelining: 0 });

  /** What Slack answers, or our own errors: Slack's client keeps the request, and with it the token, in its errors. */
  function asking(signal: AbortSignal): typeof globalThis.fetch {
    return (async (url: string | URL, init: RequestInit) => {
      const deadline = AbortSignal.timeout(timeoutMs);
      const far = `channel ${name}: Slack`;
      try {
        const response = await fetch(url, { ...(init as object), signal: AbortSignal.any([signal, deadline]), dispatcher });
        const text = await response.text();
        if (response.status !== 200) {
          const wait = parseRetryAfter(
            response.headers.get("retry-after") ?? undefined,
            new Date(response.headers.get("date") ?? Number.NaN),
          );
          throw slackError(name, { status: response.status, word: wordOf(text), retryAfterMs: wait ?? undefined });
        }
        return new Response(text, { status: 200 });
      } catch (error) {
        throw isOurs(error) ? error : unanswered(far, error, { signal, deadline, timeoutMs });
      }
    }) as typeof globalThis.fetch;
  }

  async function clientFor(signal: AbortSignal): Promise<WebClient> {
    // Takes a second to load, which only this channel should cost.
    const { WebClient } = await import("@slack/web-api");
    return new WebClient(token, {
      slackApiUrl: apiUrl,
      fetch: asking(signal) as never,
      logger: SILENT as never,
      timeout: 0,
      // The outbox tries again, over days.
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    });
  }

  /** Slack's word where it refuses with one, the error for everything else. */
  async function refusal(call: Promise<unknown>): Promise<string | null> {
    try {
      await call;
      return null;
    } catch (error) {
      const { data, original } = error as { data?: { error?: string }; original?: unknown };
      if (typeof data?.error === "string") return wordOf(data.error) ?? "unreadable_answer";
      if (isOurs(original)) throw original;
      throw new TransientError(`channel ${name}: Slack's client failed (${(error as Error).name})`, { unanswered: true });
    }
  }

  /** Posts, as text alone where Slack refuses the blocks; the word of a refusal otherwise. */
  async function post(slack: WebClient, to: object, payload: SlackPayload): Promise<Place | string> {
    let place: Place | null = null;
    const word = await refusal(
      slack.chat.postMessage({ ...to, ...payload } as never).then(({ channel = "", ts = "" }) => {
        place = { channel, ts };
      }),
    );
    if (place !== null) return place;
    if (payload.blocks !== undefined && refusesBlocks(word)) return post(slack, to, withoutBlocks(payload));
    return word ?? "unreadable_answer";
  }

  /** The message of an earlier try; null also where the app may not read. */
  async function earlierTry(slack: WebClient, message: AlertMessage, attempt: Attempt, thread: Place | null): Promise<Place | null> {
    const channel = thread?.channel ?? attempt.recipient;
    const oldest = String(Date.parse(message.raisedAt) / 1000 - CLOCK_SKEW_S);
    const common = { channel, oldest, include_all_metadata: true, limit: SEARCHED };
    type Found = { ts?: string; metadata?: { event_payload?: { delivery?: string } } };
    let found: Found[] = [];
    await refusal(
      (thread === null ? slack.conversations.history(common) : slack.conversations.replies({ ...common, ts: thread.ts })).then((answer) => {
        found = (answer.messages ?? []) as Found[];
      }),
    );
    const ours = found.find((one) => one.metadata?.event_payload?.delivery === attempt.delivery);
    return ours?.ts === undefined ? null : { channel, ts: ours.ts };
  }

  return {
    name,
    recipients: channels,
    async send(message, attempt, signal) {
      if (signal.aborted) throw new TransientError(`channel ${name}: stopped before the message was sent`);
      const slack = await clientFor(signal);
      const thread = placeOf(attempt.place);
      const view = { mayRepeat: attempt.mayRepeat, evidence: evidenceLink(publicUrl, message.alert) };
      const metadata = {
        event_type: EVENT,
        event_payload: { delivery: attempt.delivery, alert: message.alert, revision: message.revision },
      };
      const words = (place: Place): string => `${place.channel}/${place.ts}`;

      const known = attempt.mayRepeat ? await earlierTry(slack, message, attempt, thread) : null;
      if (known !== null) return words(thread ?? known);

      if (thread !== null) {
        // The edit comes first: it can be done again, while a reply that was posted may not be.
        const edit = { ...thread, ...slackPayload(message, { ...view, mayRepeat: false }) };
        const refused = await refusal(slack.chat.update(edit as never));
        if (!THREAD_GONE.has(refused ?? "")) {
          const where = { thread_ts: thread.ts, reply_broadcast: TOLD_ALOUD.has(message.kind), metadata };
          const posted = await post(
            slack,
            { channel: thread.channel, ...where },
            slackUpdate(message, { ...view, told: attempt.told, inThread: true }),
          );
          if (typeof posted !== "string") return words(thread);
          if (!THREAD_GONE.has(posted)) throw slackError(name, { status: 200, word: posted });
        }
      }
      const posted = await post(slack, { channel: attempt.recipient, metadata }, slackPayload(message, view));
      if (typeof posted === "string") throw slackError(name, { status: 200, word: posted });
      return words(posted);
    },
    async sendNote(note, attempt, signal) {
      if (signal.aborted) throw new TransientError(`channel ${name}: stopped before the message was sent`);
      const posted = await post(await clientFor(signal), { channel: attempt.recipient }, slackNote(note, attempt.mayRepeat));
      if (typeof posted === "string") throw slackError(name, { status: 200, word: posted });
    },
    /** Whether Slack knows the token, and where the app may look, whether each channel is there and takes messages. */
    async probe(signal) {
      const slack = await clientFor(signal);
      const refused = await refusal(slack.auth.test());
      if (refused !== null) throw slackError(name, { status: 200, word: refused });
      for (const channel of channels.filter((one) => !one.startsWith("#"))) {
        let archived = false;
        const word = await refusal(
          slack.conversations.info({ channel }).then((answer) => {
            archived = answer.channel?.is_archived === true;
          }),
        );
        if (word === "channel_not_found" || archived)
          throw slackError(name, { status: 200, word: archived ? "is_archived" : word, of: channel });
      }
      return "Slack knows the token";
    },
    close: () => dispatcher.close(),
  };
}
