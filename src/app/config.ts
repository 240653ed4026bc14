import { globSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { UsageError } from "../domain/errors.ts";
import type { FeedId } from "../domain/ids.ts";
import { type Watch, watch as watchSchema } from "../domain/watch.ts";
import { channelSettings } from "./channel-settings.ts";
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
  // Whatever is wrong in one file, the others are looked at as well: all of it is told at once.
  const loaded = loadWatches(fromEnv.document);
  const found = [...fromEnv.problems, ...problems, ...loaded.problems, ...nameProblems(fromEnv.document, loaded.documents)];
  if (value === null) return { config: null, problems: inOrder(found) };
  const feeds = collectFeeds(value, fromEnv.document, loaded.watches);
  found.push(...feeds.problems);
  if (value.websub !== undefined && value.web === undefined) {
    const message = "websub needs web, which serves the address that hubs call; add web: {} or take websub out";
    found.push({ file: fromEnv.document.file, line: fromEnv.document.lineOf(["websub"]), message });
  }
  if (found.length > 0) return { config: null, problems: inOrder(found) };
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

/** Every watch file that can be read, and those that are good. */
function loadWatches(config: YamlFile): { watches: FoundWatch[]; documents: YamlFile[]; problems: Problem[] } {
  const configFile = config.file;
  const folder = dirname(configFile);
  const problems: Problem[] = [];
  const watches: FoundWatch[] = [];
  const documents: YamlFile[] = [];
  const patterns = configSchema.shape.watches.safeParse(partOf(config.value, "watches"));
  for (const pattern of patterns.data ?? []) {
    const files = globSync(resolve(folder, pattern)).sort();
    if (files.length === 0) problems.push({ file: configFile, line: null, message: `watches: no file matches ${pattern} in ${folder}` });
    for (const path of files) {
      const local = relative(process.cwd(), path);
      const { document, problems: broken } = readYaml(local.startsWith("..") ? path : local);
      if (document === null) {
        problems.push(...broken);
        continue;
      }
      documents.push(document);
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
  return { watches, documents, problems };
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
  return { feeds: [...feeds.values()], problems };
}

/** By file, in the order in which they were read, and by line. */
function inOrder(problems: readonly Problem[]): Problem[] {
  return [...Map.groupBy(problems, ({ file }) => file).values()].flatMap((list) => list.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)));
}

const partOf = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
const listIn = (value: unknown, ...path: readonly string[]): readonly unknown[] => {
  const found = path.reduce(partOf, value);
  return Array.isArray(found) ? found : [];
};

/** Feeds and channels that are named and stand nowhere, also in files in which something else is wrong. */
function nameProblems(config: YamlFile, watches: readonly YamlFile[]): Problem[] {
  const written = partOf(config.value, "channels") ?? {};
  const channels = Object.entries({ console: {}, ...(channelSettings.safeParse(written).data ?? written) }).filter(
    ([, settings]) => settings != null,
  );
  const isChannel = (name: unknown) => channels.some(([known]) => known === name);
  const inline = [config, ...watches].flatMap(({ value }) => listIn(value, "feeds")).map((feed) => partOf(feed, "id"));
  const unknownIn = (
    file: YamlFile,
    path: readonly string[],
    names: readonly unknown[],
    isKnown: (name: unknown) => boolean,
    help: string,
  ) =>
    names.flatMap((name, index): Problem[] =>
      typeof name !== "string" || isKnown(name)
        ? []
        : [{ file: file.file, line: file.lineOf([...path, index]), message: `${path.join(".")}: ${name} ${help}` }],
    );
  const noChannel = `is not configured under channels: in the configuration${channels.length === 0 ? "" : `; it has ${channels.map(([name]) => name).join(", ")}`}`;
  const noFeed = `is not a feed of ${config.file}; add it there or give { id, url } here`;
  const routes = listIn(config.value, "delivery", "routes").map((route) => partOf(route, "channel"));
  return [
    ...watches.flatMap((file) => [
      ...unknownIn(file, ["feeds"], listIn(file.value, "feeds"), (name) => inline.includes(name), noFeed),
      ...unknownIn(file, ["alerts", "to"], listIn(file.value, "alerts", "to"), isChannel, noChannel),
    ]),
    ...unknownIn(config, ["operator", "to"], listIn(config.value, "operator", "to"), isChannel, noChannel),
    ...unknownIn(config, ["delivery", "routes"], routes, isChannel, noChannel),
  ];
}

const repeated = (values: readonly string[]): string[] => [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
