import { z } from "zod";
import { termId } from "./ids.ts";

/** A calendar day or an instant, ISO 8601, e.g. 2026-02-27 or 2026-02-27T13:00:00Z. */
export const isoDate = z.union([z.iso.date(), z.iso.datetime({ offset: true })], "is not a date such as 2026-02-27");

/** Words that sharpen a term. Never needed: `statement` alone must be enough. */
export const termHints = z.strictObject({
  synonyms: z.array(z.string().min(1)).default([]).describe("Other words for what the term is about"),
  scope: z.array(z.string().min(1)).default([]).describe("Words that narrow the term, e.g. stateless"),
  accepted: z.array(z.string().min(1)).default([]).describe("Values that agree with the term, e.g. 20 %"),
  rejected: z.array(z.string().min(1)).default([]).describe("Values that contradict it"),
});
export type TermHints = z.infer<typeof termHints>;

export const termVersion = z.strictObject({
  statement: z.string().min(10, "is too short to be a clause: write the term in plain words").describe("The term in plain words"),
  validFrom: isoDate.describe("The day from which the term holds; older articles are history to it"),
  validTo: isoDate.optional(),
  source: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("The page that states the term; its quote is added when it has been read"),
  hints: termHints.optional(),
});
export type TermVersion = z.infer<typeof termVersion>;

/** One recorded clause: a single version written inline, or a history under `versions`. */
export const term = z.union([termVersion.extend({ id: termId }), z.strictObject({ id: termId, versions: z.array(termVersion).min(1) })]);
export type Term = z.infer<typeof term>;

export const versionsOf = (value: Term): readonly TermVersion[] => ("versions" in value ? value.versions : [value]);

/** The day in UTC: agreements are dated by day. */
export const dayOf = (date: string): string => (date.length === 10 ? date : new Date(date).toISOString().slice(0, 10));

/** The version that held on a day, or null where the term did not hold yet (the article is history) or no longer. */
export function versionAt<V extends { readonly validFrom: string; readonly validTo?: string | null | undefined }>(
  versions: readonly V[],
  date: string,
): V | null {
  let held: V | null = null;
  for (const version of versions) {
    if (dayOf(version.validFrom) > dayOf(date)) continue;
    if (version.validTo != null && dayOf(version.validTo) <= dayOf(date)) continue;
    if (held === null || dayOf(version.validFrom) >= dayOf(held.validFrom)) held = version;
  }
  return held;
}
