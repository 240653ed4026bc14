import { describe, expect, it } from "vitest";
import { bestSentence, type Chances, type Cues, kindOfMove, logit, type ReaderAnswer, termFeatures } from "../../../src/judge/weigh.ts";

const chances = (some: Partial<Chances>): Chances => {
  const one = { silent: 0, reaffirms: 0, changes: 0, contradicts: 0, rumoured_change: 0, ...some };
  return { ...one, silent: 1 - one.reaffirms - one.changes - one.contradicts - one.rumoured_change };
};
/** Rows: the headline, then the sentences; columns: the terms. */
const answer = (...sentences: Partial<Chances>[][]): ReaderAnswer => ({
  sentences: sentences.map((row) => row.map(chances)),
  article: { rumour: 0, contradicts: 0, changes: 0.5 },
});

const NO_CUES: Cues = { terms: [], alerts: false };

describe("weighing sentences", () => {
  it("sees the strongest sentence of a term, the next, the headline, a rival term and a restatement", () => {
    const found = answer(
      [{ changes: 0.3 }, {}],
      [{ changes: 0.6, contradicts: 0.2 }, { rumoured_change: 0.7 }],
      [{ reaffirms: 0.9 }, {}],
      [{ changes: 0.1 }, {}],
    );
    const cues: Cues = { terms: [{ moved: 0.6, held: 0 }], alerts: true };
    const odds = [0.8, 0.1, 0.3, 0.7, 0.9, 0.5].map((one) => expect.closeTo(logit(one), 6));
    expect(termFeatures({ answer: found, cues }, 0)).toEqual([...odds, 0.6, 0]);
  });

  it("takes an article that has only a headline", () => {
    const features = termFeatures({ answer: answer([{ changes: 0.9 }]), cues: NO_CUES }, 0);
    expect(features).toEqual([-6, -6, expect.closeTo(logit(0.9), 6), -6, -6, 0, 0, 0]);
  });

  it("bounds what one sentence can weigh", () => {
    expect(logit(1)).toBe(6);
    expect(logit(0)).toBe(-6);
  });

  it("quotes the body, and the headline only where the body has nothing like it", () => {
    const weight = (one: Chances) => one.changes;
    const about = [[0], [0]];
    expect(bestSentence({ answer: answer([{ changes: 0.9 }], [{ changes: 0.5 }]), about }, 0, weight)).toEqual({ at: 1, chance: 0.5 });
    expect(bestSentence({ answer: answer([{ changes: 0.9 }], [{ changes: 0.2 }]), about }, 0, weight)).toEqual({ at: 0, chance: 0.9 });
  });

  it("quotes the sentence in the term's own words where another is only a little surer", () => {
    const two = answer([], [{ changes: 0.9 }], [{ changes: 0.6 }], [{ changes: 0.2 }]);
    const best = bestSentence({ answer: two, about: [[0], [0], [0.8], [1]] }, 0, (one) => one.changes);
    expect(best).toEqual({ at: 2, chance: 0.6 });
  });

  it.each<[string, Partial<Chances>[], string]>([
    [
      "one sure rumour outweighs two weak hints of a change",
      [{ rumoured_change: 0.8 }, { changes: 0.4 }, { changes: 0.4 }],
      "rumoured_change",
    ],
    [
      "a change that is told outweighs the flat statement of the new value",
      [{ contradicts: 0.4, changes: 0.2 }, { changes: 0.7 }],
      "changes",
    ],
    ["a flat statement alone contradicts", [{ contradicts: 0.6, changes: 0.3 }], "contradicts"],
  ])("%s", (_name, rows, kind) => {
    expect(kindOfMove(answer([{}], ...rows.map((row) => [row])), 0)).toBe(kind);
  });
});
