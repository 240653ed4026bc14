import { describe, expect, test } from "vitest";
import { guard } from "../../../src/relate/guard.ts";

const context = [
  "The ferry company Marrin has carried cars across the Strait of Ulva since 2012 under a concession.",
  "Passengers who booked through Cardea keep their seats.",
  "A spokesman said that the works at Port Ulva go on, and nobody on the island should expect noise at night.",
];
const withSentence = (sentence: string): string => [context[0], sentence, context[1], context[2]].join("\n\n");
const editsOf = (before: string, after: string) => guard(withSentence(after), withSentence(before)).edits;

describe("an edit in a copy is found and named", () => {
  test.each([
    ["Marrin will operate the night line until 2031.", "Marrin will not operate the night line until 2031.", "negation", "", "not"],
    [
      "Marrin is the exclusive operator of the night line.",
      "Marrin is the non-exclusive operator of the night line.",
      "antonym",
      "exclusive",
      "non-exclusive",
    ],
    [
      "Marrin remains the exclusive operator of the night line.",
      "Marrin is no longer the exclusive operator of the night line.",
      "negation",
      "remains",
      "is no longer",
    ],
    ["Fares on the night line rise by 4 percent in June.", "Fares on the night line rise by 9 percent in June.", "percentage", "4", "9"],
    [
      "The island pays Marrin €12 million for the night line.",
      "The island pays Marrin €21 million for the night line.",
      "money",
      "12",
      "21",
    ],
    [
      "The concession for the night line ends in March 2031.",
      "The concession for the night line ends in May 2031.",
      "date",
      "March",
      "May",
    ],
    [
      "The island council votes on the night line on Tuesday.",
      "The island council votes on the night line on Friday.",
      "date",
      "Tuesday",
      "Friday",
    ],
    ["Four ships serve the night line in summer.", "Five ships serve the night line in summer.", "number", "Four", "Five"],
    ["The night line is run by Marrin for the island.", "The night line is run by Cardea for the island.", "name", "Marrin", "Cardea"],
    [
      "Only Marrin and the island sign for the night line.",
      "Only Marrin and Cardea and the island sign for the night line.",
      "name",
      "",
      "Cardea and",
    ],
    ["Marrin will operate the night line in winter.", "Marrin might operate the night line in winter.", "modality", "will", "might"],
    ["Marrin runs the night line in winter.", "Marrin reportedly runs the night line in winter.", "modality", "", "reportedly"],
    ["Marrin is the operator of the night line.", "Marrin is the former operator of the night line.", "scope", "", "former"],
    ["Marrin is sole operator of the night line.", "Marrin is main operator of the night line.", "scope", "sole", "main"],
    ["The terms of the night line are unchanged.", "The terms of the night line are changed.", "antonym", "unchanged", "changed"],
    [
      "The island extended the concession for the night line.",
      "The island cancelled the concession for the night line.",
      "antonym",
      "extended",
      "cancelled",
    ],
    ["Marrin paints the ships of the night line.", "Marrin scuttles the ships of the night line.", "other", "paints", "scuttles"],
    [
      "The ships of the night line cost 40 million euros.",
      "The ships of the night line cost 40 billion euros.",
      "money",
      "million",
      "billion",
    ],
    ["The island could extend the night line.", "The island would extend the night line.", "modality", "could", "would"],
    ["The night line was sold to Bayern.", "The night line was sold to Mayern.", "name", "Bayern", "Mayern"],
    ["The night line carries cars through 2031 and after.", "The night line carries cars and after.", "date", "through 2031", ""],
  ])("%s → %s", (before, after, kind, removed, added) => {
    const [edit, ...rest] = editsOf(before, after);
    expect(edit).toMatchObject({ kind, before, after, removed, added });
    expect(rest).toEqual([]);
    expect(withSentence(after).slice(edit?.start, edit?.end)).toBe(after);
  });
});

