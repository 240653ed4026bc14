import { isFact, plainFact } from "./facts.ts";
import { STOP_WORDS } from "./stop-words.ts";
import { isSpaceless, type ReadText } from "./text.ts";

const isUpper = (char: string | undefined): boolean => char !== undefined && char !== char.toLowerCase();

/** Words that stand capitalised inside a sentence and never in lower case, with how often they stand anywhere. */
export function nameCounts(read: ReadText): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const inside = new Set<string>();
  const lower = new Set<string>();
  for (const one of read.sentences) {
    // A heading In Title Case proves no name.
    const capitals = read.starts.slice(one.from, one.to).filter((at) => isUpper(read.text[at])).length;
    const isHeading = capitals > 3 && capitals >= 0.7 * (one.to - one.from);
    for (let i = one.from; i < one.to; i++) {
      const form = read.forms[i] ?? "";
      if (form.length < 2 || STOP_WORDS.has(form) || isSpaceless(form) || isFact(plainFact(form))) continue;
      const name = form.replace(/'s$/, "");
      if (!isUpper(read.text[read.starts[i] ?? 0])) lower.add(name);
      else {
        counts.set(name, (counts.get(name) ?? 0) + 1);
        if (i > one.from && !isHeading) inside.add(name);
      }
    }
  }
  for (const name of [...counts.keys()]) if (lower.has(name) || !inside.has(name)) counts.delete(name);
  return counts;
}
