import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { connect } from "node:net";
import { type Archive, openArchive } from "../archive/archive.ts";
import { holdArchive } from "../archive/database.ts";
import { type Config, readConfig } from "./config.ts";
import { problemText } from "./yaml-file.ts";

export type Check = { readonly what: string; readonly state: "ok" | "warning" | "failed"; readonly said: string };

const CONNECT_MS = 3000;

/** Looks at everything that can go wrong and says what helps. Changes nothing but for bringing an older archive to its newest migration. */
export async function diagnose(configFile: string, env: Readonly<Record<string, string | undefined>>): Promise<Check[]> {
  const checks: Check[] = [{ what: "node", state: "ok", said: process.version }];
  const { config, problems } = readConfig(configFile, env);
  if (config === null)
    return [...checks, ...problems.map((one): Check => ({ what: "configuration", state: "failed", said: problemText(one) }))];
  checks.push({
    what: "configuration",
    state: "ok",
    said: `${config.file}, ${config.watches.length} watch(es), ${config.feeds.length} feed(s)`,
  });
  checks.push(dataDirCheck(config));
  checks.push(...archiveChecks(config));
  const { redisUrl } = config.queue;
  if (redisUrl !== undefined)
    checks.push(
      await reachable(
        "redis",
        new URL(redisUrl).hostname,
        Number(new URL(redisUrl).port || 6379),
        "start Redis, or unset REDIS_URL to run in one process",
      ),
    );
  const smtp = config.channels.email?.smtp;
  if (smtp !== undefined) checks.push(await reachable("smtp", smtp.host, smtp.port, "check channels.email.smtp.host and port"));
  const { endpoint } = config.judge;
  if (endpoint !== undefined) {
    const { hostname, port, protocol } = new URL(endpoint.baseUrl);
    const help = "start the server of judge.endpoint, or take the section out";
    checks.push(await reachable("judge endpoint", hostname, Number(port || (protocol === "https:" ? 443 : 80)), help));
  }
  return checks;
}

function dataDirCheck({ dataDir }: Config): Check {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.W_OK);
    return { what: "data directory", state: "ok", said: dataDir };
  } catch (error) {
    return {
      what: "data directory",
      state: "failed",
      said: `${dataDir} cannot be written: ${(error as Error).message}; set dataDir or CLAUSEWATCH_DATA_DIR to a directory that can`,
    };
  }
}

function archiveChecks({ archiveFile }: Config): Check[] {
  if (!existsSync(archiveFile))
    return [{ what: "archive", state: "warning", said: `${archiveFile} is not there yet; the daemon makes it when it starts (npm start)` }];
  try {
    const archive = openArchive(archiveFile);
    try {
      return [...healthOf(archive), daemonCheck(archiveFile)];
    } finally {
      archive.close();
    }
  } catch (error) {
    return [{ what: "archive", state: "failed", said: (error as Error).message }];
  }
}

function healthOf(archive: Archive): Check[] {
  const broken = archive
    .query("PRAGMA quick_check")
    .map((row) => String(row["quick_check"]))
    .filter((line) => line !== "ok");
  const { articles, snapshots } = { ...archive.articles.counts(), ...archive.snapshots.counts() };
  const checks: Check[] = [
    broken.length === 0
      ? { what: "archive", state: "ok", said: `${archive.path}, ${articles} article(s), ${snapshots} snapshot(s)` }
      : { what: "archive", state: "failed", said: `${archive.path} is damaged (${broken[0]}); restore a backup, or run sqlite3 .recover` },
  ];
  const failing = archive.query("SELECT id, last_error, failures FROM feeds_health WHERE failures > 0 ORDER BY failures DESC");
  for (const feed of failing)
    checks.push({
      what: `feed ${feed["id"]}`,
      state: "warning",
      said: `failed ${feed["failures"]} time(s) in a row: ${feed["last_error"]}`,
    });
  for (const job of archive.jobs.troubled())
    checks.push({
      what: `job ${job.id}`,
      state: "warning",
      said: `failed ${job.attempts} time(s), next try ${job.dueAt}: ${job.lastError}`,
    });
  const unread = archive.query(
    "SELECT DISTINCT source, e.outcome FROM term_versions v JOIN entries e ON e.feed_id IS NULL AND e.key = v.source WHERE v.superseded_at IS NULL AND v.quote IS NULL AND e.outcome IS NOT NULL",
  );
  for (const one of unread)
    checks.push({
      what: `source ${one["source"]}`,
      state: "warning",
      said: `gave its terms no quote: ${one["outcome"]}; check source: in the watch file`,
    });
  const foreign = archive.query(
    "SELECT a.language, count(*) AS articles FROM assessments s JOIN articles a ON a.id = s.article_id WHERE s.reason LIKE 'not assessed: language%' GROUP BY a.language",
  );
  for (const one of foreign)
    checks.push({
      what: `language ${one["language"] ?? "unknown"}`,
      state: "warning",
      said: `${one["articles"]} article(s) not assessed: the judge does not read it; set judge.endpoint to a model that does, or read them under needs review`,
    });
  for (const job of archive.jobs.deadOnes())
    checks.push({ what: `job ${job.id}`, state: "warning", said: `given up after ${job.attempts} attempt(s): ${job.lastError}` });
  for (const one of archive.alerts.deliveriesIn(["dead"]))
    checks.push({ what: `delivery ${one.id}`, state: "failed", said: `${one.channel} to ${one.recipient} was given up: ${one.lastError}` });
  return checks;
}

function daemonCheck(archiveFile: string): Check {
  try {
    holdArchive(archiveFile)();
    return { what: "daemon", state: "warning", said: "no daemon holds the archive; start one with npm start" };
  } catch {
    return { what: "daemon", state: "ok", said: "a daemon holds the archive" };
  }
}

function reachable(what: string, host: string, port: number, help: string): Promise<Check> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MS });
    const end = (state: Check["state"], said: string) => {
      socket.destroy();
      resolve({ what, state, said });
    };
    socket.once("connect", () => end("ok", `${host}:${port} answers`));
    socket.once("timeout", () => end("failed", `${host}:${port} does not answer within ${CONNECT_MS / 1000} s; ${help}`));
    socket.once("error", (error) => end("failed", `${host}:${port}: ${error.message}; ${help}`));
  });
}
