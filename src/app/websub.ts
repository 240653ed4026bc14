import { messageOf } from "../domain/errors.ts";
import { createWebsub } from "../stages/websub.ts";
import { createHubClient } from "./app.ts";
import type { Attachment } from "./worker.ts";

const PATH = "/websub/";
/** How often it is looked whether a hub has to be asked, in milliseconds. */
const LOOK_MS = 60_000;

/** Lets hubs push feeds to a daemon that owns its archive, where `websub` is configured. Attach it before the pages, which serve its callback. */
export const attachWebsub: Attachment = async ({ archive, mounts, readers }, config, log) => {
  const { websub, fetch } = config;
  if (archive === null || websub === undefined) return null;
  const { postForm, close } = createHubClient(config);
  const callback = new URL(PATH.slice(1), websub.publicUrl.endsWith("/") ? websub.publicUrl : `${websub.publicUrl}/`).href;
  const subscriber = createWebsub({ archive, postForm, parseFeed: readers.parseFeed, callback, now: () => new Date() });
  mounts.push({ path: PATH, maxBody: fetch.maxFeedBytes, handle: subscriber.handle });
  const stopping = new AbortController();
  let renewing: Promise<void> = Promise.resolve();
  const look = (): void => {
    renewing = renewing
      .then(() => (stopping.signal.aborted ? undefined : subscriber.renew(stopping.signal)))
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) log.error({ err: messageOf(error) }, "a hub could not be asked");
      });
  };
  const timer = setInterval(look, LOOK_MS);
  look();
  log.info(`hubs push to ${callback}`);
  return {
    async close() {
      clearInterval(timer);
      stopping.abort(new Error("the daemon stops"));
      await renewing;
      await close();
    },
  };
};
