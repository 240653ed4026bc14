import { describe, expect, test } from "vitest";
import { explainAlert, explainUrl } from "../../../src/app/explain.ts";
import type { Archive } from "../../../src/archive/archive.ts";
import { TransientError } from "../../../src/domain/errors.ts";
import type { AlertId, DeliveryId } from "../../../src/domain/ids.ts";
import { answerAlert, dismissed } from "../../../src/stages/answer-alert.ts";
import { createDeliverAlert } from "../../../src/stages/deliver-alert.ts";
import { AT_ONCE } from "../../../src/stages/revise-alert.ts";
import { buildArchive, buildChannel, buildWatch, FEED, NOW, putArticle } from "../../support/builders.ts";
import { found, messageIn, readOne, readText } from "../../support/read-one.ts";

const ENDED = "Borealis no longer has the exclusive use of berth four in the Port of Lindau, the port said.";
const RUMOUR = "Borealis may lose the exclusive use of berth four, people close to the talks say.";
const ends = ["exclusive-berth", "changes", "no longer has the exclusive use of berth four"] as const;
const rumours = ["exclusive-berth", "rumoured_change", "may lose the exclusive use"] as const;
const URL_A = "https://gazette.example/a";

/** Sends everything that is due; each answer is used once, the last one stays. */
async function deliverDue(archive: Archive, answers: ("accept" | "refuse")[], at = NOW): Promise<void> {
  const send = async () => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer === "refuse") throw new TransientError("channel console: the desk is closed");
    return null;
  };
  const console = buildChannel(send);
  const deliver = createDeliverAlert({
    ...{ archive, channels: new Map([["console", console]]), delivery: AT_ONCE, now: () => at, random: () => 0 },
  });
  for (const row of archive.jobs.due("deliver-alert", at.toISOString(), at.toISOString(), 99)) {
    const { delivery } = row.subject as { delivery: DeliveryId };
    await deliver({ job: row.id, delivery }, new AbortController().signal);
  }
}
const explained = (archive: Archive, url = URL_A) => explainUrl(archive, url)?.lines.join("\n") ?? "";

describe("the explanation of an article", () => {
  test("names entry, revision, story, reading with quote, judge and version, rule, alert, deliveries with attempts, and what is pending", async () => {
    const archive = buildArchive();
    await readText(archive, URL_A, ENDED, [ends], { to: new Map([["console", ["me"]]]) });
    await deliverDue(archive, ["refuse"]);
    const said = explained(archive);
    for (const line of [
      /entry {5}ent_\w+, listed by gazette since 2026-03-01/,
      /article {3}art_\w+, revision 1 of 2026-03-01/,
      /snapshot {2}none: read from the feed itself/,
      /story {5}sto_1: 1 article\(s\)/,
      /watch {5}harbour-deal, revision 1: changes, read 2026-03-01\S+ by test\/1/,
      /changes {9}exclusive-berth \(0\.90\): “no longer has the exclusive use of berth four” \[text 9-54\]/,
      /by test\/1 against the version from 2026-02-27, recorded 2026-03-01/,
      /decision {2}opened: the words say so/,
      /revision 1, opened 2026-03-01\S+: .*change reported/,
      /rule {6}opened: the words say so/,
      /delivery {2}dlv_\w+: console to me: pending \(channel console: the desk is closed\), 1 attempt\(s\)/,
      /attempt 1, 2026-03-01\S+: refused 2026-03-01\S+, channel console: the desk is closed/,
      /pending {3}deliver-alert, due 2026-03-01T12:00:05\S+, 1 attempt\(s\) failed: channel console: the desk is closed/,
    ])
      expect(said).toMatch(line);
    await deliverDue(archive, ["accept"], new Date(NOW.getTime() + 60_000));
    expect(explained(archive)).toMatch(/attempt 2, 2026-03-01T12:01:00\S+: accepted/);
    expect(explained(archive)).not.toContain("pending   deliver-alert");
  });

  test("tells of its earlier revisions, and of the copies on either side", async () => {
    const archive = buildArchive();
    const { article } = await readText(archive, URL_A, ENDED, [ends]);
    await readText(archive, URL_A, `${ENDED} The quay is new.`, [ends], { change: { title: "Berth four, again" } });
    const copy = putArticle(archive, "https://paper.example/copy");
    const family = { story: "sto_1", family: "f", variant: "v", origin: URL_A, evidence: [] };
    const edge = { parent: article, kind: "verbatim", containment: 1, edits: [] };
    archive.stories.put({ article: copy, revision: 1, ...family, copy: edge } as never, NOW.toISOString());
    expect(explained(archive)).toMatch(/revision 2 of[\s\S]*before {4}revision 1 of 2026-03-01\S+: Berth four\n/);
    expect(explained(archive)).toContain("copied    verbatim by https://paper.example/copy, 100 % of its text");
    expect(explained(archive, "https://paper.example/copy")).toContain(`copy      verbatim of ${URL_A}, 100 % of its text`);
    expect(explained(archive, "https://paper.example/copy")).toMatch(/watch {5}not read yet\n {2}pending {3}relate-article, due/);
  });

  test("tells of an entry that became no article what it waits for, or what it lacked", () => {
    const archive = buildArchive();
    const entry = { key: "k", url: URL_A, title: "Berth", published: null, summary: null, contentHtml: null };
    const { id } = archive.entries.record(FEED, entry, NOW.toISOString());
    const job = archive.jobs.add("fetch-page", { entry: id }, NOW.toISOString());
    archive.jobs.again(job, "2026-03-01T13:00:00.000Z", { attempts: 2, error: "GET …: refused with 503" });
    expect(explained(archive)).toContain(
      "pending   fetch-page, due 2026-03-01T13:00:00.000Z, 2 attempt(s) failed: GET …: refused with 503",
    );
    archive.jobs.dead(job, 8, "GET …: refused with 503");
    expect(explained(archive)).toContain("given up  fetch-page, 8 attempt(s) failed: GET …: refused with 503");
    archive.entries.gaveNone(id, "the page holds no article");
    expect(explained(archive)).toContain("no article: the page holds no article");
  });
});

