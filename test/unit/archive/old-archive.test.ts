import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { afterEach, beforeEach, expect, test } from "vitest";
import { explainAlert } from "../../../src/app/explain.ts";
import { openArchive } from "../../../src/archive/archive.ts";
import { teachSha256 } from "../../../src/archive/chain.ts";
import type { AlertMessage, Channel } from "../../../src/channels/channel.ts";
import type { AlertId, DeliveryId } from "../../../src/domain/ids.ts";
import { createDeliverAlert } from "../../../src/stages/deliver-alert.ts";
import { AT_ONCE } from "../../../src/stages/revise-alert.ts";
import { buildChannel, NOW, watchDefinition } from "../../support/builders.ts";

const MIGRATIONS = new URL("../../../migrations", import.meta.url).pathname;
const AT = NOW.toISOString();
const ALERT = "alr_0000000000000001";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clausewatch-old-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Row = Readonly<Record<string, string | number | null>>;

/** An archive as it was when so many migrations had been written, and a way to put rows into it. */
function openAsOf(file: string, migrations: number) {
  const then = join(folder, "migrations");
  cpSync(MIGRATIONS, then, { recursive: true });
  const journal = join(then, "meta", "_journal.json");
  const { entries, ...rest } = JSON.parse(readFileSync(journal, "utf8"));
  writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, migrations) }));
  const sqlite = new Sqlite(file);
  teachSha256(sqlite);
  for (const pragma of ["foreign_keys = OFF", "legacy_alter_table = ON"]) sqlite.pragma(pragma);
  migrate(drizzle(sqlite), { migrationsFolder: then });
  sqlite.pragma("legacy_alter_table = OFF");
  sqlite.pragma("foreign_keys = ON");
  return {
    sqlite,
    put(table: string, ...rows: Row[]) {
      for (const row of rows) {
        const names = Object.keys(row);
        sqlite.prepare(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`).run(Object.values(row));
      }
    },
  };
}

/** What a message held before it had a severity, a history and a status. */
const message = (revision: number, kind: string) => ({
  ...{ alert: ALERT, revision, kind, watch: { id: "harbour-deal", subject: "Berth" }, level: "changes", needsReview: false },
  ...{
    headline: `Berth: revision ${revision}`,
    terms: [],
    evidence: null,
    article: { title: "A", url: "https://gazette.example/a", published: AT },
  },
  ...{ source: { name: "Gazette", domain: "gazette.example", rank: "press" }, story: { id: "sto_1", title: "A" }, origins: 1, outlets: 1 },
  ...{ settle: "", reason: "says so", raisedAt: AT },
});
const delivery = (n: number, revision: number, change: Row): Row => ({
  ...{ id: `dlv_${n}`, alert_id: ALERT, revision, channel: "console", recipient: `r${n}`, state: "sent", attempts: 1, unanswered: 0 },
  ...{ last_error: null, created_at: AT, sent_at: AT, place: null, ...change },
});

test("an archive from before alerts had a life keeps every delivery when it is migrated, and sends what was pending", async () => {
  const file = join(folder, "archive.sqlite");
  const old = openAsOf(file, 7);
  old.put("watches", {
    id: "harbour-deal",
    subject: "Berth",
    definition: JSON.stringify(watchDefinition),
    updated_at: AT,
    removed_at: null,
  });
  old.put("stories", { id: "sto_1", title: "A", opened_at: AT, last_article_at: AT, redirect_to: null });
  old.put("articles", {
    ...{ id: "art_1", revision: 1, url: "https://gazette.example/a", title: "A", text: "Berth four.", source_domain: "gazette.example" },
    ...{ links: "[]", content_hash: "0", first_seen_at: AT, revised_at: AT },
  });
  const statement = "Borealis has the exclusive use of berth four.";
  old.put("term_versions", { watch_id: "harbour-deal", term_id: "exclusive-berth", statement, valid_from: "2026-02-27", recorded_at: AT });
  const alert = {
    watch_id: "harbour-deal",
    story_id: "sto_1",
    level: "changes",
    status: "open",
    headline: "Berth: revision 2",
    revision: 2,
  };
  old.put("alerts", { id: ALERT, ...alert, opened_at: AT, updated_at: AT });
  const revision = { alert_id: ALERT, level: "changes", article_id: "art_1", raised_at: AT };
  old.put(
    "alert_revisions",
    { ...revision, revision: 1, kind: "opened", message: JSON.stringify(message(1, "opened")) },
    { ...revision, revision: 2, kind: "corroborated", message: JSON.stringify(message(2, "corroborated")) },
  );
  old.put(
    "deliveries",
    delivery(1, 1, { place: "C01/1.2" }),
    delivery(2, 1, { state: "dead", attempts: 10, last_error: "answered 500", sent_at: null }),
    delivery(3, 2, { state: "pending", attempts: 0, sent_at: null }),
    delivery(4, 2, { state: "sending", attempts: 1, unanswered: 1, sent_at: null }),
  );
  old.put("opt_outs", { watch_id: "harbour-deal", channel: "console", recipient: "r9", opted_out_at: AT });
  const job = { name: "deliver-alert", subject: JSON.stringify({ delivery: "dlv_3" }), state: "pending", due_at: AT, created_at: AT };
  old.put("jobs", { id: "deliver-alert/dlv_3", ...job });
  const tables = ["watches", "stories", "articles", "term_versions", "alerts", "alert_revisions", "deliveries", "opt_outs", "jobs"];
  const rowsOf = (sqlite: Pick<Sqlite.Database, "prepare">, table: string) =>
    sqlite.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).all() as Row[];
  const before = new Map(tables.map((table) => [table, rowsOf(old.sqlite, table)]));
  old.sqlite.close();

  const archive = openArchive(file);
  for (const [table, rows] of before) {
    const now = archive.query(`SELECT * FROM ${table} ORDER BY 1, 2, 3`);
    expect([table, now.length]).toEqual([table, rows.length]);
    // Every column that there was says what it said; a table that is new may add others.
    for (const [n, row] of rows.entries()) expect(now[n]).toMatchObject(row);
  }
  expect(archive.query("SELECT alert_id, story_id FROM alert_stories")).toEqual([{ alert_id: ALERT, story_id: "sto_1" }]);
  expect(archive.query("SELECT severity, owner, snoozed_until FROM alerts")).toEqual([
    { severity: "medium", owner: null, snoozed_until: null },
  ]);
  expect(archive.query("PRAGMA foreign_key_check")).toEqual([]);
  expect(archive.query("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
  expect(archive.verifyChain().faults).toEqual([]);

  const sent: AlertMessage[] = [];
  const record: Channel["send"] = async (one) => {
    sent.push(one);
    return null;
  };
  const console = buildChannel(record, ["r3"]);
  const deliver = createDeliverAlert({
    ...{ archive, channels: new Map([["console", console]]), delivery: AT_ONCE, now: () => NOW, random: () => 0 },
  });
  await deliver({ job: "deliver-alert/dlv_3", delivery: "dlv_3" as DeliveryId }, new AbortController().signal);
  expect(sent).toEqual([expect.objectContaining({ revision: 2, severity: "medium", history: [], status: "open" })]);
  expect(explainAlert(archive, ALERT as AlertId)?.lines.join("\n")).toContain(
    "dlv_2: console to r2: given up (answered 500), 10 attempt(s)",
  );
  archive.close();
});
