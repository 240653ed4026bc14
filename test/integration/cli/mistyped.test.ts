import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { runHere } from "../../support/run-here.ts";

const folder = mkdtempSync(join(tmpdir(), "clausewatch-mistyped-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each<[string[], string]>([
  [["alerts", "lst"], "error: there is no command alerts lst; there are list, show, explain"],
  [["feeds", "remove", "gazette"], "error: there is no command feeds remove; there are list,"],
  [["alerts", "list", "--stauts", "open"], "(Did you mean --status?)"],
  [["feeds", "--broken"], "feeds list takes --json"],
  [["search", "court", "--verdict", "changes"], "search has no option --verdict; a field is written into the query: verdict:changes"],
  [["search", "court", "--formt", "csv"], "(Did you mean --format?)"],
  [["alerts", "list", "one"], "too many arguments for 'list'"],
  [["alarts"], "(Did you mean alerts?)"],
])("what is mistyped in %j is answered with what there is", async (words, said) => {
  const { code, stdout, stderr } = await runHere(join(folder, "none.yaml"), words);
  expect(stderr).toContain(said);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).not.toContain("--version");
});

const unusable = [["a file", "/dev/null", "it is a file"], ...(process.platform === "linux" ? [["under /proc", "/proc/x", "ENOENT"]] : [])];
test.each(unusable)("a dataDir that is %s is refused by name, with what helps", async (_, dataDir = "", why = "") => {
  const config = join(folder, "clausewatch.yaml");
  writeFileSync(config, stringify({ dataDir, watches: [], feeds: [], judge: { engine: "rules" } }));
  for (const words of [["run"], ["poll", "--once"], ["vacuum"]]) {
    const { code, stdout, stderr } = await runHere(config, words);
    expect([words, code, stdout]).toEqual([words, 2, ""]);
    expect(stderr).toContain(`dataDir: ${dataDir} cannot be the data directory (${why}`);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  }
  const { stdout } = await runHere(config, ["doctor"]);
  expect(stdout).toContain(`FAIL  data directory: dataDir: ${dataDir} cannot be the data directory (${why}`);
});
