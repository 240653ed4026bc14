import { createVectors, LEADING, type Terms } from "./terms.ts";

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
  /** The list of the term at a place, `NONE` where nobody has it any more, below where there is no term. */
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
    /** `NONE` where nobody has the term. */
    listOf(term: number): number {
      return Math.max(heads[placeOf(term)] as number, NONE);
    },
    setList(term: number, list: number): void {
      let at = placeOf(term);
      if ((heads[at] as number) < NONE) {
        if (2 * ++used > terms.length) {
          grow();
          used++;
          at = placeOf(term);
        }
        terms[at] = term;
      }
      heads[at] = list;
    },
  };
}

/** Smallest block, in postings. Blocks are as long as a power of two. */
const BLOCK = 2;

/** Lists of postings, each in a block of its own in three columns, so that walking one reads memory in a row. */
function createLists() {
  let slots = new Int32Array(0);
  let ordinals = new Int32Array(0);
  let weights = new Float32Array(0);
  let end = 0;
  let starts = new Int32Array(0);
  let lengths = new Int32Array(0);
  let blocks = new Int32Array(0);
  let lists = 0;
  const freeLists: number[] = [];
  /** By the logarithm of its length, where blocks begin that nobody has. */
  const freeBlocks: number[][] = Array.from({ length: 32 }, () => []);

  function take(length: number): number {
    const free = freeBlocks[31 - Math.clz32(length)]?.pop();
    if (free !== undefined) return free;
    const start = end;
    end += length;
    [slots, ordinals, weights] = [room(slots, end), room(ordinals, end), room(weights, end)];
    return start;
  }
  const give = (start: number, length: number): void => void freeBlocks[31 - Math.clz32(length)]?.push(start);
  function resize(list: number, length: number): void {
    const from = starts[list] as number;
    const to = take(length);
    const past = from + (lengths[list] as number);
    slots.copyWithin(to, from, past);
    ordinals.copyWithin(to, from, past);
    weights.copyWithin(to, from, past);
    give(from, blocks[list] as number);
    starts[list] = to;
    blocks[list] = length;
  }

  return {
    /** The columns, until the next posting is put in. */
    columns: () => ({ slots, weights, starts, lengths }),
    open(): number {
      const list = freeLists.pop() ?? lists++;
      [starts, lengths, blocks] = [room(starts, lists), room(lengths, lists), room(blocks, lists)];
      starts[list] = take(BLOCK);
      blocks[list] = BLOCK;
      lengths[list] = 0;
      return list;
    },
    /** Puts a posting at the end of a list; answers its place there. */
    push(list: number, slot: number, ordinal: number, weight: number): number {
      const length = lengths[list] as number;
      if (length === blocks[list]) resize(list, 2 * length);
      const at = (starts[list] as number) + length;
      slots[at] = slot;
      ordinals[at] = ordinal;
      weights[at] = weight;
      lengths[list] = length + 1;
      return length;
    },
    /** Takes a posting out; the last takes its place, of which `onMoved` is told. Answers how many are left: a list without any is closed. */
    pull(list: number, place: number, onMoved: (slot: number, ordinal: number) => void): number {
      const length = (lengths[list] as number) - 1;
      const start = starts[list] as number;
      lengths[list] = length;
      if (place < length) {
        const [to, from] = [start + place, start + length];
        slots[to] = slots[from] as number;
        ordinals[to] = ordinals[from] as number;
        weights[to] = weights[from] as number;
        onMoved(slots[to] as number, ordinals[to] as number);
      }
      if (length === 0) {
        give(start, blocks[list] as number);
        freeLists.push(list);
      } else if (4 * length <= (blocks[list] as number)) resize(list, (blocks[list] as number) / 2);
      return length;
    },
  };
}

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
        const term = (leading[n] as number) | 0;
        let list = places.listOf(term);
        if (list === NONE) {
          list = lists.open();
          places.setList(term, list);
        }
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
      const { slots, weights, starts, lengths } = lists.columns();
      let count = 0;
      for (let n = 0; n < leading.length; n++) {
        const list = places.listOf((leading[n] as number) | 0);
        if (list === NONE) continue;
        const weight = leadingWeights[n] as number;
        const start = starts[list] as number;
        const end = start + (lengths[list] as number);
        for (let i = start; i < end; i++) {
          const slot = slots[i] as number;
          const sum = met[slot] as number;
          if (sum === 0) seen[count++] = slot;
          met[slot] = sum + weight * (weights[i] as number);
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
