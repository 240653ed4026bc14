import { describe, expect, it } from "vitest";
import { endedAbove } from "../../../src/judge/background.ts";
import { materialOf } from "../../../src/judge/candidates.ts";
import type { Chances } from "../../../src/judge/weigh.ts";
import { LICENCE_TERMS, licenceInput } from "../../support/judge-input.ts";

const SILENT: Chances = { silent: 1, reaffirms: 0, changes: 0, contradicts: 0, rumoured_change: 0 };

/** What is made of an article whose headline ends the sole home with this chance, and whose body restates it. */
function ended(title: string, text: string, chance = 0.8) {
  const row = (first: Chances) => LICENCE_TERMS.map((_, at) => (at === 0 ? first : SILENT));
  const sentences = [row({ ...SILENT, silent: 1 - chance, changes: chance }), row(SILENT), row({ ...SILENT, silent: 0.1, reaffirms: 0.9 })];
  return endedAbove({ sentences, article: { rumour: 0, contradicts: 0, changes: 0.5 } }, materialOf(licenceInput({ title, text })));
}

const BODY = "The two met in Oslo. Brightcast is the exclusive streaming home of Halden's films in Europe.";

describe("a headline that ends a term", () => {
  it("is news where the body restates the term as background", () => {
    expect(ended("Halden ends Brightcast exclusive", BODY)).toEqual({ term: 0, chance: 0.8 });
  });

  it.each([
    ["asks", "Is Halden ending the Brightcast exclusive?", BODY],
    ["hedges", "Halden may end Brightcast exclusive", BODY],
    [
      "is taken back below",
      "Halden ends Brightcast exclusive",
      "Halden denied it. Brightcast is the exclusive streaming home of Halden's films.",
    ],
    [
      "stands above a term that remains",
      "Halden ends Brightcast exclusive",
      "They met. Brightcast remains the exclusive streaming home of the films.",
    ],
    [
      "is about a stranger whom the body names too",
      "Corvane ends exclusive",
      "On Monday Corvane lost it. Brightcast is the exclusive home of Halden's films.",
    ],
  ])("ends nothing where it %s", (_, title, text) => expect(ended(title, text)).toBeNull());

  it("ends nothing where the reader is not sure", () => expect(ended("Halden ends Brightcast exclusive", BODY, 0.4)).toBeNull());
});
