import { UsageError } from "../domain/errors.ts";
import type { Channel } from "./channel.ts";
import { evidenceLink } from "./evidence-link.ts";
import { post } from "./http-post.ts";
import { refusesBlocks, slackError, wordOf } from "./slack-answer.ts";
import { type SlackPayload, slackNote, slackUpdate, withoutBlocks } from "./slack-blocks.ts";

const TIMEOUT_MS = 15_000;

export type SlackOptions = {
  name: string;
  /** A secret: who knows it can post. */
  webhookUrl: string;
  recipientLabel?: string | undefined;
  /** Where the pages are, to link the evidence. */
  publicUrl?: string | undefined;
  timeoutMs?: number | undefined;
};

/**
 * Posts to one Slack incoming webhook, which knows neither threads nor edits: each revision is a message of its own that tells what is new. 429, 5xx and network
 * trouble are transient; other refusals are permanent and carry Slack's word. Blocks that Slack refuses go out as text.
 */
export function createSlackChannel({
  name,
  webhookUrl,
  recipientLabel = "incoming webhook",
  publicUrl,
  timeoutMs = TIMEOUT_MS,
}: SlackOptions): Channel {
  if (!/^https?:\/\//.test(webhookUrl) || !URL.canParse(webhookUrl)) {
    throw new UsageError(`channel ${name}: the Slack webhook address is not a URL; it looks like https://hooks.slack.com/services/…`);
  }
  const headers = { "content-type": "application/json; charset=utf-8" };

  async function hand(payload: SlackPayload, signal: AbortSignal): Promise<null> {
    const answer = await post(
      { far: `channel ${name}: Slack`, url: webhookUrl, headers, body: JSON.stringify(payload), timeoutMs },
      signal,
    );
    if (answer.accepted) return null;
    const word = wordOf(answer.body);
    if (payload.blocks !== undefined && refusesBlocks(word)) return hand(withoutBlocks(payload), signal);
    throw slackError(name, { ...answer, word });
  }

  return {
    name,
    recipients: [recipientLabel],
    send: (message, { mayRepeat, told }, signal) =>
      hand(slackUpdate(message, { mayRepeat, told, evidence: evidenceLink(publicUrl, message.alert), inThread: false }), signal),
    sendNote: async (note, attempt, signal) => void (await hand(slackNote(note, attempt.mayRepeat), signal)),
    /** A message without text is refused, by a webhook that works with 400 (its word is no_text), by one that is gone with another word. */
    async probe(signal) {
      const answer = await post({ far: `channel ${name}: Slack`, url: webhookUrl, headers, body: "{}", timeoutMs }, signal);
      if (!answer.accepted && answer.status !== 400) throw slackError(name, { ...answer, word: wordOf(answer.body) });
      return "Slack knows the webhook";
    },
    close: async () => {},
  };
}
