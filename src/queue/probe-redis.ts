import { createRedisConnections } from "./redis-connections.ts";

const ANSWER_MS = 3000;

/** Logs in and asks for a word; null where all is well, else what Redis was set to that loses work. Throws where it does not answer. */
export async function probeRedis(redisUrl: string): Promise<string | null> {
  const connections = createRedisConnections({ redisUrl, onBreak: () => {} });
  const redis = connections.open({ enableOfflineQueue: true, maxRetriesPerRequest: 1, commandTimeout: ANSWER_MS });
  try {
    await redis.ping().catch((error: unknown) => {
      throw connections.failure("it does not answer", /timed out|max retries/.test(String(error)) ? connections.why() : error);
    });
    // A hosted Redis may not tell.
    const [, policy = "noeviction"] = (await redis.config("GET", "maxmemory-policy").catch(() => [] as string[])) as string[];
    return policy === "noeviction" ? null : `maxmemory-policy is ${policy}, so that Redis may throw work away; set it to noeviction`;
  } finally {
    redis.disconnect();
  }
}
