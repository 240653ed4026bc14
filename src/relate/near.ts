import { type Item, type Likeness, type Neighbour, nearNothing } from "./item.ts";

/** Likeness is rounded to so many parts of one, so that nothing is lost here. */
const PARTS = 1e6;
const FIELD = 2 ** 20;

const pack = ({ similarity, cosine, isNamed }: Likeness): number =>
  (Math.round(similarity * PARTS) * FIELD + Math.round(cosine * PARTS)) * 2 + Number(isNamed);

function unpack(item: Item, packed: number): Neighbour {
  const both = Math.floor(packed / 2);
  return { item, similarity: Math.floor(both / FIELD) / PARTS, cosine: (both % FIELD) / PARTS, isNamed: packed % 2 === 1 };
}

/** Writes down, on both sides, that two articles are near; `earlier` comes first in the order in which all is decided. */
export function join(earlier: Item, later: Item, likeness: Likeness): void {
  later.near.earlier.push(earlier);
  later.near.likenesses.push(pack(likeness));
  earlier.near.later.push(later);
}

/** Takes an article out of what is near others. */
export function part(item: Item): void {
  for (const { near } of item.near.earlier) near.later.splice(near.later.indexOf(item), 1);
  for (const { near } of item.near.later) {
    const at = near.earlier.indexOf(item);
    near.earlier.splice(at, 1);
    near.likenesses.splice(at, 1);
  }
  item.near = nearNothing();
}

export function nearestOf({ near }: Item, other: Item): Neighbour | null {
  const at = near.earlier.indexOf(other);
  return at < 0 ? null : unpack(other, near.likenesses[at] as number);
}

export function earlierOf({ near }: Item): Neighbour[] {
  return near.earlier.map((item, at) => unpack(item, near.likenesses[at] as number));
}
