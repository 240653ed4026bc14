import type Sqlite from "better-sqlite3";

/**
 * Takes articles into the full-text index, those of one transaction at once: FTS5 writes a segment of its own for every statement that a trigger
 * runs, which costs 0.45 ms an article where 300 share a transaction, and together 0.27. Triggers list what is to be taken in, so that nothing that
 * inserts an article can forget it; every transaction ends with this, so that nobody sees an article that is not found.
 */
export function createWordIndex(sqlite: Sqlite.Database) {
  const isBehind = sqlite.prepare("SELECT 1 FROM articles_unindexed LIMIT 1");
  const take = sqlite.prepare(
    "INSERT INTO articles_fts (rowid, title, text) SELECT a.seq, a.title, a.text FROM articles_unindexed JOIN articles a USING (seq)",
  );
  const done = sqlite.prepare("DELETE FROM articles_unindexed");
  const takeAll = sqlite.transaction(() => {
    take.run();
    done.run();
  });
  return {
    catchUp(): void {
      if (isBehind.get() !== undefined) takeAll.immediate();
    },
  };
}

export type WordIndex = ReturnType<typeof createWordIndex>;
