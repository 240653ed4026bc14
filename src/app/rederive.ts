import type { Archive } from "../archive/archive.ts";
import { type ArticleRow, toArticle } from "../archive/articles.ts";
import { UsageError } from "../domain/errors.ts";
import type { ExtractedArticle } from "../domain/extract.ts";
import type { ArticleId, SnapshotId, TermId, WatchId } from "../domain/ids.ts";
import type { Judge } from "../judge/judge.ts";
import { extractArticle } from "../parse/article.ts";
import { NotAnArticleError } from "../parse/errors.ts";
import type { Relater } from "../relate/relate.ts";
import { dateOf, judgeInputFor, termsFor } from "../stages/judge-input.ts";
import { keepVerbatim } from "../stages/read-article.ts";
import { watchesFor } from "../stages/record-article.ts";
import { recordRelated, restoreRelater, toInput } from "../stages/relate-article.ts";

type Deps = {
  readonly archive: Archive;
  readonly relater: Relater;
  readonly judge: Judge;
  readonly now: () => Date;
  readonly signal: AbortSignal;
};

export type Rederived = {
  /** Articles whose page is in the archive and was read again. */
  readonly pages: number;
  /** Articles whose headline or text came out otherwise: a new revision of the same snapshot. */
  readonly changed: readonly string[];
  /** Readings made anew: of changed articles, and with `read` of every article of which no alert came. */
  readonly read: number;
  /** Pages that hold no article any more, by address; their articles stay as they are. */
  readonly lost: readonly string[];
};

const WORK = ["relate-article", "inherit-readings", "read-article", "raise-alert"];
const DECISION = "derived again: nobody is notified";

/**
 * Makes articles, relations and readings again from the stored pages with today's parser, relater and judge. It never notifies: what comes
 * of it is decided as it is written, and no work is listed. `replay --since` tells which alerts it would have raised.
 */
export async function rederive(
  { archive, relater, judge, now, signal }: Deps,
  options: { since: string; read: boolean },
): Promise<Rederived> {
  const unfinished = archive.jobs.pendingOf(WORK).length;
  if (unfinished > 0)
    throw new UsageError(
      `${unfinished} article(s) are still being worked on, and may be news; run clausewatch poll --once first, then derive again`,
    );
  restoreRelater(archive, relater, { since: "", shelved: true });
  const changed: string[] = [];
  const lost: string[] = [];
  let [pages, read] = [0, 0];
  for (const id of archive.articles.seenSince(options.since)) {
    if (signal.aborted) break;
    const row = archive.articles.find(id);
    const bytes = row?.snapshotId == null ? null : archive.snapshots.bytesOf(row.snapshotId as SnapshotId);
    if (row === undefined || row.thinnedAt !== null) continue;
    if (bytes !== null) {
      pages += 1;
      const found = extract(archive, row, bytes, now());
      if (found === null) lost.push(row.url);
      else if (recordAgain(archive, row, found, now())) changed.push(row.url);
    }
    const current = archive.articles.find(id) ?? row;
    const isNew = current.revision !== row.revision;
    if (isNew) relateAgain(archive, relater, current, now());
    if (options.read && !isNew) archive.readings.forgetSilent(id, current.revision);
    read += await readAgain(archive, judge, current, now, signal);
  }
  return { pages, changed, read, lost };
}

function extract(archive: Archive, row: ArticleRow, bytes: Buffer, now: Date): ExtractedArticle | null {
  const snapshot = archive.snapshots.find(row.snapshotId as SnapshotId);
  try {
    const found = extractArticle({ bytes, contentType: snapshot?.contentType ?? null, url: snapshot?.finalUrl ?? row.url, now });
    // What the page never said was taken from the feed.
    return { ...found, title: found.title ?? row.title, published: row.published ?? found.published };
  } catch (error) {
    if (error instanceof NotAnArticleError) return null;
    throw error;
  }
}

/** A new revision where the page reads otherwise today; it names the same snapshot, which tells it from an edit. */
function recordAgain(archive: Archive, row: ArticleRow, found: ExtractedArticle, now: Date): boolean {
  const { id, url, source } = toArticle(row);
  const draft = { ...found, id, url, source, snapshot: row.snapshotId as SnapshotId | null };
  return archive.transaction(() => archive.articles.record(draft, now.toISOString())).state === "revised";
}

function relateAgain(archive: Archive, relater: Relater, row: ArticleRow, now: Date): void {
  const related = relater.relate(toInput(row));
  archive.transaction(() => recordRelated(archive, related, now.toISOString()));
}

/** Reads for every watch that has no reading of this revision, and decides at once that nothing comes of it. */
async function readAgain(archive: Archive, judge: Judge, row: ArticleRow, now: () => Date, signal: AbortSignal): Promise<number> {
  const article = row.id as ArticleId;
  let read = 0;
  for (const watchId of watchesFor(archive, article)) {
    const key = { article, revision: row.revision, watch: watchId as WatchId };
    const watch = archive.register.watch(watchId);
    if (watch === null || archive.readings.assessment(key) !== undefined) continue;
    const input = judgeInputFor(archive, watch, row);
    const output = keepVerbatim(await judge.read(input, signal), input.article);
    const versions = termsFor(archive.register.versions(watchId), dateOf(row));
    archive.transaction(() => {
      const ids = new Map(versions.map((version) => [version.termId as TermId, version.id]));
      archive.readings.record(key, { ...output, judge: judge.name, inheritedFrom: null }, ids, now().toISOString());
      archive.readings.decided(key, DECISION, null);
    });
    read += 1;
  }
  return read;
}
