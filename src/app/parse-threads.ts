import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import PQueue from "p-queue";
import { messageOf } from "../domain/errors.ts";
import type { ExtractedArticle, ParsedFeed } from "../domain/extract.ts";
import { NotAFeedError, NotAnArticleError } from "../parse/errors.ts";
import type { FeedBytes } from "../parse/read-feed.ts";
import type { PageBytes, ParseAnswer, ParseTask } from "./parse-thread.ts";

/** Reading a page takes milliseconds. What takes so long was made to hurt, and its thread is killed. */
const DEADLINE_MS = 3000;
/** No feed within the caps takes half a second of a processor; a thread that gets none of it for a while is not the feed's fault. */
const FEED_PATIENCE = 5;
/** Loading the readers takes a second; on a machine that is busy, much longer. */
const LOAD_MS = 60_000;
const MEMORY_MB = 512;

export type ParseThreads = {
  parseFeed(input: FeedBytes): Promise<ParsedFeed>;
  extractArticle(input: PageBytes): Promise<ExtractedArticle>;
  close(): Promise<void>;
};

async function startThread(memoryMb: number): Promise<Worker> {
  const thread = new Worker(new URL("./parse-thread.ts", import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
  // Whoever waits for the thread sees its error too; without a listener of its own that error would end the process.
  thread.on("error", () => {});
  try {
    await once(thread, "message", { signal: AbortSignal.timeout(LOAD_MS) });
  } catch (cause) {
    await thread.terminate();
    throw new Error("a parser thread did not start", { cause });
  }
  // A thread that waits for work keeps no process alive.
  thread.unref();
  return thread;
}

/** The thread's answer to a task. Rejects, with the thread to be thrown away, where it dies or takes too long. */
async function ask(thread: Worker, task: ParseTask, deadlineMs: number): Promise<ParseAnswer> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), deadlineMs);
  try {
    const answered = once(thread, "message", { signal: over.signal });
    thread.postMessage(task);
    const [answer] = await answered;
    return answer as ParseAnswer;
  } catch (cause) {
    const why = over.signal.aborted ? `took longer than ${deadlineMs / 1000} s and was stopped` : `failed: ${messageOf(cause)}`;
    const what = task.kind === "load-pages" ? "loading what reads pages" : `reading ${task.input.url ?? "a document"}`;
    throw new Error(`${what} ${why}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Reads pages and feeds off the main thread, under a deadline and a cap on memory, so that no document can hold up or end the
 * process. Rejects like the readers themselves, or with a plain Error where a thread had to be killed. Threads start when they are needed.
 */
export function createParseThreads({
  threads = Math.max(1, Math.min(4, availableParallelism() - 1)),
  deadlineMs = DEADLINE_MS,
  memoryMb = MEMORY_MB,
} = {}): ParseThreads {
  const turns = new PQueue({ concurrency: threads });
  const idle: Worker[] = [];
  /** Threads that have loaded what reads pages. */
  const ready = new WeakSet<Worker>();

  async function perform(thread: Worker, task: ParseTask): Promise<ParseAnswer> {
    if (task.kind === "feed") return ask(thread, task, deadlineMs * FEED_PATIENCE);
    if (!ready.has(thread)) await ask(thread, { kind: "load-pages" }, LOAD_MS);
    ready.add(thread);
    return ask(thread, task, deadlineMs);
  }

  const run = (task: ParseTask): Promise<unknown> =>
    turns.add(async () => {
      const thread = idle.pop() ?? (await startThread(memoryMb));
      let answer: ParseAnswer;
      try {
        answer = await perform(thread, task);
      } catch (error) {
        await thread.terminate();
        throw error;
      }
      idle.push(thread);
      if (answer.outcome === "read") return answer.value;
      if (answer.outcome === "not-a-feed") throw new NotAFeedError(answer.message);
      if (answer.outcome === "not-an-article") throw new NotAnArticleError(answer.message);
      throw new Error(answer.message);
    });

  return {
    parseFeed: (input) => run({ kind: "feed", input }) as Promise<ParsedFeed>,
    extractArticle: (input) => run({ kind: "page", input }) as Promise<ExtractedArticle>,
    async close() {
      turns.clear();
      await turns.onIdle();
      await Promise.all(idle.splice(0).map((thread) => thread.terminate()));
    },
  };
}
