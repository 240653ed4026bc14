import { legend, sparkline } from "./charts.ts";
import { type Html, html, NOTHING } from "./html.ts";
import type { Page } from "./layout.ts";
import { badge, empty, onDay, pager } from "./parts.ts";
import type { OverviewTerm, OverviewWatch, TermState, WatchLine } from "./queries/overview.ts";
import type { Part } from "./queries/sql.ts";
import { line, plural } from "./words.ts";

const STATES: Readonly<Record<TermState, string>> = { holds: "holds", disputed: "disputed", changed: "change reported" };
export const stateBadge = (state: TermState): Html => badge(state, STATES[state]);

/** What the state rests on, in words. */
export function standing(term: Pick<OverviewTerm, "state" | "origins" | "reaffirmed" | "disputed" | "rumoured">): string {
  const rumours = term.rumoured === 0 ? "" : `, ${plural(term.rumoured, "rumour")}`;
  if (term.state === "holds")
    return term.reaffirmed === 0
      ? `not mentioned since it was recorded${rumours}`
      : `${plural(term.origins, "independent origin")}, ${plural(term.reaffirmed, "article")}${rumours}`;
  return `${plural(term.origins, "independent origin")}, ${plural(term.disputed, "article")} ${term.disputed === 1 ? "says" : "say"} otherwise${rumours}`;
}

export const termPath = (term: { readonly watch: string; readonly term: string }): string => `/watches/${term.watch}/terms/${term.term}`;

const termRow = (term: OverviewTerm, now: Date): Html => html`<li class="term ${term.state}">
<div class="what"><h3><a href="${termPath(term)}">${term.term}</a> ${stateBadge(term.state)}</h3>
<p class="statement">${line(term.statement, 600)}</p></div>
<dl class="facts"><div><dt>Since</dt><dd>${onDay(term.validFrom)}</dd></div>
<div><dt>Last reaffirmed</dt><dd>${onDay(term.lastReaffirmed, "never")}</dd></div>
<div><dt>${term.state === "holds" ? "Said by" : "Disputed by"}</dt><dd>${standing(term)}</dd></div></dl>
${sparkline(term.days, now)}
</li>`;

const watchPart = (watch: OverviewWatch, now: Date): Html => {
  const moved = watch.terms.filter((term) => term.state !== "holds").length;
  const alerts =
    watch.openAlerts === 0 ? html`no open alert` : html`<a href="/alerts?watch=${watch.id}">${plural(watch.openAlerts, "open alert")}</a>`;
  return html`<section aria-labelledby="watch-${watch.id}"><h2 id="watch-${watch.id}">${line(watch.subject)}</h2>
<p class="sum">${plural(watch.terms.length, "term")} on record, ${moved === 0 ? "none disputed" : `${moved} disputed or reported as changed`}; ${alerts}.</p>
${watch.terms.length === 0 ? empty("No term of this watch holds today.") : html`<ol class="terms">${watch.terms.map((term) => termRow(term, now))}</ol>`}
</section>`;
};

const watchPath = (id: string): string => `/watches/${id}`;

/** Every watch by its name, where not all are on the page anyway. */
const otherWatches = (all: readonly WatchLine[], shown: number): Html =>
  all.length <= shown
    ? NOTHING
    : html`<nav aria-label="Watches"><ul class="filters">${all.map(
        ({ id, subject, openAlerts }) =>
          html`<li><a href="${watchPath(id)}">${line(subject, 80)}${openAlerts === 0 ? NOTHING : html` <span class="quiet">${plural(openAlerts, "open alert")}</span>`}</a></li>`,
      )}</ul></nav>`;

/** One watch by itself. */
export const watchPage = (watch: OverviewWatch, now: Date): Page => ({
  title: line(watch.subject, 80),
  path: watchPath(watch.id),
  main: html`<h1>What is on record</h1>${watchPart(watch, now)}${legend()}<p><a href="/">All watches</a></p>`,
});

/** What is recorded, and how coverage stands to it; `all` are the watches by name. */
export function overviewPage(watches: Part<OverviewWatch>, all: readonly WatchLine[], now: Date, isFirst: boolean): Page {
  const body =
    watches.items.length === 0
      ? empty("Nothing is watched yet. Write a watch file and start the daemon; docs/configuration.md shows one of ten lines.")
      : html`${watches.items.map((watch) => watchPart(watch, now))}${legend()}`;
  return {
    title: "Register",
    path: "/",
    main: html`<h1>What is on record${isFirst ? NOTHING : ", continued"}</h1>${otherWatches(all, isFirst ? watches.items.length : 0)}${body}${pager("/", watches.next, isFirst)}`,
  };
}
