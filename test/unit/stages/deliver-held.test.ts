import { describe, expect, test } from "vitest";
import type { Archive } from "../../../src/archive/archive.ts";
import type { AlertMessage, Channel, Note } from "../../../src/channels/channel.ts";
import { TransientError } from "../../../src/domain/errors.ts";
import { digestAt, quietUntil, type Route, route } from "../../../src/domain/hold.ts";
import type { DeliveryId, WatchId } from "../../../src/domain/ids.ts";
import { createDeliverAlert } from "../../../src/stages/deliver-alert.ts";
import { createLookAfter, createTellOperator, NO_OPERATOR } from "../../../src/stages/look-after.ts";
import { AT_ONCE, type DeliverySettings } from "../../../src/stages/revise-alert.ts";
import { deliveries } from "../../../src/web/queries/alert.ts";
import { buildArchive, NOW } from "../../support/builders.ts";
import { readText } from "../../support/read-one.ts";

const ENDED = "Borealis no longer has the exclusive use of berth four in the Port of Lindau, the port said.";
const ends = ["exclusive-berth", "changes", "no longer has the exclusive use of berth four"] as const;
const minutes = (n: number) => new Date(NOW.getTime() + n * 60_000);
const settings = (change: Partial<DeliverySettings>): DeliverySettings => ({ ...AT_ONCE, ...change });
const wants = (change: object): Route => route.parse({ channel: "mail", ...change });

/** Alerts in an archive, and everything that is due sent when it is asked for. */
function desk(delivery: DeliverySettings, recipients: readonly string[] = ["ada"]) {
  const archive = buildArchive({ watch: { alerts: { to: ["mail"], minimum: "rumoured_change" } } });
  const sent: { at: Date; to: string; message: AlertMessage | Note; told?: number | null }[] = [];
  let [now, broken]: [Date, string | null] = [NOW, null];
  const hand = (to: string, message: AlertMessage | Note, told: AlertMessage | null = null) => {
    if (to === broken) throw new TransientError(`${to} refuses for now`);
    sent.push({ at: now, to, message, told: told?.revision ?? null });
  };
  const mail: Channel = {
    ...{ name: "mail", recipients, close: async () => {} },
    send: async (message, { recipient, told }) => {
      hand(recipient, message, told);
      return null;
    },
    sendNote: async (note, { recipient }) => hand(recipient, note),
    probe: async () => "answers",
  };
  const deliver = createDeliverAlert({ archive, channels: new Map([["mail", mail]]), delivery, now: () => now, random: () => 0 });
  const to = new Map([["mail", recipients]]);
  return {
    archive,
    sent,
    to,
    break: (recipient: string | null) => {
      broken = recipient;
    },
    read: (url: string, at: Date, where: object = {}) => readText(archive, url, ENDED, [ends], { to, delivery, now: at, ...where }),
    async until(at: Date): Promise<void> {
      now = at;
      for (const row of archive.jobs.due("deliver-alert", at.toISOString(), at.toISOString(), 99)) {
        const { delivery: id } = row.subject as { delivery: DeliveryId };
        await deliver({ job: row.id, delivery: id }, new AbortController().signal);
      }
    },
  };
}
const revisionsSent = (sent: readonly { message: AlertMessage | Note }[]) =>
  sent.map(({ message }) => ("revision" in message ? message.revision : message.title));
const states = (archive: Archive) =>
  archive.query("SELECT revision, state FROM deliveries ORDER BY revision").map((row) => `${row["revision"]} ${row["state"]}`);

