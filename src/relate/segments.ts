/** Keys in rising order, each with the number of an article that has it: never changed, so that it can be read while it is merged. */
export type Segment = { readonly keys: Uint32Array; readonly articles: Uint32Array };

/**
 * What makes looking into a segment short, beside it: two bits for each key in a word of 32 (most keys that are looked for are not there), and
 * where the keys of each beginning start. Keys are hashes, but those of winnowed shingles are the least of 24: half of them lie in the lowest
 * twentieth, so that no place can be guessed from a key.
 */
export type Look = { readonly bits: Int32Array; readonly fences: Uint32Array };

/** Keys for each word of bits: one in thirty that is not there seems to be. */
const KEYS_A_WORD = 4;
/** Keys between two fences, were they spread evenly. */
const KEYS_A_FENCE = 4;
const MOST_FENCES = 2 ** 20;
const powerOfTwo = (least: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, least)));
const scrambled = (key: number): number => {
  const hash = Math.imul(key ^ (key >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
};
const bitsOf = (hash: number): number => (1 << (hash & 31)) | (1 << ((hash >>> 5) & 31));

export function lookOf({ keys }: Segment): Look {
  const bits = new Int32Array(powerOfTwo(keys.length / KEYS_A_WORD));
  const count = Math.min(MOST_FENCES, powerOfTwo(keys.length / KEYS_A_FENCE));
  const fences = new Uint32Array(count + 1);
  const step = 2 ** 32 / count;
  let fence = 0;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as number;
    const hash = scrambled(key);
    const at = (hash >>> 10) & (bits.length - 1);
    bits[at] = (bits[at] as number) | bitsOf(hash);
    for (const here = Math.floor(key / step); fence < here; ) fences[++fence] = i;
  }
  while (fence < count) fences[++fence] = keys.length;
  return { bits, fences };
}

const looks = new WeakMap<Segment, Look>();
/** Gives a segment what was made for it elsewhere. */
export const withLook = (segment: Segment, look: Look): void => void looks.set(segment, look);
export function lookInto(segment: Segment): Look {
  const known = looks.get(segment);
  if (known !== undefined) return known;
  const made = lookOf(segment);
  looks.set(segment, made);
  return made;
}

/** Where the entries of a key begin in a segment, which may hold none. */
function startOf({ keys }: Segment, { bits, fences }: Look, key: number): number {
  const hash = scrambled(key);
  const both = bitsOf(hash);
  if (((bits[(hash >>> 10) & (bits.length - 1)] as number) & both) !== both) return keys.length;
  const fence = Math.floor(key / (2 ** 32 / (fences.length - 1)));
  let low = fences[fence] as number;
  let high = fences[fence + 1] as number;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as number) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
/** Every article of a segment that has a key, added to a list. */
export function articlesOf(segment: Segment, look: Look, key: number, found: number[]): void {
  const { keys, articles } = segment;
  for (let at = startOf(segment, look, key); at < keys.length && keys[at] === key; at++) found.push(articles[at] as number);
}

/** Entries that `segmentOf` can tell apart. */
const MOST_ENTRIES = 2 ** 21;
/** Of keys, and the number of the article that has each. */
export function segmentOf(keys: ArrayLike<number>, articles: ArrayLike<number>): Segment {
  const { length } = keys;
  if (length > MOST_ENTRIES) throw new Error(`${length} entries are too many for one segment; this is a bug`);
  // A key of 32 bits and a place fit into one double, which sorts ten times faster than by a function.
  const order = new Float64Array(length);
  for (let i = 0; i < length; i++) order[i] = (keys[i] as number) * MOST_ENTRIES + i;
  order.sort();
  const segment = { keys: new Uint32Array(length), articles: new Uint32Array(length) };
  for (let n = 0; n < length; n++) {
    const at = (order[n] as number) % MOST_ENTRIES;
    segment.keys[n] = keys[at] as number;
    segment.articles[n] = articles[at] as number;
  }
  return segment;
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
  return round[0] ?? segmentOf([], []);
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
