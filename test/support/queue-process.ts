// A worker process of its own for the queue tests: adds one deliver-alert job, serves that name, tells on stdout what it takes,
// and closes when its stdin ends. Arguments: kind (embedded|bullmq), pace (quick|endless), Redis URL, prefix, lock in ms.
import type { DeliveryId } from "../../src/domain/ids.ts";
import { createBullmqQueue } from "../../src/queue/bullmq.ts";
import { createEmbeddedQueue } from "../../src/queue/embedded.ts";

const [kind, pace, redisUrl = "", prefix = "", lockMs] = process.argv.slice(2);
const onError = (name: string | null, error: unknown) => console.error(name, error);
const queue =
  kind === "bullmq" ? createBullmqQueue({ redisUrl, prefix, lockMs: Number(lockMs), onError }) : createEmbeddedQueue({ onError });

// Unreferenced, so that only the queue keeps this process alive.
process.stdin
  .resume()
  .unref()
  .once("end", () => void queue.close(500));
await queue.add("deliver-alert", { job: "row", delivery: "dlv_child" as DeliveryId });
await queue.serve(
  "deliver-alert",
  async ({ delivery }) => {
    console.log(`took ${delivery}`);
    if (pace === "endless") await new Promise(() => undefined);
  },
  { concurrency: 1 },
);
