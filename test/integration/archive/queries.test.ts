import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { openDatabase } from "../../../src/archive/database.ts";
import { ROOT } from "../../support/daemon.ts";
import { fillGenerated } from "../../support/generate-archive.ts";

const metadata = z
  .object({
    databases: z.object({
      archive: z.object({
        queries: z.record(z.string(), z.object({ title: z.string(), sql: z.string() })),
        tables: z.record(
          z.string(),
          z.object({ facets: z.array(z.string()).default([]), label_column: z.string().optional(), sort_desc: z.string().optional() }),
        ),
      }),
    }),
  })
  .parse(parse(readFileSync(join(ROOT, "docs/datasette/metadata.yaml"), "utf8"))).databases.archive;
const page = readFileSync(join(ROOT, "docs/archive.md"), "utf8");
const documented: [string, string][] = [...page.matchAll(/^```sql\n([\s\S]*?)^```/gm)].map(([, sql = ""]) => [
  sql.trim().split("\n")[0] ?? "",
  sql,
]);
const canned: [string, string][] = Object.entries(metadata.queries).map(([name, { sql }]) => [name, sql]);
/** Values for the parameters that the queries name. */
const VALUES = { watch: "watch-1", term: "term-1", on: "2026-03-01", known: "2026-03-03", words: "harbour", story: "sto_1" };

// Measured rows steer the planner, so the plans are those of an archive that has some.
const { sqlite } = openDatabase(":memory:");
fillGenerated(sqlite, { articles: 600, watches: 3, until: new Date("2026-11-28T12:00:00Z"), seed: 7 });
const parametersOf = (sql: string) => Object.fromEntries(Object.entries(VALUES).filter(([name]) => sql.includes(`:${name}`)));

/** Tables that stay small, by the names and aliases under which queries use them: versions of terms, feeds, jobs. */
const SMALL = new Set(["v", "term_versions", "f", "jobs", "terms_now", "json_each"]);

describe("every documented query", () => {
  test.each([...documented, ...canned])("runs, and reads no large table from end to end: %s", (_, sql) => {
    const plan = sqlite.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(parametersOf(sql)) as { detail: string }[];
    expect(() => sqlite.prepare(sql).all(parametersOf(sql))).not.toThrow();
    for (const { detail } of plan) {
      const [, name, how = ""] = /^SCAN (\S+)(.*)$/.exec(detail) ?? [];
      if (name === undefined || SMALL.has(name) || /VIRTUAL TABLE INDEX \d+:.*M/.test(how)) continue;
      // In the order of an index, up to a limit, is a look and no walk.
      expect([detail, how.includes("INDEX") && /\bLIMIT \d+/.test(sql)]).toEqual([detail, true]);
    }
  });

  test("a query that walks a large table is seen as such", () => {
    const [{ detail } = { detail: "" }] = sqlite.prepare("EXPLAIN QUERY PLAN SELECT * FROM readings WHERE judge = 'x'").all() as {
      detail: string;
    }[];
    expect(detail).toBe("SCAN readings");
  });
});

describe("the Datasette metadata", () => {
  const columnsOf = (table: string) => (sqlite.pragma(`table_info(${table})`) as { name: string }[]).map((row) => row.name);
  test.each(Object.entries(metadata.tables))("names a table or view with its columns: %s", (table, { facets, label_column, sort_desc }) => {
    const columns = columnsOf(table);
    expect(columns.length).toBeGreaterThan(0);
    expect(columns).toEqual(expect.arrayContaining([...facets, ...[label_column, sort_desc].filter((one) => one !== undefined)]));
  });
});
