import { once } from "node:events";
import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import PQueue from "p-queue";
import { messageOf, PermanentError } from "../domain/errors.ts";
import type { Feed, OnnxEngine, Result, ThreadAnswer, ThreadSettings, ThreadTask } from "./onnx-thread.ts";

export type OnnxSession = {
  readonly engine: OnnxEngine;
  /** Names of what the model takes and gives, in its order. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** How many calls of `run` are worked on at once. */
  readonly threads: number;
  /** Off the main thread. Throws where the feeds do not fit the model. */
  run(feeds: Readonly<Record<string, Feed>>): Promise<Record<string, Result>>;
  /** Lets what runs end and frees the memory of the model; a second call does nothing. */
  close(): Promise<void>;
};

export type OnnxOptions = {
  /** The .onnx file. */
  readonly file: string;
  /** Threads, each with the model for itself on one core: two that share one run wait for each other more than they gain. Default 2, or 1 where there is no second core. */
  readonly threads?: number;
  /** Default auto: native where it loads, else WebAssembly, which runs everywhere and takes about eight times as long. */
  readonly engine?: "auto" | OnnxEngine;
};

const ENGINES: readonly OnnxEngine[] = ["onnxruntime-node", "onnxruntime-web"];
const DEFAULT_THREADS = 2;

/** The thread's next word. It keeps the process alive until then. Rejects where the thread ends instead. */
async function hear(thread: Worker): Promise<ThreadAnswer> {
  const heard = new AbortController();
  const { signal } = heard;
  thread.ref();
  try {
    const ended = once(thread, "exit", { signal }).then(() => Promise.reject(new Error("its thread ended")));
    const [answer] = await Promise.race([once(thread, "message", { signal }), ended]);
    return answer;
  } finally {
    heard.abort();
    thread.unref();
  }
}

type Loaded = Extract<ThreadAnswer, { outcome: "loaded" }>;

/** onnxruntime-node 1.30 reports to its makers over the network unless this says no; a thread's own environment would not reach it. */
const NO_REPORTS = "ORT_DISABLE_TELEMETRY";

async function startThread(workerData: ThreadSettings): Promise<{ thread: Worker; loaded: Loaded }> {
  process.env[NO_REPORTS] = "1";
  const thread = new Worker(new URL("./onnx-thread.ts", import.meta.url), { workerData });
  // Whoever waits for the thread sees its error too; without a listener of its own that error would end the process.
  thread.on("error", () => {});
  const loaded = await hear(thread);
  if (loaded.outcome === "loaded") return { thread, loaded };
  await thread.terminate();
  throw new Error(loaded.outcome === "failed" ? loaded.message : "it did not start");
}

async function open(engine: OnnxEngine, options: OnnxOptions): Promise<OnnxSession> {
  const { file, threads = Math.min(DEFAULT_THREADS, availableParallelism()) } = options;
  const { thread, loaded } = await startThread({ engine, file });
  const idle: Worker[] = [thread];
  const turns = new PQueue({ concurrency: threads });

  async function run(feeds: Readonly<Record<string, Feed>>): Promise<Record<string, Result>> {
    const free = idle.pop() ?? (await startThread({ engine, file })).thread;
    free.postMessage({ feeds } satisfies ThreadTask);
    // A thread that dies under its work is not idle again: another takes its place.
    const answer = await hear(free);
    idle.push(free);
    if (answer.outcome === "ran") return answer.results;
    throw new PermanentError(answer.outcome === "failed" ? `${file} cannot run: ${answer.message}` : `${file} gave no answer`);
  }

  return {
    engine,
    inputs: loaded.inputs,
    outputs: loaded.outputs,
    threads,
    run: (feeds) => turns.add(() => run(feeds)),
    async close() {
      await turns.onIdle();
      await Promise.all(
        idle.splice(0).map((one) => {
          one.ref();
          one.postMessage("close" satisfies ThreadTask);
          return once(one, "exit");
        }),
      );
    },
  };
}

/** Opens a model with the first engine that can. Throws one PermanentError that says what was tried. */
export async function openOnnxSession(options: OnnxOptions): Promise<OnnxSession> {
  const { file, engine = "auto" } = options;
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) throw new PermanentError(`${file} is not a file that can be read; a model file (.onnx) is due there`);
  const tried: string[] = [];
  for (const one of engine === "auto" ? ENGINES : [engine]) {
    try {
      return await open(one, options);
    } catch (error) {
      tried.push(`${one} (${messageOf(error).split("\n")[0]})`);
    }
  }
  throw new PermanentError(
    `${file} could not be opened; tried ${tried.join(", then ")}. Where an engine is missing, npm ci installs both; where both refuse the file, it is no ONNX model or a newer one than they know`,
  );
}