describe("an edit that is no exchange of single words is found as well", () => {
  test("two parties that changed places", () => {
    const kinds = editsOf("Under the contract Marrin compensates Cardea.", "Under the contract Cardea compensates Marrin.").map(
      (one) => one.kind,
    );
    expect(new Set(kinds)).toEqual(new Set(["name"]));
  });

  test("two sums that changed places", () => {
    const kinds = editsOf("Marrin takes 40 euros a car and 7 a bicycle.", "Marrin takes 7 euros a car and 40 a bicycle.").map(
      (one) => one.kind,
    );
    expect(kinds).toEqual(["money", "number"]);
  });

  test.each([
    ["Not all of the night line belongs to Marrin.", "All of the night line belongs to Marrin."],
    ["The night line belongs to Marrin until 2031.", "The night line belongs to Marrin."],
  ])("words dropped at either end of a sentence: %s", (before, after) => {
    expect(editsOf(before, after)).toHaveLength(1);
  });

  test("a sentence of two words", () => {
    expect(editsOf("They do.", "They don't.")).toEqual([expect.objectContaining({ kind: "negation", after: "They don't." })]);
  });

  test("a sentence replaced by another", () => {
    expect(editsOf("Marrin paints its ships before winter.", "Whoever sails has to swim.")).toEqual([
      expect.objectContaining({ kind: "other", after: "Whoever sails has to swim." }),
    ]);
  });

  test("a sentence put in front that takes back what follows, and not one that only introduces it", () => {
    const text = withSentence("Marrin runs the night line until 2031.");
    const [edit] = guard(`Update: Marrin has since lost the line.\n\n${text}`, text).edits;
    expect(edit).toMatchObject({ kind: "other", before: "", added: "Update: Marrin has since lost the line." });
    expect(guard(`We print what Marrin sent us this morning.\n\n${text}`, text).edits).toEqual([]);
  });
});

describe("what changes nothing is left alone", () => {
  test.each([
    ["Marrin doesn't run the night line.", "Marrin does not run the night line."],
    ["Fares rise by 4 percent on 3 February 2030.", "Fares rise by 4% on Feb 3, 2030."],
    ["The island pays 1,200 dollars for each of two ships.", "The island pays $1200 for each of 2 ships."],
    ["Marrin is the sole operator of the night line.", "Marrin is the exclusive operator of the night line."],
    ["The company says the agreement on the night line stands.", "The firm states the deal on the night line stands."],
    ["The island works without a harbour master.", "The island works wihtout a harbour master."],
    ["The operator of the night line welcomed it.", "The oprator of the night line welcomed it."],
    ["The ships of the night line are old, said Marrin.", "The ships of the night line are old, Marrin said."],
    ["“The night line stays,” Marrin’s spokesman wrote.", '"The night line stays," Marrin\'s spokesman wrote.'],
  ])("%s → %s", (before, after) => expect(editsOf(before, after)).toEqual([]));

  test("a text that was wrapped at another width", () => {
    const text = withSentence("Marrin is the operator of the night line, but not of the day line.");
    expect(guard(text.replace(/(.{25,40}) /g, "$1\n"), text).edits).toEqual([]);
  });

  test("a text cut inside its last sentence", () => {
    const text = withSentence("Marrin is the operator of the night line, but not of the day line.");
    expect(guard(text.slice(0, text.indexOf(", but")), text).edits).toEqual([]);
  });

  test("a rewrite full of other words, in which no exchange stands out", () => {
    const rewrite = withSentence("Marrin has painted its night ships green.")
      .replace("carried cars across", "shipped vehicles over")
      .replace("keep their seats", "hold on to their places")
      .replace("should expect noise", "should fear din");
    expect(guard(rewrite, withSentence("Marrin has painted its night ships blue.")).edits).toEqual([]);
  });
});

test("offsets hold behind front matter, soft hyphens and characters of two units", () => {
  const head = "---\ntitle: x\n---\n\n🚢🚢 A word be\u00adfore.\n\n";
  const before = head + withSentence("The night line belongs to Marrin alone.");
  const after = head + withSentence("The night line belongs to Cardea alone.");
  const [edit] = guard(after, before).edits;
  expect(after.slice(edit?.start, edit?.end)).toBe("The night line belongs to Cardea alone.");
});
