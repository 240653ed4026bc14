import type { Said } from "./claim.ts";
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

/** What an article moves: a term, or with null the agreement as a whole. */
export type RaiseMove = {
  readonly term: string | null;
  readonly level: AlertLevel;
  /** What the alert says of it already, whoever says so; null where nothing supports it yet. */
  readonly said: Said | null;
  /** True for a term that no article of the alert names, or none of the version that stands. */
  readonly isFurther: boolean;
};

/** A term that the article says holds, and the alert disputes. */
export type RaiseDenial = {
  readonly term: string;
  /** True once a party has said that it moved. */
  readonly saidByParty: boolean;
  /** Origins that denied it already. */
  readonly deniers: ReadonlySet<string>;
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
  /** What it moves as far as the watch asks for. */
  readonly moves: readonly RaiseMove[];
  readonly denies: readonly RaiseDenial[];
  readonly before: SaidBefore | null;
  /** True when the page of the article is gone. */
  readonly gone: boolean;
  /** The status of the alert of the same watch, story and direction, where there is one. */
  readonly open: AlertStatus | null;
};

export type RaiseDecision = {
  readonly raise: RevisionKind | null;
  readonly rule: string;
  /** What the revision moves; null among them is the agreement as a whole. */
  readonly terms: readonly (string | null)[];
  /** The terms whose move it denies, or whose denial is held for review. */
  readonly denies: readonly string[];
};

/**
 * Whether an article opens an alert, changes one, or is held; `rule` is kept with the article so that `explain` can say why. One that moves a term and
 * denies the move of another makes one revision of both, called by what may wait less: a denial goes before one more voice, and after all else.
 */
export function decideRaise(one: RaiseCase): RaiseDecision {
  const move = decideMove(one);
  if (one.denies.length === 0 || one.open === null || !isLive(one.open)) return move;
  const denial = decideDenial(one);
  if (one.level === "none" && one.before === null) return denial;
  if (denial.denies.length === 0) return move;
  const rule = `${move.rule}; ${denial.rule}`;
  if (denial.raise === null) return { ...move, rule };
  const raise = move.raise === null || move.raise === "corroborated" ? denial.raise : move.raise;
  return { raise, rule, terms: move.terms, denies: denial.denies };
}

function decideMove(one: RaiseCase): RaiseDecision {
  const alerts = reaches(one.level, one.minimum);
  if (one.before !== null && one.open !== null && isLive(one.open)) return decideEdit(one, one.before, alerts);
  if (one.level === "none") return hold(one.needsReview ? `held for review: ${one.reason}` : `no alert: ${one.reason}`);
  if (!alerts) return hold(`held: ${one.level}, and this watch alerts from ${one.minimum}`);
  if (one.onRecord !== null) return hold(`held: ${one.onRecord}`);
  return one.open === null ? raise("opened", one.moves, `opened: ${one.reason}`) : decideGrowth(one, one.open);
}

const hold = (rule: string): RaiseDecision => ({ raise: null, rule, terms: [], denies: [] });
const raise = (kind: RevisionKind, about: readonly { readonly term: string | null }[], rule: string): RaiseDecision => ({
  ...{ raise: kind, rule },
  terms: about.map(({ term }) => term),
  denies: [],
});
const named = (about: readonly { readonly term: string | null }[]): string =>
  about.map(({ term }) => term ?? "the agreement as a whole").join(", ");

/** Whether an article says more of a term than the alert does. A term that the alert does not name is another matter: it is told as such. */
const isRaised = ({ said, isFurther, level }: RaiseMove): boolean => !isFurther && said !== null && isStronger(level, said.level);
const raised = (one: RaiseCase, stronger: readonly RaiseMove[], by = ""): RaiseDecision => {
  const steps = stronger.map(
    ({ term, level, said }) => `${term === null || one.moves.length < 2 ? "" : `${term} `}from ${said?.level} to ${level}`,
  );
  return raise("raised", stronger, `raised${by} ${steps.join(", ")}: ${one.reason}`);
};

function decideGrowth(one: RaiseCase, open: AlertStatus): RaiseDecision {
  const confirmed = one.moves.filter(({ said, level }) => said !== null && !said.byParty && !isStronger(said.level, level));
  if (one.byParty && confirmed.length > 0) return raise("confirmed", confirmed, `confirmed: a party says so itself (${named(confirmed)})`);
  const stronger = one.moves.filter(isRaised);
  if (stronger.length > 0) return raised(one, stronger);
  if (open === "withdrawn") return raise("raised", one.moves, `reported again after its evidence was withdrawn: ${one.reason}`);
  if (one.isCopy) return hold("held: a copy of what is counted already");
  const further = one.moves.filter((move) => move.isFurther);
  if (further.length > 0) return widened(further, one.reason);
  if (open === "dismissed") return hold("held: a person dismissed this alert, and this report is no stronger and of no further term");
  const more = one.moves.filter(({ said }) => said !== null && !said.origins.has(one.origin));
  if (more.length > 0)
    return raise("corroborated", more, `corroborated: an origin that had not been counted yet says the same (${named(more)})`);
  return hold("held: the alert is open already, this origin has been counted, and every term that it moves has been told");
}

/** Whoever answered the alert, and whatever origins are counted, has not heard of this term. */
const widened = (further: readonly RaiseMove[], reason: string): RaiseDecision =>
  raise("widened", further, `widened: it moves ${named(further)} too: ${reason}`);

function decideDenial(one: RaiseCase): RaiseDecision {
  const news = one.denies.filter((denial) => !denial.deniers.has(one.origin));
  if (one.isCopy || news.length === 0) return hold("held: this denial has been counted");
  // Once a party has said it, background in the press that restates the old term denies nothing.
  const denied = news.filter((denial) => one.byParty || !denial.saidByParty);
  if (denied.length === 0) return hold(`no alert: ${one.reason}`);
  const denies = denied.map(({ term }) => term);
  if (one.needsReview)
    return { ...hold(`held for review: that ${named(denied)} still holds is too uncertain to be sent: ${one.reason}`), denies };
  const rule = `denied: ${one.byParty ? "a party says itself" : "it is reported"} that ${named(denied)} still holds`;
  return { raise: "denied", rule, terms: [], denies };
}

function decideEdit(one: RaiseCase, before: SaidBefore, alerts: boolean): RaiseDecision {
  const edited = (rule: string): RaiseDecision => raise("edited", one.moves, rule);
  if (one.gone) return raise("withdrawn", [], `withdrawn: ${one.reason}`);
  if (!alerts) return raise("withdrawn", [], `withdrawn: the article was edited and no longer says so (${one.reason})`);
  const stronger = one.moves.filter(isRaised);
  if (stronger.length > 0) return raised(one, stronger, " by an edit");
  const further = one.moves.filter((move) => move.isFurther);
  if (further.length > 0) return widened(further, one.reason);
  if (one.level !== before.level) return edited(`edited: the article said ${before.level} and now says ${one.level}`);
  if (!before.stands) return edited("edited: the article changed the words that the alert quotes");
  return hold("held: the article was edited elsewhere, and the words that alerted still stand");
}
