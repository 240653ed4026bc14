import type { Article } from "../domain/article.ts";
import type { EditNote } from "../domain/edit.ts";
import type { ArticleId, FamilyId, OriginId, StoryId, VariantId } from "../domain/ids.ts";

/**
 * How a child was taken from its parent. `edited`: a protected token differs somewhere, or an added sentence may take back what is copied, so
 * nothing may be inherited. `excerpt`: a passage inside a text of another make, or one of several originals; the child roots its own family.
 */
export type CopyKind = "verbatim" | "truncated" | "edited" | "excerpt";

/** Directed: the child was taken from the parent. `containment` is the share of the child's own text found in the parent, 0 to 1. */
export type CopyEdge = {
  readonly parent: ArticleId;
  readonly kind: CopyKind;
  readonly containment: number;
  /** Protected edits: `start` and `end` bound the whole sentence in the child's text; `before` is empty for an added sentence. */
  readonly edits: readonly EditNote[];
};

/** Why two articles belong together, in words that `explain` can print. `weight` is 0 to 1. */
export type Evidence = {
  readonly kind: "canonical" | "named-original" | "link" | "publication" | "quotation" | "copy" | "text";
  readonly article: ArticleId | null;
  readonly weight: number;
  readonly detail: string;
};

export type Relation = {
  readonly article: ArticleId;
  readonly story: StoryId;
  readonly family: FamilyId;
  readonly variant: VariantId;
  readonly origin: OriginId;
  readonly copy: CopyEdge | null;
  readonly evidence: readonly Evidence[];
};

export type Related = {
  readonly relation: Relation;
  /** Earlier articles whose relation changed because of this one (a late original, a bridge between two stories). */
  readonly updated: readonly Relation[];
  /** Stories that became one; the older id survives and the other redirects to it. */
  readonly merged: readonly { readonly from: StoryId; readonly to: StoryId }[];
};

/** What relate needs to know of an article. `seenAt` stands in where the article states no date. */
export type RelateInput = Pick<
  Article,
  "id" | "url" | "canonicalUrl" | "title" | "text" | "published" | "links" | "source" | "language"
> & {
  readonly seenAt: string;
};

/**
 * Relates articles one at a time, over an index that it keeps in memory. Families, variants, origins, copy edges and the partition into stories are
 * functions of the set of articles, whatever the order in which they came; a story's id is the one that it was given first.
 */
export interface Relater {
  /** Puts back what was related before, in any order; nothing is reported, and the next `relate` answers as if there had been no restart. */
  restore(article: RelateInput, relation: Relation): void;
  /** Relates a new article, or a new revision of one it knows (which replaces the old text). */
  relate(article: RelateInput): Related;
}
