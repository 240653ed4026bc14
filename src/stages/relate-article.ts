import type { Archive } from "../archive/archive.ts";
import { type ArticleRow, toArticle } from "../archive/articles.ts";
import type { RelationRow } from "../archive/stories.ts";
import type { EditNote } from "../domain/edit.ts";
import type { ArticleId, FamilyId, OriginId, StoryId, VariantId } from "../domain/ids.ts";
import type { JobPayload } from "../queue/jobs.ts";
import type { CopyKind, Evidence, Related, RelateInput, Relater, Relation } from "../relate/relate.ts";
import { gather } from "./gather.ts";
import { listReadings } from "./record-article.ts";

type Deps = { readonly archive: Archive; readonly relater: Relater; readonly now: () => Date };

export type RelateOutcome =
  | {
      readonly outcome: "related";
      readonly article: ArticleId;
      readonly title: string | null;
      readonly domain: string;
      readonly relation: Relation;
      /** Earlier articles that stand elsewhere because of this one. */
      readonly updated: readonly ArticleId[];
      readonly articlesInStory: number;
    }
  | { readonly outcome: "nothing-to-do" };

export const toInput = (row: ArticleRow): RelateInput => ({ ...toArticle(row), seenAt: row.firstSeenAt });

export const toRelation = (row: RelationRow): Relation => ({
  article: row.articleId as ArticleId,
  story: row.storyId as StoryId,
  family: row.familyId as FamilyId,
  variant: row.variantId as VariantId,
  origin: row.originId as OriginId,
  copy:
    row.copyOf === null
      ? null
      : {
          parent: row.copyOf as ArticleId,
          kind: row.copyKind as CopyKind,
          containment: row.containment ?? 0,
          edits: row.edits as EditNote[],
        },
  evidence: row.evidence as Evidence[],
});

/**
 * Puts everything related since a day back into a fresh relater, so that a restart changes no decision; `shelved` where it has no shelf to find the rest on.
 * An edit that was recorded and not yet related is still to be found one.
 */
export function restoreRelater(archive: Archive, relater: Relater, { since, shelved }: { since: string; shelved: boolean }): void {
  const before = archive.articles.beforeUnrelatedEdits();
  for (const { article, relation } of archive.articles.relatedSince(since, shelved))
    relater.restore(toInput({ ...article, ...before.get(article.id) }), toRelation(relation));
}

/**
 * Writes down where articles stand now, and which stories have become one; call it inside a transaction. `onEdited` is told of each edited copy
 * that was related before, with how it stood then.
 */
export function recordRelated(
  archive: Archive,
  { relation, updated, merged }: Related,
  at: string,
  onEdited: (revision: number, relation: Relation, before: RelationRow) => void = () => {},
): void {
  for (const one of [relation, ...updated]) {
    const row = archive.articles.head(one.article);
    if (row === undefined) continue;
    archive.stories.open(one.story, row.title, row.published ?? row.firstSeenAt);
    const before = (one.copy?.edits.length ?? 0) > 0 ? archive.stories.relationOf(one.article) : undefined;
    archive.stories.put({ ...one, revision: row.revision }, at, one === relation);
    if (before !== undefined) onEdited(row.revision, one, before);
  }
  for (const { from, to } of merged) {
    if (archive.stories.find(from) === undefined) continue;
    archive.stories.redirect(from, to);
    archive.alerts.moveStory(from, to);
  }
}

type Job = JobPayload<"relate-article">;
/** A job and what the relater answered or threw; neither where there is nothing to relate any more. */
type Answered = { readonly job: Job } & ({ readonly row: ArticleRow; readonly related: Related } | { readonly failure: unknown } | object);

/**
 * article → copy family, claim variant and story, and the readings that follow. One after the other; those that are in hand together are written in
 * one transaction, whose commit costs as much as relating a short article does.
 */
export function createRelateArticle({ archive, relater, now }: Deps) {
  /** What the relater knows and the archive does not: a transaction that failed as a whole is made up for by the next. */
  let unwritten: Answered[] = [];

  /** An original that came late shows that an article read before was an edited copy: the edit may be the news, so it is read again. */
  const readEditAgain = (revision: number, relation: Relation, before: RelationRow, at: string): void => {
    if (before.revision === revision && (before.edits as EditNote[]).length > 0) return;
    archive.readings.forgetSilent(relation.article, revision);
    listReadings(archive, relation.article, revision, at);
  };

  /** Not inside the transaction: the relater puts away what it has no room for in one of its own. */
  function relate(jobs: readonly Job[]): Answered[] {
    const found = archive.together(() => {
      archive.keySegments.expect(jobs.map(({ article }) => article));
      return jobs.map((job) => {
        const row = archive.articles.find(job.article);
        return { job, row: row?.revision === job.revision && archive.jobs.find(job.job) !== undefined ? row : undefined };
      });
    });
    return found.map(({ job, row }) => {
      if (row === undefined) return { job };
      try {
        return { job, row, related: relater.relate(toInput(row)) };
      } catch (failure) {
        return { job, failure };
      }
    });
  }

  function record(answered: Answered): RelateOutcome {
    const { job } = answered;
    if ("failure" in answered) throw answered.failure;
    const at = now().toISOString();
    if ("related" in answered)
      recordRelated(archive, answered.related, at, (revision, relation, before) => readEditAgain(revision, relation, before, at));
    // A job that runs twice was done by the first run.
    if (!archive.jobs.done(job.job) || !("related" in answered)) return { outcome: "nothing-to-do" };
    const { row, related } = answered;
    listReadings(archive, job.article, job.revision, at);
    return {
      outcome: "related",
      article: job.article,
      title: row.title,
      domain: row.sourceDomain,
      relation: related.relation,
      updated: related.updated.map((one) => one.article),
      articlesInStory: archive.stories.spread(related.relation.story).articles,
    };
  }

  return gather((jobs: readonly Job[]) => {
    unwritten.push(...relate(jobs));
    const results = archive.repeatableEach(unwritten, record);
    unwritten = [];
    return results.slice(-jobs.length);
  });
}
