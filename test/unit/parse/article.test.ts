import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extractedArticle } from "../../../src/domain/extract.ts";
import { extractArticle } from "../../../src/parse/article.ts";
import { NotAnArticleError } from "../../../src/parse/errors.ts";
import { cpuMs } from "../../support/cpu-time.ts";

const URL_ = "https://www.courier.example/2026/02/27/rail-sale?utm_source=feed";
const now = new Date("2026-03-01T00:00:00Z");
const extract = (text: string | Uint8Array, contentType: string | null = "text/html; charset=utf-8", url = URL_) =>
  extractArticle({ bytes: typeof text === "string" ? new TextEncoder().encode(text) : text, contentType, url, now });

const PARAGRAPHS = [
  "The sale of the regional rail operator will not go ahead before the summer, both sides said on Friday in a notice that was four sentences long.",
  "Under the agreement the buyer keeps the exclusive right to run the coastal line until 2031, and the seller keeps a share of 20 percent of its revenue.",
  "A spokeswoman said that nothing in the notice alters the price, which was set at 1.4 billion crowns when the contract was signed last year.",
  "Unions had asked whether the depots at the harbour are part of the sale; the notice is silent on them, and the ministry declined to comment.",
];
const MENU = `<nav><ul>${Array.from({ length: 30 }, (_, index) => `<li><a href="/s/${index}">Section ${index}</a></li>`).join("")}</ul></nav>`;
const COOKIES = `<div id="cookie-banner"><p>We and our 812 partners use cookies to measure how this site is used and to show advertising that fits.</p><button>Accept</button></div>`;
const NEWSLETTER = `<div class="newsletter-box"><h4>Morning letter</h4><p>Get the day's stories by mail before breakfast, written by our newsroom, free of charge and easy to leave.</p></div>`;
const RELATED = `<section class="related-stories">${Array.from({ length: 8 }, (_, index) => `<div class="card"><h3><a href="/r/${index}">Seven facts about trams, part ${index}</a></h3><p>A teaser about something else entirely that readers may like as well.</p></div>`).join("")}</section>`;
const COMMENTS = `<div class="comments"><h2>Comments</h2>${Array.from({ length: 10 }, (_, index) => `<div class="comment"><p>Reader ${index} thinks that this was to be expected, and says so at some length and with feeling.</p></div>`).join("")}</div>`;
const FOOTER = `<footer><p>© 2026 Courier Media. All rights reserved. Use of this site means that you accept our terms.</p></footer>`;
const HEAD = `<meta charset="utf-8"><title>Rail sale waits for summer | The Courier</title><meta property="og:title" content="Rail sale waits for summer | The Courier"><meta property="og:site_name" content="The Courier">`;
const paragraphs = (texts = PARAGRAPHS) => texts.map((text) => `<p>${text}</p>`).join("\n");
const page = (body: string, head = HEAD, attributes = ' lang="en"') =>
  `<!doctype html><html${attributes}><head>${head}</head><body>${body}</body></html>`;
const jsonLd = (value: unknown) => `<script type="application/ld+json">${JSON.stringify(value)}</script>`;

