import { describe, expect, test } from "vitest";
import { buildArchive, FEED, NOW } from "../../support/builders.ts";
import { at, buildPages } from "../../support/pages.ts";

const ready = async (app: ReturnType<typeof buildPages>) => {
  const answer = await app.request(at("/readyz"));
  return { status: answer.status, ...((await answer.json()) as { queue: { said: string }; lastPoll: { state: string; said: string } }) };
};
const waiting = async () => ({ "poll-feed": 2, "read-article": 1 });

describe("a probe", () => {
  test("needs no password, and the figures behind it do", async () => {
    const app = buildPages(buildArchive(), { openReading: false }, { metrics: async () => ({ type: "text/plain", body: "up 1\n" }) });
    expect((await app.request(at("/healthz"))).status).toBe(200);
    expect((await app.request(at("/readyz"))).status).toBe(200);
    expect((await app.request(at("/metrics"))).status).toBe(401);
    const bearer = { authorization: "Bearer correct horse battery" };
    expect(await (await app.request(at("/metrics"), { headers: bearer })).text()).toBe("up 1\n");
  });
  test("is told what waits in the queue, and when a feed was last polled", async () => {
    const archive = buildArchive();
    archive.feeds.recordPoll(FEED, { lastPolledAt: "2026-03-01T11:59:00.000Z" });
    expect(await ready(buildPages(archive, {}, { waiting }))).toMatchObject({
      status: 200,
      queue: { said: "3 waiting" },
      lastPoll: { said: "last poll 2026-03-01T11:59:00.000Z" },
    });
  });
  test("is told that the daemon is not ready once polls are overdue by more than ten minutes", async () => {
    const archive = buildArchive();
    const late = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
    expect(await ready(buildPages(archive, { now: () => late(9) }, { waiting }))).toMatchObject({ status: 200 });
    expect(await ready(buildPages(archive, { now: () => late(11) }, { waiting }))).toMatchObject({
      status: 503,
      lastPoll: { state: "failed" },
    });
  });
  test("is told that the queue is away", async () => {
    const away = async () => {
      throw new Error("connect ECONNREFUSED 127.0.0.1:6379");
    };
    expect(await ready(buildPages(buildArchive(), {}, { waiting: away }))).toMatchObject({
      status: 503,
      queue: { said: expect.stringMatching(/ECONNREFUSED/) },
    });
  });
});

test("a mounted path is asked without a password, and a body larger than it takes is refused", async () => {
  const handle = async (request: Request) => new Response(await request.text());
  const app = buildPages(buildArchive(), { openReading: false }, { mounts: [{ path: "/websub/", maxBody: 100, handle }] });
  expect(await (await app.request(at("/websub/one"), { method: "POST", body: "hello" })).text()).toBe("hello");
  expect((await app.request(at("/websub/one"), { method: "POST", body: "x".repeat(101) })).status).toBe(413);
});
