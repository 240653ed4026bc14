import { isOpen } from "./groups.ts";
import { type Group, type Item, inOrder, isBefore, type Neighbour } from "./item.ts";
import { earlierOf } from "./near.ts";

/** Likeness to the best members of a story, 0 to 1, from which an article joins it; frozen on development data. */
const JOIN = 0.13;
const BEST_MEMBERS = 3;
/** In a story that many joined, an article has to be about as like its members as they were when they joined; with few there is no measure yet. */
const AS_LIKE = 1.1;
const FEW_JOINS = 3;

function bestOf(list: readonly number[], size: number): number {
  const best = [...list].sort((a, b) => b - a).slice(0, BEST_MEMBERS);
  return best.reduce((sum, one) => sum + one, 0) / Math.min(BEST_MEMBERS, size);
}

/** The cosine that a story asks for: what its members had, shrunk towards nothing where they are few. */
function barOf({ joins, likeness }: Group): number {
  const settled = joins / (joins + FEW_JOINS);
  return joins === 0 ? 0 : AS_LIKE * (likeness / joins) * settled * settled;
}

type Match = { readonly score: number; readonly cosine: number; readonly anchor: Item };

function matchWith(item: Item, group: Group, near: readonly Neighbour[]): Match | null {
  const size = group.members.length;
  const cosine = bestOf(
    near.map((one) => one.cosine),
    size,
  );
  const open = near.filter((one) => isOpen(group, item, one));
  const score = bestOf(
    open.map((one) => one.similarity),
    size,
  );
  if (score < JOIN || cosine < barOf(group)) return null;
  open.sort((a, b) => b.similarity - a.similarity || inOrder(a.item, b.item));
  const anchor = open[0]?.item;
  return anchor === undefined ? null : { score, cosine, anchor };
}

/** The story that an article is most like, among the stories that may take it, by its earlier article that is most like. */
function mostLike(item: Item, mayTake: (group: Group) => boolean): Match | null {
  const byGroup = new Map<Group, Neighbour[]>();
  for (const one of earlierOf(item)) {
    const { group } = one.item;
    if (group === null || !mayTake(group)) continue;
    const list = byGroup.get(group);
    if (list === undefined) byGroup.set(group, [one]);
    else list.push(one);
  }
  let best: Match | null = null;
  for (const [group, list] of byGroup) {
    const match = matchWith(item, group, list);
    if (match === null) continue;
    if (best === null || match.score > best.score || (match.score === best.score && isBefore(match.anchor, best.anchor))) best = match;
  }
  return best;
}

const isUndated = (group: Group): boolean => group.members.every((member) => !member.isDated);
const shareNoLanguage = (a: Group, b: Group | null): boolean => {
  const languages = new Set(a.members.map((one) => one.profile.language));
  return b?.members.every((one) => !languages.has(one.profile.language)) ?? false;
};

/** The earlier articles whose groups an article joins: all that it is tied to, else the one story that it is most like, else none. */
export function anchorsOf(item: Item, tied: Iterable<Item>): readonly Item[] {
  const groups = new Set<Group | null>();
  const anchors = [...tied]
    .filter((one) => one.group !== null && isBefore(one, item))
    .sort(inOrder)
    .filter((one) => !groups.has(one.group) && groups.add(one.group));
  // A story of undated articles could not be held against a dated one by time; an undated article that is tied to the one and like the other joins them.
  const like =
    item.shelved === null && (anchors.length === 0 || !item.isDated)
      ? mostLike(item, (group) => anchors.length === 0 || (isUndated(group) && !groups.has(group)))
      : null;
  item.joined = like?.cosine ?? null;
  if (like === null) return anchors;
  // Two stories in one language are a contrast; the same news in another language is the same story.
  const home = like.anchor.group;
  const abroad = mostLike(item, (group) => group !== home && !groups.has(group) && shareNoLanguage(group, home));
  return [...anchors, like.anchor, ...(abroad === null ? [] : [abroad.anchor])];
}