describe("extractArticle on pages full of furniture", () => {
  const clean = PARAGRAPHS.join("\n\n");
  test.each([
    [
      "semantic",
      `${COOKIES}<header>${MENU}</header><main><article><h1>Rail sale waits for summer</h1>${paragraphs()}</article><aside>${RELATED}</aside></main>${FOOTER}`,
    ],
    [
      "made of nameless boxes",
      `<div>${COOKIES}${MENU}<div class="row"><div class="main-col"><div><h1>Rail sale waits for summer</h1></div><div class="entry">${paragraphs()}</div>${NEWSLETTER}${COMMENTS}</div><div class="right">${RELATED}</div></div>${FOOTER}</div>`,
    ],
    [
      "with boxes between the paragraphs",
      `${MENU}<div class="story"><h1>Rail sale waits for summer</h1>${PARAGRAPHS.map((text) => `<p>${text}</p><div class="ad-slot"><span>Advertisement</span><a href="https://ads.example/x">Buy a new kettle today</a></div>`).join(NEWSLETTER)}</div>${RELATED}${FOOTER}`,
    ],
    [
      "whose wrapper is named like furniture",
      `<div class="page has-sidebar with-ads">${MENU}<div id="related-content-wrapper"><h1>Rail sale waits for summer</h1>${paragraphs()}</div></div>${FOOTER}`,
    ],
  ])("takes the text and nothing else from one %s", (_, body) => {
    const article = extract(page(body));
    expect(article.text).toBe(clean);
    expect(article.title).toBe("Rail sale waits for summer");
    expect(extractedArticle.parse(article)).toEqual(article);
  });

  test("keeps a short item of two sentences", () => {
    expect(
      extract(
        page(
          `${MENU}<div class="post"><h1>Rail sale waits for summer</h1>${paragraphs(PARAGRAPHS.slice(0, 1))}</div><div class="sidebar">${RELATED}</div>${FOOTER}`,
        ),
      ).text,
    ).toBe(PARAGRAPHS[0]);
  });

  test("puts list items, headings and breaks on lines of their own and folds white space", () => {
    const body = `<article><h1>Rail sale waits for summer</h1>${paragraphs()}<h2>What  stays</h2><ul><li>The coastal
      line</li><li>The&nbsp;<b>price</b></li></ul><p>${PARAGRAPHS[0]}<br>Signed in Malmö</p></article>`;
    expect(extract(page(body)).text).toBe(`${clean}\n\nWhat stays\n\nThe coastal line\nThe price\n\n${PARAGRAPHS[0]}\nSigned in Malmö`);
  });

  test("lists the body's links, absolute and each once, and no menu's", () => {
    const linked = `<p>${PARAGRAPHS[0]} See the <a href="/notice.pdf#p2">notice</a>, the <a href="https://seller.example/statement">statement</a> and the <a href="/notice.pdf">notice</a>; <a href="#top">top</a>, <a href="mailto:a@b.example">mail</a>.</p>`;
    const article = extract(page(`${MENU}<article>${linked}${paragraphs()}</article>`));
    expect(article.links).toEqual(["https://www.courier.example/notice.pdf", "https://seller.example/statement"]);
  });

  test("takes the text of the structured data where the page shows only its beginning", () => {
    const head = HEAD + jsonLd({ "@type": "NewsArticle", headline: "Rail sale waits", articleBody: PARAGRAPHS.join("\n") });
    expect(extract(page(`<article><p>${PARAGRAPHS[0]}</p></article>`, head)).text).toBe(clean);
  });
});

describe("what a page says about itself", () => {
  const body = `<article>${paragraphs()}<time datetime="2026-02-20">a week ago</time></article>`;

  test("comes from JSON-LD first, inside a graph, with zones made UTC", () => {
    const head =
      HEAD +
      `<link rel="canonical" href="/2026/02/27/rail-sale"><meta property="article:published_time" content="2026-02-26T00:00:00Z">` +
      jsonLd({
        "@context": "https://schema.org",
        "@graph": [
          { "@type": "Organization", name: "Courier Media" },
          { "@type": "NewsArticle", headline: "Another story", url: "https://www.courier.example/other" },
          {
            "@type": ["NewsArticle"],
            headline: "Rail sale &amp; lease wait",
            mainEntityOfPage: { "@id": "https://courier.example/2026/02/27/rail-sale/" },
            datePublished: "2026-02-27T09:30:00+01:00",
            dateModified: "2026-02-28",
            author: [{ "@type": "Person", name: "L. Berg" }, { name: "T. Ito" }],
            inLanguage: "en-GB",
            publisher: { name: "Courier Media" },
            isBasedOn: "https://seller.example/statement",
          },
        ],
      });
    expect(extract(page(body, head))).toMatchObject({
      title: "Rail sale & lease wait",
      author: "L. Berg, T. Ito",
      published: "2026-02-27T08:30:00.000Z",
      modified: "2026-02-28T00:00:00.000Z",
      language: "en",
      canonicalUrl: "https://www.courier.example/2026/02/27/rail-sale",
      siteName: "The Courier",
      links: ["https://seller.example/statement"],
    });
  });

  test("comes from meta elements where there is no JSON-LD, or none that can be read", () => {
    const metas = `<meta name="author" content="L. Berg"><meta property="article:published_time" content="2026-02-27T09:30:00+01:00"><meta property="article:modified_time" content="2026-02-27T11:00:00Z"><meta property="og:url" content="https://courier.example/rail">`;
    for (const extra of ["", `<script type="application/ld+json">{ broken</script>`]) {
      expect(extract(page(body, HEAD + metas + extra))).toMatchObject({
        title: "Rail sale waits for summer",
        author: "L. Berg",
        published: "2026-02-27T08:30:00.000Z",
        modified: "2026-02-27T11:00:00.000Z",
        canonicalUrl: "https://courier.example/rail",
      });
    }
  });

  test("comes from the <time> of the article last, and never from one that marks an update", () => {
    const dated = `<div><time datetime="2025-01-01">old teaser</time></div><article><time class="updated" datetime="2026-02-28">edited</time><time datetime="2026-02-27T10:00:00Z">Friday</time>${paragraphs()}</article>`;
    expect(extract(page(dated)).published).toBe("2026-02-27T10:00:00.000Z");
  });

  test("loses a date that lies far ahead of now to the next one", () => {
    const head = `${HEAD}<meta property="article:published_time" content="2036-02-27T09:30:00Z"><meta name="date" content="2026-02-27">`;
    expect(extract(page(`<article>${paragraphs()}</article>`, head)).published).toBe("2026-02-27T00:00:00.000Z");
  });

  test("loses a canonical address that is the front page", () => {
    expect(extract(page(body, `${HEAD}<link rel="canonical" href="https://www.courier.example/">`)).canonicalUrl).toBeNull();
  });
});

