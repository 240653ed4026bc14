/** A namespace as it is looked up: feeds write it with either scheme, in any case, and with or without the sign at its end. */
const lookedUp = (namespace: string): string =>
  namespace
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/[/#]+$/, "");

/** Prefixes by namespace, so that a feed may call them what it likes. `rss` stands for every name of RSS itself. */
const PREFIXES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/rss/1.0/": "rss",
    "http://purl.org/net/rss1.1#": "rss",
    "http://my.netscape.com/rdf/simple/0.9/": "rss",
    "http://my.netscape.com/publish/formats/rss-0.91.dtd": "rss",
    "http://channel.netscape.com/rdf/simple/0.9/": "rss",
    "http://backend.userland.com/rss": "rss",
    "http://backend.userland.com/rss2": "rss",
    "http://backend.userland.com/rss091": "rss",
    "http://blogs.law.harvard.edu/tech/rss": "rss",
    "http://cyber.law.harvard.edu/rss/rss.html": "rss",
    "http://www.rssboard.org/rss-specification": "rss",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://purl.org/rss/1.0/modules/dc/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/dcterms/": "dcterms",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://purl.oclc.org/net/rss_2.0/enc#": "enc",
    "http://wellformedweb.org/commentapi/": "wfw",
    "http://www.w3.org/xml/1998/namespace": "xml",
  }).map(([namespace, prefix]) => [lookedUp(namespace), prefix]),
);
const KNOWN: ReadonlySet<string> = new Set(PREFIXES.values());
/** What undeclared prefixes mean that are not the usual ones. */
const CUSTOM: ReadonlyMap<string, string> = new Map(
  Object.entries({ a: "atom", atom10: "atom", atom03: "atom", feed: "atom", podcast: "itunes", mrss: "media", rss1: "rss" }),
);

type Attributes = Readonly<Record<string, string>>;
/** The namespaces in force at one place of a document: prefix to canonical prefix (null for a namespace that is not known here). */
export type Scope = { readonly bound: ReadonlyMap<string, string | null>; readonly names: Map<string, string> };

export const emptyScope = (): Scope => ({ bound: new Map(), names: new Map() });

/** The scope inside an element; attribute names are in lower case. `isOuter`: what a feed's root or channel makes the default is the feed's own namespace, whatever it is. */
export function scopeWithin(scope: Scope, attributes: Attributes, isOuter: boolean): Scope {
  let bound: Map<string, string | null> | null = null;
  for (const key in attributes) {
    if (!key.startsWith("xmlns") || !/^xmlns(?::|$)/.test(key)) continue;
    const value = attributes[key] ?? "";
    bound ??= new Map(scope.bound);
    const prefix = key.slice("xmlns:".length).toLowerCase();
    if (isOuter && prefix === "") bound.delete("");
    else bound.set(prefix, PREFIXES.get(lookedUp(value)) ?? null);
  }
  return bound === null ? scope : { bound, names: new Map() };
}

function resolve({ bound }: Scope, raw: string, isAtom: boolean): string {
  const [local = "", prefix = ""] = raw.toLowerCase().split(":", 2).reverse();
  const declared = bound.get(prefix);
  // Undeclared, a prefix means what it usually does; declared as something else, it never does.
  if (declared === null) return KNOWN.has(prefix) || prefix === "" ? `?${prefix}:${local}` : `${prefix}:${local}`;
  const meant = declared ?? CUSTOM.get(prefix) ?? prefix;
  return meant === "" || meant === "rss" || (isAtom && meant === "atom") ? local : `${meant}:${local}`;
}

/**
 * The name of an element by its namespace: `title` for the feed's own format, `dc:creator`, `atom:link` inside RSS, and so on in lower case;
 * with a `?` in front where a usual prefix was bound to something unknown.
 */
export function nameOf(scope: Scope, raw: string, isAtom: boolean): string {
  const known = scope.names.get(raw);
  if (known !== undefined) return known;
  const name = resolve(scope, raw, isAtom);
  // Documents use some dozens of names; those that a hostile one can make up are without number.
  if (scope.names.size < 1000) scope.names.set(raw, name);
  return name;
}
