import { expect, onTestFinished, test } from "vitest";
import { openArchive } from "../../../src/archive/archive.ts";
import { type FeedId, feedId } from "../../../src/domain/ids.ts";
import type { FetchAnswer } from "../../../src/fetch/fetcher.ts";
import type { JobPayload } from "../../../src/queue/jobs.ts";
import { createPollFeed } from "../../../src/stages/poll-feed.ts";
import { createRecordPoll } from "../../../src/stages/record-poll.ts";
import { createSweep } from "../../../src/stages/sweep.ts";
import { createSyncRegister } from "../../../src/stages/sync-register.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse("2026-03-01T00:00:00Z");

/** An archive that polls its feeds every six hours in simulated time; `answer` stands in for their servers. */
function poller(urls: readonly string[], answer: (job: JobPayload<"poll-feed">, at: number) => FetchAnswer) {
  let time = START;
  const now = () => new Date(time);
  const archive = openArchive(":memory:");
  onTestFinished(() => archive.close());
  const feeds = urls.map((url, n) => ({ id: feedId.parse(`feed-${n}`), url, everyMs: 6 * HOUR }));
  const sync = createSyncRegister({ archive, now });
  sync({ watches: [], feeds });
  const waiting: JobPayload<"poll-feed">[] = [];
  const queue = { add: async (name: string, payload: unknown) => void (name === "poll-feed" && waiting.push(payload as never)) };
  const recordPoll = createRecordPoll({ archive, now, random: () => 0 });
  let sweep = createSweep({ archive, queue, now, hostSpacingMs: 2000 });
  const polls: { feed: FeedId; at: number; isPlain: boolean }[] = [];
  return {
    polls,
    /** What the process knew is gone; what the archive knows is not. */
    restart() {
      archive.jobs.giveBackAll();
      sync({ watches: [], feeds });
      sweep = createSweep({ archive, queue, now, hostSpacingMs: 2000 });
    },
    async runUntil(end: number) {
      for (; time < end; time += HOUR / 2) {
        await sweep();
        for (const job of waiting.splice(0)) {
          polls.push({ feed: job.feed, at: time - START, isPlain: job.validators === null });
          const fetcher = { fetch: async () => answer(job, time) };
          const parseFeed = async () => ({ title: "T", entries: [], skipHours: [], skipDays: [] }) as never;
          const poll = createPollFeed({ fetcher, parseFeed });
          await recordPoll({ job: job.job, feed: job.feed, url: job.url, answer: await poll(job, new AbortController().signal) });
        }
      }
    },
  };
}

const answered = (url: string, headers: Record<string, string>) =>
  ({ url, finalUrl: url, fetchedAt: new Date(START).toISOString(), permanent: false, headers }) as const;

test("a server that has answered 304 for five weeks is asked plainly, once, since some do so for ever", async () => {
  const { polls, runUntil } = poller(["https://stuck.example/feed"], ({ url, validators }) =>
    validators === null
      ? { ...answered(url, { etag: '"1"' }), outcome: "fetched", status: 200, body: Buffer.from("<rss/>") }
      : { ...answered(url, {}), outcome: "unchanged", status: 304 },
  );
  await runUntil(START + 60 * DAY);
  expect(polls.length).toBeGreaterThan(200);
  const [first, second, ...others] = polls.filter(({ isPlain }) => isPlain).map(({ at }) => at / DAY);
  expect([first, others]).toEqual([0, []]);
  expect(second).toBeGreaterThan(35);
  expect(second).toBeLessThan(35.5);
});

test("a host that asks to be left alone is left alone with all its feeds, by a process that has just started too", async () => {
  const busyUntil = START + 20 * HOUR;
  const { polls, restart, runUntil } = poller(["https://one.example/a", "https://one.example/b", "https://two.example/c"], ({ url }, at) =>
    url.endsWith("/a") && at < busyUntil
      ? { outcome: "refused", status: 503, retryAfterMs: busyUntil - at, host: "one.example", message: "refused with 503" }
      : { ...answered(url, { etag: '"1"' }), outcome: "fetched", status: 200, body: Buffer.from("<rss/>") },
  );
  await runUntil(START + 5 * HOUR);
  restart();
  await runUntil(START + 30 * HOUR);
  const hours = (n: number) => polls.filter(({ feed }) => feed === `feed-${n}`).map(({ at }) => at / HOUR);
  expect(hours(2).filter((at) => at > 0 && at < 20)).toEqual([6, 12, 18]);
  // The second feed may have been handed out together with the first, before its host said anything.
  expect([...hours(0), ...hours(1)].filter((at) => at >= 1 && at < 20)).toEqual([]);
  expect(hours(0).filter((at) => at >= 20)).not.toEqual([]);
  expect(hours(1).filter((at) => at >= 20)).not.toEqual([]);
});
