import { type AlertLevel, isStronger, type MinimumVerdict, reaches } from "./verdict.ts";

/**
 * How an alert grows. By coverage: opened, said by one more independent origin, reported more strongly, said of a further term, said by a
 * party itself, denied, its evidence edited or withdrawn. By a person: acknowledged, snoozed, dismissed. By the register: resolved. By nobody's answer: repeated.
 */
const COVERAGE_KINDS = ["opened", "corroborated", "raised", "widened", "confirmed", "denied", "edited", "withdrawn"] as const;
export const REVISION_KINDS = [...COVERAGE_KINDS, ...(["acknowledged", "snoozed", "dismissed", "resolved", "repeated"] as const)] as const;
export type RevisionKind = (typeof REVISION_KINDS)[number];
/** Whether an article made a revision, not a person, the register or the clock. */
export const isByCoverage = (kind: RevisionKind): boolean => (COVERAGE_KINDS as readonly RevisionKind[]).includes(kind);

/**
 * `open` until a person answers (`acknowledged`, `snoozed` until a time, `dismissed` with a reason), no evidence is left (`withdrawn`), or
 * the register moves (`resolved`).
 */
export const ALERT_STATUSES = ["open", "acknowledged", "snoozed", "dismissed", "withdrawn", "resolved"] as const;
export type AlertStatus = (typeof ALERT_STATUSES)[number];
/** The alert waits for an answer: coverage still changes it, and moving the register closes it. */
export const LIVE: readonly AlertStatus[] = ["open", "acknowledged", "snoozed"];
export const isLive = (status: AlertStatus): boolean => LIVE.includes(status);

/** What an article that an alert counts already said before it was edited. */
export type SaidBefore = {
  readonly level: AlertLevel /** True when every quote that alerted still stands, word for word. */;
  readonly stands: boolean;
};

export type RaiseCase = {
  readonly level: AlertLevel;
  readonly needsReview: boolean;
  readonly minimum: MinimumVerdict;
  /** Why the article alerts, or why it does not, as the judge put it. */
  readonly reason: string;
  /** True when the publisher is one of the parties. */
  readonly byParty: boolean;
  /** True for a copy: it says nothing of its own. */
  readonly isCopy: boolean;
  readonly origin: string;
  /** Why what the article reports is no news to the register; null where it is. */
  readonly onRecord: string | null;
  /** Terms that the article moves and the alert does not say yet, or says less strongly. */
  readonly further: readonly string[];
  /** True when the article says that a term still holds which the alert disputes. */
  readonly denies: boolean;
  readonly before: SaidBefore | null;
  /** True when the page of the article is gone. */
  readonly gone: boolean;
  /** The alert of the same watch, story and direction, where there is one. */
  readonly open: {
    readonly level: AlertLevel;
    readonly status: AlertStatus;
    readonly origins: ReadonlySet<string>;
    readonly deniers: ReadonlySet<string>;
    readonly saidByParty: boolean;
  } | null;
};

export type RaiseDecision = { readonly raise: RevisionKind | null; readonly rule: string };

/** Whether an article opens an alert, changes one, or is held; `rule` is kept with the article so that `explain` can say why. */
export function decideRaise(one: RaiseCase): RaiseDecision {
  const alerts = reaches(one.level, one.minimum);
  if (one.before !== null && one.open !== null && isLive(one.open.status)) return decideEdit(one, one.before, one.open, alerts);
  if (one.level === "none" && one.denies && one.open !== null) return decideDenial(one, one.open);
  if (one.level === "none") return hold(one.needsReview ? `held for review: ${one.reason}` : `no alert: ${one.reason}`);
  if (!alerts) return hold(`held: ${one.level}, and this watch alerts from ${one.minimum}`);
  if (one.onRecord !== null) return hold(`held: ${one.onRecord}`);
  return one.open === null ? { raise: "opened", rule: `opened: ${one.reason}` } : decideGrowth(one, one.open);
}

const hold = (rule: string): RaiseDecision => ({ raise: null, rule });
type Open = NonNullable<RaiseCase["open"]>;

function decideGrowth(one: RaiseCase, open: Open): RaiseDecision {
  const stronger = isStronger(one.level, open.level);
  if (one.byParty && !open.saidByParty && !isStronger(open.level, one.level))
    return {
      raise: "confirmed",
      rule: `confirmed${stronger ? ` and raised from ${open.level} to ${one.level}` : ""}: a party says so itself`,
    };
  if (stronger) return { raise: "raised", rule: `raised from ${open.level} to ${one.level}: ${one.reason}` };
  if (open.status === "withdrawn") return { raise: "raised", rule: `reported again after its evidence was withdrawn: ${one.reason}` };
  if (one.isCopy) return hold("held: a copy of what is counted already");
  if (one.further.length > 0) return widened(one);
  if (open.status === "dismissed")
    return hold("held: a person dismissed this alert, and this report is no stronger and of no further term");
  if (!open.origins.has(one.origin))
    return { raise: "corroborated", rule: "corroborated: an origin that had not been counted yet says the same" };
  return hold("held: the alert is open already, this origin has been counted, and every term that it moves has been told");
}

/** Whoever answered the alert, and whatever origins are counted, has not heard of this term. */
const widened = ({ further, reason }: RaiseCase): RaiseDecision => ({
  raise: "widened",
  rule: `widened: it moves ${further.join(", ")} too: ${reason}`,
});

function decideDenial(one: RaiseCase, open: Open): RaiseDecision {
  if (!isLive(open.status)) return hold(`no alert: ${one.reason}`);
  if (one.isCopy || open.deniers.has(one.origin)) return hold("held: this denial has been counted");
  // Once a party has said it, background in the press that restates the old term denies nothing.
  if (open.saidByParty && !one.byParty) return hold(`no alert: ${one.reason}`);
  return { raise: "denied", rule: `denied: ${one.byParty ? "a party says itself" : "it is reported"} that the term still holds` };
}

function decideEdit(one: RaiseCase, before: SaidBefore, open: Open, alerts: boolean): RaiseDecision {
  if (one.gone) return { raise: "withdrawn", rule: `withdrawn: ${one.reason}` };
  if (!alerts) return { raise: "withdrawn", rule: `withdrawn: the article was edited and no longer says so (${one.reason})` };
  if (isStronger(one.level, open.level))
    return { raise: "raised", rule: `raised by an edit from ${open.level} to ${one.level}: ${one.reason}` };
  if (one.level !== before.level) return { raise: "edited", rule: `edited: the article said ${before.level} and now says ${one.level}` };
  if (!before.stands) return { raise: "edited", rule: "edited: the article changed the words that the alert quotes" };
  if (one.further.length > 0) return widened(one);
  return hold("held: the article was edited elsewhere, and the words that alerted still stand");
}
