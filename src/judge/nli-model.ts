import { readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import { z } from "zod";
import { messageOf, PermanentError } from "../domain/errors.ts";
import { type OnnxOptions, openOnnxSession } from "./onnx-session.ts";
import type { Feed } from "./onnx-thread.ts";

/** Where exporters put the model, the first that is there. Full precision goes first: a folder often has both. */
const MODEL_FILES = ["model.onnx", "onnx/model.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx"];
/** Tokens of a pair at most. Models read 512; a sentence and a statement seldom need half of it. */
const MAX_TOKENS = 384;
const BATCH = 8;

/** What a model says of a pair; they add up to 1. */
export type Chances = { readonly entailment: number; readonly neutral: number; readonly contradiction: number };
type Label = keyof Chances;
export type Pair = { readonly premise: string; readonly hypothesis: string };

export type NliModel = {
  /** The folder's name. */
  readonly name: string;
  /** Null for a pair that is too long for the model. */
  classify(pairs: readonly Pair[], signal: AbortSignal): Promise<(Chances | null)[]>;
  /** Whether a pair fits the model whole. */
  fits(pair: Pair): boolean;
  close(): Promise<void>;
};

const modelConfig = z.object({
  id2label: z.record(z.string().regex(/^\d+$/), z.string()).optional(),
  label2id: z.record(z.string(), z.int().nonnegative()).optional(),
});
const token = z.union([z.string(), z.object({ content: z.string() }).transform((one) => one.content)]);
const tokenizerConfig = z.looseObject({ model_max_length: z.number().optional(), pad_token: token.nullish() });

const WANTED: readonly (readonly [RegExp, Label])[] = [
  [/^entail/i, "entailment"],
  [/^neutral/i, "neutral"],
  [/^contradict/i, "contradiction"],
];

/** The labels in the order of the model's answer, which differs between models and stands in config.json alone. Throws PermanentError where it cannot be read. */
export function labelsOf(config: unknown, file: string): readonly Label[] {
  const parsed = modelConfig.safeParse(config);
  if (!parsed.success) throw new PermanentError(`${file}: id2label is no table of numbers and labels`);
  const { id2label, label2id } = parsed.data;
  const named: [number, string][] =
    id2label === undefined
      ? Object.entries(label2id ?? {}).map(([label, at]) => [at, label])
      : Object.entries(id2label).map(([at, label]) => [Number(at), label]);
  const order = named.toSorted(([a], [b]) => a - b).map(([, label]) => label);
  const labels = order.map((label) => WANTED.find(([pattern]) => pattern.test(label.trim()))?.[1]);
  const complete = labels.length === 3 && new Set(labels).size === 3 && named.every(([at]) => at < 3);
  if (complete && labels.every((one) => one !== undefined)) return labels;
  const said = order.length === 0 ? "is missing" : `says ${order.join(", ")}`;
  throw new PermanentError(
    `${file}: id2label ${said}; entailment, neutral and contradiction are needed, in the order of the model's answer: its card tells which is which`,
  );
}

async function readJson(file: string, what: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new PermanentError(`${file} cannot be read (${messageOf(error)}); ${what}`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PermanentError(`${file} is not JSON: ${messageOf(error)}`);
  }
}

async function modelFile(folder: string): Promise<string> {
  for (const name of MODEL_FILES) {
    const file = join(folder, name);
    if (
      await stat(file).then(
        (found) => found.isFile(),
        () => false,
      )
    )
      return file;
  }
  throw new PermanentError(`${folder} has none of ${MODEL_FILES.join(", ")}; export the model to ONNX, or give the folder that holds it`);
}

type Encoded = { readonly ids: readonly number[]; readonly types: readonly number[] };

function createEncoder(tokenizer: Tokenizer): (pair: Pair) => Encoded {
  return ({ premise, hypothesis }) => {
    const { ids, token_type_ids } = tokenizer.encode(premise, { text_pair: hypothesis, return_token_type_ids: true });
    return { ids, types: token_type_ids ?? [] };
  };
}

/** Rows of one length. `fill` pads the shorter ones. */
function tensor(rows: readonly (readonly number[])[], width: number, fill: number): Feed {
  const data = new BigInt64Array(rows.length * width).fill(BigInt(fill));
  rows.forEach((row, at) => {
    row.forEach((value, index) => {
      data[at * width + index] = BigInt(value);
    });
  });
  return { type: "int64", dims: [rows.length, width], data };
}

function softmax(logits: readonly number[]): number[] {
  const top = Math.max(...logits);
  const powers = logits.map((one) => Math.exp(one - top));
  const sum = powers.reduce((total, one) => total + one, 0);
  return powers.map((one) => one / sum);
}

const KNOWN_INPUTS: ReadonlySet<string> = new Set(["input_ids", "attention_mask", "token_type_ids"]);

/** Opens a folder with an ONNX export, tokenizer.json, tokenizer_config.json and config.json. Throws PermanentError that says what the folder lacks. */
export async function openNliModel(given: string, options: Omit<OnnxOptions, "file"> = {}): Promise<NliModel> {
  const folder = resolve(given);
  const help = "an NLI folder holds model.onnx, config.json, tokenizer.json and tokenizer_config.json";
  const configFile = join(folder, "config.json");
  const labels = labelsOf(await readJson(configFile, help), configFile);
  const rawTokenizer = await readJson(join(folder, "tokenizer.json"), help);
  const rawConfig = await readJson(join(folder, "tokenizer_config.json"), help);
  const config = tokenizerConfig.safeParse(rawConfig);
  if (!config.success) throw new PermanentError(`${join(folder, "tokenizer_config.json")}: ${z.prettifyError(config.error)}`);
  const file = await modelFile(folder);
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(rawTokenizer as object, rawConfig as object);
  } catch (error) {
    throw new PermanentError(`${join(folder, "tokenizer.json")} is no tokenizer that can be read: ${messageOf(error)}`);
  }
  const session = await openOnnxSession({ ...options, file });
  const strange = session.inputs.filter((name) => !KNOWN_INPUTS.has(name));
  if (strange.length > 0 || !session.inputs.includes("input_ids")) {
    await session.close();
    throw new PermanentError(`${file} takes ${session.inputs.join(", ")}; an encoder that takes input_ids and attention_mask is needed`);
  }
  const encode = createEncoder(tokenizer);
  const longest = Math.min(MAX_TOKENS, config.data.model_max_length ?? MAX_TOKENS);
  const pad = tokenizer.token_to_id(config.data.pad_token ?? "[PAD]") ?? 0;

  async function ask(rows: readonly Encoded[]): Promise<Chances[]> {
    const width = Math.max(...rows.map((one) => one.ids.length));
    const feeds: Record<string, Feed> = {
      input_ids: tensor(
        rows.map((one) => one.ids),
        width,
        pad,
      ),
      attention_mask: tensor(
        rows.map((one) => one.ids.map(() => 1)),
        width,
        0,
      ),
      token_type_ids: tensor(
        rows.map((one) => one.types),
        width,
        0,
      ),
    };
    const answer = await session.run(
      Object.fromEntries(session.inputs.flatMap((name) => (feeds[name] === undefined ? [] : [[name, feeds[name]]]))),
    );
    const logits = answer["logits"] ?? answer[session.outputs[0] ?? ""];
    if (logits === undefined || logits.data.length !== rows.length * labels.length)
      throw new PermanentError(
        `${file} answers ${logits?.dims.join(" × ")} numbers where ${rows.length} × ${labels.length} are due; it is no NLI model`,
      );
    return rows.map((_row, at) => {
      const chances = softmax([...logits.data.subarray(at * labels.length, (at + 1) * labels.length)]);
      return Object.fromEntries(labels.map((label, index) => [label, chances[index] ?? 0])) as Chances;
    });
  }

  return {
    name: basename(folder),
    fits: (pair) => encode(pair).ids.length <= longest,
    async classify(pairs, signal) {
      const found: (Chances | null)[] = pairs.map(() => null);
      // Pairs of like length share a batch, so that little is padded.
      const rows = pairs.map((pair, at) => ({ at, row: encode(pair) })).filter(({ row }) => row.ids.length <= longest);
      rows.sort((a, b) => a.row.ids.length - b.row.ids.length || a.at - b.at);
      for (let from = 0; from < rows.length; from += BATCH) {
        signal.throwIfAborted();
        const batch = rows.slice(from, from + BATCH);
        const answers = await ask(batch.map(({ row }) => row));
        batch.forEach(({ at }, index) => {
          found[at] = answers[index] ?? null;
        });
      }
      return found;
    },
    close: () => session.close(),
  };
}
