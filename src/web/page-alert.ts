import type { AlertMessage, MessageTerm, StandingTerm } from "../channels/channel.ts";
import { markTerm, type Segment } from "../channels/marked-words.ts";
import { confidenceInWords, labelsOf, rankInWords, revisionInWords, shownMessage, spreadInWords, wholeTerms } from "../channels/message.ts";
import { type Html, html, NOTHING } from "./html.ts";
import type { Page } from "./layout.ts";
import { deliveryTable } from "./page-deliveries.ts";
import { articleLink, badge, empty, onDay, outLink, pager, verdictBadge, when } from "./parts.ts";
import type { AlertRevision, AlertRow, DeliveryRow, Voice } from "./queries/alert.ts";
import type { Part } from "./queries/sql.ts";
import { levelOf, line, plural } from "./words.ts";

export type AlertView = {
  readonly alert: AlertRow;
  readonly revisions: readonly AlertRevision[];
  readonly voices: readonly Voice[];
  readonly deliveries: readonly DeliveryRow[];
  /** What may be done with it, as forms; or who may do it. */
  readonly actions: Html;
};

const segments = (parts: readonly Segment[]): Html =>
  html`${parts.map(({ kind, text }) => (kind === "same" ? text : kind === "removed" ? html`<del>${text}</del>` : html`<ins>${text}</ins>`))}`;

/** A quote where it stands, its own words marked. */
const inContext = (quote: MessageTerm["quote"]): Html =>
  html`<blockquote class="evidence"><bdi>${quote.before} <mark>${quote.text}</mark> ${quote.after}</bdi></blockquote>`;

/** A term with how far it has come: only what is said of it counts for it. */
function termPart(term: MessageTerm | StandingTerm, { watch, moved }: Pick<AlertMessage, "watch" | "moved">): Html {
  const { was, now } = markTerm(term);
  const { record, report } = labelsOf(term.verdict, term.from);
  const state = moved.find(({ id }) => id === term.id);
  const by =
    "source" in term
      ? html`<p class="quiet">in the words of ${outLink(term.url, term.source.name)}, ${rankInWords(term.source.rank)}</p>`
      : NOTHING;
  const how =
    state === undefined
      ? NOTHING
      : html`<p class="meta">${badge("severity", `${state.severity} severity`)} ${spreadInWords(state)}${state.byParty ? ", a party to the agreement among them" : ""}${state.denied ? "; denied" : ""}</p>`;
  return html`<section class="moved ${term.verdict}" aria-label="${term.id}">
<h3><a href="/watches/${watch.id}/terms/${term.id}">${term.id}</a> ${verdictBadge(term.verdict)} <span class="quiet">${confidenceInWords(term.confidence)}</span></h3>${how}
<dl class="wasnow"><div><dt>${record === "Was" ? "Was, as recorded" : record}</dt><dd>${segments(was)}</dd></div><div><dt>${report === "Now" ? "Now, as reported" : report}</dt><dd>${term.now === "" ? "no words given" : segments(now)}</dd></div></dl>
${inContext(term.quote)}${by}</section>`;
}

const settledWords = (message: AlertMessage): Html => html`<dl class="facts wide">
<div><dt>Last to say so</dt><dd>${line(message.source.name)}, ${rankInWords(message.source.rank)}</dd></div>
<div><dt>In</dt><dd>${outLink(message.article.url, line(message.article.title) || "(no headline)")}, ${onDay(message.article.published)}</dd></div>
${message.unread === null ? NOTHING : html`<div><dt>Read from</dt><dd>the feed's summary; the page could not be read: <bdi>${line(message.unread, 300)}</bdi></dd></div>`}
<div><dt>What would settle it</dt><dd>${message.settle}</dd></div>
<div><dt>Why it was raised</dt><dd>${message.reason}</dd></div></dl>`;

/** Origins beside outlets: how many say so on their own account, and how many only carry it. */
function voicesPart(voices: readonly Voice[], revisions: readonly AlertRevision[], message: AlertMessage): Html {
  const counted = voices.filter((voice) => voice.level !== "none");
  const isDenial = ({ message: { terms } }: AlertRevision): boolean => terms.some((term) => term.verdict === "reaffirms");
  const denying = new Set(revisions.filter(isDenial).map(({ article }) => article));
  const others = voices.filter((voice) => voice.level === "none" || denying.has(voice.id));
  const byOrigin = [...Map.groupBy(counted, (voice) => voice.origin ?? voice.id).values()];
  return html`<section aria-labelledby="voices"><h2 id="voices">Who says so</h2>
