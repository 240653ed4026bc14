import { diffWordsWithSpace } from "diff";
import { type Html, html, NOTHING } from "./html.ts";
import type { Page } from "./layout.ts";
import { termPath } from "./page-overview.ts";
import { badge, empty, outLink, quoteOf, verdictBadge, when } from "./parts.ts";
import type { ArticleAssessment, ArticleReading, ArticleRelation, ArticleRevision, ArticleRow } from "./queries/article.ts";
import { levelOf, line, plural, running, titleOf } from "./words.ts";

export type ArticleView = {
  readonly article: ArticleRow;
  readonly readings: readonly ArticleReading[];
  readonly assessments: readonly ArticleAssessment[];
  readonly earlier: readonly ArticleRevision[];
  readonly entries: readonly { readonly feed: string | null; readonly seen: string }[];
  readonly relation: ArticleRelation | null;
};
/** How long two revisions are compared word by word before they are shown one below the other, in milliseconds. */
const DIFF_MS = 40;
/** Unchanged words around an edit that are worth showing, in characters. */
const AROUND = 160;

/** A text with every quote marked; where quotes overlap, a piece carries the marks of all of them. */
export function highlighted(text: string, readings: readonly ArticleReading[]): Html {
  const within = readings
    .map((reading, index) => ({ ...reading, n: index + 1 }))
    .filter((one) => one.start < text.length && one.end > one.start);
  const cuts = [...new Set([0, text.length, ...within.flatMap((one) => [one.start, Math.min(one.end, text.length)])])].sort(
    (a, b) => a - b,
  );
  return html`${cuts.slice(0, -1).map((from, index) => {
    const to = cuts[index + 1] ?? text.length;
    const over = within.filter((one) => one.start <= from && one.end >= to);
    const piece = text.slice(from, to);
    if (over.length === 0) return piece;
    const notes = over
      .filter((one) => Math.min(one.end, text.length) === to)
      .map((one) => html`<sup><a href="#reading-${one.n}" aria-label="reading ${one.n}, ${one.term}">${one.n}</a></sup>`);
    return html`<mark class="${over[0]?.verdict ?? ""}">${piece}</mark>${notes}`;
  })}`;
}

const readingItem = (
  reading: ArticleReading,
  n: number,
): Html => html`<li id="reading-${n}" class="reading ${reading.verdict}"><p class="meta">${verdictBadge(reading.verdict)} <a href="${termPath(reading)}">${reading.term}</a> <span class="quiet">${reading.watch}</span></p>
${quoteOf(line(reading.quote, 1200))}<p class="quiet">in the ${reading.field}, confidence ${Math.round(reading.confidence * 100)} %, read by ${reading.judge}</p></li>`;

const decisionItem = (
  one: ArticleAssessment,
  current: number,
): Html => html`<li><p>${badge(one.level, levelOf(one.level))} ${one.needsReview === 1 ? badge("review", "needs review") : NOTHING} for <strong>${one.watch}</strong>${one.revision === current ? NOTHING : html`, revision ${one.revision}`}${one.alert === null ? NOTHING : html`: <a href="/alerts/${one.alert}">the alert</a>`}</p>
<p>${line(one.decision ?? "not decided yet", 600)}</p><p class="quiet">${line(one.reason, 600)}; read by ${one.judge}, ${when(one.readAt)}${one.inheritedFrom === null ? NOTHING : html`, taken over from <a href="/articles/${one.inheritedFrom}">its original</a>`}</p></li>`;

const clipped = (text: string, isFirst: boolean, isLast: boolean): string => {
  if (text.length <= 2 * AROUND) return text;
  return `${isFirst ? "" : text.slice(0, AROUND)} … ${isLast ? "" : text.slice(-AROUND)}`;
};

/** What an edit took out and put in. */
export function difference(before: string, after: string): Html {
  const [was, now] = [running(before), running(after)];
  const parts = diffWordsWithSpace(was, now, { timeout: DIFF_MS });
  if (parts === undefined)
    return html`<div class="prose"><del>${was.slice(0, 5000)}</del></div><div class="prose"><ins>${now.slice(0, 5000)}</ins></div>`;
  if (parts.every((part) => !part.added && !part.removed)) return html`<p class="quiet">no word differs</p>`;
  return html`<div class="prose diff">${parts.map((part, index) =>
    part.added
      ? html`<ins>${part.value}</ins>`
      : part.removed
        ? html`<del>${part.value}</del>`
        : clipped(part.value, index === 0, index === parts.length - 1),
  )}</div>`;
}

