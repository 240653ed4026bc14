import { describe, expect, test } from "vitest";
import type { Archive } from "../../../src/archive/archive.ts";
import { packBody } from "../../../src/archive/snapshots.ts";
import type { AlertId, ArticleId } from "../../../src/domain/ids.ts";
import { createRaiseAlert, type RaiseOutcome } from "../../../src/stages/raise-alert.ts";
import { createRecordPage } from "../../../src/stages/record-page.ts";
import { AT_ONCE } from "../../../src/stages/revise-alert.ts";
import { buildArchive, buildExtracted, FEED, NOW } from "../../support/builders.ts";
import { messageIn, readText, type WATCH } from "../../support/read-one.ts";

const URL_A = "https://gazette.example/a";
const ENDED = "Borealis no longer has the exclusive use of berth four in the Port of Lindau, the port said.";
const ends = ["exclusive-berth", "changes", "no longer has the exclusive use of berth four"] as const;
const PAGE = { title: "Berth four", text: ENDED };
const hours = (n: number) => new Date(NOW.getTime() + n * 3_600_000);
const refused = (status: number) => ({ outcome: "refused", status, retryAfterMs: null, message: `GET ${URL_A}: refused with ${status}` });
const validators = { etag: '"1"', lastModified: null, url: URL_A };
const snapshot = {
  ...{ url: URL_A, finalUrl: URL_A, status: 200, contentType: "text/html", headers: {}, fetchedAt: NOW.toISOString(), bytes: 3 },
  ...{ bodyZstdBase64: packBody(Buffer.from("<p>")), sha256: "01" },
};
const page = { outcome: "article", validators, snapshot, article: buildExtracted(PAGE) };

/** An alert that rests on one page, and what later looks at that page find. */
async function prepare() {
  const archive = buildArchive();
  let now = NOW;
  const recordPage = createRecordPage({ archive, now: () => now, random: () => 0 });
  const listed = { key: URL_A, url: URL_A, title: "Berth four", published: null, summary: null, contentHtml: null };
  const { id: entry } = archive.entries.record(FEED, listed, NOW.toISOString());
  await recordPage({ job: archive.jobs.add("fetch-page", { entry }, NOW.toISOString()), entry, answer: page as never });
  const { article, raised } = await readText(archive, URL_A, ENDED, [ends]);
  const raise = createRaiseAlert({ archive, recipients: new Map([["console", ["me"]]]), delivery: AT_ONCE, now: () => now });
  return {
    archive,
    article,
    alert: messageIn(raised).alert,
    look: (at: number, answer: object) => {
      now = hours(at);
      return recordPage({ job: `look-again/${URL_A}`, entry, answer: answer as never });
    },
    /** Decides everything that is listed to be decided. */
    async decide(): Promise<RaiseOutcome[]> {
      const outcomes: RaiseOutcome[] = [];
      for (const { id: job, subject } of archive.jobs.pendingOf(["raise-alert"]))
        outcomes.push(await raise({ job, ...(subject as { article: ArticleId; revision: number; watch: typeof WATCH }) }));
      return outcomes;
    },
  };
}
const due = (archive: Archive) => archive.jobs.find(`look-again/${URL_A}`)?.dueAt ?? null;
const statusOf = (archive: Archive, alert: AlertId) => archive.alerts.find(alert)?.status;

describe("a page that an alert rests on", () => {
  test("and that answers 410 takes its evidence back in the same thread, with the words that were there", async () => {
    const { archive, alert, article, look, decide } = await prepare();
    await look(1, refused(410));
    const [raised, ...others] = await decide();
    expect(others).toEqual([]);
    expect(messageIn(raised as RaiseOutcome)).toMatchObject({
      ...{ alert, kind: "withdrawn", revision: 2, status: "withdrawn", origins: 0, edit: { before: ends[2], after: "" } },
      update: "The page of The Gazette is gone; nobody is left who says so, and the alert is taken back.",
    });
    expect(archive.alerts.revision(alert, 2)?.rule).toBe(`withdrawn: its page is gone: GET ${URL_A}: refused with 410`);
    // What it said is still there to be read, and nobody asks for the page any more.
    expect(archive.articles.find(article)).toMatchObject({ text: ENDED, goneAt: hours(1).toISOString() });
    expect(due(archive)).toBeNull();
    expect(archive.verifyChain().faults).toEqual([]);
  });

  test("and that answers 404 once is looked for again an hour later, before anything is said", async () => {
    const { archive, alert, look, decide } = await prepare();
    await look(1, refused(404));
    expect(await decide()).toEqual([]);
    expect(due(archive)).toBe(hours(2).toISOString());
    // A mistake: it is there again, as it was.
    await look(2, page);
    expect(await decide()).toEqual([]);
    expect([statusOf(archive, alert), archive.pages.find(URL_A)?.missingSince]).toEqual(["open", null]);
    await look(3, refused(404));
    expect(await decide()).toEqual([]);
    // Looked at too early, as after a restart: that is no second opinion.
    await look(3.5, refused(404));
    expect(await decide()).toEqual([]);
    await look(4, refused(404));
    expect((await decide()).map((one) => one.outcome)).toEqual(["withdrawn"]);
  });

  test("and that comes back after it was believed to be gone opens the alert again", async () => {
    const { archive, alert, article, look, decide } = await prepare();
    await look(1, refused(404));
    await look(2, refused(404));
    await decide();
    expect(statusOf(archive, alert)).toBe("withdrawn");
    await look(8, page);
    expect(archive.articles.find(article)).toMatchObject({ revision: 3, goneAt: null });
    const { raised } = await readText(archive, URL_A, ENDED, [ends], { now: hours(8) });
    expect(messageIn(raised)).toMatchObject({ alert, kind: "raised", revision: 3, status: "open", origins: 1 });
  });

  test("and that is one of two leaves the alert open with the other", async () => {
    const { archive, alert, look, decide } = await prepare();
    await readText(archive, "https://paper.example/b", ENDED, [ends]);
    await look(1, refused(410));
    const [raised] = await decide();
    expect(messageIn(raised as RaiseOutcome)).toMatchObject({ kind: "withdrawn", status: "open", origins: 1, outlets: 1 });
    expect(statusOf(archive, alert)).toBe("open");
  });

  test("and whose server is in trouble says nothing of its evidence", async () => {
    const { archive, alert, look, decide } = await prepare();
    for (const [at, status] of [
      [1, 500],
      [2, 503],
      [3, 403],
    ] as const)
      await look(at, refused(status));
    expect(await decide()).toEqual([]);
    expect(statusOf(archive, alert)).toBe("open");
  });
});

test("a page that no alert counts may go without a word, and its article stays what it was", async () => {
  const { archive, alert, article, look, decide } = await prepare();
  archive.query("UPDATE alerts SET status = 'resolved' WHERE id = ? RETURNING id", alert);
  await look(1, refused(410));
  expect(await decide()).toEqual([]);
  expect(archive.articles.find(article)).toMatchObject({ revision: 1, goneAt: null });
});
