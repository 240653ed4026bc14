import { LEADING, type Terms } from "./terms.ts";

/**
 * What the leading terms that two articles share add to their cosine before they are compared. Of 6,574 pairs of real articles with a cosine of
 * 0.13 or more, 6 have less than this.
 */
const MEETS = 0.05;
/**
 * Most articles that one is compared with, those that share most: where a thousand are all alike, the best of them are the same news. Beyond it two
 * articles may be compared or not as they arrive.
 */
const MOST = 512;
const NONE = -1;

/** An array of at least `length`, and twice as long when it has to grow; what is new holds `empty`. */
function room<T extends Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(
  array: T,
  length: number,
  empty = 0,
): T {
  if (length <= array.length) return array;
  const made = new (array.constructor as new (length: number) => T)(Math.max(length, 2 * array.length));
  made.fill(empty, array.length);
  made.set(array);
  return made;
}

/** The place of each term, by open addressing: a term keeps its place when nobody has it any more, until the table grows. */
function createPlaces() {
  let terms = new Int32Array(1 << 14);
  /** The first posting of the term at a place; below `NONE` where there is no term. */
  let heads = new Int32Array(1 << 14).fill(NONE - 1);
  let used = 0;
  function placeOf(term: number): number {
    const last = terms.length - 1;
    const hash = Math.imul(term ^ (term >>> 15), 0x2c1b3c6d);
    let at = (hash ^ (hash >>> 12)) & last;
    while ((heads[at] as number) >= NONE && terms[at] !== term) at = (at + 1) & last;
    return at;
  }
  function grow(): void {
    const [oldTerms, oldHeads] = [terms, heads];
    let live = 0;
    for (const head of oldHeads) if (head > NONE) live++;
    const length = 4 * live > oldTerms.length ? 2 * oldTerms.length : oldTerms.length;
    terms = new Int32Array(length);
    heads = new Int32Array(length).fill(NONE - 1);
    used = live;
    oldHeads.forEach((head, at) => {
      if (head <= NONE) return;
      const to = placeOf(oldTerms[at] as number);
      terms[to] = oldTerms[at] as number;
      heads[to] = head;
    });
  }
  return {
    firstOf(term: number): number {
      return Math.max(heads[placeOf(term)] as number, NONE);
    },
    setFirst(term: number, posting: number): void {
      let at = placeOf(term);
      if ((heads[at] as number) < NONE) {
        if (2 * ++used > terms.length) {
          grow();
          used++;
          at = placeOf(term);
        }
        terms[at] = term;
      }
      heads[at] = posting;
    },
  };
}

/**
 * An inverted index of leading terms: slots are the caller's small numbers for its articles. Postings lie in columns, those of an article side by
 * side, and are chained by term, the newest first: nothing is made for the garbage collector, and an article is taken out without a search.
 */
export function createPostings() {
  const places = createPlaces();
  let nexts = new Int32Array(0);
  let befores = new Int32Array(0);
  let weights = new Float32Array(0);
  let met = new Float64Array(0);
  let seen = new Int32Array(0);

  return {
    add(slot: number, { leading, leadingWeights }: Terms): void {
      const end = (slot + 1) * LEADING;
      [nexts, befores, weights] = [room(nexts, end, NONE), room(befores, end, NONE), room(weights, end)];
      [met, seen] = [room(met, slot + 1), room(seen, slot + 1)];
      for (let n = 0; n < leading.length; n++) {
        const posting = slot * LEADING + n;
        const term = (leading[n] as number) | 0;
        const next = places.firstOf(term);
        nexts[posting] = next;
        befores[posting] = NONE;
        if (next !== NONE) befores[next] = posting;
        weights[posting] = leadingWeights[n] as number;
        places.setFirst(term, posting);
      }
    },
    remove(slot: number, { leading }: Terms): void {
      for (let n = 0; n < leading.length; n++) {
        const posting = slot * LEADING + n;
        const [before, next] = [befores[posting] as number, nexts[posting] as number];
        if (before === NONE) places.setFirst((leading[n] as number) | 0, next);
        else nexts[before] = next;
        if (next !== NONE) befores[next] = before;
      }
    },
    /** Those that share leading terms of some weight, of those that `mayMeet`. */
    meet({ leading, leadingWeights }: Terms, mayMeet: (slot: number) => boolean): number[] {
      let count = 0;
      for (let n = 0; n < leading.length; n++) {
        const weight = leadingWeights[n] as number;
        for (let at = places.firstOf((leading[n] as number) | 0); at !== NONE; at = nexts[at] as number) {
          const slot = (at / LEADING) | 0;
          const sum = met[slot] as number;
          if (sum === 0) seen[count++] = slot;
          met[slot] = sum + weight * (weights[at] as number);
        }
      }
      const found: number[] = [];
      for (let i = 0; i < count; i++) {
        const slot = seen[i] as number;
        // Rounded, since the order in which a sum was made must not decide.
        if (Math.round((met[slot] as number) * 1e6) >= MEETS * 1e6 && mayMeet(slot)) found.push(slot);
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
