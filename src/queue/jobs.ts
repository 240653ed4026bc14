import { z } from "zod";
import { pageAnswer, pollAnswer, validators } from "../domain/extract.ts";
import { articleId, deliveryId, entryId, feedId, watchId } from "../domain/ids.ts";
import { judgeInput, judgeOutput } from "../judge/judge.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** `job` is the id of the archive row that this job answers for. */
const job = z.string().min(1);
/** What the last answer left to ask with, and the hash of its body. */
const before = { validators: validators.nullable(), sha256: z.string().nullable() };
const oneArticle = { job, article: articleId, revision: z.int().positive() };
const judged = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("read"), judge: z.string(), output: judgeOutput }),
  z.object({ outcome: z.literal("failed"), message: z.string() }),
]);

/**
 * Every job, side by side. A job of the fetcher or the judge carries all it needs and answers with a record- job for the archivist.
 * `attempts` and `backoffMs` (first wait, doubled each time, capped at `backoffCapMs`) are kept by the archive, whichever queue runs;
 * polling has no last attempt, since a feed is never given up silently. `leaseMs`: after so long without an answer the job is added again.
 */
export const JOBS = {
  "poll-feed": {
    payload: z.object({ job, feed: feedId, url: z.string(), ...before }),
    attempts: Number.POSITIVE_INFINITY,
    backoffMs: 5 * MINUTE,
    backoffCapMs: 24 * HOUR,
    leaseMs: 3 * MINUTE,
    concurrency: 32,
  },
  "record-poll": {
    payload: z.object({ job, feed: feedId, url: z.string(), answer: pollAnswer }),
    attempts: 1,
    backoffMs: 0,
    backoffCapMs: 0,
    leaseMs: MINUTE,
    // Those that are in hand together are written together.
    concurrency: 32,
  },
  "fetch-page": {
    payload: z.object({ job, entry: entryId, url: z.string(), ...before }),
    attempts: 8,
    backoffMs: 5 * MINUTE,
    backoffCapMs: 24 * HOUR,
    leaseMs: 3 * MINUTE,
    concurrency: 8,
  },
  // Pages that were read already, after everything that is new.
  "look-again": {
    payload: z.object({ job, entry: entryId, url: z.string(), ...before }),
    attempts: Number.POSITIVE_INFINITY,
    backoffMs: HOUR,
    backoffCapMs: 24 * HOUR,
    leaseMs: 3 * MINUTE,
    concurrency: 4,
  },
  "record-page": {
    payload: z.object({ job, entry: entryId, answer: pageAnswer }),
    attempts: 1,
    backoffMs: 0,
    backoffCapMs: 0,
    leaseMs: MINUTE,
    concurrency: 1,
  },
  "relate-article": {
    payload: z.object(oneArticle),
    attempts: 5,
    backoffMs: 1000,
    backoffCapMs: HOUR,
    leaseMs: MINUTE,
    // Related one after the other, since those that arrive together must see each other, and written together. More would keep the rest waiting.
    concurrency: 16,
  },
  // Those of the archivist that are in hand together are written together, one after the other.
  // A copy waits for the readings of the article it copies; looking again costs one query.
  "inherit-readings": {
    payload: z.object({ ...oneArticle, watch: watchId }),
    attempts: Number.POSITIVE_INFINITY,
    backoffMs: 500,
    backoffCapMs: MINUTE,
    leaseMs: MINUTE,
    concurrency: 8,
  },
  "read-article": {
    payload: z.object({ ...oneArticle, watch: watchId, input: judgeInput }),
    attempts: 6,
    backoffMs: 10_000,
    backoffCapMs: 6 * HOUR,
    leaseMs: 5 * MINUTE,
    concurrency: 2,
  },
  "record-readings": {
    payload: z.object({ ...oneArticle, watch: watchId, answer: judged }),
    attempts: 1,
    backoffMs: 0,
    backoffCapMs: 0,
    leaseMs: MINUTE,
    concurrency: 8,
  },
  "raise-alert": {
    payload: z.object({ ...oneArticle, watch: watchId }),
    attempts: 5,
    backoffMs: 1000,
    backoffCapMs: HOUR,
    leaseMs: MINUTE,
    concurrency: 8,
  },
  "deliver-alert": {
    payload: z.object({ job, delivery: deliveryId }),
    // The schedule of the Standard Webhooks specification: about three and a half days before a message is given up.
    attempts: 10,
    waitsMs: [5000, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR],
    backoffMs: 5000,
    backoffCapMs: 24 * HOUR,
    leaseMs: 2 * MINUTE,
    concurrency: 4,
  },
} as const;

export type JobName = keyof typeof JOBS;
export type JobPayload<N extends JobName> = z.infer<(typeof JOBS)[N]["payload"]>;
export const jobNames = Object.keys(JOBS) as JobName[];
