const blank = (part: string): string => part.replace(/[^\n]/g, " ");
/** Lines that a page puts around every article; only short lines are tried. */
const FURNITURE = [
  /^(share|related (articles?|coverage|posts?|stories|news)|comments?( ?\(\d+\))?|leave a (comment|reply)|advertisement|sponsored|now loading\.*|read more|read next|view original.*|most (read|popular))\s*:?$/i,
  /^(©|\(c\)|copyright\b|all rights reserved).*$/i,
  /^(read in other languages|no comments yet|follow us|tags?:|filed under|photo:|image:|credit:).*$/i,
  /^.*\b\d+ min(ute)?s? read\b.*$/i,
  /^(this|the) (post|article|story) (first appeared|(was )?(originally )?(appeared|published)( first)?)\b.*$/i,
  /^(original( article| post| story)?|source|via)\s*:.*$/i,
  /^key points( from the article)?\s*:?$/i,
];
const FURNITURE_MAX = 200;
/** A line of front matter whose block was torn apart. */
const STRAY = /^(?:title|description|layout|permalink|slug|date|author|categories|tags|[a-z]+_[a-z_]+): ?(?:["'[]|\d{4}-\d\d|\s*$)/;
const isFurniture = (line: string): boolean =>
  STRAY.test(line) || (line.length <= FURNITURE_MAX && FURNITURE.some((one) => one.test(line.trim())));
const FRONT_MATTER_MAX = 20_000;

/** The YAML block of a text that came as Markdown, wherever it stands, to its end or that of a text cut inside it; offsets, or null. */
export function frontMatter(text: string): { readonly start: number; readonly end: number } | null {
  const open = /(?:^\ufeff?|\n)---[ \t]*\r?\n(?=[A-Za-z_][\w-]*:)/.exec(text);
  if (open === null) return null;
  const inside = open.index + open[0].length;
  const length = text.slice(inside, inside + FRONT_MATTER_MAX).search(/^---[ \t]*\r?$/m);
  if (length >= 0) return { start: open.index, end: inside + length + 3 };
  const isCut =
    text.length - inside < FRONT_MATTER_MAX &&
    text
      .slice(inside)
      .split("\n")
      .every((line) => /^([A-Za-z_][\w-]*:|\s|$)/.test(line));
  return isCut ? { start: open.index, end: text.length } : null;
}

/** The same length as the text, with front matter, markup, addresses and page furniture blanked. */
export function plainOf(text: string): string {
  const { start, end } = frontMatter(text) ?? { start: 0, end: 0 };
  let plain = end === 0 ? text : `${text.slice(0, start)}${blank(text.slice(start, end))}${text.slice(end)}`;
  if (plain.includes("<!--")) plain = plain.replace(/<!--[^<]{0,400}-->/g, blank);
  if (plain.includes("](")) plain = plain.replace(/\]\([^()\s]{0,400}(?:\s"[^"\n]{0,200}")?\)/g, blank);
  if (plain.includes("://")) plain = plain.replace(/https?:\/\/[^\s<>"')\]]+/g, blank);
  plain = plain
    .replace(/^\s{0,3}(?:#{1,6}|[-*+•])\s/gm, blank)
    .split("\n")
    .map((line) => (isFurniture(line) ? blank(line) : line))
    .join("\n");
  return plain.includes("(") ? plain.replace(/^[^\n.!?()]{0,60}\([A-Z][\w .]{1,30}\) ?[-–—]+\s/gm, blank) : plain;
}
