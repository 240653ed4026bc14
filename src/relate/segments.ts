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

export function segmentOf(entries: readonly (readonly [key: number, article: number])[]): Segment {
  const sorted = entries.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  return { keys: Uint32Array.from(sorted, ([key]) => key), articles: Uint32Array.from(sorted, ([, article]) => article) };
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
