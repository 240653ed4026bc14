import { isOpen, place, unplace } from "./groups.ts";
import { type Component, type Group, type Item, inOrder, type Neighbour } from "./item.ts";
import { createNeighbours, type Neighbours } from "./neighbours.ts";

/** Likeness to the best members of a story, 0 to 1, from which an article joins it; frozen on development data. */
const JOIN = 0.13;
const BEST_MEMBERS = 3;
/** In a story that many joined, an article has to be about as like its members as they were when they joined; with few there is no measure yet. */
const AS_LIKE = 1.1;
const FEW_JOINS = 3;

const isBefore = (a: Item, b: Item): boolean => inOrder(a, b) < 0;

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
  for (const one of item.near) {
    const { group } = one.item;
    if (group === null || !isBefore(one.item, item) || !mayTake(group)) continue;
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
function anchorsOf(item: Item, tied: Neighbours["tied"]): readonly Item[] {
  const groups = new Set<Group | null>();
  const anchors = [...tied(item)]
    .filter((one) => one.group !== null && isBefore(one, item))
    .sort(inOrder)
    .filter((one) => !groups.has(one.group) && groups.add(one.group));
  // A story of undated articles could not be held against a dated one by time; an undated article that is tied to the one and like the other joins them.
  const like =
    anchors.length === 0 || !item.isDated
      ? mostLike(item, (group) => anchors.length === 0 || (isUndated(group) && !groups.has(group)))
      : null;
  item.joined = like?.cosine ?? null;
  if (like === null) return anchors;
  // Two stories in one language are a contrast; the same news in another language is the same story.
  const home = like.anchor.group;
  const abroad = mostLike(item, (group) => group !== home && !groups.has(group) && shareNoLanguage(group, home));
  return [...anchors, like.anchor, ...(abroad === null ? [] : [abroad.anchor])];
}

function insert(list: Item[], item: Item): void {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(list[middle] as Item, item)) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, item);
}

export interface Stories {
  /** Adds an article whose copy edge is known, with the articles whose copy edge it changed. */
  add(item: Item, recopied: readonly Item[]): void;
  /** Takes an article out; answers those that have to be decided again. */
  remove(item: Item): Item[];
  /** Decides again for what these articles touch; answers the stories that may have changed. */
  settle(changed: readonly Item[]): Group[];
}

/**
 * Stories as a function of the articles alone: decided in order of publication. A late article takes back what was decided after its place in that
 * order, within the articles that chains of neighbours connect it to, and only those whose groups came out different are decided anew.
 */
export function createStories(): Stories {
  const neighbours = createNeighbours();
  /** Stories that lost an article since they were last answered. */
  const bereft = new Set<Group>();

  function join(a: Component, b: Component): void {
    if (a === b) return;
    const [large, small] = a.members.length >= b.members.length ? [a, b] : [b, a];
    for (const member of small.members) {
      member.component = large;
      if (large.members.length > 0 && isBefore(large.members.at(-1) as Item, member)) large.members.push(member);
      else insert(large.members, member);
    }
  }

  function settleComponent(component: Component, changed: ReadonlySet<Item>): Set<Group> {
    const touched = new Set<Group>();
    const { members } = component;
    // What was put back after a restart has no group yet, and is decided with the rest.
    let from = members.findIndex((one) => one.group === null || changed.has(one));
    if (from < 0) from = members.length;
    const suffix = members.slice(from);
    for (const member of suffix.toReversed()) for (const group of unplace(member)) touched.add(group);
    const different = new Set<Group>();
    for (const member of suffix) {
      const [before, joinedBefore] = [member.anchors, member.joined];
      const isStale = (one: Item): boolean => one.group !== null && different.has(one.group);
      const again =
        before === null ||
        changed.has(member) ||
        member.near.some((one) => isStale(one.item)) ||
        [...neighbours.tied(member)].some(isStale);
      const anchors = again ? anchorsOf(member, neighbours.tied) : before;
      const hadStale = anchors.some(isStale);
      const isSame =
        before !== null &&
        joinedBefore === member.joined &&
        !changed.has(member) &&
        before.length === anchors.length &&
        before.every((one, i) => one === anchors[i]);
      if (!isSame) for (const one of before ?? []) if (one.group !== null) different.add(one.group);
      const group = place(member, anchors);
      if (!isSame || hadStale) different.add(group);
      touched.add(group);
    }
    return touched;
  }

  return {
    add(item, recopied) {
      neighbours.add(item);
      for (const { item: other } of item.near) join(item.component, other.component);
      for (const one of [item, ...recopied]) for (const other of neighbours.tied(one)) join(one.component, other.component);
    },
    remove(item) {
      const { members } = item.component;
      const at = members.indexOf(item);
      for (const later of members.slice(at).toReversed()) for (const group of unplace(later)) bereft.add(group);
      members.splice(at, 1);
      neighbours.remove(item);
      return members.slice(at);
    },
    settle(changed) {
      const byComponent = new Map<Component, Set<Item>>();
      for (const item of changed) byComponent.set(item.component, (byComponent.get(item.component) ?? new Set()).add(item));
      const groups = [...bereft, ...[...byComponent].flatMap(([component, items]) => [...settleComponent(component, items)])];
      bereft.clear();
      return [...new Set(groups)].filter((group) => group.members.some((member) => member.group === group));
    },
  };
}
