import type { Command } from "commander";
import { type Hit, RANKED } from "../archive/search.ts";
import { type AtomFeed, newestOf } from "../channels/atom.ts";
import { UsageError } from "../domain/errors.ts";
import { parseSearch, SEARCH_FIELDS } from "../domain/search-query.ts";
import { FORMATS, formatOf, type Row, write } from "./formats.ts";
import { day, parseCount, print, withArchive } from "./output.ts";

/** One row as an entry of a feed. `id` is the row's own in the archive. */
type Entry = { readonly id: string; readonly title: string; readonly updated: string; readonly url: string | null; readonly text: string };
type Export = { readonly sql: string; readonly entry: (row: Row) => Entry; readonly line?: (row: Row) => Row };
const text = (value: unknown): string => (value === null || value === undefined ? "" : String(value));
const orNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** The shape that assess and replay read. */
const asArticleLine = ({ source_name: name, source_domain: domain, source_kind: kind, first_seen_at: _, ...article }: Row): Row => ({
  ...article,
  source: { name, domain, kind },
});

const EXPORTS: Readonly<Record<string, Export>> = {
  articles: {
    sql: "SELECT id, title, text, url, published, language, source_name, source_domain, source_kind, first_seen_at FROM articles ORDER BY published, id",
    line: asArticleLine,
    entry: (row) => ({
      ...{ id: text(row["id"]), title: text(row["title"]) || text(row["url"]), url: orNull(row["url"]), text: text(row["text"]) },
      updated: text(row["published"] ?? row["first_seen_at"]),
    }),
  },
  readings: {
    sql: "SELECT * FROM readings_by_term ORDER BY published, article_id, term_id",
    entry: (row) => ({
      id: [row["article_id"], row["revision"], row["watch_id"], row["term_id"]].join("/"),
      title: `${row["source_domain"]} ${row["verdict"]} ${row["term_id"]}`,
      ...{ updated: text(row["read_at"]), url: orNull(row["url"]), text: text(row["quote"]) },
    }),
  },
  alerts: {
    sql: "SELECT id, watch_id, level, status, headline, revision, opened_at, updated_at, story_id FROM alerts ORDER BY opened_at, id",
    entry: (row) => ({
      ...{ id: text(row["id"]), title: text(row["headline"]), updated: text(row["updated_at"]), url: null },
      text: `${row["level"]}, ${row["status"]}, revision ${row["revision"]}, opened ${row["opened_at"]}`,
    }),
  },
  terms: {
    sql: "SELECT watch_id, term_id, statement, valid_from, valid_to, recorded_at, superseded_at, source, quote FROM term_versions ORDER BY watch_id, term_id, valid_from, recorded_at",
    entry: (row) => ({
      id: [row["watch_id"], row["term_id"], row["valid_from"], row["recorded_at"]].join("/"),
      ...{ title: `${row["watch_id"]}: ${row["term_id"]}`, updated: text(row["superseded_at"] ?? row["recorded_at"]) },
      ...{ url: orNull(row["source"]), text: text(row["statement"]) },
    }),
  },
};

/** Ids are tag: URIs (RFC 4151), so that they stay when the archive moves. */
const tag = (id: string): string => `tag:clausewatch.invalid,2026:${encodeURIComponent(id.toWellFormed())}`;

/** A feed's newest entry dates it, so that the same archive gives the same feed. */
const feedOf = (id: string, title: string, entries: readonly Entry[]): AtomFeed => ({
  ...{ id: tag(id), title: `Clausewatch: ${title}`, updated: newestOf(entries.map(({ updated }) => updated)), links: [] },
  entries: entries.toReversed().map((one) => ({
    ...{ id: tag(one.id), title: one.title, updated: one.updated, content: one.text },
    links: one.url === null ? [] : [{ rel: "alternate", href: one.url }],
  })),
});

const shown = ({ published, domain, title, snippet, url, verdict, term, watch }: Hit): string =>
  [
    `${day(published)}  ${domain}  ${title ?? "(no headline)"}`,
    ...(verdict === null ? [] : [`    ${verdict} ${watch}/${term}`]),
    `    ${snippet.replace(/\s+/g, " ")}`,
    `    ${url}`,
  ].join("\n");

const asEntry = (hit: Hit): Entry => ({
  id: [hit.id, hit.watch, hit.term].filter(Boolean).join("/"),
  title: `${hit.verdict === null ? "" : `${hit.verdict} ${hit.term}: `}${hit.title ?? hit.url}`,
  ...{ updated: hit.published ?? "1970-01-01T00:00:00.000Z", url: hit.url, text: hit.quote ?? hit.snippet },
});

type SearchOptions = { limit: string; newest?: boolean; format?: string; json?: boolean };

export function addSearch(program: Command, configFile: () => string): void {
  program
    .command("search <words...>")
    .description("find articles by their words, best first, or readings by term, verdict or quote, newest first")
    .option("--limit <n>", "at most so many", "20")
    .option(
      "--newest",
      `newest first also where words are looked for; best first ranks the newest ${RANKED} that hold them, before:DAY older ones`,
    )
    .option("--format <format>", `text, or ${FORMATS.join(", ")}`)
    .option("--json", "the same as --format json")
    .addHelpText(
      "after",
      `\nFields, each of which narrows:\n${Object.entries(SEARCH_FIELDS)
        .map(([field, what]) => `  ${`${field}:`.padEnd(9)} ${what}`)
        .join(
          "\n",
        )}\n\nExample:\n  clausewatch search stateless exclusive source:reuters.com\n  clausewatch search term:ip-license verdict:changes,contradicts after:2026-03-01 --format csv\n  clausewatch search 'licen* NEAR exclusive'`,
    )
    .action((words: string[], { limit, newest, format, json }: SearchOptions) => {
      const query = parseSearch(words.join(" "));
      const to = json === true ? "json" : format === undefined || format === "text" ? null : formatOf(format);
      return withArchive(configFile(), (archive) => {
        const { hits } = archive.search(query, { order: newest === true ? "newest" : "best", limit: parseCount(limit) });
        if (to === null) print(false, hits, () => hits.map(shown).join("\n") || "nothing found");
        else process.stdout.write(write(hits, to, () => feedOf(`search/${words.join(" ")}`, words.join(" "), hits.map(asEntry))));
      });
    });

  program
    .command("export <what>")
    .description(`write ${Object.keys(EXPORTS).join(", ")} as NDJSON, JSON, CSV or an Atom feed`)
    .option("--format <format>", FORMATS.join(", "), "ndjson")
    .option("--json", "the same as --format json")
    .addHelpText(
      "after",
      "\nExample:\n  clausewatch export articles > articles.jsonl\n  clausewatch export readings --format csv > readings.csv\n  clausewatch export alerts --format atom > alerts.atom",
    )
    .action((what: string, { format, json }: { format: string; json?: boolean }) => {
      const wanted = Object.hasOwn(EXPORTS, what) ? EXPORTS[what] : undefined;
      if (wanted === undefined) throw new UsageError(`${what} cannot be exported; choose ${Object.keys(EXPORTS).join(", ")}`);
      const to = formatOf(json === true ? "json" : format);
      return withArchive(configFile(), (archive) => {
        const rows = archive.query(wanted.sql);
        const lines = wanted.line === undefined || to === "csv" ? rows : rows.map(wanted.line);
        process.stdout.write(write(lines, to, () => feedOf(what, what, rows.map(wanted.entry))));
      });
    });
}
