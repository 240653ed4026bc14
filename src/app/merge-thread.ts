import { parentPort, workerData } from "node:worker_threads";
import { mergeKeySegments } from "../archive/key-segments.ts";
import { merged } from "../relate/segments.ts";

export type MergeTask = { readonly path: string; readonly ids: readonly number[]; readonly level: number };

/** What a thread of `createShelf` runs: one merge, whose arrays change hands without being copied. */
const { path, ids, level } = workerData as MergeTask;
const kept = mergeKeySegments(path, ids, level, merged);
parentPort?.postMessage(kept, [kept.segment.keys.buffer as ArrayBuffer, kept.segment.articles.buffer as ArrayBuffer]);
