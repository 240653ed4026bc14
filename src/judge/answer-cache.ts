/** Where answers that cost money are kept. Any store will do; a value is checked again when it is read, so a broken one costs a question. */
export type AnswerCache = {
  get(key: string): unknown | Promise<unknown>;
  set(key: string, answer: unknown): void | Promise<void>;
};

const ANSWERS = 1_000;

/** Keeps the last `limit` answers in memory, the least recently asked for going first. */
export function createAnswerCache(limit = ANSWERS): AnswerCache {
  const answers = new Map<string, unknown>();
  return {
    get(key) {
      const found = answers.get(key);
      if (found === undefined) return undefined;
      answers.delete(key);
      answers.set(key, found);
      return found;
    },
    set(key, answer) {
      answers.delete(key);
      answers.set(key, answer);
      for (const oldest of answers.keys()) {
        if (answers.size <= limit) break;
        answers.delete(oldest);
      }
    },
  };
}
