import type { Archive } from "../archive/archive.ts";
import type { RegisterMove } from "../archive/register.ts";
import { UsageError } from "../domain/errors.ts";
import type { AlertId, ArticleId, SnapshotId, TermId, WatchId } from "../domain/ids.ts";
import { dayOf } from "../domain/term.ts";
import type { Watch } from "../domain/watch.ts";
import { dateOf } from "../stages/judge-input.ts";

/** What a person says of a term's new version. */
export type GivenMove = {
  readonly alert?: string | undefined;
  readonly statement?: string | undefined;
  readonly ended?: boolean | undefined;
  /** A day or an instant, checked. */
  readonly from?: string | undefined;
  readonly source?: string | undefined;
  readonly quote?: string | undefined;
  readonly note?: string | undefined;
};

/** What is to be recorded; an alert lends the source, the quote and the day of its newest article on the term. Throws UsageError for what cannot be. */
export function proposeMove(archive: Archive, watch: Watch, term: TermId, given: GivenMove, person: string, now: Date): RegisterMove {
  const { statement, ended, note } = given;
  if ((statement === undefined) === (ended !== true))
    throw new UsageError("give the new term in plain words with --statement, or --ended where nothing takes its place");
  const lent = given.alert === undefined ? null : lentBy(archive, watch.id, given.alert as AlertId, term);
  const from = given.from === undefined ? lent?.day : dayOf(given.from);
  if (from === undefined)
    throw new UsageError("give --from DATE, the day from which the new version holds, or --alert with the alert that reported it");
  if (from > dayOf(now.toISOString())) throw new UsageError(`${from} is in the future: confirm the new version once it holds`);
  const source = given.source ?? lent?.source ?? null;
  if (source !== null && !/^https?:\/\//.test(source)) throw new UsageError(`the source ${source} is not an http address`);
  const standing = archive.register.versions(watch.id).filter((version) => version.termId === term);
  const newest = standing
    .map((version) => dayOf(version.validFrom))
    .toSorted()
    .at(-1);
  if (newest !== undefined && from < newest)
    throw new UsageError(`${term} has a version from ${newest} already; what held before that is corrected in the watch file`);
  return {
    ...{ validFrom: from, statement: statement ?? null, source, quote: given.quote ?? lent?.quote ?? null },
    ...{ article: lent?.article ?? null, snapshot: lent?.snapshot ?? null, by: "person" },
    note: note === undefined ? `confirmed by ${person}` : `confirmed by ${person}: ${note}`,
  };
}

function lentBy(archive: Archive, watch: WatchId, alert: AlertId, term: TermId) {
  const found = archive.readings.voices(alert).flatMap(({ article: id }) => {
    const article = archive.articles.find(id as ArticleId);
    if (article === undefined) return [];
    const key = { article: id as ArticleId, revision: article.revision, watch };
    const reading = archive.readings.readingsOf(key).find((one) => one.termId === term && one.verdict !== "reaffirms");
    return reading === undefined ? [] : [{ article, quote: reading.quote }];
  });
  const newest = found.at(-1);
  if (newest === undefined)
    throw new UsageError(
      `the alert ${alert} rests on no reading of ${term}; name the term it is about, or give --source, --quote and --from without --alert`,
    );
  const { article, quote } = newest;
  return {
    ...{ source: article.url, quote, day: dayOf(dateOf(article)) },
    ...{ article: article.id as ArticleId, snapshot: article.snapshotId as SnapshotId | null },
  };
}
