import type { Archive } from "../archive/archive.ts";
import type { ArticleRow } from "../archive/articles.ts";
import type { EntryRow } from "../archive/entries.ts";
import type { JobRow } from "../archive/jobs.ts";
import type { PageRow } from "../archive/pages.ts";
import type { PageAnswer, Validators } from "../domain/extract.ts";
import type { ArticleId, EntryId, FeedId } from "../domain/ids.ts";
import { nextLook } from "../domain/polling.ts";
import type { JobPayload } from "../queue/jobs.ts";
import { createPlanLook, LOOKS_PER_HOUR } from "./plan-look.ts";
import { asTold, listReadings, ofOutlet, recordArticle, recordFromFeed } from "./record-article.ts";
import { tryAgain } from "./try-again.ts";
import { withdrawArticle } from "./withdraw-article.ts";

type Deps = { readonly archive: Archive; readonly now: () => Date; readonly random: () => number; readonly looksPerHour?: number };

export type RecordPageOutcome =
  | { readonly outcome: "new" | "revised" | "known"; readonly article: ArticleId; readonly url: string; readonly title: string | null }
  | { readonly outcome: "summary-only" | "no-article"; readonly url: string; readonly message: string }
  | { readonly outcome: "try-again"; readonly url: string; readonly message: string; readonly nextTryAt: string }
  /** A page that was looked at again and says what it said. */
  | { readonly outcome: "looked"; readonly url: string }
  /** One that could not be read this time: what it says now is not known. */
  | { readonly outcome: "not-looked"; readonly url: string; readonly message: string; readonly nextLookAt: string | null }
  | { readonly outcome: "nothing-to-do" };

/** Answers after which the page is not asked for again: they are the publisher's decision, not a passing trouble. */
const FINAL_STATUS = new Set([400, 401, 402, 403, 404, 405, 406, 410, 451]);
const FINAL_FAILURE = new Set(["blocked", "robots", "too-large", "redirects", "protocol"]);

/** A page that was there and answers with one of these has been taken away. */
const GONE_STATUS = new Set([404, 410]);
/** A page that is missing is looked for again after so long, in milliseconds. */
const SURE_AFTER_MS = 3_600_000;

function isFinal(answer: PageAnswer): boolean {
  if (answer.outcome === "refused") return FINAL_STATUS.has(answer.status);
  return answer.outcome !== "failed" || FINAL_FAILURE.has(answer.failure);
}

type Read = Extract<PageAnswer, { outcome: "article" }>;
type Refused = Extract<PageAnswer, { outcome: "refused" }>;
type Unread = Extract<PageAnswer, { message: string }>;
const askedMsOf = (answer: PageAnswer): number => (answer.outcome === "refused" ? (answer.retryAfterMs ?? 0) : 0);

