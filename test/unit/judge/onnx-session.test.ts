import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { PermanentError } from "../../../src/domain/errors.ts";
import { openOnnxSession } from "../../../src/judge/onnx-session.ts";
import type { OnnxEngine } from "../../../src/judge/onnx-thread.ts";

const fixture = (path: string) => fileURLToPath(new URL(`../../fixtures/judge/${path}`, import.meta.url));
const MODEL = fixture("nli/model.onnx");
const ids = (values: bigint[], rows: number) => ({
  type: "int64" as const,
  dims: [rows, values.length / rows],
  data: BigInt64Array.from(values),
});
/** Two premises of two words: number 4 votes for contradiction, number 0 for nothing. */
const FEEDS = { input_ids: ids([4n, 4n, 0n, 0n], 2), attention_mask: ids([1n, 1n, 1n, 1n], 2), token_type_ids: ids([0n, 0n, 0n, 0n], 2) };

describe.each<OnnxEngine>(["onnxruntime-node", "onnxruntime-web"])("a model run by %s", (engine) => {
  test("gives floats with their shape, and is closed twice without harm", async () => {
    const session = await openOnnxSession({ file: MODEL, engine });
    expect([session.engine, session.inputs, session.outputs]).toEqual([
      engine,
      ["input_ids", "attention_mask", "token_type_ids"],
      ["logits"],
    ]);
    const { logits } = await session.run(FEEDS);
    expect(logits?.dims).toEqual([2, 3]);
    expect([...(logits?.data ?? [])]).toEqual([12, 2, 0, 0, 2, 0]);
    await session.close();
    await session.close();
  });

  test("throws where the feeds do not fit it", async () => {
    const session = await openOnnxSession({ file: MODEL, engine, threads: 1 });
    await expect(session.run({ input_ids: FEEDS.input_ids })).rejects.toThrow(/attention_mask/);
    await session.close();
  });
});

test("the native engine goes first where both are there", async () => {
  const session = await openOnnxSession({ file: MODEL });
  // Its makers hear nothing of what is read here.
  expect(process.env["ORT_DISABLE_TELEMETRY"]).toBe("1");
  expect(session.engine).toBe("onnxruntime-node");
  await session.close();
});

test("a file that is not there is told by its name", async () => {
  await expect(openOnnxSession({ file: fixture("nli/none.onnx") })).rejects.toThrow(/none\.onnx is not a file that can be read/);
});

test("a file that is no model is told once, with both engines that were tried", async () => {
  const opening = openOnnxSession({ file: fixture("nli/config.json") });
  await expect(opening).rejects.toBeInstanceOf(PermanentError);
  await expect(opening).rejects.toThrow(/config\.json could not be opened; tried onnxruntime-node \(.+\), then onnxruntime-web \(.+\)/);
});
