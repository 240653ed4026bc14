// Floors for what test/support/bench-edits.ts measures on all its articles; docs/benchmarks.md has the figures.
import { expect, test, vi } from "vitest";
import { benchArticles } from "../../support/edits/articles.ts";
import { MATERIAL } from "../../support/edits/material.ts";
import { type Row, scoreHarmless, scoreHidden, scoreMaterial } from "../../support/edits/score.ts";
import { openWordNet } from "../../support/edits/wordnet.ts";

// The edits are made from WordNet, so the guard must not know what it was taught from there.
vi.mock("../../../models/thesaurus/thesaurus.json", async (load) => {
  const { default: thesaurus } = await load<{ default: object }>();
  return { default: { ...thesaurus, synonyms: "", opposites: "" } };
});

const wordnet = openWordNet();
const articles = benchArticles().filter((_, i) => i % 10 === 1);
const shares = (rows: readonly Row[]): Record<string, number> =>
  Object.fromEntries(rows.map(({ kind, made, held }) => [kind, held / made]));
const LIMIT_MS = 60_000;

test("a single edit of any kind in a mechanical copy is held apart", { timeout: LIMIT_MS }, () => {
  const rows = scoreMaterial(articles, wordnet, Object.keys(MATERIAL), 0);
  for (const { kind, made, held } of rows) {
    expect(made, `${kind}: edits made`).toBeGreaterThan(10);
    expect(made - held, `${kind}: edits that were missed`).toBeLessThanOrEqual(1);
  }
});

test("an edit hidden in a copy that has a twentieth of its words exchanged is noted", { timeout: LIMIT_MS }, () => {
  const { verb, antonym, "antonym (seen)": seen, ...others } = shares(scoreHidden(articles, wordnet));
  for (const [kind, share] of Object.entries(others)) expect(share, kind).toBeGreaterThanOrEqual(0.95);
  expect(Math.min(antonym ?? 0, seen ?? 0)).toBeGreaterThanOrEqual(0.75);
  expect(verb).toBeGreaterThanOrEqual(0.5);
});

test("what newsrooms do to a copy without changing what it says is let pass", { timeout: LIMIT_MS }, () => {
  const { "synonyms 5 %": few, "synonyms 15 %": many, ...others } = shares(scoreHarmless(articles, wordnet));
  for (const [kind, share] of Object.entries(others)) expect(share, kind).toBeLessThanOrEqual(0.1);
  expect(Math.max(few ?? 1, many ?? 1)).toBeLessThanOrEqual(0.2);
});