/** What a page fetch found → snapshot and article, in one transaction. Where the page cannot be had, the feed's summary is read. */
export function createRecordPage({ archive, now, random, looksPerHour = LOOKS_PER_HOUR }: Deps) {
  const planLook = createPlanLook({ now, random, looksPerHour });

  function withoutPage(entry: EntryRow, listed: JobRow, answer: Unread, at: string): RecordPageOutcome {
    const id = entry.id as EntryId;
    const url = entry.url ?? entry.key;
    const { message } = answer;
    const feed = entry.feedId === null ? undefined : archive.feeds.find(entry.feedId as FeedId);
    const summary = entry.articleId === null ? asTold(entry) : null;
    if (summary !== null && feed !== undefined) recordFromFeed(archive, feed, { ...entry, id }, summary, at);
    archive.entries.gaveNone(id, message);
    if (isFinal(answer)) archive.jobs.done(listed.id);
    else {
      const nextTryAt = tryAgain({ archive, now, random }, listed, message, askedMsOf(answer));
      if (nextTryAt !== null) return { outcome: "try-again", url, message, nextTryAt };
    }
    return { outcome: summary === null ? "no-article" : "summary-only", url, message };
  }

  /** A page that hides its headline or date still has what the feed said of it. */
  const completed = (entry: EntryRow, { article, snapshot }: Read) => {
    const feed = entry.feedId === null ? undefined : archive.feeds.find(entry.feedId as FeedId);
    const whole = { ...article, title: article.title ?? entry.title, published: article.published ?? entry.published };
    return ofOutlet(whole, feed, snapshot.finalUrl);
  };

  function withPage(entry: EntryRow, answer: Read, at: string): RecordPageOutcome {
    const article = completed(entry, answer);
    const snapshot = archive.snapshots.record(answer.snapshot);
    const { finalUrl, sha256 } = answer.snapshot;
    const recorded = recordArticle(archive, entry.id as EntryId, { url: finalUrl, article, snapshot }, at);
    const looked = { entry: entry.id as EntryId, article: recorded.article, validators: answer.validators, sha256 };
    if (entry.url !== null) planLook(archive, { ...looked, url: entry.url });
    return { outcome: recorded.state, article: recorded.article, url: finalUrl, title: article.title };
  }

  /** The page that another entry brought says what it said then: this entry joins its article. */
  function joinPage(entry: EntryRow, validators: Validators, at: string): RecordPageOutcome {
    const url = entry.url ?? entry.key;
    const page = archive.pages.find(url);
    const id = page === undefined ? undefined : archive.entries.find(page.entryId as EntryId)?.articleId;
    const known = id == null ? undefined : archive.articles.find(id as ArticleId);
    if (page === undefined || known === undefined) return { outcome: "nothing-to-do" };
    const article = known.id as ArticleId;
    planLook(archive, { url, entry: page.entryId as EntryId, article, validators, sha256: page.bodySha256 });
    archive.entries.became(entry.id as EntryId, article);
    if (archive.stories.relationOf(article) !== undefined) listReadings(archive, article, known.revision, at);
    return { outcome: "known", article, url, title: known.title };
  }

  /** A later look: only an edit of headline or text leaves a snapshot and a revision. */
  function lookedAgain(entry: EntryRow, listed: JobRow, answer: PageAnswer, at: string): RecordPageOutcome {
    const page = archive.pages.find(entry.url ?? "");
    if (page === undefined || entry.url === null)
      return archive.jobs.done(listed.id) ? { outcome: "looked", url: entry.key } : { outcome: "nothing-to-do" };
    const { url } = entry;
    const known = entry.articleId === null ? undefined : archive.articles.find(entry.articleId as ArticleId);
    if (answer.outcome === "article") {
      const { title, text } = completed(entry, answer);
      const isKnown = known?.text === text && (known.title === title || known.title === answer.article.title);
      if (!isKnown || known.goneAt !== null) return withPage(entry, answer, at);
    }
    if (answer.outcome === "refused" && GONE_STATUS.has(answer.status)) return missing(page, listed, known, answer, at);
    if ((answer.outcome === "refused" || answer.outcome === "failed") && isFinal(answer)) {
      archive.pages.leave(url);
      archive.jobs.done(listed.id);
      return { outcome: "not-looked", url, message: answer.message, nextLookAt: null };
    }
    const { etag, lastModified, validatorsUrl } = page;
    const given = "validators" in answer ? answer.validators : undefined;
    const validators = given ?? { etag, lastModified, url: validatorsUrl ?? url };
    const sha256 = "snapshot" in answer ? answer.snapshot.sha256 : page.bodySha256;
    const article = entry.articleId as ArticleId | null;
    planLook(archive, { url, entry: entry.id as EntryId, article, validators, sha256, askedMs: askedMsOf(answer) });
    if (!("message" in answer)) return { outcome: "looked", url };
    return { outcome: "not-looked", url, message: answer.message, nextLookAt: archive.pages.find(url)?.nextLookAt ?? null };
  }

  /** A page that is not there. One 404 may be a mistake, so it counts once a second look finds it; 410 says that it is meant (RFC 9110 §15.5.11). */
  function missing(page: PageRow, listed: JobRow, known: ArticleRow | undefined, answer: Refused, at: string): RecordPageOutcome {
    const { url } = page;
    const since = page.missingSince ?? at;
    const isMeant = answer.status === 410;
    const isGone = isMeant || now().getTime() - Date.parse(since) >= SURE_AFTER_MS;
    if (isGone && known !== undefined) withdrawArticle(archive, known, `its page is gone: ${answer.message}`, at);
    const next = isMeant ? null : isGone ? nextLook(page.firstReadAt, now(), true, random()) : new Date(now().getTime() + SURE_AFTER_MS);
    archive.pages.missing(url, since, next?.toISOString() ?? null);
    if (next === null) archive.jobs.done(listed.id);
    else archive.jobs.again(listed.id, next.toISOString(), null);
    return { outcome: "looked", url };
  }

  return async function recordPage(job: JobPayload<"record-page">): Promise<RecordPageOutcome> {
    return archive.repeatable(() => {
      const entry = archive.entries.find(job.entry as EntryId);
      const listed = archive.jobs.find(job.job);
      if (entry === undefined || listed === undefined) return { outcome: "nothing-to-do" };
      const at = now().toISOString();
      const { answer } = job;
      if (listed.name === "look-again") return lookedAgain(entry, listed, answer, at);
      if (answer.outcome === "no-article") archive.snapshots.record(answer.snapshot);
      if (answer.outcome !== "article" && answer.outcome !== "unchanged") return withoutPage(entry, listed, answer, at);
      archive.jobs.done(job.job);
      return answer.outcome === "article" ? withPage(entry, answer, at) : joinPage(entry, answer.validators, at);
    });
  };
}
