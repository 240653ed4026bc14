// What the edit guard holds apart: node [--import ./test/support/edits/apart.ts] test/support/bench-edits.ts [even|odd|all] [kind whose failures are listed]
// With apart.ts the guard knows no synonym or antonym of WordNet's, from which the edits here are made. It was worked on with the even articles in view; the odd ones were only counted.
import { guard } from "../../src/relate/guard.ts";
import { type Article, benchArticles, textOf } from "./edits/articles.ts";
import { withSynonyms } from "./edits/harmless.ts";
import { MATERIAL } from "./edits/material.ts";
import { type Case, type Row, scoreHarmless, scoreHidden, scoreMaterial } from "./edits/score.ts";
import { openWordNet } from "./edits/wordnet.ts";
import { placesOf } from "./edits/words.ts";
import { randomFrom } from "./random.ts";

const [part = "all", shown] = process.argv.slice(2);
const wordnet = openWordNet();
const articles = benchArticles().filter((_, i) => part === "all" || (i % 2 === 0) === (part === "even"));
const words = articles.map((one) => textOf(one).split(/\s+/).length);
console.log(`${articles.length} articles of ${Math.min(...words)} to ${Math.max(...words)} words (${part})`);

const print = (title: string, rows: readonly Row[]): void => {
  console.log(`\n${title}`);
  for (const { kind, made, held } of rows)
    console.log(`  ${kind.padEnd(34)} ${((100 * held) / made).toFixed(1).padStart(6)} %   ${held} of ${made}`);
};
const list =
  (group: string, failsWhen: boolean) =>
  ({ kind, before, after, held, notes }: Case): void => {
    if (`${group} ${kind}` !== shown || held !== failsWhen) return;
    if (failsWhen) console.log(`  ! ${notes.join(" | ")}`);
    else console.log(`  ! ${before.replaceAll("\n", " ")}\n    ${after.replaceAll("\n", " ")}   [${notes.join(" | ")}]`);
  };

print("a lone edit in a copy, held apart", scoreMaterial(articles, wordnet, Object.keys(MATERIAL), 0, list("lone", false)));
print("hidden among synonyms for 5 % of the words, the edit itself noted", scoreHidden(articles, wordnet, list("hidden", false)));
const swapped = (share: number): string => {
  const shares = articles.map((one, i) => {
    const before = placesOf(textOf(one)).map((place) => place.word);
    const after = placesOf(withSynonyms(textOf(one), share, randomFrom(i), wordnet, { from: 0, to: 0 }).text).map((place) => place.word);
    return before.filter((word, n) => word !== after[n]).length / before.length;
  });
  return `${((100 * shares.reduce((sum, one) => sum + one, 0)) / shares.length).toFixed(1)} %`;
};
console.log(`\nwords exchanged where 5 % and 15 % are wanted: ${swapped(0.05)}, ${swapped(0.15)}`);
print("harmless, held apart all the same", scoreHarmless(articles, wordnet, list("harmless", true)));

/** Milliseconds of processor time a pair, median of rounds after a first one. */
function speed(copyOf: (article: Article, i: number) => string): string {
  const pairs = articles.map((one, i) => [copyOf(one, i), textOf(one)] as const);
  const rounds = Array.from({ length: 6 }, () => {
    const start = process.cpuUsage();
    for (const [child, parent] of pairs) guard(child, parent);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000 / pairs.length;
  });
  const [, , , median = 0] = rounds.slice(1).sort((a, b) => a - b);
  return `${median.toFixed(2)} ms`;
}
const oneWord = (article: Article, i: number): string =>
  MATERIAL["negation in"]?.(textOf(article), randomFrom(i), wordnet)?.text ?? textOf(article);
console.log(
  `\na pair with one word inserted ${speed(oneWord)}, with synonyms for 15 % of the words ${speed((one, i) => withSynonyms(textOf(one), 0.15, randomFrom(i), wordnet, { from: 0, to: 0 }).text)}`,
);
