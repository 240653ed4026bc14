import { type ArticleId, familyIdOf, originIdOf, type StoryId, variantIdOf } from "../domain/ids.ts";
import { createCopies } from "./copies.ts";
import { hintsBetween, tieBetween } from "./evidence.ts";
import { familyRootOf, parentOf, variantRootOf } from "./families.ts";
import { createFurniture } from "./furniture.ts";
import { type Item, itemOf } from "./item.ts";
import { nearestOf } from "./near.ts";
import { originsOf } from "./origins.ts";
import { profileOf } from "./profile.ts";
import type { Evidence, Related, RelateInput, Relater, Relation } from "./relate.ts";
import type { Shelf, Shelved } from "./shelf.ts";
import { createShelving } from "./shelving.ts";
import { createStories } from "./stories.ts";
import { nameStories } from "./story-ids.ts";

const percent = (share: number): string => `${Math.round(share * 100)} %`;

function evidenceOf(item: Item): Evidence[] {
  const evidence: Evidence[] = [];
  const { originalNamed } = item.profile.marks;
  if (originalNamed !== null)
    evidence.push({ kind: originalNamed.kind, article: null, weight: 1, detail: `declares ${originalNamed.detail} as its original` });
  if (item.copy !== null && parentOf(item) !== null) {
    const detail = `${percent(item.copy.containment)} of its words stand in ${item.copy.parent} (${item.copy.kind})`;
    evidence.push({ kind: "copy", article: item.copy.parent, weight: item.copy.containment, detail });
  }
  for (const anchor of item.anchors ?? []) {
    const tie = tieBetween(item, anchor);
    if (tie !== null) evidence.push(tie);
    evidence.push(...hintsBetween(item, anchor));
    const near = nearestOf(item, anchor);
    if (near !== null)
      evidence.push({
        kind: "text",
        article: anchor.id,
        weight: near.similarity,
        detail: `likeness ${near.similarity.toFixed(2)} to ${anchor.id}`,
      });
  }
  return evidence;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Relates articles over an index in memory. Every partition (stories, families, variants, origins) is a function of the articles alone, not
 * of the order in which they came; only the name of a story is kept from before.
 */
export function createRelater(shelf: Shelf | null = null): Relater {
  const copies = createCopies();
  const stories = createStories();
  const furniture = createFurniture();
  const items = new Map<ArticleId, Item>();
  const relations = new Map<ArticleId, Relation>();
  const holders = new Map<StoryId, number>();
  const shelving = shelf === null ? null : createShelving(shelf);
  /** What was restored and is not settled yet: that waits until the first article is related, and is done for all at once. */
  let restored: Item[] = [];
  const told = new WeakMap<Item, { readonly facts: readonly unknown[]; readonly relation: Relation }>();

  function release(story: StoryId): void {
    const left = (holders.get(story) ?? 1) - 1;
    if (left > 0) holders.set(story, left);
    else holders.delete(story);
  }
  function keep(relation: Relation): void {
    const before = relations.get(relation.article)?.story;
    relations.set(relation.article, relation);
    if (before === relation.story) return;
    holders.set(relation.story, (holders.get(relation.story) ?? 0) + 1);
    if (before !== undefined) release(before);
  }

  function settleRestored(): void {
    // Some were read anew meanwhile, when a line of theirs turned out to be furniture.
    const waiting = restored.filter((item) => items.get(item.id) === item);
    for (const item of restored) item.told = null;
    restored = [];
    if (waiting.length > 0) stories.settle(waiting);
  }
  /** Makes room: everything in memory has been written down by now. */
  function makeRoom(): void {
    const surplus = shelving?.surplus(items) ?? [];
    if (surplus.length === 0) return;
    shelving?.put(surplus);
    for (const item of surplus) {
      items.delete(item.id);
      stories.drop(item);
      copies.drop(item);
      furniture.drop(item.input);
      const story = relations.get(item.id)?.story;
      if (relations.delete(item.id) && story !== undefined) release(story);
    }
  }
  function bringBack({ article, relation }: Shelved): void {
    if (items.has(article.id)) return;
    const item = itemOf(article, profileOf(article, furniture.without(article)), relation);
    items.set(item.id, item);
    shelving?.arrive(item.id);
    copies.hold(item);
    stories.add(item);
    keep(relation);
  }

  function take(id: ArticleId): Item[] {
    const item = items.get(id);
    if (item === undefined) return [];
    items.delete(id);
    stories.remove(item);
    return copies.remove(item);
  }
  function put(input: RelateInput, before: Relation | null = null): Item[] {
    const item = itemOf(input, profileOf(input, furniture.without(input)));
    item.told = before?.copy ?? null;
    // What is restored and was no copy rests on what its evidence names.
    if (before === null || before.copy !== null)
      for (const one of shelving?.find(item) ?? []) if (one.article.id !== item.id) bringBack(one);
    items.set(item.id, item);
    shelving?.arrive(item.id);
    const changed = copies.add(item);
    stories.add(item);
    return changed;
  }

  /** Puts the article into the index, in place of its older revision, and reads anew whose furniture is known now; answers what has to be decided again. */
  function index(input: RelateInput, before: Relation | null = null): Item[] {
    const old = items.get(input.id)?.input;
    const touched = new Set([...(old === undefined ? [] : furniture.remove(old)), ...furniture.add(input)]);
    const again = [...touched].flatMap((id) => (id === input.id ? [] : (items.get(id)?.input ?? [])));
    const changed = [input, ...again].flatMap((one) => take(one.id));
    for (const one of [input, ...again]) changed.push(...put(one, one === input ? before : null));
    return [...new Set(changed)].filter((item) => items.get(item.id) === item);
  }

  /** What is told of an article, made anew only where something that it is made from is another than before. */
  function tell(item: Item, story: StoryId, origin: Item): Relation {
    const facts = [
      story,
      familyRootOf(item),
      variantRootOf(item),
      origin,
      parentOf(item) === null ? null : item.copy,
      ...(item.anchors ?? []),
    ];
    const before = told.get(item);
    if (before !== undefined && before.facts.length === facts.length && before.facts.every((one, i) => one === facts[i]))
      return before.relation;
    const [family, variant] = [familyRootOf(item), variantRootOf(item)];
    const copy = parentOf(item) === null ? null : item.copy;
    const relation: Relation = {
      article: item.id,
      story,
      family: family.shelved?.family ?? familyIdOf(family.id),
      variant: variant.shelved?.variant ?? variantIdOf(variant.id),
      origin: origin.shelved?.origin ?? originIdOf(origin.id),
      copy: copy ?? item.shelved?.copy ?? null,
      evidence: copy === null && item.shelved !== null ? item.shelved.evidence : evidenceOf(item),
    };
    told.set(item, { facts, relation });
    return relation;
  }

  return {
    restore(article, relation) {
      for (const { article: id } of relation.evidence) {
        const away = id === null || items.has(id) ? null : (shelving?.known(id) ?? null);
        if (away !== null) bringBack(away);
      }
      for (const item of index(article, relation)) restored.push(item);
      keep(relation);
    },
    relate(article) {
      const known = items.get(article.id);
      const before = relations.get(article.id);
      if (known !== undefined && before !== undefined && isSame(known.input, article)) return { relation: before, updated: [], merged: [] };
      settleRestored();
      makeRoom();
      const shelved = items.has(article.id) ? null : (shelving?.known(article.id) ?? null);
      if (shelved !== null) bringBack(shelved);
      const groups = stories.settle(index(article));
      const { ids, merged } = nameStories(groups, (id) => relations.get(id)?.story, holders, shelving?.bears);
      const updated: Relation[] = [];
      let own: Relation | undefined;
      for (const group of groups) {
        const origins = originsOf(group.members);
        for (const item of group.members) {
          const relation = tell(item, ids.get(group) as StoryId, origins.get(item) ?? item);
          const before = relations.get(item.id);
          if (item.id === article.id) own = relation;
          else if (relation === before) continue;
          else if (!isSame(relation, before)) updated.push(relation);
          keep(relation);
        }
      }
      if (own === undefined) throw new Error(`relate: article ${article.id} ended in no story; this is a bug`);
      return { relation: own, updated, merged } satisfies Related;
    },
  };
}
