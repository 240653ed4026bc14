import { fold } from "./fold.ts";
import { ownerOf } from "./owner.ts";
import { frontMatter } from "./plain-text.ts";
import type { RelateInput } from "./relate.ts";
import type { ReadText } from "./text.ts";
import { canonicalUrl, isTelling, namesDocument, slugOf, urlSlug } from "./url.ts";

/** Longest line that is searched for a statement of origin, and most of each kind that are kept, so that hostile text stays bounded. */
const MAX_LINE = 2000;
const MAX_LINES = 2000;
const MAX_MARKS = 40;
/** Words that make a quotation telling. */
const MIN_QUOTE = 6;
const SHOWN = 120;

/** A direct quotation, as token numbers (`to` exclusive), and its opening words for a person. */
export type Quote = { readonly from: number; readonly to: number; readonly shown: string };

/** What a text says about where it comes from. Keys are `url:` addresses and `title:` slugs. */
export type Marks = {
  /** Under which an article is known: its address, its headline. */
  readonly identity: ReadonlySet<string>;
  /** The one document that it declares to be its original, under every key that is known of it. */
  readonly original: ReadonlySet<string>;
  readonly originalNamed: { readonly kind: "canonical" | "named-original"; readonly detail: string } | null;
  /** Documents of other owners that it links to or names. */
  readonly documents: ReadonlySet<string>;
  /** Publications that it says its text is from, folded. */
  readonly publications: ReadonlySet<string>;
  readonly quotes: readonly Quote[];
  /** The day that its front matter gives, ISO 8601. */
  readonly dated: string | null;
};

const URLS = /https?:\/\/[^\s<>"')\]]+/g;
const LABELLED =
  /^[\s*_>-]{0,10}(?:original(?: (?:article|post|story|source|statement))?|source|via|quelle|fuente|fonte|出典|원문)\s{0,3}[:：]\s{0,3}(\S.*)$/i;
const REPUBLISHED =
  /\b(?:appeared first|first appeared|originally (?:appeared|published|posted)|first published|republished (?:from|with)|read the (?:entire|full|whole|original|complete)|view (?:the )?original)\b/i;
const TITLED = /\b(?:titled|entitled|headlined)[\s,:]{1,3}["“'‘*_]{0,2}(\p{Lu}[^."”\n]{12,140})/gu;
const PROPER = "((?:\\p{Lu}[\\p{L}\\p{N}.&-]{0,30}[ ]?){2,6})";
const PUBLICATION = [
  new RegExp(`^(?:from|via|source:)\\s+(?:the\\s+){0,2}["“]?${PROPER}["”]?\\s*\\.?$`, "iu"),
  new RegExp(`\\b(?:published|posted|appeared(?: first)?)\\s+(?:on|in|at|by)\\s+(?:the\\s+){0,2}["“]?${PROPER}`, "u"),
];

const urlKeys = (url: string): string[] => {
  const slug = urlSlug(url);
  return [`url:${canonicalUrl(url)}`, ...(slug === null ? [] : [`title:${slug}`])];
};
const titleKeys = (title: string): string[] => {
  const slug = slugOf(title);
  return isTelling(slug) ? [`title:${slug}`] : [];
};

type Claim = { kind: "canonical" | "named-original"; keys: string[]; detail: string };

