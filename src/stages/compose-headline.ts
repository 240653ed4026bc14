import type { MovedTerm } from "../channels/channel.ts";
import type { AlertLevel } from "../domain/verdict.ts";

// What an alert is called: every term that moved, each with its own state.

type Told = Exclude<AlertLevel, "none">;

const STATES: Readonly<Record<Told, string>> = {
  changes: "change reported",
  contradicts: "contradiction reported",
  rumour: "rumour of a change",
};
const BY_PARTY: Readonly<Record<Told, string>> = {
  changes: "change reported by a party",
  contradicts: "contradiction stated by a party",
  rumour: "possible change named by a party",
};
/** Terms named of each state; the rest are counted. */
const MAX_NAMED = 3;

export const termInWords = (term: string | null): string => term ?? "the agreement";

/** "a, b and c" */
export function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}

const namesOf = (terms: readonly (string | null)[]): string => {
  const names = terms.map(termInWords);
  return names.length > MAX_NAMED ? `${names.slice(0, MAX_NAMED).join(", ")} and ${names.length - MAX_NAMED} more` : names.join(", ");
};

/** "change reported (fee, night-berth); rumour of a change (exclusive-berth)" */
export function statesInWords(moved: readonly Pick<MovedTerm, "id" | "level" | "byParty" | "denied">[], ending = ""): string {
  const stateOf = ({ level, byParty, denied }: Pick<MovedTerm, "level" | "byParty" | "denied">): string =>
    `${(byParty ? BY_PARTY : STATES)[level]}${ending === "" && denied ? ", denied" : ending}`;
  return [...Map.groupBy(moved, stateOf)].map(([state, terms]) => `${state} (${namesOf(terms.map(({ id }) => id))})`).join("; ");
}
