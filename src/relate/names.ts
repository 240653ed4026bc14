import type { ReadText } from "./text.ts";
import { nextRun, type Spelling } from "./words.ts";

/** Words that stand capitalised inside a sentence and never in lower case, with how often they stand anywhere. */
export function nameCounts(read: ReadText): ReadonlyMap<string, number> {
  const run = nextRun();
  const found: Spelling[] = [];
  const { words } = read;
  for (const { from, to } of read.sentences) {
    let capitals = 0;
    for (let i = from; i < to; i++) if (words[i]?.isUpper) capitals++;
    // A heading In Title Case proves no name.
    const isHeading = capitals > 3 && capitals >= 0.7 * (to - from);
    for (let i = from; i < to; i++) {
      const word = words[i];
      const spelling = word?.spelling;
      if (word === undefined || spelling == null) continue;
      if (!word.isUpper) {
        spelling.lowerRun = run;
        continue;
      }
      if (spelling.run !== run) {
        spelling.run = run;
        spelling.count = 0;
        found.push(spelling);
      }
      spelling.count++;
      if (i > from && !isHeading) spelling.insideRun = run;
    }
  }
  return new Map(found.flatMap((one) => (one.lowerRun === run || one.insideRun !== run ? [] : [[one.text, one.count] as const])));
}
