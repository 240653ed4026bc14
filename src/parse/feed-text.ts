import type { FeedText } from "./feed-document.ts";
import { escapeHtml, fold, LOOKS_LIKE_HTML } from "./html-text.ts";
import { readMarkup } from "./markup.ts";
import type { XmlNode } from "./xml-reader.ts";

/** A longer text is cut before it is read; in characters. */
const MAX_TEXT = 500_000;
export function plainText(whole: string): FeedText {
  const text = whole.slice(0, MAX_TEXT);
  return { isHtml: false, html: escapeHtml(text), text, links: [] };
}
export const htmlText = (source: string, base: string | null): FeedText => readMarkup(source.slice(0, MAX_TEXT), base);

/** RFC 4287 §3.1.1.3: the div around XHTML is no part of the content. */
const withoutDiv = (markup: string): string => /^<div(?:\s[^>]*)?>([\s\S]*)<\/div>$/.exec(markup.trim())?.[1] ?? markup;

/** What a section of CDATA holds that was escaped, or put into another. */
function withoutSection(text: string): string {
  let inner = text;
  while (inner.startsWith("<![CDATA[") && inner.endsWith("]]>")) inner = inner.slice("<![CDATA[".length, -"]]>".length).trim();
  return inner;
}

/** Without a type Atom's texts are plain (RFC 4287 §3.1); one that is all paragraphs was written by who did not know that. */
const IS_PARAGRAPHS = /^<(p|div|h[1-6]|ul|ol|table|figure|blockquote)(?:\s[^<>]*)?>[\s\S]*<\/[a-z1-6]+>$/i;

type Kind = "text" | "html" | "escape";

/** What the characters of a text construct are: text, HTML, or the text of XML whose references the reader has put in already. */
function kindOf({ $, name }: XmlNode, type: string, text: string, isAtom: boolean): Kind {
  if (type === "xhtml" || (type.endsWith("xml") && $["mode"] === undefined)) return "escape";
  if (type === "text" || type === "plain" || type === "text/plain") return "text";
  if (type !== "") return /^text\/(?!html)/.test(type) ? "text" : "html";
  if (isAtom) return (name === "content" || name === "summary") && IS_PARAGRAPHS.test(text) ? "html" : "text";
  return LOOKS_LIKE_HTML.test(text) ? "html" : "text";
}

/** RFC 4287 §4.1.3.3: a media type that is neither text nor XML is base64; Atom 0.3 said so by its mode. */
const isBase64 = ({ $ }: XmlNode, type: string): boolean =>
  $["mode"]?.trim().toLowerCase() === "base64" || (type.includes("/") && !/^text\/|xml$/.test(type));

/** How a text construct reads: Atom's types (RFC 4287 §3.1), 0.3's modes, and RSS, which does not say and is looked at. */
export function textOf(node: XmlNode, isAtom: boolean): FeedText | null {
  if (isAtom && node.$["src"] !== undefined) return null;
  const type = node.$["type"]?.trim().toLowerCase() ?? "";
  const { markup, inner } = node;
  if (markup !== null) {
    // Some software writes escaped HTML into a div although the type says html: its text is the markup.
    if (type === "html" && inner === 1) return htmlText(node._, node.base);
    // Atom 0.3, whose type is application/xhtml+xml, made no such difference.
    const isWrapped = type === "xhtml" || (isAtom && type.endsWith("xml") && type !== "application/xhtml+xml");
    return htmlText(isWrapped ? withoutDiv(markup) : markup, node.base);
  }
  const text = withoutSection((isBase64(node, type) ? Buffer.from(node._, "base64").toString("utf8") : node._).trim());
  if (text === "") return null;
  const kind = kindOf(node, type, text, isAtom);
  return kind === "text" ? plainText(text) : htmlText(kind === "html" ? text : escapeHtml(text), node.base);
}

/** One line of plain text, as titles and names are used. */
export const lineOf = (text: FeedText | null): string | null => (text === null ? null : fold(text.text) || null);