describe("whether a message has still to be tried", () => {
  test("one that waits for an earlier one of its thread has; one that is held, or whose thread is in trouble, has not", async () => {
    const { archive, read, until, ...mail } = desk(settings({}));
    const untried = (at: Date) => archive.outbox.hasUntried(at.toISOString());
    expect(untried(NOW)).toBe(false);
    await read("https://a.example/1", NOW);
    await read("https://b.example/1", minutes(1));
    expect(untried(minutes(1))).toBe(true);
    // As the daemon leaves them where the second waits for the first.
    for (const { id } of archive.jobs.pendingOf(["deliver-alert"])) archive.jobs.again(id, minutes(2).toISOString(), null);
    expect(untried(minutes(1))).toBe(true);
    mail.break("ada");
    await until(minutes(2));
    expect([states(archive), untried(minutes(2))]).toEqual([["1 pending", "2 pending"], false]);
    mail.break(null);
    await until(minutes(60));
    await until(minutes(61));
    expect([states(archive), untried(minutes(61))]).toEqual([["1 sent", "2 sent"], false]);

    const held = desk(settings({ wait: 30 * 60_000 }));
    await held.read("https://a.example/1", NOW);
    expect(held.archive.outbox.hasUntried(minutes(1).toISOString())).toBe(false);
    expect(held.archive.outbox.hasUntried(minutes(31).toISOString())).toBe(true);
  });

  test("the outbox shows each message under the headline that it was sent with", async () => {
    const { archive, until } = desk(settings({}));
    const to = new Map([["mail", ["ada"]]]);
    const rumour = "Borealis may lose the exclusive use of berth four, people say.";
    await readText(archive, "https://a.example/1", rumour, [["exclusive-berth", "rumoured_change", "may lose the exclusive use"]], { to });
    await until(NOW);
    await readText(archive, "https://b.example/1", ENDED, [ends], { to, now: minutes(1) });
    await until(minutes(1));
    const shown = archive.query("SELECT revision, headline FROM outbox ORDER BY revision");
    expect(shown).toEqual(archive.query("SELECT revision, message ->> '$.headline' AS headline FROM alert_revisions ORDER BY revision"));
    expect(new Set(shown.map((row) => row["headline"])).size).toBe(2);
    expect(deliveries(archive, null).items.map((row) => row.headline)).toEqual(shown.map((row) => row["headline"]).toReversed());
  });
});

