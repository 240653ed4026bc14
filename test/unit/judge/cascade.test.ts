import { describe, expect, it, vi } from "vitest";
import { termId } from "../../../src/domain/ids.ts";
import type { Assessment, Reading } from "../../../src/domain/reading.ts";
import { createCascadeJudge } from "../../../src/judge/cascade.ts";
import type { Consultant, Consultation } from "../../../src/judge/consultant.ts";
import type { Judge, JudgeInput } from "../../../src/judge/judge.ts";
import { createRulesJudge } from "../../../src/judge/rules.ts";
import { type LicenceTerm, licenceInput } from "../../support/judge-input.ts";

const signal = () => new AbortController().signal;
const SENTENCE = "Halden and Brightcast met on Monday.";
const INPUT = licenceInput({ text: SENTENCE });

type Said = Partial<Record<LicenceTerm, Reading["verdict"] | [Reading["verdict"], number]>>;

/** An assessment as an engine called `judge` would give it, every quote being the one sentence. */
function assessment(judge: string, said: Said = {}, rest: Partial<Assessment> = {}): Assessment {
  const span = { quote: SENTENCE, field: "text" as const, start: 0, end: SENTENCE.length };
  const readings = Object.entries(said).map(([term, one]): Reading => {
    const [verdict, confidence] = typeof one === "string" ? [one, 0.9] : one;
    return { ...span, term: termId.parse(term), verdict, confidence, judge };
  });
  const verdictsSaid = new Set(readings.map((one) => one.verdict));
  const alert = verdictsSaid.has("changes")
    ? "changes"
    : verdictsSaid.has("contradicts")
      ? "contradicts"
      : verdictsSaid.has("rumoured_change")
        ? "rumour"
        : "none";
  return { alert, needsReview: false, readings, reason: `${judge} read it`, evidence: null, ...rest };
}
const judgeThat = (name: string, found: Assessment): Judge => ({ name, read: async () => found });

function cascade(
  first: Assessment,
  second: Assessment | Exclude<Consultation, { outcome: "answered" }>,
  checked: Assessment = assessment("checks"),
) {
  const consult = vi.fn<Consultant["consult"]>(async () => ("outcome" in second ? second : { outcome: "answered", assessment: second }));
  const judge = createCascadeJudge({
    first: judgeThat("first", first),
    second: { name: "second", consult },
    checks: judgeThat("checks", checked),
  });
  return { consult, read: (input: JudgeInput = INPUT) => judge.read(input, signal()) };
}

describe("the second engine is asked", () => {
  it.each([
    ["an alarm", assessment("first", { fee: "changes" })],
    ["a rumour", assessment("first", { fee: "rumoured_change" })],
    ["a doubt", assessment("first", {}, { needsReview: true })],
    ["mixed wording", assessment("first", { fee: ["reaffirms", 0.5] })],
  ])("about %s", async (_what, found) => {
    const { consult, read } = cascade(found, assessment("second"));
    await read();
    expect(consult).toHaveBeenCalledOnce();
    expect(consult.mock.calls[0]?.[1].map((span) => span.quote)).toEqual(found.readings.map(() => SENTENCE));
  });

  it("about a language that the first does not read, even where that one says nothing of it", async () => {
    const { consult, read } = cascade(assessment("first"), assessment("second"));
    await read(
      licenceInput({ text: "Brightcast bleibt die exklusive Heimat der Filme von Halden in Europa, sagte ein Sprecher am Montag." }),
    );
    expect(consult).toHaveBeenCalledOnce();
  });

  it("about nothing else", async () => {
    const found = assessment("first", { fee: "reaffirms" });
    const { consult, read } = cascade(found, assessment("second", { fee: "changes" }));
    expect(await read()).toBe(found);
    expect(consult).not.toHaveBeenCalled();
  });
});

