import type { Archive } from "../archive/archive.ts";
import type { EntryRow } from "../archive/articles.ts";
import type { JobRow } from "../archive/jobs.ts";
import type { PageAnswer } from "../domain/extract.ts";
import type { ArticleId, EntryId, FeedId } from "../domain/ids.ts";
import type { JobPayload } from "../queue/jobs.ts";
import { asTold, recordArticle, recordFromFeed } from "./record-article.ts";
import { tryAgain } from "./try-again.ts";

type Deps = { readonly archive: Archive; readonly now: () => Date; readonly random: () => number };

export type RecordPageOutcome =
  | { readonly outcome: "new" | "revised" | "known"; readonly article: ArticleId; readonly url: string; readonly title: string | null }
  | { readonly outcome: "summary-only" | "no-article"; readonly url: string; readonly message: string }
  | { readonly outcome: "try-again"; readonly url: string; readonly message: string; readonly nextTryAt: string }
  | { readonly outcome: "nothing-to-do" };

/** Answers after which the page is not asked for again: they are the publisher's decision, not a passing trouble. */
const FINAL_STATUS = new Set([400, 401, 402, 403, 404, 405, 406, 410, 451]);
const FINAL_FAILURE = new Set(["blocked", "robots", "too-large", "redirects", "protocol"]);

function isFinal(answer: PageAnswer): boolean {
  if (answer.outcome === "refused") return FINAL_STATUS.has(answer.status);
  return answer.outcome !== "failed" || FINAL_FAILURE.has(answer.failure);
}

/** What a page fetch found → snapshot and article, in one transaction. Where the page cannot be had, the feed's summary is read. */
export function createRecordPage({ archive, now, random }: Deps) {
  const withoutPage = (entry: EntryRow, listed: JobRow, job: JobPayload<"record-page">, message: string, at: string): RecordPageOutcome => {
    const url = entry.url ?? entry.key;
    const feed = entry.feedId === null ? undefined : archive.feeds.find(entry.feedId as FeedId);
    const summary = entry.articleId === null ? asTold(entry) : null;
    if (summary !== null && feed !== undefined) recordFromFeed(archive, feed, { ...entry, id: job.entry }, summary, at);
    archive.articles.entryGaveNone(job.entry, message);
    if (isFinal(job.answer)) archive.jobs.done(job.job);
    else {
      const asked = job.answer.outcome === "refused" ? (job.answer.retryAfterMs ?? 0) : 0;
      const nextTryAt = tryAgain({ archive, now, random }, listed, message, asked);
      if (nextTryAt !== null) return { outcome: "try-again", url, message, nextTryAt };
    }
    return { outcome: summary === null ? "no-article" : "summary-only", url, message };
  };

  return async function recordPage(job: JobPayload<"record-page">): Promise<RecordPageOutcome> {
    return archive.transaction(() => {
      const entry = archive.articles.findEntry(job.entry as EntryId);
      const listed = archive.jobs.find(job.job);
      if (entry === undefined || listed === undefined) return { outcome: "nothing-to-do" };
      const at = now().toISOString();
      const { answer } = job;
      if (answer.outcome === "no-article") archive.snapshots.record(answer.snapshot);
      if (answer.outcome !== "article") return withoutPage(entry, listed, job, answer.message, at);
      const snapshot = archive.snapshots.record(answer.snapshot);
      // A page that hides its headline or date still has what the feed said of it.
      const article = {
        ...answer.article,
        title: answer.article.title ?? entry.title,
        published: answer.article.published ?? entry.published,
      };
      const recorded = recordArticle(archive, job.entry, { url: answer.snapshot.finalUrl, article, snapshot }, at);
      archive.jobs.done(job.job);
      return { outcome: recorded.state, article: recorded.article, url: answer.snapshot.finalUrl, title: article.title };
    });
  };
}
