import type { Archive } from "../archive/archive.ts";
import { segmentOf, withLook } from "../relate/segments.ts";
import type { Kept, Shelf } from "../relate/shelf.ts";
import { toInput, toRelation } from "../stages/relate-article.ts";
import { inThread } from "./in-thread.ts";
import type { Merged, MergeTask } from "./merge-thread.ts";

/** Articles that the relater keeps in memory: some 20 KB each, and read again at a start. */
const MOST = 10_000;

async function mergeElsewhere(task: MergeTask): Promise<Kept> {
  const { kept, look } = await inThread<Merged>(new URL("./merge-thread.ts", import.meta.url), task, { isAwaited: false });
  withLook(kept.segment, look);
  return kept;
}

/** The archive as the relater's shelf. `onTrouble` hears of merges that failed, which are tried again with the next segment. */
export function createShelf({
  archive,
  most = MOST,
  onTrouble,
}: {
  readonly archive: Archive;
  readonly most?: number;
  readonly onTrouble: (error: unknown) => void;
}): Shelf {
  const { keySegments } = archive;
  return {
    most,
    onTrouble,
    segments: () => keySegments.all(),
    put: (articles) => keySegments.put(articles, segmentOf),
    read(number) {
      const found = archive.articles.shelved(number);
      return found === undefined ? null : { article: toInput(found.article), relation: toRelation(found.relation) };
    },
    numberOf: (article) => keySegments.numberOf(article),
    bears: (story) => keySegments.bears(story),
    forget: ({ id }) => keySegments.forget(id),
    merge: (segments) =>
      mergeElsewhere({ path: archive.path, ids: segments.map(({ id }) => id), level: Math.max(...segments.map(({ level }) => level)) + 1 }),
  };
}
