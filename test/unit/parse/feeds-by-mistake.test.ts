import { describe, expect, test } from "vitest";
import { readFeed } from "../../../src/parse/read-feed.ts";
import { parse } from "../../support/feed-harness-adapter.ts";

// Mistakes that programs make when they write a feed, each of which has one reading that makes sense, and fields where another element stands
// in for the usual one. Written down with what should come out before the reader was tried on them.

const item = (inner: string, attributes = "") =>
  `<rss version="2.0" ${attributes}><channel><title>T</title><link>https://site.example/</link><item>${inner}</item></channel></rss>`;
const entry = (inner: string) => `<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry>${inner}</entry></feed>`;
const json = (rest: string) => `{"version":"https://jsonfeed.org/version/1.1","title":"T",${rest}}`;
const one = (expected: object) => ({ entries: [expected] });
const NOON = "2026-03-06T12:00:00.000Z";

const CASES: Readonly<Record<string, readonly [document: string, expected: object]>> = {
  "RSS that declares Atom's namespace as its default": [
    item("<title>Berth</title><link>https://site.example/1</link>", 'xmlns="http://www.w3.org/2005/Atom"'),
    { feed: { title: "T", link: "https://site.example/" }, entries: [{ title: "Berth", link: "https://site.example/1" }] },
  ],
  "a channel that declares it": [
    `<rss version="2.0"><channel xmlns="http://www.w3.org/2005/Atom"><title>T</title><item><title>Berth</title></item></channel></rss>`,
    { feed: { title: "T" }, entries: [{ title: "Berth" }] },
  ],
  "an empty channel under HTML's document type": [
    `<?xml version="1.0"?><!DOCTYPE html><rss version="2.0"><channel><title>T</title></channel></rss>`,
    { feed: { title: "T" }, entries: [] },
  ],
  "RSS written out as HTML, whose links are empty": [
    item("<title>Berth</title><link/>https://site.example/1<guid>x</guid><description>Words</description>"),
    one({ title: "Berth", link: "https://site.example/1", summary: "Words" }),
  ],
  "words between elements are no address": [item("<title>Berth</title>https://site.example/1"), one({ link: undefined })],
  "a section of CDATA that was escaped": [item("<title>&lt;![CDATA[Berth four]]&gt;</title>"), one({ title: "Berth four" })],
  "a section of CDATA in another": [
    item("<description><![CDATA[<![CDATA[<p>Berth</p>]]]]><![CDATA[>]]></description>"),
    one({ summary: "<p>Berth</p>" }),
  ],
  "Atom's content in paragraphs that is not said to be HTML": [
    entry("<content><![CDATA[<p>One</p>\n<p>Two</p>]]></content>"),
    one({ content: "<p>One</p>\n<p>Two</p>" }),
  ],
  "Atom's content that speaks of paragraphs": [
    entry("<content>&lt;p> opens a paragraph</content>"),
    one({ content: "<p> opens a paragraph" }),
  ],
  "an Atom entry whose source alone has an author": [
    entry("<source><author><name>M. Roth</name></author></source>"),
    one({ author: "M. Roth" }),
  ],
  "an Atom entry with an author, and another in its source": [
    entry("<source><author><name>M. Roth</name></author></source><author><name>B. Lang</name></author>"),
    one({ author: "B. Lang" }),
  ],
  "RSS 1.0's module for enclosures": [
    item(
      '<e:enclosure r:resource="https://site.example/a.mp3" e:type="audio/mpeg" e:length="12"/>',
      'xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://purl.oclc.org/net/rss_2.0/enc#"',
    ),
    one({ enclosures: [{ url: "https://site.example/a.mp3", type: "audio/mpeg", length: "12" }] }),
  ],
  "a journal's date of publication": [
    item(`<prism:publicationDate>${NOON}</prism:publicationDate>`, 'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"'),
    one({ published: NOON }),
  ],
  "JSON with a comma behind the last of each list": [
    json(`"items":[{"id":"1","title":"a, ] b","tags":["x",],},\n]\n,`),
    one({ id: "1", title: "a, ] b", categories: ["x"] }),
  ],
  "JSON whose items are null": [json(`"items":null`), { feed: { title: "T" }, entries: [] }],
  "JSON with a name for an author, and another kind of value here and there": [
    json(
      `"items":[{"id":"1","title":2026,"author":"M. Roth","tags":"ports, ships","date_published":1772798400,"attachments":[{"url":"https://site.example/a","size_in_bytes":"12"}]}]`,
    ),
    one({
      title: "2026",
      author: "M. Roth",
      categories: ["ports", "ships"],
      published: NOON,
      enclosures: [{ url: "https://site.example/a", type: null, length: "12" }],
    }),
  ],
};

describe("a feed with a mistake in it", () => {
  test.each(Object.entries(CASES))("%s", async (_, [document, expected]) => {
    const feed = await parse({ bytes: new TextEncoder().encode(document), headers: {}, url: null });
    expect(feed).toMatchObject(expected);
  });

  test("JSON without any list of items is none", async () => {
    const bytes = new TextEncoder().encode(json(`"items_total":0`));
    await expect(readFeed({ bytes, contentType: null, url: null })).rejects.toThrow("JSON that is no feed");
  });
});
