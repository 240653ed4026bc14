/** Idle hosts are forgotten once so many are known, and again once twice as many are known as were then not idle. */
const MANY_HOSTS = 1000;

/** A host asked for quiet: `status` is what it answered, `until` milliseconds since the epoch. */
export type Hold = { readonly status: number; readonly until: number };

/**
 * Leave to send one request, given back by `release`; or the hold that forbids it. `sent` says that the request goes out now: until then
 * nobody else has a turn at the host, since a connection may take as long as the spacing and more.
 */
export type Turn = { readonly hold: Hold } | { readonly hold: null; readonly sent: () => void; readonly release: () => void };

/** Spaces the requests that one process sends to each host. */
export interface HostLimiter {
  /** Waits for a turn in order of asking; answers at once when the host is held, since a hold outlasts any job. Throws the reason when aborted. */
  take(host: string, signal: AbortSignal): Promise<Turn>;
  /** Keeps every request from the host for `forMs` milliseconds. A hold never shortens one that lasts longer. */
  hold(host: string, status: number, forMs: number): void;
  held(host: string): Hold | null;
}

/**
 * `concurrency`: requests in flight per host, 1 or more. `spacingMs`: milliseconds from when a request goes out, and again from its end, to
 * the next. `now` dates the holds.
 */
export type HostLimiterOptions = { readonly concurrency: number; readonly spacingMs: number; readonly now: () => Date };

type Waiter = (turn: Turn) => void;
type Host = {
  active: number;
  unsent: boolean;
  nextStart: number;
  hold: Hold | null;
  timer: NodeJS.Timeout | null;
  readonly waiting: Waiter[];
};

export function createHostLimiter({ concurrency, spacingMs, now }: HostLimiterOptions): HostLimiter {
  const hosts = new Map<string, Host>();
  let many = MANY_HOSTS;

  function hostOf(name: string): Host {
    const known = hosts.get(name);
    if (known !== undefined) return known;
    if (hosts.size >= many) forgetIdle();
    const host: Host = { active: 0, unsent: false, nextStart: 0, hold: null, timer: null, waiting: [] };
    hosts.set(name, host);
    return host;
  }

  function forgetIdle(): void {
    const at = performance.now();
    for (const [name, host] of hosts) {
      const idle = host.active === 0 && host.waiting.length === 0 && host.nextStart <= at;
      if (idle && holdOf(host) === null) hosts.delete(name);
    }
    many = Math.max(MANY_HOSTS, 2 * hosts.size);
  }

  function holdOf(host: Host): Hold | null {
    if (host.hold !== null && host.hold.until <= now().getTime()) host.hold = null;
    return host.hold;
  }

  function admit(host: Host): void {
    const hold = holdOf(host);
    if (hold !== null) for (const waiter of host.waiting.splice(0)) waiter({ hold });
    while (host.active < concurrency && !host.unsent && host.waiting.length > 0) {
      // Spacing runs on the monotonic clock, so that a corrected wall clock neither stalls nor bunches requests.
      const waitMs = host.nextStart - performance.now();
      if (waitMs > 0) {
        host.timer ??= setTimeout(() => {
          host.timer = null;
          admit(host);
        }, waitMs);
        return;
      }
      host.active += 1;
      host.unsent = true;
      host.waiting.shift()?.(turnAt(host));
    }
  }

  function turnAt(host: Host): Turn {
    let stage: "unsent" | "sent" | "released" = "unsent";
    const enter = (next: "sent" | "released"): void => {
      if (stage === "unsent") host.unsent = false;
      stage = next;
      host.nextStart = performance.now() + spacingMs;
    };
    const sent = (): void => {
      if (stage !== "unsent") return;
      enter("sent");
      admit(host);
    };
    const release = (): void => {
      if (stage === "released") return;
      enter("released");
      host.active -= 1;
      admit(host);
    };
    return { hold: null, sent, release };
  }

  return {
    async take(name, signal) {
      signal.throwIfAborted();
      const host = hostOf(name);
      return await new Promise<Turn>((resolve, reject) => {
        const onAbort = () => {
          host.waiting.splice(host.waiting.indexOf(waiter), 1);
          if (host.waiting.length === 0 && host.timer !== null) {
            clearTimeout(host.timer);
            host.timer = null;
          }
          reject(signal.reason);
        };
        const waiter: Waiter = (turn) => {
          signal.removeEventListener("abort", onAbort);
          resolve(turn);
        };
        signal.addEventListener("abort", onAbort, { once: true });
        host.waiting.push(waiter);
        admit(host);
      });
    },
    hold(name, status, forMs) {
      const host = hostOf(name);
      const until = now().getTime() + forMs;
      if (forMs <= 0 || until <= (holdOf(host)?.until ?? 0)) return;
      host.hold = { status, until };
      admit(host);
    },
    held: (name) => {
      const host = hosts.get(name);
      return host === undefined ? null : holdOf(host);
    },
  };
}
