import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import Sqlite from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Archive, openArchive } from "../../../src/archive/archive.ts";
import { packBody } from "../../../src/archive/snapshots.ts";
import { type ArticleId, alertIdOf, type SnapshotId, sha256, storyIdOf, type TermId, type WatchId } from "../../../src/domain/ids.ts";
import { buildArchive, NOW, putArticle } from "../../support/builders.ts";
import { ROOT } from "../../support/daemon.ts";

const AT = NOW.toISOString();
const WATCH = "harbour-deal" as WatchId;
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clausewatch-chain-"));
  file = join(folder, "archive.sqlite");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const draft = (url: string, body: string) => ({
  ...{ url, finalUrl: url, status: 200, contentType: "text/html", headers: { date: "Sun, 01 Mar 2026 12:00:00 GMT" }, fetchedAt: AT },
  ...{ sha256: sha256(body), bytes: Buffer.byteLength(body), bodyZstdBase64: packBody(Buffer.from(body)) },
});

/** One of everything that is chained. */
function fill(archive: Archive): ArticleId {
  const article = putArticle(archive, "https://gazette.example/a");
  archive.snapshots.record(draft("https://gazette.example/a", "<p>Borealis keeps berth four."));
  archive.stories.open(storyIdOf(article), "Berth four", AT);
  const quote = { quote: "Borealis keeps the exclusive use of berth four", field: "text" as const, start: 0, end: 46 };
  const reading = { ...quote, term: "exclusive-berth" as TermId, verdict: "reaffirms" as const, confidence: 0.1 + 0.2, judge: "test" };
  const assessment = {
    alert: "none" as const,
    needsReview: false,
    readings: [reading],
    reason: "it holds",
    evidence: null,
    judge: "test",
    inheritedFrom: null,
  };
  archive.readings.record({ article, revision: 1, watch: WATCH }, assessment, new Map([["exclusive-berth" as TermId, 1]]), AT);
  const revision = {
    alert: alertIdOf(WATCH, article),
    revision: 1,
    kind: "opened",
    level: "changes",
    severity: "medium",
    status: "open",
    article,
    headline: "Changed",
    message: { said: "so" },
    rule: "opened: it changes",
    person: null,
    note: null,
  } as const;
  archive.alerts.revise(WATCH, storyIdOf(article), revision, [], AT);
  return article;
}

/** Somebody with the file and a tool of their own, who knows that triggers stand in the way. */
function tamper(sql: string): void {
  const sqlite = new Sqlite(file);
  for (const { name } of sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all() as { name: string }[])
    sqlite.exec(`DROP TRIGGER ${name}`);
  sqlite.pragma("foreign_keys = OFF");
  sqlite.exec(sql);
  sqlite.close();
}

function onDisk<T>(use: (archive: Archive) => T): T {
  const archive = buildArchive({ path: file });
  try {
    return use(archive);
  } finally {
    archive.close();
  }
}

