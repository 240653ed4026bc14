import { describe, expect, test } from "vitest";
import { readFeed } from "../../../src/parse/read-feed.ts";

const read = (text: string, more: { contentLocation?: string; contentLanguage?: string } = {}) =>
  readFeed({ bytes: new TextEncoder().encode(text), contentType: "text/xml", url: "https://quay.example/feeds/all", ...more });
const only = async (inner: string, names = "") =>
  (await read(`<rss version="2.0" ${names}><channel><item>${inner}</item></channel></rss>`)).entries[0];
const ATOM = `xmlns="http://www.w3.org/2005/Atom"`;
const ITUNES = `xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"`;
const MEDIA = `xmlns:m="http://search.yahoo.com/mrss/"`;

describe("readFeed on what an RSS channel says", () => {
  test("gives people, rights, image, generator, dates, categories and how to be told of news", async () => {
    const feed = await read(
      `<rss version="2.0" ${ITUNES} xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Quay</title><description>&lt;b&gt;All&lt;/b&gt; of it</description>
       <managingEditor>mira@quay.example (Mira Oduya)</managingEditor><copyright>2026 Quay</copyright><generator>Press 4</generator>
       <pubDate>Fri, 27 Feb 2026 10:00:00 EST</pubDate><lastBuildDate>Sat, 28 Feb 2026 10:00:00 GMT</lastBuildDate><ttl>60</ttl>
       <image><url>/logo.png</url><title>Logo</title><link>/about</link></image><cloud domain="rpc.example" port="80" path="/rpc" registerProcedure="p" protocol="soap"/>
       <itunes:category text="News"><itunes:category text="Ports"/></itunes:category><atom:link rel="hub" href="https://hub.example/"/></channel></rss>`,
    );
    expect(feed).toMatchObject({
      subtitle: { isHtml: true, html: "<b>All</b> of it", text: "All of it" },
      authors: [{ name: "Mira Oduya", email: "mira@quay.example", url: null }],
      rights: { text: "2026 Quay" },
      generator: "Press 4",
      published: "2026-02-27T15:00:00.000Z",
      updated: "2026-02-28T10:00:00.000Z",
      ttl: "60",
      image: { url: "https://quay.example/logo.png", title: "Logo", link: "https://quay.example/about" },
      categories: [{ term: "News" }, { term: "Ports" }],
      hubs: ["https://hub.example/"],
      cloud: { domain: "rpc.example" },
    });
  });

  test("takes its base from Content-Location and its language from Content-Language where the document says nothing", async () => {
    const feed = await read(`<feed ${ATOM}><link href="page"/></feed>`, { contentLocation: "/en/feed", contentLanguage: "en" });
    expect(feed).toMatchObject({ link: "https://quay.example/en/page", language: "en" });
    expect((await read(`<feed ${ATOM}><link href="page"/></feed>`, { contentLocation: "javascript:x" })).link).toBe(
      "https://quay.example/feeds/page",
    );
  });
});

describe("readFeed on what an entry says", () => {
  test("gives enclosures, media, source and comments of RSS", async () => {
    const entry = await only(
      `<title>a</title><enclosure url="/a.mp3" type="audio/mpeg" length="7"/><m:group><m:content url="https://v.example/a.mp4" type="video/mp4" fileSize="9"><m:thumbnail url="/t.jpg"/></m:content>
       <m:description>Seen from the quay</m:description></m:group><source url="https://other.example/feed">Other</source><comments>https://quay.example/a#c</comments>`,
      MEDIA,
    );
    expect(entry).toMatchObject({
      enclosures: [{ url: "https://quay.example/a.mp3", type: "audio/mpeg", length: "7" }],
      source: { title: "Other", link: "https://other.example/feed" },
      comments: "https://quay.example/a#c",
    });
  });

  test("gives the people and links of Atom, with what they are", async () => {
    const feed = await read(
      `<feed ${ATOM}><entry><id>/e/1</id><author><name>Ana</name><uri>/ana</uri></author><contributor><name>Bo</name><email>bo@quay.example</email></contributor>
       <link rel="enclosure" href="/a.pdf" type="application/pdf" length="3"/><link href="/e/1" type="text/html"/><category term="ma" label="Mergers" scheme="https://s.example/"/></entry></feed>`,
    );
    expect(feed.entries[0]).toMatchObject({
      id: "https://quay.example/e/1",
      guid: "/e/1",
      link: "https://quay.example/e/1",
      authors: [{ name: "Ana", email: null, url: "https://quay.example/ana" }],
      contributors: [{ name: "Bo", email: "bo@quay.example" }],
      enclosures: [{ url: "https://quay.example/a.pdf", type: "application/pdf", length: "3" }],
      categories: [{ term: "ma", label: "Mergers", scheme: "https://s.example/" }],
    });
  });

  test.each([
    ["text", `type="text"`, "a &lt;b&gt;", { isHtml: false, text: "a <b>" }],
    ["HTML", `type="html"`, "a &lt;b&gt;c&lt;/b&gt;", { isHtml: true, html: "a <b>c</b>" }],
    ["XHTML, without its div", `type="xhtml"`, `<div xmlns="http://www.w3.org/1999/xhtml">a <b>c</b></div>`, { html: "a <b>c</b>" }],
    ["base64", `type="application/octet-stream"`, Buffer.from("<p>x</p>").toString("base64"), { html: "<p>x</p>" }],
    ["HTML escaped inside a div", `type="html"`, "<div>a &lt;b&gt;c&lt;/b&gt;</div>", { html: "a <b>c</b>" }],
  ])("reads Atom content that is %s", async (_, type, content, expected) => {
    const feed = await read(`<feed ${ATOM}><entry><content ${type}>${content}</content></entry></feed>`);
    expect(feed.entries[0]?.content).toMatchObject(expected);
  });

  test("does not take an element for what its prefix usually means where that is bound to something else", async () => {
    expect(await only("<title>a</title><dc:creator>x</dc:creator>", `xmlns:dc="https://other.example/"`)).toMatchObject({ authors: [] });
    expect(await only("<title>a</title><dc:creator>x</dc:creator>")).toMatchObject({ authors: [{ name: "x" }] });
  });

  test("puts in short entities that the document declares, and none within another", async () => {
    const feed = await read(
      `<!DOCTYPE rss [<!ENTITY co "Quay"><!ENTITY two "&co;&co;">]><rss><channel><title>&co; &two;</title></channel></rss>`,
    );
    expect(feed.title?.text).toBe("Quay &two;");
  });

  test("reads bytes beyond ASCII in text, attributes and CDATA, and puts wrongly converted ones right", async () => {
    const entry = await only(
      `<title>Größe – “x”</title><category domain="ä">ö</category><description><![CDATA[<p title="ü">é\u0092s</p>]]></description>`,
    );
    expect(entry).toMatchObject({
      title: { text: "Größe – “x”" },
      categories: [{ term: "ö", scheme: "ä" }],
      summary: { html: `<p title="ü">é’s</p>` },
    });
  });

  test("never lets a text turn into a tag, whatever is taken out before it", async () => {
    for (const html of [
      "<<x>script>a(1)</script>",
      "<scr<b>ipt>a(1)</scr</b>ipt>",
      `<a title="><script>a(1)</script>">x</a>`,
      "<svg><style><img src=x onerror=a(1)>",
    ]) {
      const entry = await only(`<description><![CDATA[${html}]]></description>`);
      expect(entry?.summary?.html).not.toMatch(/<(?!\/?(?:a|b|img)\b)|<[^>]*\son/);
    }
  });
});
