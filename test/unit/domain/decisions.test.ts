import { describe, expect, test } from "vitest";
import { decideRaise, type RaiseCase } from "../../../src/domain/alert.ts";
import { duration } from "../../../src/domain/duration.ts";
import { articleIdOf, feedId, storyIdOf } from "../../../src/domain/ids.ts";
import { standsAt } from "../../../src/domain/reading.ts";
import { backoffMs } from "../../../src/domain/schedule.ts";
import { rankOf } from "../../../src/domain/source.ts";
import { versionAt } from "../../../src/domain/term.ts";
import { type AlertLevel, levelOf, reaches, strongest } from "../../../src/domain/verdict.ts";

test("attempts are spaced twice as far each time, up to the cap, and never sooner than asked", () => {
  const policy = { backoffMs: 1000, backoffCapMs: 10_000 };
  expect([1, 2, 3, 4, 5, 50].map((attempts) => backoffMs(policy, attempts, 0))).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
  expect(backoffMs(policy, 1, 0, 60_000)).toBe(60_000);
});

describe("whether an article raises", () => {
  const said = (level: AlertLevel, byParty = false) => ({ level, origins: new Set(["o1"]), byParty });
  /** What an article says of the berth, and what the alert says of it already. */
  const moves = (level: AlertLevel, before: ReturnType<typeof said> | null) => [{ term: "berth", level, said: before, isFurther: false }];
  const fee = { term: "fee", level: "changes" as const, said: null, isFurther: true };
  const denial = { term: "berth", saidByParty: false, deniers: new Set<string>() };
  const denies = { level: "none" as const, moves: [], open: "open" as const };
  const base: RaiseCase = {
    level: "changes",
    needsReview: false,
    minimum: "rumoured_change",
    reason: "says so",
    byParty: false,
    isCopy: false,
    origin: "o2",
    onRecord: null,
    moves: [{ term: "berth", level: "changes", said: null, isFurther: true }],
    denies: [],
    before: null,
    gone: false,
    open: null,
  };
  const rumoured = { open: "open" as const, moves: moves("changes", said("rumour")) };
  const changed = { open: "open" as const, moves: moves("changes", said("changes")) };
  const weaker = { open: "open" as const, level: "rumour" as const, moves: moves("rumour", said("changes")) };
  const stands = (level: Exclude<AlertLevel, "none">, stand = false) => ({ before: { level, stands: stand } });
  const cases: [string, Partial<RaiseCase>, string | null][] = [
    ["the first article that departs from the record opens an alert", {}, "opened"],
    ["an article that departs from nothing is held with its reason", { level: "none" }, null],
    ["a rumour is held where the watch asks for more", { level: "rumour", minimum: "contradicts" }, null],
    ["a contradiction is held where the watch asks for changes", { level: "contradicts", minimum: "changes" }, null],
    ["a stronger report raises the alert that a rumour opened", rumoured, "raised"],
    ["a second origin corroborates", changed, "corroborated"],
    ["a copy of an origin already counted is held", { ...changed, origin: "o1" }, null],
    ["a party that says so itself confirms, even as an origin already counted", { ...changed, origin: "o1", byParty: true }, "confirmed"],
    ["a weaker report of another origin corroborates and does not lower", weaker, "corroborated"],
    ["a rumour that a party confirms is confirmed, at the higher level", { ...rumoured, byParty: true }, "confirmed"],
    ["a copy never corroborates, whatever origin it was given", { ...changed, isCopy: true }, null],
    ["what the register has on record opens nothing", { onRecord: "on record since May" }, null],
    ["a denial is told in the thread of what it denies", { ...denies, denies: [denial] }, "denied"],
    ["a denial that is held for review is told nobody", { ...denies, denies: [denial], needsReview: true }, null],
    ["a denial of an origin that denied already is held", { ...denies, denies: [{ ...denial, deniers: new Set(["o2"]) }] }, null],
    [
      "background in the press denies nothing that a party has said itself",
      { ...denies, denies: [{ ...denial, saidByParty: true }] },
      null,
    ],
    [
      "and denies what no party has said",
      {
        ...denies,
        denies: [
          { ...denial, saidByParty: true },
          { ...denial, term: "fee" },
        ],
      },
      "denied",
    ],
    ["a denial beside one more voice is told as a denial", { ...changed, denies: [{ ...denial, term: "fee" }] }, "denied"],
    ["beside a further term it is told with that", { ...changed, moves: [fee], denies: [denial] }, "widened"],
    ["beside what is on record it is told alone", { onRecord: "since May", open: "open", denies: [denial] }, "denied"],
    ["one that was counted adds nothing", { ...changed, denies: [{ ...denial, deniers: new Set(["o2"]) }] }, "corroborated"],
    ["an article edited so that it no longer says so withdraws its evidence", { ...denies, ...stands("changes") }, "withdrawn"],
    ["one that says it more weakly edits it", { ...weaker, ...stands("changes") }, "edited"],
    ["one whose quoted words changed edits it too", { ...changed, ...stands("changes") }, "edited"],
    ["one that was edited elsewhere is held", { ...changed, ...stands("changes", true) }, null],
    ["an origin already counted that says it of a further term is told", { ...changed, origin: "o1", moves: [fee] }, "widened"],
    ["so is a new origin, for the term and not only for its voice", { ...changed, moves: [...changed.moves, fee] }, "widened"],
    ["a stronger report of a further term makes no other term stronger", { ...rumoured, moves: [fee] }, "widened"],
    ["a party's report of a further term confirms no other term", { ...rumoured, moves: [fee], byParty: true }, "widened"],
    ["nor does it where it moves the other more weakly", { ...weaker, moves: [...weaker.moves, fee], byParty: true }, "widened"],
    ["a copy says nothing further", { ...changed, origin: "o1", isCopy: true, moves: [fee] }, null],
    ["a dismissal speaks of no further term", { open: "dismissed", origin: "o1", moves: [fee] }, "widened"],
    [
      "an edit that leaves the quoted words and adds a further term is told",
      { ...changed, moves: [fee], ...stands("changes", true) },
      "widened",
    ],
    ["a dismissed alert stays closed to as much again", { ...changed, open: "dismissed" }, null],
    ["and opens to a party's own word", { ...changed, open: "dismissed", byParty: true }, "confirmed"],
    ["a report after all evidence was withdrawn raises it again", { open: "withdrawn" }, "raised"],
  ];
  test.each(cases)("%s", (_, change, expected) => {
    const decision = decideRaise({ ...base, ...change });
    expect(decision.raise).toBe(expected);
    expect(decision.rule.length).toBeGreaterThan(10);
  });

  test("doubt is named in the rule even where nothing is raised", () => {
    expect(decideRaise({ ...base, level: "none", needsReview: true }).rule).toContain("review");
  });
});

