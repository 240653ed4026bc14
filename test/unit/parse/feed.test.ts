import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { parsedFeed } from "../../../src/domain/extract.ts";
import { parseFeed } from "../../../src/parse/feed.ts";

const URL_ = "https://gazette.example/feeds/all.xml";
const read = (text: string | Uint8Array, contentType: string | null = "application/xml") =>
  parseFeed({ bytes: typeof text === "string" ? new TextEncoder().encode(text) : text, contentType, url: URL_ });

const RSS = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
<channel>
  <title>Harbour Gazette &amp; Post</title>
  <link>https://gazette.example/</link>
  <atom:link href="https://gazette.example/feeds/all.xml" rel="self" type="application/rss+xml"/>
  <image><title>Logo</title><url>https://gazette.example/logo.png</url><link>https://logo.example/</link></image>
  <description>Shipping news</description>
  <language>en-GB</language>
  <ttl>30</ttl>
  <item>
    <title>Ferry licence &lt;i&gt;extended&lt;/i&gt; to 2031</title>
    <link>https://gazette.example/ferry-licence</link>
    <guid isPermaLink="false">gazette-1001</guid>
    <dc:creator>R. Okafor</dc:creator>
    <pubDate>Fri, 27 Feb 2026 08:05:00 EST</pubDate>
    <category>Ports</category><category domain="x">Law</category>
    <media:title>A photograph</media:title>
    <description>&lt;p&gt;The port authority said the licence &lt;b&gt;stays exclusive&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;It now ends in 2031.&lt;/p&gt;</description>
  </item>
  <item>
    <title>Second item</title>
    <guid>https://gazette.example/second</guid>
    <pubDate>not a date</pubDate>
    <description>Plain words &amp;amp; more</description>
  </item>
</channel></rss>`;

describe("parseFeed on RSS 2.0", () => {
  test("reads feed and entries, with summaries as plain text and dates in UTC", async () => {
    const feed = await read(RSS);
    expect(parsedFeed.parse(feed)).toEqual(feed);
    expect(feed).toMatchObject({
      format: "rss",
      title: "Harbour Gazette & Post",
      link: "https://gazette.example/",
      language: "en-GB",
      minIntervalMs: 1_800_000,
    });
    expect(feed.entries[0]).toEqual({
      key: "gazette-1001",
      url: "https://gazette.example/ferry-licence",
      title: "Ferry licence extended to 2031",
      author: "R. Okafor",
      published: "2026-02-27T13:05:00.000Z",
      updated: null,
      summary: "The port authority said the licence stays exclusive.\n\nIt now ends in 2031.",
      contentHtml: null,
      categories: ["Ports", "Law"],
      article: null,
    });
  });

  test("reads when the feed asks to be left alone, and its WebSub hub", async () => {
    const feed = await read(
      RSS.replace(
        "<ttl>30</ttl>",
        `<skipHours><hour>24</hour><hour>3</hour><hour>x</hour></skipHours><skipDays><day>Saturday</day><day>Sunday</day></skipDays><atom:link rel="hub" href="https://hub.example/"/>`,
      ),
    );
    expect(feed).toMatchObject({
      skipHours: [0, 3],
      skipDays: [0, 6],
      hub: "https://hub.example/",
      self: "https://gazette.example/feeds/all.xml",
    });
  });

  test("takes a guid for the link only where it is a permalink, and one bad date costs that date alone", async () => {
    const [, second] = (await read(RSS)).entries;
    expect(second).toMatchObject({
      key: "https://gazette.example/second",
      url: "https://gazette.example/second",
      published: null,
      summary: "Plain words & more",
    });
    const [only] = (
      await read(
        `<rss version="2.0"><channel><item><title>x</title><guid isPermaLink="false">https://gazette.example/id/7</guid></item></channel></rss>`,
      )
    ).entries;
    expect(only).toMatchObject({ key: "https://gazette.example/id/7", url: null });
  });

  test("resolves relative links against the feed's own address", async () => {
    const feed = await read(`<rss version="2.0"><channel><link>/</link><item><title>x</title><link>../a?b=1</link></item></channel></rss>`);
    expect([feed.link, feed.entries[0]?.url]).toEqual(["https://gazette.example/", "https://gazette.example/a?b=1"]);
  });

  test("reads an <rss> without a version", async () => {
    expect((await read("<rss><channel><title>Old</title><item><title>x</title></item></channel></rss>")).entries).toHaveLength(1);
  });

  test("knows modules by their namespace, whatever their prefix", async () => {
    const feed = await read(
      `<rss version="2.0" xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:body="http://purl.org/rss/1.0/modules/content/"><channel><item><title>x</title><d:creator>Mira</d:creator><d:date>2026-02-27</d:date><body:encoded>&lt;p&gt;whole&lt;/p&gt;</body:encoded></item></channel></rss>`,
    );
    expect(feed.entries[0]).toMatchObject({ author: "Mira", published: "2026-02-27T00:00:00.000Z", contentHtml: "<p>whole</p>" });
  });

  test("tells entries with the same guid apart, and lists an entry that repeats everything once", async () => {
    const item = (link: string) => `<item><guid isPermaLink="false">7</guid><title>x</title><link>${link}</link></item>`;
    const feed = await read(
      `<rss version="2.0"><channel>${item("https://g.example/1")}${item("https://g.example/2")}${item("https://g.example/1")}</channel></rss>`,
    );
    expect(feed.entries.map(({ key }) => key)).toEqual(["7 https://g.example/1", "7 https://g.example/2"]);
  });

  test("keeps the key of an entry without guid and link while its text stays the same", async () => {
    const of = async (text: string) =>
      (await read(`<rss version="2.0"><channel><item><description>${text}</description></item></channel></rss>`)).entries[0]?.key;
    expect(await of("same")).toBe(await of("same"));
    expect(await of("same")).not.toBe(await of("other"));
  });

  test("keeps five thousand entries of a feed that lists more", async () => {
    const items = Array.from({ length: 5200 }, (_, index) => `<item><title>t${index}</title><guid>g${index}</guid></item>`).join("");
    expect((await read(`<rss version="2.0"><channel>${items}</channel></rss>`)).entries).toHaveLength(5000);
  });

  test("a feed without items is a feed", async () => {
    expect(await read(`<rss version="2.0"><channel><title>Quiet</title></channel></rss>`)).toMatchObject({ title: "Quiet", entries: [] });
  });
});

