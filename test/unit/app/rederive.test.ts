import { describe, expect, test } from "vitest";
import { createRelater } from "../../../src/app/app.ts";
import { rederive } from "../../../src/app/rederive.ts";
import type { Archive } from "../../../src/archive/archive.ts";
import { packBody } from "../../../src/archive/snapshots.ts";
import { sha256 } from "../../../src/domain/ids.ts";
import { createRulesJudge } from "../../../src/judge/rules.ts";
import { recordArticle } from "../../../src/stages/record-article.ts";
import { buildArchive, buildExtracted, FEED, NOW } from "../../support/builders.ts";

const AT = NOW.toISOString();
const LOSES = "Borealis no longer has the exclusive use of berth four in the Port of Lindau, the port said on Monday.";
const page = (text: string) =>
  `<html lang="en"><head><title>Berth four</title></head><body><article><h1>Berth four</h1><p>${text}</p><p>${"The quay was rebuilt in the autumn, and cranes were moved from the old basin to the new one. ".repeat(6)}</p></article></body></html>`;

/** An article whose page says more than an older parser found in it. */
function put(archive: Archive, name: string, body: string) {
  const url = `https://gazette.example/${name}`;
  archive.transaction(() => {
    const meta = { url, finalUrl: url, status: 200, contentType: "text/html; charset=utf-8", headers: {}, fetchedAt: AT };
    const snapshot = archive.snapshots.record({
      ...meta,
      sha256: sha256(body),
      bytes: Buffer.byteLength(body),
      bodyZstdBase64: packBody(Buffer.from(body)),
    });
    const entry = archive.entries.record(FEED, { key: url, url, title: "Berth four", published: AT, summary: null, contentHtml: null }, AT);
    recordArticle(
      archive,
      entry.id,
      { url, article: buildExtracted({ title: "Berth four", text: "Half of it.", published: AT }), snapshot },
      AT,
    );
    for (const job of archive.jobs.pendingOf(["relate-article"])) archive.jobs.done(job.id);
  });
  return url;
}
const again = (archive: Archive, read = false) =>
  rederive(
    { archive, relater: createRelater(), judge: createRulesJudge(), now: () => NOW, signal: new AbortController().signal },
    { since: "", read },
  );
const WORK = ["relate-article", "inherit-readings", "read-article", "raise-alert", "deliver-alert"];

describe("deriving again", () => {
  test("a page that reads otherwise today becomes a revision with readings, and nobody is notified", async () => {
    const archive = buildArchive();
    const url = put(archive, "a", page(LOSES));
    expect(await again(archive)).toMatchObject({ pages: 1, changed: [url], read: 1, lost: [] });
    const row = archive.articles.findByUrl(url);
    expect(row).toMatchObject({ revision: 2, text: expect.stringContaining(LOSES) });
    expect(archive.query("SELECT revision, snapshot_id FROM article_revisions")).toEqual([{ revision: 1, snapshot_id: row?.snapshotId }]);
    expect(archive.query("SELECT verdict FROM readings WHERE revision = 2")).toContainEqual({ verdict: "changes" });
    expect(archive.query("SELECT decision, alert_id FROM assessments")).toEqual([
      { decision: expect.stringContaining("nobody is notified"), alert_id: null },
    ]);
    expect([archive.jobs.pendingOf(WORK), archive.alerts.counts().alerts]).toEqual([[], 0]);
    expect(archive.verifyChain().faults).toEqual([]);
  });

  test("a second time changes nothing", async () => {
    const archive = buildArchive();
    put(archive, "a", page(LOSES));
    await again(archive);
    expect(await again(archive)).toMatchObject({ pages: 1, changed: [], read: 0 });
  });

  test("with --read what came out the same is read again too, and what it said before is taken back in the chain", async () => {
    const archive = buildArchive();
    put(archive, "a", page(LOSES));
    await again(archive);
    expect(await again(archive, true)).toMatchObject({ changed: [], read: 1 });
    expect(archive.verifyChain()).toMatchObject({ faults: [], takenBack: expect.any(Number) });
    expect(archive.verifyChain().takenBack).toBeGreaterThan(0);
  });

  test("work that is still in hand may be news, so it comes first", async () => {
    const archive = buildArchive();
    put(archive, "a", page(LOSES));
    archive.jobs.add("raise-alert", { article: "art_1", revision: 1, watch: "harbour-deal" }, AT);
    await expect(again(archive)).rejects.toThrow(/still being worked on.*poll --once/);
  });

  test("a page that holds no article any more leaves its article as it was", async () => {
    const archive = buildArchive();
    const url = put(archive, "a", "<html><body></body></html>");
    expect(await again(archive)).toMatchObject({ lost: [url], changed: [] });
    expect(archive.articles.findByUrl(url)).toMatchObject({ revision: 1, text: "Half of it." });
  });
});
