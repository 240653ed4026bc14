import { describe, expect, it } from "vitest";
import { amendmentIn } from "../../../src/judge/amendments.ts";
import { createPartyNames } from "../../../src/judge/names.ts";
import { sentencesOf } from "../../../src/judge/segment.ts";
import { profileTerms } from "../../../src/judge/term-match.ts";
import { licenceInput } from "../../support/judge-input.ts";

const input = licenceInput({ text: "" });
const parties = createPartyNames(input.watch.parties);
const terms = profileTerms(input.terms, parties);
const found = (text: string) => amendmentIn(sentencesOf("text", text), parties, terms);

describe("an amendment of the agreement", () => {
  it.each([
    "Halden and Brightcast have rewritten their agreement. Neither would say how.",
    "Brightcast and Halden signed an amended contract, the contents of which are confidential.",
    "Halden's deal with Brightcast was modified on Monday. The two declined to give details.",
  ])("of which nothing is told is an alert of its own: %s", (text) =>
    expect(found(text)).toMatchObject({ level: "changes", untold: true }),
  );

  it("that is told may be read from the terms", () => {
    expect(found("Halden and Brightcast have amended their agreement, and the fee falls.")).toMatchObject({ untold: false });
  });

  it.each([
    "Halden has amended its contract with Corvane, giving no details.",
    "In 2011 Halden and Brightcast rewrote their agreement. Neither would say how.",
    "Halden denied that the agreement with Brightcast had been amended, and would not comment further.",
  ])("is none where it is somebody else's, long ago or denied: %s", (text) => expect(found(text)?.untold ?? false).toBe(false));
});
