import { z } from "zod";

/**
 * A text that was edited: the sentence as the original, or an earlier revision, has it and as this article has it. `before` is empty for a sentence
 * that was added; offsets count UTF-16 units into the copy's text.
 */
export const editNote = z.object({
  kind: z.enum(["negation", "number", "date", "money", "percentage", "name", "modality", "scope", "antonym", "other"]),
  before: z.string(),
  after: z.string(),
  start: z.int().nonnegative(),
  end: z.int().positive(),
  /** The differing words alone, e.g. "exclusive" against "non-exclusive"; empty where words were only added or removed. */
  removed: z.string(),
  added: z.string(),
  /** Against an earlier revision of the same article. */
  own: z.boolean().optional(),
});
export type EditNote = z.infer<typeof editNote>;
