import { describe, expect, test } from "vitest";
import { termId } from "../../../src/domain/ids.ts";
import type { Assessment, Reading } from "../../../src/domain/reading.ts";
import type { AlertLevel, SpokenVerdict } from "../../../src/domain/verdict.ts";
import { type Case, caseOf, layOut } from "../../eval/cases.ts";
import { wrongArticles } from "../../eval/errors.ts";
import { fallen } from "../../eval/gate.ts";
import { calibration, decisive, falseAlarms, type Outcome, score } from "../../eval/score.ts";

const noWatch = () => {
  throw new Error("these rows bring their own agreement");
};

type Labels = Readonly<Record<string, SpokenVerdict>>;
const list = (labels: Labels) => Object.entries(labels).map(([term, verdict]) => ({ term, verdict }));

/** An article under the headline "News" on the terms fee and date, one sentence ("Sentence 0.", 11 units) for each set of labels. */
function article(id: string, alert: AlertLevel, sentences: readonly Labels[], more: { published?: string; group?: string } = {}): Case {
  const row = {
    ...{ id, subject: "alfa-beta", baseline: "2026-03-02", published: "2026-04-01", language: "en", expected_alert: alert },
    parties: [{ name: "Alfa" }, { name: "Beta", aliases: ["B"] }],
    terms: ["fee", "date"].map((term) => ({ id: term, statement: `The ${term} of Alfa and Beta stands.` })),
    ...{ title: "News", title_labels: [], source: { kind: "press" } },
    sentences: sentences.map((labels, at) => ({ text: `Sentence ${at}.`, labels: list(labels) })),
    ...more,
  };
  const made = caseOf(row, "file", noWatch);
  if (made === null) throw new Error("not a doubtful row");
  return made;
}

/** A reading on the sentence of that number, each 12 units after the one before in the first paragraph; -1 is the headline. */
const reading = (term: string, verdict: SpokenVerdict, confidence: number, sentence: number, length = 11): Reading => ({
  ...{ term: termId.parse(term), verdict, confidence, judge: "test/1", quote: "x".repeat(length) },
  ...(sentence < 0 ? { field: "title", start: 0, end: 4 } : { field: "text", start: sentence * 12, end: sentence * 12 + length }),
});

const found = (alert: AlertLevel, readings: readonly Reading[], needsReview = false): Assessment => ({
  ...{ alert, needsReview, readings: [...readings], reason: "because", evidence: null },
});

/*
 * article  expected                    got                              alert   moved pairs             verdict right
 * hit      changes (fee changes)       changes (fee changes 0.9)        hit     fee hit                 yes
 * class    contradicts (fee contrad.)  changes (fee changes 0.8)        hit     fee hit                 no
 * missed   rumour (date rumoured)      none (date reaffirms 0.7)        missed  date missed             no
 * false    none (fee reaffirms)        rumour (date rumoured 0.6),      false   date false              no
 *                                      fee reaffirms 1.0                                                yes
 * old      history, none               none                             silent  no pairs
 */
const outcomes: readonly Outcome[] = [
  { one: article("hit", "changes", [{ fee: "changes" }, {}]), found: found("changes", [reading("fee", "changes", 0.9, 0)]) },
  { one: article("class", "contradicts", [{ fee: "contradicts" }]), found: found("changes", [reading("fee", "changes", 0.8, 0)]) },
  {
    one: article("missed", "rumour", [{}, { date: "rumoured_change" }], { group: "b" }),
    found: found("none", [reading("date", "reaffirms", 0.7, 1)], true),
  },
  {
    one: article("false", "none", [{ fee: "reaffirms" }, {}], { group: "b" }),
    found: found("rumour", [reading("date", "rumoured_change", 0.6, 1), reading("fee", "reaffirms", 1, 0)]),
  },
  { one: article("old", "changes", [{ fee: "changes" }], { published: "2026-03-01" }), found: found("none", []) },
];
const figures = score(outcomes);

describe("the score of five articles, computed by hand", () => {
  test.each([
    ["alerts", figures.alert, { hit: 2, raised: 3, due: 3 }],
    ["terms moved", figures.moved, { hit: 2, raised: 3, due: 3 }],
    ["articles in which any term moved", figures.movedArticles, { hit: 2, raised: 3, due: 3 }],
    ["changes", figures.verdicts.changes, { hit: 1, raised: 2, due: 1 }],
    ["contradicts", figures.verdicts.contradicts, { hit: 0, raised: 0, due: 1 }],
    ["rumoured_change", figures.verdicts.rumoured_change, { hit: 0, raised: 1, due: 1 }],
    ["reaffirms", figures.verdicts.reaffirms, { hit: 1, raised: 2, due: 1 }],
    // Eight pairs, four of them labelled; three of the four silent ones were left alone.
    ["silent", figures.verdicts.silent, { hit: 3, raised: 3, due: 4 }],
  ])("counts %s", (_, detection, counts) => {
    const { hit, raised, due } = counts;
    expect(detection).toMatchObject(counts);
    expect(detection.precision ?? 0).toBeCloseTo(raised === 0 ? 0 : hit / raised);
    expect(detection.f1).toBeCloseTo((2 * hit) / (raised + due));
  });

  test("an article older than its record expects nothing and adds no pair", () => {
    expect(figures).toMatchObject({ articles: 5, history: 1, pairs: 8, exactClass: 2 / 5, needsReview: 1 / 5 });
  });

  test("groups come worst first, and a share of nothing is null", () => {
    expect(figures.groups.map(({ name, articles, exactClass }) => [name, articles, exactClass])).toEqual([
      ["b", 2, 0],
      ["file", 3, 2 / 3],
    ]);
    expect(figures.verdicts.contradicts.precision).toBeNull();
  });

  test("the error that is furthest off and unflagged is listed first", () => {
    expect(wrongArticles(outcomes).map(({ id, off }) => [id, off])).toEqual([
      ["class", 1],
      ["false", 1],
      ["missed", 1],
    ]);
    expect(wrongArticles(outcomes)[0]).toMatchObject({ expected: { quote: "Sentence 0." }, got: { confidence: 0.8 } });
  });
});

