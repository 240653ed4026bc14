import { parentPort, workerData } from "node:worker_threads";
import Sqlite from "better-sqlite3";
import { createRetention, type RetentionRule } from "../archive/retention.ts";
import { createWordIndex } from "../archive/word-index.ts";

export type PlanTask = { readonly path: string; readonly rule: RetentionRule; readonly at: string };

/** What a thread of `thinOut` runs: to say what may go, most of a large archive has to be looked at, which takes a second or more. */
const { path, rule, at } = workerData as PlanTask;
const sqlite = new Sqlite(path, { readonly: true });
const plan = createRetention(sqlite, createWordIndex(sqlite)).plan(rule, at);
sqlite.close();
parentPort?.postMessage(plan);
