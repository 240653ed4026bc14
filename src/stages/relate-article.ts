import type { Archive } from "../archive/archive.ts";
import { type ArticleRow, toArticle } from "../archive/articles.ts";
import type { RelationRow } from "../archive/stories.ts";
import type { EditNote } from "../domain/edit.ts";
import type { ArticleId, FamilyId, OriginId, StoryId, VariantId } from "../domain/ids.ts";
import type { JobPayload } from "../queue/jobs.ts";
import type { CopyKind, Evidence, Related, RelateInput, Relater, Relation } from "../relate/relate.ts";
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

const toInput = (row: ArticleRow): RelateInput => ({ ...toArticle(row), seenAt: row.firstSeenAt });

const toRelation = (row: RelationRow): Relation => ({
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

/** Puts everything related since a day back into a fresh relater, so that a restart changes no decision. */
export function restoreRelater(archive: Archive, relater: Relater, since: string): void {
  for (const { article, relation } of archive.articles.relatedSince(since)) relater.restore(toInput(article), toRelation(relation));
}

/** article → copy family, claim variant and story, and the readings that follow. One at a time. */
export function createRelateArticle({ archive, relater, now }: Deps) {
  const store = (relation: Relation, at: string): void => {
    const row = archive.articles.find(relation.article);
    if (row === undefined) return;
    archive.stories.open(relation.story, row.title, row.published ?? row.firstSeenAt);
    const before = archive.stories.relationOf(relation.article);
    archive.stories.put({ ...relation, revision: row.revision }, at);
    // An original that came late shows that an article read before was an edited copy: the edit may be the news, so it is read again.
    const editsBefore = before?.revision === row.revision ? (before.edits as EditNote[]).length : 0;
    if (before !== undefined && editsBefore === 0 && (relation.copy?.edits.length ?? 0) > 0) {
      archive.readings.forgetSilent(relation.article, row.revision);
      listReadings(archive, relation.article, row.revision, at);
    }
  };

  const merge = ({ merged }: Related): void => {
    for (const { from, to } of merged) {
      if (archive.stories.find(from) === undefined) continue;
      archive.stories.redirect(from, to);
      archive.alerts.moveStory(from, to);
    }
  };

  return async function relateArticle(job: JobPayload<"relate-article">): Promise<RelateOutcome> {
    const row = archive.articles.find(job.article);
    if (row === undefined || row.revision !== job.revision || archive.jobs.find(job.job) === undefined) {
      archive.jobs.done(job.job);
      return { outcome: "nothing-to-do" };
    }
    const related = relater.relate(toInput(row));
    return archive.repeatable(() => {
      const at = now().toISOString();
      for (const relation of [related.relation, ...related.updated]) store(relation, at);
      merge(related);
      listReadings(archive, job.article, job.revision, at);
      archive.jobs.done(job.job);
      const articlesInStory = archive.stories.spread(related.relation.story).articles;
      const updated = related.updated.map((one) => one.article);
      return {
        outcome: "related",
        article: job.article,
        title: row.title,
        domain: row.sourceDomain,
        relation: related.relation,
        updated,
        articlesInStory,
      };
    });
  };
}