describe("parseFeed on RDF (RSS 1.0)", () => {
  test("reads items beside the channel and the update period", async () => {
    const feed =
      await read(`<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
      <channel rdf:about="https://quay.example/"><title>Quay</title><link>https://quay.example/</link><dc:language>de</dc:language>
        <sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency></channel>
      <item rdf:about="https://quay.example/1"><title>Vertrag verlängert</title><link>https://quay.example/1</link><dc:date>2026-02-27T10:00:00+01:00</dc:date></item></rdf:RDF>`);
    expect(feed).toMatchObject({ format: "rdf", title: "Quay", language: "de", minIntervalMs: 21_600_000 });
    expect(feed.entries[0]).toMatchObject({
      key: "https://quay.example/1",
      url: "https://quay.example/1",
      published: "2026-02-27T09:00:00.000Z",
    });
  });
});

describe("parseFeed on Atom", () => {
  const atom = (entries: string, head = "") =>
    `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Notes</title>${head}${entries}</feed>`;

  test("picks the alternate link, inherits the author and tells text from HTML by its type", async () => {
    const feed = await read(
      atom(
        `<entry><id>tag:n.example,2026:1</id><title type="text">Profit &lt;b&gt; 5 &amp;amp; rising</title><link rel="edit" href="/edit/1"/><link rel="alternate" href="/1"/>
         <published>2026-02-27T08:00:00Z</published><updated>2026-02-28T08:00:00Z</updated>
         <summary type="html">&lt;p&gt;one &amp;amp; two&lt;/p&gt;</summary>
         <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>First <em>and</em> second</p><script>bad()</script></div></content>
         <category term="m-a" label="Mergers"/></entry>`,
        `<link href="https://n.example/"/><author><name>Desk</name><email>d@n.example</email></author>`,
      ),
    );
    expect(feed).toMatchObject({ format: "atom", link: "https://n.example/", language: "en" });
    expect(feed.entries[0]).toMatchObject({
      key: "tag:n.example,2026:1",
      url: "https://gazette.example/1",
      title: "Profit <b> 5 &amp; rising",
      author: "Desk",
      published: "2026-02-27T08:00:00.000Z",
      updated: "2026-02-28T08:00:00.000Z",
      summary: "one & two",
      contentHtml: "<p>First <em>and</em> second</p>",
      categories: ["Mergers"],
    });
  });

  test("resolves links and content against xml:base", async () => {
    const feed = await read(
      atom(
        `<entry xml:base="posts/"><id>1</id><title>x</title><link href="one"/><content type="html" xml:base="one/">&lt;a href="fig"&gt;f&lt;/a&gt;</content></entry>`,
      ).replace("<feed ", `<feed xml:base="https://base.example/blog/" `),
    );
    expect(feed.entries[0]).toMatchObject({
      url: "https://base.example/blog/posts/one",
      contentHtml: `<a href="https://base.example/blog/posts/one/fig">f</a>`,
    });
  });

  test("one date that is no date costs that date, not the feed", async () => {
    const feed = await read(
      atom(
        `<entry><id>1</id><title>A</title><published>soon</published></entry><entry><id>2</id><title>B</title><updated>2026-01-01T00:00:00Z</updated></entry>`,
      ),
    );
    expect(feed.entries.map(({ title, published }) => [title, published])).toEqual([
      ["A", null],
      ["B", "2026-01-01T00:00:00.000Z"],
    ]);
  });

  test("reads a link written as text and a prefixed root", async () => {
    const feed = await read(
      `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>P</a:title><a:entry><a:id>1</a:id><a:title>T</a:title><a:link>https://p.example/1</a:link></a:entry></a:feed>`,
    );
    expect(feed).toMatchObject({ format: "atom", title: "P", entries: [{ title: "T", url: "https://p.example/1" }] });
  });

  test("unpacks base64 content and reads the dates of Atom 0.3", async () => {
    const feed = await read(
      `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><id>1</id><title>T</title><issued>2026-02-27</issued><modified>2026-02-28</modified><content type="text/html" mode="base64">PHA+aGk8L3A+</content></entry></feed>`,
    );
    expect(feed.entries[0]).toMatchObject({
      published: "2026-02-27T00:00:00.000Z",
      updated: "2026-02-28T00:00:00.000Z",
      contentHtml: "<p>hi</p>",
    });
  });
});

