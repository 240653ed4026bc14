import { Readability } from "@mozilla/readability";
import { parseHTML } from "linkedom";
import type { ExtractedArticle } from "../domain/extract.ts";
import { firstPlausibleDate } from "./date.ts";
import { decodeBytes } from "./decode.ts";
import { NotAnArticleError } from "./errors.ts";
import { splitFrontMatter } from "./front-matter.ts";
import { type PageDocument, removeFurniture, withoutFurnitureLines } from "./furniture.ts";
import { fold, readHtml, resolveUrl } from "./html-text.ts";
import { languageOf } from "./language.ts";
import { readMarkdown } from "./markdown.ts";
import { type PageMetadata, scanMetadata } from "./metadata.ts";
import { secondOpinion } from "./second-opinion.ts";
import { binaryKind } from "./what-came.ts";

/** A shorter text says nothing that could be read against a term; in characters. Chinese says much in 40. */
const MIN_TEXT = 40;
/** Readability tries harder below this many characters; its own default of 500 spoils short news items. */
const CHAR_THRESHOLD = 120;
/** An extract shorter than this is checked against the text in the structured data; in characters. */
const SHORT_TEXT = 1500;
const MAX_ELEMENTS = 20_000;
const MAX_LINKS = 300;
const MAX_TEXT = 500_000;
const MAX_LINE = 1000;
/** A first line that is longer is a paragraph, not a title; in characters. */
const MAX_TITLE_LINE = 160;

type Page = { readonly text: string; readonly url: string; readonly now: Date };

const capped = (line: string | null | undefined): string | null => (line ?? "").slice(0, MAX_LINE) || null;

/** The title without the site's name that templates hang on it. */
function withoutSiteName(title: string | null | undefined, siteName: string | null): string | null {
  const line = fold(title ?? "");
  if (siteName === null || !line.toLowerCase().endsWith(siteName.toLowerCase())) return line || null;
  const rest = line.slice(0, -siteName.length).replace(/\s*[|–—·:»-]\s*$/, "");
  return rest.length === line.length - siteName.length ? line : rest || line;
}

/** linkedom does not supply the elements that HTML lets an author leave out. */
const withBody = (html: string): string =>
  /<body[\s>]/i.test(html) ? html : `<!doctype html><html><body>${html.replace(/<!doctype[^>]*>|<\/?html[^>]*>/gi, "")}</body></html>`;

function documentOf(html: string): PageDocument {
  const { document } = parseHTML(withBody(html)) as unknown as { document: PageDocument };
  removeFurniture(document);
  // The metadata are read already, and defuddle would complain on the console about those that are no JSON.
  for (const script of document.querySelectorAll("script")) script.remove();
  return document;
}

function readable(html: string, base: string): { title: string | null; byline: string | null; text: string; links: string[] } {
  const found = new Readability(documentOf(html) as never, {
    charThreshold: CHAR_THRESHOLD,
    maxElemsToParse: MAX_ELEMENTS,
    disableJSONLD: true,
  }).parse();
  const content = secondOpinion(found?.content ?? "", base, () => documentOf(html));
  return { title: found?.title || null, byline: fold(found?.byline ?? "") || null, ...readHtml(content, base) };
}

/** Readability and linkedom throw on some pages made to hurt (a class of half a million words); those are refused like the others. */
function readSafely(html: string, base: string, url: string): ReturnType<typeof readable> {
  try {
    return readable(html, base);
  } catch (cause) {
    throw new NotAnArticleError(`${url} cannot be read: ${cause instanceof Error ? cause.message : "unknown fault"}`, { cause });
  }
}

/** Text of an `articleBody`, which comes as HTML, as paragraphs or as one line. */
const bodyText = (body: string | null | undefined): string =>
  body === null || body === undefined
    ? ""
    : /<\/?(?:p|br|div|li)\b/i.test(body)
      ? readHtml(body).text
      : body.split(/\n+/).map(fold).filter(Boolean).join("\n\n");

