import { createLists, createPlaces, LIST, NONE, POSTING, room } from "./lists.ts";
import { LEADING, type Terms } from "./terms.ts";
import { createVectors } from "./vectors.ts";

/**
 * What the leading terms that two articles share add to their cosine before they are compared. Of 6,574 pairs of real articles with a cosine of
 * 0.13 or more, 6 have less than this.
 */
const MEETS = 0.05;
/** The same, rounded to a millionth, since the order in which a sum was made must not decide. */
const LEAST_SUM = MEETS - 0.5e-6;
/**
 * Most articles that one is compared with, those that share most: where a thousand are all alike, the best of them are the same news. Beyond it two
 * articles may be compared or not as they arrive.
 */
const MOST = 512;

/**
 * An inverted index of leading terms: slots are the caller's small numbers for its articles. The postings of a term lie side by side, since most of
 * the time goes into walking those of common terms, and an article is taken out without a search.
 */
export function createPostings() {
  const places = createPlaces();
  const lists = createLists();
  const vectors = createVectors();
  /** Of each leading term of each slot, its place in the list of that term. */
  let at = new Int32Array(0);
  let met = new Float64Array(0);
  let seen = new Int32Array(0);

  return {
    comparing: vectors.comparing,
    add(slot: number, terms: Terms): void {
      const { leading, leadingWeights } = terms;
      vectors.put(slot, terms);
      at = room(at, (slot + 1) * LEADING);
      [met, seen] = [room(met, slot + 1), room(seen, slot + 1)];
      for (let n = 0; n < leading.length; n++) {
        const list = places.listFor((leading[n] as number) | 0, lists.open);
        at[slot * LEADING + n] = lists.push(list, slot, n, leadingWeights[n] as number);
      }
    },
    remove(slot: number, { leading }: Terms): void {
      for (let n = 0; n < leading.length; n++) {
        const term = (leading[n] as number) | 0;
        const place = at[slot * LEADING + n] as number;
        const left = lists.pull(places.listOf(term), place, (moved, ordinal) => {
          at[moved * LEADING + ordinal] = place;
        });
        if (left === 0) places.setList(term, NONE);
      }
    },
    /** Those that share leading terms of some weight, of those that `mayMeet`. */
    meet({ leading, leadingWeights }: Terms, mayMeet: (slot: number) => boolean): number[] {
      const { table, postings, weights } = lists.columns();
      let count = 0;
      for (let n = 0; n < leading.length; n++) {
        const list = places.listOf((leading[n] as number) | 0);
        if (list === NONE) continue;
        const weight = leadingWeights[n] as number;
        const start = POSTING * (table[LIST * list] as number);
        const end = start + POSTING * (table[LIST * list + 1] as number);
        for (let i = start; i < end; i += POSTING) {
          const slot = postings[i] as number;
          const sum = met[slot] as number;
          if (sum === 0) seen[count++] = slot;
          met[slot] = sum + weight * (weights[i + 2] as number);
        }
      }
      const found: number[] = [];
      for (let i = 0; i < count; i++) {
        const slot = seen[i] as number;
        if ((met[slot] as number) >= LEAST_SUM && mayMeet(slot)) found.push(slot);
      }
      if (found.length > MOST) {
        found.sort((a, b) => (met[b] as number) - (met[a] as number));
        found.length = MOST;
      }
      for (let i = 0; i < count; i++) met[seen[i] as number] = 0;
      return found;
    },
  };
}
