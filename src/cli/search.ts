import type { Command } from "commander";
import type { Archive } from "../archive/archive.ts";
import { UsageError } from "../domain/errors.ts";
import { day, parseCount, print, withArchive } from "./output.ts";

/** Words are matched as words, so that a person need not know FTS5; a query with its own operators is taken as it is. */
function matchOf(words: readonly string[]): string {
  const query = words.join(" ");
  if (/["*()]|\b(AND|OR|NOT|NEAR)\b/.test(query)) return query;
  return query
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `"${word}"`)
    .join(" ");
}

const EXPORTS = {
  articles:
    "SELECT id, title, text, url, published, language, source_name, source_domain, source_kind FROM articles ORDER BY published, id",
  readings: "SELECT * FROM readings_by_term ORDER BY published, article_id, term_id",
  alerts: "SELECT id, watch_id, level, status, headline, revision, opened_at, updated_at, story_id FROM alerts ORDER BY opened_at",
  terms:
    "SELECT watch_id, term_id, statement, valid_from, valid_to, recorded_at, superseded_at, source, quote FROM term_versions ORDER BY watch_id, term_id, valid_from",
} as const;
type Exported = keyof typeof EXPORTS;

export function addSearch(program: Command, configFile: () => string): void {
  program
    .command("search <words...>")
    .description("find articles by their words, best first")
    .option("--limit <n>", "at most so many", "20")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch search stateless exclusive\n  clausewatch search 'licen* NEAR exclusive'")
    .action((words: string[], { limit, json }: { limit: string; json?: boolean }) =>
      withArchive(configFile(), (archive) => {
        const rows = find(archive, matchOf(words), parseCount(limit));
        print(
          json,
          rows,
          () =>
            rows
              .map(
                (row) =>
                  `${day(row.published)}  ${row.domain}  ${row.title ?? "(no headline)"}\n    ${row.snippet.replace(/\s+/g, " ")}\n    ${row.url}`,
              )
              .join("\n") || "nothing found",
        );
      }),
    );

  program
    .command("export <what>")
    .description(`write ${Object.keys(EXPORTS).join(", ")} as NDJSON, JSON or CSV`)
    .option("--format <format>", "ndjson, json or csv", "ndjson")
    .option("--json", "the same as --format json")
    .addHelpText(
      "after",
      "\nExample:\n  clausewatch export articles > articles.jsonl\n  clausewatch export readings --format csv > readings.csv",
    )
    .action((what: string, { format, json }: { format: string; json?: boolean }) => {
      if (!Object.hasOwn(EXPORTS, what)) throw new UsageError(`${what} cannot be exported; choose ${Object.keys(EXPORTS).join(", ")}`);
      const write = WRITERS[json === true ? "json" : format];
      if (write === undefined) throw new UsageError(`--format ${format} is not known; choose ${Object.keys(WRITERS).join(", ")}`);
      return withArchive(configFile(), (archive) => {
        const rows = archive.query(EXPORTS[what as Exported]);
        process.stdout.write(write(what === "articles" && format !== "csv" ? rows.map(asArticleLine) : rows));
      });
    });
}

function find(archive: Archive, match: string, limit: number) {
  try {
    return archive.articles.search(match, limit);
  } catch (error) {
    throw new UsageError(
      `the search ${match} cannot be read: ${(error as Error).message}; give plain words, or FTS5 operators such as "exact words", word*, AND, OR, NOT`,
    );
  }
}

type Row = Record<string, unknown>;

/** The shape that assess and replay read. */
const asArticleLine = ({ source_name: name, source_domain: domain, source_kind: kind, ...article }: Row): Row => ({
  ...article,
  source: { name, domain, kind },
});

const WRITERS: Readonly<Record<string, (rows: readonly Row[]) => string>> = {
  ndjson: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
  json: (rows) => `${JSON.stringify(rows, null, 2)}\n`,
  csv: (rows) =>
    rows[0] === undefined
      ? ""
      : [Object.keys(rows[0]), ...rows.map((row) => Object.values(row))].map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join(""),
};

/** RFC 4180, and a quote before what a spreadsheet would take for a formula. */
function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
