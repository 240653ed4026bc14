// Owns the archive: hands out work, records answers, relates, raises and delivers. Exactly one runs per archive.
import "../src/app/check-node.ts";

const { runWorker } = await import("../src/app/worker.ts");

await runWorker(["archivist"]);
