import { z } from "zod";
import { editNote } from "../domain/edit.ts";
import { termId } from "../domain/ids.ts";
import { assessment } from "../domain/reading.ts";
import { sourceRank } from "../domain/source.ts";
import { isoDate, termHints } from "../domain/term.ts";
import { party } from "../domain/watch.ts";

/** All that a judge may know. Terms are those that held when the article was published; a judge holds no state between calls. */
export const judgeInput = z.object({
  article: z.object({
    title: z.string().nullable(),
    text: z.string(),
    published: isoDate.nullable(),
    language: z.string().nullable(),
    source: z.object({ name: z.string().nullable(), domain: z.string(), rank: sourceRank }),
  }),
  watch: z.object({ subject: z.string(), parties: z.array(party) }),
  terms: z.array(z.object({ id: termId, statement: z.string(), validFrom: isoDate, hints: termHints.optional() })),
  /** Protected edits against the article that this one copies; empty for anything that is no copy. */
  edits: z.array(editNote),
});
export type JudgeInput = z.infer<typeof judgeInput>;

export const judgeOutput = assessment;
export type JudgeOutput = z.infer<typeof judgeOutput>;

/** PORT: what does this article say about these terms? Every reading carries a verbatim quote at its offsets. */
export interface Judge {
  /** Engine and version, e.g. rules/1: stored with every reading. */
  readonly name: string;
  read(input: JudgeInput, signal: AbortSignal): Promise<JudgeOutput>;
  /** Frees what the judge holds, such as a model; a judge that holds nothing has none. */
  close?(): Promise<void>;
}
