// Everything in one process, the default daemon: embedded queue, SQLite file, nothing else to install.
import "../src/app/check-node.ts";

const { runWorker } = await import("../src/app/worker.ts");

await runWorker(["archivist", "fetcher", "judge"]);
