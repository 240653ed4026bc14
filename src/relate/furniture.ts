import type { ArticleId } from "../domain/ids.ts";
import { fold } from "./fold.ts";
import type { RelateInput } from "./relate.ts";

/** Articles of one host, each under another headline, in which a line stands before it is taken for furniture. */
const HEADLINES = 5;
/** Lines that are looked at: a shorter one says too little, and hostile text stays bounded. */
const MIN_LINE = 20;
const MAX_LINE = 2000;
const MAX_LINES = 500;

/** The articles that have a line, with their headlines. */
type Holders = Map<ArticleId, string>;

export interface Furniture {
  /** Takes an article's lines down; answers the articles that the line which became furniture through it stands in. */
  add(input: RelateInput): ArticleId[];
  /** Forgets an article; answers those that have a line back which is no furniture any more. */
  remove(input: RelateInput): ArticleId[];
  /** Forgets an article, but as one of the five that show a line to be furniture. */
  drop(input: RelateInput): void;
  /** The article's text with its host's furniture blanked: every offset stays. */
  without(input: RelateInput): string;
}

const hostOf = ({ source, url }: RelateInput): string => source.domain || (URL.parse(url)?.hostname ?? url);
const linesOf = (text: string): string[] => text.split("\n", MAX_LINES);
const keyOf = (line: string): string | null => {
  const plain = line.length > MAX_LINE ? "" : fold(line).replace(/\s+/g, " ").trim();
  return plain.length < MIN_LINE ? null : plain;
};
/** Copies carry their original's headline and are no furniture of each other; an article without one goes by its opening. */
const headlineOf = ({ title, text }: RelateInput): string => fold(title ?? text.trimStart().slice(0, MIN_LINE));

/**
 * Lines that a host repeats under headline after headline: a box, a boilerplate, an appeal to subscribe. A function of the articles that are
 * there, not of the order in which they came.
 */
export function createFurniture(): Furniture {
  const hosts = new Map<string, Map<string, Holders>>();
  const isFurniture = (holders: Holders | undefined): boolean => {
    if (holders === undefined || holders.size < HEADLINES) return false;
    const headlines = new Set<string>();
    for (const headline of holders.values()) if (headlines.add(headline).size >= HEADLINES) return true;
    return false;
  };
  function* holdersOf(input: RelateInput): Generator<[key: string, lines: Map<string, Holders>]> {
    const lines = hosts.get(hostOf(input)) ?? new Map<string, Holders>();
    hosts.set(hostOf(input), lines);
    for (const key of new Set(linesOf(input.text).map(keyOf))) if (key !== null) yield [key, lines];
  }

  return {
    add(input) {
      const touched: ArticleId[] = [];
      for (const [key, lines] of holdersOf(input)) {
        const holders = lines.get(key) ?? new Map<ArticleId, string>();
        lines.set(key, holders);
        const before = isFurniture(holders);
        holders.set(input.id, headlineOf(input));
        if (!before && isFurniture(holders)) touched.push(...holders.keys());
      }
      return touched.filter((id) => id !== input.id);
    },
    remove(input) {
      const touched: ArticleId[] = [];
      for (const [key, lines] of holdersOf(input)) {
        const holders = lines.get(key);
        if (holders === undefined) continue;
        const before = isFurniture(holders);
        holders.delete(input.id);
        if (before && !isFurniture(holders)) touched.push(...holders.keys());
        if (holders.size === 0) lines.delete(key);
      }
      return touched;
    },
    drop(input) {
      for (const [key, lines] of holdersOf(input)) {
        const holders = lines.get(key);
        const headline = holders?.get(input.id);
        if (holders === undefined || headline === undefined) continue;
        const before = isFurniture(holders);
        holders.delete(input.id);
        if (before && !isFurniture(holders)) holders.set(input.id, headline);
        if (holders.size === 0) lines.delete(key);
      }
    },
    without(input) {
      const lines = hosts.get(hostOf(input));
      if (lines === undefined) return input.text;
      return input.text
        .split("\n")
        .map((line, i) => {
          const key = i < MAX_LINES ? keyOf(line) : null;
          return key !== null && isFurniture(lines.get(key)) ? " ".repeat(line.length) : line;
        })
        .join("\n");
    },
  };
}
