import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markWords, type Segment } from "../../../src/channels/marked-words.ts";

/** "[-removed-]" and "{+added+}", as wdiff writes it. */
const drawn = (segments: readonly Segment[]): string =>
  segments.map(({ kind, text }) => (kind === "same" ? text : kind === "removed" ? `[-${text}-]` : `{+${text}+}`)).join("");

describe("words that differ between was and now", () => {
  it.each([
    {
      circumstance: "a negation joined to its word",
      was: "The line is the exclusive user.",
      now: "The line is the non-exclusive user.",
      expected: ["The line is the [-exclusive-] user.", "The line is the {+non-exclusive+} user."],
    },
    {
      circumstance: "numbers, with the small word between them kept beside a number",
      was: "It pays 20% until 2031.",
      now: "It pays 25% until 2032.",
      expected: ["It pays [-20%-] until [-2031-].", "It pays {+25%+} until {+2032+}."],
    },
    {
      circumstance: "words only added",
      was: "Payments continue.",
      now: "Payments continue, under a cap.",
      expected: ["Payments continue.", "Payments continue{+, under a cap+}."],
    },
    {
      circumstance: "case alone",
      was: "The Port decides.",
      now: "the port decides.",
      expected: ["The Port decides.", "the port decides."],
    },
    { circumstance: "nothing in common", was: "Alpha beta", now: "gamma delta", expected: ["Alpha beta", "gamma delta"] },
    {
      circumstance: "a small word between two changes",
      was: "Freight moves through Brandholm in winter.",
      now: "Freight moves around Selby in summer.",
      expected: ["Freight moves [-through Brandholm in winter-].", "Freight moves {+around Selby in summer+}."],
    },
    { circumstance: "no new wording", was: "The fee is 4 %.", now: "", expected: ["The fee is 4 %.", ""] },
  ])("marks $circumstance", ({ was, now, expected }) => {
    const marked = markWords(was, now);
    expect([drawn(marked.was), drawn(marked.now)]).toEqual(expected);
  });

  it("a text of any words is whole again when its segments are joined, and no segment is empty", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.array(fc.constantFrom("the", "fee", "non-exclusive", "20%", ",", "(", "—", "2031", ".")).map((words) => words.join(" ")),
    );
    const collapsed = (value: string): string => value.trim().replace(/\s+/g, " ");
    fc.assert(
      fc.property(text, text, (was, now) => {
        const marked = markWords(was, now);
        expect(marked.was.map((segment) => segment.text).join("")).toBe(collapsed(was));
        expect(marked.now.map((segment) => segment.text).join("")).toBe(collapsed(now));
        expect([...marked.was, ...marked.now].every((segment) => segment.text !== "")).toBe(true);
        expect(marked.was.some((segment) => segment.kind === "added")).toBe(false);
        expect(marked.now.some((segment) => segment.kind === "removed")).toBe(false);
      }),
    );
  });

  it("two texts of 100,000 characters are left unmarked in well under a second", () => {
    const started = performance.now();
    expect(markWords("a, b".repeat(25_000), "c,,,".repeat(25_000)).was).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

it("two sentences that share little are shown whole, without marks", () => {
  const { was, now } = markWords(
    "The fee is unchanged and covers what the line earns with other ports.",
    "Borealis stopped paying Lindau with the new year.",
  );
  expect([...was, ...now].map((segment) => segment.kind)).toEqual(["same", "same"]);
});
