// What `npm test` runs: every vitest project, or what the extra arguments pick (npm test -- test/unit/domain). The last line is
// `N passed, N failed` (and `, N skipped`), which CI reads. Exit code 0 only when something ran and nothing failed.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const NODE_MAJOR = 24;
/** The parts of vitest's JSON report that are counted here. */
type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
};

function runVitest(extra: readonly string[]): { code: number; report: Report | undefined } {
  const directory = mkdtempSync(join(tmpdir(), "clausewatch-tests-"));
  const file = join(directory, "report.json");
  const settings = ["--config", "config/tooling/vitest.config.ts", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  try {
    const { status } = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...settings, ...extra], { stdio: "inherit" });
    return { code: status ?? 1, report: existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Report) : undefined };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function count(code: number, report: Report | undefined): { passed: number; failed: number; skipped: number } {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  // A file that could not be loaded has no tests to fail.
  const broken = report.testResults.filter(({ status, assertionResults }) => {
    return status === "failed" && !assertionResults.some((test) => test.status === "failed");
  });
  const failed = report.numFailedTests + broken.length;
  const skipped = report.numPendingTests + report.numTodoTests;
  // An error outside of any test, or no test at all, fails the run without failing a test.
  return { passed: report.numPassedTests, failed: failed === 0 && (code !== 0 || report.numPassedTests === 0) ? 1 : failed, skipped };
}

const major = Number(process.versions.node.split(".")[0]);
let counts = { passed: 0, failed: 1, skipped: 0 };
if (major < NODE_MAJOR) {
  console.error(`Node ${process.versions.node} is too old: run \`npm test\`, which brings Node ${NODE_MAJOR} (npm ci installs it).`);
} else {
  const { code, report } = runVitest(process.argv.slice(2));
  counts = count(code, report);
}
const { passed, failed, skipped } = counts;
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed > 0 ? 1 : 0;
