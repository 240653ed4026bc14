import type { Random } from "../random.ts";
import { type Article, textOf } from "./articles.ts";
import type { WordNet } from "./wordnet.ts";
import { type Edited, exchange, isClosed, isOpen, placesOf, type Swap } from "./words.ts";

/** A change by which a copy says the same; null where it changes nothing. */
export type Restyle = (article: Article, random: Random, wordnet: WordNet, foreign: Article) => string | null;

/** Exchanges this share of all words for WordNet synonyms, outside the followed stretch. */
export function withSynonyms(
  text: string,
  share: number,
  random: Random,
  wordnet: WordNet,
  followed: { from: number; to: number },
): Edited {
  const places = placesOf(text);
  const wanted = Math.round(share * places.length);
  const swaps: Swap[] = [];
  for (const place of random.shuffled(places.filter(isOpen))) {
    if (swaps.length === wanted) break;
    const [from, to] = [place.at, place.at + place.word.length];
    if (to > followed.from && from < followed.to) continue;
    const reading = wordnet.read(place.word);
    const others =
      reading === null
        ? []
        : wordnet
            .synonyms(reading)
            .filter((one) => !isClosed(one))
            .map((one) => wordnet.inForm(one, reading));
    if (others.length > 0) swaps.push({ from, to, by: random.pick(others) });
  }
  return exchange(text, swaps, followed);
}
const synonyms =
  (share: number): Restyle =>
  (article, random, wordnet) =>
    withSynonyms(textOf(article), share, random, wordnet, { from: 0, to: 0 }).text;

const TOP = [
  "By Robin Ellery, staff writer",
  "Share",
  "Listen to this article · 4 min read",
  "Published 09:14, updated 11:02",
  "Photograph: the scene this morning, seen from the car park. Credit: R. Ellery",
];
const BOTTOM = [
  "© Morning Ledger. All rights reserved.",
  "Sign up for our free newsletter and get the best stories of the week every Sunday.",
  "Read more: Ten gardens worth a detour",
  "Related articles",
  "Have you seen something? Write to the newsdesk.",
  "This story first appeared in the Morning Ledger.",
  "Most read",
];
const furniture: Restyle = (article, random, _, foreign) => {
  const top = random.shuffled(TOP).slice(0, 3);
  const bottom = random.shuffled(BOTTOM).slice(0, 4);
  return [...top, textOf(article), textOf(foreign.slice(0, 2)), ...bottom].join("\n\n");
};

const wrapped = (text: string, width: number): string => text.replace(new RegExp(`(.{${width - 20},${width}}) `, "g"), "$1\n");
const typography: Restyle = (article, random) => {
  const styles: ((text: string) => string)[] = [
    (text) =>
      text
        .replace(/(?<=^|\s)"/g, "“")
        .replaceAll('"', "”")
        .replaceAll("'", "’"),
    (text) => text.replaceAll(" - ", " — ").replaceAll("; ", " – "),
    (text) => text.replace(/ (\d+)/g, "\u00a0$1"),
    (text) => text.replace(/(\w{5})(\w{5})/g, "$1\u00ad$2"),
    (text) => text.replaceAll(". ", ".  "),
    (text) => wrapped(text, 72),
    (text) => text.replaceAll("percent", "per cent"),
    (text) => text.replaceAll("\n\n", "\n"),
    (text) => text.replaceAll("“", "«").replaceAll("”", "»"),
    (text) => text.replaceAll("fi", "ﬁ"),
  ];
  return random
    .shuffled(styles)
    .slice(0, 4)
    .reduce((text, style) => style(text), textOf(article));
};

const CUTS = ["", "…", " ...", "…\n\nRead more", " [...]", "... Continue reading"];
const truncation: Restyle = (article, random) => {
  const text = textOf(article);
  return text.slice(0, 0.4 * text.length).replace(/\s+\S*$/, "") + random.pick(CUTS);
};
const excerpt: Restyle = (article, random) => {
  const from = Math.floor(random.next() * 3);
  return textOf(article.slice(from, from + Math.ceil(article.length / 2)));
};
const shuffled: Restyle = (article, random) => textOf(random.shuffled(article));

const SAID = [
  "told reporters",
  "told journalists",
  "said in a statement",
  "told a news conference",
  "said at a briefing",
  "told the newspaper",
];
const OPENINGS = [
  "Meanwhile, ",
  "In addition, ",
  "Separately, ",
  "Also, ",
  "In a statement issued earlier, ",
  "Speaking to reporters, ",
  "In other news, ",
  "At the same time, ",
];
const leadIns: Restyle = (article, random) => {
  let changed = 0;
  const restyled = article.map((sentences, i) =>
    sentences.map((sentence, n) => {
      const told = random.next() < 0.6 ? sentence.replace(/(?<=[a-z]) said\b(?! in| at)/, () => ` ${random.pick(SAID)}`) : sentence;
      const opens = i > 0 && n === 0 && /^(?:The|A|An|In|Its|Their|It|She|He|They|Two|Some) /.test(told) && random.next() < 0.25;
      const put = opens ? random.pick(OPENINGS) + told.charAt(0).toLowerCase() + told.slice(1) : told;
      if (put !== sentence) changed++;
      return put;
    }),
  );
  const dateline = random.next() < 0.3 ? random.pick(["BREMONT (Newswire) — ", "KOLVIK, (NW) - "]) : "";
  return changed === 0 ? null : dateline + textOf(restyled);
};

const NEAR_KEYS: Record<string, string> = {
  ...{ a: "sq", b: "vn", c: "xv", d: "sf", e: "wr", f: "dg", g: "fh", h: "gj", i: "uo", j: "hk", k: "jl", l: "k", m: "n" },
  ...{ n: "bm", o: "ip", p: "o", q: "wa", r: "et", s: "ad", t: "ry", u: "yi", v: "cb", w: "qe", x: "zc", y: "tu", z: "x" },
};
/** A slip of the fingers: two letters swapped, one dropped, doubled, or the key beside it. */
function misspelt(word: string, random: Random): string {
  const at = 1 + Math.floor(random.next() * (word.length - 1));
  const letter = word[at] as string;
  const kind = random.next();
  if (kind < 0.35) return word.slice(0, at - 1) + letter + word[at - 1] + word.slice(at + 1);
  if (kind < 0.6) return word.slice(0, at) + word.slice(at + 1);
  if (kind < 0.8) return word.slice(0, at) + letter + word.slice(at);
  return word.slice(0, at) + random.pick([...(NEAR_KEYS[letter.toLowerCase()] ?? letter)]) + word.slice(at + 1);
}
const typos: Restyle = (article, random, wordnet) => {
  const text = textOf(article);
  const places = placesOf(text).filter(({ word }) => word.length > 3 && !/['’]/.test(word));
  const swaps = random.shuffled(places).flatMap(({ word, at }) => {
    const by = misspelt(word, random);
    // A slip that makes another word is an edit.
    return by === word || wordnet.isKnown(by.toLowerCase()) ? [] : [{ from: at, to: at + word.length, by }];
  });
  return exchange(text, swaps.slice(0, Math.round(0.02 * placesOf(text).length)), { from: 0, to: 0 }).text;
};

export const HARMLESS: Readonly<Record<string, Restyle>> = {
  "furniture and foreign paragraphs": furniture,
  typography,
  "first 40 %": truncation,
  "half, from within": excerpt,
  "paragraphs shuffled": shuffled,
  "synonyms 5 %": synonyms(0.05),
  "synonyms 15 %": synonyms(0.15),
  "lead-ins": leadIns,
  "typos in 2 % of words": typos,
};
