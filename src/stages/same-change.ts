import { type Quantity, quantitiesOf, sameValue } from "../judge/quantities.ts";

const figuresOf = (text: string): Quantity[] => quantitiesOf(text.replace(/\s/g, " "));

/** The figures of a quote that a term can move to: of the kinds that the recorded statement has, and not on record there. */
function movedTo(quote: string, recorded: readonly Quantity[]): Quantity[] {
  const kin = figuresOf(quote).filter((one) => recorded.some((due) => sameValue(one, due) !== null));
  return kin.filter((one) => !recorded.some((due) => sameValue(one, due) === true));
}

/**
 * Whether two quotes move a term to one value: true or false where both give a figure of the kind that the statement on record has, null where
 * they cannot be compared. "14 million" and "17 per cent more" may well be the same.
 */
export function sameChange(one: string, other: string, statement: string): boolean | null {
  const recorded = figuresOf(statement);
  const [a, b] = [movedTo(one, recorded), movedTo(other, recorded)];
  const compared = a.flatMap((first) => b.flatMap((second) => sameValue(first, second) ?? []));
  return compared.length === 0 ? null : compared.includes(true);
}
