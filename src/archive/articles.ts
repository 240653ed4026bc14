import { and, asc, desc, eq, getTableColumns, gt, gte, isNull, or, sql } from "drizzle-orm";
import type { Article } from "../domain/article.ts";
import type { ExtractedArticle } from "../domain/extract.ts";
import { type ArticleId, type SnapshotId, sha256, type WatchId } from "../domain/ids.ts";
import type { Source } from "../domain/source.ts";
import { countRows, type Database } from "./database.ts";
import { articleRevisions, articles, entries, jobs, relations, watchFeeds } from "./schema.ts";

export type ArticleRow = typeof articles.$inferSelect;

/** Title and text decide whether an article was edited; dates and furniture do not. */
const contentHashOf = (article: { title: string | null; text: string }) => sha256(`${article.title ?? ""}\n\n${article.text}`);

export const toArticle = (row: ArticleRow): Article => ({
  id: row.id as ArticleId,
  revision: row.revision,
  url: row.url,
  canonicalUrl: row.canonicalUrl,
  title: row.title,
  text: row.text,
  author: row.author,
  published: row.published,
  language: row.language,
  source: { name: row.sourceName, domain: row.sourceDomain, kind: row.sourceKind },
  links: row.links,
});

export type ArticleDraft = ExtractedArticle & {
  readonly id: ArticleId;
  readonly url: string;
  readonly source: Source;
  readonly snapshot: SnapshotId | null;
};

/** Longest headline, author or name of a publisher that is kept, in UTF-16 code units: whatever is longer is none. The snapshot has it whole. */
export const LONGEST_LINE = 1000;
export const bounded = (line: string | null): string | null =>
  line === null || line.length <= LONGEST_LINE ? line : line.slice(0, LONGEST_LINE).toWellFormed();

const said = { title: articleRevisions.title, text: articleRevisions.text, published: articleRevisions.published };

/** Rows read at once where all are looked at. */
const AT_ONCE = 500;

