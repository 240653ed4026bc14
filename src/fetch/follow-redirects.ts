import type { buildConnector } from "undici";
import type { BodyLimit } from "./decompress.ts";
import { exchange } from "./exchange.ts";
import type { Failure } from "./failure.ts";
import type { Hold, HostLimiter } from "./host-limiter.ts";
import { parseRetryAfter } from "./retry-after.ts";

/** Redirects followed before giving up. */
export const MOST_REDIRECTS = 8;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const PERMANENT: ReadonlySet<number> = new Set([301, 308]);
/** How long a host that answers 429 without a Retry-After is left alone: one hour, in milliseconds. */
const QUIET_AFTER_429_MS = 3600 * 1000;

/** One GET with its redirects. `conditional` gives the validators for one hop; `objection` says why a hop must not be asked for. */
export type Ask = BodyLimit & {
  readonly accept: string;
  readonly conditional: (hop: URL) => Readonly<Record<string, string>>;
  readonly objection: (hop: URL, signal: AbortSignal) => Promise<Failure | null>;
};

/** Where a GET ended: `hop` is the last address asked for, `permanent` true when every redirect was 301 or 308 and there was one. */
export type Journey =
  | {
      readonly outcome: "arrived";
      readonly hop: URL;
      readonly permanent: boolean;
      /** Whether the last hop was asked with validators. */
      readonly conditional: boolean;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
      readonly retryAfterMs: number | null;
    }
  | { readonly outcome: "held"; readonly hop: URL; readonly hold: Hold }
  | ({ readonly outcome: "failed"; readonly hop: URL } & Failure);

export type FollowDeps = {
  readonly connect: buildConnector.connector;
  readonly limiter: HostLimiter;
  readonly userAgent: string;
  readonly timeoutMs: number;
  readonly now: () => Date;
};

/** Makes the function that sends a GET and follows its redirects; waiting for a turn at a host does not count towards `timeoutMs`. */
export function createFollowRedirects({ connect, limiter, userAgent, timeoutMs, now }: FollowDeps) {
  return async function followRedirects(start: URL, ask: Ask, signal: AbortSignal): Promise<Journey> {
    const visited = new Set<string>();
    let hop = start;
    let leftMs = timeoutMs;
    let permanent = true;
    for (;;) {
      const objection = objectionTo(hop) ?? (await ask.objection(hop, signal));
      const hold = limiter.held(hop.hostname);
      if (hold !== null) return { outcome: "held", hop, hold };
      if (objection !== null) return { outcome: "failed", hop, ...objection };

      const turn = await limiter.take(hop.hostname, signal);
      if (turn.hold !== null) return { outcome: "held", hop, hold: turn.hold };
      const validators = ask.conditional(hop);
      const headers = { "user-agent": userAgent, accept: ask.accept, "accept-encoding": "gzip, br", ...validators };
      const startedAt = performance.now();
      const limit = { maxBytes: ask.maxBytes, onOverflow: ask.onOverflow };
      const answer = await exchange(connect, { url: hop, headers, timeoutMs, leftMs, onSent: turn.sent, ...limit }, signal).finally(
        turn.release,
      );
      leftMs -= performance.now() - startedAt;
      if (answer.outcome === "failed") return { ...answer, hop };

      const { status, location, body } = answer;
      const asked = parseRetryAfter(answer.headers["retry-after"], now());
      const retryAfterMs = status === 429 ? (asked ?? QUIET_AFTER_429_MS) : asked;
      if ((status === 429 || status === 503) && retryAfterMs !== null) limiter.hold(hop.hostname, status, retryAfterMs);

      const next = REDIRECTS.has(status) ? targetOf(location, hop) : null;
      if (next === null) {
        const conditional = Object.keys(validators).length > 0;
        return {
          outcome: "arrived",
          hop,
          permanent: permanent && visited.size > 0,
          conditional,
          status,
          headers: answer.headers,
          body,
          retryAfterMs,
        };
      }
      visited.add(hop.href);
      permanent &&= PERMANENT.has(status);
      if (visited.has(next.href)) return { outcome: "failed", hop, failure: "redirects", detail: "redirects in a circle" };
      if (visited.size > MOST_REDIRECTS)
        return { outcome: "failed", hop, failure: "redirects", detail: `more than ${MOST_REDIRECTS} redirects` };
      hop = next;
    }
  };
}

function objectionTo(hop: URL): Failure | null {
  if (hop.protocol !== "http:" && hop.protocol !== "https:") {
    return { failure: "blocked", detail: `${hop.protocol} addresses are not fetched, only http and https` };
  }
  if (hop.username !== "" || hop.password !== "") {
    return { failure: "blocked", detail: "an address with a user name or password in it is not fetched; use one without" };
  }
  return null;
}

/** The address that a Location leads to, without fragment; null when there is none or it is no address. */
function targetOf(location: string | null, hop: URL): URL | null {
  // Header bytes arrive as Latin-1; a Location with bytes beyond ASCII means UTF-8.
  const text = location === null ? null : Buffer.from(location, "latin1").toString();
  const target = text === null ? null : URL.parse(text, hop.href);
  if (target !== null) target.hash = "";
  return target;
}
