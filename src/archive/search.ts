import type Sqlite from "better-sqlite3";
import { PermanentError, UsageError } from "../domain/errors.ts";
import type { SearchQuery } from "../domain/search-query.ts";
import { snippetOf } from "./snippet.ts";
import type { WordIndex } from "./word-index.ts";

/** An article that was found, or where the search asks for terms, verdicts or quotes, a reading of one. */
export type Hit = {
  readonly id: string;
  readonly url: string;
  readonly title: string | null;
  readonly published: string | null;
  readonly domain: string;
  readonly story: string | null;
  /** Where the words stand, [marked]; the beginning of the text where none were asked for. */
  readonly snippet: string;
  readonly watch: string | null;
  readonly term: string | null;
  readonly verdict: string | null;
  readonly quote: string | null;
};
export type Order = "newest" | "best";
export type Found = {
  readonly hits: readonly Hit[];
  /** Where the next part begins; null at the end. */
  readonly next: number | null;
};
type Row = Omit<Hit, "snippet"> & { readonly key: number; readonly text: string };

/** Characters of an article's beginning that stand for it where no words were asked for. */
const OPENING = 200;
/** Best first is best of so many, the newest that hold the words: a rank has to be worked out for each, and a common word stands in every article. */
export const RANKED = 2000;

/**
 * Newest first is by arrival and pages by key: a part costs the same however far down it lies. Best first weighs a headline four times as
 * much as the text, and pages by offset within the articles that are ranked at all: what is narrowed to a source or a watch is narrowed from those.
 */
export function createSearch(sqlite: Sqlite.Database, words: WordIndex) {
  const domainsOf = (source: string | null): string =>
    source === null ? "[]" : JSON.stringify(sqlite.prepare(DOMAINS).pluck().all({ source }));
  return function search(query: SearchQuery, page: { order?: Order; limit: number; after?: number | null }): Found {
    const { sql, values } =
      query.term !== null || query.verdicts.length > 0 || query.quote !== null
        ? readingsSql(query)
        : articlesSql(query, page.order ?? "newest");
    const after = page.after ?? null;
    const isBest = sql.includes("@offset");
    try {
      words.catchUp();
      const rows = sqlite.prepare(sql).all({
        ...values,
        domains: domainsOf(query.source),
        limit: page.limit + 1,
        offset: after ?? 0,
        after: after ?? Number.MAX_SAFE_INTEGER,
      }) as Row[];
      const hits = rows.slice(0, page.limit).map(({ key: _, text, ...hit }): Hit => ({ ...hit, snippet: shownOf(text, hit.title, query) }));
      const last = rows.at(page.limit - 1);
      return { hits, next: rows.length <= page.limit || last === undefined ? null : isBest ? (after ?? 0) + page.limit : last.key };
    } catch (error) {
      const { message } = error as Error;
      if (/corrupt/.test(message))
        throw new PermanentError(
          `the index of words is damaged (${message}); stop the daemon, run clausewatch verify, then sqlite3 "INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')"`,
          { cause: error },
        );
      if (!/fts5|unterminated string|no such column/.test(message)) throw error;
      throw new UsageError(
        `the search ${query.match ?? query.quote} cannot be read: ${message}; give plain words, or FTS5 operators such as "exact words", word*, AND, OR, NOT`,
      );
    }
  };
}

/** Articles of a domain, and of a story; of days by an index that is read without any text ("+", or SQLite walks the articles themselves). */
const OF_SOURCE = "FROM articles WHERE source_domain IN (SELECT value FROM json_each(@domains))";
/** A domain and its subdomains: from each domain to the next by the index, so that many articles of one cost nothing (SQLite has no loose scan of its own). */
const DOMAINS = `WITH RECURSIVE d(name) AS (
    SELECT min(source_domain) FROM articles UNION ALL SELECT (SELECT min(source_domain) FROM articles WHERE source_domain > name) FROM d WHERE name IS NOT NULL)
  SELECT name FROM d WHERE name = @source OR name LIKE '%.' || @source`;
const OF_STORY = "FROM relations o JOIN articles m ON m.id = o.article_id WHERE o.story_id = @story";

/**
 * Conditions on the article `a`, its relation `rel` and its number `seq`, with the day of `dated`; `bounds` are those on the number alone. They keep what lies far
 * outside from being looked at one by one: articles arrive more or less in the order in which they are published.
 */
