import type { Party } from "../domain/watch.ts";
import { isStop, stemOf } from "./words.ts";

/** Finds the parties of a watch in folded text, by name or alias, whatever the case. */
export type PartyNames = {
  /** Index of each party named in the text. */
  readonly in: (folded: string) => Set<number>;
  /** The party that a name belongs to, or null. */
  readonly owner: (name: string) => number | null;
  readonly stems: ReadonlySet<string>;
};

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
/** Scripts without spaces may stand directly beside a Latin name. */
const LATIN = "[\\p{Script=Latin}\\p{N}]";

export function createPartyNames(parties: readonly Party[]): PartyNames {
  const owners = new Map<string, number>();
  parties.forEach((party, index) => {
    for (const name of [party.name, ...party.aliases]) owners.set(name.toLowerCase(), index);
  });
  const names = [...owners.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(`(?<!${LATIN})(?:${names.map(literal).join("|")})(?!${LATIN})`, "giu");
  const stems = new Set(
    names
      .flatMap((name) => name.split(/\s+/))
      .filter((word) => !isStop(word))
      .map(stemOf),
  );
  return {
    in: (folded) => new Set([...folded.matchAll(pattern)].flatMap((match) => owners.get(match[0].toLowerCase()) ?? [])),
    owner: (name) => {
      for (const match of name.matchAll(pattern)) return owners.get(match[0].toLowerCase()) ?? null;
      return null;
    },
    stems,
  };
}

const NAME = "\\p{Lu}[\\p{L}\\p{N}&.-]*";
const RUN = `${NAME}(?: ${NAME}){0,3}`;
const HOLDER = new RegExp(
  `(?<!\\b(?:to|of|for|on|in|with|by|from) )(?<![\\p{L}\\p{N}&.'-])(${RUN})(?:'s)?(?: (?!${NAME})\\p{L}+){0,2}? (?:is|are|was|were|remains?|remained|stays?|stayed|becomes?|became|continues (?:to be|as)|continues|(?:will|would|can) (?:be|remain|stay|become|continue as)|serves? as|acts? as|named)(?: now| still| also)? (?:the |its |their |a |an |as )?(?:\\p{L}+'?s? ){0,2}?(?:exclusive|sole|only) (?!(?:to|and|or|in|as|on|until|till|through|by|with|if|when)(?!\\p{L}))\\p{L}`,
  "gu",
);
const PLACED = new RegExp(
  `(\\p{L}+) (?:on|by|via|through|at|with|from|to|in|for) (?:the |its |their )?(${RUN})((?:(?:, | and | or |, and ){1}${RUN}){0,3})`,
  "gu",
);
/** "Coldvault-hosted" says the same as "hosted on Coldvault". */
const COMPOUND = /(?<![\p{L}\p{N}&.'-])(\p{Lu}[\p{L}\p{N}&.]*(?: \p{Lu}[\p{L}\p{N}&.]*){0,3})-(\p{Ll}+)(?![\p{L}-])/gu;
const CALENDAR = /^(?:mon|tues|wednes|thurs|fri|satur|sun)day|^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i;

/** Whether a capitalised word may be somebody's name: neither a day or month nor a word like "The". */
export const isProper = (word: string): boolean => !CALENDAR.test(word) && !isStop(word);

const isName = (name: string): boolean =>
  isProper(name.split(" ")[0] ?? "") && !/^(?:Company|Companies|Both|Under|Deal|Exclusivity)$/.test(name);

/** Who is said to hold an exclusive position: "X remains the sole provider". A thing that is exclusive holds none ("the licence is exclusive"). */
export function exclusiveHolders(folded: string): string[] {
  const names: string[] = [];
  for (const match of folded.matchAll(HOLDER)) if (match[1] !== undefined && isName(match[1])) names.push(match[1]);
  return names;
}

/** What a thing is said to be on, by or with: hosted, made, sold, running. A plain noun has no such place. */
const PARTICIPLE = /(?:ed|ing|en|own|un|ld|lt|pt|de)$/i;

/** What is done where, or by whom: "hosted on X" gives the stem of hosted, and X. Several names in a row give one slot each. */
export type Slot = { readonly verb: string; readonly name: string };

export function slotsOf(folded: string): Slot[] {
  const slots: Slot[] = [];
  for (const [, name = "", verb = ""] of folded.matchAll(COMPOUND))
    if (PARTICIPLE.test(verb) && isName(name)) slots.push({ verb: stemOf(verb), name });
  for (const match of folded.matchAll(PLACED)) {
    const [, verb = "", name = "", more = ""] = match;
    for (const one of [name, ...more.split(/, and |, | and | or /)]) {
      const bare = one.trim().replace(/[.'-]+$/, "");
      if (bare !== "" && PARTICIPLE.test(verb) && isName(bare)) slots.push({ verb: stemOf(verb), name: bare });
    }
  }
  return slots;
}
