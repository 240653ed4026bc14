import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import Sqlite from "better-sqlite3";
import { count, type SQL } from "drizzle-orm";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { PermanentError } from "../domain/errors.ts";
import * as schema from "./schema.ts";

const MIGRATIONS = fileURLToPath(new URL("../../migrations", import.meta.url));
/** How long a writer waits for another, in milliseconds: a person's query may hold the file for a moment. */
const BUSY_TIMEOUT_MS = 5000;

export type Database = BetterSQLite3Database<typeof schema>;
/** How many rows a table has, or how many of them meet a condition. (Drizzle's own $count answers with a promise.) */
export const countRows = (db: Database, table: SQLiteTable, where?: SQL): number =>
  db.select({ n: count() }).from(table).where(where).get()?.n ?? 0;

export type OpenDatabase = { readonly db: Database; readonly sqlite: Sqlite.Database };

/** Opens the archive at `path` (":memory:" for none on disk) and brings it to the newest migration. */
export function openDatabase(path: string): OpenDatabase {
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
  const sqlite = open(path);
  sqlite.pragma("journal_mode = WAL");
  // FULL: an alert that was reported as sent must still be known as sent after a power cut.
  sqlite.pragma("synchronous = FULL");
  sqlite.pragma("foreign_keys = ON");
  sqlite.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  const db = drizzle(sqlite, { schema });
  migrate(db, { migrationsFolder: MIGRATIONS });
  return { db, sqlite };
}

function open(path: string): Sqlite.Database {
  try {
    return new Sqlite(path);
  } catch (error) {
    throw new PermanentError(`the archive ${path} cannot be opened: ${(error as Error).message}; check dataDir and its permissions`, {
      cause: error,
    });
  }
}

/**
 * Holds the archive for one archivist until the process ends, however it ends: the operating system drops the lock of a killed process.
 * Throws PermanentError when another process holds it.
 */
export function holdArchive(path: string): () => void {
  if (path === ":memory:") return () => {};
  mkdirSync(dirname(path), { recursive: true });
  const lock = open(`${path}.lock`);
  try {
    lock.pragma("busy_timeout = 0");
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    throw new PermanentError(`${path} is in use by another clausewatch process; stop that one first, or choose another dataDir`, {
      cause: error,
    });
  }
  return () => lock.close();
}
