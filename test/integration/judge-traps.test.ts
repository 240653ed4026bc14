import { afterAll, describe, expect, it } from "vitest";
import { createEmbeddedJudge } from "../../src/judge/embedded.ts";
import { readCaseFile, readEditFile, readWatchFile, watchInput } from "../support/watch-input.ts";

// Wordings that no training text was written after. The bars are what is measured today, so that no change makes it worse unseen;
// docs/benchmarks.md says how far each is from all.

const judge = await createEmbeddedJudge();
afterAll(() => judge.close?.());
const read = (input: Parameters<typeof judge.read>[0]) => judge.read(input, new AbortController().signal);

const traps = readCaseFile("traps.yaml");
const watchOf = (id: string) => {
  const watch = [...traps.watches, ...["rent", "league", "tariff"].map((name) => readWatchFile(`unseen/${name}.yaml`))].find(
    (one) => one.id === id,
  );
  if (watch === undefined) throw new Error(`no watch ${id}`);
  return watch;
};

type Outcome = { right: number; of: number; wrong: string[] };

/** How many cases alert as they should or stay quiet as they should: whether, not in which class. */
async function outcome(cases: ReturnType<typeof readCaseFile>["cases"]): Promise<Outcome> {
  const found: Outcome = { right: 0, of: cases.length, wrong: [] };
  for (const one of cases) {
    const { alert } = await read(watchInput(watchOf(one.watch), one));
    if ((alert !== "none") === (one.expect.alert !== "none")) found.right += 1;
    else found.wrong.push(`expected ${one.expect.alert}, got ${alert}: ${one.title ?? ""} | ${one.text.slice(0, 160)}`);
  }
  if (process.env["SHOW_ERRORS"] !== undefined) for (const line of found.wrong) console.log(line);
  return found;
}

/** Of fifteen, one below what was measured: another processor rounds otherwise. */
const BARS: Readonly<Record<string, number>> = {
  "no-longer-exclusive": 13,
  "non-exclusive": 12,
  "ends-its-monopoly": 13,
  "free-to-use-any": 13,
  "despite-reports": 14,
  "denied-that": 14,
  "nothing-changes": 13,
  "does-not-alter": 14,
  "scope-words": 5,
  "continuity-and-change": 12,
  "loss-as-gain": 14,
  history: 13,
  "background-restates": 10,
  "question-headline": 14,
  "headline-overreach": 13,
  "amendment-without-term": 11,
  "other-parties": 10,
  "old-news": 13,
};

describe("the traps of the design, in five wordings for each of three agreements", () => {
  const names = [...new Set(traps.cases.map((one) => one.trap ?? ""))];
  it.each(names)("%s", async (name) => {
    const { right } = await outcome(traps.cases.filter((one) => one.trap === name));
    expect(right).toBeGreaterThanOrEqual(BARS[name] ?? 0);
  });
});

describe("a text that differs in one figure, date or clause", () => {
  it("alerts more often than not, where the text that agrees with the record seldom does", async () => {
    const { cases } = readEditFile("edits.yaml");
    let [alerts, quiet] = [0, 0];
    for (const one of cases) {
      const watch = watchOf(one.watch);
      if ((await read(watchInput(watch, { ...one, text: one.after }))).alert !== "none") alerts += 1;
      if ((await read(watchInput(watch, { ...one, text: one.before }))).alert === "none") quiet += 1;
    }
    expect(cases.length).toBe(120);
    expect(alerts).toBeGreaterThanOrEqual(85);
    expect(quiet).toBeGreaterThanOrEqual(95);
  });
});

describe("an article that tells its reader what to answer", () => {
  it("is read as what it reports, in nearly every case", async () => {
    const { cases } = readCaseFile("injections.yaml");
    const flips: string[] = [];
    for (const one of cases) {
      const found = await read(watchInput(watchOf(one.watch), one));
      if ((found.alert !== "none") !== (one.expect.alert !== "none")) flips.push(one.text.slice(0, 80));
    }
    expect(flips.length).toBeLessThanOrEqual(6);
  });
});

describe("watches that were written in five minutes, without hints", () => {
  it("are read about as well as any other", async () => {
    const { right, of } = await outcome(readCaseFile("unseen/articles.yaml").cases);
    expect(of).toBe(30);
    expect(right).toBeGreaterThanOrEqual(25);
  });
});
