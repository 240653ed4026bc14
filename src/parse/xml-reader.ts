import { Parser } from "htmlparser2";
import { FastTokenizer } from "./fast-tokenizer.ts";
import { escapeHtml, MAX_DEPTH } from "./html-text.ts";
import { emptyScope, nameOf, type Scope, scopeWithin } from "./xml-names.ts";
import { createDereference, findRoot, legalText } from "./xml-text.ts";

/** An element of a feed. `$` and `_` are its attributes and its text, named as xml2js names them, since rss-parser reads them. */
export type XmlNode = {
  readonly name: string;
  /** Names in lower case. */
  readonly $: Readonly<Record<string, string>>;
  _: string;
  /** Its content as markup where it holds elements that are not read as fields of their own, else null. */
  markup: string | null;
  /** How many elements stand in the markup. */
  inner: number;
  readonly children: XmlNode[];
  readonly base: string | null;
  readonly language: string | null;
};
/** The elements of a feed or an entry by name, in the order in which they stand. */
export type Elements = Record<string, XmlNode[]>;
export type Family = "rss" | "rdf" | "atom";
export type Tree = { readonly family: Family; readonly root: XmlNode; readonly feed: Elements; readonly entries: Elements[] };

/** Lengths in characters. */
const MAX_TEXT = 2_000_000;
const MAX_ATTRIBUTE = 10_000;
const MAX_ATTRIBUTES = 50;
const MAX_FIELDS = 2000;

const CONTAINERS: ReadonlySet<string> = new Set(["rss", "feed", "rdf:rdf", "rdf", "channel"]);
const ENTRIES: ReadonlySet<string> = new Set(["item", "entry"]);
/** Elements whose children are fields, not markup. */
const STRUCTURED: ReadonlySet<string> = new Set(
  "author contributor atom:author atom:contributor image textinput skiphours skipdays source atom:source media:group media:content itunes:owner itunes:category".split(
    " ",
  ),
);
/** Fields without elements of their own: where a sibling's tag opens inside one, its own end tag was mistyped. */
const SIMPLE: ReadonlySet<string> = new Set(
  "title link guid id pubdate published updated issued modified created dc:date dc:creator language ttl".split(" "),
);
const SIBLINGS: ReadonlySet<string> = new Set([...SIMPLE, "description", "summary", "content", "content:encoded", "category", "author"]);

type Frame = { readonly scope: Scope; readonly base: string | null; readonly language: string | null };
type Open = { readonly node: XmlNode; readonly depth: number };

/** xml:base inside what is in force; one that is no address to read from changes nothing. */
export function rebase(base: string | null, own: string | undefined): string | null {
  if (own === undefined) return base;
  const url = URL.parse(own.trim(), base ?? undefined);
  return url !== null && /^(?:https?|ftp):$/.test(url.protocol) ? url.href : base;
}

/** Anything that is not plain ASCII, which is neither decoded nor forbidden: mostly one look tells, in place of two. */
const HAS_OTHERS = /[^\t\n\r\u0020-\u007e]/;

const elements = (): Elements => Object.create(null) as Elements;
const isVoid = (tag: string): boolean => tag === "br" || tag === "img" || tag === "hr";

/**
 * Reads whatever is there: junk before and after, undeclared prefixes, mismatched tags, missing ends. An entry that the end of the document
 * cuts off is left out, since half a text could say the opposite of the whole. Null where nothing starts a feed.
 */
