import type { ArticleId, StoryId } from "../domain/ids.ts";
import { DAY, type Item } from "./item.ts";
import { createKeyIndex } from "./key-index.ts";
import type { Profile } from "./profile.ts";
import type { Shelf, Shelved } from "./shelf.ts";
import type { Terms } from "./terms.ts";
import { hashOf } from "./words.ts";

/** Articles that are put away at once: few, so that nobody waits for it. */
const BATCH = 256;
/** Articles that are looked at for it: a story that goes on and on keeps all of its articles here. */
const LOOKS = 2 * BATCH;
/** Most articles that are brought back for one: the likeliest, and of a text that everybody printed some. */
const BROUGHT = 16;

/** The heaviest terms by which an article that was put away is found by likeness, and how many of them it has to share. */
const TOP_TERMS = 16;
const SHARED_TERMS = 4;
/** Most articles that are brought back because they are like one. */
const LIKE = 8;
/** Terms are told apart by week: a story takes nothing more by likeness when nobody added to it for five days. */
const WEEK = 7 * DAY;

type Side = "identity" | "original";

/** 32 bits of a key of one kind. */
const mixed = (given: number, kind: number): number => {
  let hash = Math.imul(given ^ kind ^ (given >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};
/** 32 bits of an address or headline under which an article is known, or that it names as its original. */
const keyOf = (side: Side, key: string): number => {
  let hash = hashOf(key, side === "identity" ? undefined : 0x2545f491);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
};
const hashes = (side: Side, keys: ReadonlySet<string>): number[] => [...keys].map((key) => keyOf(side, key));

/** The heaviest terms of an article, as keys of each of some weeks. */
function termKeys({ leading, leadingWeights }: Terms, ...weeks: readonly number[]): number[] {
  const heaviest = [...leading.keys()].sort(
    (a, b) => (leadingWeights[b] as number) - (leadingWeights[a] as number) || (leading[a] as number) - (leading[b] as number),
  );
  const top = heaviest.slice(0, TOP_TERMS).map((at) => leading[at] as number);
  return weeks.flatMap((week) => top.map((term) => mixed(term, Math.imul(week, 0x9e3779b1))));
}
const weekOf = ({ time }: Item): number => Math.floor(time / WEEK);

const keysOf = (item: Item): number[] => {
  const { fingerprint, copyable, marks, terms } = item.profile;
  return [
    ...(copyable ? fingerprint.keys : []),
    ...hashes("identity", marks.identity),
    ...hashes("original", marks.original),
    ...termKeys(terms, weekOf(item)),
  ];
};
/** Under which others are found that it copies or is tied to. */
const wantedOf = ({ fingerprint, copyable, marks }: Profile): number[] => [
  ...(copyable ? fingerprint.keys : []),
  ...hashes("identity", marks.original),
  ...hashes("original", marks.original),
  ...hashes("original", marks.identity),
];
/** Under which others are found that are like it: of its own week and the one before. */
const likenessOf = (item: Item): number[] => termKeys(item.profile.terms, weekOf(item), weekOf(item) - 1);

/**
 * Keeps memory within bounds: the stories that nobody added to for longest are put away whole, and found again by the keys of their articles.
 * What is in memory is what the newest segment does not hold yet, so that a process that is killed loses nothing.
 */
export function createShelving(shelf: Shelf) {
  const index = createKeyIndex(shelf);
  /** When each came, in numbers. */
  const arrivals = new Map<ArticleId, number>();
  let arrived = 0;

  return {
    arrive(id: ArticleId): void {
      arrivals.delete(id);
      arrivals.set(id, ++arrived);
    },
    /** The stories to be put away, as long as there are too many articles; none to which one of the newer half belongs. */
    surplus(items: ReadonlyMap<ArticleId, Item>): Item[] {
      if (items.size <= shelf.most) return [];
      const chosen = new Set<Item>();
      let looks = LOOKS;
      for (const id of arrivals.keys()) {
        if (chosen.size >= BATCH || looks-- === 0) break;
        const item = items.get(id);
        if (item === undefined) {
          arrivals.delete(id);
          continue;
        }
        if (chosen.has(item)) continue;
        const story = item.group?.members ?? [item];
        const newest = Math.max(...story.map((one) => arrivals.get(one.id) ?? 0));
        if (newest <= arrived - shelf.most / 2) for (const one of story) chosen.add(one);
        else {
          // It is looked at again when it could be its turn.
          arrivals.delete(id);
          arrivals.set(id, newest);
        }
      }
      return [...chosen];
    },
    put(items: readonly Item[]): void {
      const own = items.filter((item) => item.shelved === null).map((item) => ({ id: item.id, keys: keysOf(item) }));
      if (own.length > 0) index.add(shelf.put(own));
      for (const { id } of items) arrivals.delete(id);
    },
    /** What was put away and may be a copy of an article, its original, tied to it, or of the story that it is most like. */
    find(item: Item): Shelved[] {
      if (index.isEmpty()) return [];
      const found = new Set([...index.find(wantedOf(item.profile), BROUGHT), ...index.find(likenessOf(item), LIKE, SHARED_TERMS)]);
      return [...found].flatMap((number) => shelf.read(number) ?? []);
    },
    known(id: ArticleId): Shelved | null {
      const number = index.isEmpty() ? null : shelf.numberOf(id);
      return number === null ? null : shelf.read(number);
    },
    bears: (story: StoryId): boolean => !index.isEmpty() && shelf.bears(story),
  };
}
