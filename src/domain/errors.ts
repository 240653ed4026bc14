/** Worth another try later; `retryAfterMs` is what the far side asked for, in milliseconds. */
export class TransientError extends Error {
  override readonly name = "TransientError";
  readonly retryAfterMs: number | undefined;
  constructor(message: string, options: ErrorOptions & { retryAfterMs?: number | undefined } = {}) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Trying again cannot help: the operator has to change something. */
export class PermanentError extends Error {
  override readonly name = "PermanentError";
}

/** The operator's input is wrong: shown without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
