import { parentPort, workerData } from "node:worker_threads";
import { mergeKeySegments } from "../archive/key-segments.ts";
import { type Look, lookOf, merged } from "../relate/segments.ts";
import type { Kept } from "../relate/shelf.ts";

export type MergeTask = { readonly path: string; readonly ids: readonly number[]; readonly level: number };

export type Merged = { readonly kept: Kept; readonly look: Look };

/** What a thread of `createShelf` runs: one merge, whose arrays change hands without being copied. */
const { path, ids, level } = workerData as MergeTask;
const kept = mergeKeySegments(path, ids, level, merged);
const look = lookOf(kept.segment);
const arrays = [kept.segment.keys, kept.segment.articles, look.bits, look.fences];
parentPort?.postMessage({ kept, look } satisfies Merged, [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))]);
