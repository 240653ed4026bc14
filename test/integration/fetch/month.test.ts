import { expect, it, onTestFinished } from "vitest";
import { openArchive } from "../../../src/archive/archive.ts";
import { type FeedId, feedId } from "../../../src/domain/ids.ts";
import { createHttpFetcher } from "../../../src/fetch/http.ts";
import { parseFeed } from "../../../src/parse/feed.ts";
import type { JobPayload } from "../../../src/queue/jobs.ts";
import { createPollFeed } from "../../../src/stages/poll-feed.ts";
import { createRecordPoll } from "../../../src/stages/record-poll.ts";
import { createSweep } from "../../../src/stages/sweep.ts";
import { createSyncRegister } from "../../../src/stages/sync-register.ts";
import { type JudgedFeed, startFeedReaderJudge } from "../../support/feed-reader-judge.ts";
import { USER_AGENT } from "./loopback.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse("2026-03-01T00:00:00Z");
const DAYS = 30;
const EVERY = 2 * HOUR;

const nth = (at: number, everyMs: number) => Math.floor((at - START) / everyMs);
const httpDate = (at: number) => new Date(at).toUTCString();
const rss = (edition: string, head = "") =>
  `<rss version="2.0"><channel><title>T</title>${head}<item><guid>${edition}</guid><title>${edition}</title></item></channel></rss>`;

/** The traps that readers are known to have fallen into, each as a feed of its own. */
const TRAPS: Record<string, JudgedFeed> = {
  "plain.example/feed": {
    everyMs: EVERY,
    answer: (at) => ({
      status: 200,
      headers: { etag: `"p${nth(at, 9 * HOUR)}"`, "last-modified": httpDate(START + nth(at, 9 * HOUR) * 9 * HOUR) },
      body: rss(`p${nth(at, 9 * HOUR)}`),
    }),
  },
  "same-date-new-etag.example/feed": {
    everyMs: EVERY,
    answer: (at) => ({
      status: 200,
      headers: { etag: `W/"s${nth(at, 7 * HOUR)}"`, "last-modified": httpDate(START) },
      body: rss(`s${nth(at, 7 * HOUR)}`),
    }),
  },
  "same-body-new-validators.example/feed": {
    everyMs: EVERY,
    answer: (at) => ({
      status: 200,
      headers: { etag: `"b${nth(at, 5 * HOUR)}"`, "last-modified": httpDate(START + nth(at, 5 * HOUR) * 1000) },
      body: rss("always"),
    }),
  },
  "date-of-its-own.example/feed": {
    everyMs: EVERY,
    answer: (at) => ({ status: 200, headers: { "last-modified": `Day ${nth(at, DAY)}, as we count` }, body: rss(`d${nth(at, DAY)}`) }),
  },
  "loses-its-etag.example/feed": {
    everyMs: EVERY,
    answer: (at) => ({
      status: 200,
      headers: { ...(nth(at, DAY) % 2 === 0 ? { etag: `"l${nth(at, DAY)}"` } : {}), "last-modified": httpDate(START + nth(at, DAY) * DAY) },
      body: rss(`l${nth(at, DAY)}`),
    }),
  },
  "renews-on-304.example/feed": {
    everyMs: EVERY,
    answer: (at) => ({
      status: 200,
      headers: { etag: '"same"', "last-modified": httpDate(START) },
      on304: { etag: '"same"', "last-modified": httpDate(START + nth(at, DAY) * 1000) },
      body: rss("same"),
    }),
  },
  "strange-etag.example/feed?a=1&b=%20": {
    everyMs: EVERY,
    answer: (at) => ({ status: 200, headers: { etag: `no quotes, \\"slashes\\" ${nth(at, DAY)}` }, body: rss(`e${nth(at, DAY)}`) }),
  },
  "fresh-for-hours.example/feed": {
    everyMs: EVERY,
    answer: (at) => ({
      status: 200,
      headers: { etag: `"f${nth(at, DAY)}"`, "cache-control": "public, max-age=21600", age: "3600" },
      on304: { etag: `"f${nth(at, DAY)}"`, "cache-control": "public, max-age=21600" },
      body: rss(`f${nth(at, DAY)}`),
    }),
  },
  "expires.example/feed": {
    everyMs: EVERY,
    answer: (at) => ({
      status: 200,
      headers: { etag: `"x${nth(at, DAY)}"`, expires: httpDate(at + 3 * HOUR) },
      body: rss(`x${nth(at, DAY)}`),
    }),
  },
  "ttl.example/feed": {
    everyMs: 4 * HOUR,
    answer: (at) => ({ status: 200, headers: { etag: `"t${nth(at, DAY)}"` }, body: rss(`t${nth(at, DAY)}`, "<ttl>240</ttl>") }),
  },
  "busy.example/one": {
    everyMs: EVERY,
    answer: (at) =>
      nth(at, HOUR) % 30 === 29
        ? { status: 429, headers: { "retry-after": "10800" } }
        : { status: 200, headers: { etag: `"o${nth(at, DAY)}"` }, body: rss(`o${nth(at, DAY)}`) },
  },
  "busy.example/two": {
    everyMs: EVERY,
    answer: (at) =>
      nth(at, HOUR) % 41 === 40
        ? { status: 503, headers: { "retry-after": "7200" } }
        : { status: 200, headers: { etag: `"w${nth(at, DAY)}"` }, body: rss(`w${nth(at, DAY)}`) },
  },
  "no-validators.example/feed": { everyMs: DAY, answer: (at) => ({ status: 200, body: rss(`n${nth(at, DAY)}`) }) },
  "breaks.example/feed": {
    everyMs: EVERY,
    answer: (at) =>
      nth(at, DAY) % 6 === 5
        ? { status: 500 }
        : { status: 200, headers: { etag: `"k${nth(at, 2 * DAY)}"` }, body: rss(`k${nth(at, 2 * DAY)}`) },
  },
  "not-always-a-feed.example/feed": {
    everyMs: EVERY,
    answer: (at) => ({
      status: 200,
      headers: { etag: `"h${nth(at, DAY)}"` },
      body: nth(at, DAY) % 5 === 4 ? "<html><body>Sign in to the Wi-Fi</body></html>" : rss(`h${nth(at, DAY)}`),
    }),
  },
  "lent.example/feed": { everyMs: EVERY, answer: () => ({ status: 302, headers: { location: "http://target.example/lent" } }) },
  "target.example/lent": {
    everyMs: EVERY,
    answer: (at) => ({
      status: 200,
      headers: { etag: `"g${nth(at, DAY)}"`, "last-modified": httpDate(START) },
      body: rss(`g${nth(at, DAY)}`),
    }),
  },
  "moved.example/feed": { everyMs: EVERY, answer: () => ({ status: 301, headers: { location: "http://new-home.example/feed" } }) },
  "new-home.example/feed": {
    everyMs: EVERY,
    answer: (at) => ({ status: 200, headers: { etag: `"m${nth(at, DAY)}"` }, body: rss(`m${nth(at, DAY)}`) }),
  },
  "gone.example/feed": {
    everyMs: EVERY,
    answer: (at) => (nth(at, DAY) < 10 ? { status: 200, headers: { etag: '"z"' }, body: rss("z") } : { status: 410 }),
  },
};
/** Reached by redirects alone. */
const TARGETS = new Set(["target.example/lent", "new-home.example/feed"]);

