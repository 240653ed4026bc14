import type { JobName, JobPayload } from "./jobs.ts";

/** Handles one job; a job may come twice. The signal is aborted when the queue has waited long enough for it to end. */
export type Handler<N extends JobName> = (payload: JobPayload<N>, signal: AbortSignal) => Promise<void>;

export type ServeOptions = { readonly concurrency: number };

/**
 * PORT: wakes workers. At least once, no order promised, nothing durable promised: the archive's job rows decide what is still to be
 * done and how often it is tried, so a queue neither retries nor remembers. A handler that throws is reported to `onError` and gone.
 */
export interface Queue {
  /** Adds a job after the transaction that wrote its row. Rejects when the payload does not fit the job table or the queue is away. */
  add<N extends JobName>(name: N, payload: JobPayload<N>): Promise<void>;
  /** Serves one kind of job with at most `concurrency` at a time. Called once per name. */
  serve<N extends JobName>(name: N, handler: Handler<N>, options: ServeOptions): Promise<void>;
  /** Jobs waiting to be handled, per name, as far as this queue knows. */
  waiting(): Promise<Partial<Record<JobName, number>>>;
  /** Takes no further jobs, waits up to `drainMs` for those in hand, aborts the rest and lets go of every resource. */
  close(drainMs: number): Promise<void>;
}

export type QueueDeps = {
  /** Called for a handler that threw, a payload that does not fit and a connection that broke. `name` is null for the connection. */
  readonly onError: (name: JobName | null, error: unknown) => void;
};
