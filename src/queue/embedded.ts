import PQueue from "p-queue";
import { PermanentError, TransientError } from "../domain/errors.ts";
import { checkPayload } from "./check-payload.ts";
import { type JobName, type JobPayload, jobNames } from "./jobs.ts";
import type { Handler, Queue, QueueDeps, ServeOptions } from "./queue.ts";
import { within } from "./within.ts";

/** How long an aborted handler may take to wind up before it is left behind. */
const ABORT_GRACE_MS = 1000;
/** The longest interval that Node's timers keep. */
const FOREVER_MS = 2 ** 31 - 1;

type Lane = { readonly line: PQueue; handle: ((payload: unknown) => Promise<void>) | null };

/** Adapter in memory, for one process. What waits when the process ends is forgotten; the archive's job rows bring it back. */
export function createEmbeddedQueue({ onError }: QueueDeps): Queue {
  const lanes = new Map<JobName, Lane>();
  const stop = new AbortController();
  let alive: NodeJS.Timeout | undefined;
  let closing: Promise<void> | undefined;
  let closed = false;

  /** Jobs that come before anybody serves are held: the line stands still until then. */
  function lane(name: JobName): Lane {
    const known = lanes.get(name);
    if (known !== undefined) return known;
    const made: Lane = { line: new PQueue({ autoStart: false }), handle: null };
    lanes.set(name, made);
    return made;
  }

  async function add<N extends JobName>(name: N, payload: JobPayload<N>): Promise<void> {
    const checked = checkPayload(name, payload);
    if (closed) throw new TransientError(`job ${name} was not added: the queue is closed; its row is taken up at the next start`);
    const here = lane(name);
    // A job added while the queue drains is dropped without an error: the handler that adds it must be able to end well.
    if (closing === undefined) void here.line.add(() => here.handle?.(checked));
  }

  async function serve<N extends JobName>(name: N, handler: Handler<N>, { concurrency }: ServeOptions): Promise<void> {
    const here = lane(name);
    if (here.handle !== null || closing !== undefined) throw new PermanentError(`job ${name} is served already, or the queue is closed`);
    here.handle = async (payload) => {
      try {
        await handler(payload as JobPayload<N>, stop.signal);
      } catch (error) {
        onError(name, error);
      }
    };
    // Without a live handle Node leaves with exit code 13 while a top-level await waits for the end.
    alive ??= setInterval(() => undefined, FOREVER_MS);
    here.line.concurrency = concurrency;
    here.line.start();
  }

  async function waiting(): Promise<Partial<Record<JobName, number>>> {
    return Object.fromEntries(jobNames.map((name) => [name, lanes.get(name)?.line.size ?? 0]));
  }

  async function shutDown(drainMs: number): Promise<void> {
    const lines = [...lanes.values()].map(({ line }) => line);
    for (const line of lines) {
      line.pause();
      line.clear();
    }
    const drained = Promise.all(lines.map((line) => line.onPendingZero()));
    if (!(await within(drained, drainMs))) {
      stop.abort(new TransientError(`the queue closed: the job did not end within ${drainMs} ms`));
      await within(drained, ABORT_GRACE_MS);
    }
    closed = true;
    clearInterval(alive);
  }

  return { add, serve, waiting, close: (drainMs) => (closing ??= shutDown(drainMs)) };
}