function revisionsPart({ article, earlier }: ArticleView): Html {
  if (earlier.length === 0) return NOTHING;
  const all = [{ revision: article.revision, title: article.title, text: article.text, recordedAt: article.revisedAt }, ...earlier];
  return html`<section aria-labelledby="revisions"><h2 id="revisions">Edited</h2><ol class="thread">${all
    .slice(0, -1)
    .map((newer, index) => {
      const older = all[index + 1];
      if (older === undefined) return NOTHING;
      const headline =
        newer.title === older.title
          ? NOTHING
          : html`<p>Headline: <del>${titleOf(older.title)}</del> <ins>${titleOf(newer.title)}</ins></p>`;
      return html`<li><p class="meta">Revision ${newer.revision}, seen ${when(newer.recordedAt)}</p>${headline}${difference(older.text, newer.text)}</li>`;
    })}</ol></section>`;
}

const standsIn = (
  relation: ArticleRelation,
): Html => html`<div><dt>Story</dt><dd><a href="/stories/${relation.story}"><bdi>${titleOf(relation.storyTitle)}</bdi></a></dd></div>
<div><dt>Copies</dt><dd>${relation.copyOf === null ? "an own text" : html`${relation.copyKind} copy of <a href="/articles/${relation.copyOf}"><bdi>${titleOf(relation.copyTitle)}</bdi></a>`}${relation.copies === 0 ? NOTHING : html`; copied by ${plural(relation.copies, "article")}`}</dd></div>`;

/** One article: its text with every quote marked, what was read in it, what came of that, and its edits. */
export function articlePage(view: ArticleView): Page {
  const { article, readings, assessments, entries, relation } = view;
  const inTitle = readings.filter((reading) => reading.field === "title");
  const ordered = [...inTitle, ...readings.filter((reading) => reading.field !== "title")];
  const inText = ordered.map((reading) => (reading.field === "title" ? { ...reading, start: 0, end: 0 } : reading));
  const title =
    article.title !== null && article.title.length < 240 && inTitle.length > 0
      ? highlighted(
          article.title,
          ordered.map((one) => (one.field === "title" ? one : { ...one, start: 0, end: 0 })),
        )
      : html`${titleOf(article.title)}`;
  const paragraphs = html`<div class="prose article" lang="${article.language ?? ""}" dir="auto">${highlighted(article.text, inText)}</div>`;
  return {
    title: titleOf(article.title),
    path: "/search",
    main: html`<article><header><h1 lang="${article.language ?? ""}"><bdi>${title}</bdi></h1>
<p class="sum"><strong>${line(article.source, 100) || article.domain}</strong> ${article.source === null || article.source === article.domain ? NOTHING : html`(${article.domain})`}${article.author === null ? NOTHING : html`, <bdi>${line(article.author, 100)}</bdi>`}, ${when(article.published)}; ${outLink(article.url, "the page itself")}</p></header>
<div class="columns"><div>${paragraphs}${article.length > article.text.length ? html`<p class="quiet">Cut after ${article.text.length.toLocaleString("en")} of ${article.length.toLocaleString("en")} characters; the archive has it whole.</p>` : NOTHING}</div>
<aside aria-labelledby="read"><h2 id="read">What it says about the terms</h2>${ordered.length === 0 ? empty("It is silent on every term.") : html`<ol class="readings">${ordered.map((reading, index) => readingItem(reading, index + 1))}</ol>`}
<h2>What came of it</h2>${assessments.length === 0 ? empty("It has not been read yet, or by no watch.") : html`<ol class="thread">${assessments.map((one) => decisionItem(one, article.revision))}</ol>`}
<h2>Where it comes from</h2><dl class="facts wide"><div><dt>Archive</dt><dd>${article.id}, revision ${article.revision}, first seen ${when(article.firstSeenAt)}</dd></div>
${relation === null ? NOTHING : standsIn(relation)}
<div><dt>Listed by</dt><dd>${entries.length === 0 ? "nobody" : entries.map((entry) => html`${entry.feed ?? "the register, as the source of a term"} ${when(entry.seen)}<br>`)}</dd></div>
<div><dt>Snapshot</dt><dd>${article.snapshot ?? "none: read from the feed itself"}</dd></div></dl></aside></div>
${revisionsPart(view)}</article>`,
  };
}
