/** Worth another try later; `retryAfterMs` is what the far side asked for, in milliseconds. */
export class TransientError extends Error {
  override readonly name = "TransientError";
  readonly retryAfterMs: number | undefined;
  /** True when the far side may have accepted what was sent, and only its answer is missing. */
  readonly unanswered: boolean;
  constructor(message: string, options: ErrorOptions & { retryAfterMs?: number | undefined; unanswered?: boolean } = {}) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
    this.unanswered = options.unanswered ?? false;
  }
}

/** Trying again cannot help: the operator has to change something. */
export class PermanentError extends Error {
  override readonly name = "PermanentError";
  /** True when the far side said that it is gone for good, so that nothing else is to be sent there either. */
  readonly gone: boolean;
  constructor(message: string, options: ErrorOptions & { gone?: boolean } = {}) {
    super(message, options);
    this.gone = options.gone ?? false;
  }
}

/** The operator's input is wrong: shown without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Codes of Node, undici and nodemailer for connections that never came about, so that nothing can have been accepted. */
const NEVER_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EDNS",
  "UND_ERR_CONNECT_TIMEOUT",
]);
export const mayHaveArrived = (code: string | undefined): boolean => !NEVER_CONNECTED.has(code ?? "");

/** What went wrong in words, whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
