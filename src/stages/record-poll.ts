import type { Archive } from "../archive/archive.ts";
import type { FeedRow } from "../archive/feeds.ts";
import type { PollAnswer, Validators } from "../domain/extract.ts";
import { NO_TROUBLE, noticesOfRecovery, noticesOfTrouble, reasonToStop, worsened } from "../domain/feed-trouble.ts";
import type { FeedId } from "../domain/ids.ts";
import type { Notice } from "../domain/notice.ts";
import {
  delayAfterFailureMs,
  dueAfterAnswer,
  freshnessMs,
  moveAfterAnswer,
  NO_WISHES,
  ownIntervalMs,
  POLLING_RULES,
  type PollingRules,
  PUSHED_EVERY_MS,
  settlesMove,
  type Wishes,
} from "../domain/polling.ts";
import { hubOf } from "../domain/websub.ts";
import type { JobPayload } from "../queue/jobs.ts";
import { gather } from "./gather.ts";
import { type Listed, recordEntries } from "./record-entries.ts";

type Deps = { readonly archive: Archive; readonly now: () => Date; readonly random: () => number; readonly polling?: PollingRules };
type Failure = Extract<PollAnswer, { outcome: "refused" | "failed" }>;
type Good = Exclude<PollAnswer, Failure>;

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

const NOT_A_FEED = "not-a-feed";
const NOTHING_LISTED: Listed = { listed: 0, fresh: 0, added: 0, newest: null };

/** What a poll found → entries, the feed's new state, when it is due again, and the work that follows. Answers that come together share a commit. */
export function createRecordPoll({ archive, now, random, polling = POLLING_RULES }: Deps) {
  /** Those that the operator has not heard in this episode. */
  const noted = (notices: readonly Notice[], at: string): Notice[] => notices.filter((one) => archive.notices.put(one, at));
  const later = (delayMs: number): string => new Date(now().getTime() + delayMs).toISOString();

  function recordAnswer(feed: FeedRow, job: JobPayload<"record-poll">, answer: Good, at: string): RecordPollOutcome {
    const id = job.feed;
    // Both validators are replaced whole, a missing one deleted, before the body is looked at and whatever it says.
    const wishes = wishesAfter(feed, answer, now());
    const move = moveAfterAnswer(feed.url, feed, answer, now());
    const document = answer.outcome === "unchanged" ? {} : { lastDocumentAt: at };
    const read = answer.outcome === "entries" ? { title: answer.feed.title, bodySha256: answer.sha256 } : {};
    const listed =
      answer.outcome === "entries"
        ? recordEntries(archive, { ...feed, title: answer.feed.title ?? feed.title }, answer.feed.entries, now())
        : NOTHING_LISTED;
    const lastFreshAt = listed.added === 0 ? feed.lastFreshAt : feed.lastDocumentAt === null ? listed.newest : at;
    const { url = null, ...announced } = move;
    const state: Partial<FeedRow> = {
      ...{ lastPolledAt: at, lastOutcome: answer.outcome, lastError: null, lastSuccessAt: at, ...NO_TROUBLE },
      ...columnsOf(answer.validators),
      ...{ wishes, lastFreshAt, ...document, ...read, ...announced },
      ...(url === null ? {} : { url }),
    };
    archive.feeds.recordPoll(id, changed(feed, state));
    const own = ownIntervalMs(
      {
        everyMs: feed.everyMs,
        everyChosen: feed.everyChosen,
        hasValidators: answer.validators.etag !== null || answer.validators.lastModified !== null,
        silentMs: lastFreshAt === null ? null : now().getTime() - Date.parse(lastFreshAt),
        outrun: feed.lastDocumentAt !== null && listed.added === listed.listed ? listed.listed : 0,
      },
      polling,
    );
    const paced = wishes.hub !== null && archive.subscriptions.isActive(id, at) ? Math.max(own, PUSHED_EVERY_MS) : own;
    const nextPollAt = dueAfterAnswer(paced, wishes, now(), random()).toISOString();
    archive.jobs.again(job.job, nextPollAt, null);
    const notices = noted([...noticesOfRecovery(id, feed, at), ...noticesOfMove(feed, url, at)], at);
    if (answer.outcome !== "entries") return { outcome: "unchanged", feed: id, nextPollAt, notices };
    return { outcome: "entries", feed: id, listed: listed.listed, fresh: listed.fresh, nextPollAt, notices };
  }

  /** A feed that fails is asked again, later each time, and the operator hears of it; only one that is gone is stopped, and that is said too. */
  function recordFailure(feed: FeedRow, job: JobPayload<"record-poll">, answer: Failure, at: string): RecordPollOutcome {
    const { message } = answer;
    if (answer.outcome === "refused" && feed.movedTo !== null && settlesMove(answer.status, feed))
      return recordMove(feed, feed.movedTo, job, message, at);
    const trouble = worsened(feed, answer, at);
    const reason = reasonToStop(answer, trouble, at);
    const polled = { ...trouble, lastPolledAt: at, lastOutcome: outcomeOf(answer), lastError: message };
    const given = answer.outcome === "failed" && answer.validators !== undefined ? columnsOf(answer.validators) : {};
    archive.feeds.recordPoll(job.feed, { ...polled, ...given, stoppedAt: reason === null ? null : at });
    if (reason !== null) {
      archive.jobs.done(job.job);
      const text = `The feed ${feed.id} is polled no more, since ${reason}. Give it another address, or run clausewatch feeds resume ${feed.id}. ${message}`;
      const notices = noted([{ kind: "feed-stopped", subject: feed.id, episode: trouble.failingSince ?? at, text }], at);
      return { outcome: "error", feed: job.feed, message, failures: trouble.failures, nextPollAt: null, notices };
    }
    const nextPollAt = later(delayAfterFailureMs(answer, feed.everyMs, trouble.failures, trouble.failureWeight, random()));
    archive.jobs.again(job.job, nextPollAt, { attempts: trouble.failures, error: message });
    // Whoever is asked to wait by a host waits with all feeds of that host, also after a restart.
    if (answer.outcome === "refused" && answer.host !== undefined && (answer.status === 429 || answer.status === 503))
      archive.feeds.holdHost(answer.host, later(answer.retryAfterMs ?? 0));
    const notices = noted(noticesOfTrouble(feed.id, feed, trouble, message, at), at);
    return { outcome: "error", feed: job.feed, message, failures: trouble.failures, nextPollAt, notices };
  }

  /** The old address announced where it went and is now gone: the new one is asked at once. */
  function recordMove(feed: FeedRow, url: string, job: JobPayload<"record-poll">, message: string, at: string): RecordPollOutcome {
    archive.feeds.recordPoll(job.feed, {
      url,
      movedTo: null,
      movedSince: null,
      lastPolledAt: at,
      lastOutcome: "moved",
      lastError: message,
    });
    archive.jobs.again(job.job, at, null);
    const notices = noted(noticesOfMove(feed, url, at), at);
    return { outcome: "error", feed: job.feed, message, failures: feed.failures, nextPollAt: at, notices };
  }

  function record(job: JobPayload<"record-poll">): RecordPollOutcome {
    const feed = archive.feeds.find(job.feed);
    // A late answer to a poll that was repeated, or of an address that the operator has changed since.
    if (feed === undefined || feed.url !== job.url || archive.jobs.find(job.job) === undefined) return { outcome: "nothing-to-do" };
    const at = now().toISOString();
    const { answer } = job;
    if (answer.outcome === "refused" || answer.outcome === "failed") return recordFailure(feed, job, answer, at);
    // What has not changed since is no feed now either: a 304 must not hide that.
    if (answer.outcome === "unchanged" && feed.lastOutcome === NOT_A_FEED) {
      const message = feed.lastError ?? `GET ${feed.url}: not a feed`;
      return recordFailure(feed, job, { outcome: "failed", failure: NOT_A_FEED, message, validators: answer.validators }, at);
    }
    return recordAnswer(feed, job, answer, at);
  }

  return gather((jobs: readonly JobPayload<"record-poll">[]) => archive.repeatableEach(jobs, record));
}

