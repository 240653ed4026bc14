import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { Queue as BullQueue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { PermanentError, TransientError } from "../../../src/domain/errors.ts";
import type { DeliveryId } from "../../../src/domain/ids.ts";
import { createBullmqQueue } from "../../../src/queue/bullmq.ts";
import type { JobName } from "../../../src/queue/jobs.ts";
import type { Queue } from "../../../src/queue/queue.ts";
import { type QueueStore, queueContract } from "../../contract/queue.contract.ts";
import { type RedisServer, redisMissing, startRedis } from "../../support/redis-server.ts";

const PASSWORD = "s3cret-p4ss";
const AWAY_MS = 2500;
const job = { job: "row-1", delivery: "dlv_1" as DeliveryId };
const LOCK_MS = 1000;

async function startStore(): Promise<QueueStore> {
  let redis = await startRedis({ password: PASSWORD });
  const { url, port } = redis;
  return {
    open: ({ space, onError }) => createBullmqQueue({ redisUrl: url, prefix: space, lockMs: LOCK_MS, onError }),
    processArguments: (space, lockMs) => [url, space, String(lockMs)],
    kill: () => redis.stop(),
    restart: async () => {
      redis = await startRedis({ port, password: PASSWORD });
    },
    stop: () => redis.stop(),
  };
}

queueContract("bullmq", startStore, { everything: redisMissing ?? undefined });

describe.skipIf(redisMissing !== null)(`bullmq queue and its Redis${redisMissing === null ? "" : ` (skipped: ${redisMissing})`}`, () => {
  const opened: Queue[] = [];
  let errors: { name: JobName | null; error: unknown }[];
  let redis: RedisServer;

  function open(redisUrl: string, prefix: string): Queue {
    const queue = createBullmqQueue({ redisUrl, prefix, onError: (name, error) => errors.push({ name, error }) });
    opened.push(queue);
    return queue;
  }

  beforeAll(async () => {
    redis = await startRedis({ password: PASSWORD });
  });
  afterAll(() => redis.stop());
  beforeEach(() => {
    errors = [];
  });
  afterEach(() => Promise.all(opened.splice(0).map((queue) => queue.close(0))));

  it("refuses a job within two seconds when Redis never answered, naming its address but not its password", async () => {
    const gone = await startRedis({ password: PASSWORD });
    await gone.stop();
    const queue = open(gone.url, "never");
    await queue.serve("deliver-alert", async () => undefined, { concurrency: 1 });
    const began = Date.now();
    const error = await queue.add("deliver-alert", job).catch((thrown: unknown) => thrown);
    expect(Date.now() - began).toBeLessThan(AWAY_MS);
    expect(error).toBeInstanceOf(TransientError);
    expect(String(error)).toContain(`Redis at 127.0.0.1:${gone.port}: job deliver-alert was not added`);
    expect(inspect([error, errors], { depth: 9 })).not.toContain(PASSWORD);
    const closing = Date.now();
    await queue.close(100);
    expect(Date.now() - closing).toBeLessThan(4000);
  });

  it("serves as soon as a Redis that was away at the start comes up", async () => {
    const gone = await startRedis();
    await gone.stop();
    const queue = open(gone.url, "late");
    const taken: unknown[] = [];
    await queue.serve("deliver-alert", async (payload) => void taken.push(payload), { concurrency: 1 });
    await sleep(500);
    const back = await startRedis({ port: gone.port });
    await vi.waitFor(() => queue.add("deliver-alert", job), { timeout: 5000 });
    await vi.waitFor(() => expect(taken).toEqual([job]), { timeout: 5000 });
    await queue.close(100);
    await back.stop();
  });

  it("refuses a job within two seconds when Redis is frozen, and adds again once it thaws", async () => {
    const queue = open(redis.url, "frozen");
    await queue.add("deliver-alert", job);
    redis.freeze();
    const began = Date.now();
    await expect(queue.add("deliver-alert", job)).rejects.toThrow(TransientError);
    expect(Date.now() - began).toBeLessThan(AWAY_MS);
    redis.thaw();
    await vi.waitFor(() => queue.add("deliver-alert", job), { timeout: 5000 });
  });

  it("tells of a wrong password without the password", async () => {
    const queue = open(redis.url.replace(PASSWORD, `wrong-${PASSWORD}`), "wrong");
    await queue.serve("deliver-alert", async () => undefined, { concurrency: 1 });
    const error = await queue.add("deliver-alert", job).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/^TransientError: .*WRONGPASS/);
    await vi.waitFor(() => expect(errors).toHaveLength(1));
    expect(String(errors[0]?.error)).toMatch(/Redis at 127\.0\.0\.1:\d+: .*WRONGPASS/);
    expect(inspect([error, errors], { depth: 9 })).not.toContain(PASSWORD);
  });

  it.each(["localhost:6379", "http://user:s3cret-p4ss@localhost", "redis://:s3cret-p4ss@:port"])(
    "refuses the address %s without repeating it",
    (redisUrl) => {
      const create = () => createBullmqQueue({ redisUrl, prefix: "p", onError: () => undefined });
      expect(create).toThrow(PermanentError);
      expect(create).toThrow(/^the address of Redis is not a URL such as redis:\/\/localhost:6379\/0; correct REDIS_URL$/);
    },
  );

  it("reports a job that another version left with a payload that does not fit, and handles the next", async () => {
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    const foreign = new BullQueue("deliver-alert", { connection, prefix: "foreign" });
    await foreign.add("deliver-alert", { deliveryId: 1 });
    const queue = open(redis.url, "foreign");
    await queue.add("deliver-alert", job);
    const taken: unknown[] = [];
    await queue.serve("deliver-alert", async (payload) => void taken.push(payload), { concurrency: 1 });
    await vi.waitFor(() => expect(taken).toEqual([job]), { timeout: 5000 });
    expect(errors).toMatchObject([
      { name: "deliver-alert", error: { name: "PermanentError", message: expect.stringContaining("delivery: ") } },
    ]);
    await foreign.close();
    connection.disconnect();
  });

  it("leaves no job behind in Redis, whether its handler ended well or badly", async () => {
    const queue = open(redis.url, "tidy");
    let done = 0;
    const handler = async () => {
      done += 1;
      if (done % 2 === 0) throw new Error("odd one out");
    };
    await queue.serve("deliver-alert", handler, { concurrency: 4 });
    await Promise.all(Array.from({ length: 40 }, () => queue.add("deliver-alert", job)));
    await vi.waitFor(() => expect(done).toBe(40), { timeout: 5000 });
    await queue.close(5000);
    const connection = new Redis(redis.url);
    const keys = await connection.keys("tidy:*");
    connection.disconnect();
    expect(keys.filter((key) => /:\d+(:lock)?$/.test(key))).toEqual([]);
    expect(errors).toHaveLength(20);
  });
});
