import { DAY } from "./item.ts";
import type { Terms } from "./terms.ts";

/** Articles of one week stand together, so that a look-up passes over all that is too old without touching it. */
const BUCKET = 7 * DAY;

type List = { readonly slots: number[]; readonly weights: number[] };

/** An inverted index of term vectors by time: slots are the caller's numbers for its articles. */
export function createPostings() {
  const weeks = new Map<number, Map<string, List>>();
  let cosines = new Float64Array(1024);
  let shared = new Uint16Array(1024);
  const grow = (slots: number): void => {
    const [wider, longer] = [new Float64Array(2 * slots), new Uint16Array(2 * slots)];
    wider.set(cosines);
    longer.set(shared);
    [cosines, shared] = [wider, longer];
  };
  const weekOf = (time: number): number => Math.floor(time / BUCKET);

  return {
    add(slot: number, time: number, terms: Terms): void {
      const week = weeks.get(weekOf(time)) ?? new Map<string, List>();
      weeks.set(weekOf(time), week);
      for (const [term, weight] of terms) {
        const list = week.get(term);
        if (list === undefined) week.set(term, { slots: [slot], weights: [weight] });
        else {
          list.slots.push(slot);
          list.weights.push(weight);
        }
      }
    },
    remove(slot: number, time: number, terms: Terms): void {
      const week = weeks.get(weekOf(time));
      for (const term of terms.keys()) {
        const list = week?.get(term);
        const at = list?.slots.indexOf(slot) ?? -1;
        if (at < 0) continue;
        list?.slots.splice(at, 1);
        list?.weights.splice(at, 1);
      }
    },
    /** The cosine, and the number of terms in common, with every article that shares a term, of the weeks that touch one of the spans of time. */
    meet(
      terms: Terms,
      spans: readonly (readonly [from: number, to: number])[],
      visit: (slot: number, cosine: number, shared: number) => void,
    ): void {
      const wanted = new Set<number>();
      for (const [from, to] of spans) for (let week = weekOf(from); week <= weekOf(to); week++) wanted.add(week);
      const met: number[] = [];
      for (const number of wanted) {
        const week = weeks.get(number);
        if (week === undefined) continue;
        for (const [term, weight] of terms) {
          const list = week.get(term);
          if (list === undefined) continue;
          const { slots, weights } = list;
          for (let i = 0; i < slots.length; i++) {
            const slot = slots[i] as number;
            if (slot >= cosines.length) grow(slot);
            if (shared[slot] === 0) met.push(slot);
            shared[slot] = (shared[slot] as number) + 1;
            cosines[slot] = (cosines[slot] as number) + weight * (weights[i] as number);
          }
        }
      }
      for (const slot of met) {
        const [cosine, terms] = [cosines[slot] as number, shared[slot] as number];
        [cosines[slot], shared[slot]] = [0, 0];
        visit(slot, cosine, terms);
      }
    },
  };
}
