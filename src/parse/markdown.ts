import { escapeHtml, fold, readHtml, resolveUrl } from "./html-text.ts";

/** Lines between these lengths, one after the other, are one paragraph wrapped by hand; longer ones are paragraphs; in characters. */
const WRAPPED_FROM = 40;
const WRAPPED_TO = 100;

const LINK = /\[([^[\]]{0,500})\]\(\s*<?([^()\s<>]{1,2000})>?(?:\s+["'(][^"')]{0,300}["')])?\s*\)/g;
const IMAGE = /!\[[^[\]]{0,500}\]\([^()]{0,2000}\)/g;
const AUTOLINK = /<(https?:\/\/[^<>\s]{1,2000})>/g;
const REFERENCE = /^\s{0,3}\[[^[\]]{1,200}\]:\s*\S+/;
const MARKUP = /<!--|<\/?[a-z][^<>]*>/i;

/** One line without its inline marks. Underscores and stars go only where they stand around words, so that snake_case and 2*3 stay. */
function plainInline(line: string, links: Set<string>, base: string | null): string {
  const add = (href: string): void => {
    const address = resolveUrl(href, base);
    if (address !== null) links.add(address);
  };
  const linked = line
    .replace(IMAGE, "")
    .replace(LINK, (_, label: string, href: string) => {
      add(href);
      return label;
    })
    .replace(AUTOLINK, (_, href: string) => {
      add(href);
      return href;
    });
  const html = MARKUP.test(linked) ? readHtml(escapeStray(linked), base) : null;
  for (const link of html?.links ?? []) links.add(link);
  return fold(
    (html?.text ?? linked)
      .replace(/(?<![\w*])(\*{1,3})(?=[^\s*])([^*]{1,2000}?)(?<=[^\s*])\1(?![\w*])/g, "$2")
      .replace(/(?<![\w_])(_{1,3})(?=[^\s_])([^_]{1,2000}?)(?<=[^\s_])\1(?![\w_])/g, "$2")
      .replace(/`{1,3}([^`]{1,2000})`{1,3}/g, "$1")
      .replace(/\\([\\`*_{}[\]()#+.!>~|-])/g, "$1"),
  );
}

/** `a < b` in a line with tags is no tag. */
const escapeStray = (line: string): string => line.replace(/<(?![a-z/!])/gi, (mark) => escapeHtml(mark));

type Line = { readonly text: string; readonly kind: "prose" | "item" | "heading" | "gap" };

function readLine(raw: string, links: Set<string>, base: string | null): Line | null {
  const line = raw.replace(/^\s*(?:>\s?)+/, "");
  if (/^\s*(?:```|~~~)/.test(line) || REFERENCE.test(line) || /^\s*\|[\s|:-]+$/.test(line)) return null;
  if (line.trim() === "" || /^\s*(?:[-*_=]\s*){3,}$/.test(line)) return { text: "", kind: "gap" };
  const heading = /^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$/.exec(line);
  if (heading !== null) return { text: plainInline(heading[1] ?? "", links, base), kind: "heading" };
  const item = /^\s*[-*+•]\s+(.*)$/.exec(line);
  if (item !== null) return { text: plainInline(item[1] ?? "", links, base), kind: "item" };
  if (/^\s*\d{1,3}[.)]\s/.test(line)) return { text: plainInline(line, links, base), kind: "item" };
  const row = /^\s*\|(.*)\|\s*$/.exec(line);
  if (row !== null) return { text: plainInline((row[1] ?? "").replaceAll("|", " "), links, base), kind: "item" };
  return { text: plainInline(line, links, base), kind: "prose" };
}

const isWrapped = (raw: string): boolean => raw.length >= WRAPPED_FROM && raw.length <= WRAPPED_TO;

/**
 * Plain or Markdown text as a reader sees it: marks removed, hand-wrapped lines joined, paragraphs parted by a blank line, list items and
 * headings on lines of their own. `heading` is the first heading where the document starts with one; it is left out of the text.
 */
export function readMarkdown(markdown: string, base: string | null): { text: string; links: string[]; heading: string | null } {
  const links = new Set<string>();
  const out: string[] = [];
  let heading: string | null = null;
  let previous: { kind: Line["kind"]; wrapped: boolean } = { kind: "gap", wrapped: false };
  for (const raw of markdown.replace(/<!--[\s\S]*?(?:-->|$)/g, "").split(/\r\n?|\n/)) {
    const line = readLine(raw, links, base);
    if (line === null) continue;
    if (line.text === "") {
      previous = { kind: "gap", wrapped: false };
      continue;
    }
    if (line.kind === "heading" && out.length === 0 && heading === null) {
      heading = line.text;
      continue;
    }
    const continues =
      line.kind === "prose" && (previous.kind === "prose" || previous.kind === "item") && previous.wrapped && raw.length <= WRAPPED_TO;
    const listed = line.kind === "item" && previous.kind === "item";
    if (continues) out.push(`${out.pop() ?? ""} ${line.text}`);
    else if (listed || out.length === 0) out.push(line.text);
    else out.push("", line.text);
    previous = { kind: line.kind === "prose" && continues ? previous.kind : line.kind, wrapped: isWrapped(raw) };
  }
  return { text: out.join("\n"), links: [...links], heading };
}
