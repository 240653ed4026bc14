import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { type Config, loadConfig } from "../app/config.ts";
import { type Archive, openArchive } from "../archive/archive.ts";
import { UsageError } from "../domain/errors.ts";

/** Results go to stdout: a person's text, or JSON with --json. */
export function print(json: boolean | undefined, value: unknown, text: () => string): void {
  process.stdout.write(`${json === true ? JSON.stringify(value, null, 2) : text()}\n`);
}

/** One JSON document a line. */
export const printLine = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

type Cell = string | number | boolean | null | undefined;

/** Narrower than this no column of a table is cut, in characters. */
const LEAST_WIDTH = 12;
const GAP = "  ";

/**
 * Columns padded to their widest cell; an empty list says so. In a terminal the widest are cut until the table fits `width` characters;
 * what goes into a pipe or a file is whole.
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  empty = "nothing to show",
  width = process.stdout.columns ?? Number.POSITIVE_INFINITY,
): string {
  if (rows.length === 0) return empty;
  const cells = [head, ...rows].map((row) => row.map((cell) => String(cell ?? "-").replace(/\s+/g, " ")));
  const widths = fitted(
    head.map((_, column) => cells.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0)),
    width - GAP.length * (head.length - 1),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => clip(cell, widths[column] ?? 0).padEnd(widths[column] ?? 0))
      .join(GAP)
      .trimEnd();
  return cells.map(line).join("\n");
}

/** Widths of columns that together take at most `room`: all that are wider than some width are cut to it. */
function fitted(widths: readonly number[], room: number): number[] {
  let cut = Math.max(...widths);
  const cutTo = () => widths.map((width) => Math.min(width, cut));
  while (cut > LEAST_WIDTH && cutTo().reduce((sum, width) => sum + width, 0) > room) cut -= 1;
  return cutTo();
}

export const clip = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1))}…`);

export const day = (date: string | null): string => date?.slice(0, 10) ?? "undated";

/** Opens the archive that the configuration names, for reading beside a running daemon; refuses to make a new one. */
function openExisting({ archiveFile }: Config): Archive {
  if (!existsSync(archiveFile))
    throw new UsageError(
      `there is no archive at ${archiveFile} yet; start the daemon (npm start), or set CLAUSEWATCH_DATA_DIR to where it lies`,
    );
  return openArchive(archiveFile);
}

/** Does something with the archive that the configuration names, and closes it again. */
export async function withArchive<T>(configFile: string, use: (archive: Archive, config: Config) => T | Promise<T>): Promise<T> {
  const config = loadConfig(configFile, process.env);
  const archive = openExisting(config);
  try {
    return await use(archive, config);
  } finally {
    archive.close();
  }
}

/** Who gives a command, where no --by says so. */
export const thisPerson = (): string => userInfo().username;

/** A date that a person typed, or a usage error that says how dates look. */
export function parseDate(text: string, option: string): string {
  // Date.parse takes 30 February for 2 March.
  const isDay =
    /^\d{4}-\d{2}-\d{2}/.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    new Date(text.slice(0, 10)).toISOString().startsWith(text.slice(0, 10));
  if (!isDay) throw new UsageError(`${option} ${text} is not a date; write it like 2026-03-01`);
  return text;
}

export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError(`${text} is not a number of rows; give one from 1`);
  return Number(text);
}
