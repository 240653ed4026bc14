import type { DemoArticle } from "./demo-coverage.ts";
import { type Markup, markup, NOTHING } from "./demo-markup.ts";

const SECTIONS = ["Latest", "Business", "Technology", "Markets", "Opinion", "Podcasts"];

/** What surrounds an article on its page; a part that the page does without is empty. */
export type Furniture = {
  readonly menu: Markup;
  readonly cookies: Markup;
  readonly ad: Markup;
  readonly newsletter: Markup;
  readonly related: Markup;
  readonly comments: Markup;
};

const menu = markup`<nav class="main-menu" aria-label="Sections"><ul>${SECTIONS.map((name) => markup`<li><a href="/${name.toLowerCase()}">${name}</a></li>`)}</ul>
<form class="search" action="/search"><input name="q" placeholder="Search"><button>Search</button></form> <a href="/account">Sign in</a></nav>`;

const cookies = markup`<div id="cookie-consent" class="cookie-banner" role="dialog"><p>We and our 214 partners store information on your device to measure how this site is used and to show advertising that suits you.</p>
<button>Accept all</button> <button>Only what is needed</button></div>`;

const ad = markup`<aside class="ad-slot" aria-label="Advertisement"><span>Advertisement</span> <a rel="sponsored" href="/out/fellgate">Boots for long days. Fellgate Outdoors, now with free returns.</a></aside>
`;

const newsletter = markup`<div class="newsletter-signup"><h3>The Friday briefing</h3><p>Five stories, five minutes, every week in your inbox. You can leave at any time.</p>
<form action="/newsletter"><input type="email" placeholder="Your email address"><button>Sign up</button></form></div>
`;

function relatedBox(others: readonly DemoArticle[]): Markup {
  const links = others.map((other) => markup`<li><a href="${other.path}">${other.title}</a></li>`);
  return markup`<section class="related-articles"><h3>Related articles</h3><ul>${links}<li><a href="/latest">All our latest stories</a></li></ul></section>
`;
}

function commentBox(article: DemoArticle): Markup {
  const posts = article.comments.map(
    (comment) => markup`<li class="comment"><cite>${comment.by}</cite><p>${comment.text}</p><a href="#reply">Reply</a></li>`,
  );
  const none = markup`<p>No comments yet. Start the conversation.</p>`;
  return markup`<section id="comments" class="comments"><h3>Comments (${String(posts.length)})</h3>${posts.length > 0 ? markup`<ol>${posts}</ol>` : none}
<form class="comment-form"><textarea placeholder="Add a comment"></textarea><button>Post</button></form></section>
`;
}

/** The parts that an article's front matter asks for. `related`: earlier articles of the same host. */
export function furnitureOf(article: DemoArticle, related: readonly DemoArticle[]): Furniture {
  const wanted = (part: DemoArticle["furniture"][number], made: Markup): Markup => (article.furniture.includes(part) ? made : NOTHING);
  return {
    menu: wanted("menu", menu),
    cookies: wanted("cookies", cookies),
    ad: wanted("ads", ad),
    newsletter: wanted("newsletter", newsletter),
    related: wanted("related", relatedBox(related)),
    comments: wanted("comments", commentBox(article)),
  };
}
