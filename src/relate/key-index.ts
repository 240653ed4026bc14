import { articlesOf, type Look, lookInto } from "./segments.ts";
import type { Kept, Shelf } from "./shelf.ts";

/** So many segments of one level become one of the next. */
const FAN = 8;
/** A key that so many shelved articles have says nothing: furniture, or a text that everybody printed. */
const EVERYWHERE = 64;

/** A segment that was merged so often (131,000 articles by then) is merged no more, so that the oldest can go by itself. */
const LAST_LEVEL = 3;
/** Entries that are kept, at least: two million articles, in 1 GB. Beyond it the oldest segment goes, and what it held is found by no key any more. */
const MOST_ENTRIES = 128 * 1_048_576;

/** The keys of all that was put away, in sorted segments: look-ups cost a few steps a segment, and merging keeps segments few. */
export function createKeyIndex(shelf: Shelf, mostEntries = MOST_ENTRIES, lastLevel = LAST_LEVEL) {
  let segments: Kept[] = [];
  /** The largest first: a key that is everywhere is given up soon. */
  function include(kept: Kept): void {
    segments.push(kept);
    segments.sort((a, b) => b.segment.keys.length - a.segment.keys.length);
  }
  for (const kept of shelf.segments()) include(kept);
  let merging: Promise<void> | null = null;

  function mergeOne(): void {
    const levels = segments.map((one) => one.level).filter((one) => one < lastLevel);
    const level = Math.min(...levels.filter((one, _, all) => all.filter((other) => other === one).length >= FAN));
    if (merging !== null || !Number.isFinite(level)) return;
    // All that wait, so that a thread which was slow catches up.
    const chosen = segments.filter((one) => one.level === level);
    merging = shelf
      .merge(chosen)
      .then((made) => {
        segments = segments.filter((one) => !chosen.includes(one));
        include(made);
        merging = null;
        mergeOne();
      })
      .catch((error: unknown) => {
        merging = null;
        shelf.onTrouble(error);
      });
  }

  /** Keeps memory within bounds. */
  function dropOldest(): void {
    let entries = segments.reduce((sum, { segment }) => sum + segment.keys.length, 0);
    const oldest = segments.filter((one) => one.level >= lastLevel).sort((a, b) => a.id - b.id);
    for (const one of oldest) {
      entries -= one.segment.keys.length;
      if (entries < mostEntries) return;
      segments = segments.filter((other) => other !== one);
      shelf.forget(one);
    }
  }

  return {
    add(kept: Kept): void {
      include(kept);
      dropOldest();
      mergeOne();
    },
    isEmpty: () => segments.length === 0,
    /** The articles that have most of these keys, of those that have `least` of them. */
    find(keys: readonly number[], most: number, least = 1): number[] {
      const counts = new Map<number, number>();
      const looks = segments.map(({ segment }) => lookInto(segment));
      const found: number[] = [];
      for (const key of keys) {
        found.length = 0;
        for (let i = 0; i < segments.length && found.length <= EVERYWHERE; i++)
          articlesOf((segments[i] as Kept).segment, looks[i] as Look, key, found);
        if (found.length > EVERYWHERE) continue;
        for (const article of found) counts.set(article, (counts.get(article) ?? 0) + 1);
      }
      if (counts.size === 0) return [];
      const ranked = [...counts].filter(([, count]) => count >= least).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      return ranked.slice(0, most).map(([article]) => article);
    },
    sizes: () => segments.map((one) => one.segment.keys.length),
    /** When nothing is being merged. */
    async quiet(): Promise<void> {
      while (merging !== null) await merging;
    },
  };
}

export type KeyIndex = ReturnType<typeof createKeyIndex>;
