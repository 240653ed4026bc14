import { Parser } from "htmlparser2";
import { fold, resolveUrl } from "./html-text.ts";

/** How much of a page is looked at to say what it is, in characters. */
const LOOKED_AT = 200_000;
const MAX_TITLE = 80;

const FEED_TYPES = /^application\/(rss|atom|rdf|feed)\+(xml|json)$/i;

function describePage(html: string, url: string | null): string {
  let title = "";
  let inTitle = false;
  let feed: string | null = null;
  const parser = new Parser({
    onopentag(name, { rel, type, href }) {
      if (name === "title" && title === "") inTitle = true;
      if (name === "body") parser.pause();
      if (name === "link" && /\balternate\b/i.test(rel ?? "") && FEED_TYPES.test(type?.trim() ?? "")) feed ??= resolveUrl(href, url);
    },
    ontext(text) {
      if (inTitle) title += text;
    },
    onclosetag(name) {
      if (name === "title") inTitle = false;
    },
  });
  parser.write(html.slice(0, LOOKED_AT));
  const shown = fold(title);
  const page =
    shown === ""
      ? "an HTML page without a title"
      : `an HTML page titled "${shown.length > MAX_TITLE ? `${shown.slice(0, MAX_TITLE)}…` : shown}"`;
  return feed === null
    ? `${page}; look for its feed link and subscribe to that`
    : `${page}; it names ${feed} as its feed, subscribe to that`;
}

const SIGNATURES: readonly (readonly [string, readonly number[]])[] = [
  ["gzip data that was not unpacked; the server sends it without saying so", [0x1f, 0x8b]],
  ["a PDF document", [0x25, 0x50, 0x44, 0x46]],
  ["a ZIP archive", [0x50, 0x4b, 0x03, 0x04]],
  ["a PNG image", [0x89, 0x50, 0x4e, 0x47]],
  ["a JPEG image", [0xff, 0xd8, 0xff]],
];

/** Names what bytes are where it is told by their first ones and no text can be in them; else null. */
export const binaryKind = (bytes: Uint8Array): string | null =>
  SIGNATURES.find(([, start]) => start.every((byte, index) => bytes[index] === byte))?.[0] ?? null;

/** What came instead of a feed, as the end of the sentence "expected a feed but got …". */
export function describeInstead(text: string, url: string | null): string {
  const start = text.slice(0, LOOKED_AT).trimStart();
  if (start === "") return "an empty body; check the address and that the server is up";
  if (/^[[{]/.test(start)) return "JSON that is no feed (no jsonfeed.org version, or cut off); check the address";
  if (/<opml\b/i.test(start.slice(0, 2000))) return "a list of feeds (OPML); clausewatch feeds import takes it";
  if (/<(!doctype\s+html|html|head|body|title)\b/i.test(start)) return describePage(start, url);
  const root = /^(?:<\?[^>]*>|<!--(?:(?!-->)[\s\S])*-->|<!(?!--)[^>]*>|\s)*<([\w:.-]+)/.exec(start.slice(0, 2000))?.[1];
  if (root !== undefined) return `an XML document whose root is <${root}>; it has neither <rss>, <feed> nor <rdf:RDF>`;
  return `text that is no feed (it starts "${fold(start.slice(0, 60))}"); check the address`;
}
