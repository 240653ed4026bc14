import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import PQueue from "p-queue";
import { messageOf } from "../domain/errors.ts";
import type { ExtractedArticle, ParsedFeed } from "../domain/extract.ts";
import { NotAFeedError, NotAnArticleError } from "../parse/errors.ts";
import type { FeedBytes } from "../parse/read-feed.ts";
import type { PageBytes, ParseAnswer, ParseTask } from "./parse-thread.ts";

/** Reading a page takes milliseconds. What takes so much of a processor was made to hurt, and its thread is killed. */
const DEADLINE_MS = 3000;
/** A thread that gets little of a processor on a busy machine is not the document's fault: by the clock it has so many milliseconds. */
const PATIENCE_MS = 60_000;
/** Loading the readers takes a second. Whoever waits longer than so many milliseconds for a thread is told so and tries again later. */
const START_MS = 60_000;
/** A thread that is starting is left to start: on a machine without a processor to spare it would never come to its end. So many milliseconds is no start. */
const NEVER_MS = 30 * 60_000;
const MEMORY_MB = 512;
/** A feed of so many bytes is read where it arrives: usually in less time than it takes to hand it to a thread and back, and in a third of a second whatever it is filled with. */
const SMALL_BYTES = 64 * 1024;

export type ParseThreads = {
  parseFeed(input: FeedBytes): Promise<ParsedFeed>;
  extractArticle(input: PageBytes): Promise<ExtractedArticle>;
  close(): Promise<void>;
};

/** What an operator is told once threads are slow to start, and what helps. */
const slowStart = (startMs: number): string =>
  `what reads pages and feeds has not started within ${startMs / 1000} s and is waited for; until then none is read, and each is tried again. ` +
  "The machine leaves this process too little of its processors: give it more, or lower what else runs there";

/** The thread's next answer. Rejects where it dies or takes too long; `limit` watches over that and answers how to stop watching. */
async function answerOf(thread: Worker, limit: (stop: (why: string) => void) => () => void): Promise<unknown> {
  const over = new AbortController();
  const unlimited = limit((why) => over.abort(why));
  const ended = () => over.abort("failed: the thread ended");
  thread.once("exit", ended);
  try {
    const [answer] = await once(thread, "message", { signal: over.signal });
    return answer;
  } catch (cause) {
    // A thread that fails ends as well: what was first counts.
    const isOver = (cause as Error).name === "AbortError";
    throw new Error(isOver ? String(over.signal.reason) : `failed: ${messageOf(cause)}`, { cause });
  } finally {
    unlimited();
    thread.off("exit", ended);
  }
}

/** So many milliseconds by the clock. */
const byClock =
  (ms: number, why: string) =>
  (stop: (why: string) => void): (() => void) => {
    const timer = setTimeout(() => stop(why), ms);
    return () => clearTimeout(timer);
  };

/** So many milliseconds of a processor, spent by the thread; by the clock more, after which the machine is at fault. */
function byProcessor(thread: Worker, ms: number) {
  return (stop: (why: string) => void): (() => void) => {
    const spent = () => thread.cpuUsage().then(({ user, system }) => (user + system) / 1000);
    const began = spent();
    const look = async (): Promise<void> => {
      if ((await spent()) - (await began) >= ms) stop(`took longer than ${ms / 1000} s and was stopped`);
    };
    // One that has ended answers no more, which is told of where its answer is awaited.
    const timer = setInterval(() => void look().catch(() => {}), Math.max(1, ms / 4));
    const late = `got too little of a processor to be read within ${PATIENCE_MS / 1000} s and was stopped; the machine is busy with something else`;
    const unlimited = byClock(PATIENCE_MS, late)(stop);
    began.catch(() => {});
    return () => {
      clearInterval(timer);
      unlimited();
    };
  };
}

async function ask(thread: Worker, task: ParseTask, limit: Parameters<typeof answerOf>[1]): Promise<ParseAnswer> {
  const answered = answerOf(thread, limit);
  thread.postMessage(task);
  return (await answered) as ParseAnswer;
}

const NEVER = byClock(NEVER_MS, `took longer than ${NEVER_MS / 1000} s and was stopped`);

