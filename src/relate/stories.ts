import { anchorsOf } from "./anchors.ts";
import { place, unplace } from "./groups.ts";
import { type Group, type Item, inOrder, isBefore } from "./item.ts";
import { createNeighbours } from "./neighbours.ts";
import { createQueue } from "./priority-queue.ts";

export interface Stories {
  /** Adds an article whose copy edge is known. */
  add(item: Item): void;
  /** Takes an article out; what rested on it is decided again when stories are settled next. */
  remove(item: Item): void;
  /** Forgets an article that is put away with its whole story, with nothing decided anew. */
  drop(item: Item): void;
  /** Decides again for what these articles touch; answers the stories that may have changed. */
  settle(changed: readonly Item[]): Group[];
}

/**
 * Stories as a function of the articles alone: decided in order of publication. What comes late takes back the later articles of the stories
 * that it may join, and only of those; they are put where they were, or decided anew where a story came out different.
 */
export function createStories(): Stories {
  const neighbours = createNeighbours();
  /** What has no place, in order. */
  const waiting = createQueue(inOrder);
  /** What has to be decided anew, whatever its place was. */
  const again = new Set<Item>();
  /** What is to be told anew even if it stays where it was. */
  const changed = new Set<Item>();
  /** Stories in which something is otherwise than it was. */
  const different = new Set<Group>();
  /** Nothing comes after this article, so that nothing has to be looked for behind it. */
  let last: Item | null = null;

  function decideAnew(item: Item): void {
    again.add(item);
    waiting.push(item);
  }

  /** Takes back what was put into a story after a place in the order. */
  function rollBack(group: Group, before: Item): void {
    for (let end = group.members.at(-1); end !== undefined && !isBefore(end, before); end = group.members.at(-1)) {
      unplace(end);
      waiting.push(end);
    }
  }
  /** The same for the story of an article, which taking back can part from other stories, one after the other. */
  function rollBackAround(item: Item, before: Item): void {
    for (let group = item.group; group !== null; group = item.group) {
      rollBack(group, before);
      if (item.group === group) return;
    }
  }

  /** What comes after `now` and is near or tied to a member of a story that is different has to be decided anew. */
  function alarm(member: Item, now: Item): void {
    for (const item of member.near.earlier) if (isBefore(now, item)) decideAnew(item);
    for (const item of member.near.later) if (isBefore(now, item)) decideAnew(item);
    for (const item of neighbours.tied(member)) if (isBefore(now, item)) decideAnew(item);
  }
  function markDifferent(group: Group, now: Item): void {
    if (different.has(group)) return;
    different.add(group);
    if (last !== null && isBefore(now, last)) for (const member of group.members) alarm(member, now);
  }

  /** Takes an article out of its story, with what came after it there. */
  function takeBack(item: Item): void {
    for (let { group } = item; group !== null; group = item.group) rollBack(group, item);
  }

  /** Decides the next in order, which stands nowhere; everything before it stands where it belongs. */
  function decide(item: Item): void {
    const { anchors: before, joined: joinedBefore } = item;
    const isAnew = again.delete(item) || before === null;
    let anchors = before ?? [];
    if (isAnew) {
      const tied = neighbours.tied(item);
      for (const other of tied) if (isBefore(other, item)) rollBackAround(other, item);
      for (const other of item.near.earlier) rollBackAround(other, item);
      anchors = anchorsOf(item, tied);
    } else for (const anchor of anchors) rollBackAround(anchor, item);
    const isSame =
      before !== null &&
      !changed.has(item) &&
      joinedBefore === item.joined &&
      before.length === anchors.length &&
      before.every((one, i) => one === anchors[i]);
    if (!isSame) for (const one of before ?? []) if (one.group !== null) markDifferent(one.group, item);
    const isTouched = !isSame || anchors.some((one) => one.group !== null && different.has(one.group));
    const group = place(item, anchors);
    if (!isTouched) return;
    if (!different.has(group)) markDifferent(group, item);
    else for (const member of (item.placed?.absorbed.length ?? 0) > 0 ? group.members : [item]) alarm(member, item);
  }

  function decideAll(): void {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
      if (item.group !== null) {
        if (!again.has(item)) continue;
        takeBack(item);
        continue;
      }
      decide(item);
    }
  }

  return {
    add(item) {
      neighbours.add(item);
      waiting.push(item);
      if (last === null || isBefore(last, item)) last = item;
    },
    remove(item) {
      if (item.group !== null) markDifferent(item.group, item);
      takeBack(item);
      waiting.remove(item);
      again.delete(item);
      neighbours.remove(item);
    },
    drop(item) {
      waiting.remove(item);
      again.delete(item);
      neighbours.remove(item);
    },
    settle(items) {
      for (const item of items) {
        changed.add(item);
        decideAnew(item);
      }
      decideAll();
      changed.clear();
      const groups = [...different].filter((group) => group.members.some((member) => member.group === group));
      different.clear();
      return groups;
    },
  };
}
