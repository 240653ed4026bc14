import { Parser } from "htmlparser2";
import { escapeHtml, MAX_DEPTH } from "./html-text.ts";

/** A child of a feed or an entry. `text` is its character data; `markup` is its content as HTML where it holds elements, else null. */
export type Field = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly markup: string | null;
  /** The text of its first children by name (author: name, email, uri). */
  readonly children: ReadonlyMap<string, string>;
  readonly base: string | null;
};

export type Survey = {
  readonly attributes: Readonly<Record<string, string>>;
  readonly base: string | null;
  readonly feed: readonly Field[];
  readonly entries: readonly {
    readonly attributes: Readonly<Record<string, string>>;
    readonly base: string | null;
    readonly fields: readonly Field[];
  }[];
  /** False where the document was cut off, nests too deep or lists more entries than are kept. */
  readonly whole: boolean;
};

/** Prefixes by namespace, so that a feed may call them what it likes. Atom and RSS elements have none. */
const PREFIXES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
  }),
);
/** Prefixes that mean RSS or Atom even where their namespace is not declared. */
const BARE: ReadonlySet<string> = new Set(["atom", "atom10", "atom03", "rss", "a"]);
const CONTAINERS: ReadonlySet<string> = new Set(["rss", "feed", "rdf:rdf", "channel"]);
const ENTRIES: ReadonlySet<string> = new Set(["item", "entry"]);
/** More named children than any author has; in elements. */
const MAX_CHILDREN = 16;
/** Fields without elements of their own: where a sibling's tag opens inside one, its own end tag was mistyped. */
const SIMPLE: ReadonlySet<string> = new Set(
  "title link guid id pubdate published updated issued modified created dc:date dc:creator language ttl".split(" "),
);
const SIBLINGS: ReadonlySet<string> = new Set([...SIMPLE, "description", "summary", "content", "content:encoded", "category", "author"]);

type OpenField = {
  name: string;
  attributes: Readonly<Record<string, string>>;
  depth: number;
  base: string | null;
  text: string[];
  markup: string[] | null;
  children: Map<string, string>;
  child: string | null;
};

const lowerKeys = (attributes: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name.toLowerCase(), value]));

const rebase = (base: string | null, attributes: Readonly<Record<string, string>>): string | null => {
  const own = attributes["xml:base"];
  return own === undefined ? base : (URL.parse(own.trim(), base ?? undefined)?.href ?? base);
};

/**
 * Reads whatever is there: undeclared prefixes, mismatched tags, missing ends. An entry that the end of the document cuts off is left out,
 * since half a text could say the opposite of the whole. Pass the XML through `repairXml` first.
 */
export function surveyFeed(xml: string, url: string | null, maxEntries: number): Survey {
  const prefixes = new Map<string, string>();
  const bases: (string | null)[] = [];
  const feed: Field[] = [];
  const entries: { attributes: Record<string, string>; base: string | null; fields: Field[]; depth: number }[] = [];
  const root: { attributes: Record<string, string>; base: string | null } = { attributes: {}, base: url };
  let entry: (typeof entries)[number] | null = null;
  let field: OpenField | null = null;
  let ended = false;
  let stopped = false;

  const canonicalName = (raw: string, attributes: Readonly<Record<string, string>>): string => {
    const [local = "", prefix = ""] = raw.toLowerCase().split(":", 2).reverse();
    const known =
      prefix === "" ? PREFIXES.get((attributes["xmlns"] ?? "").toLowerCase()) : (prefixes.get(prefix) ?? (BARE.has(prefix) ? "" : prefix));
    return known === undefined || known === "" ? local : `${known}:${local}`;
  };
  const closeField = (): void => {
    if (field === null) return;
    const { name, attributes, base, children } = field;
    const done: Field = { name, attributes, base, children, text: field.text.join(""), markup: field.markup?.join("") ?? null };
    (entry === null ? feed : entry.fields).push(done);
    field = null;
  };
  const closeEntry = (): void => {
    if (entry === null) return;
    entries.push(entry);
    entry = null;
    if (entries.length < maxEntries) return;
    stopped = true;
    parser.pause();
  };

  const parser: Parser = new Parser(
    {
      onopentag(raw, rawAttributes) {
        const attributes = lowerKeys(rawAttributes);
        for (const [name, value] of Object.entries(attributes)) {
          const known = name.startsWith("xmlns:") ? PREFIXES.get(value.trim().toLowerCase()) : undefined;
          if (known !== undefined) prefixes.set(name.slice("xmlns:".length), known);
        }
        const name = canonicalName(raw, attributes);
        const base = rebase(bases.at(-1) ?? url, attributes);
        bases.push(base);
        if (bases.length > MAX_DEPTH) {
          stopped = true;
          return parser.pause();
        }
        if (ENTRIES.has(name) && bases.length > 1) {
          closeField();
          closeEntry();
          entry = { attributes, base, fields: [], depth: bases.length };
        } else if (field !== null && !(SIMPLE.has(field.name) && SIBLINGS.has(name))) {
          field.markup ??= [escapeHtml(field.text.join(""))];
          const kept = Object.entries(rawAttributes).filter(([key]) => !key.startsWith("xmlns"));
          field.markup.push(`<${raw.slice(raw.indexOf(":") + 1)}${kept.map(([key, value]) => ` ${key}="${escapeHtml(value)}"`).join("")}>`);
          field.child = field.children.size < MAX_CHILDREN && !field.children.has(name) ? name : null;
        } else if (entry === null && CONTAINERS.has(name)) {
          root.base = base;
          Object.assign(root.attributes, attributes);
        } else {
          closeField();
          field = { name, attributes, depth: bases.length, base, text: [], markup: null, children: new Map(), child: null };
        }
      },
      ontext(text) {
        if (field === null) return;
        field.text.push(text);
        if (field.markup === null) return;
        field.markup.push(escapeHtml(text));
        if (field.child !== null && bases.length > field.depth)
          field.children.set(field.child, (field.children.get(field.child) ?? "") + text);
      },
      onclosetag(raw) {
        const depth = bases.length;
        bases.pop();
        if (ended) return;
        if (field !== null && depth > field.depth) {
          field.markup?.push(`</${raw.slice(raw.indexOf(":") + 1)}>`);
          field.child = null;
        } else if (field !== null && depth === field.depth) closeField();
        else if (entry !== null && depth <= entry.depth) {
          closeField();
          closeEntry();
        }
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.write(xml);
  const whole = !stopped && bases.length === 0;
  ended = true;
  if (!stopped) parser.end();
  return { ...root, feed, entries, whole };
}
