import { Parser } from "htmlparser2";
import { escapeHtml } from "./html-text.ts";

/** The element that a feed starts with, wherever junk (a PHP warning, blank lines) stands before it. Comments are skipped. */
const ROOT = /<!--[\s\S]*?(?:-->|$)|<((?:[\w.-]+:)?(?:rss|feed|rdf|channel))(?=[\s>/])/gi;
/** How far into a document its root is looked for, in characters. */
const ROOT_WITHIN = 100_000;

/** What bytes 0x80 to 0x9F mean in windows-1252: C1 controls in a feed are that, wrongly converted. Unassigned ones vanish. */
const C1 = "€\u0000‚ƒ„…†‡ˆ‰Š‹Œ\u0000Ž\u0000\u0000‘’“”•–—˜™š›œ\u0000žŸ";
const XML_NAMES: ReadonlySet<string> = new Set(["amp", "lt", "gt", "quot", "apos"]);

const CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u0080-\u009f\ufffe\uffff]/g;
const REFERENCES = /<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<!--[\s\S]*?(?:-->|$)|&(?:#(\d{1,8})|#x([\da-f]{1,7})|([a-z][a-z\d]{1,31}));|&/gi;

const legal = (character: string): string => {
  const code = character.charCodeAt(0);
  return code >= 0x80 && code <= 0x9f ? (C1[code - 0x80] ?? "").replace("\u0000", "") : "";
};

function numeric(code: number): string {
  const lost = (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff;
  const character = lost ? "" : String.fromCodePoint(code).replace(CHARACTERS, legal);
  return character === "" ? "" : `&#${character.codePointAt(0)};`;
}

const named = new Map<string, string>();

/** HTML's names have no meaning in XML but are everywhere; a name that HTML does not know either was text. */
function htmlName(name: string): string {
  const known = named.get(name);
  if (known !== undefined) return known;
  const parts: string[] = [];
  const parser = new Parser({ ontext: (part) => void parts.push(part) });
  parser.end(`&${name};`);
  const text = parts.join("");
  const escaped = escapeHtml(text);
  // HTML has some two thousand names; those that a hostile feed can make up are without number.
  if (text !== `&${name};`) named.set(name, escaped);
  return escaped;
}

/**
 * The document from its root element on with the faults mended that a strict XML reader refuses: junk around the root, characters and
 * references that XML forbids, HTML's entity names, bare ampersands. `root` is null where nothing in it starts a feed.
 */
export function repairXml(text: string): { root: string | null; xml: string } {
  let root: string | null = null;
  let start = 0;
  for (const match of text.slice(0, ROOT_WITHIN).matchAll(ROOT)) {
    if (match[1] === undefined) continue;
    root = match[1];
    start = match.index;
    break;
  }
  if (root === null) return { root, xml: "" };
  const close = `</${root}>`;
  const end = text.lastIndexOf(close);
  const body = end > start ? text.slice(start, end + close.length) : text.slice(start);
  const xml = body.replace(CHARACTERS, legal).replace(REFERENCES, (whole, decimal?: string, hexadecimal?: string, name?: string) => {
    if (decimal !== undefined) return numeric(Number(decimal));
    if (hexadecimal !== undefined) return numeric(Number.parseInt(hexadecimal, 16));
    if (name !== undefined) return XML_NAMES.has(name) ? whole : htmlName(name);
    return whole === "&" ? "&amp;" : whole;
  });
  return { root, xml };
}
