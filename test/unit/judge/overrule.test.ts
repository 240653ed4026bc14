import { describe, expect, it } from "vitest";
import { materialOf } from "../../../src/judge/candidates.ts";
import { judgeInput } from "../../../src/judge/judge.ts";
import { overrule } from "../../../src/judge/overrule.ts";
import type { Chances } from "../../../src/judge/weigh.ts";

const SILENT: Chances = { silent: 1, reaffirms: 0, changes: 0, contradicts: 0, rumoured_change: 0 };
const CHANGED: Chances = { ...SILENT, silent: 0.2, changes: 0.8 };
const CONTRADICTED: Chances = { ...SILENT, silent: 0.2, contradicts: 0.8 };

const terms = [
  { id: "freight", statement: "Ostrava Rail carries all freight of Belmont Mills by rail.", validFrom: "2025-03-01" },
  { id: "price", statement: "Belmont Mills pays 14 euros for each tonne of flour carried.", validFrom: "2025-03-01" },
];

/** What is left of an answer that claims `said` of every term in every sentence. */
function left(text: string, said: Chances) {
  const parties = ["Ostrava Rail", "Belmont Mills"].map((name) => ({ name, aliases: [], domains: [] }));
  const material = materialOf(
    judgeInput.parse({
      article: {
        title: null,
        text,
        published: "2025-06-01",
        language: "en",
        source: { name: null, domain: "daily.example", rank: "press" },
      },
      watch: { subject: "Ostrava Rail and Belmont Mills", parties },
      terms,
      edits: [],
    }),
  );
  const sentences = material.placed.map(({ sentence }) => sentence);
  const answer = {
    sentences: [terms.map(() => SILENT), ...sentences.map(() => terms.map(() => said))],
    article: { rumour: 0, contradicts: 0, changes: 0.9 },
  };
  const scores = material.about();
  return overrule({ answer, rows: [null, ...sentences], about: [[], ...scores], quits: [], terms: material.terms });
}
const changes = (text: string): number[][] =>
  left(text, CHANGED)
    .sentences.slice(1)
    .map((row) => row.map((one) => one.changes));

describe("what is told of a time before the terms", () => {
  it("moves none of them, nor does what follows until something of today is told", () => {
    const told = changes(
      "In 2019 Ostrava Rail gave up all freight of Belmont Mills. The mills took lorries. Ostrava Rail has now given up the freight by rail.",
    );
    expect(told.map((row) => row[0])).toEqual([0, 0, 0.8]);
  });

  it("moves none of them below an old dateline, whatever tense the report was written in", () => {
    expect(changes("Brno, 4 May 2018. Ostrava Rail has given up all freight of Belmont Mills by rail.").flat()).toEqual([0, 0, 0, 0]);
  });

  it("takes the impression of the whole article with it", () => {
    expect(left("In 2019 Ostrava Rail gave up all freight of Belmont Mills.", CHANGED).article.changes).toBe(0);
  });

  it("does not swallow news that names an old date", () => {
    expect(changes("Ostrava Rail has given up all freight of Belmont Mills, which it carried by rail since 2019.")[0]?.[0]).toBe(0.8);
    expect(changes("Ostrava Rail gave up all freight of Belmont Mills by rail on 3 May 2025.")[0]?.[0]).toBe(0.8);
  });
});

describe("a sentence in the words of one term", () => {
  it("does not move its neighbour, which the reader took it for as well", () => {
    expect(changes("Ostrava Rail gives up all freight of Belmont Mills by rail.")).toEqual([[0.8, 0]]);
  });

  it("contradicts nothing where it gives the recorded figure, and may where it gives another", () => {
    expect(left("Belmont Mills pays 14 euros for each tonne of flour carried.", CONTRADICTED).sentences[1]?.[1]?.contradicts).toBe(0);
    expect(left("Belmont Mills pays 19 euros for each tonne of flour carried.", CONTRADICTED).sentences[1]?.[1]?.contradicts).toBe(0.8);
    expect(left("Belmont Mills now pays 14 euros for each tonne of flour carried.", CONTRADICTED).sentences[1]?.[1]?.contradicts).toBe(0.8);
  });
});
