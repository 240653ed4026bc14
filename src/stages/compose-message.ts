import type { RevisionRow } from "../archive/alerts.ts";
import type { ArticleRow } from "../archive/articles.ts";
import type { ReadingRow } from "../archive/readings.ts";
import type { TermVersionRow } from "../archive/register.ts";
import type { AlertMessage, MessageStep, MessageTerm } from "../channels/channel.ts";
import { type AlertStatus, isByCoverage, type RevisionKind } from "../domain/alert.ts";
import type { AlertId, StoryId, TermId } from "../domain/ids.ts";
import type { Assessment, QuoteSpan } from "../domain/reading.ts";
import type { Severity } from "../domain/severity.ts";
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

/** What a person or the register did to an alert, in a sentence. */
export type Answer = {
  readonly kind: RevisionKind;
  readonly status: AlertStatus;
  readonly update: string;
  readonly at: string;
};

/** Messages that were written before a field existed lack it: what they stand for then. */
export const readMessage = (stored: unknown): AlertMessage => ({
  ...{ severity: "medium", severityInWords: "", status: "open", update: "", history: [], standing: [], edit: null, thread: "" },
  ...(stored as AlertMessage),
});

/** The revisions so far, one line each. */
export const historyOf = (revisions: readonly Pick<RevisionRow, "revision" | "kind" | "raisedAt" | "message">[]): MessageStep[] =>
  revisions.map(({ revision, kind, raisedAt, message }) => {
    const { update, headline, article } = readMessage(message);
    const byCoverage = isByCoverage(kind as RevisionKind);
    return { revision, kind: kind as RevisionKind, at: raisedAt, update: update || headline, url: byCoverage ? article.url : null };
  });

/** The message of a revision that no article made: what was said last, with what became of it. Pure. */
export function composeAnswer(last: AlertMessage, revision: number, history: readonly MessageStep[], answer: Answer): AlertMessage {
  const { kind, status, update, at } = answer;
  return { ...last, revision, kind, status, update, history, edit: null, raisedAt: at };
}

export type Raised = {
  readonly alert: AlertId;
  readonly revision: number;
  readonly kind: RevisionKind;
  readonly status: AlertStatus;
  /** Where the alert stands now, all its articles taken together. */
  readonly level: Exclude<AlertLevel, "none">;
  readonly severity: { readonly severity: Severity; readonly inWords: string };
  readonly watch: Watch;
  readonly article: ArticleRow;
  readonly assessment: Pick<Assessment, "needsReview" | "reason" | "evidence">;
  /** What the article says of the terms that it moves, or whose move it denies. */
  readonly readings: readonly ReadingRow[];
  /** The versions that the readings were read against. */
  readonly versions: readonly TermVersionRow[];
  readonly story: { readonly id: StoryId; readonly title: string };
  readonly origins: number;
  readonly outlets: number;
  readonly standing: AlertMessage["standing"];
  /** Terms that the alert did not speak of before, or less strongly. */
  readonly further: readonly TermId[];
  /** A party to the agreement is among those who say so. */
  readonly saidByParty: boolean;
  readonly history: readonly MessageStep[];
  /** The headline of the first revision; null where this is the first. */
  readonly thread: string | null;
  readonly edit: AlertMessage["edit"];
  readonly at: string;
};

/** A reading as a message shows it: the version that it was read against, and the article's words. */
export function messageTerm(reading: ReadingRow, version: TermVersionRow | undefined, article: ArticleRow): MessageTerm {
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
}

/** Everything a channel may say about one revision of an alert. Pure. */
export function composeMessage(raised: Raised): AlertMessage {
  const { watch, article, assessment, level, kind } = raised;
  const terms = raised.readings
    .toSorted((a, b) =>
      isStronger(levelOf(b.verdict as SpokenVerdict), levelOf(a.verdict as SpokenVerdict)) ? 1 : b.confidence - a.confidence,
    )
    .map((reading) =>
      messageTerm(
        reading,
        raised.versions.find((one) => one.id === reading.termVersionId),
        article,
      ),
    );
  const source = { name: article.sourceName, domain: article.sourceDomain, kind: article.sourceKind };
  const rank = rankOf(source, ranksOf(watch));
  const name = article.sourceName ?? article.sourceDomain;
  const named = terms.slice(0, 3).map((term) => term.id);
  const about = terms.length > 3 ? `${named.join(", ")} and ${terms.length - 3} more` : named.join(", ") || "the agreement";
  const headline = `${watch.subject}: ${headlineOf(kind, level)} (${about})`;
  const parties = watch.parties.map((one) => one.name).join(" or ");
  return {
    alert: raised.alert,
    revision: raised.revision,
    kind,
    watch: { id: watch.id, subject: watch.subject },
    level,
    severity: raised.severity.severity,
    severityInWords: raised.severity.inWords,
    status: raised.status,
    needsReview: assessment.needsReview,
    headline,
    thread: raised.thread ?? headline,
    update: updateOf(kind, name, raised),
    history: raised.history,
    edit: raised.edit,
    terms,
    standing: raised.standing,
    evidence: assessment.evidence === null ? null : inContext(assessment.evidence, article),
    article: { title: article.title ?? article.url, url: article.url, published: article.published },
    source: { name, domain: article.sourceDomain, rank },
    story: raised.story,
    origins: raised.origins,
    outlets: raised.outlets,
    settle: settleBy(raised.saidByParty, parties, terms[0]?.id ?? null, raised.alert),
    reason: assessment.reason,
    raisedAt: raised.at,
  };
}

/** What would settle an alert, and how the register is moved then: by command or on the alert's page. */
function settleBy(byParty: boolean, parties: string, term: TermId | null, alert: AlertId): string {
  const move = `clausewatch terms confirm ${term ?? "TERM"} --alert ${alert}, or Confirm on the alert's page`;
  return byParty
    ? `Compare the party's page with the recorded terms. To take over what has changed there: ${move}.`
    : `A statement on a page of ${parties}, or the amended agreement itself, would settle it. To move the register then: ${move}.`;
}

const headlineOf = (kind: RevisionKind, level: Exclude<AlertLevel, "none">): string => {
  if (kind === "denied") return `${HEADLINE[level]} is denied`;
  if (kind === "withdrawn") return `${HEADLINE[level]} is withdrawn`;
  return HEADLINE[level];
};

function updateOf(kind: RevisionKind, name: string, { origins, status, level, article, further }: Raised): string {
  const left =
    origins === 0
      ? "nobody is left who says so"
      : `${origins} independent origin${origins === 1 ? "" : "s"} still say${origins === 1 ? "s" : ""} so`;
  switch (kind) {
    case "opened":
      return `${name} says so first.`;
    case "corroborated":
      return `${name} says the same: ${origins} independent origins now.`;
    case "raised":
      return `${name} says it more strongly: ${HEADLINE[level]}.`;
    case "widened":
      return `${name} says it of ${further.join(", ")} too.`;
    case "confirmed":
      return `${name}, a party to the agreement, says so itself.`;
    case "denied":
      return `${name} says that the term still holds.`;
    case "edited":
      return `${name} edited the article that this alert quotes.`;
    case "withdrawn":
      return `${article.goneAt === null ? `${name} no longer says so` : `The page of ${name} is gone`}; ${left}${status === "withdrawn" ? ", and the alert is taken back" : ""}.`;
    default:
      return "";
  }
}
