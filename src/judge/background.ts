import { type Material, sharedStranger } from "./candidates.ts";
import * as cue from "./cues.ts";
import { isTalk } from "./decide.ts";
import { moveOf, type ReaderAnswer } from "./weigh.ts";

/** From here on a headline tells of a move, and a sentence below it restates a term. */
export const TOLD = 0.5;

/** What also says that the term stands, or that a report of its end is wrong, is more than background. */
const STANDS = [cue.KEEP, cue.NO_CHANGE, cue.DENIAL, cue.CONFIRMS];

/**
 * The term that the headline ends, and how surely, where the body only restates it as it was: background below news. Null where there is none: a headline that asks or
 * hedges ends nothing, a body that says that the term stands takes it back, and where headline and body name the same stranger it is an end of theirs.
 */
export function endedAbove({ sentences }: ReaderAnswer, material: Material): { readonly term: number; readonly chance: number } | null {
  const [told = [], ...rows] = sentences;
  const chance = Math.max(0, ...told.map(moveOf));
  const term = told.findIndex((one) => moveOf(one) === chance);
  if (chance < TOLD || (told[term]?.rumoured_change ?? 0) > chance / 2) return null;
  if (!rows.some((row) => (row[term]?.reaffirms ?? 0) >= TOLD)) return null;
  const stands = material.placed.some(({ sentence: { field, folded } }) => {
    if (field === "title") return isTalk(null, folded);
    const plain = cue.withoutIdioms(folded);
    return STANDS.some((one) => one.test(plain));
  });
  return stands || sharedStranger(material) ? null : { term, chance };
}
