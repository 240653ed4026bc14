import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { parseFeed } from "../../../src/parse/feed.ts";

// Written by hand after defects that real feeds have and that feedparser's tests, one feature a file, do not show together.

type Wild = {
  readonly text: string | Uint8Array;
  readonly contentType?: string | null;
  readonly url?: string;
  /** Title, address and date of each entry, as far as they are given. */
  readonly entries: readonly (readonly [title: string | null, url: string | null, published?: string | null])[];
  readonly also?: object;
};

const rss = (inner: string, head = '<?xml version="1.0" encoding="UTF-8"?>', attributes = 'version="2.0"') =>
  `${head}<rss ${attributes}><channel><title>Harbour News</title><link>https://harbour.example/</link>${inner}</channel></rss>`;
const item = (title: string, slug: string, rest = "") =>
  `<item><title>${title}</title><link>https://harbour.example/${slug}</link>${rest}</item>`;
const at = (slug: string) => `https://harbour.example/${slug}`;
const utf8 = (text: string) => new TextEncoder().encode(text);

const WILD: Readonly<Record<string, Wild>> = {
  "RSS served as text/html": {
    text: rss(item("Berth four", "1", "<pubDate>Fri, 06 Mar 2026 09:30:00 +0100</pubDate>")),
    contentType: "text/html; charset=utf-8",
    entries: [["Berth four", at("1"), "2026-03-06T08:30:00.000Z"]],
  },
  "RSS served as text/plain in Latin-1, declared as UTF-8, written in UTF-8": {
    text: rss(item("Fähre für Süd", "1")),
    contentType: "text/plain; charset=ISO-8859-1",
    entries: [["Fähre für Süd", at("1")]],
  },
  "windows-1252 that calls itself ISO-8859-1": {
    text: iconv.encode(rss(item("“Berth” – it’s ours… €5", "1"), '<?xml version="1.0" encoding="ISO-8859-1"?>'), "windows-1252"),
    entries: [["“Berth” – it’s ours… €5", at("1")]],
  },
  "one entry pasted in windows-1252 into a feed in UTF-8": {
    text: Buffer.concat([
      utf8(rss(item("Zürich – heute", "1")).replace("</channel></rss>", "")),
      iconv.encode(item("it’s done", "2"), "windows-1252"),
      utf8("</channel></rss>"),
    ]),
    entries: [
      ["Zürich – heute", at("1")],
      ["it’s done", at("2")],
    ],
  },
  "a mark at the start and again before the declaration": {
    text: `\uFEFF\uFEFF${rss(item("Berth", "1"))}`,
    entries: [["Berth", at("1")]],
  },
  "marks inside, where files were glued together": {
    text: rss(`\uFEFF${item("\uFEFFBerth", "1")}\uFEFF${item("Quay", "2")}`),
    entries: [
      ["Berth", at("1")],
      ["Quay", at("2")],
    ],
  },
  "UTF-16 whose declaration says UTF-8": {
    text: iconv.encode(rss(item("Пирс № 4", "1")), "utf-16le", { addBOM: true }),
    contentType: "application/rss+xml",
    entries: [["Пирс № 4", at("1")]],
  },
  "an encoding that does not exist": {
    text: rss(item("Café", "1"), '<?xml version="1.0" encoding="unicode"?>'),
    contentType: "text/xml; charset=none",
    entries: [["Café", at("1")]],
  },
  "HTML entities that XML does not know, twice escaped ones among them": {
    text: rss(item("Gr&uuml;&szlig;e &amp;amp; K&amp;ouml;pfe&nbsp;&ndash; A&amp;#8217;s", "1")),
    entries: [["Grüße & Köpfe – A’s", at("1")]],
  },
  "a title in CDATA with entities and markup": {
    text: rss(item("<![CDATA[Port&#8217;s <b>berth</b> &amp; quay]]>", "1")),
    entries: [["Port’s berth & quay", at("1")]],
  },
  "days and months in German": {
    text: rss(
      item("a", "1", "<pubDate>Mi, 04 Mär 2026 10:00:00 +0100</pubDate>") +
        item("b", "2", "<pubDate>Di, 05 Mai 2026 10:00:00 +0200</pubDate>"),
    ),
    entries: [
      ["a", at("1"), "2026-03-04T09:00:00.000Z"],
      ["b", at("2"), "2026-05-05T08:00:00.000Z"],
    ],
  },
  "days and months in French and Spanish": {
    text: rss(
      item("a", "1", "<pubDate>mer., 04 févr. 2026 10:00:00 +0100</pubDate>") +
        item("b", "2", "<pubDate>lun, 12 ene 2026 10:00:00 +0000</pubDate>"),
    ),
    entries: [
      ["a", at("1"), "2026-02-04T09:00:00.000Z"],
      ["b", at("2"), "2026-01-12T10:00:00.000Z"],
    ],
  },
  "dates written out in German, Spanish and Dutch": {
    text: rss(
      item("a", "1", "<pubDate>6. März 2026, 09:30</pubDate>") +
        item("b", "2", "<pubDate>6 de marzo de 2026</pubDate>") +
        item("c", "3", "<pubDate>vr, 6 mrt 2026 10:30:00 +0100</pubDate>"),
    ),
    entries: [
      ["a", at("1"), "2026-03-06T09:30:00.000Z"],
      ["b", at("2"), "2026-03-06T00:00:00.000Z"],
      ["c", at("3"), "2026-03-06T09:30:00.000Z"],
    ],
  },
  "dates as databases and shells write them": {
    text: rss(
      item("a", "1", "<pubDate>2026-03-06 09:30:00</pubDate>") +
        item("b", "2", "<pubDate>Fri Mar  6 09:30:00 2026</pubDate>") +
        item("c", "3", "<pubDate>2026-03-06T09:30:00.123456+0100</pubDate>") +
        item("d", "4", "<pubDate>Fri, 6 Mar 2026 09:30 GMT</pubDate>") +
        item("e", "5", "<pubDate>1772789400</pubDate>"),
    ),
    entries: [
      ["a", at("1"), "2026-03-06T09:30:00.000Z"],
      ["b", at("2"), "2026-03-06T09:30:00.000Z"],
      ["c", at("3"), "2026-03-06T08:30:00.000Z"],
      ["d", at("4"), "2026-03-06T09:30:00.000Z"],
      ["e", at("5"), "2026-03-06T09:30:00.000Z"],
    ],
  },
  "dates by figures, in which day and month may not be told apart": {
    text: rss(
      item("a", "1", "<pubDate>06.03.2026 09:30</pubDate>") +
        item("b", "2", "<pubDate>3/6/2026 9:30:00 AM</pubDate>") +
        item("c", "3", "<pubDate>27/02/2026 09:30</pubDate>") +
        item("d", "4", "<pubDate>03/06/2026 09:30</pubDate>"),
    ),
    entries: [
      ["a", at("1"), "2026-03-06T09:30:00.000Z"],
      ["b", at("2"), "2026-03-06T09:30:00.000Z"],
      ["c", at("3"), "2026-02-27T09:30:00.000Z"],
      ["d", at("4"), null],
    ],
  },
  "dates in Russian and Chinese, and as a browser's script prints them": {
    text: rss(
      item("a", "1", "<pubDate>пт, 06 мая 2026 12:30:00 +0300</pubDate>") +
        item("b", "2", "<pubDate>2026年3月6日 09:30</pubDate>") +
        item("c", "3", "<pubDate>Fri Mar 06 2026 10:30:00 GMT+0100 (Central European Standard Time)</pubDate>"),
    ),
    entries: [
      ["a", at("1"), "2026-05-06T09:30:00.000Z"],
      ["b", at("2"), "2026-03-06T09:30:00.000Z"],
      ["c", at("3"), "2026-03-06T09:30:00.000Z"],
    ],
  },
  "namespaces by https, in capitals or with a slash too many or too few": {
    text: rss(
      item("", "1", "<d:title>Berth</d:title><d:creator>M. Roth</d:creator><i:author>Desk</i:author>"),
      "",
      'version="2.0" xmlns:d="https://purl.org/dc/elements/1.1" xmlns:i="http://www.itunes.com/DTDs/Podcast-1.0.dtd/"',
    ),
    also: { entries: [{ author: "M. Roth" }] },
    entries: [["Berth", at("1")]],
  },
  "RSS as Microsoft's library writes it, Atom's elements under a10": {
    text: `<rss xmlns:a10="http://www.w3.org/2005/Atom" version="2.0"><channel><title>H</title><a10:id>x</a10:id><item><guid isPermaLink="false">1</guid><link>${at("1")}</link><title>Berth</title><a10:author><a10:name>M. Roth</a10:name></a10:author><a10:updated>2026-03-06T09:30:00Z</a10:updated><a10:content type="html">&lt;p&gt;Said yes.&lt;/p&gt;</a10:content></item></channel></rss>`,
    also: { entries: [{ author: "M. Roth", contentHtml: "<p>Said yes.</p>" }] },
    entries: [["Berth", at("1"), "2026-03-06T09:30:00.000Z"]],
  },
  "Atom whose relations are whole addresses": {
    text: `<feed xmlns="http://www.w3.org/2005/Atom"><title>H</title><entry><title>Berth</title><id>1</id><link rel="http://www.iana.org/assignments/relation/self" href="${at("self")}"/><link rel="http://www.iana.org/assignments/relation/alternate" href="${at("1")}"/></entry></feed>`,
    entries: [["Berth", at("1")]],
  },
  "a document type with entities of its own, and HTML's without being declared": {
    text: rss(
      item("&co; Caf&eacute;", "1"),
      '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml-lat1.ent"> %HTMLlat1; <!ENTITY co "Harbour Co">]>',
    ),
    entries: [["Harbour Co Café", at("1")]],
  },
  "items that are never closed": {
    text: `<rss version="2.0"><channel><title>H</title><item><title>Berth</title><link>${at("1")}</link><item><title>Quay</title><link>${at("2")}</link></channel></rss>`,
    entries: [
      ["Berth", at("1")],
      ["Quay", at("2")],
    ],
  },
  "RSS 1.0 with every element under a prefix": {
    text: `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:rss="http://purl.org/rss/1.0/"><rss:channel><rss:title>H</rss:title></rss:channel><rss:item><rss:title>Berth</rss:title><rss:link>${at("1")}</rss:link></rss:item></rdf:RDF>`,
    entries: [["Berth", at("1")]],
  },
  "a section of CDATA that was cut in two because it held its own end": {
    text: rss(item("<![CDATA[Berth ]]]]><![CDATA[> four]]>", "1")),
    entries: [["Berth ]]> four", at("1")]],
  },
  "dates that are none, and one in the lastBuildDate's place": {
    text: rss(
      item("a", "1", "<pubDate>Thu, 01 Jan 1970 00:00:00 +0000</pubDate>") +
        item("b", "2", "<pubDate>soon</pubDate><dc:date xmlns:dc='http://purl.org/dc/elements/1.1/'>2026-03-06</dc:date>"),
    ),
    also: { entries: [{ title: "a" }, { published: "2026-03-06T00:00:00.000Z" }] },
    entries: [
      ["a", at("1")],
      ["b", at("2")],
    ],
  },
  "RSS 0.91 with Netscape's document type": {
    text: rss(
      item("Berth", "1"),
      '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">',
      'version="0.91"',
    ),
    entries: [["Berth", at("1")]],
  },
  "RSS 0.90, whose items stand beside the channel": {
    text: `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>H</title><link>https://harbour.example/</link></channel>${item("Berth", "1")}${item("Quay", "2")}</rdf:RDF>`,
    also: { format: "rdf" },
    entries: [
      ["Berth", at("1")],
      ["Quay", at("2")],
    ],
  },
  "RSS 1.0 with rdf:about for its links and Dublin Core for the rest": {
    text: `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://harbour.example/"><title>H</title><items><rdf:Seq><rdf:li resource="${at("1")}"/></rdf:Seq></items></channel><item rdf:about="${at("1")}"><title>Berth</title><dc:date>2026-03-06T09:30+01:00</dc:date><dc:creator>M. Roth</dc:creator></item></rdf:RDF>`,
    also: { entries: [{ author: "M. Roth" }] },
    entries: [["Berth", at("1"), "2026-03-06T08:30:00.000Z"]],
  },
  "items outside of the channel": {
    text: `<rss version="2.0"><channel><title>H</title></channel>${item("Berth", "1")}</rss>`,
    entries: [["Berth", at("1")]],
  },
  "a podcast: iTunes and media beside the plain elements": {
    text: rss(
      item(
        "Episode 9",
        "9",
        '<itunes:title>Nine</itunes:title><itunes:summary>Short.</itunes:summary><itunes:author>Desk</itunes:author><media:group><media:title>Clip</media:title><media:content url="https://cdn.example/9.mp4" type="video/mp4"><media:title>Inner</media:title></media:content></media:group><enclosure url="https://cdn.example/9.mp3" length="1" type="audio/mpeg"/>',
      ),
      "",
      'version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:media="http://search.yahoo.com/mrss/"',
    ),
    also: { entries: [{ author: "Desk", summary: "Short." }] },
    entries: [["Episode 9", at("9")]],
  },
  "a channel whose image and text input have titles and links of their own": {
    text: rss(
      `<image><title>Logo</title><link>https://logo.example/</link><url>https://logo.example/l.png</url></image><textInput><title>Search</title><link>https://find.example/</link></textInput>${item("Berth", "1")}`,
    ),
    also: { title: "Harbour News", link: "https://harbour.example/" },
    entries: [["Berth", at("1")]],
  },
  "Atom's own link in an RSS channel, without a prefix declared": {
    text: rss(`<atom:link href="https://harbour.example/feed" rel="self" type="application/rss+xml"/>${item("Berth", "1")}`),
    also: { link: "https://harbour.example/" },
    entries: [["Berth", at("1")]],
  },
  "links that are relative, blank-padded, or in the guid alone": {
    text: rss(
      "<item><title>a</title><link>\n  /news/1 \n</link></item><item><title>b</title><guid>https://harbour.example/2</guid></item><item><title>c</title><guid isPermaLink='false'>https://harbour.example/3</guid></item><item><title>d</title><link>//harbour.example/4</link></item>",
    ),
    entries: [
      ["a", at("news/1")],
      ["b", at("2")],
      ["c", null],
      ["d", at("4")],
    ],
  },
  "links with blanks, umlauts and bare ampersands": {
    text: rss("<item><title>a</title><link>https://harbour.example/a b?x=1&y=ü</link></item>"),
    entries: [["a", "https://harbour.example/a%20b?x=1&y=%C3%BC"]],
  },
  "the same guid for every entry": {
    text: rss(item("a", "1", "<guid>x</guid>") + item("b", "2", "<guid>x</guid>")),
    entries: [
      ["a", at("1")],
      ["b", at("2")],
    ],
  },
  "Atom with alternates in several languages and types, and a link without rel": {
    text: `<feed xmlns="http://www.w3.org/2005/Atom"><title>H</title><entry><title>a</title><id>1</id><link rel="self" href="${at("self")}"/><link rel="alternate" type="application/json" href="${at("json")}"/><link rel="alternate" type="text/html" href="${at("1")}"/><updated>2026-03-06T09:30:00Z</updated></entry><entry><title>b</title><id>2</id><link rel="enclosure" href="${at("2.mp3")}"/><link href="${at("2")}"/></entry></feed>`,
    entries: [
      ["a", at("1"), "2026-03-06T09:30:00.000Z"],
      ["b", at("2")],
    ],
  },
  "Atom whose content is XHTML without its div, and whose title is HTML": {
    text: `<feed xmlns="http://www.w3.org/2005/Atom"><title>H</title><entry><title type="html">&lt;b&gt;Berth&lt;/b&gt; &amp;amp; quay</title><id>1</id><link href="${at("1")}"/><content type="xhtml"><p xmlns="http://www.w3.org/1999/xhtml">Said <em>yes</em>.</p></content></entry></feed>`,
    also: { entries: [{ contentHtml: "<p>Said <em>yes</em>.</p>" }] },
    entries: [["Berth & quay", at("1")]],
  },
  "every element under a prefix": {
    text: `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>H</a:title><a:entry><a:title>Berth</a:title><a:id>1</a:id><a:link href="${at("1")}"/></a:entry></a:feed>`,
    entries: [["Berth", at("1")]],
  },
  "upper-case elements": {
    text: `<RSS VERSION="2.0"><CHANNEL><TITLE>H</TITLE><ITEM><TITLE>Berth</TITLE><LINK>${at("1")}</LINK></ITEM></CHANNEL></RSS>`,
    entries: [["Berth", at("1")]],
  },
  "a feed without entries": { text: rss("<description>Nothing yet</description>"), also: { title: "Harbour News" }, entries: [] },
  "an HTML page that comes before the feed, as some caches glue it": {
    text: `<!-- served from cache --><br><b>Notice</b>: session already started<hr>${rss(item("Berth", "1"))}`,
    entries: [["Berth", at("1")]],
  },
  "a JSON feed with a mark, numbers for ids and a date without a zone": {
    text: `\uFEFF{"version":"https://jsonfeed.org/version/1","title":"H","items":[{"id":7,"url":"${at("7")}","title":"Berth","date_published":"2026-03-06T09:30:00"}]}`,
    contentType: "application/json",
    entries: [["Berth", at("7"), "2026-03-06T09:30:00.000Z"]],
  },
  "text that was cut by a byte limit in the middle of a character": {
    text: utf8(rss(item("a", "1") + item("Fähre", "2"))).slice(
      0,
      -1 * "hre</title><link>https://harbour.example/2</link></item></channel></rss>".length - 1,
    ),
    entries: [["a", at("1")]],
  },
};

describe("a feed as it is found outside", () => {
  test.each(Object.entries(WILD))("%s", async (_, { text, contentType = null, url = "https://harbour.example/feed", entries, also }) => {
    const feed = await parseFeed({ bytes: typeof text === "string" ? utf8(text) : text, contentType, url });
    if (also !== undefined) expect(feed).toMatchObject(also);
    const listed = feed.entries.map((entry, n) => [entry.title, entry.url, ...(entries[n]?.length === 3 ? [entry.published] : [])]);
    expect(listed).toEqual(entries);
  });

  test("with more than five thousand entries is read as far", async () => {
    const items = Array.from({ length: 5300 }, (_, n) => item(`t${n}`, `${n}`));
    expect((await parseFeed({ bytes: utf8(rss(items.join(""))), contentType: null, url: null })).entries).toHaveLength(5000);
  }, 60_000);
});