describe("messages that are held", () => {
  test("reports that come while a new alert waits go out with it, as one message that tells them all", async () => {
    const { archive, sent, read, until } = desk(settings({ wait: 30 * 60_000 }));
    await read("https://a.example/1", NOW);
    await read("https://b.example/1", minutes(10));
    await until(minutes(20));
    expect(sent).toEqual([]);
    await until(minutes(31));
    await until(minutes(32));
    expect(revisionsSent(sent)).toEqual([2]);
    expect((sent[0]?.message as AlertMessage | undefined)?.history).toEqual([expect.objectContaining({ revision: 1, kind: "opened" })]);
    expect(states(archive)).toEqual(["1 folded", "2 sent"]);
  });

  test("a message is told to each recipient as news since the newest revision that they have, not since the one before it", async () => {
    const only = [wants({ recipient: "bo", minimum: "changes" })];
    const { archive, sent, to, until, read } = desk(settings({ interval: 60 * 60_000, routes: only }), ["ada", "bo"]);
    const rumour = "Borealis may lose the exclusive use of berth four, people say.";
    const delivery = settings({ interval: 60 * 60_000, routes: only });
    await readText(archive, "https://a.example/1", rumour, [["exclusive-berth", "rumoured_change", "may lose the exclusive use"]], {
      ...{ to, delivery },
    });
    await until(NOW);
    await read("https://b.example/1", minutes(1));
    await until(minutes(1));
    await read("https://c.example/1", minutes(2));
    await read("https://d.example/1", minutes(3));
    await until(minutes(70));
    const told = sent.map(({ to: who, message, told: before }) => [who, "revision" in message ? message.revision : 0, before]);
    expect(told).toEqual([
      ["ada", 1, null],
      ["ada", 2, 1],
      ["bo", 2, null],
      ["ada", 4, 2],
      ["bo", 4, 2],
    ]);
  });

  test("updates that only add a voice come at most so often", async () => {
    const { sent, read, until } = desk(settings({ interval: 60 * 60_000 }));
    await read("https://a.example/1", NOW);
    await until(NOW);
    for (const [n, host] of ["b", "c", "d"].entries()) {
      await read(`https://${host}.example/1`, minutes(5 + n));
      await until(minutes(5 + n));
    }
    expect(revisionsSent(sent)).toEqual([1]);
    await until(minutes(61));
    await until(minutes(62));
    expect(revisionsSent(sent)).toEqual([1, 4]);
  });

  test("quiet hours hold the message and not the reading, and what is critical passes", async () => {
    const night = wants({ quiet: { from: "11:00", to: "13:00" } });
    const { archive, sent, read, until } = desk(settings({ routes: [night] }));
    await read("https://a.example/1", NOW);
    await until(NOW);
    expect([archive.alerts.counts().alerts, sent.length]).toEqual([1, 0]);
    await read("https://lindau.example/own", minutes(10));
    await until(minutes(10));
    expect(revisionsSent(sent)).toEqual([2]);
    expect((sent[0]?.message as AlertMessage | undefined)?.severity).toBe("critical");
  });

  test("partial digest re-mails the first recipients: a digest loses nothing and comes once, and a recipient at whom it fails is tried again without mailing the others again", async () => {
    const { archive, sent, read, until, break: refuse } = desk(settings({ routes: [wants({ digest: "18:00" })] }), ["ada", "bo", "cy"]);
    await read("https://a.example/1", NOW);
    await read("https://b.example/1", minutes(5), { story: "sto_2" });
    await until(minutes(60));
    expect(sent).toEqual([]);
    refuse("cy");
    await until(minutes(6 * 60));
    expect(sent.map(({ to }) => to)).toEqual(["ada", "bo"]);
    refuse(null);
    await until(minutes(6 * 60 + 10));
    expect(sent.map(({ to }) => to)).toEqual(["ada", "bo", "cy"]);
    const note = sent[2]?.message as Note;
    expect([note.title, note.watches]).toEqual(["Clausewatch digest: 2 alerts", ["harbour-deal"]]);
    expect(note.lines.join("\n")).toMatch(/a\.example[\s\S]*b\.example/);
    expect(new Set(archive.query("SELECT state FROM deliveries").map((row) => row["state"]))).toEqual(new Set(["sent"]));
  });

  test("a recipient who unsubscribes while a message is on its way is not tried again, by itself or in a digest, and others are", async () => {
    const digest = wants({ recipient: "cy", digest: "18:00" });
    const { archive, sent, read, until } = desk(settings({ routes: [digest] }), ["bo", "cy", "ada"]);
    await read("https://a.example/1", NOW);
    // Their processes died while they were sending.
    archive.query("UPDATE deliveries SET state = 'sending', attempts = 1 WHERE recipient <> 'ada' RETURNING 1");
    for (const recipient of ["bo", "cy"])
      archive.transaction(() => archive.optOuts.add({ watch: "harbour-deal" as WatchId, channel: "mail", recipient }, NOW.toISOString()));
    await until(minutes(1));
    await until(minutes(7 * 60));
    expect(sent.map(({ to }) => to)).toEqual(["ada"]);
    expect(archive.query("SELECT recipient, state, last_error FROM deliveries WHERE recipient <> 'ada' ORDER BY 1")).toEqual(
      ["bo", "cy"].map((recipient) => ({ recipient, state: "dead", last_error: "the recipient unsubscribed" })),
    );
    expect(archive.jobs.pendingOf(["deliver-alert"])).toEqual([]);
  });

  test("a recipient who asks for more is told from that level on, with the history of what came before", async () => {
    const only = wants({ recipient: "bo", minimum: "changes" });
    const { archive, to } = desk(settings({ routes: [only] }), ["ada", "bo"]);
    const delivery = settings({ routes: [only] });
    const rumour = "Borealis may lose the exclusive use of berth four, people say.";
    await readText(archive, "https://a.example/1", rumour, [["exclusive-berth", "rumoured_change", "may lose the exclusive use"]], {
      to,
      delivery,
    });
    expect(archive.query("SELECT recipient FROM deliveries")).toEqual([{ recipient: "ada" }]);
    await readText(archive, "https://b.example/1", ENDED, [ends], { to, delivery });
    expect(archive.query("SELECT recipient FROM deliveries WHERE revision = 2 ORDER BY recipient")).toEqual([
      { recipient: "ada" },
      { recipient: "bo" },
    ]);
  });
});