function narrow({ source, story, after, before }: SearchQuery, seq: string, dated = "a") {
  const between = (expression: string, of: string) => [
    `${seq} >= (SELECT min(${expression}) ${of})`,
    `${seq} <= (SELECT max(${expression}) ${of})`,
  ];
  const bounds = [
    ...(source === null ? [] : between("+seq", OF_SOURCE)),
    ...(story === null ? [] : between("m.seq", OF_STORY)),
    ...(after === null ? [] : between("+seq", "FROM articles WHERE published >= @from").slice(0, 1)),
    ...(before === null ? [] : between("+seq", "FROM articles WHERE published < @before").slice(1)),
  ];
  const conditions = [
    ...bounds,
    ...(source === null ? [] : [`+${seq} IN (SELECT seq ${OF_SOURCE})`]),
    ...(story === null ? [] : ["rel.story_id = @story"]),
    ...(after === null ? [] : [`${dated}.published >= @from`]),
    ...(before === null ? [] : [`${dated}.published < @before`]),
  ];
  return { bounds, conditions, values: { story, from: after, before } };
}

/** Where the words stand in the text, else in the headline; what is shown anyway where no words were asked for. */
function shownOf(text: string, title: string | null, { match, quote }: SearchQuery): string {
  const words = quote ?? match;
  if (words === null) return text;
  return snippetOf(text, words) ?? snippetOf(title ?? "", words) ?? text.slice(0, OPENING);
}

const SHOWN = "a.id, a.url, a.title, a.published, a.source_domain AS domain, rel.story_id AS story";

function articlesSql(query: SearchQuery, order: Order) {
  const { match, watch } = query;
  const { bounds, conditions, values } = narrow(query, match === null ? "d.seq" : "f.rowid", match === null ? "d" : "a");
  if (watch !== null) conditions.push("EXISTS (SELECT 1 FROM assessments x WHERE x.article_id = a.id AND x.watch_id = @watch)");
  const relation = `${query.story === null ? "LEFT JOIN" : "JOIN"} relations rel ON rel.article_id = a.id`;
  const nothing = "NULL AS watch, NULL AS term, NULL AS verdict, NULL AS quote";
  const bound = { ...values, match, watch };
  if (match === null)
    return {
      values: bound,
      sql: `SELECT a.seq AS key, ${SHOWN}, substr(a.text, 1, ${OPENING}) AS text, ${nothing}
              FROM articles d INDEXED BY articles_days CROSS JOIN articles a ON a.seq = d.seq ${relation}
             WHERE ${["d.seq < @after", ...conditions].join(" AND ")} ORDER BY d.seq DESC LIMIT @limit`,
    };
  const found = `SELECT f.rowid AS key, ${SHOWN}, a.text, ${nothing}`;
  const joined = `CROSS JOIN articles a ON a.seq = f.rowid ${relation}`;
  if (order === "newest")
    return {
      values: bound,
      sql: `${found} FROM articles_fts f ${joined} WHERE ${["articles_fts MATCH @match", "f.rowid < @after", ...conditions].join(" AND ")}
             ORDER BY f.rowid DESC LIMIT @limit`,
    };
  // The bounds decide which articles are ranked at all; the rest narrows what was ranked.
  return {
    values: bound,
    sql: `${found} FROM (SELECT f.rowid, bm25(articles_fts, 4.0, 1.0) AS rank FROM articles_fts f
                          WHERE ${["articles_fts MATCH @match", ...bounds].join(" AND ")} ORDER BY f.rowid DESC LIMIT ${RANKED}) f
           ${joined} ${conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`} ORDER BY f.rank, f.rowid LIMIT @limit OFFSET @offset`,
  };
}

function readingsSql(query: SearchQuery) {
  const { conditions, values } = narrow(query, "a.seq");
  const { match, quote, watch, term, verdicts } = query;
  if (term !== null) conditions.push("r.term_id = @term");
  if (watch !== null) conditions.push("r.watch_id = @watch");
  if (verdicts.length > 0) conditions.push("r.verdict IN (SELECT value FROM json_each(@verdicts))");
  if (match !== null) conditions.push("+a.seq IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH @match)");
  conditions.push(quote === null ? "r.id < @after" : "quotes_fts MATCH @quote AND q.rowid < @after");
  return {
    values: { ...values, match, quote, watch, term, verdicts: JSON.stringify(verdicts) },
    sql: `SELECT r.id AS key, ${SHOWN}, r.quote AS text,
                 r.watch_id AS watch, r.term_id AS term, r.verdict, r.quote
            FROM ${quote === null ? "readings r" : "quotes_fts q CROSS JOIN readings r ON r.id = q.rowid"}
            JOIN articles a ON a.id = r.article_id
            ${query.story === null ? "LEFT JOIN" : "JOIN"} relations rel ON rel.article_id = a.id
           WHERE ${conditions.join(" AND ")}
           ORDER BY ${quote === null ? "r.id" : "q.rowid"} DESC LIMIT @limit`,
  };
}
