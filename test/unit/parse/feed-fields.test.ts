import { describe, expect, test } from "vitest";
import { parse } from "../../support/feed-harness-adapter.ts";

// Field by field, what RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0 and the modules of Apple, Dublin Core and Yahoo say in which place, and what
// stands in where the field's own element is missing. Written from the specifications and from how publishing software fills them in.

const MODULES =
  'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:media="http://search.yahoo.com/mrss/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:georss="http://www.georss.org/georss" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:custom="https://custom.example/ns"';
const channel = (inner: string) => `<rss version="2.0" ${MODULES}><channel>${inner}</channel></rss>`;
const item = (inner: string) => channel(`<title>T</title><link>https://site.example/</link><item>${inner}</item>`);
const rdf = (inner: string) =>
  `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" ${MODULES}>${inner}</rdf:RDF>`;
const rdfItem = (inner: string) =>
  rdf(`<channel rdf:about="https://site.example/"><title>T</title></channel><item rdf:about="https://site.example/1">${inner}</item>`);
const atom = (inner: string) => `<feed xmlns="http://www.w3.org/2005/Atom" ${MODULES}>${inner}</feed>`;
const entry = (inner: string) => atom(`<title>T</title><entry>${inner}</entry>`);
const atom03 = (inner: string) => `<feed version="0.3" xmlns="http://purl.org/atom/ns#" ${MODULES}>${inner}</feed>`;
const entry03 = (inner: string) => atom03(`<title>T</title><entry>${inner}</entry>`);

type Case = readonly [document: string, expected: object];
const feed = (expected: object) => ({ feed: expected });
const one = (expected: object) => ({ entries: [expected] });
const NOON = "2026-03-06T12:00:00.000Z";
const HOUR_LATER = "2026-03-06T13:00:00.000Z";
const RFC822 = "Fri, 06 Mar 2026 12:00:00 GMT";

