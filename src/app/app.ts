import type { Archive } from "../archive/archive.ts";
import { packBody } from "../archive/snapshots.ts";
import type { Channel } from "../channels/channel.ts";
import { createConsoleChannel } from "../channels/console.ts";
import { createEmailChannel } from "../channels/email.ts";
import { createNtfyChannel } from "../channels/ntfy.ts";
import { createSlackChannel } from "../channels/slack.ts";
import { createSlackBotChannel } from "../channels/slack-bot.ts";
import { createWebhookChannel } from "../channels/webhook.ts";
import { messageOf } from "../domain/errors.ts";
import type { Fetcher } from "../fetch/fetcher.ts";
import { createHttpFetcher } from "../fetch/http.ts";
import { createPostForm } from "../fetch/post-form.ts";
import { createCappedJudge } from "../judge/capped.ts";
import { createCascadeJudge } from "../judge/cascade.ts";
import type { Judge } from "../judge/judge.ts";
import { createRulesJudge } from "../judge/rules.ts";
import { createEmbeddedQueue } from "../queue/embedded.ts";
import type { JobName } from "../queue/jobs.ts";
import type { Queue, QueueDeps } from "../queue/queue.ts";
import { within } from "../queue/within.ts";
import type { Relater } from "../relate/relate.ts";
import { createRelater as createMemoryRelater } from "../relate/relater.ts";
import type { Shelf } from "../relate/shelf.ts";
import { startArchivist } from "./archivist.ts";
import type { Config } from "./config.ts";
import { deliverySettings, type JudgeSettings, judgeSettings } from "./config-schema.ts";
import { logEvent, type StageEvent } from "./events.ts";
import type { Logger } from "./logger.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import type { Mount } from "./mount.ts";
import { ownArchive } from "./own-archive.ts";
import { createParseThreads, type ParseThreads } from "./parse-threads.ts";
import { serveFetcher, serveJudge } from "./remote-workers.ts";
import { keepSecret, readSecrets } from "./secret-file.ts";
import { createShelf } from "./shelf.ts";
import { thinDaily, thinOut } from "./thin.ts";
import { userAgentOf } from "./user-agent.ts";

// The composition root: the only file that names adapters.

export type Role = "archivist" | "fetcher" | "judge";
export const ALL_ROLES: readonly Role[] = ["archivist", "fetcher", "judge"];

/** What a test, the demo or a single round may bring of its own. `quiet`: what comes of jobs is told to `onEvent` alone, and not logged. */
export type Overrides = {
  readonly onEvent?: (event: StageEvent) => void;
  /** Where the console channel prints. */
  readonly write?: (text: string) => void;
  readonly quiet?: boolean;
  /** The beginning of a round that takes each feed once; left out, feeds are polled for ever. */
  readonly roundBegan?: Date;
};

export type Daemon = {
  /** The archive, where this process owns it. */
  readonly archive: Archive | null;
  readonly metrics: Metrics;
  /** When work was last looked for; null where this process does not own the archive. */
  sweptAt(): Date | null;
  /** How much waits in the queue, per kind of job. */
  readonly waiting: () => Promise<Readonly<Record<string, number>>>;
  /** Reads documents off the main thread. */
  readonly readers: Pick<ParseThreads, "parseFeed">;
  /** Paths that others' machines call, served with the pages. */
  readonly mounts: Mount[];
  /** Takes no further work, waits for what is in hand as long as `drain` says, and closes everything; false where some of that only ends with the process. */
  stop(): Promise<boolean>;
};

/** Opens the engine that is configured. */
export async function openEngine({ engine, folder }: JudgeSettings): Promise<Judge> {
  if (engine === "rules") return createRulesJudge();
  if (engine === "embedded") return (await import("../judge/embedded.ts")).createEmbeddedJudge();
  return (await import("../judge/nli-folder.ts")).createNliJudge({ folder: folder ?? "" });
}

/** As openEngine; where no runtime can open our own reader, the rules stand in, which then alert nobody. */
async function createEngine(settings: JudgeSettings): Promise<Judge> {
  return openEngine(settings).catch((error: unknown) => {
    if (settings.engine !== "embedded") throw error;
    return createCappedJudge({ judge: createRulesJudge(), why: messageOf(error) });
  });
}

