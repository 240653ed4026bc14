import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stringify } from "yaml";
import { buildArchive, watchDefinition } from "../../support/builders.ts";
import { runHere } from "../../support/run-here.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clausewatch-later-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const COMMANDS = [
  ["run"],
  ["poll", "--once"],
  ["serve"],
  ["feeds"],
  ["terms", "list"],
  ["alerts", "list"],
  ["alerts", "ack", "alr_1"],
  ["search", "berth"],
  ["export", "terms"],
  ["explain", "https://gazette.example/a"],
  ["verify"],
  ["backup", "copy.sqlite"],
  ["vacuum"],
  ["thin"],
  ["rederive"],
  ["replay", "--watch", "watch.yaml", "--since", "2026-03-01"],
];

test("an archive that a later version migrated is refused by every command, and stays as it is to the byte", async () => {
  const [config, file] = [join(folder, "clausewatch.yaml"), join(folder, "archive.sqlite")];
  const watch = join(folder, "watch.yaml");
  writeFileSync(watch, stringify({ ...watchDefinition, feeds: [] }));
  writeFileSync(config, stringify({ dataDir: folder, watches: ["watch.yaml"], feeds: [], judge: { engine: "rules" } }));
  buildArchive({ path: file }).close();
  const later = new Sqlite(file);
  later
    .prepare("INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)")
    .run("of the future", Date.parse("2031-05-04T03:02:01.000Z"));
  later.close();
  const before = readFileSync(file);

  for (const command of COMMANDS) {
    const { code, stdout, stderr } = await runHere(
      config,
      command.map((word) => (word === "watch.yaml" ? watch : word)),
    );
    expect([command, code, stdout]).toEqual([command, 1, ""]);
    expect(stderr).toContain(
      `the archive ${file} was written by a later version of clausewatch: it has the migration of 2031-05-04T03:02:01.000Z, which this version does not know`,
    );
    expect(stderr).toMatch(/Run the version that wrote it, or put the backup from before it back/);
  }
  const { code, stdout } = await runHere(config, ["doctor"]);
  expect([code, stdout]).toEqual([1, expect.stringContaining("FAIL  archive: the archive")]);
  expect(readFileSync(file).equals(before)).toBe(true);
});
