import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { rankOf } from "../../src/domain/source.ts";
import { versionAt, versionsOf } from "../../src/domain/term.ts";
import { alertLevel, verdict } from "../../src/domain/verdict.ts";
import { ranksOf, watch as watchSchema } from "../../src/domain/watch.ts";
import { type JudgeInput, judgeInput } from "../../src/judge/judge.ts";
import { createRulesJudge } from "../../src/judge/rules.ts";

/*
 * node test/support/score-judge.ts <watch.yaml> <labelled.jsonl>...
 *
 * Scores the rules judge on labelled articles. Two formats: articles with `text` and `terms: { id: verdict }` about the watch, and training articles that bring
 * their own `terms: [{ id, statement }]` and sentences (the watch file is then not used; "-" will do). Rows marked doubtful or ambiguous are left out.
 */

const spoken = verdict.exclude(["silent"]);
const common = {
  id: z.string(),
  title: z.string().nullish(),
  published: z.string().nullish(),
  language: z.string().nullish(),
  expected_alert: alertLevel,
};
const labels = z.array(z.object({ term: z.string(), verdict: spoken }));
const plainRow = z.object({
  ...common,
  text: z.string(),
  source: z.object({ name: z.string().nullish(), domain: z.string(), kind: z.string().nullish() }),
  terms: z.record(z.string(), spoken),
  doubtful: z.boolean().optional(),
  ambiguous: z.boolean().optional(),
});
const trainingRow = z.object({
  ...common,
  subject: z.string(),
  baseline: z.string(),
  terms: z.array(z.object({ id: z.string(), statement: z.string() })),
  title_labels: labels,
  source: z.object({ kind: z.string().nullish() }),
  sentences: z.array(z.object({ text: z.string(), labels })),
});
type TrainingRow = z.infer<typeof trainingRow>;

type Case = { id: string; input: unknown; alert: z.infer<typeof alertLevel>; moved: Set<string> };

const isMove = (value: string): boolean => value !== "reaffirms";

/** The training text names no parties apart: they are the capitalised words of the statements that also stand in the subject, else any that recur. */
function partiesOf(row: TrainingRow): { name: string; aliases: string[]; domains: string[] }[] {
  const slug = new Set(row.subject.toLowerCase().split("-"));
  const names = row.terms.flatMap(({ statement }) => statement.match(/\p{Lu}[\p{L}]+/gu) ?? []);
  const inSlug = [...new Set(names)].filter((name) => slug.has(name.toLowerCase()));
  const recurring = [
    ...new Set(names.filter((name, at) => names.indexOf(name) !== at && !/^(?:The|An?|It|No|Every|Each|All|Any)$/.test(name))),
  ];
  const chosen = inSlug.length > 0 ? inSlug : recurring.length > 0 ? recurring : row.subject.split("-");
  return chosen.map((name) => ({ name, aliases: [], domains: [] }));
}

function trainingCase(row: TrainingRow): Case {
  const held = row.published == null || row.published.slice(0, 10) >= row.baseline;
  const all = [...row.title_labels, ...row.sentences.flatMap((one) => one.labels)];
  return {
    id: row.id,
    alert: held ? row.expected_alert : "none",
    moved: new Set(held ? all.filter((one) => isMove(one.verdict)).map((one) => one.term) : []),
    input: {
      article: {
        title: row.title ?? null,
        text: row.sentences.map((one) => one.text).join(" "),
        published: row.published ?? null,
        language: row.language ?? null,
        source: { name: null, domain: "training.example", rank: "press" },
      },
      watch: { subject: row.subject, parties: partiesOf(row) },
      terms: held ? row.terms.map((term) => ({ ...term, validFrom: row.baseline })) : [],
      edits: [],
    },
  };
}