export function readXml(document: string, decode: (piece: string) => string, url: string | null, maxEntries: number): Tree | null {
  const start = findRoot(document, decode);
  if (start === null) return null;
  const dereference = createDereference(start.declared);
  const charactersIn = (piece: string): string => (HAS_OTHERS.test(piece) ? legalText(decode(piece)) : piece);
  const local = start.name.toLowerCase().replace(/^.*:/, "");
  const isEntry = local === "entry";
  const family: Family = local === "feed" || isEntry ? "atom" : local === "rdf" ? "rdf" : "rss";
  const isAtom = family === "atom";

  const frames: Frame[] = [{ scope: emptyScope(), base: url, language: null }];
  const open: Open[] = [];
  const feed = elements();
  const entries: Elements[] = [];
  let root: XmlNode | null = null;
  let entry: { readonly elements: Elements; readonly depth: number; fields: number } | null = null;
  let ended = false;
  /** An address that a writer of HTML put behind its empty link. */
  let bare: XmlNode | null = null;
  let isData = false;

  const attributesOf = (raw: Readonly<Record<string, string>>): Record<string, string> => {
    const attributes: Record<string, string> = Object.create(null);
    let count = 0;
    for (const key in raw) {
      count += 1;
      if (count > MAX_ATTRIBUTES) break;
      attributes[key.toLowerCase()] = dereference(charactersIn((raw[key] ?? "").slice(0, MAX_ATTRIBUTE)));
    }
    return attributes;
  };
  const nodeOf = (name: string, $: Record<string, string>, { base, language }: Frame): XmlNode => ({
    name,
    $,
    _: "",
    markup: null,
    inner: 0,
    children: [],
    base,
    language,
  });
  const place = (node: XmlNode): void => {
    const into = entry === null ? feed : entry.elements;
    if (entry !== null) entry.fields += 1;
    if (entry !== null && entry.fields > MAX_FIELDS) return;
    const named = into[node.name];
    if (named === undefined) into[node.name] = [node];
    else if (named.length < MAX_FIELDS) named.push(node);
  };
  const closeFields = (): void => {
    const outer = open[0]?.node;
    open.length = 0;
    if (outer === undefined) return;
    place(outer);
    if (outer.name === "link" && outer._ === "" && outer.$["href"] === undefined) bare = outer;
  };
  const closeEntry = (): void => {
    closeFields();
    if (entry !== null) entries.push(entry.elements);
    entry = null;
    if (entries.length < maxEntries) return;
    ended = true;
    parser.pause();
  };
  const openMarkup = (node: XmlNode, raw: string, attributes: Record<string, string>): void => {
    node.markup ??= escapeHtml(node._);
    node.inner += 1;
    if (node.markup.length > MAX_TEXT) return;
    let tag = `<${raw.slice(raw.indexOf(":") + 1)}`;
    for (const key in attributes) if (!key.startsWith("xmlns")) tag += ` ${key}="${escapeHtml(attributes[key] ?? "")}"`;
    node.markup += `${tag}>`;
  };

  const parser: Parser = new Parser(
    {
      onopentag(raw, rawAttributes) {
        if (ended) return;
        bare = null;
        const attributes = attributesOf(rawAttributes);
        const outer = frames.at(-1) as Frame;
        const isRoot = root === null;
        const scope = scopeWithin(outer.scope, attributes, isRoot || (frames.length === 2 && raw === "channel"));
        for (const key in attributes) {
          // Mostly there is none, or it is called as it is here.
          const known = key.includes(":") && !key.startsWith("xml") ? nameOf(scope, key, isAtom) : key;
          if (known === key) continue;
          attributes[known] = attributes[key] ?? "";
          delete attributes[key];
        }
        const own = attributes["xml:base"];
        const frame: Frame = {
          scope,
          base: own === undefined ? outer.base : rebase(outer.base, own),
          language: attributes["xml:lang"] ?? outer.language,
        };
        frames.push(frame);
        if (frames.length > MAX_DEPTH) {
          ended = true;
          return parser.pause();
        }
        const name = nameOf(scope, raw, isAtom);
        const top = open.at(-1)?.node;
        if (isRoot) root = nodeOf(name, attributes, frame);
        if (isRoot && !isEntry) return;
        if (ENTRIES.has(name)) {
          closeEntry();
          entry = { elements: elements(), depth: frames.length, fields: 0 };
          const about = attributes["rdf:about"];
          if (about !== undefined) place({ ...nodeOf("rdf:about", {}, frame), _: about });
          if (frame.language !== null) place({ ...nodeOf("xml:lang", {}, frame), _: frame.language });
        } else if (top !== undefined && !(open.length === 1 && SIMPLE.has(top.name) && SIBLINGS.has(name))) {
          if (!STRUCTURED.has(top.name)) return openMarkup(top, raw, attributes);
          const child = nodeOf(name, attributes, frame);
          if (top.children.length < MAX_FIELDS) top.children.push(child);
          open.push({ node: child, depth: frames.length });
        } else if (entry === null && CONTAINERS.has(name)) {
          if (name === "channel") place({ ...nodeOf("xml:lang", {}, frame), _: frame.language ?? "" });
        } else {
          closeFields();
          open.push({ node: nodeOf(name, attributes, frame), depth: frames.length });
        }
      },
      ontext(chunk) {
        const node = open.at(-1)?.node ?? bare;
        if (node === null || ended || node._.length > MAX_TEXT) return;
        const text = isData ? charactersIn(chunk) : dereference(charactersIn(chunk));
        node._ += text;
        if (node.markup !== null) node.markup += escapeHtml(text);
      },
      oncdatastart() {
        isData = true;
      },
      oncdataend() {
        isData = false;
      },
      onclosetag(raw) {
        const depth = frames.length;
        if (ended || depth === 1) return;
        frames.pop();
        const top = open.at(-1);
        if (top !== undefined && depth > top.depth) {
          const tag = raw.slice(raw.indexOf(":") + 1);
          if (top.node.markup !== null && !isVoid(tag) && top.node.markup.length <= MAX_TEXT) top.node.markup += `</${tag}>`;
        } else if (top !== undefined && depth === top.depth) {
          if (open.length === 1) closeFields();
          else open.pop();
        } else if (entry !== null && depth <= entry.depth) closeEntry();
        // What follows the root is no part of the feed.
        if (depth === 2) ended = true;
      },
    },
    { xmlMode: true, decodeEntities: false, Tokenizer: FastTokenizer },
  );
  parser.write(document.slice(start.start));
  return { family, root: root ?? nodeOf(local, {}, frames[0] as Frame), feed, entries };
}
