import type { Archive } from "../archive/archive.ts";
import type { JobRow } from "../archive/jobs.ts";
import { type PageRow, validatorsOf } from "../archive/pages.ts";
import { articleId, deliveryId, entryId, feedId, watchId } from "../domain/ids.ts";
import { PLAIN_AFTER_MS } from "../domain/polling.ts";
import { JOBS, type JobName, type JobPayload } from "../queue/jobs.ts";
import type { Queue } from "../queue/queue.ts";
import { createHostTurns } from "./host-turns.ts";
import { judgeInputFor } from "./judge-input.ts";

type Deps = {
  readonly archive: Archive;
  readonly queue: Pick<Queue, "add">;
  readonly now: () => Date;
  /** Milliseconds between two requests to one host. */
  readonly hostSpacingMs?: number;
  /** The beginning of a round that takes each feed once; a daemon has none, and polls for ever. */
  readonly roundBegan?: Date | undefined;
};

/** Work that the archive lists. The record- jobs are answers: they are never listed, since the job they answer is. */
type Listed = Exclude<JobName, `record-${string}`>;
const LISTED: readonly Listed[] = [
  "deliver-alert",
  "raise-alert",
  "read-article",
  "inherit-readings",
  "relate-article",
  "fetch-page",
  "poll-feed",
  "look-again",
];

/** How many jobs of a kind are handed out ahead of those being worked on: enough to keep workers busy, few enough to stay in memory. */
const AHEAD = 4;
/** Jobs of a kind that one sweep looks at: those that wait for their host cost a write each. */
const MOST_LOOKED_AT = 500;

/**
 * Hands due work to the queue: what was just written, what is due again, and what was handed out so long ago that it must be lost.
 * Resolves to the number of jobs handed out; a queue that is away leaves them due.
 */
