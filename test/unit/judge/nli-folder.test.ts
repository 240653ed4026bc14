import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from "vitest";
import type { Judge } from "../../../src/judge/judge.ts";
import { createNliJudge } from "../../../src/judge/nli-folder.ts";
import { labelsOf } from "../../../src/judge/nli-model.ts";
import { judgeContract } from "../../contract/judge.contract.ts";
import { licenceInput } from "../../support/judge-input.ts";

const fixture = (path: string) => fileURLToPath(new URL(`../../fixtures/judge/${path}`, import.meta.url));
const signal = () => new AbortController().signal;

judgeContract("an NLI folder", () => createNliJudge({ folder: fixture("nli") }));

const ENDS = "Brightcast is no longer the exclusive streaming home of Halden's films in Europe.";

describe("the verdicts of an NLI folder", () => {
  let judge: Judge;
  beforeAll(async () => {
    judge = await createNliJudge({ folder: fixture("nli") });
  });
  afterAll(() => judge.close?.());
  const read = (article: { title?: string; text: string; language?: string }) => judge.read(licenceInput(article), signal());

  it("takes a contradiction that is told as news for a change, with its sentence word for word", async () => {
    const text = `Halden spoke on Monday. ${ENDS}`;
    const found = await read({ text });
    expect(found).toMatchObject({ alert: "changes", needsReview: false });
    expect(found.readings).toEqual([
      { term: "sole-home", verdict: "changes", field: "text", start: 24, end: text.length, quote: ENDS, confidence: 1, judge: "nli/1:nli" },
    ]);
  });

  it("takes a contradiction that tells of no change for one", async () => {
    const found = await read({ text: "Halden's film archive is hosted on other machines than those of Coldvault." });
    expect(found.readings.map((one) => [one.term, one.verdict])).toEqual([["archive", "contradicts"]]);
  });

  it.each([
    ["a question", "Is Brightcast no longer the exclusive streaming home of Halden's films?"],
    ["a hedge", "Brightcast may no longer be the exclusive streaming home of Halden's films in Europe, sources said."],
    ["a condition", "If the merger is approved, Brightcast is no longer the exclusive streaming home of Halden's films."],
  ])("takes a contradiction in %s for a rumour", async (_what, text) => {
    expect(await read({ text })).toMatchObject({
      alert: "rumour",
      readings: expect.arrayContaining([expect.objectContaining({ term: "sole-home", verdict: "rumoured_change" })]),
    });
  });

  it("takes what follows for a reaffirmation", async () => {
    const found = await read({ text: "Brightcast still is the exclusive streaming home of Halden's films in Europe." });
    expect(found).toMatchObject({ alert: "none", readings: [{ term: "sole-home", verdict: "reaffirms" }] });
  });

  it("asks a person where the model is of two minds, and shows the sentence", async () => {
    const sentence = "Brightcast is partly the exclusive streaming home of Halden's films in Europe.";
    const found = await read({ text: sentence });
    expect(found).toMatchObject({ alert: "none", needsReview: true, readings: [] });
    expect(found.reason).toMatch(
      /^the model is \d+ % sure: ".*" may speak against sole-home; a person looks from 50 % on, and it is believed from 75 % on$/,
    );
    expect(found.reason).toContain(`"${sentence}"`);
  });

  it("tells old terms as history", async () => {
    const found = await read({ text: "Brightcast had previously not been the exclusive streaming home of Halden's films." });
    expect(found.readings).toEqual([]);
  });

  it("reads a sentence that names nobody together with the one before it", async () => {
    const found = await read({ text: "Halden is partly done. The film archive is partly hosted on Coldvault." });
    expect(found.readings.map((one) => [one.verdict, one.quote])).toEqual([
      ["contradicts", "The film archive is partly hosted on Coldvault."],
    ]);
  });

  it("quotes the sentence that says it, and not the one after it", async () => {
    const found = await read({ text: "Halden's film archive on Coldvault moved. It is hosted on Coldvault." });
    expect(found.readings.map((one) => [one.term, one.quote])).toEqual([["archive", "Halden's film archive on Coldvault moved."]]);
  });

  it("asks a person about an article in another language", async () => {
    const found = await read({
      text: "Brightcast bleibt die exklusive Heimat der Filme von Halden in Europa, sagte ein Sprecher am Montag.",
    });
    expect(found).toMatchObject({ needsReview: true });
    expect(found.reason).toContain("German");
  });

  it("asks a person about a copy whose edit it can make nothing of", async () => {
    const text = "Halden said the films are shown by Brightcast in Europe.";
    const edit = { kind: "name", before: text, after: text, start: 0, end: text.length, removed: "", added: "" } as const;
    expect(await judge.read(licenceInput({ text }, [edit]), signal())).toMatchObject({ alert: "none", needsReview: true });
  });
});

test("a model with its labels in another order, spelt otherwise and in another place gives the same verdicts", async () => {
  const article = licenceInput({
    title: "Brightcast loses exclusive streaming home",
    text: `${ENDS} Halden's film archive is still hosted on Coldvault. Films partly play in cinemas for 45 days, Halden said.`,
  });
  const [one, two] = await Promise.all(
    ["nli", "nli-reordered"].map(async (name) => {
      const judge = await createNliJudge({ folder: fixture(name), threads: 1 });
      const { readings, ...found } = await judge.read(article, signal());
      await judge.close();
      return { ...found, readings: readings.map(({ judge: _, ...rest }) => rest) };
    }),
  );
  expect(one?.readings.length).toBeGreaterThan(1);
  expect(two).toEqual(one);
});

test.each([
  [{ id2label: { 0: "ENTAILMENT", 1: "Neutral", 2: "contradiction" } }, ["entailment", "neutral", "contradiction"]],
  [{ id2label: { 2: "entail", 0: "contradict", 1: "neutral" } }, ["contradiction", "neutral", "entailment"]],
  [{ label2id: { contradiction: 1, entailment: 0, neutral: 2 } }, ["entailment", "contradiction", "neutral"]],
])("labels are read from %j", (config, labels) => expect(labelsOf(config, "config.json")).toEqual(labels));

test.each([
  [
    { id2label: { 0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2" } },
    "id2label says LABEL_0, LABEL_1, LABEL_2; entailment, neutral and contradiction are needed",
  ],
  [{ id2label: { 0: "entailment", 1: "not_entailment" } }, "id2label says entailment, not_entailment"],
  [{}, "id2label is missing"],
  [{ id2label: ["entailment"] }, "id2label is no table"],
])("labels that cannot be read from %j are told", (config, message) => expect(() => labelsOf(config, "config.json")).toThrow(message));

describe("a folder that is no NLI model is told by what it lacks", () => {
  const folder = mkdtempSync(join(tmpdir(), "clausewatch-nli-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(() => cpSync(fixture("nli"), folder, { recursive: true }));

  test("nothing in it", () =>
    expect(createNliJudge({ folder })).rejects.toThrow(/config\.json cannot be read .* an NLI folder holds model\.onnx/));

  test("no model", async () => {
    rmSync(join(folder, "model.onnx"));
    await expect(createNliJudge({ folder })).rejects.toThrow(/has none of model\.onnx, onnx\/model\.onnx/);
  });

  test("a broken tokenizer", async () => {
    writeFileSync(join(folder, "tokenizer.json"), "{");
    await expect(createNliJudge({ folder })).rejects.toThrow(/tokenizer\.json is not JSON/);
  });
});
