import { linkOf } from "../channels/message.ts";
import { type Html, html, NOTHING } from "./html.ts";
import { levelOf, line, titleOf, verdictOf } from "./words.ts";

// Small pieces that several pages share.

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const MINUTE = new Intl.DateTimeFormat("en-GB", {
  ...{ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "UTC" },
});

/** A day or an instant; an instant says that it is UTC. What is no date is shown as it stands. */
export function when(date: string | null, unknown = "undated"): Html {
  if (date === null) return html`<span class="quiet">${unknown}</span>`;
  const instant = new Date(date);
  if (Number.isNaN(instant.getTime())) return html`${date.slice(0, 40)}`;
  const text = date.length <= 10 ? DAY.format(instant) : `${MINUTE.format(instant)} UTC`;
  return html`<time datetime="${date}">${text}</time>`;
}
/** The day alone. */
export const onDay = (date: string | null, unknown = "undated"): Html => when(date?.slice(0, 10) ?? null, unknown);

export const badge = (kind: string, text: string): Html => html`<span class="badge ${kind}">${text}</span>`;
export const verdictBadge = (verdict: string): Html => badge(verdict, verdictOf(verdict));

export const articleLink = (article: { id: string; title: string | null }): Html =>
  html`<a href="/articles/${article.id}"><bdi>${titleOf(article.title)}</bdi></a>`;

/** A link out of the archive: never followed with a referrer, and only where the address may be a link at all. */
export function outLink(url: string | null, text: string): Html {
  const href = linkOf(url);
  return href === null
    ? html`<span class="quiet">${text} (no link)</span>`
    : html`<a href="${href}" rel="noreferrer noopener nofollow">${text}</a>`;
}

export const quoteOf = (text: string): Html => html`<q class="said"><bdi>${text}</bdi></q>`;

/** The link to the next page of a list, and back to its start. */
export function pager(path: string, next: string | null, isFirst: boolean): Html {
  if (next === null && isFirst) return NOTHING;
  const join = path.includes("?") ? "&" : "?";
  const first = isFirst ? NOTHING : html`<a href="${path}">First page</a>`;
  const more = next === null ? NOTHING : html`<a href="${path}${join}after=${encodeURIComponent(next)}" rel="next">Next page</a>`;
  return html`<nav class="pager" aria-label="Pages of this list">${first}${more}</nav>`;
}

export const empty = (text: string): Html => html`<p class="empty">${text}</p>`;

/** Alerts as a short list, where there are any. */
export const alertLines = (alerts: readonly { id: string; headline: string; level: string; status: string }[]): Html =>
  alerts.length === 0
    ? NOTHING
    : html`<ul class="plain">${alerts.map((alert) => html`<li>${badge(alert.level, levelOf(alert.level))} ${badge(alert.status, alert.status)} <a href="/alerts/${alert.id}"><bdi>${line(alert.headline)}</bdi></a></li>`)}</ul>`;
