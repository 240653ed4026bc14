import { Parser } from "htmlparser2";

/** Reading stops below this depth: the parser's cost grows with the square of it, and no article nests so far. */
export const MAX_DEPTH = 200;

/** Elements whose content is never something to read. */
export const UNREAD: ReadonlySet<string> = new Set(
  "script style noscript template head title iframe object embed applet svg math button select textarea datalist audio video canvas frameset noframes".split(
    " ",
  ),
);
/** Each stands in a paragraph of its own. */
const PARAGRAPHS: ReadonlySet<string> = new Set(
  "p div section article main header footer aside nav h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre figure figcaption form fieldset address details summary hr body center".split(
    " ",
  ),
);
/** Each stands on a line of its own. */
const LINES: ReadonlySet<string> = new Set("li dt dd tr br option caption".split(" "));
const CELLS: ReadonlySet<string> = new Set(["td", "th"]);

/** Invisible characters that would split words for a reader of the text: soft hyphen, zero-width space and mark, joiner of words. */
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/g;

/** White space folded to single spaces, ends trimmed. */
export const fold = (text: string): string => text.replace(INVISIBLE, "").replace(/\s+/g, " ").trim();

/** An absolute http(s) address without its fragment, or null. */
export function resolveUrl(href: string | null | undefined, base: string | null): string | null {
  const text = href?.trim() ?? "";
  if (text === "" || text.startsWith("#")) return null;
  const url = URL.parse(text, base ?? undefined);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  url.hash = "";
  return url.href;
}

/** Text with its paragraphs: lines gather until a block ends them. */
function createLines() {
  const lines: string[] = [];
  let line: string[] = [];
  let gap = false;
  const end = (): void => {
    const text = fold(line.join(""));
    line = [];
    if (text === "") return;
    if (gap && lines.length > 0) lines.push("");
    gap = false;
    lines.push(text);
  };
  return {
    add: (text: string): void => void line.push(text),
    endLine: end,
    endParagraph: (): void => {
      end();
      gap = true;
    },
    finish: (): string => {
      end();
      return lines.join("\n");
    },
  };
}

/**
 * What a reader sees of a piece of HTML: paragraphs parted by a blank line, list items, rows and breaks on lines of their own, white space
 * folded. `links` are its absolute http(s) addresses in order, each once. Linear in the input; reading stops where it nests too deep.
 */
export function readHtml(html: string, base: string | null = null): { text: string; links: string[] } {
  const lines = createLines();
  const links = new Set<string>();
  let depth = 0;
  let unread = 0;
  let preformatted = 0;
  const boundary = (name: string): void => {
    if (PARAGRAPHS.has(name)) lines.endParagraph();
    else if (LINES.has(name)) lines.endLine();
    else if (CELLS.has(name)) lines.add(" ");
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      depth += 1;
      if (depth > MAX_DEPTH) return parser.pause();
      if (UNREAD.has(name)) unread += 1;
      if (unread > 0) return;
      if (name === "pre") preformatted += 1;
      boundary(name);
      const link = name === "a" ? resolveUrl(attributes["href"], base) : null;
      if (link !== null) links.add(link);
    },
    ontext(text) {
      if (unread > 0) return;
      if (preformatted === 0) return lines.add(text);
      for (const part of text.split(/(\n\s*\n|\n)/)) {
        if (!part.startsWith("\n")) lines.add(part);
        else if (part === "\n") lines.endLine();
        else lines.endParagraph();
      }
    },
    onclosetag(name) {
      depth -= 1;
      if (unread === 0) {
        boundary(name);
        if (name === "pre") preformatted -= 1;
      } else if (UNREAD.has(name)) unread -= 1;
    },
  });
  parser.write(html);
  if (depth <= MAX_DEPTH) parser.end();
  return { text: lines.finish(), links: [...links] };
}

/** Markup or character references that text meant for HTML would have, and plain text would not. */
const LOOKS_LIKE_HTML = /<\/?[a-z][^<>]*>|<!--|&(?:#\d+|#x[\da-f]+|[a-z][a-z\d]*);/i;

/** One line of plain text out of text that may or may not be HTML, as titles and bylines come. */
export const plainLine = (text: string): string => fold(LOOKS_LIKE_HTML.test(text) ? readHtml(text).text : text);

/** Plain text as HTML. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[character] ?? character);