function readCases(watchFile: string, file: string): Case[] {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const rows = lines.map((line): unknown => JSON.parse(line));
  if (trainingRow.safeParse(rows[0]).success) return rows.map((row) => trainingCase(trainingRow.parse(row)));
  const watch = watchSchema.parse(parse(readFileSync(watchFile, "utf8")));
  const ranks = ranksOf(watch);
  return rows.flatMap((raw): Case[] => {
    const row = plainRow.parse(raw);
    if (row.doubtful === true || row.ambiguous === true) return [];
    const source = { name: row.source.name ?? null, domain: row.source.domain, kind: row.source.kind ?? null };
    const terms = watch.terms.flatMap((term) => {
      const version = versionAt(versionsOf(term), row.published ?? "9999-12-31");
      return version === null ? [] : [{ id: term.id, statement: version.statement, validFrom: version.validFrom, hints: version.hints }];
    });
    return [
      {
        id: row.id,
        alert: row.expected_alert,
        moved: new Set(Object.entries(row.terms).flatMap(([term, value]) => (isMove(value) ? [term] : []))),
        input: {
          article: {
            title: row.title ?? null,
            text: row.text,
            published: row.published ?? null,
            language: row.language ?? null,
            source: { name: source.name, domain: source.domain, rank: rankOf(source, ranks) },
          },
          watch: { subject: watch.subject, parties: watch.parties },
          terms,
          edits: [],
        },
      },
    ];
  });
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const figure = (value: number): string => value.toFixed(2);
const f1 = (precision: number, recall: number): number => share(2 * precision * recall, precision + recall);

async function score(watchFile: string, file: string): Promise<string> {
  const judge = createRulesJudge();
  const cases = readCases(watchFile, file).map((one) => ({ ...one, input: judgeInput.parse(one.input) as JudgeInput }));
  const count = { hit: 0, raised: 0, due: 0, exact: 0, movedHit: 0, movedRaised: 0, movedDue: 0, review: 0 };
  const started = performance.now();
  for (const { id, input, alert, moved } of cases) {
    const found = await judge.read(input, new AbortController().signal);
    if (found.alert !== "none") count.raised += 1;
    if (alert !== "none") count.due += 1;
    if (found.alert !== "none" && alert !== "none") count.hit += 1;
    if (found.alert === alert) count.exact += 1;
    if (found.needsReview) count.review += 1;
    const raised = found.readings.filter((one) => isMove(one.verdict));
    count.movedRaised += raised.length;
    count.movedDue += moved.size;
    count.movedHit += raised.filter((one) => moved.has(one.term)).length;
    if (process.env["SHOW_ERRORS"] !== undefined && found.alert !== alert) {
      const evidence = raised.map((one) => `${one.term} ${one.verdict} ${one.confidence} <${one.quote}>`);
      console.log(
        `${id}: expected ${alert} [${[...moved].join(" ")}], got ${found.alert}: ${evidence.join(" | ") || found.reason} ${found.evidence?.quote ?? ""}`,
      );
    }
  }
  const seconds = (performance.now() - started) / 1000;
  const precision = share(count.hit, count.raised);
  const recall = share(count.hit, count.due);
  const movedPrecision = share(count.movedHit, count.movedRaised);
  const movedRecall = share(count.movedHit, count.movedDue);
  return (
    `${file.split("/").at(-1)}: ${cases.length} articles, alert P ${figure(precision)} R ${figure(recall)} F1 ${figure(f1(precision, recall))}, ` +
    `exact class ${figure(share(count.exact, cases.length))}, moved P ${figure(movedPrecision)} R ${figure(movedRecall)} F1 ${figure(f1(movedPrecision, movedRecall))}, ` +
    `needs review ${count.review}, ${Math.round(share(cases.length, seconds))} articles/s`
  );
}

const [watchFile, ...files] = process.argv.slice(2);
if (watchFile === undefined || files.length === 0) {
  console.error("usage: node test/support/score-judge.ts <watch.yaml | -> <labelled.jsonl>...   (SHOW_ERRORS=1 lists what went wrong)");
  process.exitCode = 2;
} else for (const file of files) console.log(await score(watchFile, file));
