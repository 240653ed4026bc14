import type { ExtractedArticle, ParsedEntry } from "../domain/extract.ts";
import { resolveUrl } from "./html-text.ts";
import { languageOf } from "./language.ts";
import type { Markup } from "./markup.ts";

/** A body this long is the article, not a teaser; in characters of text. */
const MIN_FULL_TEXT = 700;

/** The ends of bodies that go on elsewhere. A trailing credit line of the blog's software may follow. */
const GOES_ON =
  /(?:\[?(?:…|\.\.\.)\]?|\b(?:read (?:more|on|the (?:full|rest).{0,40})|continue reading.{0,120}|keep reading.{0,60}|full story|view original)[\s.…→»>]*)$/i;
/** Where the end of a body is looked at, in characters. */
const TAIL = 600;
const CREDIT = /\n+The post .{1,300} (?:first )?appeared (?:first )?on .{1,200}$/s;

/** The article that an entry carries in full, so that no page needs to be fetched; null where the feed gives less than that. */
export function articleFromEntry(
  entry: Pick<ParsedEntry, "url" | "title" | "author" | "published" | "updated">,
  content: Markup,
  declaredLanguage: string | null,
  siteName: string | null,
): ExtractedArticle | null {
  const { text: whole, links } = content;
  if (whole.length < MIN_FULL_TEXT) return null;
  const text = (whole.slice(0, -TAIL) + whole.slice(-TAIL).replace(CREDIT, "")).trimEnd();
  if (text.length < MIN_FULL_TEXT || GOES_ON.test(text.slice(-200))) return null;
  return {
    title: entry.title,
    text,
    author: entry.author,
    published: entry.published,
    modified: entry.updated,
    language: languageOf(entry.title, text, declaredLanguage),
    canonicalUrl: entry.url,
    siteName,
    links: [...new Set(links.flatMap((link) => resolveUrl(link, null) ?? []))],
  };
}
