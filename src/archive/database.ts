import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import Sqlite from "better-sqlite3";
import { count, type SQL } from "drizzle-orm";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { readMigrationFiles } from "drizzle-orm/migrator";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { PermanentError } from "../domain/errors.ts";
import { sha256 } from "../domain/ids.ts";
import { storageLine, storageTrouble } from "../domain/storage-trouble.ts";
import { chainTriggers, startChain, teachSha256 } from "./chain.ts";
import { makeDataFolder } from "./data-folder.ts";
import * as schema from "./schema.ts";
import { withKeptStatements } from "./statements.ts";

const MIGRATIONS = fileURLToPath(new URL("../../migrations", import.meta.url));
/** Everything that is made from the tables and holds no data of its own. */
const DERIVED = `${readFileSync(new URL("derived.sql", import.meta.url), "utf8")}\n${chainTriggers()}`;
/** Names a state of the derived part, in the 31 bits that SQLite has for it. */
const DERIVED_VERSION = Number.parseInt(sha256(DERIVED).slice(0, 8), 16) >>> 1;
/** How long a writer waits for another, in milliseconds: a person's query may hold the file for a moment. */
const BUSY_TIMEOUT_MS = 5000;
/** Pages of the file kept in memory: entries and articles lie by hashes, so each new one touches pages from all over an index. SQLite's own 2 MiB cost half as much again in polling, and on the register's page of a large archive three times as much. */
const CACHE_KIB = 32_000;
/** Pages in the log before they are moved into the file: a page that changes often is then moved once for many changes. SQLite's own is 1000. */
const CHECKPOINT_PAGES = 4000;

export type Database = BetterSQLite3Database<typeof schema>;
/** How many rows a table has, or how many of them meet a condition. (Drizzle's own $count answers with a promise.) */
export const countRows = (db: Database, table: SQLiteTable, where?: SQL): number =>
  db.select({ n: count() }).from(table).where(where).get()?.n ?? 0;

export type OpenDatabase = { readonly db: Database; readonly sqlite: Sqlite.Database };

/** Opens the archive at `path` (":memory:" for none on disk) and brings it to the newest migration. */
export function openDatabase(path: string): OpenDatabase {
  if (path !== ":memory:") makeDataFolder(dirname(path));
  const sqlite = open(path);
  try {
    refuseLater(sqlite);
    return prepare(sqlite);
  } catch (error) {
    sqlite.close();
    const trouble = storageTrouble(error);
    throw trouble === null ? error : new PermanentError(storageLine(path, trouble), { cause: error });
  }
}

function prepare(sqlite: Sqlite.Database): OpenDatabase {
  sqlite.pragma("journal_mode = WAL");
  // FULL: an alert that was reported as sent must still be known as sent after a power cut.
  sqlite.pragma("synchronous = FULL");
  sqlite.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  sqlite.pragma(`cache_size = -${CACHE_KIB}`);
  sqlite.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  teachSha256(sqlite);
  const db = drizzle(withKeptStatements(sqlite), { schema });
  bringUpToDate(db, sqlite);
  return { db, sqlite };
}

const isMigrated = (sqlite: Sqlite.Database): boolean =>
  sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE name = '__drizzle_migrations'").get() !== undefined;

/**
 * An archive with a migration that this version does not have was written by a later one, and may mean things that this one would take
 * wrongly: it is refused before anything is written. Migrations are known by their instants, since a text's line endings may differ.
 */
function refuseLater(sqlite: Sqlite.Database): void {
  if (!isMigrated(sqlite)) return;
  const known = new Set(readMigrationFiles({ migrationsFolder: MIGRATIONS }).map(({ folderMillis }) => folderMillis));
  const made = sqlite.prepare("SELECT created_at FROM __drizzle_migrations ORDER BY created_at").pluck().all();
  const [unknown] = made.filter((at) => !known.has(Number(at)));
  if (unknown === undefined) return;
  const at = new Date(Number(unknown));
  throw new PermanentError(
    `the archive ${sqlite.name} was written by a later version of clausewatch: it has the migration of ${Number.isNaN(at.getTime()) ? unknown : at.toISOString()}, which this version does not know (its newest is of ${new Date(Math.max(...known)).toISOString()}). Nothing was written. Run the version that wrote it, or put the backup from before it back in its place`,
  );
}

