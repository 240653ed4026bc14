import { isFact, plainFact } from "./facts.ts";
import { FUNCTION_WORDS, isProtected } from "./lexicon.ts";
import { hasOpposite } from "./opposites.ts";
import { STOP_WORDS } from "./stop-words.ts";
import { isKnownWord } from "./thesaurus.ts";

/** What a slip of the fingers did to a word. */
type Slip = "swapped" | "doubled" | "dropped" | "exchanged" | "added";

const ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
function areNeighbours(a: string, b: string): boolean {
  const place = (letter: string): [number, number] | null => {
    const row = ROWS.findIndex((one) => one.includes(letter));
    return row < 0 ? null : [row, (ROWS[row] as string).indexOf(letter) + 0.5 * row];
  };
  const [one, other] = [place(a), place(b)];
  return one !== null && other !== null && Math.abs(one[0] - other[0]) <= 1 && Math.abs(one[1] - other[1]) <= 1;
}

/** One letter dropped, added, exchanged or swapped with the next; where it happened. */
function slipOf(before: string, after: string): { readonly slip: Slip; readonly at: number } | null {
  if (Math.abs(before.length - after.length) > 1) return null;
  let at = 0;
  while (at < before.length && before[at] === after[at]) at++;
  if (before.length > after.length) return before.slice(at + 1) === after.slice(at) ? { slip: "dropped", at } : null;
  if (before.length < after.length) {
    if (before.slice(at) !== after.slice(at + 1)) return null;
    return { slip: after[at] === after[at - 1] ? "doubled" : "added", at };
  }
  if (before.slice(at + 1) === after.slice(at + 1)) return { slip: "exchanged", at };
  const isSwap = before[at] === after[at + 1] && before[at + 1] === after[at] && before.slice(at + 2) === after.slice(at + 2);
  return isSwap ? { slip: "swapped", at } : null;
}

const isWord = (form: string): boolean =>
  FUNCTION_WORDS.has(form) ||
  STOP_WORDS.has(form) ||
  isProtected(form) ||
  hasOpposite(form) ||
  isFact(plainFact(form)) ||
  isKnownWord(form);

/** The copy misspells a word of the original: what it says now is no word, so that a reader still reads the old one. */
export function isTypo(before: string, after: string, isName: boolean): boolean {
  if (before.length < 2 || /\d/.test(before + after) || isWord(after)) return false;
  const found = slipOf(before, after);
  if (found === null) return false;
  const { slip, at } = found;
  if (slip === "swapped" || slip === "doubled") return true;
  // A name one letter off may be another (Iran, Iraq): only what fingers do inside it is a slip.
  if (isName)
    return (
      before.length >= 4 &&
      at > 0 &&
      (slip === "dropped" || (slip === "exchanged" && areNeighbours(before[at] as string, after[at] as string)))
    );
  return before.length >= 3;
}
