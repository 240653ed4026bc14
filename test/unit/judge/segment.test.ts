import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clausesOf, MAX_QUOTE, sentencesOf } from "../../../src/judge/segment.ts";
import { fold } from "../../../src/judge/words.ts";

const quotes = (text: string) => sentencesOf("text", text).map((one) => one.quote);

describe("sentences of a raw text", () => {
  it.each<[string, string, string[]]>([
    ["full stops, questions and exclamations", "It holds. Does it? It does! Yes", ["It holds.", "Does it?", "It does!", "Yes"]],
    [
      "abbreviations and initials",
      "Halden Inc. met the U.S. regulator. J. Doe spoke.",
      ["Halden Inc. met the U.S. regulator.", "J. Doe spoke."],
    ],
    [
      "decimals and addresses",
      "The fee is 7.5 million. See films.example for more.",
      ["The fee is 7.5 million.", "See films.example for more."],
    ],
    ["a closing quote after the stop", '"It holds." That was all.', ['"It holds."', "That was all."]],
    [
      "sentences glued together by a bad extractor",
      "Nothing changes for buyers.Practical advice follows.“It stays.”",
      ["Nothing changes for buyers.", "Practical advice follows.", "“It stays.”"],
    ],
    [
      "headings, bullets and numbered items",
      "# The pact\n- **Fee**: unchanged\n2. Films stay",
      ["The pact", "**Fee**: unchanged", "Films stay"],
    ],
    ["hard-wrapped lines", "The licence\nstays in force.\n\nAnother one.", ["The licence\nstays in force.", "Another one."]],
    ["a headline above its text", "Pact stays\nHalden said so.", ["Pact stays", "Halden said so."]],
    [
      "front matter, of which titles and descriptions are prose",
      '---\ntitle: "Pact stays"\ntags: ["Halden", "pact"]\ndate: 2026-03-01\n---\nIt stays.',
      ["Pact stays", "It stays."],
    ],
    ["comments in the markup", "It stays.<!--more--> So it does.", ["It stays.", "So it does."]],
    ["Chinese stops", "协议不变。独家地位不变！", ["协议不变。", "独家地位不变！"]],
  ])("parts %s", (_name, text, expected) => {
    expect(quotes(text)).toEqual(expected);
  });

  it.each<[string, string]>([
    ["MARSK, Denmark, May 4 (Agency) - ", "Halden said no."],
    ["MARSK (Agency) – ", "Halden said no."],
    ["Old Marsk, 4 May 2026 — ", "“No,” said Halden."],
    ["**MARSK, Sept. 3, 2026 /Agency/** -- ", "Halden said no."],
    ["MARSK, Denmark — ", "Halden said no."],
  ])("starts the report after its dateline %s", (dateline, report) => {
    const [first] = sentencesOf("text", `${dateline}${report}`);
    expect(first).toMatchObject({ quote: report, start: dateline.length });
  });

  it.each([
    ["a list item", "- API (Interface) - The calls are Halden's."],
    ["a heading", "# MARSK, Denmark - The day"],
    ["a name before a dash", "Halden - The studio said no."],
    ["a compound", "FILM-ON-DEMAND - The service is open."],
    ["a paragraph far below", "One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.\n\nMARSK (Agency) - The studio said no."],
  ])("takes no dateline from %s", (_name, text) => {
    expect(quotes(text).at(-1)).toMatch(/ - The /);
  });

  it("takes no dateline from a headline", () => {
    expect(sentencesOf("title", "MARSK (Agency) - The studio said no.")[0]?.start).toBe(0);
  });

  it("cuts a sentence too long to quote, and loses none of its words", () => {
    const text = `${"the films stay where they are, ".repeat(60)}and that is all.`;
    const parts = quotes(text);
    expect(Math.max(...parts.map((one) => one.length))).toBeLessThanOrEqual(MAX_QUOTE);
    expect(parts.join(" ")).toBe(text);
  });

  it("keeps every offset true and every sentence in order, whatever the text", () => {
    const scrap = fc.oneof(
      fc.string({ unit: "binary", maxLength: 30 }),
      fc.constantFrom(". ", "\n", "\n\n", "- ", "---\n", "title: ", "<!--", "-->", "? ", "U.S. ", "\r\n", "“"),
    );
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 40 }), (parts) => {
        const text = parts.join("");
        let last = 0;
        for (const one of sentencesOf("text", text)) {
          expect(text.slice(one.start, one.end)).toBe(one.quote);
          expect(one.folded).toHaveLength(one.quote.length);
          expect(one.start).toBeGreaterThanOrEqual(last);
          last = one.end;
        }
      }),
    );
  });
});

describe("clauses of a sentence", () => {
  it("part at commas and joining words, never inside a number", () => {
    const text = fold("The fee of 18,000 stays, but the term ends and the films go.");
    expect(clausesOf(text).map((one) => text.slice(one.start, one.end))).toEqual([
      "The fee of 18,000 stays",
      "but the term ends",
      "and the films go.",
    ]);
  });
});
