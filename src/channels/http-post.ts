import { type Dispatcher, request } from "undici";
import { mayHaveArrived, PermanentError, TransientError } from "../domain/errors.ts";
import { BlockedAddressError } from "../fetch/guarded-connector.ts";
import { parseRetryAfter } from "../fetch/retry-after.ts";

/** Of an answer; what channels hear back is a word or a line of JSON. */
const MAX_ANSWER_BYTES = 4096;

export type Post = {
  /** POST where left out. HEAD and GET ask whether somebody is there. */
  readonly method?: "HEAD" | "GET";
  /** Who is asked, in words that hold no secret: "channel desk: Slack". */
  readonly far: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the first byte of the connection to the last of the answer. */
  readonly timeoutMs: number;
  readonly dispatcher?: Dispatcher | undefined;
};
/** `body` is empty where the post was accepted. */
export type Answer = {
  readonly status: number;
  readonly accepted: boolean;
  readonly retryAfterMs: number | undefined;
  readonly body: string;
};

/** Posts once, follows no redirect and resolves with whatever answer comes; throws TransientError where none does, PermanentError where a guarded dispatcher bars the address. */
export async function post({ far, url, headers, method, body, timeoutMs, dispatcher }: Post, signal: AbortSignal): Promise<Answer> {
  if (signal.aborted) throw new TransientError(`${far} was not asked: stopped before the message was sent`);
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const response = await request(url, {
      method: method ?? "POST",
      headers,
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.any([signal, deadline]),
      // Alerts are rare: a kept connection would be one that the far side has closed by the next.
      reset: true,
      ...(dispatcher === undefined ? {} : { dispatcher }),
    });
    const status = response.statusCode;
    const accepted = status >= 200 && status < 300;
    // Once it is accepted, a broken or endless answer must not make the message go out again.
    if (accepted) void response.body.dump({ limit: MAX_ANSWER_BYTES }).catch(() => {});
    const { "retry-after": wait, date } = response.headers;
    return {
      status,
      accepted,
      retryAfterMs: parseRetryAfter(headerText(wait), new Date(headerText(date) ?? Number.NaN)) ?? undefined,
      body: accepted ? "" : await firstBytes(response.body).catch(() => ""),
    };
  } catch (error) {
    if (error instanceof BlockedAddressError) {
      throw new PermanentError(
        `${far} was not asked, since its address is not public; check it, or allow its network in fetch.allowPrivateNetworks`,
      );
    }
    throw unanswered(far, error, { signal, deadline, timeoutMs });
  }
}

/** Why no answer came. Neither the error nor its cause is passed on: they may name the address, which may be the secret. */
export function unanswered(
  far: string,
  error: unknown,
  { signal, deadline, timeoutMs }: { signal: AbortSignal; deadline: AbortSignal; timeoutMs: number },
): TransientError {
  if (signal.aborted) return new TransientError(`${far} was left before it answered, since the work was stopped`, { unanswered: true });
  if (deadline.aborted) return new TransientError(`${far} gave no answer within ${timeoutMs / 1000} s`, { unanswered: true });
  const code = codeOf(error) ?? codeOf((error as { cause?: unknown })?.cause) ?? "network error";
  return new TransientError(`${far} could not be reached (${code}); check the network and the address's host`, {
    unanswered: mayHaveArrived(code),
  });
}

const headerText = (header: string | string[] | undefined): string | undefined => (typeof header === "string" ? header : undefined);

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

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}
