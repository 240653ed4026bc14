import { type ArticleId, type StoryId, storyIdOf } from "../domain/ids.ts";
import { type Group, type Item, inOrder } from "./item.ts";
import type { Related } from "./relate.ts";

type Named = { readonly ids: ReadonlyMap<Group, StoryId>; readonly merged: Related["merged"] };
type Vote = { count: number; first: Item };

/**
 * Names stories so that a name once given stays: an id follows most of the articles that bore it, of several in one story the oldest survives
 * and the others redirect to it, and only a story without any gets a new one. `holders`: how many articles bear an id now.
 */
export function nameStories(
  groups: readonly Group[],
  idOf: (article: ArticleId) => StoryId | undefined,
  holders: ReadonlyMap<StoryId, number>,
  isTaken: (story: StoryId) => boolean = () => false,
): Named {
  const votes = new Map<StoryId, Map<Group, Vote>>();
  for (const group of groups) {
    for (const member of group.members) {
      const id = idOf(member.id);
      if (id === undefined) continue;
      const byGroup = votes.get(id) ?? new Map<Group, Vote>();
      votes.set(id, byGroup);
      const vote = byGroup.get(group);
      if (vote === undefined) byGroup.set(group, { count: 1, first: member });
      else {
        vote.count++;
        if (inOrder(member, vote.first) < 0) vote.first = member;
      }
    }
  }
  const heirs = new Map<StoryId, { group: Group; first: Item }>();
  for (const [id, byGroup] of votes) {
    const total = [...byGroup.values()].reduce((sum, vote) => sum + vote.count, 0);
    // The rest of its bearers stand in a story that nothing touched, which keeps it.
    if (total < (holders.get(id) ?? 0)) continue;
    const ranked = [...byGroup].sort(([, a], [, b]) => b.count - a.count || inOrder(a.first, b.first));
    const top = ranked[0];
    if (top === undefined) continue;
    const first = ranked.map(([, vote]) => vote.first).sort(inOrder)[0] ?? top[1].first;
    heirs.set(id, { group: top[0], first });
  }
  const ids = new Map<Group, StoryId>();
  const oldest = [...heirs].sort(([, a], [, b]) => inOrder(a.first, b.first));
  for (const [id, { group }] of oldest) if (!ids.has(group)) ids.set(group, id);
  const given = new Set(ids.values());
  for (const group of groups) {
    if (ids.has(group)) continue;
    const root = [...group.members].sort(inOrder)[0]?.id ?? "";
    let id = storyIdOf(root as ArticleId);
    for (let n = 2; given.has(id) || holders.has(id) || isTaken(id); n++) id = storyIdOf(`${root}#${n}` as ArticleId);
    ids.set(group, id);
    given.add(id);
  }
  const merged: { from: StoryId; to: StoryId }[] = [];
  for (const [id, heir] of heirs) {
    const to = ids.get(heir.group);
    if (!given.has(id) && to !== undefined) merged.push({ from: id, to });
  }
  return { ids, merged };
}