it("a server that judges feed readers finds nothing to complain about in a month, with a restart every five days", async () => {
  let time = START;
  const now = () => new Date(time);
  const judge = await startFeedReaderJudge({ feeds: TRAPS, userAgent: USER_AGENT, now: () => time });
  const archive = openArchive(":memory:");
  const make = () =>
    createHttpFetcher({
      userAgent: USER_AGENT,
      now,
      connectTo: { host: "127.0.0.1", port: judge.port },
      allowPrivateNetworks: ["127.0.0.0/8"],
      perHost: { concurrency: 2, spacingMs: 0 },
      lookup: (_, callback) => callback(null, [{ address: "127.0.0.1", family: 4 }]),
    });
  let fetcher = make();
  onTestFinished(async () => {
    await fetcher.close();
    await judge.close();
    archive.close();
  });
  const subscribed = Object.keys(TRAPS).filter((key) => !TARGETS.has(key));
  const feeds = subscribed.map((key) => ({ id: feedId.parse(key.replace(/[^a-z]+/g, "-")), url: `http://${key}`, everyMs: EVERY }));
  const sync = createSyncRegister({ archive, now });
  const waiting: JobPayload<"poll-feed">[] = [];
  const queue = { add: async (name: string, payload: unknown) => void (name === "poll-feed" && waiting.push(payload as never)) };
  const recordPoll = createRecordPoll({ archive, now, random: () => 0 });
  let sweep = createSweep({ archive, queue, now, hostSpacingMs: 2000 });
  sync({ watches: [], feeds });

  const signal = new AbortController().signal;
  let restartAt = START + 5 * DAY;
  while (time < START + DAYS * DAY) {
    if (time >= restartAt) {
      // What the process knew is gone; what the archive knows is not.
      await fetcher.close();
      fetcher = make();
      archive.jobs.giveBackAll();
      sync({ watches: [], feeds });
      sweep = createSweep({ archive, queue, now, hostSpacingMs: 2000 });
      restartAt += 5 * DAY;
    }
    await sweep();
    const jobs = waiting.splice(0);
    const pollFeed = createPollFeed({ fetcher, parseFeed });
    for (const job of jobs) await recordPoll({ job: job.job, feed: job.feed, url: job.url, answer: await pollFeed(job, signal) });
    const due = archive.feeds.list().flatMap((row) => (row.nextPollAt === null ? [] : Date.parse(row.nextPollAt)));
    time = Math.max(time + (jobs.length === 0 ? 1000 : 0), Math.min(...due, restartAt));
  }

  expect(judge.complaints).toEqual([]);
  const tally = new Map(judge.tally().map((row) => [row.key, row]));
  const unconditional = (key: string) => tally.get(key)?.unconditional;
  // Whoever gives validators is asked once without; whoever gives none, once a day.
  for (const key of subscribed.filter((one) => !/^(no-validators|lent|moved|gone)/.test(one)))
    expect([key, unconditional(key)]).toEqual([key, 1]);
  expect(unconditional("target.example/lent")).toBe(1);
  expect(unconditional("new-home.example/feed")).toBe(1);
  expect(tally.get("no-validators.example/feed")?.polls).toBe(DAYS);
  // The move was believed after a week, and the old address was left alone from then on; a feed that is gone was asked once more and no longer.
  expect(archive.feeds.find("moved-example-feed" as FeedId)?.url).toBe("http://new-home.example/feed");
  expect(tally.get("moved.example/feed")?.polls).toBeLessThan(12 * 8);
  expect(archive.feeds.find("gone-example-feed" as FeedId)?.stoppedAt).not.toBeNull();
  expect(archive.notices.list(1000).filter((one) => one.kind === "feed-stopped")).toHaveLength(1);
  // And it was not bought with silence: a feed that brings something every few hours was asked all the time.
  expect(tally.get("plain.example/feed")?.polls).toBeGreaterThan(12 * DAYS * 0.9);
}, 600_000);
