import type { ReadText } from "./text.ts";
import { UPPER } from "./words.ts";

/** Of a spelling within one text: the run that counted it, how often it stands there, and the last runs in which it stood inside a sentence and in lower case. */
const [RUN, TIMES, INSIDE, LOWER, STRIDE] = [0, 1, 2, 3, 4];
let counts = new Int32Array(1 << 15);
let run = 0;

/** Words that stand capitalised inside a sentence and never in lower case, with how often they stand anywhere. */
export function nameCounts({ words, vocabulary, sentences }: ReadText): ReadonlyMap<string, number> {
  const { flags, spellings, names } = vocabulary;
  if (STRIDE * names.length > counts.length) counts = new Int32Array(2 * STRIDE * names.length);
  run++;
  const found: number[] = [];
  for (const { from, to } of sentences) {
    let capitals = 0;
    for (let i = from; i < to; i++) capitals += (flags[words[i] as number] as number) & UPPER;
    // A heading In Title Case proves no name.
    const isHeading = capitals > 3 && capitals >= 0.7 * (to - from);
    for (let i = from; i < to; i++) {
      const word = words[i] as number;
      const spelling = spellings[word] as number;
      if (spelling < 0) continue;
      const at = STRIDE * spelling;
      if (((flags[word] as number) & UPPER) === 0) {
        counts[at + LOWER] = run;
        continue;
      }
      if (counts[at + RUN] !== run) {
        counts[at + RUN] = run;
        counts[at + TIMES] = 0;
        found.push(spelling);
      }
      counts[at + TIMES] = (counts[at + TIMES] as number) + 1;
      if (i > from && !isHeading) counts[at + INSIDE] = run;
    }
  }
  const counted = new Map<string, number>();
  for (const spelling of found) {
    const at = STRIDE * spelling;
    if (counts[at + LOWER] !== run && counts[at + INSIDE] === run) counted.set(names[spelling] as string, counts[at + TIMES] as number);
  }
  return counted;
}
