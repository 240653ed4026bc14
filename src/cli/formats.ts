import { xmlText } from "../app/xml-text.ts";
import { UsageError } from "../domain/errors.ts";

export type Row = Readonly<Record<string, unknown>>;
/** One row as an entry of an Atom feed. `id` is the row's own id in the archive and makes an address that never changes. */
export type AtomEntry = {
  readonly id: string;
  readonly title: string;
  readonly updated: string;
  readonly url: string | null;
  readonly text: string;
};
export type AtomFeed = { readonly id: string; readonly title: string; readonly updated: string; readonly entries: readonly AtomEntry[] };

export const FORMATS = ["ndjson", "json", "csv", "atom"] as const;
export type Format = (typeof FORMATS)[number];

export function formatOf(name: string): Format {
  const found = FORMATS.find((one) => one === name);
  if (found === undefined) throw new UsageError(`--format ${name} is not known; choose ${FORMATS.join(", ")}`);
  return found;
}

/** Rows as text. `atom` says what the rows are as a feed; it is asked only where one is wanted. */
export function write(rows: readonly Row[], format: Format, atom: () => AtomFeed): string {
  if (format === "atom") return asAtom(atom());
  if (format === "json") return `${JSON.stringify(rows, null, 2)}\n`;
  return format === "csv" ? asCsv(rows) : rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

const asCsv = (rows: readonly Row[]): string =>
  rows[0] === undefined
    ? ""
    : [Object.keys(rows[0]), ...rows.map((row) => Object.values(row))].map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join("");

/** RFC 4180, and a quote before what a spreadsheet would take for a formula. */
function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4287. Ids are tag: URIs (RFC 4151), so that they stay when the archive moves. */
function asAtom({ id, title, updated, entries }: AtomFeed): string {
  const entry = (one: AtomEntry) =>
    [
      "  <entry>",
      `    <id>${tag(one.id)}</id>`,
      `    <title>${xmlText(one.title)}</title>`,
      `    <updated>${xmlText(one.updated)}</updated>`,
      ...(one.url === null ? [] : [`    <link rel="alternate" href="${xmlText(one.url)}"/>`]),
      `    <content type="text">${xmlText(one.text)}</content>`,
      "  </entry>",
    ].join("\n");
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `  <id>${tag(id)}</id>`,
    `  <title>${xmlText(title)}</title>`,
    `  <updated>${xmlText(updated)}</updated>`,
    "  <author><name>Clausewatch</name></author>",
    ...entries.map(entry),
    "</feed>\n",
  ].join("\n");
}

const tag = (id: string): string => `tag:clausewatch.invalid,2026:${encodeURIComponent(id)}`;