export function createArticles(db: Database) {
  /** Every article that still has its text. */
  function* each() {
    for (let [after, rows] = [0, [] as ArticleRow[]]; ; after = rows.at(-1)?.seq ?? 0) {
      rows = db
        .select()
        .from(articles)
        .where(and(gt(articles.seq, after), isNull(articles.thinnedAt)))
        .orderBy(articles.seq)
        .limit(AT_ONCE)
        .all();
      yield* rows;
      if (rows.length < AT_ONCE) return;
    }
  }

  const keep = (row: ArticleRow): void => {
    const { id: articleId, revision, title, text, published, contentHash, snapshotId, revisedAt: recordedAt } = row;
    db.insert(articleRevisions).values({ articleId, revision, title, text, published, contentHash, snapshotId, recordedAt }).run();
  };
  const $ = sql.placeholder;
  const { seq: _, ...columns } = getTableColumns(articles);
  // Made once: making it costs as much as running it.
  const addArticle = db
    .insert(articles)
    .values(Object.fromEntries(Object.keys(columns).map((key) => [key, $(key)])) as never)
    .prepare();
  const articleById = db
    .select()
    .from(articles)
    .where(eq(articles.id, $("id")))
    .prepare();
  const headById = db
    .select({ revision: articles.revision, title: articles.title, published: articles.published, firstSeenAt: articles.firstSeenAt })
    .from(articles)
    .where(eq(articles.id, $("id")))
    .prepare();
  const shelvedBySeq = db
    .select({ article: articles, relation: relations })
    .from(articles)
    .innerJoin(relations, eq(articles.id, relations.articleId))
    .where(and(eq(articles.seq, $("seq")), eq(relations.shelved, 1)))
    .prepare();
  const watchesByArticle = db
    .selectDistinct({ id: watchFeeds.watchId })
    .from(entries)
    .innerJoin(watchFeeds, eq(watchFeeds.feedId, entries.feedId))
    .where(eq(entries.articleId, $("article")))
    .prepare();
  return {
    /** Stores an article, or a new revision of one whose title or text changed; the old revision is kept. */
    record(draft: ArticleDraft, at: string): { revision: number; state: "new" | "revised" | "known" } {
      const known = articleById.get({ id: draft.id });
      const { id, url, canonicalUrl, text, published, language, links } = draft;
      const [title, author] = [bounded(draft.title), bounded(draft.author)];
      const contentHash = contentHashOf({ title, text });
      const source = { sourceName: bounded(draft.source.name), sourceDomain: draft.source.domain, sourceKind: draft.source.kind };
      const values = {
        url,
        canonicalUrl,
        title,
        text,
        author,
        published,
        language,
        links,
        ...source,
        contentHash,
        snapshotId: draft.snapshot,
        revisedAt: at,
        goneAt: null,
      };
      if (known === undefined) {
        addArticle.run({ id, revision: 1, ...values, firstSeenAt: at, thinnedAt: null });
        return { revision: 1, state: "new" };
      }
      // What has thinned out is not taken in again, whatever its page says today.
      const isSame = known.contentHash === contentHash && known.goneAt === null;
      if (isSame || known.thinnedAt !== null) return { revision: known.revision, state: "known" };
      keep(known);
      const revision = known.revision + 1;
      // The day of first publication stays: an edit does not make old news new.
      db.update(articles)
        .set({ ...values, published: known.published ?? published, revision })
        .where(eq(articles.id, id))
        .run();
      return { revision, state: "revised" };
    },
    /** A revision that says what the one before said, on a page that is gone. Returns its number. */
    gone(row: ArticleRow, at: string): number {
      keep(row);
      const revision = row.revision + 1;
      db.update(articles).set({ revision, revisedAt: at, goneAt: at }).where(eq(articles.id, row.id)).run();
      return revision;
    },
    /** What an article said before each of its edits, the oldest first. */
    revisionsOf: (id: ArticleId) =>
      db.select().from(articleRevisions).where(eq(articleRevisions.articleId, id)).orderBy(asc(articleRevisions.revision)).all(),
    find: (id: ArticleId) => articleById.get({ id }),
    /** What is said of an article without its text. */
    head: (id: ArticleId) => headById.get({ id }),
    /** By its own address, its canonical one or an entry's link. */
    findByUrl: (url: string) =>
      db
        .select()
        .from(articles)
        .where(or(eq(articles.url, url), eq(articles.canonicalUrl, url)))
        .get() ??
      db
        .select({ article: articles })
        .from(entries)
        .innerJoin(articles, eq(articles.id, entries.articleId))
        .where(eq(entries.url, url))
        .get()?.article,
    /** Every related article seen since a day, oldest first, with its relation: what the relater needs to remember. Without `shelved`, what it has not put away. */
    relatedSince: (since: string, shelved = true) =>
      db
        .select({ article: articles, relation: relations })
        .from(relations)
        .innerJoin(articles, eq(articles.id, relations.articleId))
        .where(and(gte(articles.firstSeenAt, since), shelved ? undefined : eq(relations.shelved, 0)))
        .orderBy(articles.firstSeenAt, articles.id)
        .all(),
    /** What articles said when they were last related, whose edit waits to be related since: headline, text and day, by article. */
    beforeUnrelatedEdits: (): Map<string, Pick<ArticleRow, "title" | "text" | "published">> => {
      const before = db
        .select({ id: articleRevisions.articleId, ...said })
        .from(jobs)
        .innerJoin(
          articleRevisions,
          sql`${articleRevisions.articleId} = ${jobs.subject} ->> 'article' AND ${articleRevisions.revision} = (${jobs.subject} ->> 'revision') - 1`,
        )
        .where(eq(jobs.name, "relate-article"))
        // Of several edits that wait, the first stands last and is kept.
        .orderBy(desc(articleRevisions.revision))
        .all();
      return new Map(before.map(({ id, ...text }) => [id, text]));
    },
    /** An article that the relater put away, by its number. */
    shelved: (seq: number) => shelvedBySeq.get({ seq }),
    /** The watches whose feeds brought an article; a term's source belongs to the watches that name it. */
    watchesOf: (article: ArticleId): WatchId[] => watchesByArticle.all({ article }).map((row) => row.id as WatchId),
    /** Articles whose headline or text is not what was recorded. */
    faults(): { id: string; said: string }[] {
      return [...each()]
        .filter((row) => contentHashOf(row) !== row.contentHash)
        .map(({ id }) => ({ id, said: "its headline or text is not what was recorded" }));
    },
    /** Ids of articles by arrival. */
    seenSince: (since: string): ArticleId[] =>
      db
        .select({ id: articles.id })
        .from(articles)
        .where(gte(articles.firstSeenAt, since))
        .orderBy(articles.firstSeenAt, articles.id)
        .all()
        .map((row) => row.id as ArticleId),
    all: () => db.select().from(articles).orderBy(articles.published, articles.id).all(),
    counts: () => ({ articles: countRows(db, articles) }),
  };
}
