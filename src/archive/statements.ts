import type Sqlite from "better-sqlite3";

/** Queries with lists of many lengths are statements of their own; no more than so many are kept. */
const MOST_KEPT = 300;

/**
 * The same connection, but a statement that was prepared once is kept: compiling one costs more than running it, and drizzle asks for it
 * anew with every query. For drizzle alone, which takes a statement, runs it to its end and lets go of it.
 */
export function withKeptStatements(sqlite: Sqlite.Database): Sqlite.Database {
  const kept = new Map<string, Sqlite.Statement>();
  const prepare = (source: string): Sqlite.Statement => {
    const known = kept.get(source);
    // Drizzle asks for rows as arrays where it names their fields, and expects objects where it does not.
    if (known !== undefined) return known.reader ? known.raw(false) : known;
    const made = sqlite.prepare(source);
    kept.set(source, made);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return made;
  };
  return Object.create(sqlite, { prepare: { value: prepare } }) as Sqlite.Database;
}
