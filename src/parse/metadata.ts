import { Parser } from "htmlparser2";
import { NotAnArticleError } from "./errors.ts";
import { fold, plainLine, resolveUrl } from "./html-text.ts";
import { type LinkedData, readJsonLd } from "./json-ld.ts";

/** Readability's cost grows with the square of the depth: 2,000 nested elements take it 20 s. Real articles stay far below both. */
const MAX_ELEMENTS = 20_000;
const MAX_DEPTH = 200;
/** A million lone brackets are a million text nodes, though no element. Outside scripts. */
const MAX_TEXTS = 100_000;
/** Structured data that is longer is no description of an article; in characters. */
const MAX_SCRIPT = 1_000_000;

/** What a page says about itself. Dates are as stated, the likeliest first; addresses are absolute. */
export type PageMetadata = {
  readonly linkedData: LinkedData | null;
  /** What the page is called where it is shared (og:title). */
  readonly title: string | null;
  /** The title element. */
  readonly pageTitle: string | null;
  readonly author: string | null;
  readonly siteName: string | null;
  readonly language: string | null;
  readonly canonicalUrl: string | null;
  readonly metaPublished: readonly string[];
  readonly metaModified: readonly string[];
  readonly timePublished: readonly string[];
  /** What relative addresses on the page start from. */
  readonly base: string;
};

/** By the weight of the name: what publishers fill in for search engines and social networks before what templates leave behind. */
const PUBLISHED =
  "article:published_time datepublished og:published_time parsely-pub-date sailthru.date dc.date.issued dcterms.issued dc.date dcterms.created publish-date pubdate publishdate date".split(
    " ",
  );
const MODIFIED = "article:modified_time datemodified og:updated_time dcterms.modified last-modified".split(" ");
const AUTHOR = "author article:author parsely-author sailthru.author dc.creator byl".split(" ");
const TITLE = ["og:title", "twitter:title", "dc.title"];
const SITE = ["og:site_name", "application-name"];

type Scan = {
  metas: Map<string, string>;
  scripts: string[];
  times: { datetime: string; weight: number }[];
  canonical: string | null;
  base: string;
  language: string | null;
  title: string;
};

function scan(html: string, url: string): Scan {
  const found: Scan = { metas: new Map(), scripts: [], times: [], canonical: null, base: url, language: null, title: "" };
  let elements = 0;
  let texts = 0;
  let depth = 0;
  let inBody = 0;
  let script: string[] | null = null;
  let inTitle = false;
  let refusal: string | null = null;
  const refuse = (reason: string): void => {
    refusal = reason;
    parser.pause();
  };
  const parser: Parser = new Parser({
    onopentag(name, attributes) {
      elements += 1;
      depth += 1;
      if (elements > MAX_ELEMENTS) return refuse(`has more than ${MAX_ELEMENTS} elements`);
      if (depth > MAX_DEPTH) return refuse(`nests more than ${MAX_DEPTH} elements deep`);
      if (name === "article" || name === "main") inBody += 1;
      const { itemprop } = attributes;
      if (name === "title" && found.title === "") inTitle = true;
      if (name === "html") found.language ??= attributes["lang"] ?? attributes["xml:lang"] ?? null;
      if (name === "base" && found.base === url) found.base = resolveUrl(attributes["href"], url) ?? url;
      if (name === "link" && /\bcanonical\b/i.test(attributes["rel"] ?? "")) found.canonical ??= attributes["href"] ?? null;
      if (name === "script" && /^application\/ld\+json/i.test(attributes["type"]?.trim() ?? "")) script = [];
      if (name === "meta" && attributes["content"] !== undefined) {
        const key = (attributes["property"] ?? attributes["name"] ?? itemprop ?? attributes["http-equiv"] ?? "").trim().toLowerCase();
        if (!found.metas.has(key) && attributes["content"].trim() !== "") found.metas.set(key, attributes["content"]);
      }
      if (name === "time" && attributes["datetime"] !== undefined) {
        const stated = /publish/i.test(`${itemprop ?? ""} ${attributes["class"] ?? ""}`) || attributes["pubdate"] !== undefined;
        if (!/modif|updat/i.test(`${itemprop ?? ""} ${attributes["class"] ?? ""}`)) {
          found.times.push({ datetime: attributes["datetime"], weight: stated ? 2 : inBody > 0 ? 1 : 0 });
        }
      }
    },
    ontext(text) {
      script?.push(text);
      if (inTitle) found.title += text;
      texts += 1;
      if (texts > MAX_TEXTS) refuse(`has more than ${MAX_TEXTS} pieces of text`);
    },
    onclosetag(name) {
      depth -= 1;
      if (name === "title") inTitle = false;
      if (name === "article" || name === "main") inBody -= 1;
      if (name !== "script" || script === null) return;
      const text = script.join("");
      if (text.length <= MAX_SCRIPT) found.scripts.push(text);
      script = null;
    },
  });
  parser.write(html);
  if (refusal !== null) throw new NotAnArticleError(`${url} ${refusal}; no article is built so, and reading it would take too long`);
  parser.end();
  return found;
}

/** Addresses of one page differ in scheme, "www.", trailing slash, query and case of the host. */
function sameness(address: string): string | null {
  const url = URL.parse(address);
  return url === null ? null : `${url.hostname.replace(/^www\./, "")}${url.pathname.replace(/\/+$/, "")}`;
}

/** A canonical address that is a site's front page, on a page that is not, was left behind by a template. */
function plausibleCanonical(stated: string | null, base: string, url: string): string | null {
  const address = resolveUrl(stated, base);
  if (address === null) return null;
  return URL.parse(address)?.pathname === "/" && URL.parse(url)?.pathname !== "/" ? null : address;
}

/** Reads head, structured data and dated elements in one pass. Throws NotAnArticleError for a page too big or too deep to be read safely. */
export function scanMetadata(html: string, url: string): PageMetadata {
  const { metas, scripts, times, canonical, base, language, title } = scan(html, url);
  const all = (names: readonly string[]): string[] => names.map((name) => metas.get(name)).filter((value) => value !== undefined);
  const firstLine = (names: readonly string[]): string | null =>
    all(names)
      .map(plainLine)
      .find((line) => line !== "") ?? null;
  const here = sameness(url);
  const linkedData = readJsonLd(scripts, (address) => sameness(address) === here);
  const isName = (line: string): boolean => line !== "" && !/^https?:/i.test(line);
  return {
    linkedData,
    title: firstLine(TITLE),
    pageTitle: fold(title) || null,
    author: linkedData?.author ?? all(AUTHOR).map(plainLine).find(isName) ?? null,
    siteName: firstLine(SITE) ?? linkedData?.publisher ?? null,
    language: linkedData?.language ?? language ?? metas.get("og:locale") ?? metas.get("content-language") ?? null,
    canonicalUrl:
      plausibleCanonical(canonical, base, url) ??
      plausibleCanonical(linkedData?.url ?? null, base, url) ??
      plausibleCanonical(metas.get("og:url") ?? null, base, url),
    metaPublished: all(PUBLISHED).map(fold),
    metaModified: all(MODIFIED).map(fold),
    timePublished: times.sort((a, b) => b.weight - a.weight).map(({ datetime }) => datetime),
    base,
  };
}