describe("the explanation of an alert", () => {
  test("tells every revision with its rule and who made it, how each went out, and the path of each article", async () => {
    const archive = buildArchive();
    const { raised } = await readText(archive, URL_A, RUMOUR, [rumours]);
    const { alert } = messageIn(raised);
    await readText(archive, "https://paper.example/b", ENDED, [ends]);
    const row = archive.alerts.find(alert);
    if (row === undefined) throw new Error("the alert is there");
    const deps = { archive, delivery: AT_ONCE, now: () => NOW };
    archive.transaction(() => answerAlert(deps, buildWatch(), row, dismissed("Ada", "another berth")));
    const told = explainAlert(archive, alert);
    const said = told?.lines.join("\n") ?? "";
    expect(said).toMatch(
      /revision 1, opened[\s\S]*rule {6}opened: the words say so\n {2}article {3}https:\/\/gazette\.example\/a\n {2}delivery/,
    );
    expect(said).toMatch(/revision 2, raised[\s\S]*rule {6}raised from rumour to changes: the words say so/);
    expect(said).toMatch(/revision 3, dismissed[\s\S]*person {4}Ada: another berth\n {2}delivery/);
    expect(said).toMatch(/alert {5}alr_\w+ of the watch harbour-deal: changes, severity \w+, dismissed/);
    expect(told?.articles.map((one) => one.url)).toEqual([URL_A, "https://paper.example/b"]);
    expect(told?.revisions.flatMap((one) => one.deliveries)).toHaveLength(6);
  });

  test("there is none for an alert that is not there", () => {
    expect(explainAlert(buildArchive(), "alr_0" as AlertId)).toBeNull();
  });
});

describe("every article that was read and did not alert", () => {
  const minimum = { watch: { alerts: { to: ["console"], minimum: "contradicts" } } };
  const none = { alert: "none" as const, readings: [], evidence: null };
  type Case = {
    readonly why: string;
    readonly rule: RegExp;
    readonly read: (archive: Archive) => Promise<unknown>;
    readonly options?: Parameters<typeof buildArchive>[0];
  };
  const silent = { ...none, needsReview: false, reason: "nothing" };
  const reaffirms = found("Borealis keeps the exclusive use of berth four", ["exclusive-berth", "reaffirms", "keeps"]);
  const cases: Case[] = [
    { why: "says nothing of any term", rule: /^no alert: nothing/, read: (archive) => readOne(archive, URL_A, silent) },
    {
      why: "is in doubt",
      rule: /^held for review: nothing/,
      read: (archive) => readOne(archive, URL_A, { ...silent, needsReview: true }),
    },
    {
      why: "stays below the watch's minimum",
      rule: /this watch alerts from contradicts/,
      read: (archive) => readText(archive, URL_A, RUMOUR, [rumours]),
      options: minimum,
    },
    {
      why: "is one more of an origin that is counted",
      rule: /this origin has been counted/,
      read: async (archive) => {
        await readText(archive, "https://one.example/", ENDED, [ends], { origin: "release" });
        await readText(archive, URL_A, ENDED, [ends], { origin: "release" });
      },
    },
    {
      why: "restates a term that nobody disputes",
      rule: /^no alert: departs from nothing/,
      read: (archive) => readOne(archive, URL_A, reaffirms),
    },
  ];
  test.each(cases)("because it $why has that reason in the archive, and explain prints it", async ({ rule, read, options }) => {
    const archive = buildArchive(options);
    await read(archive);
    const undecided = archive.query("SELECT * FROM assessments WHERE decision IS NULL OR decision = '' OR reason = ''");
    expect(undecided).toEqual([]);
    const [row] = archive.query("SELECT s.decision FROM assessments s JOIN articles a ON a.id = s.article_id WHERE a.url = ?", URL_A);
    expect(row?.["decision"]).toMatch(rule);
    expect(explained(archive)).toContain(`decision  ${row?.["decision"]}`);
  });
});
