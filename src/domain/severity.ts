import type { SourceRank } from "./source.ts";
import type { AlertLevel } from "./verdict.ts";

/** How urgent an alert is. `critical` passes quiet hours and digests. */
export const SEVERITIES = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** So many independent origins make a report as grave as one of a news agency. */
const MANY_ORIGINS = 2;

type Weighed = {
  readonly level: Exclude<AlertLevel, "none">;
  /** The strongest rank among those who say so. */
  readonly rank: SourceRank;
  /** Independent origins, copies left out. */
  readonly origins: number;
  readonly needsReview: boolean;
};

const SAID_BY: Readonly<Record<SourceRank, string>> = {
  party: "a party to the agreement itself",
  filing: "a filing",
  wire: "a news agency",
  press: "the press",
  aggregator: "a news aggregator",
  blog: "a blog",
  forum: "a forum",
};
const REPORTS: Readonly<Record<Weighed["level"], string>> = {
  changes: "reports a change as fact",
  contradicts: "states as fact what cannot be while the term holds",
  rumour: "reports that a change is possible or planned",
};

/** Severity from verdict, source rank and number of independent origins, with the sum in words. */
export function severityOf({ level, rank, origins, needsReview }: Weighed): { readonly severity: Severity; readonly inWords: string } {
  const official = rank === "party" || rank === "filing";
  const solid = rank === "wire" || origins >= MANY_ORIGINS;
  const journalism = rank === "press" || rank === "wire";
  const grade = level === "rumour" ? (official ? 2 : solid && journalism ? 1 : 0) : official ? 3 : solid ? 2 : journalism ? 1 : 0;
  const severity = SEVERITIES[Math.max(0, grade - (needsReview ? 1 : 0))] ?? "low";
  const from = `${origins} independent origin${origins === 1 ? "" : "s"}`;
  const doubt = needsReview ? "; one step lower because the reading needs review" : "";
  return { severity, inWords: `${severity}: ${SAID_BY[rank]} ${REPORTS[level]}; ${from}${doubt}` };
}

const ORDER: readonly SourceRank[] = ["party", "filing", "wire", "press", "aggregator", "blog", "forum"];
export const strongestRank = (ranks: Iterable<SourceRank>): SourceRank => {
  const found = new Set(ranks);
  return ORDER.find((rank) => found.has(rank)) ?? "press";
};