describe("what two engines say together", () => {
  it("is an alarm without doubt where both see one on the same term, each reading under its engine's name", async () => {
    const { read } = cascade(
      assessment("first", { fee: "contradicts" }, { needsReview: true }),
      assessment("second", { fee: "changes", window: "reaffirms" }),
    );
    const found = await read();
    expect(found).toMatchObject({ alert: "changes", needsReview: false });
    expect(found.readings.map((one) => [one.term, one.verdict, one.judge])).toEqual([
      ["fee", "changes", "second"],
      ["window", "reaffirms", "second"],
    ]);
  });

  it("is an alarm to be reviewed where they see it on different terms", async () => {
    const found = await cascade(assessment("first", { fee: "changes" }), assessment("second", { window: "changes" })).read();
    expect(found).toMatchObject({ alert: "changes", needsReview: true });
    expect(found.readings.map((one) => one.judge)).toEqual(["first", "second"]);
  });

  it("is raised by the second, to be reviewed", async () => {
    const found = await cascade(assessment("first", {}, { needsReview: true }), assessment("second", { fee: "changes" })).read();
    expect(found).toMatchObject({ alert: "changes", needsReview: true, readings: [{ term: "fee", judge: "second" }] });
    expect(found.reason).toMatch(
      /^a person should look, since second raises no alarm to a change; first sees no alarm: .*; second sees a change \(fee 90 % sure\)/,
    );
  });

  it("is turned down by the second where the checks see nothing, and stays to be reviewed under both names", async () => {
    const found = await cascade(
      assessment("first", { fee: "changes", window: "reaffirms" }),
      assessment("second", { fee: "reaffirms" }),
    ).read();
    expect(found).toMatchObject({ alert: "none", needsReview: true });
    expect(found.readings.map((one) => [one.term, one.verdict, one.judge])).toEqual([
      ["window", "reaffirms", "first"],
      ["fee", "reaffirms", "second"],
    ]);
    expect(found.reason).toMatch(/second turns down a change that first saw and checks did not see/);
  });

  it("is turned down to a rumour where the second sees one", async () => {
    const found = await cascade(assessment("first", { fee: "changes" }), assessment("second", { fee: "rumoured_change" })).read();
    expect(found).toMatchObject({
      alert: "rumour",
      needsReview: true,
      readings: [{ term: "fee", verdict: "rumoured_change", judge: "second" }],
    });
  });

  it("stays an alarm where the checks see one too, whatever the second says", async () => {
    const found = await cascade(
      assessment("first", { fee: "changes" }),
      assessment("second", { fee: "reaffirms" }),
      assessment("checks", { games: "rumoured_change" }),
    ).read();
    expect(found).toMatchObject({ alert: "changes", needsReview: true, readings: [{ term: "fee", verdict: "changes", judge: "first" }] });
    expect(found.reason).toContain("which stands since checks sees a rumour too");
  });

  it("keeps an alarm that rests on the agreement as a whole, with its evidence", async () => {
    const evidence = { quote: SENTENCE, field: "text" as const, start: 0, end: SENTENCE.length };
    const first = assessment("first", { fee: "reaffirms" }, { alert: "changes", evidence, needsReview: true });
    expect(await cascade(first, assessment("second"), assessment("checks", { fee: "changes" })).read()).toMatchObject({
      alert: "changes",
      evidence,
    });
    expect(await cascade(first, assessment("second")).read()).toMatchObject({ alert: "none", evidence: null, needsReview: true });
  });

  it("settles a doubt only where the checks have none either", async () => {
    const doubt = assessment("first", {}, { needsReview: true });
    expect(await cascade(doubt, assessment("second")).read()).toMatchObject({ alert: "none", needsReview: false });
    const doubtful = assessment("checks", {}, { needsReview: true });
    expect(await cascade(doubt, assessment("second"), doubtful).read()).toMatchObject({
      ...{ alert: "none", needsReview: true },
      reason: expect.stringMatching(/^a person should look, since first is in doubt and checks is in doubt as well; /),
    });
    expect(await cascade(doubt, assessment("second", {}, { needsReview: true })).read()).toMatchObject({ needsReview: true });
  });
});

describe("where the second does not answer", () => {
  it("the first's answer stands, with the reason", async () => {
    const first = assessment("first", { fee: "changes" });
    const found = await cascade(first, { outcome: "unanswered", cause: "budget", why: "the day's 5 tokens are used up" }).read();
    expect(found).toEqual({
      ...first,
      reason: "first read it; asked because of an alarm, second did not answer: the day's 5 tokens are used up",
    });
  });

  const failing = (first: Assessment, consult: Consultant["consult"]) =>
    createCascadeJudge({ first: judgeThat("first", first), second: { name: "second", consult }, checks: createRulesJudge() });

  it("not even a crash loses it", async () => {
    const judge = failing(assessment("first", { fee: "changes" }), () => Promise.reject(new Error("out of memory")));
    expect(await judge.read(INPUT, signal())).toMatchObject({
      alert: "changes",
      reason: expect.stringContaining("did not answer: out of memory"),
    });
  });

  it("nor does running out of time, while calling it off stops everything", async () => {
    const waiting: Consultant["consult"] = (_input, _spans, one) =>
      new Promise((_resolve, reject) => one.addEventListener("abort", () => reject(one.reason)));
    const judge = failing(assessment("first", { fee: "changes" }), waiting);
    expect(await judge.read(INPUT, AbortSignal.timeout(20))).toMatchObject({
      alert: "changes",
      reason: expect.stringContaining("no time was left"),
    });
    const shutdown = new AbortController();
    const reading = judge.read(INPUT, shutdown.signal);
    setTimeout(() => shutdown.abort(new Error("shutting down")), 20);
    await expect(reading).rejects.toThrow("shutting down");
  });
});
