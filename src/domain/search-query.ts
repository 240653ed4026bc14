import { UsageError } from "./errors.ts";
import { isoDate } from "./term.ts";
import { verdict as anyVerdict } from "./verdict.ts";

const SPOKEN: readonly string[] = anyVerdict.exclude(["silent"]).options;

/** What somebody looks for. Every part narrows; `match` and `quote` are FTS5 expressions. */
export type SearchQuery = {
  /** Words in headline or text. */
  readonly match: string | null;
  /** Words in a quote. */
  readonly quote: string | null;
  readonly watch: string | null;
  readonly term: string | null;
  readonly verdicts: readonly string[];
  /** A domain; its subdomains count too. */
  readonly source: string | null;
  readonly story: string | null;
  /** First and last day of publication: from the one, up to and without the other. */
  readonly after: string | null;
  readonly before: string | null;
};

export const SEARCH_FIELDS = {
  term: "a term's id; finds readings with their quotes",
  verdict: `${SPOKEN.join(", ")}; several with commas`,
  watch: "a watch's id",
  quote: "words in a quote",
  source: "a domain, with its subdomains",
  story: "a story's id",
  after: "published on this day or later",
  before: "published before this day",
} as const;
type Field = keyof typeof SEARCH_FIELDS;
const isField = (name: string): name is Field => Object.hasOwn(SEARCH_FIELDS, name);

/** Plain words are matched as words, so that a person need not know FTS5; an expression with its own operators is taken as it is. */
function matchOf(words: readonly string[]): string | null {
  const query = words.join(" ").trim();
  if (query === "") return null;
  if (/["*()]|\b(AND|OR|NOT|NEAR)\b/.test(query)) return query;
  return [...new Set(query.split(/\s+/))].map((word) => `"${word}"`).join(" ");
}

/** A field with its value, which may be quoted; a quoted phrase; or a word. */
const TOKEN = /(\w+):"([^"]*)"|(\w+):(?!\/\/)(\S+)|"[^"]*"\S*|\S+/g;

/** Reads `stateless exclusive term:azure-api after:2026-03-01`. Throws UsageError that names the fields there are. */
export function parseSearch(text: string): SearchQuery {
  const words: string[] = [];
  const fields = new Map<Field, string>();
  for (const [token, quotedField, quoted, field, plain] of text.matchAll(TOKEN)) {
    const name = quotedField ?? field;
    if (name === undefined) words.push(token);
    else if (!isField(name))
      throw new UsageError(`${name}: is not a field of the search; there are ${Object.keys(SEARCH_FIELDS).join(", ")}`);
    else if (fields.has(name)) throw new UsageError(`${name}: is given twice; one search looks for one ${name}`);
    else fields.set(name, quoted ?? plain ?? "");
  }
  const verdicts = fields.get("verdict")?.split(",") ?? [];
  for (const verdict of verdicts) {
    if (!SPOKEN.includes(verdict)) throw new UsageError(`verdict:${verdict} is no verdict; there are ${SPOKEN.join(", ")}`);
  }
  const date = (name: "after" | "before") => {
    const value = fields.get(name) ?? null;
    if (value !== null && !isoDate.safeParse(value).success)
      throw new UsageError(`${name}:${value} is not a date; write it like 2026-03-01`);
    return value;
  };
  const { watch = null, term = null, story = null, quote, source } = Object.fromEntries(fields) as Partial<Record<Field, string>>;
  return {
    ...{ match: matchOf(words), quote: quote === undefined ? null : matchOf([quote]), watch, term, verdicts, story },
    ...{ source: source?.toLowerCase() ?? null, after: date("after"), before: date("before") },
  };
}