describe("false alarms per 1,000 silent pairs", () => {
  // Headline and two sentences, fee moved, date silent throughout: three pairs, all of them the date's.
  const moved = article("a", "changes", [{ fee: "changes" }, {}]);
  // Nothing moves: headline and second sentence are silent on the fee, all three on the date: five pairs.
  const quiet = article("b", "none", [{ fee: "reaffirms" }, {}]);
  test.each<[string, Case, Reading[], number, number]>([
    ["a move read into a silent sentence", quiet, [reading("fee", "changes", 1, 1)], 1, 5],
    ["a move read into a silent headline", quiet, [reading("date", "rumoured_change", 1, -1)], 1, 5],
    ["nothing for a sentence that reaffirms its term", quiet, [reading("fee", "contradicts", 1, 0)], 0, 5],
    ["nothing for a quote that reaches into a labelled sentence", quiet, [reading("fee", "changes", 1, 0, 23)], 0, 5],
    ["one for a quote over two silent sentences", quiet, [reading("date", "changes", 1, 0, 23)], 1, 5],
    ["nothing for a reaffirmation", quiet, [reading("date", "reaffirms", 1, 1)], 0, 5],
    ["nothing for a term that moves elsewhere in the article", moved, [reading("fee", "changes", 1, 1)], 0, 3],
    ["the other term of such an article", moved, [reading("date", "changes", 1, 0)], 1, 3],
  ])("count %s", (_, one, readings, alarms, pairs) => {
    expect(falseAlarms([{ one, found: found("changes", readings) }])).toEqual({ alarms, pairs, per1000: (1000 * alarms) / pairs });
  });

  test("are not measured where only the article is labelled", () => {
    expect(falseAlarms([{ one: { ...quiet, sentences: null }, found: found("none", []) }])).toBeNull();
  });
});

describe("confidence", () => {
  test("falls into ten bins, 1 into the last, and its error is weighted by readings", () => {
    const { bins, readings, error } = calibration(outcomes);
    expect(readings).toBe(5);
    expect(bins.map(({ n }) => n)).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 2]);
    expect(bins[9]).toMatchObject({ n: 2, confidence: 0.95, right: 1 });
    // 2 × |0.95 − 1|, and 0.8, 0.7 and 0.6 that were all wrong, over five readings.
    expect(error).toBeCloseTo((0.1 + 0.8 + 0.7 + 0.6) / 5);
  });

  test("settles which of two equally strong readings decides", () => {
    const readings = [reading("fee", "reaffirms", 0.99, 0), reading("fee", "changes", 0.4, 1), reading("fee", "changes", 0.6, 2)];
    expect(decisive(readings)).toBe(readings[2]);
    expect(decisive([])).toBeNull();
  });
});

describe("the gate", () => {
  const floor = { alertF1: 0.6, movedF1: 0.6, exactClass: 0.4, falseAlarmsPer1000: 1000 };
  test.each([
    ["holds where every figure reaches its floor", floor, []],
    ["names a figure below its floor", { ...floor, alertF1: 0.7 }, ["alert F1 is 0.6667, at least 0.7 is due"]],
    // One alarm in 13 silent pairs: date 3 in "hit" and 2 in "class", fee 3 in "missed", fee 2 and date 3 in "false".
    [
      "names too many false alarms",
      { ...floor, falseAlarmsPer1000: 10 },
      ["false alarms per 1,000 silent pairs is 76.9231, at most 10 is due"],
    ],
  ])("%s", (_, floors, said) => expect(fallen(figures, floors)).toEqual(said));

  test("takes a figure that could not be measured for fallen", () => {
    expect(fallen(score([]), floor)).toHaveLength(4);
  });
});

describe("a labelled row", () => {
  test("becomes paragraphs of three sentences, each found again at its offsets", () => {
    const sentences = ["One.", "Two “2”.", "Three.", "Four."];
    const { text, spans } = layOut(sentences);
    expect(text).toBe("One. Two “2”. Three.\n\nFour.");
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(sentences);
  });

  test("has the strongest of a term's labels", () => {
    expect(article("a", "changes", [{ fee: "reaffirms" }, { fee: "changes" }, { fee: "contradicts" }]).labels.get("fee")).toBe("changes");
  });

  test("that labels a term its agreement lacks is refused", () => {
    expect(() => article("a", "none", [{ price: "changes" }])).toThrow("labels the term price");
  });
});
