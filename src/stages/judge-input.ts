import type { Archive } from "../archive/archive.ts";
import { type ArticleRow, toArticle } from "../archive/articles.ts";
import type { TermVersionRow } from "../archive/register.ts";
import type { TermId } from "../domain/ids.ts";
import { rankOf } from "../domain/source.ts";
import { type TermHints, versionAt } from "../domain/term.ts";
import { ranksOf, type Watch } from "../domain/watch.ts";
import type { JudgeInput } from "../judge/judge.ts";
import { editsToRead } from "./edits-to-read.ts";

/** The version of each term that was on record when an article was published; a term that did not hold yet is left out. */
export function termsFor(versions: readonly TermVersionRow[], date: string): TermVersionRow[] {
  const byTerm = Map.groupBy(versions, (version) => version.termId);
  return [...byTerm.values()].flatMap((history) => versionAt(history, date) ?? []);
}

/** When an article speaks: its own date, or the day it was first seen. */
export const dateOf = (row: Pick<ArticleRow, "published" | "firstSeenAt">): string => row.published ?? row.firstSeenAt;

/** Everything a judge needs to read one article for one watch. */
export function judgeInputFor(
  archive: Pick<Archive, "articles" | "readings" | "register" | "stories">,
  watch: Watch,
  row: ArticleRow,
): JudgeInput {
  const article = toArticle(row);
  const terms = termsFor(archive.register.versions(watch.id), dateOf(row)).map(({ termId, statement, validFrom, hints }) => ({
    id: termId as TermId,
    statement,
    validFrom,
    ...(hints === null ? {} : { hints: hints as TermHints }),
  }));
  const { title, text, published, language, source } = article;
  return {
    article: {
      title,
      text,
      published,
      language,
      source: { name: source.name, domain: source.domain, rank: rankOf(source, ranksOf(watch)) },
    },
    watch: { subject: watch.subject, parties: watch.parties },
    terms,
    edits: editsToRead(archive, watch, row),
  };
}
