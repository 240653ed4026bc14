import { existsSync, renameSync, rmSync } from "node:fs";
import Sqlite from "better-sqlite3";
import { PermanentError, UsageError } from "../domain/errors.ts";
import { type ChainHead, headOf } from "./chain.ts";
import { measure, takeWordsForMany } from "./database.ts";

/** All pages in one step: a copy made in several begins anew whenever somebody writes in between, and under load never ends. */
const ALL_PAGES = 2 ** 31 - 1;

export type Backup = { readonly file: string; readonly bytes: number; readonly head: ChainHead | null };

/** Looking after the file itself. */
export function createUpkeep(sqlite: Sqlite.Database) {
  return {
    /** Copies the archive as it stands at one moment, while others write. Throws where the file is there already or the copy is not sound. */
    async backup(file: string): Promise<Backup> {
      if (existsSync(file))
        throw new UsageError(`${file} is there already; a backup overwrites nothing, so give another name or take it away`);
      const partial = `${file}.partial`;
      rmSync(partial, { force: true });
      const { totalPages } = await sqlite.backup(partial, { progress: () => ALL_PAGES });
      const copy = new Sqlite(partial);
      let head: ChainHead | null;
      try {
        // One file and nothing beside it is easier to carry; the next to open it makes it WAL again.
        copy.pragma("journal_mode = DELETE");
        const [found] = copy.pragma("quick_check") as { quick_check: string }[];
        if (found?.quick_check !== "ok")
          throw new PermanentError(`the copy in ${partial} is damaged: ${found?.quick_check}; run clausewatch verify on the archive`);
        head = headOf(copy);
      } finally {
        copy.close();
      }
      renameSync(partial, file);
      return { file, bytes: totalPages * Number(sqlite.pragma("page_size", { simple: true })), head };
    },
    /** What SQLite itself finds wrong with the file, and references that lead nowhere; empty where it is sound. */
    damage(): string[] {
      const broken = (sqlite.pragma("integrity_check") as { integrity_check: string }[]).map((row) => row.integrity_check);
      const lost = (sqlite.pragma("foreign_key_check") as { table: string; rowid: number; parent: string }[]).map(
        ({ table, rowid, parent }) => `row ${rowid} of ${table} refers to a row that is not in ${parent}`,
      );
      return [...broken.filter((line) => line !== "ok"), ...lost];
    },
    /** Measures indexes that have grown, so that queries go on to choose well among them; some milliseconds. */
    measure: () => measure(sqlite),
    /** Gives back the room of what thinned out, orders the search indexes and measures the tables anew. Nobody else may use the archive. */
    vacuum(): { readonly before: number; readonly after: number } {
      const size = () => Number(sqlite.pragma("page_count", { simple: true })) * Number(sqlite.pragma("page_size", { simple: true }));
      const before = size();
      for (const index of ["articles_fts", "quotes_fts"]) sqlite.exec(`INSERT INTO ${index}(${index}) VALUES ('optimize')`);
      sqlite.exec("VACUUM");
      sqlite.exec("ANALYZE");
      takeWordsForMany(sqlite);
      sqlite.pragma("wal_checkpoint(TRUNCATE)");
      return { before, after: size() };
    },
  };
}