describe("times of day", () => {
  const at = (iso: string) => new Date(iso);
  test.each([
    ["22:00 to 07:00 at 23:30 in Vienna", "2026-03-01T22:30:00Z", "2026-03-02T06:00:00.000Z"],
    ["22:00 to 07:00 at 06:59 in Vienna", "2026-03-01T05:59:00Z", "2026-03-01T06:00:00.000Z"],
    ["22:00 to 07:00 at noon in Vienna", "2026-03-01T11:00:00Z", null],
    ["over the night in which the clocks go forward", "2026-03-28T22:30:00Z", "2026-03-29T05:00:00.000Z"],
  ])("%s", (_, now, until) => {
    const night = wants({ zone: "Europe/Vienna", quiet: { from: "22:00", to: "07:00" } });
    expect(quietUntil(night, "high", at(now))?.toISOString() ?? null).toBe(until);
    expect(quietUntil(night, "critical", at(now))).toBeNull();
  });

  test("a digest at the very minute is the next day's", () => {
    expect(digestAt(wants({ digest: "08:00" }), "high", at("2026-03-01T08:00:00Z"))?.toISOString()).toBe("2026-03-02T08:00:00.000Z");
    expect(digestAt(wants({}), "high", NOW)).toBeNull();
  });
});

describe("the operator", () => {
  const lookAfter = (archive: Archive, now: Date, delivery = AT_ONCE) =>
    createLookAfter({ archive, delivery, operator: NO_OPERATOR, now: () => now })();

  test("hears once of a watch that has read nothing for days, of work that is stuck and of a judge that fails", () => {
    const archive = buildArchive();
    const job = archive.jobs.add("read-article", { article: "art_1", revision: 1, watch: "harbour-deal" }, NOW.toISOString());
    archive.jobs.again(job, NOW.toISOString(), { attempts: 3, error: "out of memory" });
    const late = minutes(4 * 24 * 60);
    for (const now of [late, new Date(late.getTime() + 60_000)]) lookAfter(archive, now);
    expect(
      archive.notices
        .list()
        .map((one) => one.kind)
        .sort(),
    ).toEqual(["judge-failing", "queue-stuck", "queue-stuck", "watch-silent"]);
    const tell = createTellOperator({
      archive,
      operator: { ...NO_OPERATOR, to: ["mail"] },
      recipients: new Map([["mail", ["ops"]]]),
      now: () => late,
    });
    expect(tell()).toHaveLength(4);
    expect(tell()).toEqual([]);
    expect(archive.query("SELECT recipient, state FROM deliveries")).toHaveLength(4);
  });

  test("an alert that nobody answers is told again, and one that somebody looks after is not", async () => {
    const { archive, read } = desk(AT_ONCE);
    await read("https://a.example/1", NOW);
    for (const row of archive.alerts.deliveriesIn(["pending"])) archive.alerts.updateDelivery(row.id as DeliveryId, { state: "sent" });
    const daily = settings({ repeat: 24 * 60 * 60_000 });
    lookAfter(archive, minutes(60), daily);
    expect(archive.query("SELECT kind FROM alert_revisions")).toHaveLength(1);
    lookAfter(archive, minutes(25 * 60), daily);
    lookAfter(archive, minutes(25 * 60 + 1), daily);
    expect(archive.query("SELECT kind FROM alert_revisions ORDER BY revision").map((row) => row["kind"])).toEqual(["opened", "repeated"]);
  });
});
