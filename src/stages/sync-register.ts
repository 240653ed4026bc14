import type { Archive } from "../archive/archive.ts";
import { jobIdOf } from "../archive/jobs.ts";
import type { FeedId, WatchId } from "../domain/ids.ts";
import { versionsOf } from "../domain/term.ts";
import type { Watch } from "../domain/watch.ts";

type Deps = { readonly archive: Archive; readonly now: () => Date };

export type SyncInput = {
  readonly watches: readonly { readonly watch: Watch; readonly definition: unknown; readonly feeds: readonly FeedId[] }[];
  readonly feeds: readonly { readonly id: FeedId; readonly url: string; readonly everyMs: number; readonly everyChosen?: boolean }[];
};

/** Takes the configuration over into the archive: feeds with their due times, watches, terms, and the pages that state the terms. Nothing is deleted. */
export function createSyncRegister({ archive, now }: Deps) {
  return function syncRegister({ watches, feeds }: SyncInput): void {
    archive.transaction(() => {
      const at = now().toISOString();
      for (const feed of feeds) {
        const pollJob = jobIdOf("poll-feed", { feed: feed.id });
        const { stoppedAt } = archive.feeds.upsert({ ...feed, pollJob }, at);
        if (stoppedAt === null) archive.jobs.add("poll-feed", { feed: feed.id }, at);
      }
      for (const gone of archive.feeds.removeOthers(
        feeds.map((feed) => feed.id),
        at,
      ))
        archive.jobs.done(jobIdOf("poll-feed", { feed: gone }));
      for (const { watch, definition, feeds: read } of watches) {
        archive.register.putWatch(watch, definition, at);
        archive.feeds.setWatches(watch.id, read);
        for (const source of new Set(watch.terms.flatMap(versionsOf).flatMap((version) => version.source ?? []))) listSource(source, at);
      }
      archive.register.removeOtherWatches(
        watches.map(({ watch }) => watch.id as WatchId),
        at,
      );
    });
  };

  /** The page that states a term is read like any article, so that the register gets its quote and snapshot. */
  function listSource(url: string, at: string): void {
    const nothing = { title: null, published: null, summary: null, contentHtml: null };
    const { id, state } = archive.entries.record(null, { key: url, url, ...nothing }, at);
    if (state === "new") archive.jobs.add("fetch-page", { entry: id }, at);
  }
}
