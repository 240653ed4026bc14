import type { DemoArticle, DemoFeed } from "./demo-coverage.ts";
import { bodyLines, bodyMarkup, type Markup, markup, NOTHING } from "./demo-markup.ts";

/** Feeds show the opening of an article, cut at a word. In characters. */
const SUMMARY_LENGTH = 280;

type Document = { readonly type: string; readonly text: string };

function summaryOf(article: DemoArticle): string {
  const [opening = ""] = bodyLines(article.body);
  return opening.length <= SUMMARY_LENGTH ? opening : `${opening.slice(0, opening.lastIndexOf(" ", SUMMARY_LENGTH))} …`;
}

const homeOf = (feed: DemoFeed): string => new URL("/", feed.url).href;
const rfc822 = (iso: string): string => new Date(iso).toUTCString();
const xml = (type: string, root: Markup): Document => ({
  type: `${type}; charset=utf-8`,
  text: `<?xml version="1.0" encoding="UTF-8"?>\n${root.markup}\n`,
});
const authorIn = (tag: (author: string) => Markup, article: DemoArticle): Markup =>
  article.author === null ? NOTHING : tag(article.author);

function rss(feed: DemoFeed, articles: readonly DemoArticle[]): Document {
  const items = articles.map(
    (article) => markup`<item>
  <title>${article.title}</title>
  <link>${article.url}</link>
  <guid isPermaLink="true">${article.url}</guid>
  <pubDate>${rfc822(article.published)}</pubDate>
  ${authorIn((author) => markup`<dc:creator>${author}</dc:creator>`, article)}
  <description>${summaryOf(article)}</description>
  ${article.fullText ? markup`<content:encoded>${markup`${bodyMarkup(article.body)}`.markup}</content:encoded>` : NOTHING}
</item>
`,
  );
  return xml(
    "application/rss+xml",
    markup`<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${feed.title}</title>
<link>${homeOf(feed)}</link>
<atom:link rel="self" type="application/rss+xml" href="${feed.url}"/>
<description>The latest from ${feed.title}</description>
<language>en-US</language>
${items}</channel>
</rss>`,
  );
}

function atom(feed: DemoFeed, articles: readonly DemoArticle[]): Document {
  const entries = articles.map(
    (article) => markup`<entry>
  <id>${article.url}</id>
  <title>${article.title}</title>
  <link rel="alternate" type="text/html" href="${article.url}"/>
  <published>${article.published}</published>
  <updated>${article.published}</updated>
  <author><name>${article.author ?? article.outlet}</name></author>
  <summary>${summaryOf(article)}</summary>
</entry>
`,
  );
  return xml(
    "application/atom+xml",
    markup`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>${feed.url}</id>
<title>${feed.title}</title>
<link rel="self" href="${feed.url}"/>
<link rel="alternate" href="${homeOf(feed)}"/>
<updated>${articles[0]?.published ?? "1970-01-01T00:00:00Z"}</updated>
${entries}</feed>`,
  );
}

function rdf(feed: DemoFeed, articles: readonly DemoArticle[]): Document {
  const items = articles.map(
    (article) => markup`<item rdf:about="${article.url}">
  <title>${article.title}</title>
  <link>${article.url}</link>
  <dc:date>${article.published}</dc:date>
  ${authorIn((author) => markup`<dc:creator>${author}</dc:creator>`, article)}
  <description>${summaryOf(article)}</description>
</item>
`,
  );
  return xml(
    "application/rdf+xml",
    markup`<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="${feed.url}">
<title>${feed.title}</title>
<link>${homeOf(feed)}</link>
<description>The latest from ${feed.title}</description>
<items><rdf:Seq>${articles.map((article) => markup`<rdf:li rdf:resource="${article.url}"/>`)}</rdf:Seq></items>
</channel>
${items}</rdf:RDF>`,
  );
}

function json(feed: DemoFeed, articles: readonly DemoArticle[]): Document {
  const items = articles.map((article) => ({
    id: article.url,
    url: article.url,
    title: article.title,
    summary: summaryOf(article),
    content_text: summaryOf(article),
    date_published: article.published,
    authors: [{ name: article.author ?? article.outlet }],
  }));
  const document = {
    version: "https://jsonfeed.org/version/1.1",
    title: feed.title,
    home_page_url: homeOf(feed),
    feed_url: feed.url,
    language: "en",
    items,
  };
  return { type: "application/feed+json; charset=utf-8", text: JSON.stringify(document, null, 2) };
}

/** A feed in its own format, listing the articles in the order given (newest first). */
export function feedDocument(feed: DemoFeed, articles: readonly DemoArticle[]): Document {
  return { rss, atom, rdf, json }[feed.format](feed, articles);
}
