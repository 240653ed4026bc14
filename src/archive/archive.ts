import { createAlerts } from "./alerts.ts";
import { createArticles } from "./articles.ts";
import { type ChainHead, headOf, verifyChain, verifyTail } from "./chain.ts";
import { openDatabase } from "./database.ts";
import { createEntries } from "./entries.ts";
import { createFeeds } from "./feeds.ts";
import { createJobs } from "./jobs.ts";
import { createKeySegments } from "./key-segments.ts";
import { createNotices } from "./notices.ts";
import { createOptOuts } from "./opt-outs.ts";
import { createOutbox } from "./outbox.ts";
import { createPages } from "./pages.ts";
import { createReadings } from "./readings.ts";
import { createRegister } from "./register.ts";
import { createRetention } from "./retention.ts";
import { createSearch } from "./search.ts";
import { createSnapshots } from "./snapshots.ts";
import { createStories } from "./stories.ts";
import { createSubscriptions } from "./subscriptions.ts";
import { createUpkeep } from "./upkeep.ts";
import { createWordIndex } from "./word-index.ts";

export type Archive = ReturnType<typeof openArchive>;

/** Opens the archive at a path (":memory:" for a throw-away one), migrated, with all its table families behind one close(). */
export function openArchive(path: string) {
  const { db, sqlite } = openDatabase(path);
  const words = createWordIndex(sqlite);
  // Made once: making it costs as much as a small transaction.
  const inTransaction = sqlite.transaction((work: () => unknown) => {
    const result = work();
    words.catchUp();
    return result;
  }).immediate;
  const repeatable = <T>(work: () => T): T => {
    // exec, since pragma() makes and drops a statement, which costs as much as the transaction.
    sqlite.exec("PRAGMA synchronous = NORMAL");
    try {
      return inTransaction(work) as T;
    } finally {
      sqlite.exec("PRAGMA synchronous = FULL");
    }
  };
  const together = sqlite.transaction((work: () => unknown) => work());
  return {
    path,
    jobs: createJobs(db),
    feeds: createFeeds(db),
    snapshots: createSnapshots(db),
    articles: createArticles(db),
    entries: createEntries(db),
    stories: createStories(db),
    keySegments: createKeySegments(sqlite),
    register: createRegister(db),
    readings: createReadings(db),
    alerts: createAlerts(db),
    notices: createNotices(db),
    optOuts: createOptOuts(db),
    outbox: createOutbox(db),
    /** Articles by their words, readings by term, verdict or quote; part by part. */
    search: createSearch(sqlite, words),
    pages: createPages(db),
    subscriptions: createSubscriptions(db),
    retention: createRetention(sqlite, words),
    upkeep: createUpkeep(sqlite),
    /** All or nothing. The callback must be synchronous: better-sqlite3 refuses one that awaits. */
    transaction: <T>(work: () => T): T => inTransaction(work) as T,
    /** Questions that are asked together, of one state of the archive: each by itself costs a lock on the file. */
    together: <T>(work: () => T): T => together(work) as T,
    /**
     * As transaction, for work that a power cut may undo because it is then simply done again (a poll, a page, a reading, a job handed out): it
     * is not waited for until the disk has it. Whatever is committed by transaction() afterwards takes it along. Not inside another transaction.
     */
    repeatable,
    /** The same for pieces of work that share one commit. Where one throws, all are done anew, so that it alone is undone. */
    repeatableEach<P, T>(pieces: readonly P[], work: (piece: P) => T): PromiseSettledResult<T>[] {
      const done = (piece: P): PromiseSettledResult<T> => ({ status: "fulfilled", value: work(piece) });
      try {
        // Mostly none does, and a savepoint for each costs two statements.
        return repeatable(() => pieces.map(done));
      } catch {
        const alone = sqlite.transaction(done);
        return repeatable(() =>
          pieces.map((piece) => {
            try {
              return alone(piece);
            } catch (reason) {
              // A disk that is full undoes everything.
              if (!sqlite.inTransaction) throw reason;
              return { status: "rejected", reason };
            }
          }),
        );
      }
    },
    /** Rows of a read-only SQL query, for the person's own questions. */
    query: (sql: string, ...parameters: unknown[]) => sqlite.prepare(sql).all(...parameters) as Record<string, unknown>[],
    /** The newest link of the hash chain, to be noted elsewhere; null in an archive without evidence. */
    chainHead: () => headOf(sqlite),
    /** Holds every snapshot, reading and alert revision against the hash chain, and the chain against a head that was noted. */
    verifyChain: (expected: ChainHead | null = null) => verifyChain(sqlite, expected),
    /** The same for the newest links alone, in a moment however long the chain is. */
    chainTail: (links: number) => verifyTail(sqlite, links),
    close: () => {
      sqlite.close();
    },
  };
}
