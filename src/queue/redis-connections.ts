import { Redis, type RedisOptions } from "ioredis";
import { messageOf, PermanentError, TransientError } from "../domain/errors.ts";

const CONNECT_TIMEOUT_MS = 2000;
const MAX_RECONNECT_WAIT_MS = 1000;

type Options = Pick<RedisOptions, "enableOfflineQueue" | "maxRetriesPerRequest" | "commandTimeout">;
type Deps = { redisUrl: string; onBreak: (error: TransientError) => void };

/** Every connection to one Redis, those that BullMQ copies for itself included, so that all can be let go of while Redis is away. */
export type RedisConnections = {
  /** Says where, what and what helps. ioredis hangs the command, password or payload included, on its errors: only their message is kept. */
  readonly failure: (what: string, error: unknown, help?: string) => TransientError;
  readonly open: (options: Options) => Redis;
  /** Why there is no connection, in the words of the last failure. */
  readonly why: () => Error;
  /** Whether an error was already told through `onBreak`: BullMQ emits those of its connections once more. */
  readonly told: (error: unknown) => boolean;
  /** Ends the attempts to reconnect; resolves when no connection is between two of them (BullMQ cannot close one that is). */
  readonly giveUp: () => Promise<void>;
  readonly disconnect: () => Promise<void>;
};

/** Throws PermanentError when the address is no redis:// or rediss:// URL. */
export function createRedisConnections({ redisUrl, onBreak }: Deps): RedisConnections {
  const url = URL.parse(redisUrl);
  if (url === null || !/^rediss?:$/.test(url.protocol)) {
    throw new PermanentError("the address of Redis is not a URL such as redis://localhost:6379/0; correct REDIS_URL");
  }
  const address = `${url.hostname || "localhost"}:${url.port || "6379"}`;
  const all = new Set<Redis>();
  const told = new WeakSet<object>();
  let broken = false;
  let last = new Error("it does not answer");
  let givenUp = false;

  const failure = (what: string, error: unknown, help = "is it running, and is REDIS_URL right?") =>
    new TransientError(`Redis at ${address}: ${what}: ${messageOf(error)}; ${help}`);

  function keep(redis: Redis): Redis {
    all.add(redis);
    redis.on("error", (error: Error) => {
      told.add(error);
      last = error;
      // Every connection fails again with each attempt; one message tells of the outage.
      if (!broken && !givenUp) onBreak(failure("the connection failed", error));
      broken = true;
    });
    redis.on("ready", () => {
      broken = false;
    });
    redis.on("end", () => all.delete(redis));
    const duplicate = redis.duplicate.bind(redis);
    redis.duplicate = (override) => keep(duplicate(override));
    return redis;
  }

  const retryStrategy = (attempt: number) => (givenUp ? null : Math.min(50 * 2 ** attempt, MAX_RECONNECT_WAIT_MS));
  const open = (options: Options) => keep(new Redis(redisUrl, { ...options, connectTimeout: CONNECT_TIMEOUT_MS, retryStrategy }));

  async function giveUp(): Promise<void> {
    givenUp = true;
    const between = [...all].filter((redis) => redis.status !== "ready" && redis.status !== "wait");
    await Promise.all(between.map((redis) => new Promise((resolve) => redis.once("ready", resolve).once("end", resolve))));
  }

  async function disconnect(): Promise<void> {
    await Promise.all(
      [...all].map((redis) => {
        const ended = new Promise((resolve) => redis.once("end", resolve));
        redis.disconnect();
        return ended;
      }),
    );
  }

  return { failure, open, why: () => last, told: (error) => error instanceof Error && told.has(error), giveUp, disconnect };
}
