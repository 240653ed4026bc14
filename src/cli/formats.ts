import { type AtomFeed, atomDocument } from "../channels/atom.ts";
import { UsageError } from "../domain/errors.ts";

export type Row = Readonly<Record<string, unknown>>;
export const FORMATS = ["ndjson", "json", "csv", "atom"] as const;
export type Format = (typeof FORMATS)[number];

export function formatOf(name: string): Format {
  const found = FORMATS.find((one) => one === name);
  if (found === undefined) throw new UsageError(`--format ${name} is not known; choose ${FORMATS.join(", ")}`);
  return found;
}

/** Rows as text. `atom` says what the rows are as a feed; it is asked only where one is wanted. */
export function write(rows: readonly Row[], format: Format, atom: () => AtomFeed): string {
  if (format === "atom") return atomDocument(atom());
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
