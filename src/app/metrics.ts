import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Archive } from "../archive/archive.ts";
import type { StageEvent } from "./events.ts";
import { VERSION } from "./version.ts";

/** Seconds: a job takes from a millisecond (a decision) to minutes (a judge behind a network). */
const JOB_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 20, 60, 300];
const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];
/** Seconds from an article's own date to the alert. */
const LATENCY_BUCKETS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 12 * HOUR, DAY, 7 * DAY];

export type Metrics = {
  /** Counts what came of a job and how long it took. */
  readonly event: (event: StageEvent, seconds: number) => void;
  /** Times a job whose outcome the archivist counts: a poll, a fetch, a reading. */
  readonly worked: (job: string, seconds: number) => void;
  /** The text that Prometheus reads. What can be asked of the archive is asked now. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
};

/**
 * What Prometheus sees of one process. Counters count since the start, gauges say how the archive stands when they are asked for. No label
 * holds an address: feeds, channels and verdicts are few, URLs are not.
 */
export function createMetrics({ archive, now }: { readonly archive: Archive | null; readonly now: () => Date }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter({ name: `clausewatch_${name}`, help, labelNames, registers });
  const build = new Gauge({
    name: "clausewatch_build_info",
    help: "Always 1; says which version runs",
    labelNames: ["version"],
    registers,
  });
  build.set({ version: VERSION }, 1);
  const polls = counter("feed_polls_total", "Polls of feeds by what they gave", "result");
  const items = counter("items_total", "Items of feeds by what became of them", "outcome");
  const duplicates = counter("duplicates_total", "Articles recognised as copies, by kind", "kind");
  const claims = counter("claims_total", "Readings of terms by verdict", "verdict");
  const alerts = counter("alerts_total", "Alerts opened and raised, by level", "severity");
  const deliveries = counter("deliveries_total", "Attempts to deliver, by channel and result", "channel", "result");
  const jobs = new Histogram({
    name: "clausewatch_job_duration_seconds",
    help: "Time a job took",
    labelNames: ["job"],
    buckets: JOB_BUCKETS,
    registers,
  });
  const pollTime = new Histogram({
    name: "clausewatch_feed_poll_duration_seconds",
    help: "Time a poll of a feed took",
    buckets: JOB_BUCKETS,
    registers,
  });
  const latency = new Histogram({
    ...{ name: "clausewatch_publication_to_alert_seconds", help: "Time from an article's own date to the alert it opened" },
    ...{ buckets: LATENCY_BUCKETS, registers },
  });
  if (archive !== null) gauges(archive, now, registers);

  return {
    event({ job, result }, seconds) {
      jobs.observe({ job }, seconds);
      switch (job) {
        case "record-poll":
          if (result.outcome !== "nothing-to-do") polls.inc({ result: result.outcome });
          if (result.outcome === "entries") items.inc({ outcome: "listed" }, result.fresh);
          break;
        case "record-page":
          if (result.outcome !== "nothing-to-do") items.inc({ outcome: result.outcome });
          break;
        case "relate-article":
          if (result.outcome === "related" && result.relation.copy !== null) duplicates.inc({ kind: result.relation.copy.kind });
          break;
        case "record-readings":
        case "inherit-readings":
          if (result.outcome === "read" || result.outcome === "inherited")
            for (const { verdict } of result.assessment.readings) claims.inc({ verdict });
          break;
        case "raise-alert":
          if (!("message" in result)) break;
          if (result.outcome === "opened" || result.outcome === "raised") alerts.inc({ severity: result.message.level });
          if (result.outcome === "opened" && result.message.article.published !== null)
            latency.observe(Math.max(0, (Date.parse(result.message.raisedAt) - Date.parse(result.message.article.published)) / 1000));
          break;
        case "deliver-alert":
          if ("channel" in result) deliveries.inc({ channel: result.channel, result: result.outcome });
          break;
      }
    },
    worked(job, seconds) {
      jobs.observe({ job }, seconds);
      if (job === "poll-feed") pollTime.observe(seconds);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

type Count = { readonly n: number };

/** What the archive can be asked at any moment; each query reads an index or a small table. */
function gauges(archive: Archive, now: () => Date, registers: Registry[]): void {
  const rows = <T>(sql: string) => archive.query(sql) as T[];
  const gauge = <L extends string>(name: string, help: string, labelNames: L[], collect: (this: Gauge<L>) => void) =>
    new Gauge<L>({ name: `clausewatch_${name}`, help, labelNames, registers, collect });
  const seconds = (date: string | null | undefined) => (date == null ? 0 : Date.parse(date) / 1000);
  const single = (name: string, help: string, value: () => number) =>
    gauge(name, help, [], function () {
      this.set(value());
    });

  gauge("feeds", "Feeds that are polled, by how the last poll went", ["state"], function () {
    const { ok = 0, failing = 0 } =
      rows<{ ok: number; failing: number }>(
        "SELECT count(CASE WHEN failures = 0 THEN 1 END) AS ok, count(CASE WHEN failures > 0 THEN 1 END) AS failing FROM feeds WHERE removed_at IS NULL",
      )[0] ?? {};
    this.set({ state: "ok" }, ok);
    this.set({ state: "failing" }, failing);
  });
  single("feed_last_success_timestamp_seconds", "When a feed was last polled with success, whichever it was; 0 for never", () =>
    seconds(rows<{ at: string | null }>("SELECT max(last_success_at) AS at FROM feeds WHERE removed_at IS NULL")[0]?.at),
  );
  single(
    "delivery_queue_depth",
    "Deliveries that are neither sent nor given up",
    () => rows<Count>("SELECT count(*) AS n FROM deliveries WHERE state IN ('pending', 'sending')")[0]?.n ?? 0,
  );
  single("oldest_undelivered_seconds", "Age of the oldest delivery that is neither sent nor given up; 0 where there is none", () => {
    const at = rows<{ at: string | null }>("SELECT min(created_at) AS at FROM deliveries WHERE state IN ('pending', 'sending')")[0]?.at;
    return at == null ? 0 : Math.max(0, now().getTime() / 1000 - seconds(at));
  });
  single(
    "dead_deliveries",
    "Deliveries that were given up",
    () => rows<Count>("SELECT count(*) AS n FROM deliveries WHERE state = 'dead'")[0]?.n ?? 0,
  );
  gauge("queue_jobs", "Work that the archive lists, by kind and state", ["queue", "state"], function () {
    this.reset();
    const listed = rows<Count & { name: string; state: string }>(
      "SELECT name, CASE WHEN state = 'pending' AND queued_at IS NOT NULL THEN 'in-hand' ELSE state END AS state, count(*) AS n FROM jobs GROUP BY 1, 2",
    );
    for (const { name, state, n } of listed) this.set({ queue: name, state }, n);
  });
  single("oldest_due_job_seconds", "How long the work that has waited longest is overdue; 0 where nothing is due", () => {
    const at = rows<{ at: string | null }>("SELECT min(due_at) AS at FROM jobs WHERE state = 'pending' AND queued_at IS NULL")[0]?.at;
    return at == null ? 0 : Math.max(0, now().getTime() / 1000 - seconds(at));
  });
  single("archive_bytes", "Size of the archive without its write-ahead log", () =>
    Number(rows<{ n: number }>("SELECT page_count * page_size AS n FROM pragma_page_count, pragma_page_size")[0]?.n ?? 0),
  );
}
