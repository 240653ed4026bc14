import { beforeEach, describe, expect, test } from "vitest";
import { at, buildPages, csrfIn, signIn } from "../../support/pages.ts";
import { buildWebArchive, type WebArchive } from "../../support/web-archive.ts";

let built: WebArchive;
let app: ReturnType<typeof buildPages>;
let cookie: string;
let csrf: string;
const page = async (path: string) => (await app.request(at(path), { headers: { cookie } })).text();
const post = (path: string, form: Record<string, string>) =>
  app.request(at(path), { method: "POST", headers: { cookie }, body: new URLSearchParams(form) });

beforeEach(async () => {
  built = await buildWebArchive();
  // A day after the watch was recorded: two versions recorded at one instant would be one.
  app = buildPages(built.archive, { now: () => new Date("2026-03-02T12:00:00Z") });
  cookie = await signIn(app, "Ada Lind");
  csrf = csrfIn(await page(`/alerts/${built.alert}`));
});

describe("a person who signed in", () => {
  test("confirms a change, and the register shows the new value, its source and quote, and the alert is resolved", async () => {
    const statement = "Several lines may use berth four in the Port of Lindau.";
    const answer = await post(`/alerts/${built.alert}/confirm`, { csrf, term: built.term, statement, from: "2026-02-28" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `/watches/${built.watch}/terms/${built.term}`]);
    expect(await page("/")).toContain(statement);
    const term = await page(`/watches/${built.watch}/terms/${built.term}`);
    expect(term).toContain("other lines may use berth four as well");
    expect(term).toContain('<span class="badge holds">holds</span>');
    expect(await page(`/alerts/${built.alert}`)).toContain('<span class="badge resolved">resolved</span>');
  });
  test("acknowledges and snoozes an alert, and it says who did", async () => {
    expect((await post(`/alerts/${built.alert}/ack`, { csrf, note: "on it" })).status).toBe(303);
    expect(await page(`/alerts/${built.alert}`)).toContain("Ada Lind");
    expect((await post(`/alerts/${built.alert}/snooze`, { csrf, hours: "8" })).status).toBe(303);
    expect(await page(`/alerts/${built.alert}`)).toContain('<span class="badge snoozed">snoozed</span>');
  });
  test("dismisses an alert, and what it counted disputes the term no longer", async () => {
    expect(await page("/")).toContain('<span class="badge changed">');
    await post(`/alerts/${built.alert}/dismiss`, { csrf, reason: "another berth" });
    expect(await page("/")).not.toContain('<span class="badge changed">');
    expect((await post(`/alerts/${built.alert}/ack`, { csrf })).status).toBe(409);
  });
  test("is told what is missing, and nothing changes", async () => {
    const answer = await post(`/alerts/${built.alert}/confirm`, { csrf, term: built.term, statement: " ", from: "2026-02-28" });
    expect([answer.status, (await answer.text()).includes("write the term as it reads")]).toEqual([409, true]);
    expect(built.archive.register.history(built.watch as never, built.term as never)).toHaveLength(1);
  });
  test("cannot be made to act by another site", async () => {
    const forms = {
      ack: {},
      snooze: { hours: "8" },
      dismiss: { reason: "x" },
      confirm: { term: built.term, statement: "x", from: "2026-02-28" },
    };
    for (const [act, form] of Object.entries(forms))
      expect([act, (await post(`/alerts/${built.alert}/${act}`, form)).status]).toEqual([act, 403]);
    expect((await post("/deliveries/dlv_1/resend", { csrf: "guess" })).status).toBe(403);
    expect(built.archive.alerts.find(built.alert)?.status).toBe("open");
  });
});

test("a message that was given up is sent again from the page, and no other", async () => {
  const [delivery] = built.archive.alerts.deliveriesOf(built.alert);
  if (delivery === undefined) throw new Error("nothing was to be delivered");
  expect((await post(`/deliveries/${delivery.id}/resend`, { csrf })).status).toBe(409);
  built.archive.alerts.updateDelivery(delivery.id as never, { state: "dead", lastError: "refused" });
  expect(await page("/deliveries?state=dead")).toContain("Send again");
  expect((await post(`/deliveries/${delivery.id}/resend`, { csrf })).status).toBe(303);
  expect(built.archive.alerts.delivery(delivery.id as never)?.state).toBe("pending");
});
