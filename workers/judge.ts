// Reads articles against terms. Any number may run, on any machine that reaches Redis; none opens the archive.
import "../src/app/check-node.ts";
import "../src/app/small-heap.ts";

const { runWorker } = await import("../src/app/worker.ts");

await runWorker(["judge"]);
