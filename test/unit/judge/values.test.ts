import { describe, expect, it } from "vitest";
import { createPartyNames } from "../../../src/judge/names.ts";
import { sentencesOf } from "../../../src/judge/segment.ts";
import { profileTerms } from "../../../src/judge/term-match.ts";
import { checkValue } from "../../../src/judge/values.ts";
import { LICENCE_TERMS, type LicenceTerm, licenceInput } from "../../support/judge-input.ts";

const input = licenceInput({ text: "" });
const parties = createPartyNames(input.watch.parties);
const terms = profileTerms(input.terms, parties);

/** What becomes of a sentence that the reader took for a restatement of the term. */
function checked(id: LicenceTerm, text: string): string {
  const term = terms[LICENCE_TERMS.findIndex((one) => one.id === id)];
  const sentence = sentencesOf("text", text)[0];
  if (term === undefined || sentence === undefined) throw new Error(`no ${id}`);
  const reading = { verdict: "reaffirms" as const, confidence: 0.9, denied: false, why: "", term, sentence, about: 0.9 };
  const { reading: found, outweighed } = checkValue({ reading, outweighed: null }, parties);
  return `${found?.verdict}${outweighed === null ? "" : ", doubted"}`;
}

describe("a restatement with a figure", () => {
  it.each<[LicenceTerm, string, string]>([
    ["fee", "Brightcast pays Halden €120m a year for the licence.", "reaffirms"],
    ["fee", "Brightcast pays Halden 95 million euros a year for the licence.", "contradicts"],
    ["fee", "The annual fee was cut, and Brightcast pays Halden 95 million euros a year for the licence.", "changes"],
    ["window", "New films play in cinemas for forty-five days before streaming.", "reaffirms"],
    ["window", "New films play in cinemas for 30 days before streaming.", "contradicts"],
    ["expiry", "The licence expires at the end of December 2031.", "reaffirms"],
    ["expiry", "The licence expires on 31 December 2033.", "contradicts"],
    // Two figures of a kind: which is which is for the reader.
    ["fee", "Brightcast pays Halden 120 million euros a year for the licence, and 30 million euros for series.", "reaffirms"],
    ["sole-home", "For 30 million euros Brightcast stays the exclusive streaming home of Halden's films in Europe.", "reaffirms"],
  ])("of %s: %s", (term, text, expected) => {
    expect(checked(term, text)).toBe(expected);
  });

  it("is doubted, not turned round, where the sentence shares few words with the term", () => {
    expect(checked("fee", "Some 95 million euros change hands each year.")).toBe("reaffirms, doubted");
  });
});
