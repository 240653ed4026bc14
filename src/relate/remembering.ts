/** A function of a text that remembers what it made of the last texts; of `most` the oldest goes. A text that is longer than `longest` weighs too much to be kept. */
export function remembering<T>(make: (text: string) => T, most: number, longest = Number.POSITIVE_INFINITY) {
  const kept = new Map<string, T>();
  const recall = (text: string): T => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    if (text.length > longest) return made;
    kept.set(text, made);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return made;
  };
  return Object.assign(recall, { forget: () => kept.clear() });
}
