import type { Random } from "../random.ts";
import { isSeen, type Reading, type WordNet } from "./wordnet.ts";
import { type Edited, edited, inCaseOf, isOpen, type Place, placesOf } from "./words.ts";

/** One edit that may change what the text says, at a place drawn at random; null where the text offers none. */
export type Edit = (text: string, random: Random, wordnet: WordNet) => Edited | null;

/** Replaces one match of the pattern, drawn at random. */
const rewriting =
  (pattern: RegExp, by: (match: RegExpExecArray, random: Random) => string | null): Edit =>
  (text, random) => {
    for (const match of random.shuffled([...text.matchAll(pattern)] as RegExpExecArray[])) {
      const put = by(match, random);
      if (put !== null && put !== match[0]) return edited(text, match.index, match[0].length, put);
    }
    return null;
  };

/** The first of several edits, in an order drawn anew, that the text allows. */
const oneOf =
  (...edits: readonly Edit[]): Edit =>
  (text, random, wordnet) => {
    for (const edit of random.shuffled(edits)) {
      const made = edit(text, random, wordnet);
      if (made !== null) return made;
    }
    return null;
  };

/** Exchanges a word by a table: "will: may|might". */
function swapping(table: string): Edit {
  const rows = new Map(table.split(", ").map((row) => [row.split(": ")[0] as string, (row.split(": ")[1] as string).split("|")]));
  const pattern = new RegExp(`\\b(?:${[...rows.keys()].join("|")})\\b`, "gi");
  return rewriting(pattern, ([word], random) => inCaseOf(word, random.pick(rows.get(word.toLowerCase()) as string[])));
}

