/** What is first in an order comes out first; each stands in it once. */
export function createQueue<T>(inOrder: (a: T, b: T) => number) {
  const heap: T[] = [];
  const inside = new Set<T>();
  const at = (i: number): T => heap[i] as T;
  const swap = (i: number, j: number): void => {
    const one = at(i);
    heap[i] = at(j);
    heap[j] = one;
  };
  function pop(): T | undefined {
    const first = heap[0];
    const end = heap.pop();
    if (first === undefined || end === undefined) return undefined;
    if (heap.length > 0) {
      heap[0] = end;
      for (let i = 0; ; ) {
        const [left, right] = [2 * i + 1, 2 * i + 2];
        let least = i;
        if (left < heap.length && inOrder(at(left), at(least)) < 0) least = left;
        if (right < heap.length && inOrder(at(right), at(least)) < 0) least = right;
        if (least === i) break;
        swap(i, least);
        i = least;
      }
    }
    // What was removed is passed over.
    return inside.delete(first) ? first : pop();
  }
  return {
    push(one: T): void {
      if (inside.has(one)) return;
      inside.add(one);
      let i = heap.push(one) - 1;
      for (let up = (i - 1) >> 1; i > 0 && inOrder(at(i), at(up)) < 0; up = (i - 1) >> 1) {
        swap(i, up);
        i = up;
      }
    },
    remove: (one: T): void => void inside.delete(one),
    pop,
  };
}
