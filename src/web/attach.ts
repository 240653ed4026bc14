import type { Attachment } from "../app/worker.ts";
import { messageOf } from "../domain/errors.ts";

/** Serves the pages beside a daemon that owns its archive, where `web` is configured. What that needs is loaded only then. */
export const attachPages: Attachment = async ({ archive, waiting, mounts, metrics }, { web }, log) => {
  if (archive === null || web === undefined) return null;
  const { servePages } = await import("./server.ts");
  const onError = (error: unknown) => log.error({ err: messageOf(error) }, "a page could not be made");
  const served = await servePages({
    web,
    archive,
    now: () => new Date(),
    onError,
    waiting,
    mounts,
    metrics: async () => ({ type: metrics.contentType, body: await metrics.text() }),
  });
  log.info(`pages at ${served.url}`);
  return served;
};
