import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** Runs a file of ours as a thread that is given a task and answers it once. `isAwaited`: false where the process may end before it has; one that `signal` calls off is ended. */
export async function inThread<Answer>(
  file: URL,
  workerData: unknown,
  { isAwaited = true, signal }: { readonly isAwaited?: boolean; readonly signal?: AbortSignal } = {},
): Promise<Answer> {
  const thread = new Worker(file, { workerData });
  if (!isAwaited) thread.unref();
  try {
    const [answer] = await once(thread, "message", signal === undefined ? {} : { signal });
    return answer as Answer;
  } finally {
    if (signal?.aborted) await thread.terminate();
  }
}
