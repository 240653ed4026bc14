import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { configSchema, ENVIRONMENT } from "../../src/app/config-schema.ts";
import { openArchive } from "../../src/archive/archive.ts";
import { createProgram } from "../../src/cli/program.ts";
import { watch as watchSchema } from "../../src/domain/watch.ts";
import { ROOT } from "../support/daemon.ts";

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const readme = read("README.md");
const pages = ["README.md", ...globSync("docs/**/*.md", { cwd: ROOT })];
/** Fenced blocks of one language. */
const blocks = (text: string, language: string) =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].flatMap(([, of, body]) => (of === language ? [body ?? ""] : []));

describe("the README", () => {
  test("is short enough to read", () => expect(readme.split("\n").length).toBeLessThan(150));

  test("names npm scripts that exist", () => {
    const scripts = Object.keys(JSON.parse(read("package.json")).scripts);
    const named = [...readme.matchAll(/\bnpm (?:run )?(start|test|[a-z:]+)\b/g)].flatMap(([whole, name]) =>
      /npm (run|start|test)/.test(whole) ? [name] : [],
    );
    expect(named).toEqual(expect.arrayContaining(["demo", "test", "start"]));
    for (const name of named) if (name !== "run") expect(scripts).toContain(name);
  });

  test("names commands that exist", () => {
    const known = createProgram().commands.map((command) => command.name());
    const named = [...readme.matchAll(/\bclausewatch ((?!-)[a-z]+)\b/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(5);
    for (const name of named) expect(known).toContain(name);
  });

  test("shows a watch that is valid, in about ten lines", () => {
    const [example = ""] = blocks(readme, "yaml");
    expect(watchSchema.safeParse(parse(example)).error).toBeUndefined();
    expect(example.trim().split("\n").length).toBeLessThanOrEqual(14);
  });

  test("shows an alert in the words that the console channel uses", () => {
    const alert = blocks(readme, "text").find((block) => block.includes("Was:")) ?? "";
    for (const label of ["Was:", "Now:", "Quote:", "Source:", "Spread:", "Settle:"]) expect(alert).toContain(label);
  });

  test("gives only figures that the benchmarks page records", () => {
    const recorded = read("docs/benchmarks.md");
    const section = readme.split(/^## /m).find((part) => part.startsWith("Measured")) ?? "";
    const figures = section.match(/\d[\d.,]*(?= (?:%|s\b|of|to|and|articles))/g) ?? [];
    expect(figures.length).toBeGreaterThan(4);
    for (const figure of figures) expect(recorded).toContain(figure);
  });
});

test.each(pages)("every link of %s leads somewhere", (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target]) => target ?? "");
  for (const target of links) expect([target, existsSync(join(ROOT, dirname(page), target))]).toEqual([target, true]);
});

