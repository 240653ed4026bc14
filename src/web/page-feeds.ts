import { type Html, html, NOTHING } from "./html.ts";
import type { Page } from "./layout.ts";
import { badge, empty, outLink, pager, when } from "./parts.ts";
import type { FeedRow } from "./queries/feeds.ts";
import type { Part } from "./queries/sql.ts";
import { away, lengthOf, line, plural } from "./words.ts";

const health = (feed: FeedRow): Html => {
  if (feed.failures > 0) return badge("failing", `failed ${plural(feed.failures, "time")}`);
  return feed.lastPolledAt === null ? badge("pending", "not polled yet") : badge("holds", "well");
};

const row = (
  feed: FeedRow,
  now: Date,
): Html => html`<tr><th scope="row"><bdi>${line(feed.title, 100) || feed.id}</bdi><br><span class="quiet">${feed.id}, ${outLink(feed.url, "address")}</span></th>
<td>${health(feed)}${feed.error === null ? NOTHING : html`<br><span class="error">${line(feed.error, 300)}</span>`}</td>
<td>${feed.nextPollAt === null ? html`<span class="quiet">not listed</span>` : html`<span title="${feed.nextPollAt}">${away(feed.nextPollAt, now)}</span>`}<br><span class="quiet">every ${lengthOf(feed.everyMs)}</span></td>
<td>${when(feed.lastPolledAt, "never")}${feed.lastSuccessAt === feed.lastPolledAt ? NOTHING : html`<br><span class="quiet">good ${when(feed.lastSuccessAt, "never")}</span>`}</td>
<td class="number">${feed.entries.toLocaleString("en")}<br><span class="quiet">newest ${when(feed.newestEntryAt, "none")}</span></td></tr>`;

/** Every feed: how it is, when it is due, what went wrong. */
export function feedsPage(
  feeds: Part<FeedRow>,
  counts: { readonly feeds: number; readonly failing: number },
  onlyFailing: boolean,
  now: Date,
  isFirst: boolean,
): Page {
  const table = html`<div class="scroll" role="region" aria-labelledby="title" tabindex="0"><table><thead><tr><th scope="col">Feed</th><th scope="col">Health</th><th scope="col">Next poll</th><th scope="col">Last poll</th><th scope="col">Entries</th></tr></thead>
<tbody>${feeds.items.map((feed) => row(feed, now))}</tbody></table></div>`;
  return {
    title: "Feeds",
    path: "/feeds",
    main: html`<h1 id="title">Feeds</h1><p class="sum">${plural(counts.feeds, "feed")}, ${counts.failing === 0 ? "none failing" : `${counts.failing} failing`}.</p>
<nav aria-label="Which feeds"><ul class="filters"><li><a href="/feeds"${onlyFailing ? NOTHING : html` aria-current="true"`}>all</a></li><li><a href="/feeds?failing=1"${onlyFailing ? html` aria-current="true"` : NOTHING}>failing</a></li></ul></nav>
${feeds.items.length === 0 ? empty(onlyFailing ? "No feed is failing." : "No feed is polled; add some under feeds: in the configuration.") : table}
${pager(onlyFailing ? "/feeds?failing=1" : "/feeds", feeds.next, isFirst)}`,
  };
}