/**
 * Opens the engine, which may read a model from the disk, and puts a second opinion behind it where one is configured. What only some
 * configurations need is loaded here, since it takes a third of a second.
 */
export async function createJudge(settings: JudgeSettings = judgeSettings.parse({})): Promise<Judge> {
  const first = await createEngine(settings);
  if (settings.endpoint === undefined) return first;
  const { baseUrl, model, apiKey, timeout, maxTokensPerDay } = settings.endpoint;
  const { createEndpointJudge } = await import("../judge/openai-endpoint.ts");
  const second = createEndpointJudge({ baseUrl, model, apiKey, timeoutMs: timeout, maxTokensPerDay, now: () => new Date() });
  return createCascadeJudge({ first, second, checks: createRulesJudge() });
}

export { probeEndpoint } from "../judge/probe-endpoint.ts";
/** Loads the client of Redis only where it is asked for. */
export const probeRedis = async (redisUrl: string): Promise<string | null> =>
  (await import("../queue/probe-redis.ts")).probeRedis(redisUrl);

/** Without a shelf it keeps everything in memory. */
export const createRelater = (shelf: Shelf | null = null): Relater => createMemoryRelater(shelf);
export const createLocalQueue = (deps: QueueDeps): Queue => createEmbeddedQueue(deps);

/** `keep` gives the key that signs links in mails. */
export function createChannels(config: Config, write: (text: string) => void, keep = keepSecret): Map<string, Channel> {
  const { slack, email, webhook, ntfy } = config.channels;
  const publicUrl = config.web?.publicUrl;
  const channels = [createConsoleChannel({ name: "console", write, colour: process.stdout.isTTY === true })];
  if (slack?.webhookUrl !== undefined) channels.push(createSlackChannel({ name: "slack", webhookUrl: slack.webhookUrl, publicUrl }));
  if (slack?.token !== undefined) {
    const { token, channels: to = [], apiUrl } = slack;
    channels.push(createSlackBotChannel({ name: "slack", token, channels: to, apiUrl, publicUrl }));
  }
  if (email !== undefined) {
    const { smtp, from, to, unsubscribe } = email;
    const signing = { key: keep(config.dataDir, "unsubscribe"), mailto: unsubscribe };
    channels.push(createEmailChannel({ name: "email", smtp, from, to, publicUrl, unsubscribe: signing }));
  }
  if (webhook !== undefined) {
    const { allowPrivateNetworks } = config.fetch;
    const endpoints = webhook.endpoints.map((one) => ({ ...one, secrets: [...one.secrets, ...readSecrets(one.secretFile)] }));
    channels.push(createWebhookChannel({ name: "webhook", endpoints, allowPrivateNetworks, publicUrl, now: () => new Date() }));
  }
  if (ntfy !== undefined) channels.push(createNtfyChannel({ name: "ntfy", ...ntfy, publicUrl }));
  return new Map(channels.map((channel) => [channel.name, channel]));
}

/** How addresses that others name are reached. */
function reach({ contact, allowPrivateNetworks, connectTo }: Config["fetch"]) {
  const [host, port] = connectTo?.split(":") ?? [];
  return {
    userAgent: userAgentOf(contact),
    allowPrivateNetworks,
    connectTo: host === undefined ? undefined : { host, port: Number(port) },
  };
}

export function createFetcher(config: Config, now: () => Date): Fetcher {
  const { timeout, maxFeedBytes, maxPageBytes, robots, perHost } = config.fetch;
  return createHttpFetcher({
    ...reach(config.fetch),
    maxFeedBytes,
    maxPageBytes,
    timeoutMs: timeout,
    perHost: { concurrency: perHost.concurrency, spacingMs: perHost.spacing },
    robots,
    now,
  });
}

/** What asks hubs for subscriptions; the same addresses may be reached as by the fetcher. */
export const createHubClient = ({ fetch }: Config): ReturnType<typeof createPostForm> => createPostForm(reach(fetch));

