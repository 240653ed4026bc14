import type { Archive } from "../archive/archive.ts";
import type { FeedRow } from "../archive/feeds.ts";
import type { ExtractedArticle, ParsedEntry, PollAnswer } from "../domain/extract.ts";
import { NO_TROUBLE, noticesOfRecovery, noticesOfTrouble, reasonToStop, worsened } from "../domain/feed-trouble.ts";
import type { FeedId } from "../domain/ids.ts";
import type { Notice } from "../domain/notice.ts";
import { nextPollDelayMs, plausible } from "../domain/schedule.ts";
import type { JobPayload } from "../queue/jobs.ts";
import { asTold, recordFromFeed, speaksFor } from "./record-article.ts";

type Deps = { readonly archive: Archive; readonly now: () => Date; readonly random: () => number };

type PollFailure = Extract<PollAnswer, { outcome: "refused" | "failed" }>;

export type RecordPollOutcome =
  | {
      readonly outcome: "entries";
      readonly feed: FeedId;
      readonly listed: number;
      readonly fresh: number;
      readonly nextPollAt: string;
      readonly notices: readonly Notice[];
    }
  | { readonly outcome: "unchanged"; readonly feed: FeedId; readonly nextPollAt: string; readonly notices: readonly Notice[] }
  | {
      readonly outcome: "error";
      readonly feed: FeedId;
      readonly message: string;
      readonly failures: number;
      /** Null when the feed is polled no more. */
      readonly nextPollAt: string | null;
      readonly notices: readonly Notice[];
    }
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

  const later = (delayMs: number): string => new Date(now().getTime() + delayMs).toISOString();
  /** Those that the operator has not heard in this episode. */
  const noted = (notices: readonly Notice[], at: string): Notice[] => notices.filter((one) => archive.notices.put(one, at));

  /** A feed that fails is asked again, later each time, and the operator hears of it; only one that is gone is stopped, and that is said too. */
  const recordFailure = (feed: FeedRow, job: JobPayload<"record-poll">, answer: PollFailure, at: string): RecordPollOutcome => {
    const trouble = worsened(feed, answer, at);
    const { message } = answer;
    const reason = reasonToStop(answer, trouble, at);
    const polled = { ...trouble, lastPolledAt: at, lastOutcome: outcomeOf(answer), lastError: message };
    archive.feeds.recordPoll(job.feed, { ...polled, stoppedAt: reason === null ? null : at });
    if (reason !== null) {
      archive.jobs.done(job.job);
      const text = `The feed ${feed.id} is polled no more, since ${reason}. Give it another address, or run clausewatch feeds resume ${feed.id}. ${message}`;
      const notices = noted([{ kind: "feed-stopped", subject: feed.id, episode: trouble.failingSince ?? at, text }], at);
      return { outcome: "error", feed: job.feed, message, failures: trouble.failures, nextPollAt: null, notices };
    }
    const nextPollAt = later(nextPollDelayMs(answer, feed.everyMs, trouble.failures, random()));
    archive.jobs.again(job.job, nextPollAt, { attempts: trouble.failures, error: message });
    const notices = noted(noticesOfTrouble(feed.id, feed, trouble, message, at), at);
    return { outcome: "error", feed: job.feed, message, failures: trouble.failures, nextPollAt, notices };
  };

  return async function recordPoll(job: JobPayload<"record-poll">): Promise<RecordPollOutcome> {
    return archive.transaction(() => {
      const feed = archive.feeds.find(job.feed);
      // A late answer to a poll that was repeated, or of an address that the operator has changed since.
      if (feed === undefined || feed.url !== job.url || archive.jobs.find(job.job) === undefined) return { outcome: "nothing-to-do" };
      const at = now().toISOString();
      const { answer } = job;
      if (answer.outcome === "refused" || answer.outcome === "failed") return recordFailure(feed, job, answer, at);
      const result =
        answer.outcome === "entries" ? { ...answer, feedMinIntervalMs: answer.feed.minIntervalMs } : { feedMinIntervalMs: null, ...answer };
      const nextPollAt = later(nextPollDelayMs(result, feed.everyMs, 0, random()));
      archive.jobs.again(job.job, nextPollAt, null);
      const notices = noted(noticesOfRecovery(feed.id, feed, at), at);
      // Both validators are replaced whole, a missing one deleted, before the body is looked at.
      const { etag, lastModified } = answer;
      const title = answer.outcome === "entries" ? { title: answer.feed.title, lastDocumentAt: at } : {};
      const polled = { lastPolledAt: at, lastOutcome: answer.outcome, lastError: null, lastSuccessAt: at, ...NO_TROUBLE };
      archive.feeds.recordPoll(job.feed, { ...polled, etag, lastModified, ...title });
      if (answer.outcome === "unchanged") return { outcome: "unchanged", feed: job.feed, nextPollAt, notices };
      const fresh = answer.feed.entries.filter((entry) => recordEntry(feed, entry, at)).length;
      return { outcome: "entries", feed: job.feed, listed: answer.feed.entries.length, fresh, nextPollAt, notices };
    });
  };
}

const outcomeOf = (answer: PollFailure): string => (answer.outcome === "refused" ? `refused ${answer.status}` : answer.failure);