describe("who speaks", () => {
  const ranks = { party: ["acme.example"], wire: ["wire.example"], blog: ["blogs.acme.example"] };
  const from = (domain: string, kind: string | null = null) => rankOf({ name: null, domain, kind }, ranks);
  test("a subdomain of a party's site is the party", () => expect(from("news.acme.example")).toBe("party"));
  test("the longer suffix decides", () => expect(from("blogs.acme.example")).toBe("blog"));
  test("a name that merely ends alike is press", () => expect(from("notacme.example")).toBe("press"));
  test("a stated kind is believed where no domain is known", () => expect(from("somewhere.example", "forum")).toBe("forum"));
  test("nobody becomes a party by saying so", () => expect(from("somewhere.example", "party")).toBe("press"));
});

describe("which version of a term held", () => {
  const versions = [
    { validFrom: "2026-02-27", validTo: "2026-04-27", n: 1 },
    { validFrom: "2026-04-27", n: 2 },
  ];
  test.each([
    ["2026-02-26", undefined],
    ["2026-02-27T00:30:00Z", 1],
    ["2026-02-26T20:00:00-08:00", 1],
    ["2026-02-27T01:00:00+05:00", undefined],
    ["2026-04-26", 1],
    ["2026-04-27", 2],
    ["2030-01-01", 2],
  ])("on %s", (date, n) => expect(versionAt(versions, date)?.n).toBe(n));
});

test("levels order as rumour, contradiction, change", () => {
  expect(strongest(["rumour", "changes", "contradicts", "none"])).toBe("changes");
  expect(levelOf("reaffirms")).toBe("none");
  expect(reaches("contradicts", "contradicts")).toBe(true);
  expect(reaches("none", "rumoured_change")).toBe(false);
});

test("a length of time is read in every unit and refused without one", () => {
  expect(["250ms", "30s", "1.5m", "2h", "1d"].map((text) => duration.parse(text))).toEqual([250, 30_000, 90_000, 7_200_000, 86_400_000]);
  for (const wrong of ["5", "soon", "-1s", "1w", ""]) expect(duration.safeParse(wrong).success).toBe(false);
});

test("ids are the same for the same thing and tell their kind", () => {
  expect(articleIdOf("https://a.example/x")).toBe(articleIdOf("https://a.example/x"));
  expect(storyIdOf(articleIdOf("x"))).toMatch(/^sto_[0-9a-f]{16}$/);
  expect(feedId.safeParse("Not A Feed").success).toBe(false);
});

test("a quote stands only where its offsets say, in the field they say", () => {
  const article = { title: "Deal ends", text: "The deal ends in May." };
  expect(standsAt({ quote: "deal ends", field: "text", start: 4, end: 13 }, article)).toBe(true);
  expect(standsAt({ quote: "deal ends", field: "title", start: 4, end: 13 }, article)).toBe(false);
  expect(standsAt({ quote: "deal ends", field: "title", start: 0, end: 9 }, { ...article, title: null })).toBe(false);
});
