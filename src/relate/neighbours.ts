import type { StoryId } from "../domain/ids.ts";
import { tieBetween } from "./evidence.ts";
import { familyParentOf } from "./families.ts";
import { type Item, isBefore, type Likeness } from "./item.ts";
import { ABROAD_WINDOW, DATED_WINDOW, likenessAbroad, likenessOf, mayBeAlike, PAIR_WINDOW } from "./likeness.ts";
import { room } from "./lists.ts";
import { join, part } from "./near.ts";
import { createPostings } from "./postings.ts";

/** Likeness (0 to 1) below which a neighbour is not kept: about half of what it takes to join. */
const KEEP = 0.08;
/** Terms that two texts share before their cosine counts in full: one name in common is a subject, not an event. */
const BROAD = 6;
/** Names and figures that texts in different languages have to share. */
const SHARED_ABROAD = 3;

type Holders = { readonly identity: Item[]; readonly original: Item[] };

export interface Neighbours {
  /** Adds an article, with its neighbours written on both sides. */
  add(item: Item): void;
  remove(item: Item): void;
  /** Articles that belong to the same story whatever their words: declared originals and copies. */
  tied(item: Item): Set<Item>;
}

const drop = <T>(list: T[], one: T): void => {
  const at = list.indexOf(one);
  if (at >= 0) list.splice(at, 1);
};

export function createNeighbours(): Neighbours {
  const words = createPostings();
  const bridges = new Map<string, ReturnType<typeof createPostings>>();
  const byKey = new Map<string, Holders>();
  const items: (Item | null)[] = [];
  /** By slot, in a row: most that share a term lie too far apart, and need not be looked at for that. */
  let times = new Float64Array(1 << 10);
  const free: number[] = [];
  /** What came back from the shelf, by the story that it was in: it is still in one. */
  const byStory = new Map<StoryId, Item[]>();
  const slotOf = new Map<Item, number>();

  function near(item: Item): Map<Item, Likeness> {
    const found = new Map<Item, Likeness>();
    const keep = (other: Item, likeness: Likeness | null): void => {
      if (likeness === null || likeness.similarity < KEEP) return;
      if (likeness.similarity > (found.get(other)?.similarity ?? 0)) found.set(other, likeness);
    };
    const byWords = words.comparing(item.profile.terms);
    const { time } = item;
    const namesNoDay = item.isDated && item.profile.days.length === 0;
    const mayMeet = (slot: number): boolean => {
      const after = time - (times[slot] as number);
      // Dated or not, what lies within this is not far; and what an article without days comes long after, it does not name.
      if (Math.abs(after) <= DATED_WINDOW) return true;
      return after > 0 && namesNoDay && after > PAIR_WINDOW ? false : mayBeAlike(item, items[slot] as Item);
    };
    for (const slot of words.meet(item.profile.terms, mayMeet)) {
      const { cosine, shared } = byWords(slot);
      const broad = cosine * Math.min(1, shared / BROAD);
      if (broad < KEEP) continue;
      const other = items[slot] as Item;
      keep(other, likenessOf(item, other, broad));
    }
    const isAbroadNear = (slot: number): boolean => Math.abs(time - (times[slot] as number)) <= ABROAD_WINDOW;
    for (const [language, bridge] of bridges) {
      if (language === item.profile.language) continue;
      const byNames = bridge.comparing(item.profile.bridge);
      for (const slot of bridge.meet(item.profile.bridge, isAbroadNear)) {
        const { cosine, shared } = byNames(slot);
        if (shared < SHARED_ABROAD) continue;
        const other = items[slot] as Item;
        keep(other, likenessAbroad(item, other, cosine));
      }
    }
    return found;
  }

  return {
    add(item) {
      for (const [other, likeness] of near(item)) {
        if (isBefore(other, item)) join(other, item, likeness);
        else join(item, other, likeness);
      }
      for (const [side, keys] of [
        ["identity", item.profile.marks.identity],
        ["original", item.profile.marks.original],
      ] as const) {
        for (const key of keys) {
          const held = byKey.get(key) ?? { identity: [], original: [] };
          held[side].push(item);
          byKey.set(key, held);
        }
      }
      const slot = free.pop() ?? items.length;
      items[slot] = item;
      times = room(times, slot + 1);
      times[slot] = item.time;
      slotOf.set(item, slot);
      if (item.shelved !== null) byStory.set(item.shelved.story, [...(byStory.get(item.shelved.story) ?? []), item]);
      const { language, terms, bridge } = item.profile;
      words.add(slot, terms);
      const own = bridges.get(language) ?? createPostings();
      bridges.set(language, own);
      own.add(slot, bridge);
    },
    remove(item) {
      part(item);
      const slot = slotOf.get(item);
      if (slot !== undefined) {
        slotOf.delete(item);
        items[slot] = null;
        free.push(slot);
        words.remove(slot, item.profile.terms);
        bridges.get(item.profile.language)?.remove(slot, item.profile.bridge);
      }
      if (item.shelved !== null) drop(byStory.get(item.shelved.story) ?? [], item);
      for (const key of item.profile.marks.identity) drop(byKey.get(key)?.identity ?? [], item);
      for (const key of item.profile.marks.original) drop(byKey.get(key)?.original ?? [], item);
    },
    tied(item) {
      const found = new Set<Item>();
      if (item.shelved !== null) for (const other of byStory.get(item.shelved.story) ?? []) if (other !== item) found.add(other);
      const look = (list: readonly Item[] | undefined): void => {
        for (const other of list ?? []) if (other !== item && tieBetween(item, other) !== null) found.add(other);
      };
      for (const key of item.profile.marks.original) {
        look(byKey.get(key)?.identity);
        look(byKey.get(key)?.original);
      }
      for (const key of item.profile.marks.identity) look(byKey.get(key)?.original);
      const parent = familyParentOf(item);
      if (parent !== null) found.add(parent);
      for (const child of item.children) if (familyParentOf(child) === item) found.add(child);
      return found;
    },
  };
}
