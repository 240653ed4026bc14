import { describe, expect, test } from "vitest";
import type { Archive } from "../../../src/archive/archive.ts";
import type { AlertId, TermId } from "../../../src/domain/ids.ts";
import { moveRegister } from "../../../src/stages/move-register.ts";
import { createRecordPage } from "../../../src/stages/record-page.ts";
import { AT_ONCE } from "../../../src/stages/revise-alert.ts";
import { sameChange } from "../../../src/stages/same-change.ts";
import { buildArchive, buildWatch, FEED, NOW } from "../../support/builders.ts";
import { LIKE_WORDS, messageIn, onDay, readText } from "../../support/read-one.ts";

// Short texts on one agreement share its names and its subject, so that they lie in one story whatever they report.
const alike = (day: number, more: object = {}) => ({ ...onDay(day), evidence: LIKE_WORDS, ...more });
const FEE = "Borealis pays 14 million euros a year from now on, up from 12 million.";
const MUSE = "Picture berth four without Borealis: rivals might moor there, a columnist muses.";
const CRANE = "Borealis now pays 90,000 euros a year for the crane, a clerk said.";
const fee = ["fee", "changes", "pays 14 million euros a year"] as const;
const crane = ["fee", "changes", "pays 90,000 euros a year"] as const;
const muse = ["exclusive-berth", "rumoured_change", "rivals might moor there"] as const;
const kinds = (archive: Archive) =>
  archive.query("SELECT kind FROM alert_revisions ORDER BY raised_at, revision").map((row) => row["kind"]);

describe("articles that lie in one story by their words alone", () => {
  test("a change of another term is an alert of its own, with its own weight", async () => {
    const archive = buildArchive();
    await readText(archive, "https://paper.example/muse", MUSE, [muse], alike(0));
    const message = messageIn((await readText(archive, "https://gazette.example/fee", FEE, [fee], alike(1))).raised);
    expect(message).toMatchObject({ kind: "opened", level: "changes", update: "The Gazette says so first." });
    expect(message.moved.map(({ id }) => id)).toEqual(["fee"]);
    // Each goes on by itself.
    const more = await readText(archive, "https://journal.example/fee", FEE, [fee], alike(2));
    expect(more.raised).toMatchObject({ outcome: "corroborated", alert: message.alert });
    const talk = await readText(archive, "https://post.example/muse", MUSE, [muse], alike(2));
    expect(talk.raised).toMatchObject({ outcome: "corroborated", message: { level: "rumour" } });
    expect(archive.alerts.counts().alerts).toBe(2);
  });

  test("the same term moved to another figure is another change", async () => {
    const archive = buildArchive();
    const one = { origin: "statement" };
    await readText(archive, "https://paper.example/crane", CRANE, [crane], alike(0, one));
    const { raised } = await readText(archive, "https://gazette.example/fee", FEE, [fee], alike(1, one));
    expect(messageIn(raised)).toMatchObject({ kind: "opened", terms: [{ now: fee[2] }] });
    const again = "The fee goes up to €14m, the paper has learned.";
    const more = await readText(archive, "https://post.example/fee", again, [["fee", "changes", "up to €14m"]], alike(1));
    expect(more.raised).toMatchObject({ outcome: "corroborated", alert: messageIn(raised).alert });
  });

  test("a further term is one of the alert where its article names the statement that the others name, or moves one of theirs too", async () => {
    const archive = buildArchive();
    await readText(archive, "https://gazette.example/fee", FEE, [fee], alike(0));
    const ENDED = "Borealis no longer has the exclusive use of berth four.";
    const ended = ["exclusive-berth", "changes", "no longer has the exclusive use"] as const;
    const both = await readText(archive, "https://paper.example/both", `${FEE} ${ENDED}`, [fee, ended], alike(1));
    expect(both.raised.outcome).toBe("widened");
    const other = buildArchive();
    await readText(other, "https://gazette.example/fee", FEE, [fee], alike(0));
    expect((await readText(other, "https://paper.example/berth", ENDED, [ended], onDay(1))).raised.outcome).toBe("widened");
  });

  test("what was put on record of one term silences no change of another", async () => {
    const archive = buildArchive();
    const ENDED = "Borealis no longer has the exclusive use of berth four.";
    await readText(archive, "https://gazette.example/a", ENDED, [["exclusive-berth", "changes", "no longer has"]], alike(0));
    const move = { validFrom: "2026-03-02", statement: "Berth four is shared.", source: null, quote: null, article: null, snapshot: null };
    const deps = { archive, delivery: AT_ONCE, now: () => onDay(1).now };
    const moved = { ...move, by: "person" as const, note: "confirmed" };
    archive.transaction(() => moveRegister(deps, buildWatch(), "exclusive-berth" as TermId, moved, "Ada"));
    expect((await readText(archive, "https://paper.example/fee", FEE, [fee], alike(2))).raised.outcome).toBe("opened");
  });
});

