import { decodeHTMLStrict } from "entities";

/** What bytes 0x80 to 0x9F mean in windows-1252: C1 controls in a feed are that, wrongly converted. Unassigned ones vanish. */
const C1 = "€\u0000‚ƒ„…†‡ˆ‰Š‹Œ\u0000Ž\u0000\u0000‘’“”•–—˜™š›œ\u0000žŸ";
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u0080-\u009f\ufffe\uffff]/;
const ALL_FORBIDDEN = new RegExp(FORBIDDEN, "g");

/** How far into a document its root is looked for, in characters. */
const ROOT_WITHIN = 100_000;
/** The element that a feed starts with, wherever junk (a PHP warning, blank lines) stands before it. Comments are skipped. */
const ROOT = /<!--[\s\S]*?(?:-->|$)|<((?:[\w.-]+:)?(?:rss|feed|rdf|channel|entry))(?=[\s>/])/gi;
/** An entry by itself is a document too (RFC 4287 §2): Atom's, and nothing before it but what is no element. */
const isDocument = (before: string, tag: string): boolean =>
  !/<[a-z]/i.test(before) && /\bxmlns\b[^>]*(?:www\.w3\.org\/2005\/atom|purl\.org\/atom\/ns)/i.test(tag);
const MAX_TAG = 2000;
const DECLARED = /<!ENTITY\s+([\w.-]{1,40})\s+(?:"([^"&%<]{0,200})"|'([^'&%<]{0,200})')\s*>/g;
/** Entities of a document's own are put in so many times, so that none can be multiplied; nobody honest needs more. */
const MAX_EXPANSIONS = 1000;

const legal = (character: string): string => {
  const code = character.charCodeAt(0);
  return code >= 0x80 && code <= 0x9f ? (C1[code - 0x80] ?? "").replace("\u0000", "") : "";
};

/** Text without the characters that XML forbids; wrongly converted windows-1252 is put right. */
export const legalText = (text: string): string => (FORBIDDEN.test(text) ? text.replace(ALL_FORBIDDEN, legal) : text);

function fromCode(code: number): string {
  const lost = (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff;
  return lost ? "" : legalText(String.fromCodePoint(code));
}

/**
 * What stands before a document's root element, and the name of that; null where nothing starts a feed. Entities that the document
 * declares for itself count where they are short and plain: none is ever expanded within another, and no file is ever opened.
 */
export function findRoot(
  text: string,
  decode: (piece: string) => string,
): { name: string; start: number; declared: ReadonlyMap<string, string> } | null {
  for (const match of text.slice(0, ROOT_WITHIN).matchAll(ROOT)) {
    if (match[1] === undefined) continue;
    const [before, tag] = [text.slice(0, match.index), text.slice(match.index, match.index + MAX_TAG)];
    if (/entry$/i.test(match[1]) && !isDocument(before, tag)) continue;
    const declared = new Map<string, string>();
    for (const [, name = "", double, single] of before.matchAll(DECLARED)) declared.set(name, decode(double ?? single ?? ""));
    return { name: match[1], start: match.index, declared };
  }
  return null;
}

const USUAL: ReadonlyMap<string, string> = new Map(Object.entries({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }));
const REFERENCE = /&(?:#(\d{1,8})|#x([\da-f]{1,7})|([a-z][\w.-]{0,39}));/gi;

/** Puts in the characters that references stand for: XML's, HTML's and the document's own. A name that nobody knows was text. */
export function createDereference(declared: ReadonlyMap<string, string>): (text: string) => string {
  let expansions = 0;
  const replace = (whole: string, decimal?: string, hexadecimal?: string, name?: string): string => {
    if (decimal !== undefined) return fromCode(Number(decimal));
    if (hexadecimal !== undefined) return fromCode(Number.parseInt(hexadecimal, 16));
    const usual = USUAL.get(name ?? "");
    if (usual !== undefined) return usual;
    const own = declared.get(name ?? "");
    if (own === undefined) return decodeHTMLStrict(whole);
    expansions += 1;
    return expansions > MAX_EXPANSIONS ? whole : own;
  };
  const others = (text: string): string => (text.includes("&") ? text.replace(REFERENCE, replace) : text);
  // The commonest reference apart: what it makes begins no other, and a million of them take a tenth of the time.
  return (text) => (text.includes("&amp;") ? text.split("&amp;").map(others).join("&") : others(text));
}
