import type { Command } from "commander";
import { loadWatch } from "../app/config.ts";
import type { ArticleLine } from "../domain/article.ts";
import type { Assessment } from "../domain/reading.ts";
import { rankOf } from "../domain/source.ts";
import { dayOf, versionAt, versionsOf } from "../domain/term.ts";
import { ranksOf, type Watch } from "../domain/watch.ts";
import type { Judge } from "../judge/judge.ts";
import { keepVerbatim } from "../stages/read-article.ts";
import { openInput, readArticles } from "./articles-input.ts";
import { parseDate, printLine } from "./output.ts";

/** Reads one article against the record that held when it was published, or on `asOf`. */
async function assess(judge: Judge, watch: Watch, line: ArticleLine, asOf: string | null): Promise<Assessment> {
  const article = { title: line.title ?? null, text: line.text, published: line.published ?? null, language: line.language ?? null };
  const recordDay = asOf ?? article.published ?? new Date().toISOString();
  const terms = watch.terms.flatMap((term) => {
    const version = versionAt(versionsOf(term), recordDay);
    // An article from before a term held is history to it.
    if (version === null || (article.published !== null && dayOf(article.published) < dayOf(version.validFrom))) return [];
    const { statement, validFrom, hints } = version;
    return [{ id: term.id, statement, validFrom, ...(hints === undefined ? {} : { hints }) }];
  });
  if (terms.length === 0) {
    const reason = `published ${article.published?.slice(0, 10) ?? "undated"}, before any recorded term held: history`;
    return { alert: "none", needsReview: false, readings: [], evidence: null, reason };
  }
  const source = { name: line.source.name ?? null, domain: line.source.domain, kind: line.source.kind ?? null };
  const input = {
    article: { ...article, source: { name: source.name, domain: source.domain, rank: rankOf(source, ranksOf(watch)) } },
    ...{ watch: { subject: watch.subject, parties: watch.parties }, terms, edits: [] },
  };
  return keepVerbatim(await judge.read(input, AbortSignal.timeout(60_000)), input.article);
}

export function addAssess(program: Command): void {
  program
    .command("assess")
    .description("read articles from stdin (JSON Lines) against a watch and say what each means, without any archive")
    .requiredOption("--watch <file>", "the watch file")
    .option("--as-of <date>", "read against the record as it stood on this day, instead of the day each article was published")
    .option("--json", "the output is JSON Lines in any case")
    .addHelpText("after", "\nExample:\n  clausewatch assess --watch config/watches/microsoft-openai.yaml < articles.jsonl")
    .action(async ({ watch: file, asOf }: { watch: string; asOf?: string }) => {
      const { watch } = loadWatch(file);
      const day = asOf === undefined ? null : parseDate(asOf, "--as-of");
      // Loaded here, so that commands which read nothing start fast.
      const { createJudge } = await import("../app/app.ts");
      const judge = await createJudge();
      for await (const line of readArticles(openInput("-"), "stdin")) {
        const { alert, needsReview, readings, reason, evidence } = await assess(judge, watch, line, day);
        printLine({ id: line.id, alert, needsReview, readings, reason, ...(evidence === null ? {} : { evidence }) });
      }
    });
}
