import { clip, table } from "../../src/cli/output.ts";
import { verdict } from "../../src/domain/verdict.ts";
import type { WrongArticle } from "./errors.ts";
import type { Detection, Group, Outcome, Score } from "./score.ts";

/** An article that is not scored, and how the judge marked it. */
export type Unassessed = {
  readonly id: string;
  readonly language: string;
  readonly expected: string;
  /** Older than the record, so that the judge was not asked. */
  readonly history: boolean;
  readonly alert: string;
  readonly needsReview: boolean;
  readonly reason: string;
};

export type Report = {
  readonly judge: string;
  readonly files: readonly string[];
  readonly score: Score;
  readonly doubtful: number;
  readonly notAssessed: { readonly language: readonly Unassessed[] };
  readonly errors: { readonly all: number; readonly worst: readonly WrongArticle[] };
  readonly speed: { readonly loadMs: number; readonly articlesPerSecond: number; readonly peakRssMiB: number };
  /** Null where no gate was asked for. */
  readonly gate: { readonly fallen: readonly string[] } | null;
};

export const unassessed = ({ one, found }: Outcome): Unassessed => ({
  ...{ id: one.id, language: one.language, expected: one.alert, history: one.input.terms.length === 0 },
  ...{ alert: found.alert, needsReview: found.needsReview, reason: found.reason },
});

const WORST_SUBJECTS = 10;
const count = (value: number): string => value.toLocaleString("en");
const figure = (value: number | null, digits = 3): string => (value === null ? "-" : value.toFixed(digits));
const percent = (value: number | null): string => (value === null ? "-" : `${(value * 100).toFixed(1)} %`);

const FOUND = ["P", "R", "F1", "due", "raised", "right"];
const found = ({ precision, recall, f1, due, raised, hit }: Detection) => [figure(precision), figure(recall), figure(f1), due, raised, hit];

function detections({ alert, moved, movedArticles, verdicts }: Score): string {
  const rows: [string, Detection][] = [
    ["alert (article)", alert],
    ["moved (article × term)", moved],
    ["moved, any term (article)", movedArticles],
    ...verdict.options.map((value): [string, Detection] => [value, verdicts[value]]),
  ];
  return table(
    ["", ...FOUND],
    rows.map(([name, one]) => [name, ...found(one)]),
  );
}

const groups = (name: string, rows: readonly Group[]): string =>
  table(
    [name, "articles", "exact", "alert P", "alert R", "alert F1", "moved F1", "review"],
    rows.map(({ name: group, articles, exactClass, alert, moved, needsReview }) => [
      ...[group, articles, figure(exactClass), figure(alert.precision), figure(alert.recall), figure(alert.f1)],
      ...[figure(moved.f1), percent(needsReview)],
    ]),
  );

function reliability({ calibration: { bins, readings, error } }: Score): string {
  const rows = bins.map(({ from, n, confidence, right }) => [
    `${from.toFixed(1)} to ${(from + 0.1).toFixed(1)}`,
    n,
    figure(confidence),
    figure(right),
  ]);
  return `Confidence of ${count(readings)} readings; expected calibration error ${figure(error)}\n${table(["confidence", "n", "mean", "right"], rows)}`;
}

function errorText({ id, title, expected, got }: WrongArticle, at: number): string {
  const side = (alert: string, moved: readonly string[]) => `${alert}${moved.length === 0 ? "" : ` [${moved.join(", ")}]`}`;
  const sure = got.confidence === null ? "" : ` (${got.confidence.toFixed(2)})`;
  const why = got.quote === null ? clip(got.reason, 160) : `“${clip(got.quote, 220)}”${sure}`;
  return [
    `${at + 1}. ${id}: ${title ?? "no headline"}`,
    `   expected ${side(expected.alert, expected.moved)}${expected.quote === null ? "" : `: “${clip(expected.quote, 220)}”`}`,
    `   got ${side(got.alert, got.moved)}${got.needsReview ? ", needs review" : ""}: ${why}`,
  ].join("\n");
}

function notAssessed(rows: readonly Unassessed[]): string[] {
  if (rows.length === 0) return [];
  const markOf = ({ history, alert, needsReview }: Unassessed) =>
    history ? "history, not read" : `alert ${alert}, ${needsReview ? "needs review" : "not for review"}`;
  const marks = Map.groupBy(rows, markOf);
  const lists = [...marks].map(([mark, list]) => {
    const items = list.map(({ id, language, expected }) => `${id} (${language}, expected ${expected})`);
    return `  ${mark}: ${list.length}: ${items.join(", ")}`;
  });
  return [[`Not assessed: language: ${rows.length} articles (--language all scores them), which the judge marked`, ...lists].join("\n")];
}

function summary({ judge, files, score, doubtful }: Report): string {
  const { articles, history, pairs, exactClass, needsReview, falseAlarms } = score;
  const alarms =
    falseAlarms === null
      ? "not measured: no sentence is labelled"
      : `${figure(falseAlarms.per1000, 2)} (${count(falseAlarms.alarms)} in ${count(falseAlarms.pairs)} pairs)`;
  return [
    `${judge} on ${files.join(", ")}`,
    `${count(articles)} articles (${history} of them history), ${count(pairs)} article–term pairs${doubtful === 0 ? "" : `; ${doubtful} rows left out as doubtful`}`,
    `exact alert class ${figure(exactClass)}`,
    `false alarms per 1,000 silent sentence–term pairs: ${alarms}`,
    `needs review ${percent(needsReview)}`,
  ].join("\n");
}

export function reportText(report: Report): string {
  const { score, errors, speed, gate } = report;
  const worst = score.subjects.slice(0, WORST_SUBJECTS);
  const parts = [
    summary(report),
    detections(score),
    reliability(score),
    groups(`subject (worst ${worst.length} of ${score.subjects.length})`, worst),
    groups("genre", score.groups),
    groups("source kind", score.kinds),
    ...notAssessed(report.notAssessed.language),
    [
      `${errors.all} articles with a wrong alert or wrong moved terms; the worst ${errors.worst.length}:`,
      ...errors.worst.map(errorText),
    ].join("\n"),
    `${speed.articlesPerSecond.toFixed(1)} articles/s, judge loaded in ${(speed.loadMs / 1000).toFixed(2)} s, peak memory ${Math.round(speed.peakRssMiB)} MiB`,
    ...(gate === null ? [] : [gate.fallen.length === 0 ? "gate: every figure holds" : `gate: ${gate.fallen.join("; ")}`]),
  ];
  return parts.join("\n\n");
}
