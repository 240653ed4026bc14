import type { ArticleRow } from "../archive/articles.ts";
import type { ReadingRow } from "../archive/readings.ts";
import type { TermVersionRow } from "../archive/register.ts";
import type { AlertMessage, MessageTerm } from "../channels/channel.ts";
import type { RevisionKind } from "../domain/alert.ts";
import type { AlertId, StoryId, TermId } from "../domain/ids.ts";
import type { Assessment, QuoteSpan } from "../domain/reading.ts";
import { rankOf } from "../domain/source.ts";
import { type AlertLevel, isStronger, levelOf, type SpokenVerdict } from "../domain/verdict.ts";
import { ranksOf, type Watch } from "../domain/watch.ts";

/** How much of the text on each side of a quote is shown, in UTF-16 units. */
const CONTEXT = 160;

const HEADLINE: Record<Exclude<AlertLevel, "none">, string> = {
  changes: "change reported",
  contradicts: "contradiction reported",
  rumour: "rumour of a change",
};

/** The words around a quote, cut at the nearest word and kept inside the paragraph. */
export function inContext(span: QuoteSpan, article: { readonly title: string | null; readonly text: string }): MessageTerm["quote"] {
  if (span.field === "title") return { before: "", text: span.quote, after: "" };
  const before =
    article.text
      .slice(Math.max(0, span.start - CONTEXT), span.start)
      .split("\n")
      .at(-1) ?? "";
  const after = article.text.slice(span.end, span.end + CONTEXT).split("\n")[0] ?? "";
  const cutBefore = span.start > CONTEXT && before.length === CONTEXT ? before.replace(/^\S*\s/, "… ") : before;
  return {
    before: cutBefore.trimStart(),
    text: span.quote,
    after: after.length === CONTEXT ? after.replace(/\s\S*$/, " …") : after.trimEnd(),
  };
}

type Raised = {
  readonly alert: AlertId;
  readonly revision: number;
  readonly kind: RevisionKind;
  readonly level: Exclude<AlertLevel, "none">;
  readonly watch: Watch;
  readonly article: ArticleRow;
  readonly assessment: Pick<Assessment, "needsReview" | "reason" | "evidence">;
  readonly readings: readonly ReadingRow[];
  readonly versions: readonly TermVersionRow[];
  readonly story: { readonly id: StoryId; readonly title: string };
  readonly origins: number;
  readonly outlets: number;
  readonly at: string;
};

/** Everything a channel may say about one revision of an alert. Pure. */
export function composeMessage(raised: Raised): AlertMessage {
  const { watch, article, assessment, level } = raised;
  const terms = raised.readings
    .filter((reading) => reading.verdict !== "reaffirms")
    .sort((a, b) =>
      isStronger(levelOf(b.verdict as SpokenVerdict), levelOf(a.verdict as SpokenVerdict)) ? 1 : b.confidence - a.confidence,
    )
    .map((reading): MessageTerm => {
      const version = raised.versions.find((one) => one.id === reading.termVersionId);
      const span = { quote: reading.quote, field: reading.field as QuoteSpan["field"], start: reading.start, end: reading.end };
      return {
        id: reading.termId as TermId,
        verdict: reading.verdict as SpokenVerdict,
        was: version?.statement ?? "",
        wasSource: version?.source ?? null,
        now: reading.quote,
        quote: inContext(span, article),
        confidence: reading.confidence,
      };
    });
  const source = { name: article.sourceName, domain: article.sourceDomain, kind: article.sourceKind };
  const named = terms.slice(0, 3).map((term) => term.id);
  const about = terms.length > 3 ? `${named.join(", ")} and ${terms.length - 3} more` : named.join(", ") || "the agreement";
  const parties = watch.parties.map((one) => one.name).join(" or ");
  return {
    alert: raised.alert,
    revision: raised.revision,
    kind: raised.kind,
    watch: { id: watch.id, subject: watch.subject },
    level,
    needsReview: assessment.needsReview,
    headline: `${watch.subject}: ${HEADLINE[level]} (${about})`,
    terms,
    evidence: assessment.evidence === null ? null : inContext(assessment.evidence, article),
    article: { title: article.title ?? article.url, url: article.url, published: article.published },
    source: { name: article.sourceName ?? article.sourceDomain, domain: article.sourceDomain, rank: rankOf(source, ranksOf(watch)) },
    story: raised.story,
    origins: raised.origins,
    outlets: raised.outlets,
    settle:
      rankOf(source, ranksOf(watch)) === "party"
        ? `Compare the party's page with the recorded terms, then write the new version into the watch file of ${watch.id}.`
        : `A statement on a page of ${parties}, or the amended agreement itself, would settle it.`,
    reason: assessment.reason,
    raisedAt: raised.at,
  };
}
