import { SEVERITIES, type Severity, severityOf, strongestRank } from "./severity.ts";
import type { SourceRank } from "./source.ts";
import { type AlertLevel, isStronger, strongest } from "./verdict.ts";

// Who says what of which term. A report on one term supports no other term; one on the agreement as a whole, without a term, supports any.

/** An article that an alert counts. */
export type Voice = {
  readonly origin: string;
  readonly outlet: string;
  readonly rank: SourceRank;
  readonly needsReview: boolean;
  /** How far it goes on the agreement as a whole, beyond the terms that it names, as where the agreement is amended and not how. */
  readonly whole: AlertLevel;
  /** The terms that it moves, and how far. */
  readonly moves: ReadonlyMap<string, AlertLevel>;
};

/** How far the voices of an alert go on one term, before another article is counted. */
export type Said = {
  readonly level: AlertLevel;
  readonly origins: ReadonlySet<string>;
  readonly byParty: boolean;
};

/** One term of an alert, or with null the agreement as a whole, as it stands. */
export type Claim = {
  readonly term: string | null;
  readonly level: Exclude<AlertLevel, "none">;
  readonly origins: number;
  readonly outlets: number;
  /** A party to the agreement says so, and no less. */
  readonly byParty: boolean;
  readonly severity: Severity;
  readonly inWords: string;
};

const isWhole = ({ whole }: Voice): boolean => whole !== "none";

/** What voices say of a term already; null where none of them speaks of it. Of the agreement as a whole they all speak. */
export function saidOf(voices: readonly Voice[], term: string | null): Said | null {
  const levelIn = (voice: Voice): AlertLevel =>
    term === null ? strongest([voice.whole, ...voice.moves.values()]) : (voice.moves.get(term) ?? "none");
  const own = voices.filter((voice) => levelIn(voice) !== "none");
  const whole = voices.filter(isWhole);
  const heard = own.length > 0 ? own : whole;
  if (heard.length === 0) return null;
  return {
    level: strongest(heard.map((voice) => (own.length > 0 ? levelIn(voice) : voice.whole))),
    origins: new Set([...own, ...whole].map((voice) => voice.origin)),
    byParty: heard.some((voice) => voice.rank === "party"),
  };
}

/** Every term that the voices of an alert move, the gravest first. */
export function claimsOf(voices: readonly Voice[]): Claim[] {
  const whole = voices.filter(isWhole);
  const terms = [...new Set(voices.flatMap((voice) => [...voice.moves.keys()]))];
  const claims = terms.map((term) => claimOf(term, voices, (voice) => voice.moves.get(term) ?? "none", whole));
  const general = whole.length === 0 ? [] : [claimOf(null, whole, (voice) => voice.whole, [])];
  const order = ({ severity }: Claim) => SEVERITIES.indexOf(severity);
  return [...claims, ...general].toSorted(
    (a, b) => order(b) - order(a) || Number(isStronger(b.level, a.level)) - Number(isStronger(a.level, b.level)),
  );
}

function claimOf(
  term: string | null,
  voices: readonly Voice[],
  levelIn: (voice: Voice) => AlertLevel,
  supporting: readonly Voice[],
): Claim {
  const own = voices.filter((voice) => levelIn(voice) !== "none");
  const support = [...new Set([...own, ...supporting])];
  const origins = new Set(support.map((voice) => voice.origin)).size;
  // A term is as grave as the gravest of what is said of it: a party's "may" outweighs a blog's "is".
  const [gravest] = [...new Set(own.map(levelIn))]
    .filter((level) => level !== "none")
    .toSorted((a, b) => (isStronger(a, b) ? -1 : 1))
    .map((level) => {
      const saying = own.filter((voice) => !isStronger(level, levelIn(voice)));
      const rank = strongestRank(saying.map((voice) => voice.rank));
      return severityOf({
        level,
        rank,
        origins,
        needsReview: saying.every((voice) => voice.needsReview),
      });
    })
    .toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
  const level = strongest(own.map(levelIn));
  if (gravest === undefined || level === "none") throw new Error(`no voice speaks of ${term ?? "the agreement"}`);
  return {
    ...{
      term,
      level,
      origins,
      outlets: new Set(support.map((voice) => voice.outlet)).size,
    },
    byParty: own.some((voice) => voice.rank === "party" && levelIn(voice) === level),
    ...gravest,
  };
}
