import { PermanentError, TransientError } from "../domain/errors.ts";

const NEW_WEBHOOK = "create a new incoming webhook in Slack and put its address into the configuration";
const NEW_TOKEN = "create a new bot token (OAuth & Permissions of your Slack app) and put it into the configuration";
const REPORT = "Slack could not read the message: please report this with the alert's id, and check with clausewatch notify test";

/** What helps, by the word that Slack answers (docs.slack.dev/reference/methods/chat.postMessage and …/sending-messages-using-incoming-webhooks). */
const HINTS: Readonly<Record<string, string>> = {
  invalid_token: NEW_WEBHOOK,
  no_service: NEW_WEBHOOK,
  no_service_id: NEW_WEBHOOK,
  no_active_hooks: NEW_WEBHOOK,
  no_team: NEW_WEBHOOK,
  invalid_auth: NEW_TOKEN,
  not_authed: NEW_TOKEN,
  token_expired: NEW_TOKEN,
  token_revoked: NEW_TOKEN,
  account_inactive: NEW_TOKEN,
  missing_scope: "check that the app has the scope chat:write (and chat:write.public for channels it is not in), then install it again",
  not_in_channel: "ask somebody in the channel to /invite the app, or give it the scope chat:write.public",
  channel_not_found: "check the channel's id, and /invite the app where the channel is private; a webhook's channel may be gone",
  channel_is_archived: "unarchive the channel, or send to another one",
  is_archived: "unarchive the channel, or send to another one",
  team_disabled: "ask the workspace's owner to enable it, or send to another one",
  posting_to_general_channel_denied: "create a webhook for a channel where the app may post",
  restricted_action: "ask a workspace admin: a setting forbids the app to post there",
  action_prohibited: "ask a workspace admin: a setting forbids this webhook to post",
  invalid_payload: REPORT,
  invalid_blocks: REPORT,
  invalid_blocks_format: REPORT,
  msg_blocks_too_long: REPORT,
  msg_too_long: REPORT,
  no_text: REPORT,
};

/** Answers that pass by themselves; after the first kind the work may have been done all the same. */
const PERHAPS_DONE = new Set(["request_timeout", "internal_error", "fatal_error", "unreadable_answer"]);
const PASSING = new Set(["ratelimited", "rate_limited", "service_unavailable", ...PERHAPS_DONE]);

/** Slack would not take the blocks: the message can still go out as text. */
const BLOCKS_REFUSED = new Set(["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"]);
export const refusesBlocks = (word: string | null): boolean => BLOCKS_REFUSED.has(word ?? "");

/** Slack's word for a refusal. Anything else in the body stays out of errors, since a proxy's page may repeat the secret address. */
export const wordOf = (body: string): string | null => /^[a-z_]{3,60}$/.exec(body.trim())?.[0] ?? null;

/** The error for what Slack answered: 429, 5xx and passing words are transient, the rest is permanent and says what helps. */
export function slackError(
  name: string,
  answer: {
    readonly status: number;
    readonly word: string | null;
    readonly retryAfterMs?: number | undefined;
    /** The channel of Slack that it is about. */
    readonly of?: string | undefined;
  },
): TransientError | PermanentError {
  const { status, word, retryAfterMs, of } = answer;
  const said = `channel ${name}: Slack answered ${status}${word === null ? "" : ` ${word}`}${of === undefined ? "" : ` for ${of}`}`;
  if (status === 429 || status >= 500 || PASSING.has(word ?? "")) {
    return new TransientError(`${said}; trying again later`, { retryAfterMs, unanswered: PERHAPS_DONE.has(word ?? "") });
  }
  return new PermanentError(`${said}; ${HINTS[word ?? ""] ?? "check the channel's webhook address or token in the configuration"}`);
}