const AUXILIARY = /\b(?:is|are|was|were|will|would|has|have|had|can|could|may|might|should|must)\b(?!n't| not| never| no\b)/g;
const negationIn = rewriting(AUXILIARY, ([word], random) => `${word} ${random.pick(["not", "not", "never", "no longer"])}`);
const negationOut = rewriting(/\b(?:cannot|can't|won't|(?:\w+)n't|(?:not|never|no longer) |nobody|none of)/gi, ([found]) => {
  const word = found.toLowerCase();
  if (word === "cannot" || word === "can't") return inCaseOf(found, "can");
  if (word === "won't") return inCaseOf(found, "will");
  if (word === "nobody") return inCaseOf(found, "everybody");
  if (word === "none of") return inCaseOf(found, "all of");
  return word.endsWith("n't") ? found.slice(0, -3) : "";
});

const otherFigure = (figure: string, random: Random): string => {
  const digits = figure.replaceAll(",", "");
  const at = Math.floor(random.next() * digits.replace(/\..*/, "").length);
  const changed = digits.slice(0, at) + String(1 + ((Number(digits[at]) + Math.floor(random.next() * 8)) % 9)) + digits.slice(at + 1);
  return figure.includes(",") ? Number(changed).toLocaleString("en") : changed;
};
const NUMBERS = "two three four five six seven eight nine ten eleven twelve".split(" ");
const MONTHS = "January February March April June July August September October November December".split(" ");
const WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");
const anotherOf = (list: readonly string[], found: string, random: Random): string =>
  inCaseOf(found, random.pick(list.filter((one) => one.toLowerCase() !== found.toLowerCase())));
const words = (list: readonly string[]): RegExp => new RegExp(`\\b(?:${list.join("|")})\\b`, "g");

const number = oneOf(
  rewriting(
    /(?<![$€£.,\w-]|(?:January|February|March|April|May|June|July|August|September|October|November|December) )\d[\d,]*\b(?![.,]\d)(?!\s?(?:%|percent|per cent|million|billion|euros?|dollars?|pounds?|(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)|-)/g,
    ([figure], random) =>
      /^(?:19|20)\d\d$/.test(figure) || figure.startsWith("0") || figure.endsWith(",") ? null : otherFigure(figure, random),
  ),
  rewriting(words(NUMBERS), ([word], random) => anotherOf(NUMBERS, word, random)),
);
const date = oneOf(
  rewriting(words(MONTHS), ([word], random) => anotherOf(MONTHS, word, random)),
  rewriting(words(WEEKDAYS), ([word], random) => anotherOf(WEEKDAYS, word, random)),
  rewriting(/\b(?:19|20)\d\d\b/g, ([year], random) => String(Number(year) + random.pick([-3, -2, -1, 1, 2, 3, 10]))),
  rewriting(
    /(?<=\b(?:January|February|March|April|May|June|July|August|September|October|November|December) )\d{1,2}\b/g,
    ([day], random) => String(1 + ((Number(day) + random.pick([1, 3, 9])) % 28)),
  ),
);
const money = oneOf(
  rewriting(/(?<=[$€£])\d[\d,.]*\d|(?<=[$€£])\d/g, ([figure], random) => otherFigure(figure, random)),
  rewriting(/(?<=[$€£][\d.,]+ )(?:million|billion)/g, ([unit]) => (unit === "million" ? "billion" : "million")),
);
const percentage = rewriting(/(?<![\w,.])\d+(?:\.\d+)?(?= ?(?:percent|per cent|%))/g, ([figure], random) => otherFigure(figure, random));

const STRANGERS = "Halvorsen Delacroix Kestner Amari Threlkeld Quintana Bosworth Ilves Nakamura Zielinski".split(" ");
/** A capitalised word inside a sentence that is no day or month. */
const isName = (place: Place): boolean =>
  place.isCapital &&
  !place.startsSentence &&
  place.word.length > 2 &&
  !/['’]/.test(place.word) &&
  ![...MONTHS, ...WEEKDAYS, "May"].includes(place.word);
const name: Edit = (text, random) => {
  const names = placesOf(text).filter(isName);
  if (names.length === 0) return null;
  const gone = random.pick(names);
  const others = [...new Set(names.map((one) => one.word))].filter((one) => one !== gone.word);
  const come = others.length > 0 && random.next() < 0.5 ? random.pick(others) : random.pick(STRANGERS);
  return edited(text, gone.at, gone.word.length, come);
};

/** An edit of one word of an open class that has a reading in WordNet. */
const ofWord =
  (by: (reading: Reading, place: Place, random: Random, wordnet: WordNet) => string | null): Edit =>
  (text, random, wordnet) => {
    for (const place of random.shuffled(placesOf(text).filter(isOpen))) {
      const reading = wordnet.read(place.word);
      const put = reading === null ? null : by(reading, place, random, wordnet);
      if (put !== null && put !== place.word) return edited(text, place.at, place.word.length, put);
    }
    return null;
  };
const HEDGES = "partly formerly previously temporarily provisionally conditionally nominally largely initially".split(" ");
const qualifier = ofWord(({ pos, form }, { word }, random) => {
  if (pos === "a") return random.next() < 0.3 ? `non-${word}` : `${random.pick(HEDGES)} ${word}`;
  return pos === "n" && form === "base" ? `${random.pick(["former", "interim", "proposed", "partial", "non-binding"])} ${word}` : null;
});
const antonym = (seen: boolean): Edit =>
  ofWord((reading, _, random, wordnet) => {
    const found = wordnet.antonyms(reading).filter((one) => isSeen(reading.lemma, one) === seen);
    return found.length === 0 ? null : wordnet.inForm(random.pick(found), reading);
  });
const COMMON_VERB = 10;
const verbs = new WeakMap<WordNet, string[]>();
const verb = ofWord((reading, _, random, wordnet) => {
  if (reading.pos !== "v") return null;
  const list = verbs.get(wordnet) ?? [...wordnet.lemmas()].filter((lemma) => wordnet.count(lemma, "v") >= COMMON_VERB).sort();
  verbs.set(wordnet, list);
  const come = random.pick(list);
  return wordnet.areRelated(reading.lemma, come, "v") ? null : wordnet.inForm(come, reading);
});

const modality = oneOf(
  swapping(
    "will: may|might|could, would: may|must, must: may|should, can: must, may: will|must, might: will, could: will|must, should: must|may, cannot: may not",
  ),
  rewriting(
    /(?<= )(?:is|are|was|were|has|have)(?= )/g,
    ([word], random) => `${word} ${random.pick(["reportedly", "allegedly", "possibly", "perhaps"])}`,
  ),
);
const scope = oneOf(
  swapping(
    "all: some|most, some: all, every: almost every, most: all|some, many: few|all, few: many, exclusive: preferred, exclusively: mainly, sole: main, main: sole, entire: partial, full: partial, until: after, before: after, after: before, unless: if, except: including, always: sometimes, never: rarely, permanent: temporary, both: one of the",
  ),
  rewriting(/\b(?:at least|up to|at most|more than|less than|fewer than)\b/g, ([found]) =>
    found === "at least"
      ? "at most"
      : found === "more than"
        ? "less than"
        : found === "up to" || found === "at most"
          ? "at least"
          : "more than",
  ),
  rewriting(/(?<= )(?:only|solely|exclusively|alone) /g, () => ""),
  rewriting(/(?<= (?:is|are|was|were|will|can|may|must) )(?=[a-z])/g, () => "only "),
  rewriting(/(?<= (?:of|for|in|on|to) )the(?= [a-z])/g, () => "part of the"),
);

export const MATERIAL: Readonly<Record<string, Edit>> = {
  "negation in": negationIn,
  "negation out": negationOut,
  number,
  date,
  money,
  percentage,
  name,
  qualifier,
  antonym: antonym(false),
  "antonym (seen)": antonym(true),
  modality,
  scope,
  verb,
};
