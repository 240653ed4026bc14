import { describe, expect, test } from "vitest";
import type { Archive } from "../../../src/archive/archive.ts";
import { shownMessage, wholeTerms } from "../../../src/channels/message.ts";
import { newsSince } from "../../../src/channels/news.ts";
import type { AlertId, TermId } from "../../../src/domain/ids.ts";
import { acknowledged, answerAlert, dismissed, snoozed } from "../../../src/stages/answer-alert.ts";
import { readMessage } from "../../../src/stages/compose-message.ts";
import { moveRegister } from "../../../src/stages/move-register.ts";
import type { RaiseOutcome } from "../../../src/stages/raise-alert.ts";
import { AT_ONCE } from "../../../src/stages/revise-alert.ts";
import { buildArchive, buildWatch, NOW } from "../../support/builders.ts";
import { messageIn, readText, WATCH } from "../../support/read-one.ts";

const ENDED = "Borealis no longer has the exclusive use of berth four in the Port of Lindau, the port said.";
const RUMOUR = "Borealis may lose the exclusive use of berth four, people close to the talks say.";
const HOLDS = "Borealis keeps the exclusive use of berth four, the port said on Monday in answer to reports.";
const ends = ["exclusive-berth", "changes", "no longer has the exclusive use of berth four"] as const;
const rumours = ["exclusive-berth", "rumoured_change", "may lose the exclusive use"] as const;
const holds = ["exclusive-berth", "reaffirms", "keeps the exclusive use of berth four"] as const;
const days = (n: number) => new Date(NOW.getTime() + n * 86_400_000);
const dated = (n: number) => ({ published: days(n).toISOString() });

const alertIn = (archive: Archive) => {
  const [row] = archive.alerts.list(null, 9);
  if (row === undefined) throw new Error("there is no alert");
  return row;
};
const kindsOf = (archive: Archive) =>
  archive.query("SELECT kind FROM alert_revisions ORDER BY alert_id, revision").map((row) => row["kind"]);
const ruleOf = (outcome: RaiseOutcome) => (outcome.outcome === "held" ? outcome.rule : "");
const confirm = (archive: Archive, statement: string | null, from = "2026-03-02", now = days(2)) =>
  archive.transaction(() =>
    moveRegister(
      { archive, delivery: AT_ONCE, now: () => now },
      buildWatch(),
      "exclusive-berth" as TermId,
      {
        ...{ validFrom: from, statement, source: "https://lindau.example/notice", quote: "is shared", article: null, snapshot: null },
        ...{ by: "person", note: "confirmed by Ada" },
      },
      "Ada",
    ),
  );

