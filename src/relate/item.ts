import type { EditNote } from "../domain/edit.ts";
import type { ArticleId } from "../domain/ids.ts";
import type { Profile } from "./profile.ts";
import type { CopyEdge, RelateInput, Relation } from "./relate.ts";

export { DAY } from "./days.ts";

/** A text from which another may have been taken; measured only when it is among the likeliest. */
export type Source = {
  readonly parent: Item;
  readonly declared: boolean;
  readonly credited: boolean;
  /** Index keys in common. */
  readonly keys: number;
  measured: { readonly share: number; readonly run: number; readonly isCopy: boolean } | null;
  guarded: { readonly edits: readonly EditNote[]; readonly template: boolean } | null;
};

/**
 * What speaks for one event in two articles: `similarity`, 0 to 1, weighs time and sources in with the words; `cosine` does not. `isNamed`: too
 * far apart to be compared, but that the later names the day of the earlier.
 */
export type Likeness = { readonly similarity: number; readonly cosine: number; readonly isNamed: boolean };

/** An article that may report the same event, and what speaks for it. */
export type Neighbour = Likeness & { readonly item: Item };

/**
 * The earlier articles that an article is near, and what speaks for each in one number (`near.ts`): where a thousand articles are all near each
 * other, half a million of them are kept. `later` are those that have it among theirs.
 */
export type Near = { readonly earlier: Item[]; readonly likenesses: number[]; readonly later: Item[] };
export const nearNothing = (): Near => ({ earlier: [], likenesses: [], later: [] });

/** A story in the making: the times of its first and last article, and how many joined it by likeness with the sum of how like they were. */
export type Group = { readonly members: Item[]; first: number; last: number; joins: number; likeness: number };

/** An article in the index, with what has been worked out about it. */
export type Item = {
  readonly id: ArticleId;
  readonly input: RelateInput;
  readonly profile: Profile;
  /** What was told of it when it was put away: it came back from the shelf, and stays what it was. */
  readonly shelved: Relation | null;
  /** Publication in milliseconds, else what the text says of itself, else the time it was first seen. */
  readonly time: number;
  /** False where the time is only when it was first seen. */
  readonly isDated: boolean;
  sources: Source[];
  copy: CopyEdge | null;
  /** Its copy edge as it was told before a restart, until everything is restored: its original need not be compared word by word again. */
  told: CopyEdge | null;
  parent: Item | null;
  readonly children: Set<Item>;
  near: Near;
  /** One earlier article of each group that it joined; null until decided. */
  anchors: readonly Item[] | null;
  /** How like (cosine) it is to the story that it joined by likeness; null where it joined by a tie, or none. */
  joined: number | null;
  group: Group | null;
  /** What its place took: the group as it was, and the groups that became one with it. */
  placed: {
    readonly size: number;
    readonly first: number;
    readonly last: number;
    readonly joins: number;
    readonly likeness: number;
    readonly absorbed: readonly Group[];
  } | null;
};

/** The order in which everything is decided: publication, then id. Arrival plays no part. */
export const inOrder = (a: Item, b: Item): number => a.time - b.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
export const isBefore = (a: Item, b: Item): boolean => inOrder(a, b) < 0;

export function itemOf(input: RelateInput, profile: Profile, shelved: Relation | null = null): Item {
  const dated = input.published ?? profile.marks.dated;
  return {
    id: input.id,
    input,
    profile,
    shelved,
    time: Date.parse(dated ?? input.seenAt),
    isDated: dated !== null,
    sources: [],
    copy: null,
    told: null,
    parent: null,
    children: new Set(),
    near: nearNothing(),
    anchors: null,
    joined: null,
    group: null,
    placed: null,
  };
}
