import { type Hit, type Order, RANKED } from "../archive/search.ts";
import { SEARCH_FIELDS } from "../domain/search-query.ts";
import { type Html, html, NOTHING } from "./html.ts";
import type { Page } from "./layout.ts";
import { termPath } from "./page-overview.ts";
import { articleLink, empty, onDay, pager, verdictBadge } from "./parts.ts";
import { line } from "./words.ts";

export type SearchView = {
  readonly words: string;
  readonly order: Order;
  readonly hits: readonly Hit[];
  readonly next: string | null;
  readonly isFirst: boolean;
  readonly problem: string | null;
};

/** The snippet comes with the words that were found in square brackets. */
const marked = (snippet: string): Html =>
  html`${line(snippet, 600)
    .split(/(\[[^\]]*\])/)
    .map((piece) => (/^\[.*\]$/.test(piece) ? html`<mark>${piece.slice(1, -1)}</mark>` : piece))}`;

const hitItem = (hit: Hit): Html => {
  const reading =
    hit.term === null || hit.watch === null || hit.verdict === null
      ? NOTHING
      : html`${verdictBadge(hit.verdict)} <a href="${termPath({ watch: hit.watch, term: hit.term })}">${hit.term}</a> `;
  return html`<li><p>${articleLink(hit)}</p><p class="quiet">${reading}<strong>${hit.domain}</strong> ${onDay(hit.published)}</p><p><bdi>${marked(hit.snippet)}</bdi></p></li>`;
};

const help =
  (): Html => html`<p class="sum">Words are looked for in headlines and texts; <code>"in this order"</code>, <code>licen*</code> and <code>exclusive NEAR license</code> are understood. Fields narrow the search, such as <code>verdict:changes after:2026-04-01 source:reuters.com</code>:</p>
<dl class="facts wide">${Object.entries(SEARCH_FIELDS).map(([field, means]) => html`<div><dt><code>${field}:</code></dt><dd>${means}</dd></div>`)}</dl>`;

/** Articles by their words, and readings by their terms. */
export function searchPage({ words, order, hits, next, isFirst, problem }: SearchView): Page {
  const address = (by: Order) => `/search?${new URLSearchParams({ q: words, order: by })}`;
  const orders = (["newest", "best"] as const).map(
    (by) => html`<li><a href="${address(by)}"${by === order ? html` aria-current="true"` : NOTHING}>${by} first</a></li>`,
  );
  const reach =
    order === "best"
      ? html`<p class="quiet">Of articles that hold the words, the newest ${RANKED.toLocaleString("en")} are ranked; <code>before:</code> with a day ranks older ones.</p>`
      : NOTHING;
  const found =
    hits.length === 0
      ? empty("Nothing found.")
      : html`<nav aria-label="Order"><ul class="filters">${orders}</ul></nav>${reach}<ol class="thread">${hits.map(hitItem)}</ol>${pager(address(order), next, isFirst)}`;
  const body = problem !== null ? html`<p class="error" role="alert">${problem}</p>${help()}` : words === "" ? help() : found;
  return {
    title: words === "" ? "Search" : `${line(words, 60)}, search`,
    path: "/search",
    main: html`<h1>Search</h1><form method="get" action="/search" role="search" class="row"><label class="grow">Words <input type="search" name="q" value="${words}" maxlength="300"></label> <button>Search</button></form>${body}`,
  };
}
