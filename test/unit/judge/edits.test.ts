import { describe, expect, it } from "vitest";
import type { EditNote } from "../../../src/domain/edit.ts";
import { createRulesJudge } from "../../../src/judge/rules.ts";
import { licenceInput } from "../../support/judge-input.ts";

/** A copy in which one sentence was edited: the note as the edit guard writes it. */
function copyWith(kind: EditNote["kind"], removed: string, added: string, sentence: string, lead = "The two companies spoke on Monday. ") {
  const after = sentence.replace("@", added);
  const edit = { kind, removed, added, before: sentence.replace("@", removed), after, start: lead.length, end: lead.length + after.length };
  return createRulesJudge().read(licenceInput({ text: `${lead}${after} Nobody else commented.` }, [edit]), new AbortController().signal);
}

/** A copy in which every sentence after the first was edited. */
function readCopy(sentences: readonly (readonly [EditNote["kind"], string, string, string])[]) {
  let text = "Halden met Brightcast.";
  const edits = sentences.map(([kind, removed, added, sentence]): EditNote => {
    const after = sentence.replace("@", added);
    const start = text.length + 1;
    text += ` ${after}`;
    return { kind, removed, added, before: sentence.replace("@", removed), after, start, end: text.length };
  });
  return createRulesJudge().read(licenceInput({ text }, edits), new AbortController().signal);
}