describe("the hash chain", () => {
  test("links every snapshot, reading and alert revision as it is written, and finds nothing wrong with them", () => {
    const archive = buildArchive();
    fill(archive);
    expect(archive.verifyChain()).toMatchObject({ links: 3, faults: [], sound: { snapshots: 1, readings: 1, alert_revisions: 1 } });
  });

  test("a transaction that is undone leaves no link", () => {
    const archive = buildArchive();
    expect(() =>
      archive.transaction(() => {
        fill(archive);
        throw new Error("halfway");
      }),
    ).toThrow("halfway");
    expect(archive.chainHead()).toBeNull();
  });

  test("a silent reading that is taken back to be read again is no fault, and is counted", () => {
    const archive = buildArchive();
    const article = fill(archive);
    archive.readings.forgetSilent(article, 1);
    expect(archive.verifyChain()).toMatchObject({ faults: [], takenBack: 1, sound: { readings: 0 } });
  });

  test("a look at the newest links alone sees what was done to them, and passes over what lies before", () => {
    onDisk((archive) => {
      fill(archive);
      for (const n of [1, 2, 3]) archive.snapshots.record(draft(`https://gazette.example/${n}`, `<p>${n}`));
    });
    const tail = (links: number) => onDisk((archive) => archive.chainTail(links).map(({ said }) => said.slice(0, 16)));
    expect([tail(2), tail(100)]).toEqual([[], []]);
    tamper("UPDATE snapshots SET final_url = 'https://x.example/' WHERE url = 'https://gazette.example/1'");
    expect([tail(2), tail(3), tail(100)]).toEqual([[], ["it is not as it "], ["it is not as it "]]);
    tamper("UPDATE chain SET row_hash = 'x' WHERE seq = 5");
    expect(tail(2)).toEqual(["its hash does no", "it is not as it "]);
  });

  const cases: [string, string, { table: string; row: RegExp; said: RegExp }][] = [
    [
      "a quote that was changed",
      "UPDATE readings SET quote = 'Borealis loses it'",
      { table: "readings", row: /^art_\w+\/1\/harbour-deal\/exclusive-berth$/, said: /not as it was written/ },
    ],
    [
      "a verdict that was changed",
      "UPDATE readings SET verdict = 'changes'",
      { table: "readings", row: /exclusive-berth$/, said: /not as it was written/ },
    ],
    ["a reading that was deleted", "DELETE FROM readings", { table: "readings", row: /exclusive-berth$/, said: /deleted/ }],
    [
      "a reading that was slipped in",
      'INSERT INTO readings SELECT 99, article_id, 7, watch_id, term_id, term_version_id, verdict, confidence, quote, field, start, "end", judge, read_at FROM readings',
      { table: "readings", row: /\/7\//, said: /slipped in/ },
    ],
    [
      "a snapshot that was dated back",
      "UPDATE snapshots SET fetched_at = '2025-01-01T00:00:00.000Z'",
      { table: "snapshots", row: /^snp_/, said: /not as it was written/ },
    ],
    ["a snapshot that was deleted", "DELETE FROM snapshots", { table: "snapshots", row: /^snp_/, said: /deleted/ }],
    [
      "an alert that was worded otherwise",
      "UPDATE alert_revisions SET message = '{}'",
      { table: "alert_revisions", row: /^alr_\w+\/1$/, said: /not as it was written/ },
    ],
    ["an alert that was deleted", "DELETE FROM alert_revisions", { table: "alert_revisions", row: /\/1$/, said: /deleted/ }],
    [
      "a link that was cut out of the middle",
      "DELETE FROM chain WHERE seq = 2",
      { table: "chain", row: /^3$/, said: /link before it is missing/ },
    ],
    [
      "a link that was rewritten with its row",
      "UPDATE chain SET row_hash = 'x' WHERE seq = 1",
      { table: "chain", row: /^1$/, said: /does not follow/ },
    ],
    [
      "the newest link and its row cut off, where a head was noted",
      "DELETE FROM alert_revisions; DELETE FROM chain WHERE seq = 3",
      { table: "chain", row: /^3$/, said: /was cut/ },
    ],
  ];
  test.each(cases)("shows %s", (_, sql, fault) => {
    const head = onDisk((archive) => {
      fill(archive);
      return archive.chainHead();
    });
    tamper(sql);
    const { faults } = onDisk((archive) => archive.verifyChain(head));
    expect(faults).toContainEqual({ table: fault.table, row: expect.stringMatching(fault.row), said: expect.stringMatching(fault.said) });
  });

  test("evidence cannot be changed through the program itself", () => {
    const archive = buildArchive();
    fill(archive);
    const refused = (sql: string) => expect(() => archive.query(`${sql} RETURNING 1`)).toThrow(/is never (changed|deleted)/);
    refused("UPDATE snapshots SET status = 404");
    refused("DELETE FROM snapshots");
    refused("UPDATE bodies SET body = x'00'");
    refused("UPDATE readings SET quote = 'x'");
    refused("UPDATE alert_revisions SET message = '{}'");
  });
});

describe("snapshots", () => {
  test("keep the bytes as they came, and one body for all that answered the same", () => {
    const archive = buildArchive();
    const body = `<p>${"Berth four. ".repeat(500)}</p>`;
    const one = archive.snapshots.record(draft("https://gazette.example/a", body));
    const other = archive.snapshots.record(draft("https://mirror.example/a", body));
    expect(archive.snapshots.record(draft("https://gazette.example/a", body))).toBe(one);
    expect(archive.snapshots.counts()).toEqual({ snapshots: 2, bodies: 1 });
    expect(archive.snapshots.bytesOf(other)?.toString()).toBe(body);
    expect(archive.snapshots.find(one)?.headers).toEqual({ date: "Sun, 01 Mar 2026 12:00:00 GMT" });
    const [stored] = archive.query("SELECT bytes, length(body) AS packed FROM bodies");
    expect(Number(stored?.["packed"])).toBeLessThan(Number(stored?.["bytes"]) / 20);
  });

  test("an empty answer is kept too", () => {
    const archive = buildArchive();
    const id = archive.snapshots.record(draft("https://gazette.example/a", ""));
    expect(archive.snapshots.bytesOf(id)).toEqual(Buffer.alloc(0));
  });

  test("bytes that were exchanged, taken out or broken are found by their name", () => {
    onDisk((archive) => ["a", "b", "c", "d"].map((body) => archive.snapshots.record(draft(`https://g.example/${body}`, body))));
    const other = packBody(Buffer.from("x"));
    tamper(`UPDATE bodies SET body = x'${Buffer.from(other, "base64").toString("hex")}' WHERE sha256 = '${sha256("a")}';
      UPDATE bodies SET body = NULL WHERE sha256 = '${sha256("b")}'; UPDATE bodies SET body = x'00' WHERE sha256 = '${sha256("c")}'`);
    const faults = onDisk((archive) => new Map([...archive.snapshots.faults()].map((fault) => [fault.sha256, fault.said])));
    expect(faults.get(sha256("a"))).toContain("not those that were fetched");
    expect(faults.get(sha256("b"))).toContain("taken out");
    expect(faults.get(sha256("c"))).toContain("cannot be unpacked");
    expect(faults.size).toBe(3);
  });
});

test("an archive of the first version is taken over: its pages can be read, its rows are chained, its references hold", () => {
  const old = join(folder, "migrations");
  cpSync(join(ROOT, "migrations"), old, { recursive: true });
  const journal = JSON.parse(readFileSync(join(old, "meta/_journal.json"), "utf8"));
  writeFileSync(join(old, "meta/_journal.json"), JSON.stringify({ ...journal, entries: journal.entries.slice(0, 2) }));
  const sqlite = new Sqlite(file);
  migrate(drizzle(sqlite), { migrationsFolder: old });
  const body = "<p>As it was.";
  for (const id of ["snp_1", "snp_2"])
    sqlite
      .prepare("INSERT INTO snapshots VALUES (?, 'https://g.example/' || ?, 'https://g.example/', 200, NULL, ?, ?, ?, ?)")
      .run(id, id, AT, sha256(body), body.length, gzipSync(body));
  sqlite.exec(`INSERT INTO articles (id, revision, url, text, source_domain, links, content_hash, snapshot_id, first_seen_at, revised_at)
    VALUES ('art_1', 1, 'https://g.example/', 'As it was.', 'g.example', '[]', '0', 'snp_1', '${AT}', '${AT}')`);
  sqlite.close();
  const archive = openArchive(file);
  expect(archive.snapshots.bytesOf("snp_2" as SnapshotId)?.toString()).toBe(body);
  expect(archive.snapshots.counts()).toEqual({ snapshots: 2, bodies: 1 });
  expect(archive.verifyChain()).toMatchObject({ links: 2, faults: [], sound: { snapshots: 2 } });
  expect(archive.query("PRAGMA foreign_key_check")).toEqual([]);
  expect(archive.query("SELECT id FROM articles a JOIN articles_fts f ON f.rowid = a.seq WHERE articles_fts MATCH 'was'")).toEqual([
    { id: "art_1" },
  ]);
  archive.close();
});
