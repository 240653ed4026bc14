import { request } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { startFeedReaderJudge } from "../../support/feed-reader-judge.ts";

// The judge of the simulated month has to find what a bad reader does, or its silence would prove nothing.

const HOUR = 3_600_000;
const AGENT = "Reader/1.0 (+https://reader.example/)";
const VALIDATORS = { "if-none-match": '"a"', "if-modified-since": "Sun, 01 Mar 2026 00:00:00 GMT" };

type Poll = { readonly afterMs?: number; readonly path?: string; readonly headers?: Record<string, string> };

/** What the judge complains about when a reader polls so, after a first poll that is as it should be. */
async function complaintsAbout(...polls: readonly Poll[]): Promise<string[]> {
  let time = Date.parse("2026-03-01T00:00:00Z");
  const answer = {
    status: 200,
    headers: { etag: '"a"', "last-modified": VALIDATORS["if-modified-since"], "cache-control": "max-age=7200" },
    body: "x",
  };
  const busy = { status: 429, headers: { "retry-after": "10800" } };
  const judge = await startFeedReaderJudge({
    feeds: { "site.example/feed": { everyMs: HOUR, answer: () => answer }, "site.example/busy": { everyMs: 0, answer: () => busy } },
    userAgent: AGENT,
    now: () => time,
  });
  onTestFinished(async () => void (await judge.close()));
  const ask = ({ path = "/feed", headers = {} }: Poll) =>
    new Promise<void>((resolve, reject) => {
      const asked = { port: judge.port, path, headers: { host: "site.example", "user-agent": AGENT, ...headers }, agent: false };
      request(asked, (response) => response.resume().on("end", resolve))
        .on("error", reject)
        .end();
    });
  await ask({});
  for (const { afterMs = 2 * HOUR, ...poll } of polls) {
    time += afterMs;
    await ask(poll);
  }
  return judge.complaints;
}

test("a reader that asks as it should is not complained about", async () => {
  expect(await complaintsAbout({ headers: VALIDATORS }, { headers: VALIDATORS })).toEqual([]);
});

test.each<[string, Poll, RegExp]>([
  ["asks without its validators", {}, /an unconditional request/],
  ["leaves one of the two out", { headers: { "if-none-match": '"a"' } }, /lastModified is undefined/],
  ["drops the quotes", { headers: { ...VALIDATORS, "if-none-match": "a" } }, /etag is "a"/],
  ["makes a date of its own", { headers: { ...VALIDATORS, "if-modified-since": "Sun, 01 Mar 2026 00:00:01 GMT" } }, /lastModified is/],
  ["comes back too soon", { afterMs: HOUR / 2, headers: VALIDATORS }, /asked 1800 s after the last time/],
  ["does not wait until the answer is stale", { afterMs: 1.5 * HOUR, headers: VALIDATORS }, /before the last answer went stale/],
  ["gives cookies back", { headers: { ...VALIDATORS, cookie: "tracked=yes" } }, /sent cookie/],
  ["says where it comes from", { headers: { ...VALIDATORS, referer: "https://x.example/" } }, /sent referer/],
  ["plays the browser", { headers: { ...VALIDATORS, "sec-fetch-mode": "cors" } }, /sent sec-fetch-mode/],
  ["calls itself something else", { headers: { ...VALIDATORS, "user-agent": "Mozilla/5.0" } }, /calls itself Mozilla/],
  ["adds a query to get past caches", { path: "/feed?1772323200", headers: VALIDATORS }, /nobody subscribed to/],
  ["looks for an icon", { path: "/favicon.ico" }, /nobody subscribed to/],
])("a reader that %s is", async (_, poll, complaint) => {
  expect((await complaintsAbout(poll)).join("\n")).toMatch(complaint);
});

test("a reader that does not leave the host alone after a 429 is, whichever feed it asks for", async () => {
  const complaints = await complaintsAbout({ path: "/busy" }, { headers: VALIDATORS });
  expect(complaints.join("\n")).toMatch(/\/feed: asked before the host's Retry-After is over/);
});
