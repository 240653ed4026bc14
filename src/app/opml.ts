import { Parser } from "htmlparser2";
import { isMap, isSeq, parseDocument } from "yaml";
import { UsageError } from "../domain/errors.ts";
import { decodeBytes } from "../parse/decode.ts";
import { xmlText } from "./xml-text.ts";

const MOST_OUTLINES = 20_000;
const MAX_ID = 48;

export type Outline = { readonly url: string; readonly title: string | null };

/** The feeds of an OPML file (1.0 to 2.0), from any depth of folders; addresses that are not http(s), and repeated ones, are left out. */
export function readOpml(bytes: Uint8Array): Outline[] {
  const { text } = decodeBytes(bytes, "text/xml");
  const feeds = new Map<string, Outline>();
  let isOpml = false;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name.toLowerCase() === "opml") isOpml = true;
        if (name.toLowerCase() !== "outline" || feeds.size >= MOST_OUTLINES) return;
        // Attribute names are case-sensitive in XML, and written as it pleases people in OPML.
        const of = new Map(Object.entries(attributes).map(([key, value]) => [key.toLowerCase(), value.trim()]));
        const url = URL.parse(of.get("xmlurl") ?? "");
        if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || feeds.has(url.href)) return;
        feeds.set(url.href, { url: url.href, title: of.get("title") || of.get("text") || null });
      },
    },
    { xmlMode: true },
  );
  parser.write(text);
  parser.end();
  if (!isOpml) throw new UsageError("the file is not OPML: it has no <opml> element; export your subscriptions as OPML from your reader");
  return [...feeds.values()];
}

/** An OPML 2.0 document of feeds, in order of their titles. */
export function writeOpml(feeds: readonly Outline[], now: Date): string {
  const outlines = feeds
    .map(({ url, title }) => ({ url, title: title ?? url }))
    .toSorted((a, b) => (a.title < b.title ? -1 : 1))
    .map(({ url, title }) => `    <outline type="rss" text="${xmlText(title)}" title="${xmlText(title)}" xmlUrl="${xmlText(url)}"/>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head>
    <title>Feeds of Clausewatch</title>
    <dateCreated>${now.toUTCString()}</dateCreated>
  </head>
  <body>
${outlines.join("")}  </body>
</opml>
`;
}

/** An id made from a title or an address that none of `taken` has. */
export function feedIdFor({ url, title }: Outline, taken: ReadonlySet<string>): string {
  const { hostname, pathname } = new URL(url);
  const slug = (text: string) =>
    text
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .slice(0, MAX_ID)
      .replace(/^-+|-+$/g, "");
  const base = slug(title ?? "") || slug(`${hostname.replace(/^www\./, "")} ${pathname}`) || "feed";
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(id)) return id;
  }
}

/** The text of a configuration with feeds added to its `feeds:`, everything else as it stands, comments included. */
export function withFeeds(yaml: string, feeds: readonly { readonly id: string; readonly url: string }[]): string {
  const document = parseDocument(yaml);
  if (document.contents !== null && !isMap(document.contents))
    throw new UsageError("the configuration is not a map of settings; nothing was added");
  const list = document.get("feeds", true);
  if (isSeq(list)) for (const feed of feeds) list.add(document.createNode(feed, { flow: true }));
  else
    document.set(
      "feeds",
      feeds.map((feed) => document.createNode(feed, { flow: true })),
    );
  const seq = document.get("feeds", true);
  if (isSeq(seq)) seq.flow = false;
  return document.toString({ lineWidth: 0 });
}
