import { legend, timeline } from "./charts.ts";
import { type Html, html, NOTHING } from "./html.ts";
import type { Page } from "./layout.ts";
import { standing, stateBadge, termPath } from "./page-overview.ts";
import { alertLines, articleLink, empty, onDay, outLink, pager, quoteOf, verdictBadge, when } from "./parts.ts";
import type { OverviewTerm } from "./queries/overview.ts";
import type { Part } from "./queries/sql.ts";
import type { TermReading, TermVersion } from "./queries/term.ts";
import { line, verdictOf } from "./words.ts";

export type TermView = {
  readonly watch: { readonly id: string; readonly subject: string };
  readonly term: string;
  /** As it stands today; null for a term that does not hold now. */
  readonly now: OverviewTerm | null;
  readonly versions: readonly TermVersion[];
  readonly asOf: { readonly on: string; readonly known: string | null; readonly version: TermVersion | null } | null;
  readonly alerts: readonly { readonly id: string; readonly headline: string; readonly level: string; readonly status: string }[];
  readonly days: OverviewTerm["days"];
  readonly readings: Part<TermReading>;
  readonly verdict: string | null;
  readonly isFirst: boolean;
};

const versionRow = (version: TermVersion, isAnswer: boolean): Html => html`<tr${isAnswer ? html` class="answer"` : NOTHING}>
<td>${onDay(version.validFrom)} to ${onDay(version.validTo, "now")}</td>
<td>${when(version.recordedAt)}${version.supersededAt === null ? html`, still held` : html` to ${when(version.supersededAt)}`}</td>
<td><p class="statement">${line(version.statement, 1000)}</p>${version.quote === null ? NOTHING : quoteOf(line(version.quote, 1000))}
<p class="quiet">${version.source === null ? "no source given" : outLink(version.source, "source")}${version.articleId === null ? NOTHING : html`, <a href="/articles/${version.articleId}">as it was read</a>`}</p></td></tr>`;

function history({ versions, asOf }: TermView): Html {
  const answer =
    asOf === null
      ? NOTHING
      : html`<p role="status" class="status">${
          asOf.version === null
            ? html`Nothing was on record for ${onDay(asOf.on)}${asOf.known === null ? NOTHING : html`, as known on ${onDay(asOf.known)}`}.`
            : html`On ${onDay(asOf.on)}${asOf.known === null ? NOTHING : html`, as known on ${onDay(asOf.known)}`}: ${line(asOf.version.statement, 1000)}`
        }</p>`;
  return html`<section aria-labelledby="history"><h2 id="history">History on two axes</h2>
<form method="get" class="row"><label>What held on <input type="date" name="on" value="${asOf?.on ?? ""}" required></label>
<label>as known on <input type="date" name="known" value="${asOf?.known?.slice(0, 10) ?? ""}"></label> <button>Look</button></form>
${answer}
<div class="scroll" role="region" aria-labelledby="history" tabindex="0"><table><thead><tr><th scope="col">Holds</th><th scope="col">On record</th><th scope="col">Statement and source</th></tr></thead>
<tbody>${versions.map((version) => versionRow(version, version.id === asOf?.version?.id))}</tbody></table></div></section>`;
}

const readingItem = (reading: TermReading): Html => html`<li class="reading ${reading.verdict}">
<p class="meta">${verdictBadge(reading.verdict)} <strong>${reading.domain}</strong> ${when(reading.published)}${reading.isCurrent === 1 ? NOTHING : html` <span class="quiet">(an earlier revision said so)</span>`}${reading.copyOf === null ? NOTHING : html` <span class="quiet">a copy</span>`}</p>
${quoteOf(line(reading.quote, 1200))}
<p class="quiet">${articleLink({ id: reading.article, title: reading.title })}, confidence ${Math.round(reading.confidence * 100)} %, read by ${reading.judge}</p></li>`;

/** What the readings of a term may be narrowed to. */
export const VERDICTS = ["changes", "contradicts", "rumoured_change", "reaffirms"] as const;

function readings(view: TermView): Html {
  const path = termPath({ watch: view.watch.id, term: view.term });
  const filters = [null, ...VERDICTS].map(
    (verdict) =>
      html`<li><a href="${path}${verdict === null ? "" : `?verdict=${verdict}`}#readings"${verdict === view.verdict ? html` aria-current="true"` : NOTHING}>${verdict === null ? "all" : verdictOf(verdict)}</a></li>`,
  );
  const list =
    view.readings.items.length === 0
      ? empty("No article has said this about the term.")
      : html`<ol class="readings">${view.readings.items.map(readingItem)}</ol>`;
  return html`<section aria-labelledby="readings"><h2 id="readings">Who said what</h2>
<nav aria-label="Verdicts"><ul class="filters">${filters}</ul></nav>${list}
${pager(view.verdict === null ? path : `${path}?verdict=${view.verdict}`, view.readings.next, view.isFirst)}</section>`;
}

/** One term: how it stands, its picture, its versions on both time axes and every reading with its quote. */
export function termPage(view: TermView, now: Date): Page {
  const marks = view.versions
    .filter((version) => version.supersededAt === null)
    .map((version, index) => ({ at: version.validFrom.slice(0, 10), text: index === 0 ? "recorded" : "new version" }));
  const standingNow =
    view.now === null
      ? html`<p class="sum">This term does not hold today.</p>`
      : html`<p class="statement big">${line(view.now.statement, 1000)}</p>
<p class="sum">${stateBadge(view.now.state)} since ${onDay(view.now.validFrom)}; last reaffirmed ${onDay(view.now.lastReaffirmed, "never")}; ${standing(view.now)}.</p>`;
  return {
    title: `${view.term}, ${line(view.watch.subject)}`,
    path: "/watches",
    main: html`<nav class="crumbs" aria-label="You are here"><a href="/watches/${view.watch.id}">${line(view.watch.subject)}</a></nav>
<h1>${view.term}</h1>${standingNow}${alertLines(view.alerts)}
<figure>${timeline(view.days, marks, now)}<figcaption>Readings by week of publication.${legend()}</figcaption></figure>
${readings(view)}${history(view)}`,
  };
}