function claimsOf(input: RelateInput, head: string, lines: readonly string[], owner: string): Claim[] {
  const claims: Claim[] = [];
  const claimUrl = (url: string, kind: Claim["kind"]): void => {
    if (namesDocument(url) && ownerOf(url) !== owner) claims.push({ kind, keys: urlKeys(url), detail: canonicalUrl(url) });
  };
  if (input.canonicalUrl !== null) claimUrl(input.canonicalUrl, "canonical");
  const declared = /^(?:canonical(?:_?url)?|original_?url|source_?url|syndication_?source)\s*:\s*["']?(https?:\/\/[^\s"']+)/im.exec(head);
  if (declared?.[1] !== undefined) claimUrl(declared[1], "canonical");
  for (const line of lines) {
    const labelled = LABELLED.exec(line)?.[1];
    if (labelled === undefined && !REPUBLISHED.test(line)) continue;
    const urls = line.match(URLS) ?? [];
    for (const url of urls.slice(0, MAX_MARKS)) claimUrl(url, "named-original");
    if (labelled === undefined || urls.length > 0) continue;
    const title = labelled.replace(/\s*(?:view|read|open)\b(?: the)? (?:original|source|full)\b.*$/i, "");
    const keys = titleKeys(title);
    if (keys.length > 0) claims.push({ kind: "named-original", keys, detail: title.trim() });
  }
  return claims;
}

/** One original, however often it is named; a digest that names several copies none of them. */
function oneOriginal(claims: readonly Claim[]): Claim | null {
  const [first, ...rest] = claims;
  if (first === undefined) return null;
  const keys = new Set(first.keys);
  for (const claim of rest) {
    if (!claim.keys.some((key) => keys.has(key))) return null;
    for (const key of claim.keys) keys.add(key);
  }
  return { ...first, keys: [...keys] };
}

function quotesIn(read: ReadText): Quote[] {
  const quotes: Quote[] = [];
  let token = 0;
  for (const match of read.plain.matchAll(/["“„«「]([^"“”„«»「」\n]{12,600})["”“»」]/g)) {
    if (quotes.length >= MAX_MARKS) break;
    while (token < read.starts.length && (read.starts[token] ?? 0) < match.index) token++;
    let to = token;
    while (to < read.ends.length && (read.ends[to] ?? 0) <= match.index + match[0].length) to++;
    if (to - token >= MIN_QUOTE) quotes.push({ from: token, to, shown: (match[1] ?? "").slice(0, SHOWN) });
  }
  return quotes;
}

export function marksOf(input: RelateInput, read: ReadText): Marks {
  const owner = ownerOf(input.source.domain || input.url);
  const block = frontMatter(input.text) ?? { start: 0, end: 0 };
  const head = input.text.slice(block.start, block.end);
  const lines = input.text.split("\n", MAX_LINES).filter((line) => line.length <= MAX_LINE);
  const sameSite =
    input.canonicalUrl !== null && ownerOf(input.canonicalUrl) === owner && namesDocument(input.canonicalUrl) ? [input.canonicalUrl] : [];
  const identity = new Set([input.url, ...sameSite].map((url) => `url:${canonicalUrl(url)}`));
  for (const key of titleKeys(input.title ?? "")) identity.add(key);

  const original = oneOriginal(claimsOf(input, head, lines, owner));
  const links = [...input.links, ...lines.flatMap((line) => (line.includes("://") ? (line.match(URLS) ?? []) : []))];
  const foreign = [...new Set(links)].slice(0, MAX_MARKS * 4).filter((url) => namesDocument(url) && ownerOf(url) !== owner);
  // Most lines need no closer look: looking for letters is quicker than the expressions are.
  const titles = lines
    .filter((line) => line.includes("titled") || line.includes("headlined"))
    .flatMap((line) => [...line.matchAll(TITLED)].map((match) => (match[1] ?? "").replace(/[,;:]?\s*$/, "")));
  const publications = lines
    .flatMap((line) => PUBLICATION.map((one) => one.exec(line.trim())?.[1] ?? ""))
    .map((name) =>
      fold(name)
        .split(/\s+/)
        .filter((word) => word !== "" && word !== "the"),
    );
  return {
    identity,
    original: new Set(original?.keys ?? []),
    originalNamed: original === null ? null : { kind: original.kind, detail: original.detail },
    documents: new Set([...foreign.flatMap(urlKeys), ...titles.slice(0, MAX_MARKS).flatMap(titleKeys)].slice(0, MAX_MARKS * 4)),
    publications: new Set(publications.filter((words) => words.length > 1).map((words) => words.sort().join(" "))),
    quotes: quotesIn(read),
    dated: /^date:\s*["']?(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d))\b/m.exec(head)?.[1] ?? null,
  };
}
