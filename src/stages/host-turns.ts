/** Jobs of one host that may be in hand at once: two under way, and as many waiting behind them. */
const MOST_IN_HAND = 4;
/** A job whose turn comes so soon is handed out all the same, in milliseconds; one that waited longer would keep a worker from other hosts. */
const SOON_MS = 100;
/** Idle hosts are forgotten once so many are remembered, and again once twice as many are as were then not idle. */
const MANY_HOSTS = 5000;

export type HostTurns = {
  /** Null when a job for the host may be handed out now; else when it is its turn. Each job that is put off has a turn of its own. */
  turnOf(job: string, host: string, inHand: number): Date | null;
};

/**
 * Spaces the jobs that are handed out for each host, so that a host with many feeds keeps no worker waiting that another host could use.
 * The fetcher spaces its requests as well: this only decides whose turn it is to wait there.
 */
export function createHostTurns({ spacingMs, now }: { readonly spacingMs: number; readonly now: () => Date }): HostTurns {
  /** When the next job of a host may go, in milliseconds since the epoch. */
  const nextTurn = new Map<string, number>();
  /** Jobs that were given a turn. */
  const promised = new Map<string, number>();
  let many = MANY_HOSTS;

  function forgetIdle(at: number): void {
    for (const [host, turn] of nextTurn) if (turn <= at) nextTurn.delete(host);
    for (const [job, turn] of promised) if (turn <= at - 3_600_000) promised.delete(job);
    many = Math.max(MANY_HOSTS, 2 * nextTurn.size);
  }

  return {
    turnOf(job, host, inHand) {
      const at = now().getTime();
      if (nextTurn.size >= many) forgetIdle(at);
      const promise = promised.get(job);
      if (promise !== undefined && promise > at) return new Date(promise);
      if (inHand >= MOST_IN_HAND) {
        // The host is slower than its spacing: whoever comes now waits for a round of those in hand.
        const turn = Math.max(at, nextTurn.get(host) ?? 0) + Math.max(1000, spacingMs);
        promised.set(job, turn);
        nextTurn.set(host, turn);
        return new Date(turn);
      }
      if (promise === undefined) {
        const turn = nextTurn.get(host) ?? 0;
        if (turn > at + SOON_MS) {
          promised.set(job, turn);
          nextTurn.set(host, turn + spacingMs);
          return new Date(turn);
        }
        nextTurn.set(host, Math.max(at, turn) + spacingMs);
      }
      promised.delete(job);
      return null;
    },
  };
}
