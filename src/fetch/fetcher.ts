import type { Validators } from "../domain/extract.ts";

export type FetchRequest = {
  readonly url: string;
  /** Decides the Accept header, the byte cap and whether robots.txt is asked. */
  readonly kind: "feed" | "page";
  readonly validators?: Validators | null;
};

export type FetchFailure = "dns" | "connect" | "tls" | "timeout" | "too-large" | "redirects" | "blocked" | "robots" | "protocol";

/** Header names in lower case; only what later stages use needs to be kept. */
type Answered = {
  readonly url: string;
  readonly finalUrl: string;
  readonly fetchedAt: string;
  /** Every redirect on the way was a 301 or 308, and there was one. */
  readonly permanent: boolean;
  readonly headers: Readonly<Record<string, string>>;
};

/** An expected answer is a value; `message` is one line for the operator. `host` is the one that refused, after redirects. */
export type FetchAnswer =
  | (Answered & { readonly outcome: "fetched"; readonly status: number; readonly body: Uint8Array })
  | (Answered & { readonly outcome: "unchanged"; readonly status: 304 })
  | {
      readonly outcome: "refused";
      readonly status: number;
      readonly retryAfterMs: number | null;
      readonly host: string;
      readonly message: string;
    }
  | { readonly outcome: "failed"; readonly failure: FetchFailure; readonly message: string };

/** PORT: one GET, politely. Never throws for what a server does; throws only when `signal` is aborted or on a bug. */
export interface Fetcher {
  fetch(request: FetchRequest, signal: AbortSignal): Promise<FetchAnswer>;
  close(): Promise<void>;
}
