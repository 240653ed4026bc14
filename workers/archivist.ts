// Owns the archive: hands out work, records answers, relates, raises, delivers, and serves the pages. Exactly one runs per archive.
import "../src/app/check-node.ts";
import "../src/app/small-heap.ts";

const [{ runWorker }, { attachWebsub }, { attachPages }] = await Promise.all([
  import("../src/app/worker.ts"),
  import("../src/app/websub.ts"),
  import("../src/web/attach.ts"),
]);

await runWorker(["archivist"], [attachWebsub, attachPages]);
