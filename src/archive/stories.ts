import { eq, getTableColumns, sql } from "drizzle-orm";
import type { EditNote } from "../domain/edit.ts";
import type { ArticleId, FamilyId, OriginId, StoryId, VariantId } from "../domain/ids.ts";
import type { Database } from "./database.ts";
import { articles, relations, stories } from "./schema.ts";

export type RelationRow = typeof relations.$inferSelect;

/** What relate decided, in the archive's own shape. */
export type RelationDraft = {
  readonly article: ArticleId;
  readonly revision: number;
  readonly story: StoryId;
  readonly family: FamilyId;
  readonly variant: VariantId;
  readonly origin: OriginId;
  readonly copy: {
    readonly parent: ArticleId;
    readonly kind: string;
    readonly containment: number;
    readonly edits: readonly EditNote[];
  } | null;
  readonly evidence: readonly unknown[];
};

export function createStories(db: Database) {
  const $ = sql.placeholder;
  const openStory = db
    .insert(stories)
    .values({ id: $("id"), title: $("title"), openedAt: $("at"), lastArticleAt: $("at") })
    .onConflictDoUpdate({ target: stories.id, set: { lastArticleAt: sql`max(${stories.lastArticleAt}, excluded.last_article_at)` } })
    .prepare();
  const relationById = db
    .select()
    .from(relations)
    .where(eq(relations.articleId, $("id")))
    .prepare();
  const values = {
    ...{ revision: $("revision"), storyId: $("storyId"), familyId: $("familyId"), variantId: $("variantId"), originId: $("originId") },
    ...{ copyOf: $("copyOf"), copyKind: $("copyKind"), containment: $("containment"), edits: $("edits"), evidence: $("evidence") },
    relatedAt: $("relatedAt"),
  };
  const column = getTableColumns(relations);
  const taken = Object.fromEntries(Object.keys(values).map((key) => [key, sql.raw(`excluded.${column[key as keyof typeof values].name}`)]));
  const addRelation = (set: Record<string, unknown>) =>
    db
      .insert(relations)
      .values({ articleId: $("articleId"), ...values })
      .onConflictDoUpdate({ target: relations.articleId, set })
      .prepare();
  const [putBeside, putInMemory] = [addRelation(taken), addRelation({ ...taken, shelved: 0 })];

  const copiesById = db
    .select()
    .from(relations)
    .where(eq(relations.copyOf, $("id")))
    .prepare();
  const spreadById = db
    .select({
      outlets: sql<number>`count(DISTINCT ${articles.sourceDomain})`,
      origins: sql<number>`count(DISTINCT ${relations.originId})`,
      articles: sql<number>`count(*)`,
    })
    .from(relations)
    .innerJoin(articles, eq(articles.id, relations.articleId))
    .where(eq(relations.storyId, $("id")))
    .prepare();

  return {
    open(id: StoryId, title: string | null, at: string): void {
      openStory.run({ id, title, at });
    },
    redirect(from: StoryId, to: StoryId): void {
      db.update(stories).set({ redirectTo: to }).where(eq(stories.id, from)).run();
    },
    find: (id: StoryId) => db.select().from(stories).where(eq(stories.id, id)).get(),
    /** Writes down where an article stands; `inMemory` where the relater has it with it again. */
    put(one: RelationDraft, at: string, inMemory = false): void {
      (inMemory ? putInMemory : putBeside).run({
        articleId: one.article,
        revision: one.revision,
        storyId: one.story,
        familyId: one.family,
        variantId: one.variant,
        originId: one.origin,
        copyOf: one.copy?.parent ?? null,
        copyKind: one.copy?.kind ?? null,
        containment: one.copy?.containment ?? null,
        edits: one.copy?.edits ?? [],
        evidence: one.evidence,
        relatedAt: at,
      });
    },
    relationOf: (id: ArticleId) => relationById.get({ id }),
    copiesOf: (id: ArticleId) => copiesById.all({ id }),
    /** Outlets (publishing domains) and origins (independent sources) of a story. */
    spread: (id: StoryId): { outlets: number; origins: number; articles: number } =>
      spreadById.get({ id }) ?? { outlets: 0, origins: 0, articles: 0 },
  };
}
