import { isByCoverage } from "../domain/alert.ts";
import type { TermId } from "../domain/ids.ts";
import { isStronger, levelOf } from "../domain/verdict.ts";
import type { AlertMessage, MessageStep, MessageTerm } from "./channel.ts";
import { levelInWords, type ShownMessage, spreadInWords } from "./message.ts";

/** What a revision tells a recipient who has an earlier one. */
export type News = {
  /** The revision that the recipient has. */
  readonly since: number;
  /** What differs, a line each, with what it was before. */
  readonly facts: readonly string[];
  /** Revisions that the recipient was not sent, oldest first. */
  readonly between: readonly MessageStep[];
  /** Terms told for the first time, told more strongly, or in the words of a party: to be shown whole. */
  readonly terms: readonly MessageTerm[];
  /** Terms that the recipient knows of and that this article speaks of too: its quote is what is new. */
  readonly again: readonly MessageTerm[];
  /** False for what a person or the register did, which rests on no article. */
  readonly hasArticle: boolean;
  /** What would settle it, where a party's word made that another thing. */
  readonly settle: string | null;
};

/** What is new to a recipient. Null where the whole is to be told: to who was told nothing yet, and where an unanswered alert is told again. */
export function newsSince(shown: ShownMessage, told: AlertMessage | null): News | null {
  if (told === null || shown.kind === "repeated") return null;
  const hasArticle = isByCoverage(shown.kind);
  const known = new Map([...told.terms, ...told.standing].map((term) => [term.id, term]));
  const isNew = (term: MessageTerm): boolean => {
    const before = known.get(term.id);
    return before === undefined || isStronger(levelOf(term.verdict), levelOf(before.verdict)) || before.was !== term.was;
  };
  const moves = new Set(shown.terms.filter((term) => term.verdict !== "reaffirms").map((term) => term.id));
  const isWhole = (term: MessageTerm): boolean => term.verdict !== "reaffirms" && (shown.kind === "confirmed" || isNew(term));
  return {
    since: told.revision,
    facts: factsSince(shown, told),
    between: shown.history.filter((step) => step.revision > told.revision),
    terms: [...shown.terms.filter(isWhole), ...shown.standing.filter((term) => isNew(term) && !moves.has(term.id))],
    again: hasArticle ? shown.terms.filter((term) => !isWhole(term)) : [],
    hasArticle,
    settle: shown.kind === "confirmed" ? shown.settle : null,
  };
}

function factsSince(now: ShownMessage, before: AlertMessage): string[] {
  const differs = (what: string, one: string, other: string): string[] => (one === other ? [] : [`${what}${one} (before: ${other})`]);
  const [moves, moved] = [movedBy(now), movedBy(before)];
  const added = moves.filter((id) => !moved.includes(id));
  const gone = moved.filter((id) => !moves.includes(id) && !now.termsLeftOut.includes(id));
  const byTerm = now.moved.length > 0 && before.moved.length > 0;
  const pairs = byTerm
    ? now.moved.flatMap((one) => before.moved.filter(({ id }) => id === one.id).map((other) => [one, other]))
    : [[now, before]];
  const name = (one: object): string =>
    byTerm && now.moved.length + before.moved.length > 2 && "id" in one ? `${one.id ?? "the agreement"}: ` : "";
  const further = byTerm ? now.moved.filter(({ id }) => before.moved.every((one) => one.id !== id)) : [];
  return [
    ...pairs.flatMap(([one, other]) =>
      one === undefined || other === undefined
        ? []
        : [
            ...differs(name(one), levelInWords(one.level), levelInWords(other.level)),
            ...differs(`${name(one)}Now `, spreadInWords(one), spreadInWords(other)),
          ],
    ),
    ...further.map((one) => `Further: ${one.id ?? "the agreement"}, ${levelInWords(one.level).toLowerCase()}, ${spreadInWords(one)}`),
    ...differs("Severity ", now.severity, before.severity),
    ...differs("Status ", now.status, before.status),
    ...(byTerm || added.length === 0 || moved.length === 0 ? [] : [`Also moved: ${added.join(", ")}`]),
    ...(gone.length === 0 ? [] : [`No longer said of: ${gone.join(", ")}`]),
  ];
}

/** The terms of which a message says that they do not stand as recorded. */
const movedBy = ({ terms, standing }: Pick<AlertMessage, "terms" | "standing">): TermId[] => [
  ...new Set([...terms, ...standing].filter((term) => term.verdict !== "reaffirms").map((term) => term.id)),
];
