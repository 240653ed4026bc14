import type { ReadText } from "./text.ts";
import { UPPER } from "./words.ts";

/** Of a spelling that stands capitalised in the text: its number and one, how often it does, whether inside a sentence, whether in lower case as well. */
const [SPELLING, TIMES, INSIDE, LOWER, STRIDE] = [0, 1, 2, 3, 4];
/** By open addressing: a text has few of them, so that all lie near. */
let table = new Int32Array(STRIDE << 8);

function placeOf(spelling: number): number {
  const last = table.length / STRIDE - 1;
  let at = (spelling ^ (spelling >>> 8)) & last;
  while (table[STRIDE * at + SPELLING] !== 0 && table[STRIDE * at + SPELLING] !== spelling + 1) at = (at + 1) & last;
  return STRIDE * at;
}
/** Empties the table, with room for so many. */
function clear(most: number): void {
  if (STRIDE * 2 * most > table.length) table = new Int32Array(STRIDE * 2 ** Math.ceil(Math.log2(2 * most)));
  else table.fill(0);
}

/** Words that stand capitalised inside a sentence and never in lower case, with how often they stand anywhere. */
export function nameCounts({ kinds, spellings, vocabulary: { names }, sentences }: ReadText): ReadonlyMap<string, number> {
  let capitals = 0;
  for (let i = 0; i < kinds.length; i++) capitals += (kinds[i] as number) & UPPER;
  clear(capitals);
  const found: number[] = [];
  for (const { from, to } of sentences) {
    let upper = 0;
    for (let i = from; i < to; i++) upper += (kinds[i] as number) & UPPER;
    // A heading In Title Case proves no name.
    const isHeading = upper > 3 && upper >= 0.7 * (to - from);
    for (let i = from; upper > 0 && i < to; i++) {
      if (((kinds[i] as number) & UPPER) === 0) continue;
      upper--;
      const spelling = spellings[i] as number;
      if (spelling < 0) continue;
      const at = placeOf(spelling);
      if (table[at + SPELLING] === 0) {
        table[at + SPELLING] = spelling + 1;
        found.push(at);
      }
      table[at + TIMES] = (table[at + TIMES] as number) + 1;
      if (i > from && !isHeading) table[at + INSIDE] = 1;
    }
  }
  for (let i = 0; i < kinds.length; i++) {
    const spelling = spellings[i] as number;
    if (spelling < 0 || ((kinds[i] as number) & UPPER) !== 0) continue;
    const at = placeOf(spelling);
    if (table[at + SPELLING] !== 0) table[at + LOWER] = 1;
  }
  const counted = new Map<string, number>();
  for (const at of found) {
    if (table[at + LOWER] !== 0 || table[at + INSIDE] === 0) continue;
    counted.set(names[(table[at + SPELLING] as number) - 1] as string, table[at + TIMES] as number);
  }
  return counted;
}