const CASES: Readonly<Record<string, Case>> = {
  "RSS channel: title": [channel("<title>Harbour &amp; Quay</title>"), feed({ title: "Harbour & Quay" })],
  "RSS channel: title from Dublin Core": [channel("<dc:title>Harbour</dc:title>"), feed({ title: "Harbour" })],
  "RSS channel: a title of its own before Dublin Core's, in whichever order they stand": [
    channel("<dc:title>Other</dc:title><title>Harbour</title>"),
    feed({ title: "Harbour" }),
  ],
  "RSS channel: title in CDATA": [channel("<title><![CDATA[Harbour & Quay]]></title>"), feed({ title: "Harbour & Quay" })],
  "RSS channel: description": [channel("<description>All berths</description>"), feed({ subtitle: "All berths" })],
  "RSS channel: description from a podcast's summary": [
    channel("<itunes:summary>All berths</itunes:summary>"),
    feed({ subtitle: "All berths" }),
  ],
  "RSS channel: description from a podcast's subtitle": [
    channel("<itunes:subtitle>All berths</itunes:subtitle>"),
    feed({ subtitle: "All berths" }),
  ],
  "RSS channel: link": [channel("<link>https://site.example/</link>"), feed({ link: "https://site.example/" })],
  "RSS channel: the page's link before the feed's own": [
    channel('<atom:link rel="self" href="https://site.example/feed"/><link>https://site.example/</link>'),
    feed({ link: "https://site.example/" }),
  ],
  "RSS channel: link that is only Atom's alternate": [
    channel('<atom:link rel="alternate" href="https://site.example/"/>'),
    feed({ link: "https://site.example/" }),
  ],
  "RSS channel: language": [channel("<language>en-gb</language>"), feed({ language: "en-gb" })],
  "RSS channel: language from Dublin Core": [channel("<dc:language>de</dc:language>"), feed({ language: "de" })],
  "RSS channel: pubDate and lastBuildDate": [
    channel(`<pubDate>${RFC822}</pubDate><lastBuildDate>Fri, 06 Mar 2026 13:00:00 GMT</lastBuildDate>`),
    feed({ published: NOON, updated: HOUR_LATER }),
  ],
  "RSS channel: updated from Dublin Core": [channel("<dc:date>2026-03-06T12:00:00Z</dc:date>"), feed({ updated: NOON })],
  "RSS channel: author from the managing editor": [
    channel("<managingEditor>roth@site.example (M. Roth)</managingEditor>"),
    feed({ author: "M. Roth" }),
  ],
  "RSS channel: author from the web master": [channel("<webMaster>roth@site.example (M. Roth)</webMaster>"), feed({ author: "M. Roth" })],
  "RSS channel: author from Dublin Core": [channel("<dc:creator>M. Roth</dc:creator>"), feed({ author: "M. Roth" })],
  "RSS channel: author of a podcast": [channel("<itunes:author>M. Roth</itunes:author>"), feed({ author: "M. Roth" })],
  "RSS channel: owner of a podcast": [
    channel("<itunes:owner><itunes:name>M. Roth</itunes:name><itunes:email>roth@site.example</itunes:email></itunes:owner>"),
    feed({ author: "M. Roth" }),
  ],
  "RSS channel: ttl": [channel("<ttl>90</ttl>"), feed({ ttl: "90" })],
  "RSS 0.91 channel with a text input and an image before its title": [
    '<rss version="0.91"><channel><image><title>Logo</title><url>https://site.example/l.png</url><link>https://logo.example/</link></image><textinput><title>Search</title><description>d</description><name>q</name><link>https://find.example/</link></textinput><title>Harbour</title><link>https://site.example/</link><description>All berths</description></channel></rss>',
    feed({ title: "Harbour", link: "https://site.example/", subtitle: "All berths" }),
  ],

  "RSS item: title, link, description, guid, date": [
    item(
      `<title>Berth</title><link>https://site.example/1</link><description>Said yes.</description><guid isPermaLink="false">b-1</guid><pubDate>${RFC822}</pubDate>`,
    ),
    one({ title: "Berth", link: "https://site.example/1", summary: "Said yes.", id: "b-1", published: NOON }),
  ],
  "RSS item: title from Dublin Core": [item("<dc:title>Berth</dc:title>"), one({ title: "Berth" })],
  "RSS item: title of a podcast's episode": [item("<itunes:title>Berth</itunes:title>"), one({ title: "Berth" })],
  "RSS item: title of its media": [item("<media:title>Berth</media:title>"), one({ title: "Berth" })],
  "RSS item: no title": [item("<description>Said yes.</description>"), one({ title: undefined, summary: "Said yes." })],
  "RSS item: an empty title": [item("<title/><description>Said yes.</description>"), one({ title: undefined })],
  "RSS item: escaped markup in its description": [
    item("<description>&lt;p&gt;Said &lt;em&gt;yes&lt;/em&gt;.&lt;/p&gt;</description>"),
    one({ summary: "<p>Said <em>yes</em>.</p>" }),
  ],
  "RSS item: bare markup in its description": [
    item("<description><p>Said <em>yes</em>.</p></description>"),
    one({ summary: "<p>Said <em>yes</em>.</p>" }),
  ],
  "RSS item: description from Dublin Core": [item("<dc:description>Said yes.</dc:description>"), one({ summary: "Said yes." })],
  "RSS item: description from a podcast's summary": [item("<itunes:summary>Said yes.</itunes:summary>"), one({ summary: "Said yes." })],
  "RSS item: description of its media": [item("<media:description>Said yes.</media:description>"), one({ summary: "Said yes." })],
  "RSS item: content:encoded beside its description": [
    item("<description>Short.</description><content:encoded><![CDATA[<p>Long.</p>]]></content:encoded>"),
    one({ summary: "Short.", content: "<p>Long.</p>" }),
  ],
  "RSS item: content:encoded before its description": [
    item("<content:encoded><![CDATA[<p>Long.</p>]]></content:encoded><description>Short.</description>"),
    one({ summary: "Short.", content: "<p>Long.</p>" }),
  ],
  "RSS item: media:content is no text": [
    item('<description>Short.</description><media:content url="https://cdn.example/1.jpg" type="image/jpeg"/>'),
    one({ summary: "Short.", content: undefined }),
  ],
  "RSS item: link from a permalink guid": [
    item("<guid>https://site.example/1</guid>"),
    one({ link: "https://site.example/1", id: "https://site.example/1" }),
  ],
  "RSS item: no link from a guid that says it is none": [
    item('<guid isPermaLink="false">https://site.example/1</guid>'),
    one({ link: undefined, id: "https://site.example/1" }),
  ],
  "RSS item: a link of its own before its guid": [
    item("<guid>https://site.example/?p=1</guid><link>https://site.example/berth</link>"),
    one({ link: "https://site.example/berth", id: "https://site.example/?p=1" }),
  ],
  "RSS item: Atom's link where it has no other": [
    item('<atom:link href="https://site.example/1"/>'),
    one({ link: "https://site.example/1" }),
  ],
  "RSS item: link in CDATA with blanks": [
    item("<link>\n<![CDATA[ https://site.example/1?a=1&b=2 ]]>\n</link>"),
    one({ link: "https://site.example/1?a=1&b=2" }),
  ],
  "RSS item: author by address and name": [item("<author>roth@site.example (M. Roth)</author>"), one({ author: "M. Roth" })],
  "RSS item: author by name and address": [item("<author>M. Roth &lt;roth@site.example&gt;</author>"), one({ author: "M. Roth" })],
  "RSS item: author by address alone": [item("<author>roth@site.example</author>"), one({ author: "roth@site.example" })],
  "RSS item: author by name alone": [item("<author>M. Roth</author>"), one({ author: "M. Roth" })],
  "RSS item: author from dc:creator": [item("<dc:creator><![CDATA[M. Roth]]></dc:creator>"), one({ author: "M. Roth" })],
  "RSS item: author from dc:author": [item("<dc:author>M. Roth</dc:author>"), one({ author: "M. Roth" })],
  "RSS item: author of an episode": [item("<itunes:author>M. Roth</itunes:author>"), one({ author: "M. Roth" })],
  "RSS item: author as Atom writes it": [item("<atom:author><atom:name>M. Roth</atom:name></atom:author>"), one({ author: "M. Roth" })],
  "RSS item: categories": [
    item('<category>Ports</category><category domain="https://site.example/tags"><![CDATA[Berth four]]></category>'),
    one({ categories: ["Ports", "Berth four"] }),
  ],
  "RSS item: categories from Dublin Core": [
    item("<dc:subject>Ports</dc:subject><dc:subject>Ships</dc:subject>"),
    one({ categories: ["Ports", "Ships"] }),
  ],
  "RSS item: keywords of an episode": [item("<itunes:keywords>ports, ships</itunes:keywords>"), one({ categories: ["ports", "ships"] })],
  "RSS item: keywords of its media": [item("<media:keywords>ports, ships</media:keywords>"), one({ categories: ["ports", "ships"] })],
  "RSS item: enclosure": [
    item('<enclosure url="https://cdn.example/1.mp3" length="123" type="audio/mpeg"/>'),
    one({ enclosures: [{ url: "https://cdn.example/1.mp3", length: "123", type: "audio/mpeg" }] }),
  ],
  "RSS item: two enclosures": [
    item('<enclosure url="https://cdn.example/1.mp3"/><enclosure url="https://cdn.example/2.mp3"/>'),
    one({ enclosures: [{ url: "https://cdn.example/1.mp3" }, { url: "https://cdn.example/2.mp3" }] }),
  ],
  "RSS item: date from Dublin Core": [item("<dc:date>2026-03-06T13:00:00+01:00</dc:date>"), one({ published: NOON })],
  "RSS item: date from the terms of Dublin Core": [
    item("<dcterms:issued>2026-03-06T12:00:00Z</dcterms:issued><dcterms:modified>2026-03-06T13:00:00Z</dcterms:modified>"),
    one({ published: NOON, updated: HOUR_LATER }),
  ],
  "RSS item: dates as Atom writes them": [
    item("<atom:published>2026-03-06T12:00:00Z</atom:published><atom:updated>2026-03-06T13:00:00Z</atom:updated>"),
    one({ published: NOON, updated: HOUR_LATER }),
  ],
  "RSS item: elements of nobody's": [
    item(
      "<title>Berth</title><custom:title>Wrong</custom:title><custom:link>https://wrong.example/</custom:link><slash:comments>3</slash:comments><wfw:commentRss>https://wrong.example/rss</wfw:commentRss><georss:point>1 2</georss:point><comments>https://site.example/1#c</comments>",
    ),
    one({ title: "Berth", link: undefined }),
  ],
  "RSS item: the address that FeedBurner hides": [
    item("<title>Berth</title><link>https://feeds.example/~r/1</link><feedburner:origLink>https://site.example/1</feedburner:origLink>"),
    one({ title: "Berth", link: "https://feeds.example/~r/1" }),
  ],
  "RSS item: a source's title is not its own": [
    item('<source url="https://other.example/feed">Other</source><title>Berth</title>'),
    one({ title: "Berth", link: undefined }),
  ],

  "RSS 1.0: channel": [
    rdf(
      '<channel rdf:about="https://site.example/rdf"><title>Harbour</title><link>https://site.example/</link><description>All berths</description><dc:language>en</dc:language><dc:date>2026-03-06T12:00:00Z</dc:date><dc:creator>M. Roth</dc:creator></channel>',
    ),
    feed({ title: "Harbour", link: "https://site.example/", subtitle: "All berths", language: "en", updated: NOON, author: "M. Roth" }),
  ],
  "RSS 1.0: item": [
    rdfItem(
      "<title>Berth</title><link>https://site.example/1</link><description>Said yes.</description><dc:date>2026-03-06T12:00:00Z</dc:date><dc:creator>M. Roth</dc:creator><dc:subject>Ports</dc:subject><content:encoded>&lt;p&gt;Long.&lt;/p&gt;</content:encoded>",
    ),
    one({
      ...{ title: "Berth", link: "https://site.example/1", summary: "Said yes.", id: "https://site.example/1", published: NOON },
      ...{ author: "M. Roth", categories: ["Ports"], content: "<p>Long.</p>" },
    }),
  ],
  "RSS 1.0: link from rdf:about": [rdfItem("<title>Berth</title>"), one({ link: "https://site.example/1" })],
  "RSS 0.90: item": [
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://channel.netscape.com/rdf/simple/0.9/"><channel><title>Harbour</title><link>https://site.example/</link></channel><item><title>Berth</title><link>https://site.example/1</link></item></rdf:RDF>',
    { ...feed({ title: "Harbour" }), ...one({ title: "Berth", link: "https://site.example/1" }) },
  ],

  "Atom feed: all that it may have": [
    atom(
      '<id>urn:h</id><title>Harbour</title><subtitle>All berths</subtitle><updated>2026-03-06T13:00:00Z</updated><author><name>M. Roth</name><email>roth@site.example</email></author><link rel="self" href="https://site.example/feed"/><link rel="alternate" href="https://site.example/"/>',
    ),
    feed({
      ...{ id: "urn:h", title: "Harbour", subtitle: "All berths", updated: HOUR_LATER, author: "M. Roth", link: "https://site.example/" },
    }),
  ],
  "Atom feed: language": [
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Hafen</title></feed>',
    feed({ title: "Hafen", language: "de" }),
  ],
  "Atom feed: title as HTML": [
    atom('<title type="html">Harbour &amp;amp; &lt;b&gt;Quay&lt;/b&gt;</title>'),
    feed({ title: "Harbour &amp; <b>Quay</b>" }),
  ],
  "Atom feed: title as text": [atom('<title type="text">Less &lt; more</title>'), feed({ title: "Less < more" })],
  "Atom feed: title as XHTML": [
    atom('<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Harbour <b>Quay</b></div></title>'),
    feed({ title: "Harbour <b>Quay</b>" }),
  ],
  "Atom entry: all that it may have": [
    entry(
      '<id>urn:1</id><title>Berth</title><link href="https://site.example/1"/><summary>Said yes.</summary><content type="html">&lt;p&gt;Long.&lt;/p&gt;</content><published>2026-03-06T12:00:00Z</published><updated>2026-03-06T13:00:00Z</updated><author><name>M. Roth</name></author><category term="ports" label="Ports"/><link rel="enclosure" type="audio/mpeg" length="123" href="https://cdn.example/1.mp3"/>',
    ),
    one({
      ...{ id: "urn:1", title: "Berth", link: "https://site.example/1", summary: "Said yes.", content: "<p>Long.</p>" },
      ...{ published: NOON, updated: HOUR_LATER, author: "M. Roth", categories: ["ports"] },
      enclosures: [{ url: "https://cdn.example/1.mp3", length: "123", type: "audio/mpeg" }],
    }),
  ],
  "Atom entry: content as XHTML": [
    entry('<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long &amp; wide.</p></div></content>'),
    one({ content: "<p>Long &amp; wide.</p>" }),
  ],
  "Atom entry: content as text": [entry("<content>Less &lt; more</content>"), one({ content: "Less < more" })],
  "Atom entry: content elsewhere": [
    entry('<content type="text/html" src="https://site.example/1.html"/><summary>Said yes.</summary>'),
    one({ content: undefined, summary: "Said yes." }),
  ],
  "Atom entry: summary as HTML": [
    entry('<summary type="html">&lt;p&gt;Said yes.&lt;/p&gt;</summary>'),
    one({ summary: "<p>Said yes.</p>" }),
  ],
  "Atom entry: author by address alone": [entry("<author><email>roth@site.example</email></author>"), one({ author: "roth@site.example" })],
  "Atom entry: two categories": [entry('<category term="a"/><category term="b"/>'), one({ categories: ["a", "b"] })],
  "Atom entry: relative link under xml:base": [
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://site.example/news/"><title>T</title><entry xml:base="2026/"><link href="1"/></entry></feed>',
    one({ link: "https://site.example/news/2026/1" }),
  ],
  "Atom entry: source's title and id are not its own": [
    entry(
      "<source><title>Other</title><id>urn:other</id><updated>2020-01-01T00:00:00Z</updated></source><title>Berth</title><id>urn:1</id>",
    ),
    one({ title: "Berth", id: "urn:1", updated: undefined }),
  ],
  "Atom entry: media group of a video page": [
    entry(
      '<id>yt:1</id><title>Berth</title><link rel="alternate" href="https://video.example/1"/><media:group><media:title>Berth</media:title><media:content url="https://video.example/v/1" type="application/x-shockwave-flash"/><media:description>Said yes.</media:description></media:group>',
    ),
    one({ title: "Berth", link: "https://video.example/1", summary: "Said yes." }),
  ],

  "Atom 0.3 feed": [
    atom03(
      '<title>Harbour</title><tagline>All berths</tagline><link rel="alternate" type="text/html" href="https://site.example/"/><modified>2026-03-06T13:00:00Z</modified><author><name>M. Roth</name></author><id>urn:h</id>',
    ),
    feed({ title: "Harbour", subtitle: "All berths", link: "https://site.example/", updated: HOUR_LATER, author: "M. Roth", id: "urn:h" }),
  ],
  "Atom 0.3 entry": [
    entry03(
      '<title mode="escaped" type="text/html">Berth &lt;b&gt;four&lt;/b&gt;</title><link rel="alternate" type="text/html" href="https://site.example/1"/><issued>2026-03-06T12:00:00Z</issued><modified>2026-03-06T13:00:00Z</modified><id>urn:1</id><summary>Said yes.</summary><content type="text/html" mode="escaped">&lt;p&gt;Long.&lt;/p&gt;</content><author><name>M. Roth</name></author><dc:subject>Ports</dc:subject>',
    ),
    one({
      ...{ title: "Berth <b>four</b>", link: "https://site.example/1", published: NOON, updated: HOUR_LATER, id: "urn:1" },
      ...{ summary: "Said yes.", content: "<p>Long.</p>", author: "M. Roth", categories: ["Ports"] },
    }),
  ],
  "Atom 0.3 entry: content in XML mode": [
    entry03('<content type="application/xhtml+xml" mode="xml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long.</p></div></content>'),
    // Its div is nobody's wrapper: only RFC 4287 made it one.
    one({ content: "<div><p>Long.</p></div>" }),
  ],
  "Atom 0.3 entry: content in base64": [
    entry03('<content type="text/html" mode="base64">PHA+TG9uZy48L3A+</content>'),
    one({ content: "<p>Long.</p>" }),
  ],
  "Atom 0.3 entry: created where it was never issued": [entry03("<created>2026-03-06T12:00:00Z</created>"), one({ published: NOON })],
};

describe("a field of a feed", () => {
  test.each(Object.entries(CASES))("%s", async (_, [document, expected]) => {
    const read = await parse({ bytes: new TextEncoder().encode(document), headers: {}, url: "https://site.example/feed" });
    expect(read).toMatchObject(expected);
  });
});
