import type { Archive } from "../archive/archive.ts";
import type { ArticleRow } from "../archive/articles.ts";
import { jobIdOf } from "../archive/jobs.ts";
import type { ArticleId, SnapshotId, TermId, WatchId } from "../domain/ids.ts";
import type { Assessment } from "../domain/reading.ts";
import type { JobPayload } from "../queue/jobs.ts";
import { gather } from "./gather.ts";
import { dateOf, termsFor } from "./judge-input.ts";
import { sourcesFor } from "./record-article.ts";
import { tryAgain } from "./try-again.ts";

type Deps = { readonly archive: Archive; readonly now: () => Date; readonly random: () => number };

export type RecordReadingsOutcome =
  | {
      readonly outcome: "read" | "inherited";
      readonly article: ArticleId;
      readonly watch: WatchId;
      readonly title: string | null;
      readonly domain: string;
      readonly assessment: Assessment;
    }
  | { readonly outcome: "judge-failed"; readonly article: ArticleId; readonly message: string; readonly nextTryAt: string | null }
  | { readonly outcome: "waiting" | "nothing-to-do" };

/** Writes an assessment with its readings and lists the decision that follows; call it inside a transaction. */
export function recordAssessment(
  archive: Archive,
  row: ArticleRow,
  watch: WatchId,
  assessment: Assessment & { judge: string; inheritedFrom: ArticleId | null },
  at: string,
): void {
  const article = row.id as ArticleId;
  const versions = termsFor(archive.register.versions(watch), dateOf(row));
  const ids = new Map(versions.map((version) => [version.termId as TermId, version.id]));
  archive.readings.record({ article, revision: row.revision, watch }, assessment, ids, at);
  // The recorded source of a term lends it its words.
  const sources = sourcesFor(archive, article);
  for (const version of versions) {
    if (version.source === null || version.quote !== null || !sources.has(version.source)) continue;
    const said = assessment.readings.find((reading) => reading.term === version.termId && reading.verdict === "reaffirms");
    if (said !== undefined)
      archive.register.addQuote(version.id, { quote: said.quote, article, snapshot: row.snapshotId as SnapshotId | null });
  }
  archive.jobs.add("raise-alert", { article, revision: row.revision, watch }, at);
  // Copies that wait for these readings need wait no longer.
  for (const copy of archive.stories.copiesOf(article)) {
    const waiting = jobIdOf("inherit-readings", { article: copy.articleId, revision: copy.revision, watch });
    if (archive.jobs.find(waiting) !== undefined) archive.jobs.again(waiting, at, null);
  }
}

/** What a judge found → readings with their quotes. Those that come together share a commit. */
export function createRecordReadings({ archive, now, random }: Deps) {
  function recordReadings(job: JobPayload<"record-readings">): RecordReadingsOutcome {
    const { article, revision, watch, answer } = job;
    const at = now().toISOString();
    const row = archive.articles.find(article);
    const listed = archive.jobs.find(job.job);
    if (listed === undefined) return { outcome: "nothing-to-do" };
    if (answer.outcome === "failed") {
      const nextTryAt = tryAgain({ archive, now, random }, listed, answer.message);
      return { outcome: "judge-failed", article, message: answer.message, nextTryAt };
    }
    archive.jobs.done(job.job);
    // A newer revision has been stored meanwhile and is listed on its own.
    if (row === undefined || row.revision !== revision) return { outcome: "nothing-to-do" };
    recordAssessment(archive, row, watch, { ...answer.output, judge: answer.judge, inheritedFrom: null }, at);
    return { outcome: "read", article, watch, title: row.title, domain: row.sourceDomain, assessment: answer.output };
  }

  return gather((jobs: readonly JobPayload<"record-readings">[]) => archive.repeatableEach(jobs, recordReadings));
}
