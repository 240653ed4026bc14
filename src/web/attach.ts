import { deliverySettings } from "../app/config-schema.ts";
import { keepSecret } from "../app/secret-file.ts";
import type { Attachment } from "../app/worker.ts";
import { messageOf } from "../domain/errors.ts";
import { createUnsubscribeMount } from "./unsubscribe.ts";

/** Serves the pages beside a daemon that owns its archive, where `web` is configured. What that needs is loaded only then. */
export const attachPages: Attachment = async ({ archive, waiting, mounts, metrics }, config, log) => {
  if (archive === null || config.web === undefined) return null;
  const { servePages } = await import("./server.ts");
  const now = () => new Date();
  const onError = (error: unknown) => log.error({ err: messageOf(error) }, "a page could not be made");
  const served = await servePages({
    web: config.web,
    delivery: deliverySettings(config),
    sessionKey: keepSecret(config.dataDir, "session"),
    archive,
    now,
    onError,
    waiting,
    mounts: [...mounts, createUnsubscribeMount({ archive, key: keepSecret(config.dataDir, "unsubscribe"), now })],
    metrics: async () => ({ type: metrics.contentType, body: await metrics.text() }),
  });
  log.info(`pages at ${served.url}`);
  return served;
};
