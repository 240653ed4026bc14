/** Words that went and words that came at one place, as half-open ranges of the two lists. */
export type Run = { readonly removed: Range; readonly added: Range };
export type Range = { readonly from: number; readonly to: number };

/** Longest sentence, in words past the common start and end, that is compared word by word; what is longer counts as one run. */
const MAX_WORDS = 400;

/** What turns the first list of words into the second, as runs of indexes (longest common subsequence). */
export function runsOf(before: readonly string[], after: readonly string[]): Run[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const n = before.length - head - tail;
  const m = after.length - head - tail;
  if (n === 0 && m === 0) return [];
  if (n === 0 || m === 0 || n > MAX_WORDS || m > MAX_WORDS)
    return [{ removed: { from: head, to: head + n }, added: { from: head, to: head + m } }];

  const width = m + 1;
  const length = new Uint16Array((n + 1) * width);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      const same = before[head + i] === after[head + j];
      const skip = Math.max(length[(i + 1) * width + j] ?? 0, length[i * width + j + 1] ?? 0);
      length[i * width + j] = same ? (length[(i + 1) * width + j + 1] ?? 0) + 1 : skip;
    }
  }
  const runs: Run[] = [];
  let open = { i: 0, j: 0 };
  const close = (i: number, j: number): void => {
    if (i > open.i || j > open.j)
      runs.push({ removed: { from: head + open.i, to: head + i }, added: { from: head + open.j, to: head + j } });
  };
  let [i, j] = [0, 0];
  while (i < n || j < m) {
    if (i < n && j < m && before[head + i] === after[head + j]) {
      close(i++, j++);
      open = { i, j };
    } else if (j === m || (i < n && (length[(i + 1) * width + j] ?? 0) >= (length[i * width + j + 1] ?? 0))) i++;
    else j++;
  }
  close(n, m);
  return runs;
}
