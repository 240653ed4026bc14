import { Queue as BullQueue, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { PermanentError, TransientError } from "../domain/errors.ts";
import { checkPayload } from "./check-payload.ts";
import { type JobName, type JobPayload, jobNames } from "./jobs.ts";
import type { Handler, Queue, QueueDeps, ServeOptions } from "./queue.ts";
import { createRedisConnections } from "./redis-connections.ts";
import { within } from "./within.ts";

/** How long `add` and `waiting` may take before Redis counts as away. */
const PRODUCER_TIMEOUT_MS = 2000;
const DEFAULT_LOCK_MS = 30_000;
/** BullMQ's own 15 s would hold back the close of a worker whose Redis is away. */
const RETRY_MS = 1000;
/** How long an aborted handler may take to wind up before it is left behind, and a worker to tell Redis what it has done. */
const ABORT_GRACE_MS = 1000;
const LOST = "a job that was not done is added again by the sweep";

type Deps = QueueDeps & {
  /** redis:// or rediss://, with the password inside; only its host and port are ever told. */
  redisUrl: string;
  /** Put before every key in Redis. */
  prefix: string;
  /** A job whose worker fell silent goes to another after one to two times as long, in milliseconds. Default 30 s. */
  lockMs?: number;
};

/**
 * Adapter over Redis, for any number of processes: one BullMQ queue a job name. Adding fails within two seconds with a TransientError
 * while Redis is away; serving waits for it to come back. Throws PermanentError when `redisUrl` is none.
 */
export function createBullmqQueue({ redisUrl, prefix, lockMs = DEFAULT_LOCK_MS, onError }: Deps): Queue {
  const connections = createRedisConnections({ redisUrl, onBreak: (error) => onError(null, error) });
  const queues = new Map<JobName, BullQueue>();
  const workers = new Map<JobName, Worker>();
  const stop = new AbortController();
  /** Jobs in hand, each with the way to leave it behind. */
  const inHand = new Set<() => void>();
  let producer: Redis | undefined;
  let consumer: Redis | undefined;
  /** The attempt to connect that is under way, shared by all who wait for it. */
  let attempt: Promise<unknown> | undefined;
  let closing: Promise<void> | undefined;
  let closed = false;

  /** The connection for adding, once it is ready. Throws when Redis is away or frozen. */
  async function connected(): Promise<Redis> {
    if (closed) throw new Error("the queue is closed");
    producer ??= connections.open({ enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: PRODUCER_TIMEOUT_MS });
    const redis = producer;
    if (redis.status === "connecting" || redis.status === "connect") {
      attempt ??= new Promise((resolve) => redis.once("ready", resolve).once("close", resolve));
      await within(attempt, PRODUCER_TIMEOUT_MS);
      attempt = undefined;
    }
    if (redis.status !== "ready") throw connections.why();
    return redis;
  }

  function queue(name: JobName, connection: Redis): BullQueue {
    const known = queues.get(name);
    if (known !== undefined) return known;
    // Without the checks nothing waits for Redis while the queue is made, so nothing is left half made when Redis goes away.
    const made = new BullQueue(name, { connection, prefix, skipWaitingForReady: true, skipVersionCheck: true, skipMetasUpdate: true });
    made.on("error", (error) => tell(name, error));
    queues.set(name, made);
    return made;
  }

  function tell(name: JobName, error: unknown): void {
    if (!connections.told(error) && closing === undefined) onError(name, connections.failure(`job ${name}`, error, LOST));
  }

  async function add<N extends JobName>(name: N, payload: JobPayload<N>): Promise<void> {
    const checked = checkPayload(name, payload);
    try {
      await queue(name, await connected()).add(name, checked, { attempts: 1, removeOnComplete: true, removeOnFail: true });
    } catch (error) {
      throw connections.failure(`job ${name} was not added`, error);
    }
  }

  async function serve<N extends JobName>(name: N, handler: Handler<N>, { concurrency }: ServeOptions): Promise<void> {
    if (workers.has(name) || closing !== undefined) throw new PermanentError(`job ${name} is served already, or the queue is closed`);
    consumer ??= connections.open({ maxRetriesPerRequest: null });
    /** Never rejects: a job that failed is gone from Redis, and its row in the archive decides what comes next. */
    async function handle(data: unknown): Promise<void> {
      try {
        await handler(checkPayload(name, data), stop.signal);
      } catch (error) {
        onError(name, error);
      }
    }
    const worker = new Worker(
      name,
      ({ data }) =>
        new Promise<void>((resolve) => {
          inHand.add(resolve);
          void handle(data).finally(() => {
            inHand.delete(resolve);
            resolve();
          });
        }),
      {
        connection: consumer,
        prefix,
        concurrency,
        lockDuration: lockMs,
        stalledInterval: lockMs,
        runRetryDelay: RETRY_MS,
      },
    );
    worker.on("error", (error) => tell(name, error));
    // The handler never fails for BullMQ, so this is a job that it gave up because its workers kept falling silent.
    worker.on("failed", (_job, error) => onError(name, connections.failure(`job ${name} was given up`, error, LOST)));
    workers.set(name, worker);
  }

  async function waiting(): Promise<Partial<Record<JobName, number>>> {
    try {
      const redis = await connected();
      return Object.fromEntries(await Promise.all(jobNames.map(async (name) => [name, await queue(name, redis).getWaitingCount()])));
    } catch (error) {
      throw connections.failure("waiting jobs were not counted", error);
    }
  }

  async function shutDown(drainMs: number): Promise<void> {
    const serving = [...workers.values()];
    // A worker that still looks for jobs while its connection ends would spin without letting anything else run.
    await Promise.all(serving.map((worker) => worker.pause(true)));
    await connections.giveUp();
    const drained = Promise.all(serving.map((worker) => worker.close()));
    if (!(await within(drained, drainMs))) {
      stop.abort(new TransientError(`the queue closed: the job did not end within ${drainMs} ms`));
      if (!(await within(drained, ABORT_GRACE_MS))) {
        for (const leaveBehind of inHand) leaveBehind();
        await within(drained, ABORT_GRACE_MS);
      }
    }
    closed = true;
    await Promise.all([...queues.values()].map((made) => made.close()));
    await connections.disconnect();
  }

  return { add, serve, waiting, close: (drainMs) => (closing ??= shutDown(drainMs)) };
}
