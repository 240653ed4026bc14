import { readFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import type { InferenceSession, Tensor } from "onnxruntime-web";

export type OnnxEngine = "onnxruntime-node" | "onnxruntime-web";

/** A tensor that goes in: `data` row by row, as long as the product of `dims`. Integers of 64 bits are BigInts. */
export type Feed =
  | { readonly type: "int64"; readonly dims: readonly number[]; readonly data: BigInt64Array }
  | { readonly type: "int32"; readonly dims: readonly number[]; readonly data: Int32Array }
  | { readonly type: "float32"; readonly dims: readonly number[]; readonly data: Float32Array }
  | { readonly type: "bool"; readonly dims: readonly number[]; readonly data: Uint8Array };

/** A tensor that comes out. Whole numbers are given as floats too. */
export type Result = { readonly dims: readonly number[]; readonly data: Float32Array };

export type ThreadSettings = { readonly engine: OnnxEngine; readonly file: string };
export type ThreadTask = { readonly feeds: Readonly<Record<string, Feed>> } | "close";
/** Errors cross to another thread as words. */
export type ThreadAnswer =
  | { readonly outcome: "loaded"; readonly inputs: readonly string[]; readonly outputs: readonly string[] }
  | { readonly outcome: "ran"; readonly results: Record<string, Result> }
  | { readonly outcome: "failed"; readonly message: string };

/** What both packages give: they share onnxruntime-common. */
type Runtime = Pick<typeof import("onnxruntime-web"), "InferenceSession" | "Tensor">;

/** onnxruntime-node is CommonJS and optional; onnxruntime-web finds its .wasm beside itself, in its package. Neither asks the network. */
async function load(engine: OnnxEngine): Promise<Runtime> {
  if (engine === "onnxruntime-node") {
    const loaded: Runtime & { readonly default?: Runtime } = await import("onnxruntime-node");
    return loaded.default ?? loaded;
  }
  const { env, InferenceSession, Tensor } = await import("onnxruntime-web");
  env.wasm.numThreads = 1;
  return { InferenceSession, Tensor };
}

/** Warnings of the runtime (unused initializers and the like) are for whoever exported the model: 3 shows errors only. */
const QUIET = { logSeverityLevel: 3 } as const satisfies InferenceSession.SessionOptions;

function resultOf(name: string, { data, dims, type }: Tensor): Result {
  if (data instanceof Float32Array) return { dims, data };
  if (type === "string") throw new Error(`the output ${name} of the model is text, where numbers are due`);
  return { dims, data: Float32Array.from(data as Iterable<number | bigint>, Number) };
}

const failed = (error: unknown): ThreadAnswer => ({ outcome: "failed", message: error instanceof Error ? error.message : String(error) });

/** What a thread of `openOnnxSession` runs: one model, one input at a time, on one core. */
async function serve(port: NonNullable<typeof parentPort>, { engine, file }: ThreadSettings): Promise<void> {
  const { InferenceSession, Tensor } = await load(engine);
  // The native engine reads the file itself, so that weights in a file of their own are found beside it.
  const session =
    engine === "onnxruntime-node"
      ? await InferenceSession.create(file, { ...QUIET, intraOpNumThreads: 1, interOpNumThreads: 1 })
      : await InferenceSession.create(await readFile(file), { ...QUIET, executionProviders: ["wasm"] });
  async function run({ feeds }: Exclude<ThreadTask, string>): Promise<ThreadAnswer> {
    try {
      const tensors = Object.entries(feeds).map(([name, { type, data, dims }]) => [name, new Tensor(type, data, dims)] as const);
      const found = await session.run(Object.fromEntries(tensors));
      const results = Object.fromEntries(Object.entries(found).map(([name, tensor]) => [name, resultOf(name, tensor)]));
      return { outcome: "ran", results };
    } catch (error) {
      return failed(error);
    }
  }
  port.on("message", async (task: ThreadTask) => {
    if (task !== "close") return port.postMessage(await run(task));
    await session.release();
    port.close();
  });
  port.postMessage({ outcome: "loaded", inputs: session.inputNames, outputs: session.outputNames } satisfies ThreadAnswer);
}

if (parentPort !== null) {
  const port = parentPort;
  serve(port, workerData as ThreadSettings).catch((error) => port.postMessage(failed(error)));
}
