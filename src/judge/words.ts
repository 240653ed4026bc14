/** A word with its place in the text it was read from, in UTF-16 units. `stem` is a crude root shared by its inflections and near synonyms. */
export type Word = {
  readonly text: string;
  readonly stem: string;
  readonly start: number;
  readonly end: number;
  readonly capital: boolean;
};

/** Letters that identify a root once endings are off: long enough to part contract from control, short enough to join licence and licensing. */
const STEM_LENGTH = 6;

/** Everyday English that news about agreements uses interchangeably. General vocabulary only: a watch adds its own through hints. */
const SYNONYMS: readonly (readonly string[])[] = [
  ["exclusive", "sole", "only", "monopoly", "alone", "solely"],
  ["licence", "license", "licensing", "rights"],
  ["agreement", "deal", "pact", "contract", "accord", "treaty"],
  ["provider", "supplier", "vendor"],
  ["host", "hosting", "run", "serve"],
  ["revenue", "income", "takings", "proceeds"],
  ["share", "split", "cut", "portion", "slice", "percentage", "percent"],
  ["fee", "payment", "charge", "pay", "paid"],
  ["cap", "ceiling", "limit", "maximum"],
  ["minimum", "floor", "least"],
  ["compute", "computing", "capacity"],
  ["definition", "define"],
  ["product", "offering", "service"],
  ["intellectual", "ip"],
  ["price", "cost", "tariff"],
  ["expire", "expiry", "end", "lapse", "until"],
  ["start", "begin", "launch", "commence"],
  ["buy", "acquire", "purchase", "acquisition", "takeover"],
  ["staff", "employee", "job", "worker", "workforce"],
  ["plant", "factory", "site"],
  ["headquarters", "seat", "headquartered"],
  ["notice", "warning"],
  ["renewal", "renew", "extension", "extend"],
  ["veto", "consent", "approval", "approve"],
  ["delivery", "deliver", "shipment"],
  ["year", "annual", "yearly"],
  ["month", "monthly"],
  ["independent", "independence", "separate", "own"],
  ["collaborate", "collaboration", "partnership", "partner", "alliance", "relationship", "tie"],
];

const STOP = new Set(
  (
    "a an the of to in on for and or by with from at as is are was were be been being it its this that these those their his her my our your they he she we you i who whom which what " +
    "than then will would shall can may might could should must do does did has have had not no nor but so such each more most some any all both between under over up out about also very " +
    "own same just per via into onto s t re ve d ll m if when while where there here how why because since after before during through against within without across " +
    "still even too ever never always now yet again already however said says say saying according including include includes like one two other another others many much " +
    "hundred thousand million billion trillion bn mn euro euros dollar dollars pound pounds usd eur gbp " +
    "remain remains remained remaining continue continues continued stay stays stayed keep keeps kept hold holds held unchanged changed change changes"
  ).split(" "),
);

/** Curly quotes, odd hyphens and odd spaces as plain ones, unit for unit, so that every offset still holds. */
export function fold(text: string): string {
  return text
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"')
    .replace(/[\u2010\u2011\u2012]/g, "-")
    .replace(/[\u00a0\u202f\u2009\t\r\n]/g, " ");
}

function root(word: string): string {
  let base = word.replace(/'s?$/, "");
  if (base.length > 4) base = base.replace(/ies$/, "y").replace(/(?:ing|edly|ed|es|s)$/, "");
  else if (base.length > 3) base = base.replace(/s$/, "");
  return base
    .replace(/([^aeiou])\1$/, "$1")
    .replace(/e$/, "")
    .slice(0, STEM_LENGTH);
}

const GROUP = new Map(SYNONYMS.flatMap((group) => group.map((word): [string, string] => [root(word), `=${group[0]}`])));

export function stemOf(word: string): string {
  const base = root(word.toLowerCase());
  return GROUP.get(base) ?? base;
}

export const isStop = (word: string): boolean => STOP.has(word.toLowerCase().replace(/'s?$/, ""));

/** The words of a folded text, in order, stop words included. */
export function wordsOf(folded: string): Word[] {
  const words: Word[] = [];
  for (const match of folded.matchAll(/[\p{L}\p{N}]+(?:'\p{L}+)?/gu)) {
    const text = match[0];
    words.push({ text, stem: stemOf(text), start: match.index, end: match.index + text.length, capital: /^\p{Lu}/u.test(text) });
  }
  return words;
}

/** Stems of the words that carry meaning. */
export function topicStems(words: readonly Word[]): Set<string> {
  const stems = new Set<string>();
  for (const word of words) if (!isStop(word.text) && word.stem.length > 1 && !/^\d/.test(word.text)) stems.add(word.stem);
  return stems;
}
