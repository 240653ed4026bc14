import { z } from "zod";
import { termId } from "./ids.ts";
import { alertLevel } from "./verdict.ts";

/** Where a quote stands: UTF-16 code units into the article's title or text, end exclusive. */
export const quoteSpan = z.object({
  quote: z.string().min(1),
  field: z.enum(["title", "text"]),
  start: z.int().nonnegative(),
  end: z.int().positive(),
});
export type QuoteSpan = z.infer<typeof quoteSpan>;

/** What one article says about one term. `confidence` is 0 to 1; `judge` names the engine and its version. */
export const reading = quoteSpan.extend({
  term: termId,
  verdict: z.enum(["reaffirms", "contradicts", "changes", "rumoured_change"]),
  confidence: z.number().min(0).max(1),
  judge: z.string(),
});
export type Reading = z.infer<typeof reading>;

/** What one article means for one watch. `reason` is a sentence for a person: why it alerts, or why not. */
export const assessment = z.object({
  alert: alertLevel,
  needsReview: z.boolean(),
  readings: z.array(reading),
  reason: z.string().min(1),
  /** The sentence behind an alert that rests on no term, as where the agreement is said to be amended and not how. */
  evidence: quoteSpan.nullable(),
});
export type Assessment = z.infer<typeof assessment>;

/** True when the quote stands at its offsets, verbatim. */
export function standsAt(span: QuoteSpan, article: { readonly title: string | null; readonly text: string }): boolean {
  const field = span.field === "title" ? (article.title ?? "") : article.text;
  return field.slice(span.start, span.end) === span.quote;
}
