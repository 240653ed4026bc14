import type { ArticleId, StoryId } from "../domain/ids.ts";
import type { RelateInput, Relation } from "./relate.ts";
import type { Segment } from "./segments.ts";

/** A segment with its name on the shelf; `level` is how often it was merged. */
export type Kept = { readonly id: number; readonly level: number; readonly segment: Segment };
export type Shelved = { readonly article: RelateInput; readonly relation: Relation };

/** Where the relater puts what it has no room for in memory, and finds it again by its keys. */
export interface Shelf {
  /** Articles that are kept in memory before the stories that nobody added to for longest are put away. */
  readonly most: number;
  /** The segments that are there, oldest first. */
  segments(): Kept[];
  /** Puts articles away with the keys under which they are looked for, all or nothing; answers the segment, which holds their numbers. */
  put(articles: readonly { readonly id: ArticleId; readonly keys: readonly number[] }[]): Kept;
  /** What was put away under a number, at its newest revision; null where it is gone. */
  read(number: number): Shelved | null;
  /** The number of an article that was put away. */
  numberOf(article: ArticleId): number | null;
  /** Whether an article that was put away bears this story. */
  bears(story: StoryId): boolean;
  /** Makes one segment of several, not on this thread, and answers it once it stands in their place on the shelf. */
  merge(segments: readonly Kept[]): Promise<Kept>;
  /** Throws a segment away: its articles stay, and are found by their keys no more. */
  forget(segment: Kept): void;
  /** Told of a merge that failed; what was to be merged stays. */
  onTrouble(error: unknown): void;
}
