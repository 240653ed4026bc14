import type { ArticleId } from "../domain/ids.ts";
import { fold, isAscii } from "./fold.ts";
import type { RelateInput } from "./relate.ts";
import { hashOf } from "./words.ts";

/** Articles of one host, each under another headline, in which a line stands before it is taken for furniture. */
const HEADLINES = 5;
/** Lines that are looked at: a shorter one says too little, and hostile text stays bounded. */
const MIN_LINE = 20;
const MAX_LINE = 2000;
const MAX_LINES = 500;

/** An article that has a line, with its headline. */
type Holder = { readonly id: ArticleId; readonly headline: string };
/** All that have it; most lines have one. */
type Holders = Holder | Map<ArticleId, string>;
/** The lines of a host by their hash, and which of them are furniture. */
type Host = { readonly lines: Map<number, Holders>; readonly furniture: Set<number> };

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
const OTHER_START = 0x2545f491;

/** A line by 53 bits, whatever its case, typography and spaces; null for one that is too short or too long. */
function keyOf(line: string): number | null {
  // What is short in ASCII stays so; other letters may fold into several.
  if (line.length > MAX_LINE || (line.length < MIN_LINE && isAscii(line))) return null;
  const plain = fold(line).replace(/\s+/g, " ").trim();
  return plain.length < MIN_LINE ? null : (hashOf(plain) >>> 0) * 0x200000 + (hashOf(plain, OTHER_START) >>> 11);
}
/** Copies carry their original's headline and are no furniture of each other; an article without one goes by its opening. */
const headlineOf = ({ title, text }: RelateInput): string => fold(title ?? text.trimStart().slice(0, MIN_LINE));

function isRepeated(holders: Map<ArticleId, string>): boolean {
  if (holders.size < HEADLINES) return false;
  const headlines = new Set<string>();
  for (const headline of holders.values()) if (headlines.add(headline).size >= HEADLINES) return true;
  return false;
}

/**
 * Lines that a host repeats under headline after headline: a box, a boilerplate, an appeal to subscribe. A function of the articles that are
 * there, not of the order in which they came.
 */
export function createFurniture(): Furniture {
  const hosts = new Map<string, Host>();

  function* keysOf({ text }: RelateInput): Generator<number> {
    const seen = new Set<number>();
    for (const line of text.split("\n", MAX_LINES)) {
      const key = keyOf(line);
      if (key !== null && seen.size !== seen.add(key).size) yield key;
    }
  }
  /** Takes an article from a line; tells who has it back, where it was furniture and is none any more. */
  function release({ lines, furniture }: Host, key: number, id: ArticleId, isKept: boolean): Iterable<ArticleId> {
    const holders = lines.get(key);
    if (!(holders instanceof Map)) {
      if (holders?.id === id) lines.delete(key);
      return [];
    }
    const headline = holders.get(id);
    if (headline === undefined) return [];
    holders.delete(id);
    if (holders.size === 0) lines.delete(key);
    if (!furniture.has(key) || isRepeated(holders)) return [];
    if (isKept) holders.set(id, headline);
    else furniture.delete(key);
    return holders.keys();
  }

  return {
    add(input) {
      const host = hosts.get(hostOf(input)) ?? { lines: new Map(), furniture: new Set() };
      hosts.set(hostOf(input), host);
      const touched: ArticleId[] = [];
      const { id } = input;
      const headline = headlineOf(input);
      for (const key of keysOf(input)) {
        const holders = host.lines.get(key);
        if (holders instanceof Map) {
          holders.set(id, headline);
          if (!host.furniture.has(key) && isRepeated(holders)) {
            host.furniture.add(key);
            touched.push(...holders.keys());
          }
        } else if (holders === undefined || holders.id === id) host.lines.set(key, { id, headline });
        else
          host.lines.set(
            key,
            new Map([
              [holders.id, holders.headline],
              [id, headline],
            ]),
          );
      }
      return touched.filter((one) => one !== id);
    },
    remove(input) {
      const host = hosts.get(hostOf(input));
      return host === undefined ? [] : [...keysOf(input)].flatMap((key) => [...release(host, key, input.id, false)]);
    },
    drop(input) {
      const host = hosts.get(hostOf(input));
      if (host !== undefined) for (const key of keysOf(input)) release(host, key, input.id, true);
    },
    without(input) {
      const furniture = hosts.get(hostOf(input))?.furniture;
      if (furniture === undefined || furniture.size === 0) return input.text;
      return input.text
        .split("\n")
        .map((line, i) => {
          const key = i < MAX_LINES ? keyOf(line) : null;
          return key !== null && furniture.has(key) ? " ".repeat(line.length) : line;
        })
        .join("\n");
    },
  };
}
