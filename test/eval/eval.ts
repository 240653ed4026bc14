// Scores a judge on labelled articles: npm run eval, or npm run eval -- --help
import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { createJudge } from "../../src/app/app.ts";
import { judgeSettings } from "../../src/app/config-schema.ts";
import { parseCount, print } from "../../src/cli/output.ts";
import { messageOf, UsageError } from "../../src/domain/errors.ts";
import type { Assessment } from "../../src/domain/reading.ts";
import type { Judge } from "../../src/judge/judge.ts";
import { keepVerbatim } from "../../src/stages/read-article.ts";
import { type Case, readCases } from "./cases.ts";
import { wrongArticles } from "./errors.ts";
import { fallen, floors } from "./gate.ts";
import { type Report, reportText, unassessed } from "./report.ts";
import { type Outcome, score } from "./score.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const CASES = `${ROOT}models/training/data/validation.jsonl`;
const WATCH = `${ROOT}config/watches/microsoft-openai.yaml`;
const FLOORS = `${ROOT}test/eval/floors.json`;
const READ_TIMEOUT_MS = 60_000;

type Options = {
  readonly cases: readonly string[];
  readonly watch: string;
  readonly judge: "embedded" | "rules";
  readonly language: "en" | "all";
  readonly errors: number;
  readonly json?: true;
  readonly gate?: true;
};

/** As the product reads: what is older than every term is history and asks the judge nothing, and a quote that does not stand is dropped. */
async function read(judge: Judge, { id, input }: Case): Promise<Assessment> {
  if (input.terms.length === 0) return { alert: "none", needsReview: false, readings: [], evidence: null, reason: "history" };
  try {
    return keepVerbatim(await judge.read(input, AbortSignal.timeout(READ_TIMEOUT_MS)), input.article);
  } catch (error) {
    throw new Error(`${judge.name} could not read ${id}: ${messageOf(error)}`, { cause: error });
  }
}

async function readAll(judge: Judge, cases: readonly Case[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const one of cases) outcomes.push({ one, found: await read(judge, one) });
  return outcomes;
}

async function evaluate(options: Options): Promise<Report> {
  const missing = options.cases.find((file) => !existsSync(file));
  if (missing !== undefined) throw new UsageError(`there is no ${missing}; name labelled articles with --cases FILE`);
  const { cases, doubtful } = readCases(options.cases, options.watch);
  const scored = ({ language }: Case) => options.language === "all" || /^en\b/i.test(language);

  const beforeLoading = performance.now();
  const judge = await createJudge(judgeSettings.parse({ engine: options.judge }));
  const beforeReading = performance.now();
  try {
    const outcomes = await readAll(judge, cases.filter(scored));
    const seconds = (performance.now() - beforeReading) / 1000;
    const foreign = await readAll(
      judge,
      cases.filter((one) => !scored(one)),
    );
    const result = score(outcomes);
    const wrong = wrongArticles(outcomes);
    return {
      judge: judge.name,
      files: options.cases.map((file) => relative(process.cwd(), file)),
      score: result,
      doubtful,
      notAssessed: { language: foreign.map(unassessed) },
      errors: { all: wrong.length, worst: wrong.slice(0, options.errors) },
      speed: {
        loadMs: beforeReading - beforeLoading,
        articlesPerSecond: outcomes.length / seconds,
        peakRssMiB: process.resourceUsage().maxRSS / 1024,
      },
      gate: options.gate === true ? { fallen: fallen(result, floors.parse(JSON.parse(readFileSync(FLOORS, "utf8")))) } : null,
    };
  } finally {
    await judge.close?.();
  }
}

const program = new Command("eval")
  .description("Scores a judge on labelled articles.")
  .option("--cases <file...>", "labelled articles (JSON Lines), by sentence or as a whole", [CASES])
  .option("--watch <file>", "the watch that articles labelled as a whole are about", WATCH)
  .addOption(new Option("--judge <engine>", "what reads").choices(["embedded", "rules"]).default("embedded"))
  .addOption(new Option("--language <which>", "which articles are scored; the others are listed").choices(["en", "all"]).default("en"))
  .option("--errors <n>", "how many of the worst errors to list", (text) => (text === "0" ? 0 : parseCount(text)), 10)
  .option("--json", "everything as one JSON document")
  .option("--gate", "exit with 1 where a figure falls below test/eval/floors.json")
  .exitOverride()
  .action(async (options: Options) => {
    const report = await evaluate(options);
    print(options.json, report, () => reportText(report));
    if ((report.gate?.fallen.length ?? 0) > 0) process.exitCode = 1;
  });

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError)) console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : error instanceof UsageError ? 2 : 1;
}
