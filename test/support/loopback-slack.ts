import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { blockKitRefusal } from "./block-kit-limits.ts";

/** A message as this Slack keeps it. */
export type SlackMessage = {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly broadcast: boolean;
  text: string;
  blocks: unknown;
  readonly metadata: unknown;
  edits: number;
};
export type SlackCall = { readonly method: string; readonly args: Readonly<Record<string, unknown>> };

/**
 * What happens to the next calls, one each, whatever they ask: an answer of its own, a cut connection, or no answer at all. "swallow" does the
 * work and then says nothing, as a network does that fails after Slack has accepted.
 */
export type Trouble =
  | { readonly status?: number; readonly body?: string; readonly headers?: Record<string, string> }
  | "hang"
  | "reset"
  | "swallow";

/** Slack on the loopback: posts, threads, edits, history and incoming webhooks, with Slack's own limits and words of refusal. */
export type LoopbackSlack = {
  readonly apiUrl: string;
  readonly token: string;
  readonly webhookUrl: string;
  readonly messages: readonly SlackMessage[];
  readonly calls: readonly SlackCall[];
  trouble(...next: Trouble[]): void;
  /** Troubles everything from now on, or with null nothing. */
  always(trouble: Trouble | null): void;
  remove(ts: string): void;
  close(): Promise<void>;
};

const WEBHOOK_CHANNEL = "C0WEBHOOK";

/** `channels`: by id, what the token may do there. */
export async function startLoopbackSlack(
  channels: Readonly<Record<string, "member" | "archived" | "outside">> = { C0DEALS: "member" },
  options: { mayRead?: boolean } = {},
): Promise<LoopbackSlack> {
  const token = "xoxb-0000-SECRET-secret-SECRET";
  const webhookPath = "/services/T0000/B0000/SECRETsecretSECRET";
  const messages: SlackMessage[] = [];
  const calls: SlackCall[] = [];
  let troubles: Trouble[] = [];
  let standing: Trouble | null = null;
  let clock = Math.floor(Date.parse("2026-03-12T09:42:00Z") / 1000);

  const find = (channel: unknown, ts: unknown) => messages.find((one) => one.channel === channel && one.ts === ts);

  function put(channel: string, args: Record<string, unknown>): SlackMessage {
    clock += 1;
    const message = {
      ...{ channel, ts: `${clock}.000100`, threadTs: typeof args["thread_ts"] === "string" ? args["thread_ts"] : null },
      ...{
        broadcast: args["reply_broadcast"] === true,
        text: String(args["text"] ?? ""),
        blocks: args["blocks"],
        metadata: args["metadata"],
      },
      edits: 0,
    };
    messages.push(message);
    return message;
  }

  /** docs.slack.dev/reference/methods: what each method answers. */
  function answer(method: string, args: Record<string, unknown>): object {
    const refuse = (error: string) => ({ ok: false, error });
    const channel = String(args["channel"] ?? "");
    if (method === "auth.test") return { ok: true, team: "Desk", user: "clausewatch" };
    const standing = channels[channel.replace(/^#/, "")];
    if (standing === undefined) return refuse("channel_not_found");
    const isReading = method.startsWith("conversations.");
    if (isReading && options.mayRead === false) return refuse("missing_scope");
    if (method === "conversations.info")
      return { ok: true, channel: { id: channel, is_archived: standing === "archived", is_member: standing === "member" } };
    if (standing === "outside") return refuse("not_in_channel");
    if (method === "conversations.history" || method === "conversations.replies") {
      if (method === "conversations.replies" && find(channel, args["ts"]) === undefined) return refuse("thread_not_found");
      const found = messages.filter(
        (one) =>
          one.channel === channel &&
          Number(one.ts) >= Number(args["oldest"] ?? 0) &&
          (method === "conversations.history" ? one.threadTs === null : one.ts === args["ts"] || one.threadTs === args["ts"]),
      );
      return {
        ok: true,
        messages: found.map(({ ts, text, metadata }) => ({ ts, text, ...(args["include_all_metadata"] ? { metadata } : {}) })),
      };
    }
    if (standing === "archived") return refuse("is_archived");
    const refused = blockKitRefusal(args);
    if (refused !== null) return refuse(refused);
    if (method === "chat.update") {
      const message = find(channel, args["ts"]);
      if (message === undefined) return refuse("message_not_found");
      message.text = String(args["text"] ?? "");
      message.blocks = args["blocks"];
      message.edits += 1;
      return { ok: true, channel, ts: message.ts, text: message.text };
    }
    if (method !== "chat.postMessage") return refuse("unknown_method");
    if (args["thread_ts"] !== undefined && find(channel, args["thread_ts"]) === undefined) return refuse("thread_not_found");
    const { ts, text } = put(channel.replace(/^#/, ""), args);
    return { ok: true, channel: channel.replace(/^#/, ""), ts, message: { text, ts } };
  }

  function apiAnswer(request: IncomingMessage, body: string): object {
    if (request.headers.authorization !== `Bearer ${token}`) return { ok: false, error: "invalid_auth" };
    const args = argumentsOf(body);
    const method = (request.url ?? "").replace("/api/", "");
    calls.push({ method, args });
    return answer(method, args);
  }

  function webhookAnswer(path: string, body: string): { status: number; text: string } {
    if (path !== webhookPath) return { status: 404, text: "no_service" };
    const args = JSON.parse(body) as Record<string, unknown>;
    if (args["text"] === undefined) return { status: 400, text: "no_text" };
    calls.push({ method: "webhook", args });
    const refused = blockKitRefusal(args);
    if (refused !== null) return { status: 400, text: refused };
    put(WEBHOOK_CHANNEL, args);
    return { status: 200, text: "ok" };
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const trouble = troubles.shift() ?? standing;
    let body = "";
    request.setEncoding("utf8");
    for await (const chunk of request) body += chunk;
    if (trouble === "hang") return;
    if (trouble === "reset") return void request.socket.destroy();
    if (typeof trouble === "object" && trouble !== null) {
      const { status = 200, headers = {}, body: text = "" } = trouble;
      return void response.writeHead(status, headers).end(text);
    }
    const isWebhook = (request.url ?? "").startsWith("/services/");
    const { status, text } = isWebhook
      ? webhookAnswer(request.url ?? "", body)
      : { status: 200, text: JSON.stringify(apiAnswer(request, body)) };
    if (trouble === "swallow") return void (await sleep(0));
    response.writeHead(status, { "content-type": isWebhook ? "text/plain" : "application/json" }).end(text);
  }

  const server = createServer((request, response) => void respond(request, response).catch(() => request.socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl: `${origin}/api/`,
    token,
    webhookUrl: `${origin}${webhookPath}`,
    messages,
    calls,
    trouble: (...next) => {
      troubles = next;
    },
    always: (next) => {
      standing = next;
    },
    remove: (ts) =>
      void messages.splice(
        messages.findIndex((one) => one.ts === ts),
        1,
      ),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Slack's client sends a form whose values are JSON where they are no plain text. */
function argumentsOf(body: string): Record<string, unknown> {
  const read = (value: string): unknown => {
    try {
      return /^[[{]|^(true|false)$/.test(value) ? JSON.parse(value) : value;
    } catch {
      return value;
    }
  };
  return Object.fromEntries([...new URLSearchParams(body)].map(([key, value]) => [key, read(value)]));
}
