import { globSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { UsageError } from "../domain/errors.ts";
import type { FeedId } from "../domain/ids.ts";
import { type Watch, watch as watchSchema } from "../domain/watch.ts";
import { type ConfigFile, configSchema, ENVIRONMENT, SECRETS } from "./config-schema.ts";
import { check, type Problem, problemText, readYaml, type YamlFile } from "./yaml-file.ts";

export type LoadedWatch = { readonly file: string; readonly watch: Watch; readonly definition: unknown; readonly feeds: readonly FeedId[] };
export type LoadedFeed = { readonly id: FeedId; readonly url: string; readonly everyMs: number; readonly everyChosen: boolean };
export type Config = Omit<ConfigFile, "watches" | "feeds" | "dataDir"> & {
  readonly file: string;
  /** Absolute. */
  readonly dataDir: string;
  readonly archiveFile: string;
  readonly watches: readonly LoadedWatch[];
  readonly feeds: readonly LoadedFeed[];
};

export const DEFAULT_CONFIG = "config/clausewatch.yaml";
type Env = Readonly<Record<string, string | undefined>>;

/** Reads the configuration, its watch files and the environment. `problems` lists everything that is wrong, not only the first. */
export function readConfig(file: string, env: Env): { readonly config: Config | null; readonly problems: readonly Problem[] } {
  const shown = relative(process.cwd(), file) || file;
  const read = readYaml(shown.startsWith("..") ? file : shown);
  if (read.document === null) return { config: null, problems: read.problems };
  const fromEnv = withEnvironment(read.document, env);
  const { value, problems } = check(configSchema, fromEnv.document, SECRETS);
  if (value === null) return { config: null, problems: [...fromEnv.problems, ...problems] };
  const loaded = loadWatches(value, fromEnv.document.file);
  const found = [...fromEnv.problems, ...loaded.problems];
  const feeds = collectFeeds(value, fromEnv.document, loaded.watches);
  found.push(...feeds.problems, ...channelProblems(value, fromEnv.document, loaded.watches));
  if (value.websub !== undefined && value.web === undefined) {
    const message = "websub needs web, which serves the address that hubs call; add web: {} or take websub out";
    found.push({ file: fromEnv.document.file, line: fromEnv.document.lineOf(["websub"]), message });
  }
  if (found.length > 0) return { config: null, problems: found };
  const dataDir = resolve(value.dataDir);
  const watches = loaded.watches.map((one) => ({
    ...one,
    feeds: one.watch.feeds.map((feed) => (typeof feed === "string" ? feed : feed.id)),
  }));
  return {
    config: {
      ...value,
      file: fromEnv.document.file,
      dataDir,
      archiveFile: resolve(dataDir, "archive.sqlite"),
      watches,
      feeds: feeds.feeds,
    },
    problems: [],
  };
}

/** As readConfig, for whoever cannot go on without: throws UsageError that lists every problem. */
export function loadConfig(file: string, env: Env): Config {
  const { config, problems } = readConfig(file, env);
  if (config === null) throw new UsageError(problems.map(problemText).join("\n"));
  return config;
}

/** Reads one watch file; throws UsageError that lists every problem. */
export function loadWatch(file: string): { watch: Watch; definition: unknown } {
  const { document, problems } = readYaml(file);
  if (document === null) throw new UsageError(problems.map(problemText).join("\n"));
  const checked = check(watchSchema, document);
  if (checked.value === null) throw new UsageError(checked.problems.map(problemText).join("\n"));
  return { watch: checked.value, definition: document.value };
}

function withEnvironment(document: YamlFile, env: Env): { document: YamlFile; problems: Problem[] } {
  const value = structuredClone(document.value ?? {}) as Record<string, unknown>;
  const problems: Problem[] = [];
  for (const { name, path } of ENVIRONMENT) {
    const found = fromVariable(name, env);
    if ("problem" in found) problems.push(found.problem);
    else if (found.value !== null) setAt(value, path, found.value);
  }
  return { document: { ...document, value }, problems };
}

function fromVariable(name: string, env: Env): { value: string | null } | { problem: Problem } {
  const [direct, file] = [env[name], env[`${name}_FILE`]];
  if (direct !== undefined && direct !== "") return { value: direct };
  if (file === undefined || file === "") return { value: null };
  try {
    const value = readFileSync(file, "utf8").trim();
    return value === "" ? { problem: { file: `${name}_FILE`, line: null, message: `${file} is empty` } } : { value };
  } catch (error) {
    return { problem: { file: `${name}_FILE`, line: null, message: `cannot be read: ${(error as Error).message}` } };
  }
}

function setAt(target: Record<string, unknown>, path: readonly string[], value: string): void {
  const [head = "", ...rest] = path;
  if (rest.length === 0) target[head] = value;
  else {
    if (typeof target[head] !== "object" || target[head] === null) target[head] = {};
    setAt(target[head] as Record<string, unknown>, rest, value);
  }
}

type FoundWatch = Omit<LoadedWatch, "feeds"> & { readonly document: YamlFile };

function loadWatches(config: ConfigFile, configFile: string): { watches: FoundWatch[]; problems: Problem[] } {
  const folder = dirname(configFile);
  const problems: Problem[] = [];
  const watches: FoundWatch[] = [];
  for (const pattern of config.watches) {
    const files = globSync(resolve(folder, pattern)).sort();
    if (files.length === 0) problems.push({ file: configFile, line: null, message: `watches: no file matches ${pattern} in ${folder}` });
    for (const path of files) {
      const local = relative(process.cwd(), path);
      const { document, problems: broken } = readYaml(local.startsWith("..") ? path : local);
      if (document === null) {
        problems.push(...broken);
        continue;
      }
      const { value, problems: wrong } = check(watchSchema, document);
      problems.push(...wrong);
      if (value === null) continue;
      const twin = watches.find((one) => one.watch.id === value.id);
      if (twin === undefined) watches.push({ file: document.file, watch: value, definition: document.value, document });
      else problems.push({ file: document.file, line: document.lineOf(["id"]), message: `id ${value.id} is taken by ${twin.file}` });
      const ids: readonly string[] = value.terms.map((one) => one.id);
      for (const id of repeated(ids)) {
        problems.push({
          file: document.file,
          line: document.lineOf(["terms", ids.lastIndexOf(id)]),
          message: `terms: the id ${id} stands twice`,
        });
      }
    }
  }
  return { watches, problems };
}

function collectFeeds(
  config: ConfigFile,
  document: YamlFile,
  watches: readonly FoundWatch[],
): { feeds: LoadedFeed[]; problems: Problem[] } {
  const feeds = new Map<FeedId, LoadedFeed>();
  const problems: Problem[] = [];
  const put = (feed: ConfigFile["feeds"][number], file: YamlFile, path: readonly PropertyKey[]) => {
    const problem = (message: string) => problems.push({ file: file.file, line: file.lineOf(path), message });
    const everyMs = feed.every ?? Math.max(config.polling.every, config.polling.floor);
    if (everyMs < config.polling.floor)
      problem(`the feed ${feed.id} asks to be polled every ${everyMs / 1000} s, below polling.floor (${config.polling.floor / 1000} s)`);
    const known = feeds.get(feed.id);
    if (known !== undefined && known.url !== feed.url) problem(`the feed id ${feed.id} stands for two addresses`);
    feeds.set(feed.id, { id: feed.id, url: feed.url, everyMs, everyChosen: feed.every !== undefined });
  };
  config.feeds.forEach((feed, index) => {
    put(feed, document, ["feeds", index]);
  });
  for (const { watch, document: file } of watches) {
    watch.feeds.forEach((feed, index) => {
      if (typeof feed !== "string") put(feed, file, ["feeds", index]);
    });
  }
  for (const { watch, document: file } of watches) {
    watch.feeds.forEach((feed, index) => {
      if (typeof feed === "string" && !feeds.has(feed)) {
        problems.push({
          file: file.file,
          line: file.lineOf(["feeds", index]),
          message: `feeds: ${feed} is not a feed of ${document.file}; add it there or give { id, url } here`,
        });
      }
    });
  }
  return { feeds: [...feeds.values()], problems };
}

/** Channels that a watch, the operator or a route names and that are not configured. */
function channelProblems(config: ConfigFile, document: YamlFile, watches: readonly FoundWatch[]): Problem[] {
  const isKnown = (name: string) => Object.entries(config.channels).some(([known, settings]) => known === name && settings !== undefined);
  const unknown = (file: YamlFile, path: readonly PropertyKey[], key: string, name: string): Problem[] =>
    isKnown(name)
      ? []
      : [{ file: file.file, line: file.lineOf(path), message: `${key}: ${name} is not configured under channels: in the configuration` }];
  return [
    ...watches.flatMap(({ watch, document: file }) =>
      watch.alerts.to.flatMap((name, index) => unknown(file, ["alerts", "to", index], "alerts.to", name)),
    ),
    ...config.operator.to.flatMap((name, index) => unknown(document, ["operator", "to", index], "operator.to", name)),
    ...config.delivery.routes.flatMap(({ channel }, index) => unknown(document, ["delivery", "routes", index], "delivery.routes", channel)),
  ];
}

const repeated = (values: readonly string[]): string[] => [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
