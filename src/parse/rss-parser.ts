import { createRequire } from "node:module";
import RssParser from "rss-parser";
import { type Elements, readXml, type Tree } from "./xml-reader.ts";

// rss-parser runs a quadratic regular expression on every description to make a snippet nobody here reads: 40 KB of "<p" take 1.6 s.
// No option turns it off, but the package looks the function up on this object each time.
const utilities = createRequire(import.meta.url)("rss-parser/lib/utils.js") as { getSnippet: (html: string) => string };
utilities.getSnippet = () => "";

/** All elements of a feed or an entry, on their way through the package: its own values lose attributes, repetitions and inner markup. */
const ELEMENTS = "#elements";
const customFields = [[ELEMENTS, "elements", { keepArray: true }]] as never[];
type Carried = { readonly elements: Elements };

/** A document as xml2js would give it to rss-parser. */
function asParsed({ family, feed, entries }: Tree): unknown {
  const carried = (elements: Elements): Elements => Object.assign(Object.create(null), elements, { [ELEMENTS]: elements });
  const channel = carried(feed);
  const items = entries.map(carried);
  if (family === "atom") return { feed: Object.assign(channel, { entry: items }) };
  if (family === "rdf") return { "rdf:RDF": { channel: [channel], item: items } };
  return { rss: { $: { version: "2.0" }, channel: [Object.assign(channel, { item: items })] } };
}

export type Reading = { readonly tree: Tree; readonly feed: Elements; readonly entries: readonly Elements[] };

/**
 * A document as rss-parser takes it apart into a feed and its entries, read by our own tolerant XML reader in place of xml2js. Null where
 * nothing in the text starts a feed. `decode` makes characters of pieces of the text, where those are still bytes.
 */
export async function readWithRssParser(
  text: string,
  decode: (piece: string) => string,
  url: string | null,
  maxEntries: number,
): Promise<Reading | null> {
  const parser = new RssParser<Carried, Carried>({ customFields: { feed: customFields, item: customFields } });
  let tree: Tree | null = null;
  // The package keeps its reader in a property that its types leave out.
  (parser as unknown as { xmlParser: { parseString(xml: string, done: (error: unknown, result: unknown) => void): void } }).xmlParser = {
    parseString(xml, done) {
      tree = readXml(xml, decode, url, maxEntries);
      done(null, tree === null ? { none: true } : asParsed(tree));
    },
  };
  const reading = await parser.parseString(text).catch((error: unknown) => {
    if (tree === null) return null;
    throw error;
  });
  if (reading === null || tree === null) return null;
  return { tree, feed: reading.elements, entries: reading.items.map((item) => item.elements) };
}