test("the architecture page names every adapter of its ports, and no other file", () => {
  const table = [...read("docs/architecture.md").matchAll(/^\| (\w+) \| `src\/(\w+)\/(\w+\.ts)` \| (.*) \|$/gm)];
  expect(table.map(([, port]) => port)).toEqual(["Fetcher", "Judge", "Channel", "Queue", "Relater"]);
  const made = read("src/app/app.ts");
  for (const [, port, folder, own, cell = ""] of table) {
    const named = [...cell.matchAll(/`([\w-]+\.ts)`/g)].map(([, file]) => file ?? "");
    const implementing = globSync(`src/${folder}/*.ts`, { cwd: ROOT })
      .filter((file) => new RegExp(`^export (?:async )?function create\\w+\\([\\s\\S]*?\\): (?:Promise<)?${port}\\b`, "m").test(read(file)))
      .map((file) => file.replace(/^.*\//, ""));
    expect([port, named.toSorted()]).toEqual([port, implementing.filter((file) => file !== own).toSorted()]);
  }
  expect(made).toContain("createChannels");
});

test("every decision is short and says its price or consequence", () => {
  for (const file of globSync("docs/decisions/*.md", { cwd: ROOT }))
    expect([file, read(file).split("\n").length < 40]).toEqual([file, true]);
});

describe("the configuration page", () => {
  const page = read("docs/configuration.md");

  type Schema = { properties?: Record<string, Schema>; default?: unknown; anyOf?: Schema[] };
  const keys = (schema: Schema, path: string): string[] => {
    const inner = Object.entries(schema.properties ?? {});
    return inner.length === 0 ? [path] : inner.flatMap(([key, value]) => keys(value, path === "" ? key : `${path}.${key}`));
  };

  test("explains every key of clausewatch.yaml, and no other", () => {
    const known = keys(z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" }) as Schema, "").sort();
    const [section = ""] = page.split("## Environment");
    const explained = [...section.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, key]) => key).sort();
    expect(explained).toEqual(known);
  });

  test("explains every variable", () => {
    for (const { name, path } of ENVIRONMENT) {
      expect(page).toContain(name);
      expect(page).toContain(path.join("."));
    }
  });

  test("shows watches and settings that are valid", () => {
    for (const example of blocks(page, "yaml").map((block) => parse(block)))
      expect(("terms" in example ? watchSchema : configSchema).safeParse(example).error).toBeUndefined();
  });
});

describe("the archive page", () => {
  const page = read("docs/archive.md");
  const archive = openArchive(":memory:");
  const named = [...page.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)].flatMap(([, cell]) =>
    [...(cell ?? "").matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  const stored = archive.query(
    "SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '__drizzle%' AND name NOT LIKE '%!_fts!_%' ESCAPE '!'",
  );

  test("names every table and view, and no other", () => {
    expect([...named].sort()).toEqual(stored.map((row) => row["name"]).sort());
  });

  const columns = new Map(
    stored.map(({ name }) => [name as string, archive.query(`SELECT name FROM pragma_table_info('${name}')`).map((row) => row["name"])]),
  );
  const isColumn = (word: string, tables: readonly (string | undefined)[]): boolean => {
    const [table, column] = word.includes(".") ? word.split(".") : [undefined, word];
    return (table === undefined ? tables : [table]).some((one) => columns.get(one ?? "")?.includes(column));
  };
  const rows = [...page.matchAll(/^\| ((?:`\w+`(?:, )?)+) \| (.*) \|$/gm)].map(([, names = "", says = ""]) => ({
    tables: [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    words: [...says.matchAll(/`([\w.]+)`/g)].map(([, word = ""]) => word),
  }));

  test("names only columns that its tables and views have", () => {
    expect(rows.flatMap(({ words }) => words).length).toBeGreaterThan(15);
    for (const { tables, words } of rows)
      for (const word of words) if (!columns.has(word)) expect([tables, word, isColumn(word, tables)]).toEqual([tables, word, true]);
    const [above = ""] = page.split("## Tables");
    const named = [...above.matchAll(/`([a-z]+_[a-z_]+|published)`/g)].map(([, word = ""]) => word);
    expect(named.length).toBeGreaterThan(5);
    for (const word of named) expect([word, isColumn(word, [...columns.keys()])]).toEqual([word, true]);
  });

  type Keys = { properties?: Record<string, Keys> };
  const inWatch = z.toJSONSchema(watchSchema, { io: "input", unrepresentable: "any" }) as Keys;
  test.each(pages)("%s names only columns that tables have", (file) => {
    const pairs = [...read(file).matchAll(/`(\w+)\.(\w+)`/g)].filter(
      ([, table = "", key = ""]) => columns.has(table) && inWatch.properties?.[table]?.properties?.[key] === undefined,
    );
    for (const [, table = "", column = ""] of pairs)
      expect([table, column, isColumn(`${table}.${column}`, [])]).toEqual([table, column, true]);
  });

  test.each(blocks(page, "sql"))("the query runs: %s", (query) => {
    expect(() => archive.query(query)).not.toThrow();
  });

  test("has at least eight queries", () => expect(blocks(page, "sql").length).toBeGreaterThanOrEqual(8));
});