describe("a copy with a protected edit", () => {
  it("is read by the edited sentence where the rules can read it", async () => {
    const found = await copyWith("negation", "the", "no longer the", "Brightcast is @ exclusive streaming home of Halden films.");
    expect(found).toMatchObject({ alert: "changes", needsReview: false });
    expect(found.reason).toContain("no longer the");
  });

  it("contradicts the term with doubt where the edited sentence alone would pass", async () => {
    const found = await copyWith(
      "date",
      "2025",
      "2023",
      "Under the rules for cutting films, agreed in @, the approval process of Halden is unchanged.",
    );
    expect(found).toMatchObject({ alert: "contradicts", needsReview: true });
    expect(found.readings).toMatchObject([{ term: "edits", verdict: "contradicts" }]);
    expect(found.reason).toContain('says "2023" where the text it copies says "2025"');
  });

  it("is not outweighed by an untouched sentence that restates the term", async () => {
    const found = await copyWith(
      "date",
      "2025",
      "2023",
      "The rules for cutting films and the approval process of Halden, set in @, are unchanged. The rules for cutting films remain unchanged.",
    );
    expect(found).toMatchObject({ alert: "contradicts", needsReview: true });
  });

  it("does not alert when the edit restores what the term says", async () => {
    expect(await copyWith("number", "95", "120", "Brightcast pays Halden @ million euros a year for the licence.")).toMatchObject({
      alert: "none",
      needsReview: false,
    });
  });

  it("contradicts the agreement, with the sentence as evidence, where no term is about the edited words", async () => {
    const found = await copyWith("date", "2019", "2021", "Halden has worked with Brightcast since @.");
    expect(found).toMatchObject({
      alert: "contradicts",
      needsReview: true,
      readings: [],
      evidence: { quote: "Halden has worked with Brightcast since 2021." },
    });
    expect(found.reason).toContain('says "2021" where the text it copies says "2019"');
  });

  it.each<[string, EditNote["kind"], string, string, string]>([
    ["names the parties by a pronoun", "negation", "remain", "no longer remain", "Both @ committed to careful work."],
    ["named a party before the edit", "name", "Brightcast", "Pellucid", "Viewers can rely on the catalogue of @."],
    ["has a party's name exchanged, whatever the kind", "other", "Halden", "Pellucid", "Brightcast thanked @ for its patience."],
    ["has a word of a term", "negation", "Nothing", "Everything", "@ about the merchandise has to be said again."],
    ["names the agreement", "number", "forty", "fifty", "The contract has @ pages."],
    ["puts another word for its opposite", "antonym", "intact", "broken", "The licence fee that Brightcast pays Halden remains @."],
  ])("alerts above rumour where the sentence %s", async (_circumstance, kind, removed, added, sentence) => {
    const found = await copyWith(kind, removed, added, sentence, "Halden met Brightcast. ");
    expect(["contradicts", "changes"]).toContain(found.alert);
  });

  it.each<[string, EditNote["kind"], string, string, string]>([
    [
      "turns a plain statement into talk",
      "modality",
      "is",
      "might no longer be",
      "Brightcast @ the exclusive streaming home of Halden films.",
    ],
    [
      "moves a figure in talk",
      "number",
      "95",
      "80",
      "Brightcast is in talks with Halden to pay it only @ million euros a year, two people said.",
    ],
    [
      "makes of a plain fee a rumoured one",
      "antonym",
      "pays Halden",
      "is in talks to lower to 80 million euros",
      "Brightcast @ the yearly fee of 120 million euros for the licence, according to two people.",
    ],
    ["talks of no term", "number", "forty", "fifty", "The contract might have @ pages."],
    ["asks", "antonym", "intact", "broken", "Does the licence fee that Brightcast pays Halden remain @?"],
  ])("alerts as a rumour to be reviewed where the sentence %s", async (_circumstance, kind, removed, added, sentence) => {
    const found = await copyWith(kind, removed, added, sentence, "Halden met Brightcast. ");
    expect(found).toMatchObject({ alert: "rumour", needsReview: true });
    expect(found.readings.filter((one) => one.verdict === "contradicts" || one.verdict === "changes")).toEqual([]);
  });

  it("alerts as a change where the edit takes the doubt out of a rumour", async () => {
    const found = await copyWith("modality", "may lose", "loses", "Brightcast @ its exclusive streaming rights to Halden films.");
    expect(found).toMatchObject({ alert: "changes" });
  });

  it("lets an edit of a plain sentence weigh more than one of a rumour", async () => {
    const found = await readCopy([
      ["number", "forty", "fifty", "The contract might have @ pages."],
      ["number", "nine", "twelve", "The contract has @ annexes."],
    ]);
    expect(found).toMatchObject({ alert: "contradicts", needsReview: true, evidence: { quote: "The contract has twelve annexes." } });
  });

  it("alerts where the edit takes the only party out of the text", async () => {
    expect(await copyWith("name", "Brightcast", "Pellucid", "Viewers can rely on the catalogue of @.")).toMatchObject({
      alert: "contradicts",
      needsReview: true,
    });
  });

  it.each<[string, EditNote["kind"], string, string, string]>([
    ["spells the same number", "number", "nine", "9", "Brightcast gave @ reasons to Halden."],
    ["writes the same sum", "money", "120 million euros", "€120m", "Brightcast showed Halden a bill for @."],
    ["uses another name of the same party", "name", "Brightcast", "BRC", "@ met with Halden."],
    ["drops the weekday", "date", " on Monday", "", "Halden met Brightcast@."],
  ])("keeps quiet where the edit %s", async (_circumstance, kind, removed, added, sentence) => {
    expect(await copyWith(kind, removed, added, sentence)).toMatchObject({ alert: "none", evidence: null });
  });

  it("keeps quiet about another weekday, and mentions it", async () => {
    const found = await copyWith("date", "Monday", "Tuesday", "Halden met Brightcast on @.");
    expect(found).toMatchObject({ alert: "none", evidence: null });
    expect(found.reason).toContain("Tuesday");
  });

  it("keeps quiet about an edit that names neither a party nor the agreement", async () => {
    expect(await copyWith("number", "nine", "twelve", "The hall seats @ hundred people.", "Halden met Brightcast. ")).toMatchObject({
      alert: "none",
      evidence: null,
    });
  });

  it("contradicts a term, with doubt, where a word of the term is exchanged for another of no guarded kind", async () => {
    expect(await copyWith("other", "cinemas", "theme parks", "New films of Halden play in @ for 45 days before streaming.")).toMatchObject({
      alert: "contradicts",
      needsReview: true,
    });
  });

  it("asks for review without an alert where other words of a sentence about a term are exchanged", async () => {
    const found = await copyWith("other", "cash", "shares", "Brightcast pays Halden a yearly licence fee of 120 million euros in @.");
    expect(found).toMatchObject({ alert: "none", needsReview: true });
    expect(found.reason).toContain('says "shares" where the text it copies says "cash"');
  });

  it("does not ask for review where the exchanged words mean the same or the sentence is about no term", async () => {
    expect(await copyWith("other", "partner", "partners", "Brightcast thanked its @ Halden for the evening.")).toMatchObject({
      needsReview: false,
    });
    expect(await copyWith("other", "warm", "cold", "The @ weather pleased Halden.")).toMatchObject({ alert: "none", needsReview: false });
  });
});
