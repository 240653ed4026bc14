// node models/training/calibrate.ts [VALIDATION.jsonl]: fits how sentence evidence is weighed into verdicts, on subjects that the reader
// was not trained on, and writes models/reader/reader.json. Prints what the fit gives on subjects that it did not see (five folds by subject).
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { materialOf } from "../../src/judge/candidates.ts";
import { gatherEvidence, READER_FOLDER } from "../../src/judge/embedded.ts";
import { openReaderModel } from "../../src/judge/reader-model.ts";
import {
  alertChance,
  articleFeatures,
  type Calibration,
  type Evidence,
  heldChance,
  heldFeatures,
  movedChance,
  sigmoid,
  termFeatures,
} from "../../src/judge/weigh.ts";
import { isMove, readCases } from "../../test/eval/cases.ts";

type Sample = { subject: string; evidence: Evidence; moved: boolean[]; held: boolean[]; alerts: boolean };

async function samplesOf(file: string): Promise<Sample[]> {
  const model = await openReaderModel({ folder: READER_FOLDER });
  const samples: Sample[] = [];
  for (const { subject, input, alert, labels } of readCases([file], "").cases) {
    if (input.terms.length === 0) continue;
    const evidence = await gatherEvidence(model, input, materialOf(input), new AbortController().signal);
    const moved = input.terms.map(({ id }) => isMove(labels.get(id) ?? "silent"));
    const held = input.terms.map(({ id }) => labels.get(id) === "reaffirms");
    samples.push({ subject, evidence, moved, held, alerts: alert !== "none" });
  }
  await model.close();
  return samples;
}

/** Logistic regression with a ridge, by Newton's method. The last weight is the constant. */
function regress(samples: readonly (readonly number[])[], truth: readonly boolean[], ridge = 2): number[] {
  const size = (samples[0]?.length ?? 0) + 1;
  const weights = new Array<number>(size).fill(0);
  for (let step = 0; step < 30; step += 1) {
    const gradient = weights.map((weight, at) => (at === size - 1 ? 0 : ridge * weight));
    const hessian = weights.map((_, row) => weights.map((__, column) => (row === column ? (row === size - 1 ? 1e-6 : ridge) : 0)));
    for (const [index, sample] of samples.entries()) {
      const x = [...sample, 1];
      const chance = sigmoid(x.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0));
      for (let row = 0; row < size; row += 1) {
        gradient[row] = (gradient[row] ?? 0) + (chance - Number(truth[index])) * (x[row] ?? 0);
        for (let column = 0; column < size; column += 1) {
          const line = hessian[row] as number[];
          line[column] = (line[column] ?? 0) + chance * (1 - chance) * (x[row] ?? 0) * (x[column] ?? 0);
        }
      }
    }
    const move = solve(hessian, gradient);
    for (let at = 0; at < size; at += 1) weights[at] = (weights[at] ?? 0) - (move[at] ?? 0);
  }
  return weights;
}

function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((line, at) => [...line, right[at] ?? 0]);
  for (let at = 0; at < rows.length; at += 1) {
    const pivot = rows
      .slice(at)
      .reduce((best, line, offset) => (Math.abs(line[at] ?? 0) > Math.abs(rows[best]?.[at] ?? 0) ? at + offset : best), at);
    [rows[at], rows[pivot]] = [rows[pivot] as number[], rows[at] as number[]];
    const line = rows[at] as number[];
    for (const [other, target] of rows.entries()) {
      if (other === at) continue;
      const factor = (target[at] ?? 0) / (line[at] ?? 1);
      for (let column = at; column < target.length; column += 1) target[column] = (target[column] ?? 0) - factor * (line[column] ?? 0);
    }
  }
  return rows.map((line, at) => (line.at(-1) ?? 0) / (line[at] ?? 1));
}

function calibrate(samples: readonly Sample[], from: Calibration): Calibration {
  const moved = regress(
    samples.flatMap(({ evidence, moved: terms }) => terms.map((_, term) => termFeatures(evidence, term))),
    samples.flatMap((one) => one.moved),
  );
  const chances = samples.map(({ evidence, moved: terms }) => terms.map((_, term) => movedChance(evidence, term, { ...from, moved })));
  const held = regress(
    samples.flatMap(({ evidence }, at) => (chances[at] ?? []).map((chance, term) => heldFeatures(evidence, term, chance))),
    samples.flatMap((one) => one.held),
  );
  const alert = regress(
    samples.map(({ evidence }, at) => articleFeatures(evidence, chances[at] ?? [])),
    samples.map((one) => one.alerts),
  );
  return { ...from, moved, held, alert };
}

type Scored = Record<"moved" | "held" | "alerts", [chance: number, truth: boolean][]>;
function scored(cases: readonly Sample[], calibration: Calibration): Scored {
  const found: Scored = { moved: [], held: [], alerts: [] };
  for (const { evidence, moved, held, alerts } of cases) {
    const chances = moved.map((_, term) => movedChance(evidence, term, calibration));
    for (const [term, truth] of moved.entries()) found.moved.push([chances[term] ?? 0, truth]);
    for (const [term, truth] of held.entries()) found.held.push([heldChance(evidence, term, chances[term] ?? 0, calibration), truth]);
    found.alerts.push([alertChance(evidence, chances, calibration), alerts]);
  }
  return found;
}

function table(name: string, pairs: readonly (readonly [number, boolean])[]): void {
  for (const bar of [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) {
    const hit = pairs.filter(([chance, truth]) => chance >= bar && truth).length;
    const raised = pairs.filter(([chance]) => chance >= bar).length;
    const due = pairs.filter(([, truth]) => truth).length;
    const f1 = (2 * hit) / Math.max(1, raised + due);
    console.log(
      `${name} from ${bar}: precision ${(hit / Math.max(1, raised)).toFixed(3)} recall ${(hit / due).toFixed(3)} F1 ${f1.toFixed(3)}`,
    );
  }
}

const [file = join(import.meta.dirname, "data", "validation.jsonl")] = process.argv.slice(2).filter((one) => !one.startsWith("--"));
const cases = await samplesOf(file);
const subjects = [...new Set(cases.map((one) => one.subject))];
const folds = [0, 1, 2, 3, 4].map((fold) => new Set(subjects.filter((_, at) => at % 5 === fold)));
const cardFile = join(READER_FOLDER, "reader.json");
const card = JSON.parse(readFileSync(cardFile, "utf8")) as { calibration: Calibration };
const unseen = folds.map((fold) =>
  scored(
    cases.filter((one) => fold.has(one.subject)),
    calibrate(
      cases.filter((one) => !fold.has(one.subject)),
      card.calibration,
    ),
  ),
);
for (const [name, of] of [
  ["term moved", "moved"],
  ["term restated", "held"],
  ["article alerts", "alerts"],
] as const)
  table(
    name,
    unseen.flatMap((one) => one[of]),
  );
const rounded = (weights: readonly number[]): number[] => weights.map((one) => Math.round(one * 1e4) / 1e4);
const { moved, held, alert } = calibrate(cases, card.calibration);
card.calibration = { ...card.calibration, moved: rounded(moved), held: rounded(held), alert: rounded(alert) };
writeFileSync(cardFile, `${JSON.stringify(card, null, 2)}\n`);
console.log(`${cardFile} written from ${cases.length} articles, ${subjects.length} subjects`);
