import { type Html, html } from "./html.ts";
import type { Page } from "./layout.ts";
import { articleLink, empty, onDay } from "./parts.ts";
import { line } from "./words.ts";

export type Hit = {
  readonly id: string;
  readonly title: string | null;
  readonly published: string | null;
  readonly domain: string;
  readonly snippet: string;
};
export type SearchView = { readonly words: string; readonly hits: readonly Hit[]; readonly problem: string | null };

/** The snippet comes with the words that were found in square brackets. */
const marked = (snippet: string): Html =>
  html`${line(snippet, 600)
    .split(/(\[[^\]]*\])/)
    .map((piece) => (/^\[.*\]$/.test(piece) ? html`<mark>${piece.slice(1, -1)}</mark>` : piece))}`;

/** Articles by their words. */
export function searchPage({ words, hits, problem }: SearchView): Page {
  const found =
    problem !== null
      ? html`<p class="error" role="alert">${problem}</p>`
      : words === ""
        ? html`<p class="sum">Words are looked for in headlines and texts. <code>"in this order"</code>, <code>licen*</code> and <code>exclusive NEAR license</code> are understood.</p>`
        : hits.length === 0
          ? empty("Nothing found.")
          : html`<ol class="thread hits">${hits.map(
              (hit) =>
                html`<li><p>${articleLink(hit)}</p><p class="quiet"><strong>${hit.domain}</strong> ${onDay(hit.published)}</p><p><bdi>${marked(hit.snippet)}</bdi></p></li>`,
            )}</ol>`;
  return {
    title: words === "" ? "Search" : `${line(words, 60)}, search`,
    path: "/search",
    main: html`<h1>Search</h1><form method="get" action="/search" role="search" class="row"><label class="grow">Words <input type="search" name="q" value="${words}" maxlength="300"></label> <button>Search</button></form>${found}`,
  };
}
