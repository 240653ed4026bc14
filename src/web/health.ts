import type { Hono } from "hono";
import type { Archive } from "../archive/archive.ts";
import { messageOf } from "../domain/errors.ts";

const SECOND_MS = 1000;
/** How long the queue may take to answer, in milliseconds. */
const QUEUE_MS = 2 * SECOND_MS;
/** A poll may be late by so much, in milliseconds: a slow host, a long sweep. What is later is stuck. */
const LATE_MS = 10 * 60 * SECOND_MS;

export type HealthDeps = {
  readonly archive: Pick<Archive, "query">;
  /** Asks the queue how much waits there; null where this process has none, as beside `clausewatch serve`. */
  readonly waiting: (() => Promise<Readonly<Record<string, number>>>) | null;
  readonly now: () => Date;
};
export type Part = { readonly state: "ok" | "failed"; readonly said: string };
export type Readiness = { readonly ready: boolean; readonly archive: Part; readonly queue: Part; readonly lastPoll: Part };

const part = (isGood: boolean, said: string): Part => ({ state: isGood ? "ok" : "failed", said });

function archivePart(archive: Pick<Archive, "query">): Part {
  try {
    archive.query("SELECT id FROM watches LIMIT 1");
    return part(true, "answers");
  } catch (error) {
    return part(false, messageOf(error));
  }
}

async function queuePart(waiting: HealthDeps["waiting"]): Promise<Part> {
  if (waiting === null) return part(true, "none in this process");
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${QUEUE_MS / SECOND_MS} s`)), QUEUE_MS);
  try {
    const counts = Object.values(await Promise.race([waiting(), late]));
    return part(true, `${counts.reduce((sum, n) => sum + n, 0)} waiting`);
  } catch (error) {
    return part(false, messageOf(error));
  } finally {
    clearTimeout(timer);
  }
}

function pollPart({ archive, waiting, now }: HealthDeps): Part {
  const due = archive.query("SELECT min(due_at) AS at FROM jobs WHERE state = 'pending' AND name = 'poll-feed'")[0]?.["at"];
  const last = archive.query("SELECT max(last_polled_at) AS at FROM feeds WHERE removed_at IS NULL")[0]?.["at"];
  const said = typeof last === "string" ? `last poll ${last}` : "no feed has been polled yet";
  if (typeof due !== "string" || waiting === null) return part(true, said);
  const lateMs = now().getTime() - Date.parse(due);
  return part(lateMs <= LATE_MS, lateMs <= LATE_MS ? said : `${said}; a poll has been due since ${due}`);
}

/** What a probe asks: whether the process lives, and whether archive, queue and polling work. */
export function addHealth(app: Hono, deps: HealthDeps): void {
  app.get("/healthz", (c) => c.text("ok\n"));
  app.get("/readyz", async (c) => {
    const archive = archivePart(deps.archive);
    const queue = await queuePart(deps.waiting);
    const lastPoll = archive.state === "ok" ? pollPart(deps) : part(false, "unknown");
    const ready = [archive, queue, lastPoll].every((one) => one.state === "ok");
    return c.json({ ready, archive, queue, lastPoll } satisfies Readiness, ready ? 200 : 503);
  });
}