describe("an alert that coverage changes", () => {
  test("a rumour that a party confirms weeks later, in another story, is the same alert at a higher level", async () => {
    const archive = buildArchive();
    await readText(archive, "https://gazette.example/rumour", RUMOUR, [rumours], { change: dated(0) });
    const { raised } = await readText(archive, "https://lindau.example/amended", ENDED, [ends], {
      ...{ story: "sto_2", change: dated(40), now: days(40) },
    });
    const message = messageIn(raised);
    expect(message).toMatchObject({ kind: "confirmed", revision: 2, level: "changes", severity: "critical" });
    expect(message.severityInWords).toBe("critical: a party to the agreement itself reports a change as fact; 2 independent origins");
    // The thread is called by its first headline for good.
    expect([message.thread, message.headline]).toEqual([expect.stringContaining("rumour"), expect.stringContaining("change reported")]);
    expect(message.history).toEqual([expect.objectContaining({ revision: 1, kind: "opened", url: "https://gazette.example/rumour" })]);
    expect(archive.alerts.counts().alerts).toBe(1);
    // What follows in either story joins the same thread.
    for (const story of ["sto_1", "sto_2"]) {
      const more = await readText(archive, `https://paper.example/${story}`, ENDED, [ends], { story, change: dated(41), now: days(41) });
      expect(more.raised.outcome).toBe("corroborated");
    }
    expect(archive.alerts.counts().alerts).toBe(1);
  });

  test("a rumour of one term and a change of another are two alerts", async () => {
    const archive = buildArchive();
    await readText(archive, "https://gazette.example/rumour", RUMOUR, [rumours]);
    const text = "The fee that Borealis pays was raised to 14 million euros, both sides said.";
    const { raised } = await readText(archive, "https://gazette.example/fee", text, [["fee", "changes", "raised to 14 million euros"]], {
      story: "sto_2",
    });
    expect(raised.outcome).toBe("opened");
  });

  test("a denial by a party is told in the same thread, from whatever story it comes, and once", async () => {
    const archive = buildArchive();
    await readText(archive, "https://gazette.example/rumour", RUMOUR, [rumours], { change: dated(0) });
    const where = { story: "sto_9", change: dated(1), now: days(1) };
    const { raised } = await readText(archive, "https://lindau.example/denial", HOLDS, [holds], where);
    expect(messageIn(raised)).toMatchObject({ kind: "denied", revision: 2, level: "rumour", origins: 1 });
    expect(messageIn(raised).headline).toContain("is denied");
    expect(messageIn(raised).update).toContain("says that the term still holds");
    const again = await readText(archive, "https://lindau.example/denial-2", HOLDS, [holds], {
      ...where,
      origin: "https://lindau.example/denial",
    });
    expect(again.raised.outcome).toBe("held");
  });

  test("an older article that restates the term denies nothing", async () => {
    const archive = buildArchive();
    await readText(archive, "https://gazette.example/rumour", RUMOUR, [rumours], { change: dated(0) });
    const { raised } = await readText(archive, "https://lindau.example/statement", HOLDS, [holds], { change: dated(-1) });
    expect(ruleOf(raised)).toBe("no alert: departs from nothing");
  });

  test("evidence that is edited away is taken back in the same thread, with the words that were there", async () => {
    const archive = buildArchive();
    const url = "https://gazette.example/a";
    await readText(archive, url, ENDED, [ends]);
    const corrected = "Borealis has the exclusive use of berth four in the Port of Lindau, the port said. An earlier version was wrong.";
    const { raised } = await readText(archive, url, corrected, [["exclusive-berth", "reaffirms", "has the exclusive use of berth four"]]);
    expect(messageIn(raised)).toMatchObject({
      ...{ kind: "withdrawn", revision: 2, status: "withdrawn", origins: 0, outlets: 0 },
      edit: { before: ends[2], after: "has the exclusive use of berth four" },
    });
    expect(messageIn(raised).update).toBe("The Gazette no longer says so; nobody is left who says so, and the alert is taken back.");
    expect(alertIn(archive).status).toBe("withdrawn");
    const again = await readText(archive, "https://paper.example/b", ENDED, [ends]);
    expect(again.raised).toMatchObject({ outcome: "raised", message: { revision: 3, status: "open", origins: 1 } });
  });

  test("one of two voices that is withdrawn leaves the alert open with the other", async () => {
    const archive = buildArchive();
    await readText(archive, "https://gazette.example/a", ENDED, [ends]);
    await readText(archive, "https://paper.example/b", RUMOUR, [rumours]);
    const { raised } = await readText(archive, "https://gazette.example/a", "Berth four was painted blue this week, the port said.", []);
    expect(messageIn(raised)).toMatchObject({ kind: "withdrawn", status: "open", level: "rumour", origins: 1, edit: { after: "" } });
  });

  test("what only an earlier article moves still stands in the message, with who says so, until that article is withdrawn", async () => {
    const archive = buildArchive();
    const FEE = "Borealis pays a fee of 20 million euros a year from now on, the port said.";
    const fee = ["fee", "changes", "pays a fee of 20 million euros a year"] as const;
    await readText(archive, "https://gazette.example/a", ENDED, [ends]);
    const second = messageIn((await readText(archive, "https://paper.example/b", FEE, [fee])).raised);
    expect(second.terms.map(({ id }) => id)).toEqual(["fee"]);
    expect(second.standing).toMatchObject([{ id: "exclusive-berth", url: "https://gazette.example/a", source: { rank: "press" } }]);
    const third = messageIn((await readText(archive, "https://journal.example/c", ENDED, [ends])).raised);
    expect([third.terms, third.standing].map((terms) => terms.map(({ id }) => id))).toEqual([["exclusive-berth"], ["fee"]]);
    await readText(archive, "https://journal.example/c", "Berth four was painted blue this week.", []);
    const { raised } = await readText(archive, "https://gazette.example/a", "Berth four was painted blue this week, the port said.", []);
    expect(messageIn(raised)).toMatchObject({ kind: "withdrawn", status: "open", terms: [], standing: [{ id: "fee" }] });
  });

  test("a further term of an origin already counted is told once, to everybody and in the same thread, whatever was answered to the first", async () => {
    const archive = buildArchive();
    const FEE = "Borealis pays a fee of 20 million euros a year from now on, the port said.";
    const fee = ["fee", "changes", "pays a fee of 20 million euros a year"] as const;
    const one = { origin: "release" };
    await readText(archive, "https://gazette.example/a", ENDED, [ends], one);
    archive.transaction(() =>
      answerAlert({ archive, delivery: AT_ONCE, now: () => NOW }, buildWatch(), alertIn(archive), acknowledged("Ada", null)),
    );
    const { raised } = await readText(archive, "https://paper.example/b", `${ENDED} ${FEE}`, [ends, fee], one);
    expect(messageIn(raised)).toMatchObject({
      kind: "widened",
      status: "open",
      origins: 1,
      update: "The Gazette speaks of a further term: change reported (fee).",
    });
    const news = newsSince(
      shownMessage(messageIn(raised)),
      readMessage(archive.alerts.revision(alertIn(archive).id as AlertId, 2)?.message),
    );
    expect([news?.facts[1], news?.terms.map(({ id }) => id), news?.again.map(({ id }) => id)]).toEqual([
      ...["Further: fee, change reported, 1 independent origin, 1 outlet", ["fee"], ["exclusive-berth"]],
    ]);
    expect(archive.query("SELECT count(*) n FROM deliveries WHERE revision = 3")).toEqual([{ n: 2 }]);
    for (const host of ["c", "d"]) {
      const again = await readText(archive, `https://${host}.example/`, FEE, [fee], one);
      expect(ruleOf(again.raised)).toContain("every term that it moves has been told");
    }
    const talk = "Borealis may pay a fee of 30 million euros, the paper adds.";
    const weaker = await readText(archive, "https://e.example/", talk, [["fee", "rumoured_change", "may pay a fee of 30 million"]], one);
    expect(weaker.raised.outcome).toBe("held");
    expect(kindsOf(archive)).toEqual(["opened", "acknowledged", "widened"]);
  });

  test("a further term that the watch does not ask for, or that the register moved meanwhile, is no news", async () => {
    const archive = buildArchive({ watch: { alerts: { to: ["console"], minimum: "changes" } } });
    const one = { origin: "release" };
    const rumoured = "Borealis may pay a fee of 20 million euros, the port said.";
    await readText(archive, "https://gazette.example/a", ENDED, [ends], one);
    const said = [ends, ["fee", "rumoured_change", "may pay a fee of 20 million euros"]] as const;
    expect((await readText(archive, "https://b.example/", `${ENDED} ${rumoured}`, [...said], one)).raised.outcome).toBe("held");
    const other = buildArchive();
    const FEE = "The fee was raised to 14 million euros, the port said.";
    await readText(other, "https://gazette.example/a", FEE, [["fee", "changes", "raised to 14 million euros"]], one);
    confirm(other, "Borealis shares berth four in the Port of Lindau with other lines.");
    const late = await readText(other, "https://b.example/", `${FEE} ${ENDED}`, [["fee", "changes", "raised to 14 million euros"], ends], {
      ...one,
      ...{ change: dated(0), now: days(4) },
    });
    expect(late.raised.outcome).toBe("held");
  });

  test("an article that was held as one more of its origin speaks for the alert once what was told of is gone", async () => {
    const archive = buildArchive();
    const one = { origin: "release" };
    await readText(archive, "https://gazette.example/a", ENDED, [ends], one);
    expect((await readText(archive, "https://paper.example/b", ENDED, [ends], one)).raised.outcome).toBe("held");
    const { raised } = await readText(
      archive,
      "https://gazette.example/a",
      "Berth four was painted blue this week, the port said.",
      [],
      one,
    );
    expect(messageIn(raised)).toMatchObject({
      ...{ kind: "withdrawn", status: "open", origins: 1, terms: [] },
      standing: [{ id: "exclusive-berth", url: "https://paper.example/b" }],
    });
  });

  test("a party's own words stay those of the alert when others repeat it, and nobody is asked for a statement that is there", async () => {
    const archive = buildArchive();
    await readText(archive, "https://gazette.example/a", ENDED, [ends]);
    await readText(archive, "https://lindau.example/notice", ENDED, [ends]);
    const { raised } = await readText(archive, "https://paper.example/b", ENDED, [ends]);
    const message = messageIn(raised);
    expect(message).toMatchObject({ kind: "corroborated", standing: [{ id: "exclusive-berth", url: "https://lindau.example/notice" }] });
    expect(wholeTerms(message).map((term) => "source" in term && term.source.rank)).toEqual(["party"]);
    expect(message.settle).toMatch(/^Compare the party's page/);
  });

  test("a denial is told with what it denies, and without what else its article restates", async () => {
    const archive = buildArchive();
    const both = `${HOLDS} Borealis pays the Port of Lindau a fee of 12 million euros a year.`;
    await readText(archive, "https://gazette.example/rumour", RUMOUR, [rumours], { change: dated(0) });
    const { raised } = await readText(
      archive,
      "https://lindau.example/denial",
      both,
      [holds, ["fee", "reaffirms", "a fee of 12 million euros a year"]],
      {
        change: dated(1),
      },
    );
    expect(messageIn(raised)).toMatchObject({
      kind: "denied",
      terms: [{ id: "exclusive-berth", verdict: "reaffirms" }],
      standing: [{ id: "exclusive-berth", verdict: "rumoured_change" }],
    });
  });

  test("an edit that leaves the quoted words alone is no news", async () => {
    const archive = buildArchive();
    await readText(archive, "https://gazette.example/a", ENDED, [ends]);
    const { raised } = await readText(archive, "https://gazette.example/a", `${ENDED} The quay was rebuilt in the autumn.`, [ends]);
    expect(ruleOf(raised)).toContain("the words that alerted still stand");
    expect(archive.readings.voices(alertIn(archive).id as AlertId)).toHaveLength(1);
  });

  test("copies never corroborate, however many outlets carry them", async () => {
    const archive = buildArchive();
    await readText(archive, "https://gazette.example/a", ENDED, [ends], { origin: "release" });
    for (const host of ["b", "c", "d"])
      expect((await readText(archive, `https://${host}.example/`, ENDED, [ends], { origin: "release" })).raised.outcome).toBe("held");
    expect(kindsOf(archive)).toEqual(["opened"]);
  });
});

describe("an alert that a person answers", () => {
  const opened = async () => {
    const archive = buildArchive();
    await readText(archive, "https://gazette.example/a", RUMOUR, [rumours]);
    const answer = (what: Parameters<typeof answerAlert>[3], now = NOW) =>
      archive.transaction(() => answerAlert({ archive, delivery: AT_ONCE, now: () => now }, buildWatch(), alertIn(archive), what));
    return { archive, answer };
  };

  test("everybody who was told of it is told of the answer, in the same thread", async () => {
    const { archive, answer } = await opened();
    expect(answer(acknowledged("Ada", "calling the port"))).toMatchObject({
      revision: 2,
      deliveries: [expect.any(String), expect.any(String)],
    });
    expect(alertIn(archive)).toMatchObject({ status: "acknowledged", owner: "Ada" });
    const revision = archive.alerts.revision(alertIn(archive).id as AlertId, 2);
    expect(revision).toMatchObject({ kind: "acknowledged", person: "Ada", note: "calling the port" });
    expect(revision?.message).toMatchObject({ update: "Ada looks after it: calling the port." });
  });

  test("while it is snoozed another voice waits for its end, and a stronger report comes through and ends it", async () => {
    const { archive, answer } = await opened();
    answer(snoozed("Ada", days(1).toISOString(), null));
    await readText(archive, "https://paper.example/b", RUMOUR, [rumours]);
    expect(archive.query("SELECT DISTINCT held_until FROM deliveries WHERE revision = 3")).toEqual([{ held_until: days(1).toISOString() }]);
    const { raised } = await readText(archive, "https://c.example/", ENDED, [ends]);
    expect(raised.outcome).toBe("raised");
    expect(archive.query("SELECT DISTINCT held_until FROM deliveries WHERE revision = 4")).toEqual([{ held_until: null }]);
    expect(alertIn(archive)).toMatchObject({ status: "open", snoozedUntil: null });
  });

  test("once it is dismissed more of the same is held with that reason, and a party's own word opens it again", async () => {
    const { archive, answer } = await opened();
    answer(dismissed("Ada", "the paper means another berth"));
    expect(ruleOf((await readText(archive, "https://paper.example/b", RUMOUR, [rumours])).raised)).toContain("dismissed");
    expect((await readText(archive, "https://lindau.example/own", ENDED, [ends])).raised.outcome).toBe("confirmed");
    expect(alertIn(archive).status).toBe("open");
  });
});

describe("the register moves", () => {
  const SHARED = "Borealis shares berth four in the Port of Lindau with other lines.";

  test("a person's confirmation closes the alert, with the new version, its quote and its source", async () => {
    const archive = buildArchive();
    await readText(archive, "https://gazette.example/a", ENDED, [ends]);
    expect(confirm(archive, SHARED)).toMatchObject({ resolved: [alertIn(archive).id], open: [] });
    expect(alertIn(archive)).toMatchObject({ status: "resolved", owner: "Ada" });
    expect(kindsOf(archive)).toEqual(["opened", "resolved"]);
    const versions = archive.register.versions(WATCH).filter((version) => version.termId === "exclusive-berth");
    expect(versions.map((one) => [one.validFrom, one.validTo, one.statement, one.quote, one.recordedBy])).toEqual([
      ["2026-02-27", "2026-03-02", expect.stringContaining("exclusive use"), null, "person"],
      ["2026-03-02", null, SHARED, "is shared", "person"],
    ]);
  });

  test("what was held true before is still to be asked for, on both time axes", async () => {
    const archive = buildArchive();
    confirm(archive, SHARED, "2026-03-02", days(3));
    const on = (known: Date | null) =>
      archive.register
        .versions(WATCH, known?.toISOString() ?? null)
        .filter((one) => one.termId === "exclusive-berth")
        .map((one) => [one.validFrom, one.validTo]);
    expect(on(days(2))).toEqual([["2026-02-27", null]]);
    expect(on(null)).toEqual([
      ["2026-02-27", "2026-03-02"],
      ["2026-03-02", null],
    ]);
  });

  test("news of the old change is silent from then on, in its story and late from any other", async () => {
    const archive = buildArchive();
    await readText(archive, "https://gazette.example/a", ENDED, [ends]);
    confirm(archive, SHARED);
    const again = await readText(archive, "https://paper.example/b", ENDED, [ends], { change: dated(3), now: days(3) });
    expect(ruleOf(again.raised)).toContain("is on record");
    const late = await readText(archive, "https://slow.example/c", ENDED, [ends], { story: "sto_7", change: dated(0), now: days(4) });
    expect(ruleOf(late.raised)).toContain("the register has moved since");
    expect(archive.alerts.counts().alerts).toBe(1);
  });

  test("a report of the old term is the contradiction then: a second alert, in the other direction", async () => {
    const archive = buildArchive();
    await readText(archive, "https://gazette.example/a", ENDED, [ends]);
    confirm(archive, SHARED);
    const said = ["exclusive-berth", "contradicts", "keeps the exclusive use of berth four"] as const;
    const { raised } = await readText(archive, "https://paper.example/b", HOLDS, [said], { change: dated(3), now: days(3) });
    expect(messageIn(raised)).toMatchObject({ kind: "opened", revision: 1, terms: [{ was: SHARED }] });
    expect(
      archive.alerts
        .list(null, 9)
        .map((alert) => alert.status)
        .sort(),
    ).toEqual(["open", "resolved"]);
  });

  test("an alert of two terms stays open until both have moved", async () => {
    const archive = buildArchive();
    const text = `${ENDED} The fee was raised to 14 million euros.`;
    await readText(archive, "https://gazette.example/a", text, [ends, ["fee", "changes", "raised to 14 million euros"]]);
    expect(confirm(archive, SHARED)).toMatchObject({ resolved: [], open: [{ terms: ["fee"] }] });
    expect(alertIn(archive).status).toBe("open");
  });

  test("a restart on the same watch file leaves what was moved, and a statement edited in the file takes over", async () => {
    const archive = buildArchive();
    confirm(archive, SHARED);
    const statements = () =>
      archive.register
        .versions(WATCH)
        .filter((one) => one.termId === "exclusive-berth")
        .map((one) => [one.validFrom, one.recordedBy]);
    const watch = buildWatch();
    archive.register.putWatch(watch, {}, days(5).toISOString());
    expect(statements()).toEqual([
      ["2026-02-27", "person"],
      ["2026-03-02", "person"],
    ]);
    const [first, fee] = watch.terms;
    const edited = { ...first, statement: "Borealis alone has the use of berth four in the Port of Lindau." } as typeof first;
    archive.register.putWatch({ ...watch, terms: [edited, fee] as never }, {}, days(6).toISOString());
    expect(statements()).toEqual([
      ["2026-02-27", "file"],
      ["2026-03-02", "person"],
    ]);
  });

  test("a party's own page moves it where the watch allows that", async () => {
    const archive = buildArchive({ watch: { register: { movedBy: "party" } } });
    await readText(archive, "https://lindau.example/amended", ENDED, [ends], { change: dated(1), now: days(1) });
    const moved = archive.register.versions(WATCH).find((one) => one.recordedBy === "party" && one.validTo === null);
    expect(moved).toMatchObject({ quote: ends[2], source: "https://lindau.example/amended", validFrom: "2026-03-02" });
    expect(alertIn(archive).status).toBe("resolved");
  });

  test("and is refused that where the watch does not say so, as is everybody else's page where it does", async () => {
    for (const [movedBy, url] of [
      ["person", "https://lindau.example/amended"],
      ["party", "https://gazette.example/amended"],
    ]) {
      const archive = buildArchive({ watch: { register: { movedBy } } });
      await readText(archive, url as string, ENDED, [ends]);
      expect(archive.register.versions(WATCH).every((one) => one.recordedBy === "file")).toBe(true);
      expect(alertIn(archive).status).toBe("open");
    }
  });
});
