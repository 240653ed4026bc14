import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createCappedJudge } from "../../../src/judge/capped.ts";
import { createEmbeddedJudge } from "../../../src/judge/embedded.ts";
import { createRulesJudge } from "../../../src/judge/rules.ts";
import { judgeContract } from "../../contract/judge.contract.ts";
import { licenceInput } from "../../support/judge-input.ts";

const signal = (): AbortSignal => new AbortController().signal;
const judge = await createEmbeddedJudge();
afterAll(() => judge.close?.());

// What it reads of an article is bounded by word pieces: seconds on a busy machine, however long the article is.
judgeContract("the embedded reader", () => createEmbeddedJudge(), { hostileMs: 9_000 });

describe("the embedded reader", () => {
  it("names its version and the engine that ran it", () => {
    expect(judge.name).toMatch(/^embedded\/\S+ \(onnxruntime-(?:node|web)\)$/);
  });

  it("answers alike, within rounding, from WebAssembly where the native engine is missing", async () => {
    const input = licenceInput({
      text: "Brightcast is no longer the exclusive streaming home of Halden's films in Europe, the two said on Monday.",
    });
    const web = await createEmbeddedJudge({ engine: "onnxruntime-web" });
    const [native, portable] = [await judge.read(input, signal()), await web.read(input, signal())];
    await web.close?.();
    expect(portable.alert).toBe(native.alert);
    expect(portable.readings.map(({ term, verdict, quote }) => ({ term, verdict, quote }))).toEqual(
      native.readings.map(({ term, verdict, quote }) => ({ term, verdict, quote })),
    );
  });

  it("marks an article in a language that it does not read, and neither alerts nor stays silent", async () => {
    const text =
      "Brightcast ist nicht länger die einzige Heimat der Filme von Halden in Europa. Das teilten beide Unternehmen am Montag in Berlin mit.";
    const found = await judge.read(licenceInput({ text, language: "de" }), signal());
    expect(found).toMatchObject({ alert: "none", needsReview: true, readings: [] });
    expect(found.reason).toContain("not assessed: language (German)");
  });

  it("reads an article that names no party where it speaks of a term in the term's own words", async () => {
    const read = async (text: string) => (await judge.read(licenceInput({ title: null, text }), signal())).reason;
    expect(await read("Rain is expected from Thursday.")).toBe("names none of the parties");
    expect(await read("The exclusive streaming licence for the films now expires on 31 December 2036.")).toMatch(
      /.; names none of the parties$/,
    );
  });

  it("says of what it is how sure, and between which bounds, where a person should look", async () => {
    const text = "Brightcast and Halden have a new relationship, and Halden's films reach more homes in Europe.";
    const found = await judge.read(licenceInput({ title: null, text }), signal());
    expect([found.alert, found.needsReview]).toEqual(["none", true]);
    expect(found.reason).toMatch(
      /^the reader is \d+ % sure that it tells of a change, sole-home most likely \(\d+ %\): a person looks from \d+ % on, and it alerts from \d+ % on/,
    );
    expect(found.reason).not.toContain("says nothing");
  });

  it("says how much of an endless article it left unread", async () => {
    const text = "Halden and Brightcast met the press in Berlin, where nothing was said about any of it. ".repeat(600);
    const found = await judge.read(licenceInput({ text }), signal());
    expect(found.needsReview).toBe(true);
    expect(found.reason).toMatch(/of its 600 sentences the last \d+ were not read/);
  });

  it("refuses a folder without a model, and says which file was looked for", async () => {
    const folder = mkdtempSync(join(tmpdir(), "reader-"));
    try {
      await expect(createEmbeddedJudge({ folder })).rejects.toThrow(/reader\.json cannot be read/);
      writeFileSync(join(folder, "reader.json"), "{}");
      await expect(createEmbeddedJudge({ folder })).rejects.toThrow(/is not the card of a reader/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("rules that stand in for the reader", () => {
  it("show what they find and alert nobody", async () => {
    const capped = createCappedJudge({ judge: createRulesJudge(), why: "no runtime" });
    const found = await capped.read(
      licenceInput({ text: "Halden ended the exclusive streaming licence of Brightcast for its films in Europe." }),
      signal(),
    );
    expect(found).toMatchObject({ alert: "none", needsReview: true });
    expect(found.readings.map((one) => one.verdict)).toContain("changes");
    expect(found.reason).toContain("no runtime");
  });
});