/**
 * Migrates the tables, then makes views and triggers anew where they or the tables changed. While a table is rebuilt, references to it and
 * views on it point nowhere for a moment (https://sqlite.org/lang_altertable.html#otheralter), so they are checked afterwards and not during.
 * Renaming is therefore done in the legacy way, which leaves a table's name inside its own checks alone: a rebuilt table names columns only.
 */
function bringUpToDate(db: Database, sqlite: Sqlite.Database): void {
  const version = () => sqlite.pragma("user_version", { simple: true });
  const migrated = () => (isMigrated(sqlite) ? sqlite.prepare("SELECT count(*) FROM __drizzle_migrations").pluck().get() : 0);
  const before = migrated();
  sqlite.pragma("foreign_keys = OFF");
  sqlite.pragma("legacy_alter_table = ON");
  migrate(db, { migrationsFolder: MIGRATIONS });
  sqlite.pragma("legacy_alter_table = OFF");
  sqlite.pragma("foreign_keys = ON");
  if (migrated() === before && version() === DERIVED_VERSION) return;
  measure(sqlite);
  const derive = sqlite.transaction(() => {
    for (const [, kind, name] of DERIVED.matchAll(/^CREATE (VIEW|TRIGGER) (\w+)/gm)) sqlite.exec(`DROP ${kind} IF EXISTS ${name}`);
    sqlite.exec(DERIVED);
    startChain(sqlite);
    sqlite.pragma(`user_version = ${DERIVED_VERSION}`);
    const [lost] = sqlite.pragma("foreign_key_check") as { table: string; rowid: number; parent: string }[];
    if (lost !== undefined)
      throw new PermanentError(
        `${sqlite.name}: row ${lost.rowid} of ${lost.table} refers to a row that is not in ${lost.parent}; restore a backup`,
      );
  });
  derive.immediate();
}

/** Rows of an index that are looked at to measure it: enough to tell a good index from a bad one, in a moment however large the archive is. */
const MEASURED_ROWS = 1000;

/** Measures indexes that are new or have grown, so that queries choose well among them. */
export function measure(sqlite: Sqlite.Database): void {
  sqlite.pragma(`analysis_limit = ${MEASURED_ROWS}`);
  // 0x10002: tables that this connection has not asked yet as well (https://sqlite.org/pragma.html#pragma_optimize).
  sqlite.pragma("optimize = 0x10002");
  takeWordsForMany(sqlite);
}

/** Rows that SQLite takes a table for that was never measured. */
const UNMEASURED = 1_048_576;
/**
 * The table behind a full-text index has two rows at first. Once measured so, FTS5 looks for what a merge leaves behind by reading all of it, for as
 * long as nobody measures again: recording an article cost 0.3 ms, and 2.6 ms after 14,000.
 */
export function takeWordsForMany(sqlite: Sqlite.Database): void {
  if (sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'").get() === undefined) return;
  const few = "tbl GLOB '*_fts_data' AND CAST(stat AS INTEGER) < ?";
  const { changes } = sqlite.prepare(`UPDATE sqlite_stat1 SET stat = '${UNMEASURED}' WHERE ${few}`).run(UNMEASURED);
  // This has the connection read them again.
  if (changes > 0) sqlite.exec("ANALYZE sqlite_schema");
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
  makeDataFolder(dirname(path));
  const lock = open(`${path}.lock`);
  try {
    lock.pragma("busy_timeout = 0");
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    const trouble = storageTrouble(error);
    if (trouble !== null) throw new PermanentError(storageLine(path, trouble), { cause: error });
    throw new PermanentError(`${path} is in use by another clausewatch process; stop that one first, or choose another dataDir`, {
      cause: error,
    });
  }
  return () => lock.close();
}
