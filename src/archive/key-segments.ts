import Sqlite from "better-sqlite3";
import { type ArticleId, type StoryId, storyIdOf } from "../domain/ids.ts";

/** Entries of a part: 1 MB, since the archivist waits for whoever writes one. */
const PART = 131_072;
/** How long a merge waits for a writer, in milliseconds: nobody waits for it, and it is done anew where it gives up. */
const BUSY_TIMEOUT_MS = 60_000;

/** Keys in rising order, each with the `seq` of an article that has it. */
export type Keys = { readonly keys: Uint32Array; readonly articles: Uint32Array };
export type KeptKeys = { readonly id: number; readonly level: number; readonly segment: Keys };

const bytesOf = (numbers: Uint32Array): Buffer => Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
const numbersIn = (bytes: Buffer): Uint32Array =>
  new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));

function readSegment(sqlite: Sqlite.Database, id: number): Keys {
  const parts = sqlite.prepare("SELECT keys, articles FROM key_segment_parts WHERE segment_id = ? ORDER BY part").all(id) as {
    keys: Buffer;
    articles: Buffer;
  }[];
  const length = parts.reduce((sum, part) => sum + part.keys.byteLength / 4, 0);
  const segment = { keys: new Uint32Array(length), articles: new Uint32Array(length) };
  let at = 0;
  for (const part of parts) {
    segment.keys.set(numbersIn(part.keys), at);
    segment.articles.set(numbersIn(part.articles), at);
    at += part.keys.byteLength / 4;
  }
  return segment;
}

const openSegment = (sqlite: Sqlite.Database, level: number, state: "made" | "live"): number =>
  Number(sqlite.prepare("INSERT INTO key_segments (level, state) VALUES (?, ?)").run(level, state).lastInsertRowid);

function writeParts(sqlite: Sqlite.Database, id: number, { keys, articles }: Keys): void {
  const add = sqlite.prepare("INSERT INTO key_segment_parts (segment_id, part, keys, articles) VALUES (?, ?, ?, ?)");
  for (let part = 0; part * PART < keys.length; part++) {
    const [from, to] = [part * PART, (part + 1) * PART];
    add.run(id, part, bytesOf(keys.subarray(from, to)), bytesOf(articles.subarray(from, to)));
  }
}

function dropSegments(sqlite: Sqlite.Database, ids: readonly number[]): void {
  for (const id of ids) {
    const parts = sqlite.prepare("SELECT part FROM key_segment_parts WHERE segment_id = ?").pluck().all(id) as number[];
    for (const part of parts) sqlite.prepare("DELETE FROM key_segment_parts WHERE segment_id = ? AND part = ?").run(id, part);
    sqlite.prepare("DELETE FROM key_segments WHERE id = ?").run(id);
  }
}

/**
 * Makes one segment of several over a connection of its own, so that it can run on another thread: part by part, so that no writer waits for
 * more than one. Killed at any moment it leaves the old segments or the new one.
 */
export function mergeKeySegments(
  path: string,
  ids: readonly number[],
  level: number,
  merge: (segments: readonly Keys[]) => Keys,
): KeptKeys {
  const sqlite = new Sqlite(path);
  try {
    sqlite.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    sqlite.pragma("foreign_keys = ON");
    // What a power cut undoes is merged again.
    sqlite.pragma("synchronous = NORMAL");
    const segment = merge(ids.map((id) => readSegment(sqlite, id)));
    const id = openSegment(sqlite, level, "made");
    writeParts(sqlite, id, segment);
    const takeOver = sqlite.transaction(() => {
      for (const old of ids) sqlite.prepare("UPDATE key_segments SET state = 'merged' WHERE id = ?").run(old);
      sqlite.prepare("UPDATE key_segments SET state = 'live' WHERE id = ?").run(id);
    });
    takeOver.immediate();
    dropSegments(sqlite, ids);
    return { id, level, segment };
  } finally {
    sqlite.close();
  }
}

/** The relater's index of keys: what it put away, and under which keys it is found. */
export function createKeySegments(sqlite: Sqlite.Database) {
  const numberOf = sqlite
    .prepare("SELECT a.seq FROM articles a JOIN relations r ON r.article_id = a.id WHERE a.id = ? AND r.shelved = 1")
    .pluck();
  const bearer = sqlite.prepare("SELECT 1 FROM relations WHERE story_id = ? AND shelved = 1 LIMIT 1");
  const seq = sqlite.prepare("SELECT seq FROM articles WHERE id = ?").pluck();
  const mark = sqlite.prepare("UPDATE relations SET shelved = 1 WHERE article_id = ?");

  /** Of articles that are about to be related: the number under which each was put away, and the stories named after them that none of those bears. */
  const numbers = new Map<ArticleId, number | null>();
  const unborne = new Set<StoryId>();
  const ask = (article: ArticleId): number | null => (numberOf.get(article) as number | undefined) ?? null;

  return {
    /** Those that are whole; what a killed merge left behind is dropped. */
    all(): KeptKeys[] {
      dropSegments(sqlite, sqlite.prepare("SELECT id FROM key_segments WHERE state <> 'live'").pluck().all() as number[]);
      const rows = sqlite.prepare("SELECT id, level FROM key_segments ORDER BY id").all() as { id: number; level: number }[];
      return rows.map(({ id, level }) => ({ id, level, segment: readSegment(sqlite, id) }));
    },
    /** Writes a segment down and marks its articles as put away, all or nothing. `segmentOf` makes it of keys and article numbers. */
    put(
      articles: readonly { readonly id: ArticleId; readonly keys: readonly number[] }[],
      segmentOf: (keys: Uint32Array, articles: Uint32Array) => Keys,
    ): KeptKeys {
      numbers.clear();
      unborne.clear();
      const put = sqlite.transaction(() => {
        const length = articles.reduce((sum, { keys }) => sum + keys.length, 0);
        const [all, owners] = [new Uint32Array(length), new Uint32Array(length)];
        let end = 0;
        for (const { id, keys } of articles) {
          const number = seq.get(id) as number | undefined;
          if (number === undefined) continue;
          mark.run(id);
          all.set(keys, end);
          owners.fill(number, end, end + keys.length);
          end += keys.length;
        }
        const segment = segmentOf(all.subarray(0, end), owners.subarray(0, end));
        const id = openSegment(sqlite, 0, "live");
        writeParts(sqlite, id, segment);
        return { id, level: 0, segment };
      });
      return put.immediate();
    },
    /**
     * Asks at once, inside one transaction, what will be asked of each of some articles while they are related: a question by itself costs a lock on
     * the file. Holds until more is put away.
     */
    expect(articles: readonly ArticleId[]): void {
      numbers.clear();
      unborne.clear();
      for (const article of articles) {
        numbers.set(article, ask(article));
        const story = storyIdOf(article);
        if (bearer.get(story) === undefined) unborne.add(story);
      }
    },
    /** The number under which an article was put away. */
    numberOf(article: ArticleId): number | null {
      const known = numbers.get(article);
      return known === undefined ? ask(article) : known;
    },
    /** Throws a segment away, part by part. */
    forget: (id: number): void => dropSegments(sqlite, [id]),
    bears: (story: StoryId): boolean => !unborne.has(story) && bearer.get(story) !== undefined,
  };
}
