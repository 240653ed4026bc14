import type { Archive } from "../archive/archive.ts";
import type { FeedRow } from "../archive/feeds.ts";
import type { ExtractedArticle, ParsedEntry, PollAnswer } from "../domain/extract.ts";
import type { FeedId } from "../domain/ids.ts";
import { nextPollDelayMs, plausible } from "../domain/schedule.ts";
import type { JobPayload } from "../queue/jobs.ts";
import { asTold, recordFromFeed, speaksFor } from "./record-article.ts";

type Deps = { readonly archive: Archive; readonly now: () => Date; readonly random: () => number };

export type RecordPollOutcome =
  | { readonly outcome: "entries"; readonly feed: FeedId; readonly listed: number; readonly fresh: number; readonly nextPollAt: string }
  | { readonly outcome: "unchanged"; readonly feed: FeedId; readonly nextPollAt: string }
  | { readonly outcome: "error"; readonly feed: FeedId; readonly message: string; readonly failures: number; readonly nextPollAt: string }
  | { readonly outcome: "nothing-to-do" };

/** What a poll found → entries, the feed's new state, and the work that follows, in one transaction. */
export function createRecordPoll({ archive, now, random }: Deps) {
  const recordEntry = (feed: FeedRow, listed: ParsedEntry, at: string): boolean => {
    const entry = { ...listed, published: plausible(listed.published, now()) };
    const { id, state } = archive.articles.recordEntry(feed.id as FeedId, entry, at);
    if (state === "known") return false;
    const told = toldOf(feed, entry);
    if (told !== null) recordFromFeed(archive, feed, { id, key: entry.key, url: entry.url }, told, at);
    else if (entry.url !== null) archive.jobs.add("fetch-page", { entry: id }, at);
    else archive.articles.entryGaveNone(id, "the feed gives no link, and next to no text");
    return true;
  };

  /** What can be read without fetching a page: the full text of the feed's own article, or whatever an entry without a link says. */
  const toldOf = (feed: FeedRow, entry: ParsedEntry): ExtractedArticle | null => {
    if (entry.article !== null && (entry.url === null || speaksFor(feed, entry.url))) {
      return { ...entry.article, published: plausible(entry.article.published, now()) };
    }
    return entry.url === null ? asTold(entry) : null;
  };

  return async function recordPoll(job: JobPayload<"record-poll">): Promise<RecordPollOutcome> {
    return archive.transaction(() => {
      const feed = archive.feeds.find(job.feed);
      // A late answer to a poll that was repeated, or of an address that the operator has changed since.
      if (feed === undefined || feed.url !== job.url || archive.jobs.find(job.job) === undefined) return { outcome: "nothing-to-do" };
      const at = now().toISOString();
      const { answer } = job;
      const failed = answer.outcome === "refused" || answer.outcome === "failed";
      const failures = failed ? feed.failures + 1 : 0;
      const result =
        answer.outcome === "entries" ? { ...answer, feedMinIntervalMs: answer.feed.minIntervalMs } : { feedMinIntervalMs: null, ...answer };
      const nextPollAt = new Date(now().getTime() + nextPollDelayMs(result, feed.everyMs, failures, random())).toISOString();
      archive.jobs.again(job.job, nextPollAt, failed ? { attempts: failures, error: answer.message } : null);
      const polled = { lastPolledAt: at, lastOutcome: outcomeOf(answer), failures };
      if (failed) {
        archive.feeds.recordPoll(job.feed, { ...polled, lastError: answer.message });
        return { outcome: "error", feed: job.feed, message: answer.message, failures, nextPollAt };
      }
      // Both validators are replaced whole, a missing one deleted, before the body is looked at.
      const { etag, lastModified } = answer;
      const title = answer.outcome === "entries" ? { title: answer.feed.title } : {};
      archive.feeds.recordPoll(job.feed, { ...polled, lastError: null, etag, lastModified, lastSuccessAt: at, ...title });
      if (answer.outcome === "unchanged") return { outcome: "unchanged", feed: job.feed, nextPollAt };
      const fresh = answer.feed.entries.filter((entry) => recordEntry(feed, entry, at)).length;
      return { outcome: "entries", feed: job.feed, listed: answer.feed.entries.length, fresh, nextPollAt };
    });
  };
}

const outcomeOf = (answer: PollAnswer): string => {
  if (answer.outcome === "refused") return `refused ${answer.status}`;
  return answer.outcome === "failed" ? answer.failure : answer.outcome;
};
