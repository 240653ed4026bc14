import type { Archive } from "../archive/archive.ts";
import type { JobRow } from "../archive/jobs.ts";
import { articleId, deliveryId, entryId, feedId, watchId } from "../domain/ids.ts";
import { JOBS, type JobName, type JobPayload } from "../queue/jobs.ts";
import type { Queue } from "../queue/queue.ts";
import { judgeInputFor } from "./judge-input.ts";

type Deps = { readonly archive: Archive; readonly queue: Pick<Queue, "add">; readonly now: () => Date };

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
];

/** How many jobs of a kind are handed out ahead of those being worked on: enough to keep workers busy, few enough to stay in memory. */
const AHEAD = 4;

/**
 * Hands due work to the queue: what was just written, what is due again, and what was handed out so long ago that it must be lost.
 * Resolves to the number of jobs handed out; a queue that is away leaves them due.
 */
export function createSweep({ archive, queue, now }: Deps) {
  const payloads: { readonly [N in Listed]: (row: JobRow) => JobPayload<N> | null } = {
    "poll-feed": ({ id, subject }) => {
      const feed = archive.feeds.find(feedId.parse((subject as { feed: string }).feed));
      if (feed === undefined || feed.removedAt !== null || feed.stoppedAt !== null) return null;
      return { job: id, feed: feedId.parse(feed.id), url: feed.url, etag: feed.etag, lastModified: feed.lastModified };
    },
    "fetch-page": ({ id, subject }) => {
      const entry = archive.articles.findEntry(entryId.parse((subject as { entry: string }).entry));
      return entry?.url == null ? null : { job: id, entry: entryId.parse(entry.id), url: entry.url };
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

  const hand = async <N extends Listed>(name: N, row: JobRow): Promise<boolean> => {
    const payload = payloads[name](row);
    if (payload === null) return !archive.jobs.done(row.id);
    archive.jobs.queued(row.id, now().toISOString());
    try {
      await queue.add(name, payload);
      return true;
    } catch (error) {
      archive.jobs.queued(row.id, null);
      throw error;
    }
  };

  return async function sweep(): Promise<number> {
    let handed = 0;
    for (const name of LISTED) {
      const { concurrency, leaseMs } = JOBS[name];
      const at = now();
      const lostBefore = new Date(at.getTime() - leaseMs).toISOString();
      const room = concurrency * AHEAD - archive.jobs.inHand(name, lostBefore);
      if (room <= 0) continue;
      for (const row of archive.jobs.due(name, at.toISOString(), lostBefore, room)) {
        if (await hand(name, row)) handed += 1;
      }
    }
    return handed;
  };
}

function oneArticle({ id, subject }: JobRow) {
  const { article, revision } = subject as { article: string; revision: number };
  return { job: id, article: articleId.parse(article), revision };
}

const oneWatch = ({ subject }: JobRow) => ({ watch: watchId.parse((subject as { watch: string }).watch) });
