import { Agent } from "undici";
import { failureOf } from "./failure.ts";
import { createGuardedConnector, type GuardedConnectorOptions } from "./guarded-connector.ts";

const TIMEOUT_MS = 20_000;
/** How much of a refusal is worth reading, in bytes. */
const MAX_ANSWER = 2000;

type Options = Omit<GuardedConnectorOptions, "signal"> & { readonly userAgent: string };

/** POSTs a form once, to public addresses alone, following no redirect. Resolves to the status and the beginning of the answer; rejects in one line. */
export type PostForm = (
  url: string,
  form: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<{ status: number; text: string }>;

export function createPostForm({ userAgent, ...options }: Options): { postForm: PostForm; close: () => Promise<void> } {
  const closing = new AbortController();
  const connect = createGuardedConnector({ ...options, signal: closing.signal });
  const agent = new Agent({ connect, allowH2: false, pipelining: 0, maxResponseSize: 1024 * 1024 });
  return {
    async postForm(url, form, signal) {
      const { origin, pathname, search } = new URL(url);
      const headers = { "user-agent": userAgent, "content-type": "application/x-www-form-urlencoded" };
      const body = new URLSearchParams(form).toString();
      const ended = AbortSignal.any([signal, closing.signal, AbortSignal.timeout(TIMEOUT_MS)]);
      try {
        const response = await agent.request({ origin, path: pathname + search, method: "POST", headers, body, signal: ended });
        return { status: response.statusCode, text: (await response.body.text()).slice(0, MAX_ANSWER) };
      } catch (error) {
        const failure = failureOf(error);
        throw new Error(`POST ${url}: ${failure?.detail ?? (error as Error).message}`, { cause: error });
      }
    },
    async close() {
      closing.abort(new Error("closed"));
      await agent.destroy();
    },
  };
}
