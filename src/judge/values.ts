import type { Settled } from "./aggregate.ts";
import * as cue from "./cues.ts";
import { type Quantity, quantitiesOf, sameValue } from "./quantities.ts";
import type { SentenceReading } from "./read-sentence.ts";
import { relevance, type TermProfile } from "./term-match.ts";
import { topicStems, wordsOf } from "./words.ts";

// A reader of meaning is poor at numbers: "14 %" and "12 %" look alike to it. What can be computed is computed.

/** A sentence that is this much about its term, in its own words, has its figures in the term's roles. On the scale of `relevance`. */
const SAME_ROLE = 0.6;
/** How sure a reading is that rests on another figure in the same words. */
const BY_VALUE = 0.6;

const comparable = (a: Quantity, b: Quantity): boolean => sameValue(a, b) !== null;

/** The figures of a sentence that stand where the term has its own, and differ; empty where any of them agrees, or where roles cannot be told. */
function otherValues({ sentence, term }: SentenceReading): { told: Quantity; due: Quantity }[] {
  const told = quantitiesOf(sentence.folded);
  const differing: { told: Quantity; due: Quantity }[] = [];
  for (const due of term.quantities) {
    const same = term.quantities.filter((one) => comparable(one, due));
    const here = told.filter((one) => comparable(one, due));
    const [only] = here;
    // With two figures of a kind on either side, which is which is a matter of grammar, and is left to the reader.
    if (same.length !== 1 || here.length !== 1 || only === undefined) continue;
    if (sameValue(only, due) === true || term.others.some((one) => sameValue(one, only) === true)) continue;
    differing.push({ told: only, due });
  }
  return differing;
}

/** The sentence gives every figure that can be compared with one of the term's as recorded, and tells of no change: it contradicts nothing. */
export function agrees({ quantities }: TermProfile, folded: string): boolean {
  const told = quantitiesOf(folded).filter((one) => quantities.some((due) => comparable(one, due)));
  const plain = cue.withoutIdioms(folded);
  return (
    told.length > 0 &&
    told.every((one) => quantities.some((due) => sameValue(one, due) === true)) &&
    ![cue.CHANGE, cue.NO_LONGER, cue.NOW].some((one) => one.test(plain))
  );
}

/** A restatement that gives another figure than the recorded one, in the words of the term, is none: it contradicts, or tells a change where it says so. */
export function checkValue(settled: Settled, parties: Parameters<typeof relevance>[3]): Settled {
  const { reading } = settled;
  if (reading === null || reading.verdict !== "reaffirms") return settled;
  const [differing] = otherValues(reading);
  if (differing === undefined) return settled;
  const { folded } = reading.sentence;
  const about = relevance(reading.term, { stems: topicStems(wordsOf(folded)), quantities: [], telling: false }, new Set(), parties);
  const said = folded.slice(differing.told.start, differing.told.end).trim();
  const moved: SentenceReading = {
    ...reading,
    verdict: cue.CHANGE.test(folded) ? "changes" : "contradicts",
    confidence: BY_VALUE,
    why: `it says "${said}" where the record has another figure`,
  };
  return about >= SAME_ROLE ? { reading: moved, outweighed: null } : { reading, outweighed: settled.outweighed ?? moved };
}
