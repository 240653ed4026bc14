import { isDeepStrictEqual } from "node:util";
import type { Archive } from "../archive/archive.ts";
import type { ArticleRow } from "../archive/articles.ts";
import type { EditNote } from "../domain/edit.ts";
import type { ArticleId } from "../domain/ids.ts";
import type { Watch } from "../domain/watch.ts";
import { guard } from "../relate/guard.ts";

type Readable = Pick<Archive, "articles" | "readings" | "register" | "stories">;

/** The protected edits of a copy. One that was taken before its original was edited is held against the text that it was taken from. */
function editsOfCopy(archive: Readable, row: ArticleRow): EditNote[] {
  const relation = archive.stories.relationOf(row.id as ArticleId);
  if (relation?.revision !== row.revision) return [];
  const edits = relation.edits as EditNote[];
  if (edits.length === 0 || relation.copyOf === null) return edits;
  return archive.articles
    .revisionsOf(relation.copyOf as ArticleId)
    .flatMap(({ text }) => (text ? [guard(row.text, text).edits as EditNote[]] : []))
    .reduce((fewest, one) => (one.length < fewest.length ? one : fewest), edits);
}

/**
 * The protected edits of a revised article in sentences that restated a term before: against the last revision that was quiet, or that the register has
 * been brought up to date with. What else an outlet updates says nothing about the terms.
 */
function editsOfItself(archive: Readable, watch: Watch, row: ArticleRow): EditNote[] {
  const versions = archive.register.versions(watch.id);
  for (const { revision, text, recordedAt } of archive.articles.revisionsOf(row.id as ArticleId).reverse()) {
    const key = { article: row.id as ArticleId, revision, watch: watch.id };
    const read = archive.readings.assessment(key);
    if (!text || read === undefined) continue;
    if (read.alert !== "none" && !versions.some((version) => version.recordedAt > recordedAt)) continue;
    const restated = archive.readings.readingsOf(key).filter((one) => one.verdict === "reaffirms" && one.field === "text");
    return guard(row.text, text).edits.filter(({ before }) =>
      restated.some(({ quote }) => before.includes(quote) || (before !== "" && quote.includes(before))),
    );
  }
  return [];
}

/** The edits to read an article by: it may say what it says only by them. */
export function editsToRead(archive: Readable, watch: Watch, row: ArticleRow): EditNote[] {
  const own = row.revision > 1 ? editsOfItself(archive, watch, row) : [];
  const copied = editsOfCopy(archive, row);
  const further = own.filter((one) => !copied.some((other) => isDeepStrictEqual(one, other)));
  return [...copied, ...further.map((one) => ({ ...one, own: true }))];
}
