// Runs the demo while its whole process tree is killed (SIGKILL) at random instants, and counts what is lost and what comes twice.
//   node test/support/bench-kills.ts [--runs 20] [--kills 5] [--steps 60] [--answer 200] [--redis] [--flush] [--minutes 10]
import { parseArgs } from "node:util";
import { type KillRun, runKilled } from "./kill-runs.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "20" },
    kills: { type: "string", default: "5" },
    steps: { type: "string", default: "60" },
    answer: { type: "string", default: "200" },
    minutes: { type: "string", default: "10" },
    settle: { type: "string", default: "180" },
    redis: { type: "boolean", default: false },
    flush: { type: "boolean", default: false },
  },
});
const until = Date.now() + Number(values.minutes) * 60_000;
const runs: KillRun[] = [];
for (let n = 0; n < Number(values.runs) && Date.now() < until; n += 1) {
  const run = await runKilled({
    ...{ kills: Number(values.kills), maxSteps: Number(values.steps), redis: values.redis, flush: values.flush, random: Math.random },
    answerMs: Number(values.answer),
    settleMs: Number(values.settle) * 1000,
  });
  runs.push(run);
  console.log(JSON.stringify(run));
}
const sum = (of: (run: KillRun) => number) => runs.reduce((total, run) => total + of(run), 0);
console.log(
  `${values.redis ? "Redis" : "embedded"}${values.flush ? ", FLUSHALL once a run" : ""}: ${runs.length} runs, ${sum((run) => run.kills)} kills, ` +
    `${sum((run) => run.revisions)} revisions; lost ${sum((run) => run.lost.length)}, came twice outside the window ${sum((run) => run.doubled.length)}, ` +
    `attempts cut off ${sum((run) => run.window)}, of which came twice ${sum((run) => run.repeated)}`,
);
