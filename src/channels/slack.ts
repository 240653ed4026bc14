import { request } from "undici";
import { mayHaveArrived, PermanentError, TransientError, UsageError } from "../domain/errors.ts";
import type { Channel } from "./channel.ts";
import { type SlackPayload, slackNote, slackPayload } from "./slack-blocks.ts";

/** From the first byte of the connection to the last of the answer. */
const TIMEOUT_MS = 15_000;
/** Of an answer; Slack's are one word. */
const MAX_ANSWER_BYTES = 4096;

const NEW_WEBHOOK = "create a new incoming webhook in Slack and put its address into the configuration";
/** What helps, by the word that Slack answers (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). */
const HINTS: Readonly<Record<string, string>> = {
  invalid_token: NEW_WEBHOOK,
  no_service: NEW_WEBHOOK,
  no_service_id: NEW_WEBHOOK,
  no_active_hooks: NEW_WEBHOOK,
  no_team: NEW_WEBHOOK,
  team_disabled: "the workspace is disabled: ask its owner, or send to another one",
  channel_not_found: "the webhook's channel is gone: create a webhook for another channel",
  channel_is_archived: "unarchive the channel, or create a webhook for another one",
  posting_to_general_channel_denied: "create a webhook for a channel where the app may post",
  action_prohibited: "a workspace admin forbids this webhook to post: ask for permission",
  invalid_payload: "Slack could not read the message: please report this with the alert's id",
  invalid_blocks: "Slack could not read the message: please report this with the alert's id",
};

/** Slack's word for a refusal. Anything else in the body stays out of errors, since a proxy's page may repeat the secret address. */
const wordOf = (body: string): string | null => /^[a-z_]{3,60}$/.exec(body.trim())?.[0] ?? null;

const secondsToMs = (header: string | string[] | undefined): number | undefined =>
  typeof header === "string" && /^\d{1,6}$/.test(header.trim()) ? Number(header) * 1000 : undefined;

export type SlackOptions = {
  name: string;
  /** A secret: who knows it can post. */
  webhookUrl: string;
  recipientLabel?: string | undefined;
  timeoutMs?: number | undefined;
};

type Answer = { status: number; accepted: boolean; retryAfterMs: number | undefined; word: string | null };

/** Posts to one Slack incoming webhook. 429, 5xx and network trouble are transient; other refusals are permanent and carry Slack's word. */
export function createSlackChannel({
  name,
  webhookUrl,
  recipientLabel = "incoming webhook",
  timeoutMs = TIMEOUT_MS,
}: SlackOptions): Channel {
  if (!/^https?:\/\//.test(webhookUrl) || !URL.canParse(webhookUrl)) {
    throw new UsageError(`channel ${name}: the Slack webhook address is not a URL; it looks like https://hooks.slack.com/services/…`);
  }

  async function post(payload: string, signal: AbortSignal): Promise<Answer> {
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const response = await request(webhookUrl, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8" },
        body: payload,
        signal: AbortSignal.any([signal, deadline]),
        // Alerts are rare: a kept connection would be one that the far side has closed by the next.
        reset: true,
      });
      const status = response.statusCode;
      const accepted = status >= 200 && status < 300;
      // Once it is accepted, a broken or endless answer must not make the message go out again.
      if (accepted) void response.body.dump({ limit: MAX_ANSWER_BYTES }).catch(() => {});
      const word = accepted ? null : wordOf(await firstBytes(response.body).catch(() => ""));
      return { status, accepted, retryAfterMs: secondsToMs(response.headers["retry-after"]), word };
    } catch (error) {
      // Neither the error nor its cause is passed on: they may name the address.
      if (signal.aborted) throw new TransientError(`channel ${name}: stopped before Slack answered`, { unanswered: true });
      if (deadline.aborted)
        throw new TransientError(`channel ${name}: Slack gave no answer within ${timeoutMs / 1000} s`, { unanswered: true });
      const code = codeOf(error);
      throw new TransientError(`channel ${name}: Slack could not be reached (${code}); check the network and the webhook's host`, {
        unanswered: mayHaveArrived(code),
      });
    }
  }

  async function deliver(payload: SlackPayload, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw new TransientError(`channel ${name}: stopped before the message was sent`);
    const { status, accepted, retryAfterMs, word } = await post(JSON.stringify(payload), signal);
    if (accepted) return;
    const answer = `channel ${name}: Slack answered ${status}${word === null ? "" : ` ${word}`}`;
    if (status === 429 || status >= 500) throw new TransientError(`${answer}; trying again later`, { retryAfterMs });
    throw new PermanentError(`${answer}; ${HINTS[word ?? ""] ?? "check the channel's webhook address in the configuration"}`);
  }

  return {
    name,
    recipients: [recipientLabel],
    send: (message, attempt, signal) => deliver(slackPayload(message, attempt.mayRepeat), signal).then(() => null),
    sendNote: (note, attempt, signal) => deliver(slackNote(note, attempt.mayRepeat), signal),
    close: async () => {},
  };
}

async function firstBytes(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "network error";
}
