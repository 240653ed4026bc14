/** Turns of the event loop: an idle one makes them in microseconds, a busy one answers several requests in each. */
const TURNS = 6;

/**
 * Makes a function for one of what `perform` does for many: those that are asked for within a few turns of the event loop are performed
 * together. On an idle machine that is one at a time and at once; the busier it is, the more share what they have in common.
 */
export function gather<P, T>(perform: (pieces: readonly P[]) => readonly PromiseSettledResult<T>[]): (piece: P) => Promise<T> {
  type Waiting = { readonly piece: P; readonly resolve: (value: T) => void; readonly reject: (reason: unknown) => void };
  let gathered: Waiting[] = [];

  function performAll(): void {
    const together = gathered;
    gathered = [];
    try {
      const results = perform(together.map((one) => one.piece));
      for (const [index, { resolve, reject }] of together.entries()) {
        const result = results[index];
        if (result?.status === "fulfilled") resolve(result.value);
        else reject(result?.reason);
      }
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  }

  const performAfter = (turns: number): unknown => setImmediate(turns > 1 ? () => performAfter(turns - 1) : performAll);

  return (piece) =>
    new Promise((resolve, reject) => {
      if (gathered.push({ piece, resolve, reject }) === 1) performAfter(TURNS);
    });
}
