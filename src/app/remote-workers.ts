import { messageOf } from "../domain/errors.ts";
import type { PageAnswer, PollAnswer } from "../domain/extract.ts";
import type { Fetcher } from "../fetch/fetcher.ts";
import type { Judge } from "../judge/judge.ts";
import { JOBS, type JobName, type JobPayload } from "../queue/jobs.ts";
import type { Queue } from "../queue/queue.ts";
import { createFetchPage } from "../stages/fetch-page.ts";
import { createPollFeed } from "../stages/poll-feed.ts";
import { createReadArticle } from "../stages/read-article.ts";
import type { ParseThreads } from "./parse-threads.ts";

/** Told of each job that was served, with its time in milliseconds. */
type Worked = (job: JobName, ms: number) => void;
type Deps = {
  readonly queue: Queue;
  readonly now: () => Date;
  readonly pack: (body: Uint8Array) => string;
  readonly onWorked?: Worked;
};

/** Times a handler, whichever way it ends. */
const timed =
  <P>(job: JobName, onWorked: Worked | undefined, handle: (payload: P, signal: AbortSignal) => Promise<void>) =>
  async (payload: P, signal: AbortSignal): Promise<void> => {
    const began = performance.now();
    await handle(payload, signal).finally(() => onWorked?.(job, performance.now() - began));
  };

/** Serves the network-bound jobs. It opens no archive: a job carries all it needs, and the answer is a job for the archivist. */
export async function serveFetcher(
  deps: Deps & { readonly fetcher: Fetcher; readonly readers: Omit<ParseThreads, "close"> },
): Promise<void> {
  const { queue, now, pack, fetcher, readers, onWorked } = deps;
  const pollFeed = createPollFeed({ fetcher, parseFeed: readers.parseFeed });
  const fetchPage = createFetchPage({ fetcher, extractArticle: readers.extractArticle, pack, now });
  /** A surprise is an answer too, so that the archivist counts it; a job that was called off is answered by nobody and comes again. */
  const crashed = (url: string, error: unknown, signal: AbortSignal): PollAnswer & PageAnswer => {
    if (signal.aborted) throw error;
    return { outcome: "failed", failure: "crashed", message: `${url}: ${messageOf(error)}` };
  };
  await queue.serve(
    "poll-feed",
    timed("poll-feed", onWorked, async (job: JobPayload<"poll-feed">, signal) => {
      const answer = await pollFeed(job, signal).catch((error: unknown) => crashed(job.url, error, signal));
      await queue.add("record-poll", { job: job.job, feed: job.feed, url: job.url, answer });
    }),
    { concurrency: JOBS["poll-feed"].concurrency },
  );
  const serveFetchPage = (name: "fetch-page" | "look-again") =>
    queue.serve(
      name,
      timed(name, onWorked, async (job: JobPayload<"fetch-page">, signal) => {
        const answer = await fetchPage(job, signal).catch((error: unknown) => crashed(job.url, error, signal));
        await queue.add("record-page", { job: job.job, entry: job.entry, answer });
      }),
      { concurrency: JOBS[name].concurrency },
    );
  await serveFetchPage("fetch-page");
  await serveFetchPage("look-again");
}

/** Serves the compute-bound job. It opens no archive either. */
export async function serveJudge({ queue, judge, onWorked }: Pick<Deps, "queue" | "onWorked"> & { readonly judge: Judge }): Promise<void> {
  const readArticle = createReadArticle({ judge });
  await queue.serve(
    "read-article",
    timed("read-article", onWorked, async (job: JobPayload<"read-article">, signal) => {
      const { input: _, ...answered } = job;
      const answer = await readArticle(job, signal).catch((error: unknown) => {
        if (signal.aborted) throw error;
        return { outcome: "failed" as const, message: `the judge ${judge.name} failed on ${job.article}: ${messageOf(error)}` };
      });
      await queue.add("record-readings", { ...answered, answer });
    }),
    { concurrency: JOBS["read-article"].concurrency },
  );
}
