/** Keys in rising order, each with the number of an article that has it: never changed, so that it can be read while it is merged. */
export type Segment = { readonly keys: Uint32Array; readonly articles: Uint32Array };

/** Where a key would stand: keys are hashes, spread evenly, so that a guess by size is a few steps off whatever the length. */
function firstOf(keys: Uint32Array, key: number): number {
  const guess = Math.min(keys.length - 1, Math.floor((key / 4_294_967_296) * keys.length));
  let [low, high, step] = [0, keys.length, 16];
  if (keys.length > 0 && (keys[guess] as number) < key) {
    low = guess + 1;
    for (; low + step < high && (keys[low + step] as number) < key; step *= 2) low += step + 1;
    high = Math.min(high, low + step);
  } else if (keys.length > 0) {
    high = guess;
    for (; high - step > 0 && (keys[high - step] as number) >= key; step *= 2) high -= step;
    low = Math.max(0, high - step);
  }
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as number) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Every article of a segment that has a key. */
export function eachOf({ keys, articles }: Segment, key: number, visit: (article: number) => void): void {
  for (let at = firstOf(keys, key); at < keys.length && keys[at] === key; at++) visit(articles[at] as number);
}

/** Entries that `segmentOf` can tell apart. */
const MOST_ENTRIES = 2 ** 21;
export function segmentOf(entries: readonly (readonly [key: number, article: number])[]): Segment {
  if (entries.length > MOST_ENTRIES) throw new Error(`${entries.length} entries are too many for one segment; this is a bug`);
  // A key of 32 bits and a place fit into one double, which sorts ten times faster than by a function.
  const order = Float64Array.from(entries, ([key], i) => key * MOST_ENTRIES + i).sort();
  const segment = { keys: new Uint32Array(order.length), articles: new Uint32Array(order.length) };
  for (let n = 0; n < order.length; n++) {
    const [key, article] = entries[(order[n] as number) % MOST_ENTRIES] as readonly [number, number];
    segment.keys[n] = key;
    segment.articles[n] = article;
  }
  return segment;
}

/** Tells in one step that no segment has a key, as for most that are looked for. Keys are hashes, so that their first bits serve. */
export function createKeyFilter() {
  let shift = 32 - 23;
  let bits = new Uint8Array(2 ** (32 - shift - 3));
  let entries = 0;
  function mark({ keys }: Segment): void {
    for (let i = 0; i < keys.length; i++) {
      const at = (keys[i] as number) >>> shift;
      bits[at >>> 3] = (bits[at >>> 3] as number) | (1 << (at & 7));
    }
    entries += keys.length;
  }
  return {
    /** Adds a segment to those that are there; so many that a quarter of the bits would be taken are marked anew in more. */
    add(segment: Segment, others: readonly Segment[]): void {
      const length = entries + segment.keys.length;
      if (shift > 0 && length > bits.length * 2) {
        while (shift > 0 && length > 2 ** (32 - shift) / 8) shift--;
        bits = new Uint8Array(2 ** (32 - shift - 3));
        entries = 0;
        for (const other of others) mark(other);
      }
      mark(segment);
    },
    mayHave: (key: number): boolean => {
      const at = key >>> shift;
      return ((bits[at >>> 3] as number) & (1 << (at & 7))) !== 0;
    },
  };
}

/** One segment of several, in pairs: every entry is moved as often as the logarithm of their number. */
export function merged(segments: readonly Segment[]): Segment {
  let round = [...segments];
  while (round.length > 1) {
    const next: Segment[] = [];
    for (let i = 0; i < round.length; i += 2) {
      const [one, other] = [round[i] as Segment, round[i + 1]];
      next.push(other === undefined ? one : pair(one, other));
    }
    round = next;
  }
  return round[0] ?? segmentOf([]);
}

function pair(a: Segment, b: Segment): Segment {
  const length = a.keys.length + b.keys.length;
  const both = { keys: new Uint32Array(length), articles: new Uint32Array(length) };
  for (let i = 0, j = 0, n = 0; n < length; n++) {
    const isFirst = j >= b.keys.length || (i < a.keys.length && (a.keys[i] as number) <= (b.keys[j] as number));
    const [from, at] = isFirst ? [a, i++] : [b, j++];
    both.keys[n] = from.keys[at] as number;
    both.articles[n] = from.articles[at] as number;
  }
  return both;
}
