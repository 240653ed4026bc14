import { z } from "zod";

/** What an article says about a term, relative to the version recorded when it was published. `silent` is never stored: no quote, no reading. */
export const verdict = z.enum(["reaffirms", "contradicts", "changes", "rumoured_change", "silent"]);
export type Verdict = z.infer<typeof verdict>;
export type SpokenVerdict = Exclude<Verdict, "silent">;

/** How far an article departs from a watch's record as a whole: the strongest of its readings, or an amendment that it tells without saying what it amends. */
export const alertLevel = z.enum(["none", "rumour", "contradicts", "changes"]);
export type AlertLevel = z.infer<typeof alertLevel>;

const STRENGTH: Record<AlertLevel, number> = { none: 0, rumour: 1, contradicts: 2, changes: 3 };

export const levelOf = (value: Verdict): AlertLevel =>
  value === "rumoured_change" ? "rumour" : value === "contradicts" || value === "changes" ? value : "none";

/** How a level is written where a person sets a minimum. */
export const minimumVerdict = z.enum(["rumoured_change", "contradicts", "changes"]);
export type MinimumVerdict = z.infer<typeof minimumVerdict>;

export const isStronger = (a: AlertLevel, b: AlertLevel): boolean => STRENGTH[a] > STRENGTH[b];
export const strongest = (levels: Iterable<AlertLevel>): AlertLevel => {
  let best: AlertLevel = "none";
  for (const level of levels) if (isStronger(level, best)) best = level;
  return best;
};
export const reaches = (level: AlertLevel, minimum: MinimumVerdict): boolean =>
  level !== "none" && STRENGTH[level] >= STRENGTH[levelOf(minimum)];

/**
 * How what is recorded and what an article says are called. While there is only a rumour, nothing "was" and nothing is "now"; nor is it before the
 * day, in words, from which a change holds.
 */
export const labelsOf = (verdict: SpokenVerdict, from: string | null = null): { readonly record: string; readonly report: string } =>
  verdict === "reaffirms"
    ? { record: "Holds", report: "Says" }
    : verdict === "rumoured_change"
      ? { record: "On record", report: "Reported" }
      : from !== null
        ? { record: "Until then", report: `From ${from}` }
        : { record: "Was", report: "Now" };
