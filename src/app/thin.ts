import type { Archive } from "../archive/archive.ts";
import type { RetentionPlan, RetentionRule } from "../archive/retention.ts";
import { storageTrouble } from "../domain/storage-trouble.ts";
import type { Config } from "./config.ts";
import { inThread } from "./in-thread.ts";
import type { PlanTask } from "./thin-thread.ts";

export type Thinned = { readonly bodies: number; readonly texts: number; readonly entries: number };

const HOUR_MS = 3_600_000;
/** Rows of each kind in one transaction: it holds the writers up for some milliseconds. */
const BATCH = 200;

function ruleOf({ pages, texts }: Config["retention"], now: Date): RetentionRule {
  const before = (age: number | null) => (age === null ? null : new Date(now.getTime() - age).toISOString());
  return { pagesBefore: before(pages), textsBefore: before(texts) };
}

/** What would thin out today. */
export function planned(archive: Archive, retention: Config["retention"], now: Date): Thinned {
  const { bodies, texts, entries } = archive.retention.plan(ruleOf(retention, now), now.toISOString());
  return { bodies: bodies.length, texts: texts.length, entries: entries.length };
}

/** The plan, made in a thread of its own so that nobody waits for it; an archive in memory is seen from here alone. */
async function planElsewhere(archive: Archive, rule: RetentionRule, at: string, signal: AbortSignal): Promise<RetentionPlan> {
  if (archive.path === ":memory:") return archive.retention.plan(rule, at);
  const task: PlanTask = { path: archive.path, rule, at };
  return inThread(new URL("./thin-thread.ts", import.meta.url), task, { signal });
}

/** Thins batch by batch what is due, letting others work in between. */
export async function thinOut(archive: Archive, retention: Config["retention"], now: () => Date, signal: AbortSignal): Promise<Thinned> {
  const total = { bodies: 0, texts: 0, entries: 0 };
  const rule = ruleOf(retention, now());
  const plan = await planElsewhere(archive, rule, now().toISOString(), signal);
  const most = Math.max(plan.texts.length, plan.entries.length, plan.bodies.length);
  for (let from = 0; from < most && !signal.aborted; from += BATCH) {
    const part = (rows: readonly number[]) => rows.slice(from, from + BATCH);
    const { bodies, texts, entries } = archive.retention.thin(
      { texts: part(plan.texts), entries: part(plan.entries), bodies: part(plan.bodies) },
      rule,
      now().toISOString(),
    );
    total.bodies += bodies;
    total.texts += texts;
    total.entries += entries;
    await new Promise(setImmediate);
  }
  archive.upkeep.measure();
  return total;
}

/** Thins at the start and every day after it. A day on which it failed is reported, and the next day tries again; that the archive cannot be written is told by the archivist. */
export function thinDaily(work: (signal: AbortSignal) => Promise<void>, onError: (error: unknown) => void): { stop(): Promise<void> } {
  const stop = new AbortController();
  const tell = (error: unknown): void => {
    if (storageTrouble(error) === null && !stop.signal.aborted) onError(error);
  };
  let running = work(stop.signal).catch(tell);
  const timer = setInterval(() => {
    running = running.then(() => work(stop.signal)).catch(tell);
  }, 24 * HOUR_MS);
  timer.unref();
  return {
    async stop() {
      stop.abort();
      clearInterval(timer);
      await running;
    },
  };
}
