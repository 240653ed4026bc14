import { createHmac } from "node:crypto";
import { Agent } from "undici";
import { PermanentError, TransientError, UsageError } from "../domain/errors.ts";
import { sha256 } from "../domain/ids.ts";
import { createGuardedConnector } from "../fetch/guarded-connector.ts";
import type { AlertMessage, Attempt, Channel } from "./channel.ts";
import { evidenceLink } from "./evidence-link.ts";
import { type Answer, post } from "./http-post.ts";
import { shownMessage, shownNote } from "./message.ts";
import { newsSince } from "./news.ts";

// Standard Webhooks 1.0.0: github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

/** The specification asks for 15 to 30 s. */
const TIMEOUT_MS = 20_000;
/** It recommends less than 20 kB; a term that does not fit is named. */
const BODY_MAX_BYTES = 20_000;
/** Bytes of a secret, before base64. */
const SECRET_BYTES = { min: 24, max: 64 } as const;
const PREFIX = "whsec_";

export type WebhookEndpoint = {
  /** Names it as a recipient, in logs and on pages; its address stays secret, since that may be all that protects it. */
  readonly name: string;
  readonly url: string;
  /** whsec_ and base64. The first signs; more are signed with too while a secret is being replaced. */
  readonly secrets: readonly string[];
};
export type WebhookOptions = {
  name: string;
  endpoints: readonly WebhookEndpoint[];
  /** Networks that are not public and may be posted to all the same. */
  allowPrivateNetworks: readonly string[];
  publicUrl?: string | undefined;
  timeoutMs?: number | undefined;
  now: () => Date;
};

function keyOf(secret: string, owner: string): Buffer {
  const text = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  const key = Buffer.from(text, "base64");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || key.length < SECRET_BYTES.min || key.length > SECRET_BYTES.max) {
    throw new UsageError(
      `${owner}: a secret is not whsec_ and 24 to 64 bytes in base64; make one with: echo "whsec_$(openssl rand -base64 32)"`,
    );
  }
  return key;
}

/**
 * What a receiver gets: the whole alert, every text bounded and cleaned, as people see it, and in `news` what is new since the revision that
 * it was sent last. Terms beyond the size limit are named in `termsLeftOut`.
 */
function eventOf(message: AlertMessage, evidence: string | null, { mayRepeat, told }: Pick<Attempt, "mayRepeat" | "told">): string {
  const { termsLeftOut, link, ...shown } = shownMessage(message);
  const since = newsSince({ ...shown, link, termsLeftOut }, told);
  const news = since === null ? null : { since: since.since, facts: since.facts, terms: since.terms.map(({ id }) => id) };
  type Parts = Pick<AlertMessage, "terms" | "standing" | "history">;
  const body = ({ terms, standing, history }: Parts): string =>
    JSON.stringify({
      type: `alert.${shown.kind}`,
      timestamp: shown.raisedAt,
      data: {
        ...shown,
        article: { ...shown.article, url: link },
        ...{ terms, standing, history, news },
        termsLeftOut: [
          ...[...shown.terms.slice(terms.length), ...shown.standing.slice(standing.length)].map(({ id }) => id),
          ...termsLeftOut,
        ].slice(0, 100),
        evidenceUrl: evidence,
        mayRepeat,
      },
    });
  const fewer = shown.terms.map((_, kept) => ({ terms: shown.terms.slice(0, kept), standing: [], history: [] })).toReversed();
  const sizes: Parts[] = [shown, { ...shown, history: [] }, { ...shown, standing: [], history: [] }, ...fewer];
  for (const parts of sizes) {
    const text = body(parts);
    if (Buffer.byteLength(text) < BODY_MAX_BYTES) return text;
  }
  return body({ terms: [], standing: [], history: [] });
}

function refused(far: string, { status, retryAfterMs }: Answer): TransientError | PermanentError {
  if (status === 410)
    return new PermanentError(`${far} answered 410 Gone, so nothing more is sent there; check its address`, { gone: true });
  const moved = status >= 300 && status < 400 ? "; a redirect is not followed: put the new address into the configuration" : "";
  return new TransientError(`${far} answered ${status}${moved}; trying again later`, { retryAfterMs });
}

/**
 * Posts each message to every endpoint, signed. Only 2xx is success; everything else is tried again, over days as the specification asks,
 * except 410: that endpoint is gone.
 */
export function createWebhookChannel(options: WebhookOptions): Channel {
  const { name, endpoints, allowPrivateNetworks, publicUrl, timeoutMs = TIMEOUT_MS, now } = options;
  const keys = new Map(
    endpoints.map((one) => {
      const owner = `channels.${name}: the endpoint ${one.name}`;
      if (!URL.canParse(one.url)) throw new UsageError(`${owner} has an address that is not a URL`);
      return [one.name, { url: one.url, keys: one.secrets.map((secret) => keyOf(secret, owner)) }] as const;
    }),
  );
  const closing = new AbortController();
  const guard = new Agent({ connect: createGuardedConnector({ allowPrivateNetworks, signal: closing.signal }), pipelining: 0 });

  async function hand(body: string, attempt: Attempt, signal: AbortSignal): Promise<null> {
    const far = `channel ${name}: the endpoint ${attempt.recipient}`;
    const endpoint = keys.get(attempt.recipient);
    if (endpoint === undefined) throw new PermanentError(`${far} is not configured any more; check channels.${name}.endpoints`);
    const timestamp = String(Math.floor(now().getTime() / 1000));
    const signed = `${attempt.delivery}.${timestamp}.${body}`;
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "user-agent": "Clausewatch",
      "webhook-id": attempt.delivery,
      "webhook-timestamp": timestamp,
      "webhook-signature": endpoint.keys.map((key) => `v1,${createHmac("sha256", key).update(signed).digest("base64")}`).join(" "),
    };
    const answer = await post({ far, url: endpoint.url, headers, body, timeoutMs, dispatcher: guard }, signal);
    if (answer.accepted) return null;
    throw refused(far, answer);
  }

  return {
    name,
    recipients: endpoints.map((one) => one.name),
    addressOf: (recipient) => sha256(keys.get(recipient)?.url ?? ""),
    send: (message, attempt, signal) => hand(eventOf(message, evidenceLink(publicUrl, message.alert), attempt), attempt, signal),
    async sendNote(note, attempt, signal) {
      const { purpose, title, lines, at } = shownNote(note);
      const body = JSON.stringify({
        type: `note.${purpose}`,
        timestamp: at,
        data: { title, lines: lines.slice(0, 50), mayRepeat: attempt.mayRepeat },
      });
      await hand(body, attempt, signal);
    },
    /** The specification knows no question without an event, so that this shows only that somebody answers at each address. */
    async probe(signal) {
      const said = [...keys].map(async ([endpoint, { url }]) => {
        const far = `channel ${name}: the endpoint ${endpoint}`;
        const answer = await post(
          { far, method: "HEAD", url, headers: { "user-agent": "Clausewatch" }, timeoutMs, dispatcher: guard },
          signal,
        );
        const isMoved = answer.status >= 300 && answer.status < 400;
        if (answer.status === 410 || isMoved || answer.status >= 500) throw refused(far, answer);
        return `${endpoint} answers`;
      });
      return (await Promise.all(said)).join(", ");
    },
    async close() {
      closing.abort();
      await guard.close();
    },
  };
}
