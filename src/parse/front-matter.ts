import { parse } from "yaml";
import { fold, resolveUrl } from "./html-text.ts";

/** A header that is longer is no front matter; in characters. */
const MAX_HEADER = 16_384;

/** What a Markdown document says about itself between its `---` lines. Dates are as stated. */
export type FrontMatter = {
  readonly title: string | null;
  readonly author: string | null;
  readonly published: string | null;
  readonly modified: string | null;
  readonly canonicalUrl: string | null;
  readonly language: string | null;
  readonly siteName: string | null;
};

const KEYS: Readonly<Record<keyof FrontMatter, readonly string[]>> = {
  title: ["title", "headline"],
  author: ["author", "authors", "byline", "creator"],
  published: ["date", "published", "published_at", "publish_date", "pubdate", "datepublished"],
  modified: ["updated", "modified", "lastmod", "last_modified_at", "updated_at"],
  canonicalUrl: ["canonical_url", "canonical", "canonicalurl", "original_url"],
  language: ["lang", "language", "locale"],
  siteName: ["feed_name", "site_name", "site", "publisher", "source_name"],
};

const textOf = (value: unknown): string | null => {
  const text = Array.isArray(value) ? value.filter((one) => typeof one === "string").join(", ") : typeof value === "string" ? value : "";
  return fold(text) || null;
};

const entriesOf = (value: unknown): Map<string, unknown> =>
  new Map(typeof value === "object" && value !== null ? Object.entries(value).map(([key, one]) => [key.toLowerCase(), one]) : []);

/** Lines of `key: value`, for headers that are nearly YAML (an unquoted colon in a title). */
function looseEntries(header: string): Map<string, unknown> {
  const entries = new Map<string, unknown>();
  for (const line of header.split("\n")) {
    const [, key, value] = /^([A-Za-z][\w-]*)\s*:\s*(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) entries.set(key.toLowerCase(), value.trim().replace(/^(["'])(.*)\1$/, "$2"));
  }
  return entries;
}

function readHeader(header: string): Map<string, unknown> {
  try {
    // The failsafe schema reads every value as text, so that a date stays as it is written.
    const entries = entriesOf(parse(header, { schema: "failsafe", maxAliasCount: 0, uniqueKeys: false, logLevel: "error" }));
    if (entries.size > 0) return entries;
  } catch {
    // read line by line below
  }
  return looseEntries(header);
}

/** A page that shows the header as running text has folded its lines: outside quotes and brackets, a key starts a line again. */
const FOLDED = /"(?:[^"\\]|\\.){0,2000}"|\[[^\]]{0,2000}\]|\s(?=[A-Za-z][a-z_]{2,30}:\s)/g;
const unfolded = (header: string): string => header.replace(FOLDED, (part) => (part.trim() === "" ? "\n" : part));

/** The text between the marks, and what follows; null where the document does not start with front matter. */
function split(text: string): { header: string; body: string } | null {
  const start = /^\uFEFF?\s{0,100}---[ \t]*(\n|(?=[ \t]*[A-Za-z][\w-]*:\s))/.exec(text.slice(0, 300));
  if (start === null) return null;
  const rest = text.slice(start[0].length);
  const end = (start[1] === "\n" ? /(?:^|\n)---[ \t]*(?=\n|$)/ : /\s---(?=\s|$)/).exec(rest.slice(0, MAX_HEADER));
  if (end === null) return null;
  const header = rest.slice(0, end.index);
  return { header: header.includes("\n") ? header : unfolded(header), body: rest.slice(end.index + end[0].length) };
}

/** Parts a document from its front matter. `matter` is null, and the body the whole text, where it has none that says anything. */
export function splitFrontMatter(text: string): { matter: FrontMatter | null; body: string } {
  const parts = split(text);
  const entries = parts === null ? new Map<string, unknown>() : readHeader(parts.header);
  if (parts === null || entries.size === 0) return { matter: null, body: text };
  const first = (field: keyof FrontMatter): string | null =>
    KEYS[field].map((key) => textOf(entries.get(key))).find((value) => value !== null) ?? null;
  return {
    matter: {
      title: first("title"),
      author: first("author"),
      published: first("published"),
      modified: first("modified"),
      canonicalUrl: resolveUrl(first("canonicalUrl"), null),
      language: first("language"),
      siteName: first("siteName"),
    },
    body: parts.body.trim(),
  };
}
