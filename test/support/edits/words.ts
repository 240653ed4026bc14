import { STOP_WORDS } from "../../../src/relate/stop-words.ts";

/** A word of a text where it stands. */
export type Place = { readonly word: string; readonly at: number; readonly isCapital: boolean; readonly startsSentence: boolean };
/** A text with the stretch that an edit touched. */
export type Edited = { readonly text: string; readonly from: number; readonly to: number };
export type Swap = { readonly from: number; readonly to: number; readonly by: string };

export function placesOf(text: string): Place[] {
  return [...text.matchAll(/[A-Za-z]+(?:['’][a-z]+)?/g)].map(({ 0: word, index }) => {
    const before = text.slice(Math.max(0, index - 3), index);
    return {
      word,
      at: index,
      isCapital: /^[A-Z]/.test(word),
      startsSentence: index === 0 || /[.!?:]["”]?\s$|\n["“]?$|["“(]$|\s-\s$/.test(before),
    };
  });
}

const CLOSED = new Set(
  (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen score hundred thousand million billion percent half third second fourth first last next quarter except excluding including plus minus per dollar dollars cent cents penny pence euro euros pound pounds " +
    "will would shall should may might must can could need only sole all every each some any most more less few many much none never not nobody nothing neither nor without until unless " +
    "said says tuesday saturday march january today"
  ).split(" "),
);
/** Numbers, quantities, negations, auxiliaries and days: no sub-editor exchanges them for the sake of style. */
export const isClosed = (word: string): boolean => CLOSED.has(word) || STOP_WORDS.has(word) || /^[ivxlcdm]+$/.test(word);
/** Words in lower case of an open class: what a sub-editor would exchange. */
export const isOpen = ({ word, isCapital }: Place): boolean => !isCapital && word.length >= 4 && !word.includes("'") && !isClosed(word);

/** Carries out exchanges that do not overlap; answers where the stretch that is to be followed ended up. */
export function exchange(text: string, swaps: readonly Swap[], followed: { from: number; to: number }): Edited {
  let result = "";
  let done = 0;
  let { from, to } = followed;
  for (const swap of [...swaps].sort((a, b) => a.from - b.from)) {
    result += text.slice(done, swap.from) + swap.by;
    done = swap.to;
    const grown = swap.by.length - (swap.to - swap.from);
    if (swap.to <= followed.from) from += grown;
    if (swap.to <= followed.to) to += grown;
  }
  return { text: result + text.slice(done), from, to };
}

export const edited = (text: string, at: number, length: number, by: string): Edited => ({
  text: text.slice(0, at) + by + text.slice(at + length),
  from: at,
  to: at + Math.max(1, by.length),
});

/** "Went" for "left" at the head of a sentence. */
export const inCaseOf = (pattern: string, word: string): string =>
  /^[A-Z]/.test(pattern) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