function fromPage({ text: html, url, now }: Page): ExtractedArticle {
  const meta: PageMetadata = scanMetadata(html, url);
  const extract = readSafely(html, meta.base, url);
  const { matter, body } = splitFrontMatter(extract.text);
  const title = capped(
    matter?.title ?? meta.linkedData?.headline ?? withoutSiteName(meta.title ?? extract.title ?? meta.pageTitle, meta.siteName),
  );
  const stated = bodyText(meta.linkedData?.body);
  const chosen = body.length < SHORT_TEXT && stated.length > body.length ? stated : body;
  const text = withoutFurnitureLines(chosen, title).slice(0, MAX_TEXT);
  if (text.length < MIN_TEXT)
    throw new NotAnArticleError(`${url} holds ${text.length} characters of text; it may need a login or JavaScript, or list other pages`);
  const basedOn = (meta.linkedData?.basedOn ?? []).map((address) => resolveUrl(address, meta.base)).filter((address) => address !== null);
  const links = [...new Set([...basedOn, ...extract.links])].filter((link) => link !== url);
  return {
    title,
    text,
    author: capped(matter?.author ?? meta.author ?? extract.byline),
    published: firstPlausibleDate([meta.linkedData?.published, ...meta.metaPublished, matter?.published, ...meta.timePublished], now),
    modified: firstPlausibleDate([meta.linkedData?.modified, ...meta.metaModified, matter?.modified], now),
    language: languageOf(title, text, matter?.language ?? meta.language),
    canonicalUrl: matter?.canonicalUrl ?? meta.canonicalUrl,
    siteName: capped(meta.siteName ?? matter?.siteName),
    links: links.slice(0, MAX_LINKS),
  };
}

/** The first line of a document without a heading, where it reads like a title: short, no full stop, and a text follows. */
function titleLine(text: string): string | null {
  const [first = "", ...rest] = text.split("\n");
  return first.length <= MAX_TITLE_LINE && !/[.!:;,。]$/.test(first) && rest.some((line) => line.length > first.length) ? first : null;
}

function fromText({ text: document, url, now }: Page): ExtractedArticle {
  const { matter, body } = splitFrontMatter(document.replace(/\r\n?/g, "\n"));
  const { text: whole, links, heading } = readMarkdown(body.slice(0, MAX_TEXT), url);
  const bare = withoutFurnitureLines(whole, null);
  const title = capped(matter?.title ?? heading ?? titleLine(bare));
  const text = withoutFurnitureLines(bare, title);
  if (text.length < MIN_TEXT) throw new NotAnArticleError(`${url} is a text document of ${text.length} characters; that is no article`);
  return {
    title,
    text,
    author: capped(matter?.author),
    published: firstPlausibleDate([matter?.published], now),
    modified: firstPlausibleDate([matter?.modified], now),
    language: languageOf(title, text, matter?.language ?? null),
    canonicalUrl: matter?.canonicalUrl ?? null,
    siteName: capped(matter?.siteName),
    links: links.filter((link) => link !== url).slice(0, MAX_LINKS),
  };
}

const TEXT_TYPE = /^text\/(?:plain|(?:x-)?markdown)\b/i;
const HAS_FRONT_MATTER = /^\uFEFF?\s*---\s/;
const HAS_MARKUP = /<(?:!doctype|html|head|body|article|main|div|p|h1)\b/i;

/**
 * Reads the article out of a page, a plain text or a Markdown document that `url` answered. `now` only serves to distrust dates that lie
 * ahead of it. Throws NotAnArticleError, one line for the operator, where there is none or where reading it would not be safe.
 */
export function extractArticle(input: { bytes: Uint8Array; contentType: string | null; url: string; now: Date }): ExtractedArticle {
  const { bytes, contentType, url, now } = input;
  const binary = binaryKind(bytes);
  if (binary !== null) throw new NotAnArticleError(`${url} is ${binary}; only web pages and text can be read`);
  const { text } = decodeBytes(bytes, contentType);
  const start = text.slice(0, 5000);
  if (start.trim() === "") throw new NotAnArticleError(`${url} answered an empty body`);
  const hasMarkup = HAS_MARKUP.test(start);
  if (HAS_FRONT_MATTER.test(start) || (!hasMarkup && TEXT_TYPE.test(contentType ?? ""))) return fromText({ text, url, now });
  if (!hasMarkup && /^\uFEFF?\s*(?:[[{]|<\?xml|<(?:rss|feed|rdf))/i.test(start)) {
    throw new NotAnArticleError(`${url} is ${/^\uFEFF?\s*</.test(start) ? "an XML document" : "JSON"}; no article can be read out of it`);
  }
  return fromPage({ text, url, now });
}
