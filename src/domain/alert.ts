import { type AlertLevel, isStronger, type MinimumVerdict, reaches } from "./verdict.ts";

/** How an alert grows: opened, said by one more independent origin, reported more strongly, or said by a party itself. */
export type RevisionKind = "opened" | "corroborated" | "raised" | "confirmed";

export type RaiseCase = {
  readonly level: AlertLevel;
  readonly needsReview: boolean;
  readonly minimum: MinimumVerdict;
  /** Why the article alerts, or why it does not, as the judge put it. */
  readonly reason: string;
  /** True when the publisher is one of the parties. */
  readonly byParty: boolean;
  readonly origin: string;
  /** The alert of the same watch and story, where one is open. */
  readonly open: { readonly level: AlertLevel; readonly origins: ReadonlySet<string>; readonly saidByParty: boolean } | null;
};

export type RaiseDecision = { readonly raise: RevisionKind; readonly rule: string } | { readonly raise: null; readonly rule: string };

/** Whether an article opens an alert, adds to one, or is held; `rule` is kept with the article so that `explain` can say why. */
export function decideRaise(one: RaiseCase): RaiseDecision {
  if (one.level === "none") return { raise: null, rule: one.needsReview ? `held for review: ${one.reason}` : `no alert: ${one.reason}` };
  if (!reaches(one.level, one.minimum)) return { raise: null, rule: `held: ${one.level}, and this watch alerts from ${one.minimum}` };
  if (one.open === null) return { raise: "opened", rule: `opened: ${one.reason}` };
  if (isStronger(one.level, one.open.level))
    return { raise: "raised", rule: `raised from ${one.open.level} to ${one.level}: ${one.reason}` };
  if (one.byParty && !one.open.saidByParty) return { raise: "confirmed", rule: "confirmed: a party says so itself" };
  if (!one.open.origins.has(one.origin))
    return { raise: "corroborated", rule: "corroborated: an origin that had not been counted yet says the same" };
  return { raise: null, rule: "held: the alert is open already and this origin has been counted" };
}
