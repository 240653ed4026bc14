import { createLists, createPlaces, LIST, NONE, POSTING } from "./lists.ts";

/** Who has which keys of 32 bits, in lists of numbers. */
export function createHolders<T>() {
  const places = createPlaces();
  const lists = createLists();
  /** By slot, what is held. */
  const held: (T | null)[] = [];
  const slots = new Map<T, number>();
  const free: number[] = [];

  return {
    add(one: T, keys: readonly number[]): void {
      const slot = free.pop() ?? held.length;
      held[slot] = one;
      slots.set(one, slot);
      for (const key of keys) lists.push(places.listFor(key | 0, lists.open), slot, 0, 0);
    },
    /** `keys` are those with which it was added; what is not held is left alone. */
    remove(one: T, keys: readonly number[]): void {
      const slot = slots.get(one);
      if (slot === undefined) return;
      for (const key of keys) {
        const list = places.listOf(key | 0);
        if (lists.pull(list, lists.placeOf(list, slot), () => {}) === 0) places.setList(key | 0, NONE);
      }
      slots.delete(one);
      held[slot] = null;
      free.push(slot);
    },
    /** Who has any of these keys, and how many of them. */
    sharing(keys: readonly number[]): Map<T, number> {
      const shared = new Map<T, number>();
      const { table, postings } = lists.columns();
      for (const key of keys) {
        const list = places.listOf(key | 0);
        if (list === NONE) continue;
        const start = POSTING * (table[LIST * list] as number);
        const end = start + POSTING * (table[LIST * list + 1] as number);
        for (let i = start; i < end; i += POSTING) {
          const other = held[postings[i] as number] as T;
          shared.set(other, (shared.get(other) ?? 0) + 1);
        }
      }
      return shared;
    },
  };
}
