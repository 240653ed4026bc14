import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT } from "../../support/daemon.ts";
import { buildWebArchive, type WebArchive } from "../../support/web-archive.ts";

/** What somebody asks who has the file, `sqlite3` and docs/archive.md: the page's own question, the page's own query, their ids put in. */
const page = readFileSync(join(ROOT, "docs/archive.md"), "utf8");
const missing = spawnSync("sqlite3", ["--version"]).error === undefined ? null : "sqlite3 is not installed";
const folder = mkdtempSync(join(tmpdir(), "clausewatch-newcomer-"));
const file = join(folder, "archive.sqlite");
let web: WebArchive;
beforeAll(async () => {
  web = await buildWebArchive();
  await web.archive.upkeep.backup(file);
});
afterAll(() => rmSync(folder, { recursive: true }));

function answered(question: string, ids: Readonly<Record<string, string>> = {}): Record<string, unknown>[] {
  const [, sql = ""] = page.slice(page.indexOf(question)).match(/```sql\n([\s\S]*?)```/) ?? [];
  const asked = Object.entries({ "ms-openai": web.watch, "azure-stateless-api": web.term, ...ids });
  const put = asked.reduce((text, [example, own]) => text.replaceAll(`'${example}'`, `'${own}'`), sql);
  const { stdout, stderr } = spawnSync("sqlite3", ["-json", "-readonly", file, put], { encoding: "utf8" });
  expect([question, stderr]).toEqual([question, ""]);
  return stdout.trim() === "" ? [] : JSON.parse(stdout);
}

test.skipIf(missing !== null)("what did we hold true on 1 March, as known two days later?", () => {
  const stood = answered("Which terms stood on 1 March").map((row) => row["term_id"]);
  expect(stood).toEqual(["exclusive-berth", "fee"]);
});

test.skipIf(missing !== null)("who first said otherwise, and what exactly did they write?", () => {
  expect(answered("Who first said otherwise about each term")).toMatchObject([
    { term_id: "exclusive-berth", source_domain: "gazette.example", quote: "other lines may use berth four as well" },
  ]);
  const [shown] = answered("What exactly does an article say", {
    "https://example.org/news/deal-amended": "https://gazette.example/shares",
  });
  expect(shown?.["in_context"]).toMatch(/^From June other lines may use berth four as well\.\n\nThe port confirmed/);
});

test.skipIf(missing !== null)("does it rest on one source or on several, and who carried it?", () => {
  const ids = { alr_5b1d0c9a3e7f2468: web.alert, sto_5b1d0c9a3e7f2468: web.story };
  expect(answered("Does what an alert says rest", ids)).toMatchObject([{ articles: 1, outlets: 1, origins: 1 }]);
  expect(answered("Who carried a story, in what order", ids)).toMatchObject([{ title: "Berth four is to be shared" }]);
});

test.skipIf(missing !== null)("was anybody told, and which alerts wait for a person?", () => {
  expect(answered("Which alerts wait for a person")).toMatchObject([{ id: web.alert, level: "changes", sent: 0 }]);
  expect(answered("What exactly went out")).toEqual([]);
});

test.skipIf(missing !== null)("why did the other article not alert?", () => {
  const url = { "https://example.org/news/deal-amended": "https://gazette.example/keeps" };
  expect(answered("Why did one article not alert", url)).toMatchObject([{ watch_id: "harbour-deal", level: "none" }]);
});
