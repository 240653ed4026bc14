import { describe, expect, test } from "vitest";
import type { WatchId } from "../../../src/domain/ids.ts";
import { unsubscribeLink, unsubscribeToken } from "../../../src/domain/unsubscribe.ts";
import { createUnsubscribeMount } from "../../../src/web/unsubscribe.ts";
import { buildArchive, NOW } from "../../support/builders.ts";
import { at, buildPages } from "../../support/pages.ts";

const KEY = "a key of this test, long enough";
const DESK = { watch: "harbour-deal" as WatchId, channel: "email", recipient: "<b>desk</b>@newsroom.example" };

/** Pages that let nobody read who is not signed in: the link must work all the same. */
function build(...more: WatchId[]) {
  const archive = buildArchive();
  const mounts = [createUnsubscribeMount({ archive, key: KEY, now: () => NOW })];
  const app = buildPages(archive, { openReading: false }, { mounts });
  const path = unsubscribeLink("", unsubscribeToken({ ...DESK, watches: [DESK.watch, ...more] }, KEY));
  return { archive, path, ask: (method: string, to = path, body?: string) => app.request(at(to), { method, ...(body ? { body } : {}) }) };
}

describe("the link by which a recipient leaves a watch", () => {
  test("only asks when it is opened, however often scanners follow it", async () => {
    const { archive, ask } = build();
    for (const method of ["GET", "HEAD", "GET"]) expect((await ask(method)).status).toBe(200);
    const page = await (await ask("GET")).text();
    expect(page).toContain("&lt;b&gt;desk&lt;/b&gt;@newsroom.example gets mails about Port of Lindau–Borealis berth agreement");
    expect(page).toMatch(/<form method="post" action="\/unsubscribe\?token=[^"]+">/);
    expect(archive.optOuts.list()).toEqual([]);
  });

  test("does it by the one-click POST of a mail program, twice as well as once", async () => {
    const { archive, ask, path } = build();
    for (let n = 0; n < 2; n += 1) expect((await ask("POST", path, "List-Unsubscribe=One-Click")).status).toBe(200);
    expect(archive.optOuts.list()).toEqual([
      { watchId: DESK.watch, channel: DESK.channel, recipient: DESK.recipient, optedOutAt: NOW.toISOString() },
    ]);
  });

  test("of a digest takes the recipient off every watch in it", async () => {
    const { archive, ask, path } = build("second-watch" as WatchId);
    expect(await (await ask("GET")).text()).toContain("gets mails about Port of Lindau–Borealis berth agreement, second-watch");
    expect((await ask("POST", path, "List-Unsubscribe=One-Click")).status).toBe(200);
    expect(archive.optOuts.list().map((one) => one.watchId)).toEqual([DESK.watch, "second-watch"]);
  });

  test("does nothing with a token that was changed or is missing, or by another method", async () => {
    const { archive, ask, path } = build();
    for (const to of ["/unsubscribe", `${path}x`, path.replace("token=", "token=A")]) expect((await ask("POST", to)).status).toBe(404);
    expect((await ask("DELETE")).status).toBe(405);
    expect(archive.optOuts.list()).toEqual([]);
  });
});
