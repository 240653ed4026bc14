// Everything in one process, the default daemon: embedded queue, SQLite file, pages where they are configured.
import "../src/app/check-node.ts";
import "../src/app/small-heap.ts";

const [{ runWorker }, { attachWebsub }, { attachPages }] = await Promise.all([
  import("../src/app/worker.ts"),
  import("../src/app/websub.ts"),
  import("../src/web/attach.ts"),
]);

await runWorker(["archivist", "fetcher", "judge"], [attachWebsub, attachPages]);
