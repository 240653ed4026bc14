import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { standsAt } from "../../src/domain/reading.ts";
import { type Judge, type JudgeInput, judgeOutput } from "../../src/judge/judge.ts";
import { MAX_QUOTE } from "../../src/judge/segment.ts";
import { processCpuMs } from "../support/cpu-time.ts";
import { licenceInput } from "../support/judge-input.ts";

/** Most CPU time for one hostile article of 200 KB, in milliseconds. */
const HOSTILE_LIMIT_MS = 1_000;
const HOSTILE_SIZE = 200_000;

const signal = (): AbortSignal => new AbortController().signal;

export type JudgeContractOptions = {
  /** Engines that a combining judge may name in its readings; without it every reading names the judge itself. */
  readonly engines?: readonly string[];
  /** Most CPU time for one hostile article, in milliseconds, where a judge reads a bounded part of it with a model. */
  readonly hostileMs?: number;
};

/** What every judge owes its callers, whatever it is made of. */
export function judgeContract(
  name: string,
  make: () => Judge | Promise<Judge>,
  { engines, hostileMs = 2 * HOSTILE_LIMIT_MS }: JudgeContractOptions = {},
): void {
  describe(`${name} as a judge`, () => {
    let judge: Judge;
    beforeAll(async () => {
      judge = await make();
    });
    afterAll(() => judge.close?.());

    async function read(input: JudgeInput) {
      const found = judgeOutput.parse(await judge.read(input, signal()));
      for (const one of [...found.readings, ...(found.evidence === null ? [] : [found.evidence])]) {
        expect(standsAt(one, input.article), `"${one.quote}" stands at ${one.field} ${one.start}–${one.end}`).toBe(true);
        expect(one.quote.length).toBeLessThanOrEqual(MAX_QUOTE);
      }
      expect(new Set(found.readings.map((one) => one.term)).size).toBe(found.readings.length);
      for (const one of found.readings) expect(engines ?? [judge.name]).toContain(one.judge);
      if (found.alert !== "none") expect(found.readings.some((one) => one.verdict !== "reaffirms") || found.evidence !== null).toBe(true);
      return found;
    }

    it("quotes verbatim at its offsets, in the headline as in the text", async () => {
      const found = await read(
        licenceInput({
          title: "  Brightcast loses its exclusive streaming rights to Halden films",
          text: "😀 Paris. — The film archive of Halden is still hosted on Coldvault.\n\n* Brightcast’s fee of 120 million euros a year is unchanged, Halden said.\r\n",
        }),
      );
      expect(found.alert !== "none" || found.needsReview).toBe(true);
      expect(found.readings.map((one) => one.field)).toContain("text");
    });

    it("stays silent on an article that names none of the parties, and says so", async () => {
      const found = await read(
        licenceInput({
          title: "Studio ends exclusive streaming licence",
          text: "The films are no longer exclusive to one streaming service.",
        }),
      );
      expect(found).toMatchObject({ alert: "none", readings: [], evidence: null });
      expect(found.reason).toContain("parties");
    });

    it("stays silent on an empty article", async () => {
      expect(await read(licenceInput({ title: "", text: "" }))).toMatchObject({ alert: "none", readings: [] });
      expect(await read(licenceInput({ title: null, text: " \n\n\t" }))).toMatchObject({ alert: "none", readings: [] });
    });

    it("stays silent when no term was in force, whatever the article says", async () => {
      const input = licenceInput({ text: "Brightcast is no longer the exclusive streaming home of Halden films." });
      expect(await read({ ...input, terms: [] })).toMatchObject({ alert: "none", readings: [] });
    });

    it("gives the same answer twice, and to articles in either order", async () => {
      const one = licenceInput({ text: "Halden and Brightcast extended the licence, which now expires on 31 December 2036." });
      const other = licenceInput({ text: "Nothing changes for Halden: new films play in cinemas for 45 days." });
      const first = await read(one);
      await read(other);
      expect(await read(one)).toEqual(first);
      const another = await make();
      expect(await another.read(one, signal())).toEqual(first);
      await another.close?.();
    });

    it("says why a person should look wherever one should, and nowhere else", async () => {
      const copied = "Halden said the films are shown by Brightcast in Europe.";
      const edit = { kind: "name", before: copied, after: copied, start: 0, end: copied.length, removed: "", added: "" } as const;
      const found = [];
      for (const input of [
        licenceInput({ text: "Brightcast bleibt die exklusive Heimat der Filme von Halden in Europa, sagte ein Sprecher am Montag." }),
        licenceInput({ text: "Brightcast is partly the exclusive streaming home of Halden's films in Europe." }),
        licenceInput({ text: "Brightcast and Halden have a new relationship, and Halden's films reach more homes in Europe." }),
        licenceInput({ text: "In my opinion Brightcast is no longer the exclusive streaming home of Halden's films in Europe." }),
        licenceInput({ text: "Halden and Brightcast have ended their licence agreement, the companies said on Monday." }),
        licenceInput({ text: "Brightcast is no longer the exclusive streaming home of Halden's films in Europe." }),
        licenceInput({ title: "Halden", text: "Halden and Brightcast met the press in Berlin. ".repeat(9_000) }),
        licenceInput({ text: copied }, [edit]),
      ])
        found.push(await read(input));
      const asks = (reason: string): boolean => /\ba person (?:should look|looks)\b/.test(reason);
      for (const one of found) expect(asks(one.reason), one.reason).toBe(one.needsReview);
      expect(found.some((one) => one.needsReview)).toBe(true);
    });

    it("stops when it is asked to", async () => {
      await expect(judge.read(licenceInput({ text: "Halden" }), AbortSignal.abort(new Error("shutting down")))).rejects.toThrow(
        "shutting down",
      );
    });

    it("survives any text, with every quote in its place", async () => {
      const scrap = fc.oneof(
        fc.string({ unit: "binary", maxLength: 40 }),
        fc.constantFrom(
          "Halden ",
          "Brightcast ",
          " no longer ",
          "exclusive ",
          "films ",
          "120 million euros ",
          "€",
          "31 December ",
          ". ",
          "\n\n",
          "---\n",
          "title: ",
          "“",
          "<!--",
          "\ud83d",
          "?",
          "non-",
          ", ",
          "may ",
        ),
      );
      const words = fc.array(scrap, { maxLength: 60 }).map((parts) => parts.join(""));
      await fc.assert(
        fc.asyncProperty(fc.option(words), words, async (title, text) => {
          await read(licenceInput({ title, text }));
        }),
        { numRuns: 150 },
      );
    });

    it.each([
      ["one endless word", "a"],
      ["nothing but full stops", "."],
      ["nothing but line ends", "\n"],
      ["open quotes and brackets", '"(“'],
      ["unclosed comments", "<!-- "],
      ["numbers without end", "1,000"],
      ["half words of denial", "not the "],
      ["a list of capitals", "Aa Bb, "],
      ["hedges without end", "may be said to be no longer "],
      ["exclusive positions without end", "Halden remains the exclusive streaming home on Brightcast and "],
      ["front matter that never ends", "title: x\n"],
      ["blanks before a stop", `${" ".repeat(50)}.`],
    ])("reads 200 KB of %s in bounded time", async (_name, scrap) => {
      const text = `---\nHalden ${scrap.repeat(Math.ceil(HOSTILE_SIZE / scrap.length))}`;
      const started = processCpuMs();
      await read(licenceInput({ title: text, text }));
      expect(processCpuMs() - started).toBeLessThan(hostileMs);
    });
  });
}
