import { type buildConnector, Client, type Dispatcher } from "undici";
import { abortWith } from "./abort-with.ts";
import { type BodyLimit, decompress } from "./decompress.ts";
import { type Failure, failureOf, formatBytes, formatMs } from "./failure.ts";
import { untilAborted } from "./until-aborted.ts";

/** Headers of an answer that later stages use; nothing else is kept. */
const KEPT = [
  "content-type",
  "content-language",
  "etag",
  "last-modified",
  "cache-control",
  "age",
  "expires",
  "date",
  "retry-after",
  "link",
  "content-location",
];
/** Fields that are lists, so that several lines are one value (RFC 9110 §5.3). Of any other field the first line counts. */
const LISTS = new Set(["cache-control", "link", "content-encoding"]);

const NOT_MODIFIED = 304;

/** One request, without redirects. `leftMs`: what is left of the GET's total time of `timeoutMs`, both in milliseconds. */
export type ExchangeRequest = BodyLimit & {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly leftMs: number;
  /** Called when the connection stands and the request goes out. */
  readonly onSent: () => void;
};
export type Exchanged =
  | {
      readonly outcome: "answered";
      readonly status: number;
      readonly location: string | null;
      readonly headers: Record<string, string>;
      /** Empty unless the status is 2xx: no other body is read. */
      readonly body: Uint8Array;
    }
  | ({ readonly outcome: "failed" } & Failure);

/** What a client is ended with when its one request is over: made once, since making it costs as much as ending the client. */
const OVER = new Error("the exchange is over");

/**
 * Sends one GET and reads its body, decoded, within its limits. Throws the reason when `signal` is aborted, else only on a bug. Each has a
 * connection of its own: polls of one origin are minutes apart, and a kept one only costs memory.
 */
export async function exchange(connect: buildConnector.connector, request: ExchangeRequest, signal: AbortSignal): Promise<Exchanged> {
  const { url, maxBytes, timeoutMs } = request;
  const { controller, release } = abortWith(signal);
  const ended = controller.signal;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, request.leftMs);
  // The request has its own deadline instead of undici's.
  const client = new Client(url.origin, { connect, allowH2: false, pipelining: 0, headersTimeout: 0, bodyTimeout: 0 });
  let answered = false;
  try {
    const path = url.pathname + url.search;
    const asking = client
      .compose(telling(request.onSent))
      .request({ origin: url.origin, path, method: "GET", headers: request.headers, signal: ended });
    // Before the connection stands undici only notes that a request was aborted.
    const response = await untilAborted(asking, ended);
    answered = true;
    const header = (name: string): string | undefined => {
      const value = response.headers[name];
      return Array.isArray(value) ? (LISTS.has(name) ? value.join(", ") : value[0]) : value;
    };
    const status = response.statusCode;
    const done = (body: Uint8Array): Exchanged => ({
      outcome: "answered",
      status,
      location: header("location") ?? null,
      headers: kept(header),
      body,
    });

    const declaredTooLarge = request.onOverflow === "fail" && Number(header("content-length") ?? 0) > maxBytes;
    if (status === NOT_MODIFIED) {
      // It has no body (RFC 9110 §15.4.5), and one that is read to its end needs no error to end it.
      response.body.on("error", () => {}).resume();
      return done(new Uint8Array());
    }
    if (status > 299 || declaredTooLarge) {
      // Destroying an unread body is an error to undici; nobody else listens for it.
      response.body.on("error", () => {}).destroy();
      return status > 299 ? done(new Uint8Array()) : tooLarge(maxBytes, false);
    }
    const read = await decompress(response.body, header("content-encoding"), request);
    if (read.outcome === "too-large") return tooLarge(maxBytes, read.decoded);
    if (read.outcome === "undecodable") return { outcome: "failed", failure: "protocol", detail: read.detail };
    return done(read.bytes);
  } catch (error) {
    signal.throwIfAborted();
    if (late) {
      const detail = `${answered ? "answer not complete" : "no answer"} within ${formatMs(timeoutMs)}`;
      return { outcome: "failed", failure: "timeout", detail };
    }
    const failure = failureOf(error);
    if (failure === null) throw error;
    return { outcome: "failed", ...failure };
  } finally {
    clearTimeout(timer);
    release();
    void client.destroy(OVER);
  }
}

/** Tells when a request goes out, which undici says to its handler alone. */
const telling =
  (onSent: () => void): Dispatcher.DispatcherComposeInterceptor =>
  (dispatch) =>
  (options, handler) => {
    const start = handler.onRequestStart?.bind(handler);
    handler.onRequestStart = (...about) => {
      onSent();
      start?.(...about);
    };
    return dispatch(options, handler);
  };

const tooLarge = (maxBytes: number, decoded: boolean): Exchanged => ({
  outcome: "failed",
  failure: "too-large",
  detail: `larger than ${formatBytes(maxBytes)}${decoded ? " once decompressed" : ""}, stopped`,
});

function kept(header: (name: string) => string | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of KEPT) {
    const value = header(name);
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}
