import { credits } from "./copies.ts";
import { type Item, inOrder } from "./item.ts";

/**
 * The article of whose text this one is a copy, or null. An original that others credit can be dated after its copies, so that edges may run in a
 * circle: it is opened at such an original, else at the earliest member.
 */
export function parentOf(item: Item): Item | null {
  if (item.parent === null) return null;
  const chain = [item];
  for (let at: Item | null = item.parent; at !== null && at !== item; at = at.parent) {
    if (chain.includes(at)) return item.parent;
    chain.push(at);
    if (at.parent === null) return item.parent;
  }
  const credited = chain.filter((one) => chain.some((other) => credits(other, one)) && !chain.some((other) => credits(one, other)));
  const root = (credited.length > 0 ? credited : chain).sort(inOrder)[0];
  return root === item ? null : item.parent;
}

function climb(item: Item, passes: (one: Item) => boolean): Item {
  let at = item;
  for (let parent = parentOf(at); parent !== null && passes(at); parent = parentOf(at)) at = parent;
  return at;
}

const isFamily = (item: Item): boolean => item.copy !== null && item.copy.kind !== "excerpt";

/** The parent within the copy family: a text that copies a passage only, or several originals, is the root of its own. */
export const familyParentOf = (item: Item): Item | null => (isFamily(item) ? parentOf(item) : null);
export const familyRootOf = (item: Item): Item => climb(item, isFamily);
/** The first article that says it in these words: a copy with a protected edit begins a variant of its own. */
export const variantRootOf = (item: Item): Item => climb(item, (one) => isFamily(one) && one.copy?.kind !== "edited");
