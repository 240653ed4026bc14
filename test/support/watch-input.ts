import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { dayOf, isoDate, versionAt, versionsOf } from "../../src/domain/term.ts";
import { alertLevel, verdict } from "../../src/domain/verdict.ts";
import { type Watch, watch } from "../../src/domain/watch.ts";
import { type JudgeInput, judgeInput } from "../../src/judge/judge.ts";

const FIXTURES = "test/fixtures/judge";

const expectation = z.object({ alert: alertLevel, terms: z.record(z.string(), verdict) });
const article = { watch: z.string(), title: z.string().optional(), published: isoDate };
export const caseFile = z.object({
  watches: z.array(watch).default([]),
  cases: z.array(z.object({ ...article, text: z.string(), trap: z.string().optional(), aim: z.string().optional(), expect: expectation })),
});
export const editFile = z.object({
  cases: z.array(z.object({ ...article, edit: z.string(), term: z.string(), before: z.string(), after: z.string() })),
});

const readYaml = (file: string): unknown => parse(readFileSync(`${FIXTURES}/${file}`, "utf8"));

export const readCaseFile = (file: string): z.infer<typeof caseFile> => caseFile.parse(readYaml(file));
export const readEditFile = (file: string): z.infer<typeof editFile> => editFile.parse(readYaml(file));
export const readWatchFile = (file: string): Watch => watch.parse(readYaml(file));

/** What a judge is asked about an article of a watch: the terms that held when it was published. */
export function watchInput(
  subject: Watch,
  { title, text, published }: { title?: string | undefined; text: string; published: string },
): JudgeInput {
  const terms = subject.terms.flatMap((term) => {
    const version = versionAt(versionsOf(term), published);
    if (version === null || dayOf(published) < dayOf(version.validFrom)) return [];
    return [{ id: term.id, statement: version.statement, validFrom: version.validFrom }];
  });
  return judgeInput.parse({
    article: { title: title ?? null, text, published, language: "en", source: { name: null, domain: "daily.example", rank: "press" } },
    watch: { subject: subject.subject, parties: subject.parties },
    terms,
    edits: [],
  });
}
