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

/** The list of each term (or other key of 32 bits), by open addressing: a term keeps its place when nobody has it any more, until the table grows. */
export function createPlaces() {
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
  const listOf = (term: number): number => Math.max(heads[placeOf(term)] as number, NONE);
  function setList(term: number, list: number): void {
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

/** Lists of postings, each in a block of its own in three columns, so that walking one reads memory in a row. */
export function createLists() {
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
    /** Where the posting of a slot stands in a list that has it; most lists are short. */
    placeOf(list: number, slot: number): number {
      const start = starts[list] as number;
      return slots.indexOf(slot, start) - start;
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
