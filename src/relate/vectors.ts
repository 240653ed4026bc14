import { room } from "./lists.ts";
import { type Terms, TOP_TERMS } from "./terms.ts";

/** Room for the terms of one vector, so that looking one up meets another but seldom. */
const ROOM = 1024;
const placed = { ids: new Int32Array(ROOM), weights: new Float32Array(ROOM), stamps: new Int32Array(ROOM), stamp: 0 };

export type Compared = { readonly cosine: number; readonly shared: number };

/** Vectors by the caller's small numbers, each in a row of memory: what one is compared with is read once, and lies all over the memory otherwise. */
export function createVectors() {
  /** Of each: how many terms, their numbers, their weights. */
  const STRIDE = 1 + 2 * TOP_TERMS;
  let numbers = new Int32Array(STRIDE << 6);
  let weights = new Float32Array(numbers.buffer);
  return {
    put(slot: number, { ids, weights: own }: Terms): void {
      const from = slot * STRIDE;
      numbers = room(numbers, from + STRIDE);
      if (weights.buffer !== numbers.buffer) weights = new Float32Array(numbers.buffer);
      numbers[from] = ids.length;
      for (let i = 0; i < ids.length; i++) {
        numbers[from + 1 + i] = ids[i] as number;
        weights[from + 1 + TOP_TERMS + i] = own[i] as number;
      }
    },
    /** Compares one vector with others: their cosine, and how many terms they share. One at a time: the next call takes its room. */
    comparing(one: Terms): (slot: number) => Compared {
      const { ids, weights: placedWeights, stamps } = placed;
      const stamp = ++placed.stamp;
      for (let i = 0; i < one.ids.length; i++) {
        const id = (one.ids[i] as number) | 0;
        let at = id & (ROOM - 1);
        while (stamps[at] === stamp) at = (at + 1) & (ROOM - 1);
        ids[at] = id;
        placedWeights[at] = one.weights[i] as number;
        stamps[at] = stamp;
      }
      return (slot) => {
        const from = slot * STRIDE + 1;
        const end = from + (numbers[from - 1] as number);
        let [cosine, shared] = [0, 0];
        for (let i = from; i < end; i++) {
          const id = numbers[i] as number;
          for (let at = id & (ROOM - 1); stamps[at] === stamp; at = (at + 1) & (ROOM - 1)) {
            if (ids[at] !== id) continue;
            cosine += (placedWeights[at] as number) * (weights[i + TOP_TERMS] as number);
            shared++;
            break;
          }
        }
        return { cosine, shared };
      };
    },
  };
}
