import type { Archive } from "../archive/archive.ts";
import { jobIdOf } from "../archive/jobs.ts";
import { toReading } from "../archive/readings.ts";
import type { ArticleId } from "../domain/ids.ts";
import type { Assessment, QuoteSpan } from "../domain/reading.ts";
import { backoffMs } from "../domain/schedule.ts";
import { levelOf, strongest } from "../domain/verdict.ts";
import { JOBS, type JobPayload } from "../queue/jobs.ts";
import { gather } from "./gather.ts";
import { type RecordReadingsOutcome, recordAssessment } from "./record-readings.ts";

type Deps = { readonly archive: Archive; readonly now: () => Date };

/** Where the same words stand in a copy; null where the copy leaves them out. */
function locate<S extends QuoteSpan>(span: S, copy: { title: string | null; text: string }): S | null {
  for (const field of [span.field, span.field === "title" ? "text" : "title"] as const) {
    const start = (field === "title" ? (copy.title ?? "") : copy.text).indexOf(span.quote);
    if (start >= 0) return { ...span, field, start, end: start + span.quote.length };
  }
  return null;
}

/** A copy → the readings of the article it copies, each with its place in the copy. A copy of something unread is read itself. */
export function createInheritReadings({ archive, now }: Deps) {
  function inheritReadings(job: JobPayload<"inherit-readings">): RecordReadingsOutcome {
    const { article, revision, watch } = job;
    const at = now().toISOString();
    const row = archive.articles.find(article);
    const listed = archive.jobs.find(job.job);
    if (listed === undefined) return { outcome: "nothing-to-do" };
    const parentId = (archive.stories.relationOf(article)?.copyOf ?? null) as ArticleId | null;
    const parent = parentId === null ? undefined : archive.articles.find(parentId);
    const parentKey = parent && { article: parent.id as ArticleId, revision: parent.revision, watch };
    if (row === undefined || row.revision !== revision) {
      archive.jobs.done(job.job);
      return { outcome: "nothing-to-do" };
    }
    // A page that is gone lends its copies no silence.
    const read = parent?.goneAt == null ? parentKey && archive.readings.assessment(parentKey) : undefined;
    if (parentKey !== undefined && read === undefined && isListed(archive, parentKey)) {
      const attempts = listed.attempts + 1;
      const nextLook = new Date(now().getTime() + backoffMs(JOBS["inherit-readings"], attempts, 0)).toISOString();
      archive.jobs.again(job.job, nextLook, { attempts, error: null });
      return { outcome: "waiting" };
    }
    archive.jobs.done(job.job);
    const readings =
      parentKey === undefined ? [] : archive.readings.readingsOf(parentKey).flatMap((one) => locate(toReading(one), row) ?? []);
    const evidence = read?.evidence == null ? null : locate(read.evidence as QuoteSpan, row);
    // A copy that holds none of the words which its original was read by has to speak for itself.
    if (parent === undefined || read === undefined || (read.alert !== "none" && readings.length === 0 && evidence === null)) {
      archive.jobs.add("read-article", { article, revision, watch }, at);
      return { outcome: "waiting" };
    }
    const spoken = strongest(readings.map((reading) => levelOf(reading.verdict)));
    const assessment: Assessment = {
      alert: evidence === null ? spoken : (read.alert as Assessment["alert"]),
      needsReview: read.needsReview,
      readings,
      evidence,
      reason: `a copy of ${parent.sourceDomain}: ${read.reason}`,
    };
    recordAssessment(archive, row, watch, { ...assessment, judge: read.judge, inheritedFrom: parent.id as ArticleId }, at);
    return { outcome: "inherited", article, watch, title: row.title, domain: row.sourceDomain, assessment };
  }

  return gather((jobs: readonly JobPayload<"inherit-readings">[]) => archive.repeatableEach(jobs, inheritReadings));
}

const isListed = (archive: Archive, key: { article: ArticleId; revision: number; watch: string }): boolean =>
  ["read-article", "inherit-readings"].some((name) => archive.jobs.find(jobIdOf(name, key))?.state === "pending");
