import { stringify } from "yaml";
import type { DemoArticle } from "./demo-coverage.ts";
import { type Furniture, furnitureOf } from "./demo-furniture.ts";
import { bodyMarkup, type Markup, markup, NOTHING, scriptJson } from "./demo-markup.ts";

type Document = { readonly type: string; readonly text: string };
type Template = (article: DemoArticle, parts: Furniture) => Markup;

/** Where a newspaper breaks its text for an advertisement and for its newsletter, in blocks from the top. */
const AD_AFTER = 2;
const NEWSLETTER_AFTER = 5;

const longDate = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });
const shownDate = (article: DemoArticle): string => longDate.format(new Date(article.published));
const byline = (article: DemoArticle): string => (article.author === null ? "" : `By ${article.author}`);
const canonicalOf = (article: DemoArticle): string => article.canonical ?? article.url;

const page = (article: DemoArticle, head: Markup, body: Markup): Markup => markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${article.title} | ${article.outlet}</title>
<link rel="canonical" href="${canonicalOf(article)}">
${head}
</head>
<body>
${body}
</body>
</html>
`;

/** A company's own site: Open Graph metadata, a clean article element, share links. */
const corporate: Template = (article, parts) =>
  page(
    article,
    markup`<meta property="og:type" content="article">
<meta property="og:title" content="${article.title}">
<meta property="og:url" content="${article.url}">
<meta property="og:site_name" content="${article.outlet}">
<meta property="article:published_time" content="${article.published}">
<meta name="author" content="${article.author ?? article.outlet}">`,
    markup`<a class="skip" href="#main">Skip to main content</a>
<header class="site-header"><a href="/">${article.outlet}</a>${parts.menu}</header>
<main id="main"><article>
<h1>${article.title}</h1>
<p class="meta"><time datetime="${article.published}">${shownDate(article)}</time> ${byline(article)}</p>
<div class="entry-content">
${bodyMarkup(article.body)}</div>
<ul class="share"><li><a href="/share?on=mail">Share by mail</a></li><li><a href="/share?on=feed">Follow this blog</a></li></ul>
</article></main>
${parts.related}<footer>Privacy · Terms of use · Trademarks · Sitemap</footer>
${parts.cookies}`,
  );

function interrupted(article: DemoArticle, parts: Furniture): readonly Markup[] {
  const after = new Map([
    [AD_AFTER, parts.ad],
    [NEWSLETTER_AFTER, parts.newsletter],
  ]);
  return bodyMarkup(article.body).flatMap((block, index) => [block, after.get(index + 1) ?? NOTHING]);
}

/** A newsroom: JSON-LD, an advertisement and a newsletter box in the middle of the text. */
const newspaper: Template = (article, parts) =>
  page(
    article,
    markup`<script type="application/ld+json">
${scriptJson({
  "@context": "https://schema.org",
  "@type": "NewsArticle",
  mainEntityOfPage: article.url,
  headline: article.title,
  datePublished: article.published,
  dateModified: article.published,
  author: { "@type": "Person", name: article.author ?? article.outlet },
  publisher: { "@type": "Organization", name: article.outlet },
})}
</script>`,
    markup`${parts.cookies}<div class="masthead"><a href="/">${article.outlet}</a></div>
${parts.menu}
<div class="layout"><main><article class="story">
<header><h1 class="headline">${article.title}</h1><div class="byline">${byline(article)}</div><div class="dateline">${shownDate(article)}</div></header>
<section class="story-body">
${interrupted(article, parts)}</section>
</article>
${parts.comments}</main>
<aside class="rail">${parts.related}${parts.ad}</aside></div>
<footer><p>© 2026 ${article.outlet}. Reproduction needs our written permission.</p></footer>`,
  );

/** An older content system: nested boxes without a semantic element, a date in a meta element of its own. */
const portal: Template = (article, parts) =>
  page(
    article,
    markup`<meta name="date" content="${article.published}">
<meta name="description" content="${article.title}">`,
    markup`<div id="top"><div class="logo"><a href="/">${article.outlet}</a></div>${parts.menu}</div>
<div id="wrap"><div class="col-main"><div class="hd"><h1>${article.title}</h1>
<div class="info"><span class="time">${shownDate(article)}</span> <span class="who">${byline(article)}</span> <span class="reads">3 min read</span></div></div>
${parts.ad}<div class="txt">
${bodyMarkup(article.body)}</div>
<div class="tools"><a href="#print">Print</a> <a href="#mail">Mail</a> <a href="#save">Save for later</a></div>
${parts.comments}</div>
<div class="col-side">${parts.newsletter}${parts.related}</div></div>
<div id="bottom">About us · Contact · Imprint</div>
${parts.cookies}`,
  );

/** A weblog: microformats, the comments right below the text. */
const weblog: Template = (article, parts) =>
  page(
    article,
    markup`<meta name="generator" content="Quill 4.2">
<meta property="og:title" content="${article.title}">
<meta property="og:site_name" content="${article.outlet}">
<link rel="stylesheet" href="/theme.css">`,
    markup`<div id="page"><header id="masthead"><p class="site-title"><a href="/">${article.outlet}</a></p>${parts.menu}</header>
<article class="post h-entry hentry" itemscope itemtype="https://schema.org/BlogPosting">
<h1 class="entry-title p-name" itemprop="headline">${article.title}</h1>
<div class="post-meta">Posted on <time class="dt-published" itemprop="datePublished" datetime="${article.published}">${shownDate(article)}</time> by <span class="p-author" itemprop="author">${article.author ?? article.outlet}</span></div>
<div class="e-content" itemprop="articleBody">
${bodyMarkup(article.body)}</div>
${parts.newsletter}</article>
${parts.related}${parts.comments}
<footer>Powered by Quill. <a href="/about">About the author</a></footer></div>
${parts.cookies}`,
  );

const markdown = (article: DemoArticle): string =>
  `---\n${stringify({
    layout: "post",
    title: article.title,
    author: article.author,
    canonical_url: canonicalOf(article),
    date: article.published,
    tags: article.tags,
  })}---\n${article.body}`;

/** The page of an article as its outlet serves it. */
export function articleDocument(article: DemoArticle, related: readonly DemoArticle[]): Document {
  if (article.template === "markdown") return { type: "text/markdown; charset=utf-8", text: markdown(article) };
  const template = { corporate, newspaper, portal, weblog }[article.template];
  return { type: "text/html; charset=utf-8", text: template(article, furnitureOf(article, related)).markup };
}
