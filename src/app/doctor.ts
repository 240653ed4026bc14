import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { makeDataFolder } from "../archive/data-folder.ts";
import { messageOf, UsageError } from "../domain/errors.ts";
import type { Judge } from "../judge/judge.ts";
import { createChannels, openEngine, probeEndpoint, probeRedis } from "./app.ts";
import { type Config, readConfig } from "./config.ts";
import type { JudgeSettings } from "./config-schema.ts";
import { archiveChecks } from "./doctor-archive.ts";
import { channelChecks, watchChecks } from "./doctor-channels.ts";
import { type Check, failed, ok, warning } from "./doctor-check.ts";
import { problemText } from "./yaml-file.ts";

export type { Check } from "./doctor-check.ts";
export type DoctorDeps = {
  readonly now: () => Date;
  /** Left out but for tests: room on the disk of a folder in bytes, and what opens the engine that reads. */
  readonly freeBytes?: (folder: string) => number;
  readonly openJudge?: (settings: JudgeSettings) => Promise<Judge>;
};

/** Each far side is waited for at most so long, in milliseconds. */
const PROBE_MS = 10_000;
const MIB = 1024 * 1024;
/** With less room than this the archive cannot be written for long; below the second it is time to look. */
const [TOO_LITTLE, LITTLE] = [100 * MIB, 1024 * MIB];

const freeBytesOf = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};

/**
 * Looks at everything that can go wrong and says what helps. Changes nothing but for bringing an older archive to its newest migration; sends
 * nobody a message.
 */
export async function diagnose(
  configFile: string,
  env: Readonly<Record<string, string | undefined>>,
  { now, freeBytes = freeBytesOf, openJudge = openEngine }: DoctorDeps,
): Promise<Check[]> {
  const node = ok("node", process.version);
  const { config, problems } = readConfig(configFile, env);
  if (config === null) return [node, ...problems.map((one) => failed("configuration", problemText(one)))];
  const signal = AbortSignal.timeout(PROBE_MS);
  const farAway = Promise.all([
    judgeCheck(config, openJudge),
    endpointChecks(config, signal),
    redisChecks(config),
    channelChecks(config, {
      createChannels: (only) =>
        createChannels(
          only,
          () => {},
          () => "a key that signs nothing, for nothing is sent",
        ),
      signal,
    }),
  ]);
  return [
    node,
    ok("configuration", `${config.file}, ${config.watches.length} watch(es), ${config.feeds.length} feed(s)`),
    ...watchChecks(config),
    ...storageChecks(config, freeBytes),
    ...archiveChecks(config.archiveFile, now()),
    ...(await farAway).flat(),
  ];
}

function storageChecks({ dataDir, archiveFile }: Config, freeBytes: (folder: string) => number): Check[] {
  try {
    makeDataFolder(dataDir);
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    if (error instanceof UsageError) return [failed("data directory", error.message)];
    const help = "set dataDir or CLAUSEWATCH_DATA_DIR to a directory that can";
    return [failed("data directory", `${dataDir} cannot be written: ${(error as Error).message}; ${help}`)];
  }
  const free = freeBytes(dataDir);
  const archive = existsSync(archiveFile) ? statSync(archiveFile).size : 0;
  const room = `${Math.floor(free / MIB).toLocaleString("en")} MiB free`;
  const help = "make room, shorten retention: in the configuration (clausewatch thin --dry-run says what would go), or move dataDir";
  const disk =
    free < TOO_LITTLE
      ? failed("disk", `${room}, so that the archive can soon not be written; ${help}`)
      : free < LITTLE
        ? warning("disk", `${room}; ${help}`)
        : free < archive
          ? warning("disk", `${room}, less than the archive itself, which a backup beside it or clausewatch vacuum needs; ${help}`)
          : ok("disk", room);
  return [ok("data directory", dataDir), disk];
}

async function judgeCheck({ judge: settings }: Config, openJudge: (settings: JudgeSettings) => Promise<Judge>): Promise<Check[]> {
  try {
    const judge = await openJudge(settings);
    await judge.close?.();
    return [ok("judge", judge.name)];
  } catch (error) {
    const said = messageOf(error);
    return [
      settings.engine === "embedded"
        ? failed(
            "judge",
            `the shipped model cannot be opened, so that rules read alone and nothing alerts: ${said}; run npm ci, and git checkout models/reader where files are missing`,
          )
        : failed("judge", `${said}; the daemon does not start without it: check judge.folder`),
    ];
  }
}

async function endpointChecks({ judge: { endpoint } }: Config, signal: AbortSignal): Promise<Check[]> {
  if (endpoint === undefined) return [];
  return [
    await probeEndpoint(endpoint, signal).then(
      (said) => ok("judge endpoint", said),
      (error) => failed("judge endpoint", messageOf(error)),
    ),
  ];
}

async function redisChecks({ queue: { redisUrl } }: Config): Promise<Check[]> {
  if (redisUrl === undefined) return [];
  return [
    await probeRedis(redisUrl).then(
      (trouble) => (trouble === null ? ok("redis", "answers") : warning("redis", trouble)),
      (error) => failed("redis", `${messageOf(error)} Start Redis, or unset REDIS_URL to run in one process.`),
    ),
  ];
}