describe("the language of an article", () => {
  const chinese =
    "微软与合作方周五表示，独家许可协议的条款没有任何变化，收入分成安排也保持不变，并将继续执行到二零三一年。双方在声明中强调，云服务的独家安排仍然有效。";
  const german =
    "Die beiden Unternehmen teilten am Freitag mit, dass sich an den Bedingungen des Vertrags nichts ändert und die Lizenz bis 2031 ausschließlich bleibt.";
  test.each([
    ["its text's where the template says English", chinese, "en", "zh"],
    ["its text's where nothing is declared", german, null, "de"],
    ["its text's where German is declared as English", german.repeat(2), "en-US", "de"],
    ["the declared one where the text agrees", PARAGRAPHS.join(" "), "en-GB", "en"],
  ])("is %s", (_, text, declared, expected) => {
    expect(
      extract(
        page(`<article><p>${text}</p></article>`, `<meta charset="utf-8"><title></title>`, declared === null ? "" : ` lang="${declared}"`),
      ).language,
    ).toBe(expected);
  });
});

describe("what is no article", () => {
  test.each([
    ["an empty body", "", /answered an empty body/],
    ["an empty page", page("<div id=root></div>"), /holds 0 characters of text; it may need a login or JavaScript/],
    ["a PDF", "%PDF-1.4", /is a PDF document/],
    ["a feed", `<?xml version="1.0"?><rss version="2.0"></rss>`, /is an XML document/],
    ["JSON", `{"a":1}`, /is JSON/],
    ["a page of 25,000 elements", page(`<article>${paragraphs()}${"<i>x</i>".repeat(25_000)}</article>`), /more than 20000 elements/],
    ["2,000 nested boxes", page(`${"<div>".repeat(2000)}${paragraphs()}${"</div>".repeat(2000)}`), /nests more than 200 elements deep/],
    ["a million lone brackets", page(`<p>${"<".repeat(1_000_000)}</p>`), /more than 100000 pieces of text/],
    ["a class of half a million words", page(`<p class="${"a ".repeat(500_000)}">${PARAGRAPHS[0]}</p>`), /cannot be read: /],
    ["unclosed tags by the thousand", page("<p><b><i>".repeat(5000)), /nests more than 200 elements deep/],
  ])(
    "is refused in one line and at once: %s",
    (_, text, message) => {
      const start = cpuMs();
      expect(() => extract(text)).toThrow(NotAnArticleError);
      expect(() => extract(text)).toThrow(message);
      expect(cpuMs() - start).toBeLessThan(2000);
    },
    60_000,
  );

  test("any bytes at all give an article or a refusal, and soon", () => {
    const pieces = fc.constantFrom(
      "<p>",
      "</p>",
      "<div class=related>",
      "<article>",
      "<!--",
      "<script>",
      "<table><tr>",
      "---\n",
      "title: [",
      "&amp;",
      "<a href=",
      "](",
      "**",
      "words and more words ",
      "\n\n",
      "<html>",
      "é",
      "{{",
    );
    const soup = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 }).map((parts) => new TextEncoder().encode(parts.join("")));
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 300 }), soup),
        fc.constantFrom(null, "text/html", "text/plain", "text/markdown; charset=big5"),
        (bytes, type) => {
          const start = cpuMs();
          try {
            expect(extractedArticle.safeParse(extract(bytes, type)).success).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(NotAnArticleError);
          }
          expect(cpuMs() - start).toBeLessThan(1000);
        },
      ),
      { numRuns: 300 },
    );
  }, 60_000);
});
