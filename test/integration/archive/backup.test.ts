import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openArchive } from "../../../src/archive/archive.ts";
import { buildArchive } from "../../support/builders.ts";
import { type Running, start, until } from "../../support/daemon.ts";

let folder: string;
let writer: Running | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clausewatch-backup-"));
});
afterEach(async () => {
  await writer?.stop("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

describe("a backup", () => {
  test("taken while another process writes restores to an archive that verifies, and grows on", { timeout: 240_000 }, async () => {
    const file = join(folder, "archive.sqlite");
    buildArchive({ path: file }).close();
    writer = start(["test/support/write-load.ts", file]);
    await until("the other process writes", () => writer?.output().includes("writing") === true, 90_000);
    const archive = openArchive(file);
    const articles = (one: typeof archive) => Number(one.query("SELECT count(*) AS n FROM articles")[0]?.["n"]);
    await until("some dozens of articles are there", () => articles(archive) > 40, 60_000);
    const before = articles(archive);
    const { head } = await archive.upkeep.backup(join(folder, "copy.sqlite"));
    await until("the other process wrote on", () => articles(archive) > before, 60_000);
    expect(writer.child.exitCode).toBeNull();
    await writer.stop("SIGKILL");
    expect(archive.verifyChain(head).faults).toEqual([]);
    archive.close();

    const restored = openArchive(join(folder, "copy.sqlite"));
    const report = restored.verifyChain(head);
    expect(report.faults).toEqual([]);
    expect(report.head).toEqual(head);
    expect(report.sound.snapshots).toBeGreaterThanOrEqual(before);
    expect([[...restored.snapshots.faults()], restored.articles.faults(), restored.upkeep.damage()]).toEqual([[], [], []]);
    expect(articles(restored)).toBe(report.sound.snapshots);
    restored.close();
  });

  test("overwrites nothing, and leaves nothing half done behind", async () => {
    const archive = buildArchive({ path: join(folder, "archive.sqlite") });
    await archive.upkeep.backup(join(folder, "copy.sqlite"));
    await expect(archive.upkeep.backup(join(folder, "copy.sqlite"))).rejects.toThrow("is there already");
    await expect(archive.upkeep.backup(join(folder, "nowhere", "copy.sqlite"))).rejects.toThrow(/director|open/);
    archive.close();
  });
});