/** What a promise comes to, or null where that takes longer. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/**
 * Reads pages and all but small feeds off the main thread, under a deadline and a cap on memory, so that no document can hold up or end
 * the process. Rejects like the readers themselves, or with a plain Error where a thread had to be killed. Threads start when they are needed.
 */
export function createParseThreads({
  threads = Math.max(1, Math.min(4, availableParallelism() - 1)),
  deadlineMs = DEADLINE_MS,
  memoryMb = MEMORY_MB,
  startMs = START_MS,
  /** Told once when a thread is slow to start, with what an operator can do, and null when one has. */
  onSlowStart = (_line: string | null): void => {},
} = {}): ParseThreads {
  const turns = new PQueue({ concurrency: threads });
  /** Threads without a task; those that are still starting come last. */
  const idle: Promise<Worker>[] = [];
  const alive = new Set<Worker>();
  /** Threads that have loaded what reads pages. */
  const ready = new WeakSet<Worker>();
  let isSlow = false;
  let feeds: typeof import("../parse/feed.ts") | undefined;

  async function end(thread: Worker): Promise<void> {
    alive.delete(thread);
    await thread.terminate();
  }

  /** Has a thread do what comes before its first task; one that cannot is ended. */
  async function prepare(thread: Worker, what: string, prepared: Promise<unknown>): Promise<Worker> {
    try {
      await prepared;
    } catch (cause) {
      await end(thread);
      throw new Error(`${what} ${messageOf(cause)}`, { cause });
    }
    return thread;
  }
  async function start(): Promise<Worker> {
    const thread = new Worker(new URL("./parse-thread.ts", import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    alive.add(thread);
    // Whoever waits for the thread sees its error too; without a listener of its own that error would end the process.
    thread.on("error", () => {});
    await prepare(thread, "starting a thread that reads", answerOf(thread, NEVER));
    // A thread that waits for work keeps no process alive.
    thread.unref();
    return thread;
  }
  async function loadPages(thread: Worker): Promise<Worker> {
    if (ready.has(thread)) return thread;
    await prepare(thread, "loading what reads pages", ask(thread, { kind: "load-pages" }, NEVER));
    ready.add(thread);
    return thread;
  }

  /** One that could not start is not waited for again. */
  function makeRoom(failed: Promise<Worker>): void {
    const at = idle.indexOf(failed);
    if (at >= 0) idle.splice(at, 1);
  }

  /** A thread that can take the task. Where that takes too long, it goes on starting for whoever comes next. */
  async function threadFor({ kind }: ParseTask): Promise<Worker> {
    const started = idle.shift() ?? start();
    const able = kind === "page" ? started.then(loadPages) : started;
    const thread = await within(able, startMs);
    if (thread === null) {
      idle.push(able);
      able.catch(() => makeRoom(able));
      if (!isSlow) onSlowStart(slowStart(startMs));
      isSlow = true;
      throw new Error(slowStart(startMs));
    }
    if (isSlow) onSlowStart(null);
    isSlow = false;
    return thread;
  }

  const run = (task: ParseTask): Promise<unknown> =>
    turns.add(async () => {
      const thread = await threadFor(task);
      let answer: ParseAnswer;
      try {
        answer = await ask(thread, task, byProcessor(thread, deadlineMs));
      } catch (cause) {
        await end(thread);
        throw new Error(`reading ${(task.kind !== "load-pages" && task.input.url) || "a document"} ${messageOf(cause)}`, { cause });
      }
      idle.unshift(Promise.resolve(thread));
      if (answer.outcome === "read") return answer.value;
      if (answer.outcome === "not-a-feed") throw new NotAFeedError(answer.message);
      if (answer.outcome === "not-an-article") throw new NotAnArticleError(answer.message);
      throw new Error(answer.message);
    });

  return {
    async parseFeed(input) {
      if (input.bytes.length > SMALL_BYTES) return (await run({ kind: "feed", input })) as ParsedFeed;
      // Loaded where feeds are read, which is not in every process.
      feeds ??= await import("../parse/feed.ts");
      return feeds.parseFeed(input);
    },
    extractArticle: (input) => run({ kind: "page", input }) as Promise<ExtractedArticle>,
    async close() {
      turns.clear();
      idle.length = 0;
      // What is still read then is awaited by nobody.
      await Promise.all([...alive].map(end));
      await turns.onIdle();
    },
  };
}
