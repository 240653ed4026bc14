import { hintsBetween, strengthOf, tieBetween } from "./evidence.ts";
import { familyParentOf } from "./families.ts";
import { DAY, type Item, type Neighbour } from "./item.ts";

/** Apart by more than this, like words are no sign of one event; articles with dates have less. */
const PAIR_WINDOW = 14 * DAY;
const DATED_WINDOW = 10 * DAY;
/** Time in which likeness fades to 37 % between articles with dates. */
const FADE = 12 * DAY;
/** Likeness (0 to 1) below which a neighbour is not kept: about half of what it takes to join. */
const KEEP = 0.1;
/** What all hints together can add to likeness. */
const HINTS_ADD = 0.15;
/** Texts so alike in words (cosine), either of which never names whom the other is about, come from one template: two companies' results, two matches. */
const TEMPLATE = 0.4;

/** Slots are places in the list of articles; typed lists by slot keep the sum over common words cheap. */
type Postings = { readonly slots: number[]; readonly weights: number[] };
type Holders = { readonly identity: Item[]; readonly original: Item[] };

function isTemplate(item: Item, other: Item, cosine: number): boolean {
  const [a, b] = [item.profile, other.profile];
  return cosine >= TEMPLATE && a.subject !== null && b.subject !== null && !b.names.has(a.subject) && !a.names.has(b.subject);
}

/** Cosine of the terms, less for time apart, more for sources in common; nothing for what shares a template only. */
function likeness(item: Item, other: Item, cosine: number): number {
  if (isTemplate(item, other, cosine)) return 0;
  const apart = item.isDated && other.isDated ? Math.abs(item.time - other.time) : 0;
  if (apart > DATED_WINDOW) return 0;
  const hints = HINTS_ADD * strengthOf(hintsBetween(item, other));
  const sum = cosine * Math.exp(-apart / FADE) + hints;
  // Rounded, since the order in which a sum was made must not decide.
  return Math.round(Math.min(1, sum) * 1e6) / 1e6;
}

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
  const byTerm = new Map<string, Postings>();
  const byKey = new Map<string, Holders>();
  const items: Item[] = [];
  const times: number[] = [];
  const slotOf = new Map<Item, number>();
  let cosines = new Float64Array(1024);

  function near(item: Item): Neighbour[] {
    if (cosines.length < items.length) cosines = new Float64Array(2 * items.length);
    const met: number[] = [];
    for (const [term, weight] of item.profile.terms) {
      const postings = byTerm.get(term);
      if (postings === undefined) continue;
      const { slots, weights } = postings;
      for (let i = 0; i < slots.length; i++) {
        const slot = slots[i] as number;
        if (Math.abs((times[slot] as number) - item.time) > PAIR_WINDOW) continue;
        if (cosines[slot] === 0) met.push(slot);
        cosines[slot] = (cosines[slot] as number) + weight * (weights[i] as number);
      }
    }
    const found: Neighbour[] = [];
    for (const slot of met) {
      const cosine = cosines[slot] as number;
      cosines[slot] = 0;
      const other = items[slot];
      if (cosine < KEEP || other === undefined) continue;
      const similarity = likeness(item, other, cosine);
      if (similarity >= KEEP) found.push({ item: other, similarity });
    }
    return found;
  }

  return {
    add(item) {
      item.near = near(item);
      for (const { item: other, similarity } of item.near) other.near.push({ item, similarity });
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
      const slot = items.push(item) - 1;
      times.push(item.time);
      slotOf.set(item, slot);
      for (const [term, weight] of item.profile.terms) {
        const postings = byTerm.get(term) ?? { slots: [], weights: [] };
        postings.slots.push(slot);
        postings.weights.push(weight);
        byTerm.set(term, postings);
      }
    },
    remove(item) {
      for (const { item: other } of item.near) other.near = other.near.filter((one) => one.item !== item);
      const slot = slotOf.get(item) ?? -1;
      slotOf.delete(item);
      for (const term of item.profile.terms.keys()) {
        const postings = byTerm.get(term);
        const at = postings?.slots.indexOf(slot) ?? -1;
        if (at < 0) continue;
        postings?.slots.splice(at, 1);
        postings?.weights.splice(at, 1);
      }
      for (const key of item.profile.marks.identity) drop(byKey.get(key)?.identity ?? [], item);
      for (const key of item.profile.marks.original) drop(byKey.get(key)?.original ?? [], item);
    },
    tied(item) {
      const found = new Set<Item>();
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
