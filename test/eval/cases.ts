import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { UsageError } from "../../src/domain/errors.ts";
import { rankOf, sourceRank } from "../../src/domain/source.ts";
import { dayOf, versionAt, versionsOf } from "../../src/domain/term.ts";
import { type AlertLevel, alertLevel, isStronger, levelOf, type SpokenVerdict, type Verdict, verdict } from "../../src/domain/verdict.ts";
import { party, ranksOf, type Watch, watch as watchSchema } from "../../src/domain/watch.ts";
import { type JudgeInput, judgeInput } from "../../src/judge/judge.ts";

type Labels = ReadonlyMap<string, SpokenVerdict>;

/** A sentence or the headline where it stands: UTF-16 units into that field, end exclusive. A term without a label is silent there. */
export type LabelledSentence = { readonly field: "title" | "text"; readonly start: number; readonly end: number; readonly labels: Labels };

export type Case = {
  readonly id: string;
  readonly subject: string;
  /** The genre: as the row says, else the name of its file. */
  readonly group: string;
  readonly kind: string;
  readonly language: string;
  /** Without terms where the article is older than the record: history, which asks the judge nothing. */
  readonly input: JudgeInput;
  readonly alert: AlertLevel;
  /** The strongest label that each term has anywhere in the article; a term that is not here is silent. */
  readonly labels: Labels;
  /** Null where only the article as a whole is labelled. */
  readonly sentences: readonly LabelledSentence[] | null;
};

const spoken = verdict.exclude(["silent"]);
const common = {
  id: z.string(),
  subject: z.string(),
  group: z.string().nullish(),
  title: z.string().nullish(),
  published: z.string().nullish(),
  language: z.string().nullish(),
  expected_alert: alertLevel,
  doubtful: z.boolean().nullish(),
  ambiguous: z.boolean().nullish(),
};
const labelList = z.array(z.object({ term: z.string(), verdict: spoken }));
/** Brings its own agreement, and is labelled sentence by sentence. */
const sentenceRow = z.object({
  ...common,
  baseline: z.string(),
  parties: z.array(party).nullish(),
  terms: z.array(z.object({ id: z.string(), statement: z.string() })),
  title_labels: labelList,
  source: z.object({ kind: z.string().nullish() }),
  sentences: z.array(z.object({ text: z.string(), labels: labelList })),
});
type SentenceRow = z.infer<typeof sentenceRow>;
/** About the terms of a watch file, and labelled as a whole. */
const articleRow = z.object({
  ...common,
  text: z.string(),
  source: z.object({ name: z.string().nullish(), domain: z.string(), kind: z.string().nullish() }),
  terms: z.record(z.string(), spoken),
});
type ArticleRow = z.infer<typeof articleRow>;

export const isMove = (value: Verdict): boolean => levelOf(value) !== "none";

const outranks = (a: SpokenVerdict, b: SpokenVerdict): boolean => isStronger(levelOf(a), levelOf(b));

function strongestLabels(list: z.infer<typeof labelList>): Map<string, SpokenVerdict> {
  const labels = new Map<string, SpokenVerdict>();
  for (const { term, verdict: value } of list) {
    const known = labels.get(term);
    if (known === undefined || outranks(value, known)) labels.set(term, value);
  }
  return labels;
}

/** Sentences a paragraph, where the data has sentences only. */
const PARAGRAPH = 3;

/** Sentences as one text, and where each stands in it. */
export function layOut(sentences: readonly string[]): { text: string; spans: { start: number; end: number }[] } {
  let text = "";
  const spans = sentences.map((sentence, at) => {
    if (at > 0) text += at % PARAGRAPH === 0 ? "\n\n" : " ";
    const start = text.length;
    text += sentence;
    return { start, end: text.length };
  });
  return { text, spans };
}

/** Some training text names no parties: they are the capitalised words of the statements that also stand in the subject, else any that recur. */
function partiesOf({ subject, terms }: SentenceRow): { name: string; aliases: string[]; domains: string[] }[] {
  const slug = new Set(subject.toLowerCase().split("-"));
  const names = terms.flatMap(({ statement }) => statement.match(/\p{Lu}[\p{L}]+/gu) ?? []);
  const inSlug = [...new Set(names)].filter((name) => slug.has(name.toLowerCase()));
  const recurring = new Set(names.filter((name, at) => names.indexOf(name) !== at && !/^(?:The|An?|It|No|Every|Each|All|Any)$/.test(name)));
  const chosen = inSlug.length > 0 ? inSlug : recurring.size > 0 ? [...recurring] : subject.split("-");
  return chosen.map((name) => ({ name, aliases: [], domains: [] }));
}

