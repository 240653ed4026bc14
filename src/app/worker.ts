import { UsageError } from "../domain/errors.ts";
import { type Daemon, type Role, startDaemon } from "./app.ts";
import { type Config, DEFAULT_CONFIG, loadConfig } from "./config.ts";
import { createLogger, type Logger } from "./logger.ts";
import { createServiceManager } from "./notify-systemd.ts";
import { unreadLine } from "./unread-feeds.ts";

/** Something that runs beside the daemon, on its archive, and is closed before it. `src/app` knows no such thing by name. */
export type Attachment = (daemon: Daemon, config: Config, log: Logger) => Promise<{ close(): Promise<void> } | null>;

/** Runs until SIGTERM or SIGINT, then drains. A second signal ends the process at once. Resolves when everything is closed. */
export async function runUntilSignal(
  config: Config,
  roles: readonly Role[],
  log: Logger,
  attach: readonly Attachment[] = [],
): Promise<void> {
  const daemon = await startAttached(config, roles, log, attach);
  const where = roles.includes("archivist") ? `, archive ${config.archiveFile}` : "";
  log.info(`clausewatch runs as ${roles.join(", ")}: ${config.watches.length} watch(es), ${config.feeds.length} feed(s)${where}`);
  const unread = roles.includes("archivist") ? unreadLine(config) : null;
  if (unread !== null) log.warn(unread);
  const manager = createServiceManager({ env: process.env, pid: process.pid, isAlive: () => isWorking(daemon) });
  manager.ready(`${config.watches.length} watch(es), ${config.feeds.length} feed(s)`);
  const signal = await nextSignal();
  manager.stopping();
  log.info(`${signal}: finishing what is in hand, at most ${config.drain / 1000} s, and a few seconds to close`);
  await stopOrExit(daemon, log);
  manager.close();
}

/** The daemon with what is attached to it; where one part cannot start, all are closed again. */
async function startAttached(config: Config, roles: readonly Role[], log: Logger, attach: readonly Attachment[]): Promise<Daemon> {
  const daemon = await startDaemon(config, roles, log);
  const attached: { close(): Promise<void> }[] = [];
  const stop = async () => {
    for (const one of attached) await one.close();
    return daemon.stop();
  };
  try {
    for (const one of attach) {
      const started = await one(daemon, config, log);
      if (started !== null) attached.push(started);
    }
    return { ...daemon, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** How long an archive or a queue may be away before whoever looks after the process is to start it anew, in milliseconds. */
const STUCK_MS = 5 * 60_000;
const isWorking = (daemon: Pick<Daemon, "sweptAt">): boolean => Date.now() - (daemon.sweptAt()?.getTime() ?? Date.now()) < STUCK_MS;

const nextSignal = (): Promise<NodeJS.Signals> => Promise.race([once("SIGTERM"), once("SIGINT")]);
const once = (signal: NodeJS.Signals): Promise<NodeJS.Signals> => new Promise((resolve) => process.once(signal, () => resolve(signal)));

async function stopOrExit(daemon: Pick<Daemon, "stop">, log: Logger): Promise<void> {
  const impatient = () => process.exit(130);
  process.once("SIGINT", impatient);
  const isClosed = await daemon.stop();
  process.off("SIGINT", impatient);
  log.info("stopped");
  // A thread in the middle of a long computation hears of its end too late.
  if (!isClosed) process.exit();
}

/** What a worker file calls: serves the given roles, and what is attached, with the configuration named by CLAUSEWATCH_CONFIG. */
export async function runWorker(roles: readonly Role[], attach: readonly Attachment[] = []): Promise<void> {
  try {
    const config = loadConfig(process.env["CLAUSEWATCH_CONFIG"] ?? DEFAULT_CONFIG, process.env);
    if (roles.length < 3 && config.queue.redisUrl === undefined) {
      throw new UsageError(
        `a process that serves only ${roles.join(", ")} needs a Redis to meet the others; set REDIS_URL, or run workers/all.ts`,
      );
    }
    await runUntilSignal(config, roles, createLogger(config.log), attach);
  } catch (error) {
    console.error(
      error instanceof Error && !(error instanceof UsageError) && process.env["LOG_LEVEL"] === "debug"
        ? error.stack
        : String((error as Error).message ?? error),
    );
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