/** Loads BullMQ only where there is a Redis: it takes half a second and 30 MB. */
async function createQueue(config: Config, deps: QueueDeps): Promise<Queue> {
  const { redisUrl, prefix } = config.queue;
  if (redisUrl === undefined) return createLocalQueue(deps);
  const { createBullmqQueue } = await import("../queue/bullmq.ts");
  return createBullmqQueue({ ...deps, redisUrl, prefix });
}

/** What work used (threads, connections) may take to close, in milliseconds: what takes longer ends with the process. */
const CLOSE_MS = 2000;

/** Starts the parts that a process serves. Without a Redis all of them have to be in one process. What was started is closed again when one part cannot start. */
export async function startDaemon(config: Config, roles: readonly Role[], log: Logger, overrides: Overrides = {}): Promise<Daemon> {
  const now = () => new Date();
  const onError: QueueDeps["onError"] = (job, error) =>
    log.error({ job, err: messageOf(error) }, job === null ? "the queue is in trouble" : "a job failed");
  /** In the order in which they are closed: first what hands out and holds work, then, together, what the work used. */
  const closers: (() => Promise<void> | void)[] = [];
  const tools: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const close of closers) await close();
    return await within(Promise.all(tools.map(async (close) => close())), CLOSE_MS);
  };
  try {
    const owned = roles.includes("archivist") ? ownArchive(config, now) : null;
    if (owned !== null) closers.unshift(owned.letGo);
    const metrics = createMetrics({ archive: owned?.archive ?? null, now });
    const onWorked = (job: JobName, ms: number) => metrics.worked(job, ms / 1000);
    const queue = await createQueue(config, { onError });
    closers.unshift(() => queue.close(config.drain));
    const readers = createParseThreads({ onSlowStart: (line) => log[line === null ? "info" : "error"](line ?? "pages are read again") });
    tools.push(() => readers.close());
    if (roles.includes("fetcher")) {
      const fetcher = createFetcher(config, now);
      tools.push(() => fetcher.close());
      await serveFetcher({ queue, now, pack: packBody, fetcher, readers, onWorked });
    }
    if (roles.includes("judge")) {
      const judge = await createJudge(config.judge);
      tools.push(() => judge.close?.());
      await serveJudge({ queue, judge, onWorked });
    }
    const [waiting, mounts] = [() => queue.waiting(), [] as Mount[]];
    if (owned === null) return { archive: null, metrics, sweptAt: () => null, waiting, readers, mounts, stop };
    const channels = createChannels(config, overrides.write ?? ((text) => void process.stdout.write(text)));
    for (const channel of channels.values()) tools.push(() => channel.close());
    const archivist = await startArchivist({
      archive: owned.archive,
      queue,
      relater: createRelater(createShelf({ archive: owned.archive, onTrouble: (error) => onError("relate-article", error) })),
      channels,
      delivery: deliverySettings(config),
      operator: config.operator,
      now,
      random: Math.random,
      sweepMs: config.sweep,
      polling: {
        floorMs: config.polling.floor,
        slowestMs: config.polling.slowest,
        withoutValidatorsMs: config.polling.withoutValidators,
      },
      looksPerHour: config.fetch.perHost.looksPerHour,
      hostSpacingMs: config.fetch.perHost.spacing,
      roundBegan: overrides.roundBegan,
      onEvent: (event, ms) => {
        if (overrides.quiet !== true) logEvent(log, event, ms, now());
        metrics.event(event, ms / 1000);
        overrides.onEvent?.(event);
      },
      onError: (error) => log.error({ err: messageOf(error) }, "work could not be handed out"),
      onStorage: (line) => (line === null ? log.info("the archive can be written again") : log.error(line)),
    });
    const thinning = thinDaily(
      async (signal) => {
        const { bodies, texts, entries } = await thinOut(owned.archive, config.retention, now, signal);
        if (bodies + texts + entries > 0) log.info({ job: "thin-archive", bodies, texts, entries }, "old pages and texts thinned out");
      },
      (error) => log.error({ job: "thin-archive", err: messageOf(error) }, "old pages and texts could not be thinned out"),
    );
    closers.unshift(
      () => thinning.stop(),
      () => archivist.stop(),
    );
    return { archive: owned.archive, metrics, sweptAt: archivist.sweptAt, waiting, readers, mounts, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