<p class="sum"><strong>${spreadInWords(message)}</strong>. Copies and rewrites of one release count as one origin.</p>
<ol class="origins">${byOrigin.map(
    (group) =>
      html`<li><p class="quiet">${plural(group.length, "article")} from one origin</p><ul>${group.map(
        (voice) =>
          html`<li><strong>${voice.domain}</strong> ${articleLink(voice)} ${onDay(voice.published)} <span class="quiet">${levelOf(voice.level)}${voice.copyOf === null ? "" : ", a copy"}</span></li>`,
      )}</ul></li>`,
  )}</ol>${others.length === 0 ? NOTHING : html`<h3>Denials, and what was taken back</h3><ul class="plain">${others.map(otherVoice)}</ul>`}</section>`;
}

/** An article that says so no longer, or that says a term still holds, whether that was told or is held for review. */
const otherVoice = (voice: Voice): Html =>
  html`<li><strong>${voice.domain}</strong> ${articleLink(voice)} ${onDay(voice.published)} <span class="quiet">${line(voice.decision ?? "not decided yet", 600)}</span></li>`;

const revisionItem = (revision: AlertRevision): Html => {
  const from =
    revision.person !== null
      ? NOTHING
      : html`<p><a href="/articles/${revision.article}"><bdi>${line(revision.message.article.title) || "(no headline)"}</bdi></a>, ${line(revision.message.source.name)}</p>`;
  return html`<li><p class="meta">${badge(revision.level, levelOf(revision.level))} ${when(revision.raisedAt)}</p>
<p><strong>${revisionInWords(revision.kind as AlertMessage["kind"])}</strong></p><p>${line(revision.message.update ?? revision.message.reason, 600)}</p>${from}</li>`;
};

/** The newest revision that shows terms: a later one may have nothing left to show. */
export const tellingOf = (revisions: readonly AlertRevision[]): AlertRevision | undefined =>
  revisions.findLast(({ message }) => message.terms.length + message.standing.length > 0);

/** One alert: was and now, the evidence, who says so, its revisions, its deliveries, and what a person may do. */
export function alertPage({ alert, revisions, voices, deliveries, actions }: AlertView): Page {
  const newest = revisions.at(-1);
  if (newest === undefined) throw new Error(`the alert ${alert.id} has no revision`);
  const message = shownMessage(newest.message);
  const telling = shownMessage(tellingOf(revisions)?.message ?? newest.message);
  const terms = wholeTerms(telling);
  const evidence =
    terms.length > 0
      ? terms.map((term) => termPart(term, telling))
      : telling.evidence === null
        ? empty("The message carries no quote.")
        : html`<p>A change of the agreement is reported without a term that could be read from it.</p>${inContext(telling.evidence)}`;
  return {
    title: message.headline,
    path: "/alerts",
    main: html`<nav class="crumbs" aria-label="You are here"><a href="/alerts">Alerts</a></nav>
<h1>${message.headline}</h1>
<p class="sum">${badge(alert.level, levelOf(alert.level))} ${badge(alert.status, alert.status)} ${badge("severity", `${alert.severity} severity`)} ${message.needsReview ? badge("review", "needs review") : NOTHING}
opened ${when(alert.openedAt)}, last moved ${when(alert.updatedAt)}; <a href="/stories/${alert.story}">the story</a>${alert.owner === null ? NOTHING : html`; ${line(alert.owner, 60)} answered it`}${alert.snoozedUntil === null ? NOTHING : html`, put aside until ${when(alert.snoozedUntil)}`}</p>
<section aria-labelledby="evidence"><h2 id="evidence">What was, and what is said now</h2>${evidence}${telling.termsLeftOut.length === 0 ? NOTHING : html`<p>Also: ${telling.termsLeftOut.join(", ")}</p>`}
${settledWords(telling)}</section>
${actions}
${voicesPart(voices, revisions, message)}
<section aria-labelledby="thread"><h2 id="thread">How it grew</h2><ol class="thread">${[...revisions].reverse().map(revisionItem)}</ol></section>
<section aria-labelledby="deliveries"><h2 id="deliveries">Who was told</h2>${deliveryTable(deliveries, "deliveries", NOTHING)}</section>`,
  };
}

export const alertItem = (
  alert: AlertRow,
): Html => html`<li><p class="meta">${badge(alert.level, levelOf(alert.level))} ${badge(alert.status, alert.status)} ${when(alert.updatedAt)}</p>
<p><a href="/alerts/${alert.id}"><bdi>${line(alert.headline)}</bdi></a> <span class="quiet">${plural(alert.revision, "revision")}</span></p></li>`;

/** Alerts, newest first. */
export function alertsPage(
  alerts: Part<AlertRow>,
  chosen: { readonly status: string | null; readonly watch: string | null },
  statuses: readonly string[],
  isFirst: boolean,
): Page {
  const address = (status: string | null) =>
    `/alerts?${new URLSearchParams({ status: status ?? "all", ...(chosen.watch === null ? {} : { watch: chosen.watch }) })}`;
  const filters = [...statuses, null].map(
    (status) =>
      html`<li><a href="${address(status)}"${status === chosen.status ? html` aria-current="true"` : NOTHING}>${status ?? "all"}</a></li>`,
  );
  const list =
    alerts.items.length === 0
      ? empty(chosen.status === null ? "No alert has been raised." : `No alert is ${chosen.status}.`)
      : html`<ol class="thread">${alerts.items.map(alertItem)}</ol>`;
  return {
    title: "Alerts",
    path: "/alerts",
    main: html`<h1>Alerts</h1>${chosen.watch === null ? NOTHING : html`<p class="sum">Of <a href="/#watch-${chosen.watch}">${chosen.watch}</a> only; <a href="/alerts">of every watch</a></p>`}
<nav aria-label="States"><ul class="filters">${filters}</ul></nav>${list}${pager(address(chosen.status), alerts.next, isFirst)}`,
  };
}
