import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Random, randomFrom } from "../random.ts";

/** Articles as lists of paragraphs, each a list of sentences. */
export type Article = readonly (readonly string[])[];
export const textOf = (article: Article): string => article.map((sentences) => sentences.join(" ")).join("\n\n");

const ROOT = join(import.meta.dirname, "../../..");
/** Articles made from the passages in test/fixtures/relate, two passages each. */
const FROM_PASSAGES = 110;
const MIN_SENTENCES = 7;

const PEOPLE =
  "Ida Brandt|Omar Sayegh|Petra Lund|Callum Reyes|Noor Haddad|Viktor Stahl|Grace Okoro|Lena Fischer|Tomas Varga|Aisha Rahman|Hugo Marchetti|Sofia Lindqvist|Daniel Oyelaran|Mira Kovac|Jonas Weir|Beatriz Campos".split(
    "|",
  );
const FIRMS = "Norvane|Castellan|Brightwell|Ostrava Works|Tarn & Sons|Melloway|Kestrel Group|Lindholm|Paragon Mills|Vellacott".split("|");
const PLACES = "Arlesford|Kolvik|Santa Marta|Drummore|Weisenau|Port Elgin|Calder Hill|Bremont|Tavira|Oakhaven|Zelden|Morrow Bay".split("|");
const MONTHS = "January|February|March|April|June|July|August|September|October|November|December".split("|");
const WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday".split("|");
const UNITS = ["million", "million", "billion"];

/** Three to twenty sentences as paragraphs of one to three. */
function paragraphs(sentences: readonly string[], random: Random): string[][] {
  const result: string[][] = [];
  for (let from = 0; from < sentences.length; ) {
    const to = from + 1 + Math.floor(random.next() * 3);
    result.push(sentences.slice(from, to));
    from = to;
  }
  return result;
}

function filled(sentence: string, fixed: ReadonlyMap<string, string>, random: Random): string {
  const figure: Record<string, () => string> = {
    n: () => String(3 + Math.floor(random.next() * 60)),
    N: () => `${1 + Math.floor(random.next() * 40)},${String(Math.floor(random.next() * 1000)).padStart(3, "0")}`,
    money: () => `${random.pick(["$", "€", "£"])}${2 + Math.floor(random.next() * 90)} ${random.pick(UNITS)}`,
    percent: () => `${2 + Math.floor(random.next() * 80)} percent`,
    month: () => random.pick(MONTHS),
    weekday: () => random.pick(WEEKDAYS),
    year: () => String(1960 + Math.floor(random.next() * 75)),
    date: () => `${random.pick(MONTHS)} ${1 + Math.floor(random.next() * 28)}`,
  };
  const text = sentence.replace(/\{(\w+)\}/g, (_, slot: string) => fixed.get(slot) ?? figure[slot]?.() ?? "");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function fromPassages(random: Random): Article[] {
  const file = readFileSync(join(ROOT, "test/fixtures/relate/passages.yaml"), "utf8");
  const passages = Object.values(parse(file) as Record<string, string>).map((text) => text.trim().split("\n"));
  return Array.from({ length: FROM_PASSAGES }, (_, i) => {
    const first = passages[i % passages.length] as string[];
    const second = random.pick(passages.filter((one) => one !== first));
    const fixed = new Map([
      ["person", random.pick(PEOPLE)],
      ["firm", random.pick(FIRMS)],
      ["place", random.pick(PLACES)],
    ]);
    const sentences = [...first, ...second].filter((_, n) => n === 0 || random.next() < 0.85);
    return paragraphs(
      sentences.map((one) => filled(one, fixed, random)),
      random,
    );
  });
}

type Row = { subject: string; sentences: { text: string }[] };

/** Two written articles about one invented agreement each, from the reader's training text: every sentence of it was written for its place. */
function fromTraining(random: Random): Article[] {
  const bySubject = new Map<string, string[][]>();
  for (const name of ["train", "validation"]) {
    for (const line of readFileSync(join(ROOT, `models/training/data/${name}.jsonl`), "utf8")
      .trim()
      .split("\n")) {
      const row = JSON.parse(line) as Row;
      const sentences = row.sentences.map((one) => one.text.trim());
      const isProse = sentences.every((one) => /^["“A-Z0-9].*[.!?]["”]?$/.test(one));
      if (sentences.length < MIN_SENTENCES || !isProse) continue;
      bySubject.set(row.subject, [...(bySubject.get(row.subject) ?? []), sentences]);
    }
  }
  return [...bySubject.values()].flatMap((articles) => {
    const pairs: Article[] = [];
    // The same background sentence may stand in both; an article does not say a thing twice.
    for (let i = 0; i + 1 < articles.length && pairs.length < 2; i += 2)
      pairs.push(paragraphs([...new Set([...(articles[i] as string[]), ...(articles[i + 1] as string[])])], random));
    return pairs;
  });
}

/** The articles of the benchmark, mixed, the same in every run. */
export function benchArticles(): Article[] {
  const random = randomFrom(20_261_128);
  return random.shuffled([...fromPassages(random), ...fromTraining(random)]);
}
