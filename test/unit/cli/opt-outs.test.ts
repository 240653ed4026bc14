import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openArchive } from "../../../src/archive/archive.ts";
import type { WatchId } from "../../../src/domain/ids.ts";
import { runHere } from "../../support/run-here.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clausewatch-opt-outs-"));
  mkdirSync(join(folder, "data"));
  writeFileSync(join(folder, "clausewatch.yaml"), `dataDir: ${JSON.stringify(join(folder, "data"))}\nwatches: []\n`);
  const archive = openArchive(join(folder, "data", "archive.sqlite"));
  const desk = { watch: "harbour-deal" as WatchId, channel: "email", recipient: "desk@newsroom.example" };
  archive.transaction(() => archive.optOuts.add(desk, "2026-03-12T09:00:00Z"));
  archive.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

async function notify(...args: string[]): Promise<{ code: number; out: string }> {
  const { code, stdout, stderr } = await runHere(join(folder, "clausewatch.yaml"), ["notify", ...args]);
  return { code, out: stdout + stderr };
}

test("who left is listed, is told again by command, and cannot be told again twice", async () => {
  expect((await notify("opt-outs")).out).toMatch(/desk@newsroom\.example +email +harbour-deal +2026-03-12/);
  const back = ["resubscribe", "desk@newsroom.example", "--watch", "harbour-deal"];
  expect(await notify(...back)).toEqual({ code: 0, out: "desk@newsroom.example hears of harbour-deal again, from the next alert on\n" });
  expect((await notify("opt-outs")).out).toBe("nobody has unsubscribed\n");
  const again = await notify(...back);
  expect(again.code).toBe(2);
  expect(again.out).toContain("has not left harbour-deal on email; clausewatch notify opt-outs lists who left what");
});