export function createSweep({ archive, queue, now, hostSpacingMs = 0, roundBegan }: Deps) {
  const payloads: { readonly [N in Listed]: (row: JobRow) => JobPayload<N> | null } = {
    "poll-feed": ({ id, subject }) => {
      const feed = archive.feeds.find(feedId.parse((subject as { feed: string }).feed));
      if (feed === undefined || feed.removedAt !== null || feed.stoppedAt !== null) return null;
      const { url, bodySha256: sha256 } = feed;
      const isStale = now().getTime() - Date.parse(feed.lastDocumentAt ?? "") > PLAIN_AFTER_MS;
      return { job: id, feed: feedId.parse(feed.id), url, validators: isStale ? null : validatorsOf(feed, url), sha256 };
    },
    "fetch-page": ({ id, subject }) => {
      const entry = archive.entries.find(entryId.parse((subject as { entry: string }).entry));
      if (entry?.url == null) return null;
      const page = archive.pages.find(entry.url);
      return { job: id, entry: entryId.parse(entry.id), url: entry.url, ...(page === undefined ? UNKNOWN : knownOf(page)) };
    },
    "look-again": ({ id, subject }) => {
      const page = archive.pages.find((subject as { page: string }).page);
      return page === undefined ? null : { job: id, entry: entryId.parse(page.entryId), url: page.url, ...knownOf(page) };
    },
    "relate-article": (row) => oneArticle(row),
    "inherit-readings": (row) => ({ ...oneArticle(row), ...oneWatch(row) }),
    "raise-alert": (row) => ({ ...oneArticle(row), ...oneWatch(row) }),
    "read-article": (row) => {
      const [one, { watch: id }] = [oneArticle(row), oneWatch(row)];
      const [article, watch] = [archive.articles.find(one.article), archive.register.watch(id)];
      if (article === undefined || watch === null || article.revision !== one.revision) return null;
      return { ...one, watch: id, input: judgeInputFor(archive, watch, article) };
    },
    "deliver-alert": ({ id, subject }) => ({ job: id, delivery: deliveryId.parse((subject as { delivery: string }).delivery) }),
  };

  const turns = createHostTurns({ spacingMs: hostSpacingMs, now });
  /** Which host each job in hand is for. */
  const hostOf = new Map<string, string>();

  /** How many of the jobs in hand are for each host; those that came back are forgotten. */
  function busyHosts(name: Listed, inHand: ReadonlySet<string>): Map<string, number> {
    const busy = new Map<string, number>();
    for (const [id, host] of hostOf) {
      if (!id.startsWith(`${name}/`)) continue;
      if (inHand.has(id)) busy.set(host, (busy.get(host) ?? 0) + 1);
      else hostOf.delete(id);
    }
    return busy;
  }

  /** Whether the job has to wait for its turn at its host; then it is due at that turn. */
  function waits(row: JobRow, payload: object, busy: Map<string, number>): boolean {
    if (!("url" in payload) || typeof payload.url !== "string") return false;
    const host = URL.parse(payload.url)?.hostname ?? "";
    const inHand = busy.get(host) ?? 0;
    const turn = turns.turnOf(row.id, host, inHand);
    if (turn !== null) {
      archive.jobs.again(row.id, turn.toISOString(), row.lastError === null ? null : { attempts: row.attempts, error: row.lastError });
      return true;
    }
    hostOf.set(row.id, host);
    busy.set(host, inHand + 1);
    return false;
  }

  /** Takes what may go now of some due jobs, in one transaction; the others are due later, or not at all. */
  const take = <N extends Listed>(name: N, rows: readonly JobRow[], busy: Map<string, number>) =>
    archive.repeatable(() =>
      rows.flatMap((row) => {
        const payload = payloads[name](row);
        if (payload === null) archive.jobs.done(row.id);
        if (payload === null || waits(row, payload, busy)) return [];
        archive.jobs.queued(row.id, now().toISOString());
        return [{ id: row.id, payload }];
      }),
    );

  async function hand<N extends Listed>(name: N, taken: readonly { id: string; payload: JobPayload<N> }[]): Promise<void> {
    let added = 0;
    try {
      for (const { payload } of taken) {
        await queue.add(name, payload);
        added += 1;
      }
    } catch (error) {
      for (const { id } of taken.slice(added)) archive.jobs.queued(id, null);
      throw error;
    }
  }

  const dueOf = (name: Listed, lostBefore: string, room: number): JobRow[] =>
    name === "poll-feed" && roundBegan !== undefined
      ? archive.jobs.duePolls(now().toISOString(), lostBefore, room, roundBegan.toISOString())
      : archive.jobs.due(name, now().toISOString(), lostBefore, room);

  return async function sweep(): Promise<number> {
    let handed = 0;
    for (const name of LISTED) {
      const { concurrency, leaseMs } = JOBS[name];
      const lostBefore = new Date(now().getTime() - leaseMs).toISOString();
      const inHand = archive.jobs.inHand(name, lostBefore);
      let busy: Map<string, number> | undefined;
      let room = concurrency * AHEAD - inHand.length;
      // Those that have to wait for their host are due later and make room for the next.
      for (let looked = 0; room > 0 && looked < MOST_LOOKED_AT; ) {
        const rows = dueOf(name, lostBefore, room);
        if (rows.length === 0) break;
        busy ??= busyHosts(name, new Set(inHand));
        const taken = take(name, rows, busy);
        await hand(name, taken);
        handed += taken.length;
        room -= taken.length;
        looked += rows.length;
      }
    }
    return handed;
  };
}

const UNKNOWN = { validators: null, sha256: null };
const knownOf = (page: PageRow) => ({ validators: validatorsOf(page, page.url), sha256: page.bodySha256 });

function oneArticle({ id, subject }: JobRow) {
  const { article, revision } = subject as { article: string; revision: number };
  return { job: id, article: articleId.parse(article), revision };
}

const oneWatch = ({ subject }: JobRow) => ({ watch: watchId.parse((subject as { watch: string }).watch) });