/** What is not in a row already: most of a feed is after a poll what it was before, and every column that is written costs. */
const changed = (row: FeedRow, state: Partial<FeedRow>): Partial<FeedRow> =>
  Object.fromEntries(Object.entries(state).filter(([name, value]) => row[name as keyof FeedRow] !== value));

/** What the feed asks for from now on: the document's wishes stand until the next document, freshness until an answer says otherwise. */
function wishesAfter(feed: FeedRow, answer: Good, now: Date): Wishes {
  const before = (feed.wishes as Wishes | null) ?? NO_WISHES;
  const said = freshnessMs(answer.headers, now);
  // RFC 9111 §4.3.4: a 304 that says nothing of freshness leaves what was said before.
  const freshMs = answer.outcome === "unchanged" ? (said ?? before.freshMs) : said;
  if (answer.outcome !== "entries") return freshMs === before.freshMs ? before : { ...before, freshMs };
  const { minIntervalMs, skipHours, skipDays } = answer.feed;
  const { hub, topic } = hubOf(answer.headers["link"], answer.feed, answer.finalUrl) ?? NO_WISHES;
  return { freshMs, minIntervalMs, skipHours, skipDays, hub, topic };
}

const noticesOfMove = (feed: FeedRow, url: string | null, at: string): Notice[] =>
  url === null
    ? []
    : [
        {
          kind: "feed-moved",
          subject: feed.id,
          episode: at,
          text: `The feed ${feed.id} has moved from ${feed.url} to ${url} and is polled there. Change its url in the configuration when you next touch it.`,
        },
      ];

const columnsOf = ({ etag, lastModified, url }: Validators) => ({ etag, lastModified, validatorsUrl: url });

const outcomeOf = (answer: Failure): string => (answer.outcome === "refused" ? `refused ${answer.status}` : answer.failure);
