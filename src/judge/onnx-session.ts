import { readFile, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import type { InferenceSession, Tensor } from "onnxruntime-web";
import { messageOf, PermanentError } from "../domain/errors.ts";

export type OnnxEngine = "onnxruntime-node" | "onnxruntime-web";

/** A tensor that goes in: `data` row by row, as long as the product of `dims`. Integers of 64 bits are BigInts. */
export type Feed =
  | { readonly type: "int64"; readonly dims: readonly number[]; readonly data: BigInt64Array }
  | { readonly type: "int32"; readonly dims: readonly number[]; readonly data: Int32Array }
  | { readonly type: "float32"; readonly dims: readonly number[]; readonly data: Float32Array }
  | { readonly type: "bool"; readonly dims: readonly number[]; readonly data: Uint8Array };

/** A tensor that comes out. Whole numbers are given as floats too. */
export type Result = { readonly dims: readonly number[]; readonly data: Float32Array };

export type OnnxSession = {
  readonly engine: OnnxEngine;
  /** Names of what the model takes and gives, in its order. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Throws where the feeds do not fit the model. */
  run(feeds: Readonly<Record<string, Feed>>): Promise<Record<string, Result>>;
  /** Frees the memory of the model; a second call does nothing. */
  close(): Promise<void>;
};

export type OnnxOptions = {
  /** The .onnx file. */
  readonly file: string;
  /** Cores to compute on. WebAssembly always takes one: its threads wait by spinning, and two took longer than one on a busy machine. Default 2, or 1 where there is no second. */
  readonly threads?: number;
  /** Default auto: native where it loads, else WebAssembly, which runs everywhere and takes about eight times as long. */
  readonly engine?: "auto" | OnnxEngine;
};

/** What both packages give: they share onnxruntime-common. */
type Runtime = Pick<typeof import("onnxruntime-web"), "InferenceSession" | "Tensor">;

const ENGINES: readonly OnnxEngine[] = ["onnxruntime-node", "onnxruntime-web"];
const DEFAULT_THREADS = 2;

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

async function open(engine: OnnxEngine, { file, threads }: OnnxOptions): Promise<OnnxSession> {
  const { InferenceSession, Tensor } = await load(engine);
  const intraOpNumThreads = threads ?? Math.min(DEFAULT_THREADS, availableParallelism());
  // The native engine reads the file itself, so that weights in a file of their own are found beside it.
  const session =
    engine === "onnxruntime-node"
      ? await InferenceSession.create(file, { ...QUIET, intraOpNumThreads, interOpNumThreads: 1 })
      : await InferenceSession.create(await readFile(file), { ...QUIET, executionProviders: ["wasm"] });
  let isOpen = true;
  return {
    engine,
    inputs: session.inputNames,
    outputs: session.outputNames,
    async run(feeds) {
      const tensors = Object.entries(feeds).map(([name, { type, data, dims }]) => [name, new Tensor(type, data, dims)] as const);
      const found = await session.run(Object.fromEntries(tensors));
      return Object.fromEntries(Object.entries(found).map(([name, tensor]) => [name, resultOf(name, tensor)]));
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await session.release();
    },
  };
}

function resultOf(name: string, { data, dims, type }: Tensor): Result {
  if (data instanceof Float32Array) return { dims, data };
  if (type === "string") throw new PermanentError(`the output ${name} of the model is text, where numbers are due`);
  return { dims, data: Float32Array.from(data as Iterable<number | bigint>, Number) };
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
