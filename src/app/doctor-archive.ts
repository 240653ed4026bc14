import { existsSync } from "node:fs";
import { type Archive, openArchive } from "../archive/archive.ts";
import { holdArchive } from "../archive/database.ts";
import { type Answered, clockSkew } from "../domain/clock-skew.ts";
import { type Check, failed, ok, warning } from "./doctor-check.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A clock that is further off than this dates readings and alerts wrongly. */
const SKEW_MS = 5 * MINUTE_MS;
/** Pages that were fetched last, and how old they may be to speak for the clock as it is now. */
const [PAGES, PAGES_MS] = [200, 2 * DAY_MS];
/** Links of the hash chain that are looked at; `clausewatch verify` takes all. */
const LINKS = 1000;

/** What the archive shows of itself, of the feeds, of work in trouble, and of this machine's clock. */
export function archiveChecks(archiveFile: string, now: Date): Check[] {
  if (!existsSync(archiveFile))
    return [warning("archive", `${archiveFile} is not there yet; the daemon makes it when it starts (npm start)`)];
  try {
    const archive = openArchive(archiveFile);
    try {
      return [...fileChecks(archive), clockCheck(archive, now), ...feedChecks(archive), ...workChecks(archive), daemonCheck(archiveFile)];
    } finally {
      archive.close();
    }
  } catch (error) {
    return [failed("archive", (error as Error).message)];
  }
}

function fileChecks(archive: Archive): Check[] {
  const [broken] = archive
    .query("PRAGMA quick_check")
    .map((row) => String(row["quick_check"]))
    .filter((line) => line !== "ok");
  const { articles, snapshots } = { ...archive.articles.counts(), ...archive.snapshots.counts() };
  const [fault, ...more] = archive.chainTail(LINKS);
  const head = archive.chainHead();
  return [
    broken === undefined
      ? ok("archive", `${archive.path}, ${articles} article(s), ${snapshots} snapshot(s)`)
      : failed("archive", `${archive.path} is damaged (${broken}); restore a backup, or run sqlite3 .recover`),
    fault === undefined
      ? ok(
          "hash chain",
          head === null
            ? "no evidence yet"
            : `${head.seq} link(s), of which the newest ${Math.min(LINKS, head.seq)} hold; clausewatch verify reads all`,
        )
      : failed(
          "hash chain",
          `${fault.table} ${fault.row}: ${fault.said}${more.length === 0 ? "" : `, and ${more.length} more`}; run clausewatch verify, and hold the archive against a backup`,
        ),
  ];
}

/** The clock is held against what web servers said when pages were fetched, and against what the archive holds of the past. */
function clockCheck(archive: Archive, now: Date): Check {
  const [{ newest } = { newest: null }] = archive.query(
    "SELECT max(at) AS newest FROM (SELECT max(fetched_at) AS at FROM snapshots UNION ALL SELECT max(last_polled_at) FROM feeds)",
  );
  const mend = "let the machine keep time (timedatectl set-ntp true), then start the daemon again";
  if (typeof newest === "string" && Date.parse(newest) > now.getTime() + SKEW_MS)
    return failed("clock", `it is ${now.toISOString()} here, and the archive holds what was fetched at ${newest}; ${mend}`);
  const since = new Date(now.getTime() - PAGES_MS).toISOString();
  const answers = archive.query(
    "SELECT url, fetched_at AS at, headers ->> 'date' AS date, headers ->> 'age' AS age FROM snapshots WHERE fetched_at > ? ORDER BY rowid DESC LIMIT ?",
    ...[since, PAGES],
  ) as (Omit<Answered, "host"> & { url: string })[];
  const skew = clockSkew(answers.map((one) => ({ ...one, host: URL.parse(one.url)?.host ?? "" })));
  if (skew === null) return ok("clock", "not compared: no page was fetched in the last two days that said what time it was");
  const minutes = `${Math.round(Math.abs(skew) / MINUTE_MS)} minute(s) ${skew > 0 ? "ahead of" : "behind"}`;
  return Math.abs(skew) <= SKEW_MS
    ? ok("clock", `agrees with web servers to ${Math.max(1, Math.round(Math.abs(skew) / 1000))} s`)
    : failed("clock", `it is ${minutes} the web servers that were asked; ${mend}`);
}

function feedChecks(archive: Archive): Check[] {
  const inTrouble = archive.query(
    "SELECT id, last_error, failures, next_poll_at, stopped_at FROM feeds_health WHERE failures > 0 OR stopped_at IS NOT NULL ORDER BY stopped_at IS NULL, failures DESC",
  );
  return inTrouble.map(({ id, last_error: error, failures, next_poll_at: next, stopped_at: stopped }) =>
    warning(
      `feed ${id}`,
      stopped === null
        ? `failed ${failures} time(s) in a row: ${error}; it is asked again at ${next}; look whether its address still opens in a browser`
        : `is polled no more since ${stopped}: ${error}; correct its address in the configuration (clausewatch feeds discover SITE finds others), then run clausewatch feeds resume ${id}`,
    ),
  );
}

function workChecks(archive: Archive): Check[] {
  const unread = archive.query(
    "SELECT DISTINCT source, e.outcome FROM term_versions v JOIN entries e ON e.feed_id IS NULL AND e.key = v.source WHERE v.superseded_at IS NULL AND v.quote IS NULL AND e.outcome IS NOT NULL",
  );
  const foreign = archive.query(
    "SELECT a.language, count(*) AS articles FROM assessments s JOIN articles a ON a.id = s.article_id WHERE s.reason LIKE 'not assessed: language%' GROUP BY a.language",
  );
  return [
    ...archive.jobs
      .troubled()
      .map((job) => warning(`job ${job.id}`, `failed ${job.attempts} time(s): ${job.lastError}; it is tried again at ${job.dueAt}`)),
    ...unread.map((one) =>
      warning(`source ${one["source"]}`, `gave its terms no quote: ${one["outcome"]}; check source: in the watch file`),
    ),
    ...foreign.map((one) =>
      warning(
        `language ${one["language"] ?? "unknown"}`,
        `${one["articles"]} article(s) not assessed: the judge does not read it; set judge.endpoint to a model that does, or read them under needs review`,
      ),
    ),
    ...archive.jobs
      .deadOnes()
      .map((job) =>
        warning(
          `job ${job.id}`,
          `given up after ${job.attempts} attempt(s): ${job.lastError}; once that is mended, clausewatch rederive --since ${job.createdAt.slice(0, 10)} reads again what arrived since`,
        ),
      ),
    ...archive.outbox
      .closed()
      .map(({ channel, recipient, closedAt, why }) =>
        failed(
          `recipient ${recipient} of ${channel}`,
          `gone since ${closedAt}: ${why}; put its new address into the configuration, or have it asked again with clausewatch alerts resend`,
        ),
      ),
    ...archive.alerts
      .deliveriesIn(["dead"])
      .map((one) =>
        failed(
          `delivery ${one.id}`,
          `${one.channel} to ${one.recipient} was given up: ${one.lastError}; once the channel works (clausewatch notify test), run clausewatch alerts resend ${one.id}`,
        ),
      ),
  ];
}

function daemonCheck(archiveFile: string): Check {
  try {
    holdArchive(archiveFile)();
    return warning("daemon", "no daemon holds the archive; start one with npm start");
  } catch {
    return ok("daemon", "a daemon holds the archive");
  }
}