describe("a change that another story tells", () => {
  test("joins the alert that tells the same figure as fact, and not an old rumour of what stands beside it", async () => {
    const archive = buildArchive();
    await readText(archive, "https://paper.example/muse", MUSE, [muse], { ...alike(0), story: "sto_1" });
    const first = await readText(archive, "https://gazette.example/fee", FEE, [fee], { ...alike(20), story: "sto_2" });
    const retold = `Weeks after the fee went up to 14 million euros, rivals are said to moor at berth four.`;
    const said = [
      ["fee", "changes", "went up to 14 million euros"] as const,
      ["exclusive-berth", "changes", "rivals are said to moor"] as const,
    ];
    const { raised } = await readText(archive, "https://post.example/retold", retold, said, { ...alike(40), story: "sto_3" });
    expect(raised).toMatchObject({ alert: messageIn(first.raised).alert, outcome: "widened" });
    expect(archive.query("SELECT count(*) n FROM alerts WHERE level = 'rumour' AND revision = 1")).toEqual([{ n: 1 }]);
  });

  test("confirms no rumour of another figure", async () => {
    const archive = buildArchive();
    const rumour = "Borealis may pay 15 million euros, two clerks say.";
    await readText(archive, "https://paper.example/r", rumour, [["fee", "rumoured_change", "may pay 15 million euros"]], {
      ...alike(0),
      story: "sto_1",
    });
    const { raised } = await readText(archive, "https://gazette.example/fee", FEE, [fee], { ...alike(9), story: "sto_2" });
    expect(raised.outcome).toBe("opened");
  });
});

describe("a denial that lies in another story", () => {
  const RUMOUR = "Borealis may lose berth four, people close to the talks say.";
  const rumours = ["exclusive-berth", "rumoured_change", "may lose berth four"] as const;
  const HOLDS = "The port denied the reports. Borealis keeps the exclusive use of berth four, it said.";
  const RECALLS = "Borealis has the exclusive use of berth four, where a crane was mended on Friday.";
  const holds = ["exclusive-berth", "reaffirms", "the exclusive use of berth four"] as const;
  async function twoRumours(archive: Archive) {
    for (const n of [1, 2]) await readText(archive, `https://paper${n}.example/r`, RUMOUR, [rumours], { ...alike(0), story: `sto_${n}` });
  }
  const states = (archive: Archive) =>
    archive.alerts.list(null, 9).map(({ id }) => archive.alerts.revisions(id as AlertId).map((one) => one.kind));

  for (const [who, url] of [
    ["a party's", "https://lindau.example/d"],
    ["one that the press tells", "https://gazette.example/d"],
  ] as const)
    test(`${who} is told on every rumour of its term, once`, async () => {
      const archive = buildArchive();
      await twoRumours(archive);
      const { raised, article } = await readText(archive, url, HOLDS, [holds], { ...alike(1), story: "sto_3" });
      expect(raised).toMatchObject({ outcome: "denied", elsewhere: [{ outcome: "denied", message: { kind: "denied" } }] });
      expect(states(archive)).toEqual([
        ["opened", "denied"],
        ["opened", "denied"],
      ]);
      for (const { id } of archive.alerts.list(null, 9)) {
        expect(archive.alerts.deniersOf(id as AlertId)).toHaveLength(1);
        expect(archive.alerts.storiesOf(id as AlertId)).toHaveLength(1);
        expect(archive.readings.voices(id as AlertId).map((one) => one.article)).not.toContain(article);
      }
      await readText(archive, `${url}/again`, HOLDS, [holds], { ...alike(2), story: "sto_4", origin: url });
      expect(kinds(archive).filter((kind) => kind === "denied")).toHaveLength(2);
    });

  test("is none where the press only recalls the term, or stands against what is told as fact", async () => {
    const archive = buildArchive();
    await twoRumours(archive);
    const recalled = await readText(archive, "https://gazette.example/crane", RECALLS, [holds], { ...alike(1), story: "sto_3" });
    expect(recalled.raised.outcome).toBe("held");
    const ENDED = "Borealis no longer has the exclusive use of berth four.";
    const other = buildArchive();
    await readText(other, "https://paper.example/e", ENDED, [["exclusive-berth", "changes", "no longer has"]], {
      ...alike(0),
      story: "sto_1",
    });
    const denied = await readText(other, "https://gazette.example/d", HOLDS, [holds], { ...alike(1), story: "sto_2" });
    expect(denied.raised.outcome).toBe("held");
    const party = await readText(other, "https://lindau.example/d", HOLDS, [holds], { ...alike(1), story: "sto_3" });
    expect(party.raised.outcome).toBe("denied");
  });
});

test("an alert whose page could not be read says why, until it was", async () => {
  const archive = buildArchive();
  const listed = { key: "k", url: "https://gazette.example/fee", title: "Fee", published: onDay(0).now.toISOString(), contentHtml: null };
  const { id } = archive.entries.record(FEED, { ...listed, summary: FEE }, NOW.toISOString());
  const job = archive.jobs.add("fetch-page", { entry: id }, NOW.toISOString());
  const recordPage = createRecordPage({ archive, now: () => NOW, random: () => 0 });
  const message = "https://gazette.example/fee: answered 403";
  await recordPage({ job, entry: id, answer: { outcome: "refused", status: 403, retryAfterMs: null, message } });
  const unread = await readText(archive, "https://gazette.example/fee", FEE, [fee], {
    ...onDay(0),
    change: { title: "Fee", published: listed.published },
  });
  expect(messageIn(unread.raised)).toMatchObject({ unread: "answered 403" });
  const read = await readText(archive, "https://paper.example/fee", FEE, [fee], onDay(1));
  expect(messageIn(read.raised)).toMatchObject({ unread: null });
});

test.each([
  ["14 million euros a year", "€14m", "Borealis pays 12 million euros.", true],
  ["14 million euros instead of 12 million euros", "15 million euros, not 12 million euros", "Borealis pays 12 million euros.", false],
  ["14 million euros", "17 percent more", "Borealis pays 12 million euros.", null],
  ["ends in 2031", "is extended to 30 June 2031", "It runs until 2029.", true],
  ["is shared from 3 May 2026", "is open to all from 4 June 2026", "Borealis alone has berth four.", null],
])("%s and %s: the same change of “%s” is %s", (one, other, statement, same) => {
  expect(sameChange(one, other, statement)).toBe(same);
});
