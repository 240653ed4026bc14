import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** Runs a file of ours as a thread that is given a task and answers it once. `isAwaited`: false where the process may end before it has. */
export async function inThread<Answer>(file: URL, workerData: unknown, { isAwaited = true } = {}): Promise<Answer> {
  const thread = new Worker(file, { workerData });
  if (!isAwaited) thread.unref();
  const [answer] = await once(thread, "message");
  return answer as Answer;
}
