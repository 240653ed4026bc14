import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { buildArchive, NOW } from "../support/builders.ts";
import { archiveIn, look, writeDemoConfig } from "../support/daemon.ts";
import { messageIn, readText } from "../support/read-one.ts";
import { runHere } from "../support/run-here.ts";

const ENDED = "Borealis no longer has the exclusive use of berth four in the Port of Lindau, the port said.";
const ends = ["exclusive-berth", "changes", "no longer has the exclusive use of berth four"] as const;
const URL_A = "https://gazette.example/a";
const SHARED = "Borealis shares berth four in the Port of Lindau with other lines.";

let folder: string;
let config: string;
let alert: string;
/** An archive in which one alert is open, told to two recipients. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "clausewatch-moves-"));
  config = writeDemoConfig(folder, { sitePort: 9 });
  mkdirSync(join(folder, "data"));
  const archive = buildArchive({ path: archiveIn(folder) });
  alert = messageIn((await readText(archive, URL_A, ENDED, [ends], { change: { published: NOW.toISOString() } })).raised).alert;
  archive.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const here = (...args: string[]) => runHere(config, args);
async function json(...args: string[]) {
  const { code, stdout, stderr } = await here(...args, "--json");
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
}
const rows = (sql: string) => look(archiveIn(folder), (archive) => archive.query(sql));

describe("terms confirm", () => {
  test("moves the register to the new version, with the quote and source of the alert's article, and closes the alert", async () => {
    const { code, stdout } = await here("terms", "confirm", "exclusive-berth", "--alert", alert, "--statement", SHARED, "--by", "Ada");
    expect(code).toBe(0);
    expect(stdout).toContain(`exclusive-berth reads from now on: ${SHARED} (from 2026-03-01)`);
    expect(stdout).toContain(`source ${URL_A}; quote “${ends[2]}”`);
    expect(stdout).toContain(`resolved ${alert}`);
    expect(rows("SELECT status, owner FROM alerts")).toEqual([{ status: "resolved", owner: "Ada" }]);
    // Both who were told of the alert are told of its end.
    expect(rows("SELECT recipient FROM deliveries WHERE revision = 2 ORDER BY recipient")).toEqual([
      { recipient: "me" },
      { recipient: "you" },
    ]);
  });

  test("is told by as-of on both time axes: what held, and what was on record", async () => {
    await json("terms", "confirm", "exclusive-berth", "--alert", alert, "--statement", SHARED, "--from", "2026-03-02");
    const statements = async (...args: string[]) =>
      (await json("terms", "as-of", ...args)).terms.flatMap((one: { termId: string; statement: string }) =>
        one.termId === "exclusive-berth" ? [one.statement] : [],
      );
    const [old = ""] = await statements("2026-03-01");
    expect(old).toContain("exclusive use of berth four");
    expect(await statements("2026-03-03")).toEqual([SHARED]);
    expect(await statements("2026-03-03", "--known", "2026-03-01")).toEqual([old]);
    expect(await statements("2026-02-01")).toEqual([]);
  });

  test("ends a term where nothing takes its place", async () => {
    const { stdout } = await here("terms", "confirm", "exclusive-berth", "--alert", alert, "--ended");
    expect(stdout).toContain("exclusive-berth ends (from 2026-03-01)");
    expect((await json("terms", "list")).map((row: { term_id: string }) => row.term_id)).toEqual(["fee"]);
  });

  test.each([
    ["neither a statement nor its end", [], "with --statement, or --ended"],
    ["a day that is still to come", ["--statement", SHARED, "--from", "2999-01-01"], "is in the future"],
    ["a day before the version that stands", ["--statement", SHARED, "--from", "2026-01-01"], "has a version from 2026-02-27 already"],
    ["no day at all", ["--statement", SHARED], "give --from DATE"],
    ["an alert about another term", ["--statement", SHARED, "--alert", "ALERT", "TERM"], "rests on no reading of fee"],
  ])("refuses %s, and nothing moves", async (_, given, said) => {
    const term = given.includes("TERM") ? "fee" : "exclusive-berth";
    const args = given.filter((one) => one !== "TERM").map((one) => (one === "ALERT" ? alert : one));
    const { code, stderr } = await here("terms", "confirm", term, ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
    expect(rows("SELECT DISTINCT recorded_by FROM term_versions")).toEqual([{ recorded_by: "file" }]);
    expect(rows("SELECT status FROM alerts")).toEqual([{ status: "open" }]);
  });
});

test("terms dispute puts a doubt on record, and the register and its alerts stay as they are", async () => {
  await json(
    "terms",
    "dispute",
    "fee",
    "--note",
    "the filing of May says 14 million",
    "--by",
    "Bo",
    "--source",
    "https://filing.example/5",
  );
  const { stdout } = await here("terms", "show", "fee");
  expect(stdout).toMatch(/disputed by Bo \d{4}-\d\d-\d\d: the filing of May says 14 million \(https:\/\/filing\.example\/5\)/);
  expect(rows("SELECT count(*) n FROM term_versions")).toEqual([{ n: 2 }]);
  const { code, stderr } = await here("terms", "dispute", "rent", "--note", "x");
  expect([code, stderr]).toEqual([2, expect.stringContaining("has no term rent; it has")]);
});

describe("alerts resend", () => {
  const kill = () =>
    look(archiveIn(folder), (archive) => {
      for (const { id } of archive.alerts.deliveriesOf(alert as never)) {
        archive.alerts.updateDelivery(id as never, { state: "dead", attempts: 10, lastError: "the far side answered 500" });
        archive.jobs.done(`deliver-alert/${id}`);
      }
    });

  test("lists what was given up to be sent again from the first attempt, one by one or all at once", async () => {
    kill();
    const dead: { id: string; recipient: string }[] = await json("alerts", "dead");
    expect(dead.map((row) => row.recipient).sort()).toEqual(["me", "you"]);
    const [first] = dead;
    expect(await json("alerts", "resend", first?.id ?? "")).toEqual({ resent: [first?.id] });
    expect(rows("SELECT state, attempts FROM deliveries ORDER BY state")).toEqual([
      { state: "dead", attempts: 10 },
      { state: "pending", attempts: 0 },
    ]);
    expect((await json("alerts", "resend", "--all-dead")).resent).toHaveLength(1);
    expect(rows("SELECT count(*) n FROM jobs WHERE name = 'deliver-alert' AND state = 'pending'")).toEqual([{ n: 2 }]);
    expect((await here("alerts", "dead")).stdout).toContain("no message was given up");
  });

  test("refuses what was not given up, so that nobody gets it twice, and names nobody's delivery", async () => {
    const [{ id } = { id: "" }] = rows("SELECT id FROM deliveries LIMIT 1");
    for (const [args, said] of [
      [[String(id)], "only one that was given up is sent again"],
      [["dlv_0"], "there is no delivery dlv_0"],
      [[], "name deliveries, or give --all-dead"],
    ] as const) {
      const { code, stderr } = await here("alerts", "resend", ...args);
      expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
    }
  });
});