/** The kind of source is taken as its rank, party included: it is a label here, where in a feed it is a claim. */
function sentenceCase(row: SentenceRow): Omit<Case, "group" | "kind" | "language"> {
  const held = row.published == null || dayOf(row.published) >= dayOf(row.baseline);
  const { text, spans } = layOut(row.sentences.map((one) => one.text));
  const places = spans.map((span, at) => ({ field: "text" as const, ...span, labels: strongestLabels(row.sentences[at]?.labels ?? []) }));
  const headline =
    row.title == null ? [] : [{ field: "title" as const, start: 0, end: row.title.length, labels: strongestLabels(row.title_labels) }];
  return {
    id: row.id,
    subject: row.subject,
    alert: held ? row.expected_alert : "none",
    labels: strongestLabels(held ? [...row.title_labels, ...row.sentences.flatMap((one) => one.labels)] : []),
    sentences: [...headline, ...places],
    input: judgeInput.parse({
      article: {
        title: row.title ?? null,
        text,
        published: row.published ?? null,
        language: row.language ?? null,
        source: { name: null, domain: "eval.example", rank: sourceRank.catch("press").parse(row.source.kind) },
      },
      watch: { subject: row.subject, parties: row.parties ?? partiesOf(row) },
      terms: held ? row.terms.map((term) => ({ ...term, validFrom: row.baseline })) : [],
      edits: [],
    }),
  };
}

function articleCase(row: ArticleRow, watch: Watch): Omit<Case, "group" | "kind" | "language"> {
  const source = { name: row.source.name ?? null, domain: row.source.domain, kind: row.source.kind ?? null };
  const terms = watch.terms.flatMap((term) => {
    const version = versionAt(versionsOf(term), row.published ?? "9999-12-31");
    return version === null ? [] : [{ id: term.id, statement: version.statement, validFrom: version.validFrom, hints: version.hints }];
  });
  const held = new Set<string>(terms.map((term) => term.id));
  const labels = new Map(Object.entries(row.terms).filter(([term]) => held.has(term)));
  return {
    id: row.id,
    subject: row.subject,
    alert: row.expected_alert,
    labels,
    sentences: null,
    input: judgeInput.parse({
      article: {
        title: row.title ?? null,
        text: row.text,
        published: row.published ?? null,
        language: row.language ?? null,
        source: { name: source.name, domain: source.domain, rank: rankOf(source, ranksOf(watch)) },
      },
      watch: { subject: watch.subject, parties: watch.parties },
      terms,
      edits: [],
    }),
  };
}

/** A label about a term that nobody asked about would lower the score without a trace. */
function refuseUnknownTerms(labelled: Iterable<string>, known: readonly { readonly id: string }[]): void {
  for (const term of labelled)
    if (!known.some((one) => one.id === term)) throw new UsageError(`labels the term ${term}, which its agreement does not have`);
}

/** One row, or null where its own labels are marked as doubtful. */
export function caseOf(raw: unknown, fileName: string, watch: () => Watch): Case | null {
  const bySentence = typeof raw === "object" && raw !== null && "sentences" in raw;
  const row = bySentence ? sentenceRow.parse(raw) : articleRow.parse(raw);
  if (row.doubtful === true || row.ambiguous === true) return null;
  const about = { group: row.group ?? fileName, kind: row.source.kind ?? "not stated", language: row.language ?? "en" };
  if ("sentences" in row) {
    refuseUnknownTerms(strongestLabels([...row.title_labels, ...row.sentences.flatMap((one) => one.labels)]).keys(), row.terms);
    return { ...about, ...sentenceCase(row) };
  }
  refuseUnknownTerms(Object.keys(row.terms), watch().terms);
  return { ...about, ...articleCase(row, watch()) };
}

/** Every case of some files, and how many rows were left out as doubtful. The watch file is only opened for rows that need one. */
export function readCases(files: readonly string[], watchFile: string): { cases: Case[]; doubtful: number } {
  let watch: Watch | undefined;
  const openWatch = () => {
    watch ??= watchSchema.parse(parse(readFileSync(watchFile, "utf8")));
    return watch;
  };
  const found = files.flatMap((file) => {
    const lines = readFileSync(file, "utf8").split("\n");
    return lines.flatMap((line, at) => {
      if (line.trim() === "") return [];
      try {
        return [caseOf(JSON.parse(line), basename(file, ".jsonl"), openWatch)];
      } catch (error) {
        const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error instanceof Error ? error.message : error);
        throw new UsageError(`${file}:${at + 1}: ${why}`, { cause: error });
      }
    });
  });
  const cases = found.filter((one) => one !== null);
  return { cases, doubtful: found.length - cases.length };
}
