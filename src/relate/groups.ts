import { DAY, type Group, type Item, inOrder, type Neighbour } from "./item.ts";
import { namesTheDay } from "./likeness.ts";

/** A story that nobody added to for so long takes nothing more by likeness, nor does one that has lasted so long. */
const IDLE = 5 * DAY;
const SPAN = 14 * DAY;

const earliestOf = (group: Group): Item => group.members.reduce((a, b) => (inOrder(a, b) <= 0 ? a : b));

/**
 * Whether likeness to `neighbour` can bring an article into a story. Undated articles have only the time they were seen, which says nothing
 * about the dated ones of a story (they may be months old when they are first polled), so they are held against the undated ones.
 * However late, an article may join the story that began on the day which it names.
 */
export function isOpen(group: Group, item: Item, { item: neighbour, isNamed }: Neighbour): boolean {
  if (isNamed && namesTheDay(item, earliestOf(group))) return true;
  if (item.isDated && neighbour.isDated) return item.time - group.first <= SPAN && item.time - group.last <= IDLE;
  const begun = item.isDated || neighbour.isDated ? group.first : (group.members.find((member) => !member.isDated)?.time ?? group.first);
  return item.time - begun <= SPAN;
}

/** Puts an article into the groups of its anchors, which become one, or into a group of its own; remembers how to take it out again. */
export function place(item: Item, anchors: readonly Item[]): Group {
  const groups = [...new Set(anchors.map((one) => one.group))].filter((one) => one !== null);
  const group = groups.reduce<Group>(
    (a, b) => (a.members.length >= b.members.length ? a : b),
    groups[0] ?? { members: [], first: item.time, last: item.time, joins: 0, likeness: 0 },
  );
  const absorbed = groups.filter((one) => one !== group);
  item.anchors = anchors;
  const { first, last, joins, likeness } = group;
  item.placed = { size: group.members.length, first, last, joins, likeness, absorbed };
  for (const other of absorbed) {
    for (const member of other.members) {
      member.group = group;
      group.members.push(member);
    }
    group.first = Math.min(group.first, other.first);
    group.last = Math.max(group.last, other.last);
    group.joins += other.joins;
    group.likeness += other.likeness;
  }
  group.members.push(item);
  if (item.joined !== null) {
    group.joins++;
    group.likeness += item.joined;
  }
  group.last = Math.max(group.last, item.time);
  item.group = group;
  return group;
}

/** Undoes `place`, which must have been the latest on this group; answers the groups that are there again. */
export function unplace(item: Item): Group[] {
  const { group, placed } = item;
  if (group === null || placed === null) return [];
  group.members.length = placed.size;
  group.first = placed.first;
  group.last = placed.last;
  group.joins = placed.joins;
  group.likeness = placed.likeness;
  for (const other of placed.absorbed) for (const member of other.members) member.group = other;
  item.group = null;
  item.placed = null;
  return [group, ...placed.absorbed];
}
