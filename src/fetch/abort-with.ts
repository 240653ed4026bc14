/** A controller that is aborted with any of `signals`, until it is released. */
export type Linked = { readonly controller: AbortController; readonly release: () => void };

/**
 * As AbortSignal.any, for what is done by the thousand beside signals that live as long as the process: a composite signal stays in their
 * books until the garbage is collected, and is looked through then.
 */
export function abortWith(...signals: readonly AbortSignal[]): Linked {
  const controller = new AbortController();
  const onAbort = ({ target }: Event): void => controller.abort((target as AbortSignal).reason);
  for (const signal of signals) {
    if (signal.aborted) controller.abort(signal.reason);
    else signal.addEventListener("abort", onAbort, { once: true });
  }
  return {
    controller,
    release: () => {
      for (const signal of signals) signal.removeEventListener("abort", onAbort);
    },
  };
}
