/** No list. */
export const NONE = -1;

/** An array of at least `length`, and twice as long when it has to grow; what is new holds `empty`. */
export function room<T extends Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(
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

/** A place of the table: a term and its list, one after the other, since either is read with the other. */
const PLACE = 2;

/** The list of each term (or other key of 32 bits), by open addressing: a term keeps its place when nobody has it any more, until the table grows. */
export function createPlaces() {
  const emptyTable = (places: number): Int32Array => {
    const made = new Int32Array(PLACE * places);
    for (let at = 1; at < made.length; at += PLACE) made[at] = NONE - 1;
    return made;
  };
  /** The list is `NONE` where nobody has the term any more, below where there is no term. */
  let table = emptyTable(1 << 14);
  let last = (1 << 14) - 1;
  let used = 0;
  function placeOf(term: number): number {
    const hash = Math.imul(term ^ (term >>> 15), 0x2c1b3c6d);
    let at = (hash ^ (hash >>> 12)) & last;
    while ((table[PLACE * at + 1] as number) >= NONE && table[PLACE * at] !== term) at = (at + 1) & last;
    return PLACE * at;
  }
  function grow(): void {
    const old = table;
    let live = 0;
    for (let at = 1; at < old.length; at += PLACE) if ((old[at] as number) > NONE) live++;
    const places = old.length / PLACE;
    const length = 4 * live > places ? 2 * places : places;
    table = emptyTable(length);
    last = length - 1;
    used = live;
    for (let at = 0; at < old.length; at += PLACE) {
      if ((old[at + 1] as number) <= NONE) continue;
      const to = placeOf(old[at] as number);
      table[to] = old[at] as number;
      table[to + 1] = old[at + 1] as number;
    }
  }
  const listOf = (term: number): number => Math.max(table[placeOf(term) + 1] as number, NONE);
  function setList(term: number, list: number): void {
    let at = placeOf(term);
    if ((table[at + 1] as number) < NONE) {
      if (2 * ++used > last) {
        grow();
        used++;
        at = placeOf(term);
      }
      table[at] = term;
    }
    table[at + 1] = list;
  }
  return {
    /** `NONE` where nobody has the term. */
    listOf,
    setList,
    /** The list of a term, opened where there is none. */
    listFor(term: number, open: () => number): number {
      const known = listOf(term);
      if (known !== NONE) return known;
      const list = open();
      setList(term, list);
      return list;
    },
  };
}

/** Smallest block, in postings. Blocks are as long as a power of two. */
const BLOCK = 2;
/** Numbers of a posting: whose it is, a number of the caller's for it, and its weight, whose bits are those of a float. */
const ORDINAL = 1;
const WEIGHT = 2;
export const POSTING = 4;
/** Numbers of a list: where its block begins, how many postings it has, and how long the block is. */
const LENGTH = 1;
const BLOCK_LENGTH = 2;
export const LIST = 4;

/** Lists of postings, each in a block of its own, so that walking one reads memory in a row. */
export function createLists() {
  let postings = new Int32Array(0);
  let weights = new Float32Array(postings.buffer);
  let end = 0;
  let table = new Int32Array(0);
  let lists = 0;
  const freeLists: number[] = [];
  /** By the logarithm of its length, where blocks begin that nobody has. */
  const freeBlocks: number[][] = Array.from({ length: 32 }, () => []);

  function take(length: number): number {
    const free = freeBlocks[31 - Math.clz32(length)]?.pop();
    if (free !== undefined) return free;
    const start = end;
    end += length;
    postings = room(postings, POSTING * end);
    if (weights.buffer !== postings.buffer) weights = new Float32Array(postings.buffer);
    return start;
  }
  const give = (start: number, length: number): void => void freeBlocks[31 - Math.clz32(length)]?.push(start);
  function resize(list: number, length: number): void {
    const at = LIST * list;
    const from = table[at] as number;
    const to = take(length);
    postings.copyWithin(POSTING * to, POSTING * from, POSTING * (from + (table[at + LENGTH] as number)));
    give(from, table[at + BLOCK_LENGTH] as number);
    table[at] = to;
    table[at + BLOCK_LENGTH] = length;
  }

  return {
    /**
     * Until the next posting is put in: of each list, at LIST times its number, where its postings begin and how many it has; and the postings, POSTING
     * numbers each, of which the first is the slot and the third, read as a float, the weight.
     */
    columns: () => ({ table, postings, weights }),
    open(): number {
      const list = freeLists.pop() ?? lists++;
      table = room(table, LIST * lists);
      table[LIST * list] = take(BLOCK);
      table[LIST * list + LENGTH] = 0;
      table[LIST * list + BLOCK_LENGTH] = BLOCK;
      return list;
    },
    /** Puts a posting at the end of a list; answers its place there. */
    push(list: number, slot: number, ordinal: number, weight: number): number {
      const length = table[LIST * list + LENGTH] as number;
      if (length === table[LIST * list + BLOCK_LENGTH]) resize(list, 2 * length);
      const at = POSTING * ((table[LIST * list] as number) + length);
      postings[at] = slot;
      postings[at + ORDINAL] = ordinal;
      weights[at + WEIGHT] = weight;
      table[LIST * list + LENGTH] = length + 1;
      return length;
    },
    /** Where the posting of a slot stands in a list that has it; most lists are short. */
    placeOf(list: number, slot: number): number {
      let at = POSTING * (table[LIST * list] as number);
      let place = 0;
      for (; postings[at] !== slot; at += POSTING) place++;
      return place;
    },
    /** Takes a posting out; the last takes its place, of which `onMoved` is told. Answers how many are left: a list without any is closed. */
    pull(list: number, place: number, onMoved: (slot: number, ordinal: number) => void): number {
      const length = (table[LIST * list + LENGTH] as number) - 1;
      const start = table[LIST * list] as number;
      const block = table[LIST * list + BLOCK_LENGTH] as number;
      table[LIST * list + LENGTH] = length;
      if (place < length) {
        const from = POSTING * (start + length);
        const to = POSTING * (start + place);
        for (let i = 0; i <= WEIGHT; i++) postings[to + i] = postings[from + i] as number;
        onMoved(postings[to] as number, postings[to + ORDINAL] as number);
      }
      if (length === 0) {
        give(start, block);
        freeLists.push(list);
      } else if (4 * length <= block) resize(list, block / 2);
      return length;
    },
  };
}