describe("parseFeed on JSON Feed", () => {
  test("reads version 1.1, and a malformed field costs that field alone", async () => {
    const feed = await read(
      JSON.stringify({
        version: "https://jsonfeed.org/version/1.1",
        title: "Wire",
        home_page_url: "https://w.example/",
        language: "pt",
        authors: [{ name: "Desk" }],
        items: [
          {
            id: 1,
            url: "/1",
            title: "Prazo",
            content_html: "<p onclick=x()>corpo</p>",
            date_published: "2026-02-27T10:00:00-03:00",
            tags: ["a"],
          },
          { id: "2", url: 7, content_text: "one\n\ntwo", summary: "s", tags: 5, author: { name: "Ana" } },
          "nonsense",
        ],
      }),
      "application/feed+json",
    );
    expect(feed).toMatchObject({ format: "json", title: "Wire", link: "https://w.example/", language: "pt" });
    expect(feed.entries).toMatchObject([
      {
        key: "1",
        url: "https://gazette.example/1",
        title: "Prazo",
        author: "Desk",
        published: "2026-02-27T13:00:00.000Z",
        contentHtml: "<p>corpo</p>",
        categories: ["a"],
      },
      { key: "2", url: null, author: "Ana", summary: "s", contentHtml: "<p>one</p><p>two</p>", categories: [] },
    ]);
  });
});

describe("parseFeed on other encodings", () => {
  test.each([
    ["iso-8859-1", "café"],
    ["windows-1252", "“no longer” – €"],
    ["shift_jis", "独占契約の終了"],
    ["utf-16", "Größe"],
  ])("reads %s", async (encoding, text) => {
    const bytes = iconv.encode(
      `<?xml version="1.0" encoding="${encoding}"?><rss version="2.0"><channel><item><title>${text}</title></item></channel></rss>`,
      encoding,
      {
        addBOM: encoding === "utf-16",
      },
    );
    expect((await read(new Uint8Array(bytes))).entries[0]?.title).toBe(text);
  });
});

describe("the article of an entry", () => {
  const paragraph =
    "The regulator confirmed on Tuesday that the streaming licence stays with its present holder until the end of the season, as the contract had foreseen. ";
  const feed = (body: string) =>
    `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Screen Weekly</title><language>en</language><item><title>Licence stays</title><link>https://s.example/1</link><pubDate>27 Feb 2026 10:00 GMT</pubDate><content:encoded><![CDATA[${body}]]></content:encoded></item></channel></rss>`;
  const full = `<p>${paragraph.repeat(3)}</p><ul><li>One <a href="/terms">term</a></li><li>Two</li></ul><p>${paragraph.repeat(3)}</p>`;

  test("is made where the feed carries the full text", async () => {
    const [entry] = (await read(feed(full))).entries;
    expect(entry?.article).toMatchObject({
      title: "Licence stays",
      published: "2026-02-27T10:00:00.000Z",
      language: "en",
      canonicalUrl: "https://s.example/1",
      siteName: "Screen Weekly",
      links: ["https://gazette.example/terms"],
    });
    expect(entry?.article?.text).toContain("\n\nOne term\nTwo\n\n");
  });

  test.each([
    ["is a teaser", "<p>Short.</p>"],
    ["breaks off", `${full}<p>And then […]</p>`],
    ["asks to read more", `${full}<p><a href="https://s.example/1">Continue reading Licence stays →</a></p>`],
    [
      "breaks off before a credit line",
      `${full}<p>And then [&#8230;]</p>\n<p>The post <a href="x">Licence stays</a> appeared first on <a href="y">Screen Weekly</a>.</p>`,
    ],
  ])("is left to the page where the body %s", async (_, body) => expect((await read(feed(body))).entries[0]?.article).toBeNull());

  test("goes without the credit line that blog software adds", async () => {
    const [entry] = (
      await read(feed(`${full}<p>The post <a href="x">Licence stays</a> first appeared on <a href="y">Screen Weekly</a>.</p>`))
    ).entries;
    expect(entry?.article?.text).toMatch(/had foreseen\.$/);
  });
});
