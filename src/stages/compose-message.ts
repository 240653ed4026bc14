import type { RevisionRow } from "../archive/alerts.ts";
import type { ArticleRow } from "../archive/articles.ts";
import type { ReadingRow } from "../archive/readings.ts";
import type { TermVersionRow } from "../archive/register.ts";
import type { AlertMessage, MessageStep, MessageTerm, MovedTerm } from "../channels/channel.ts";
import { type AlertStatus, isByCoverage, type RevisionKind } from "../domain/alert.ts";
import type { Claim } from "../domain/claim.ts";
import { effectiveFrom } from "../domain/effective-from.ts";
import type { AlertId, StoryId, TermId } from "../domain/ids.ts";
import type { Assessment, QuoteSpan } from "../domain/reading.ts";
import { SEVERITIES, type Severity } from "../domain/severity.ts";
import { rankOf } from "../domain/source.ts";
import { type AlertLevel, isStronger, levelOf, type SpokenVerdict } from "../domain/verdict.ts";
import { ranksOf, type Watch } from "../domain/watch.ts";
import { listed, statesInWords, termInWords } from "./compose-headline.ts";
import { type Happened, updateOf } from "./compose-update.ts";

/** How much of the text on each side of a quote is shown, in UTF-16 units. */
const CONTEXT = 160;

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
  ...{
    severity: "medium",
    severityInWords: "",
    status: "open",
    update: "",
    history: [],
    standing: [],
    moved: [],
    edit: null,
    thread: "",
    unread: null,
  },
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

export type Raised = Happened & {
  readonly alert: AlertId;
  readonly revision: number;
  /** Where the alert stands now, all its articles taken together. */
  readonly level: Exclude<AlertLevel, "none">;
  readonly severity: { readonly severity: Severity; readonly inWords: string };
  readonly watch: Watch;
  readonly assessment: Pick<Assessment, "needsReview" | "reason" | "evidence">;
  /** What the article says of the terms that it moves, or whose move it denies. */
  readonly readings: readonly ReadingRow[];
  /** The versions that the readings were read against. */
  readonly versions: readonly TermVersionRow[];
  readonly story: { readonly id: StoryId; readonly title: string };
  readonly standing: AlertMessage["standing"];
  /** What the alert says as it stands, of each term. */
  readonly claims: readonly Claim[];
  /** Terms that somebody said before hold. */
  readonly denied: readonly TermId[];
  readonly history: readonly MessageStep[];
  /** The headline of the first revision; null where this is the first. */
  readonly thread: string | null;
  readonly edit: AlertMessage["edit"];
  readonly unread: AlertMessage["unread"];
  readonly at: string;
};

/** A reading as a message shows it: the version that it was read against, and the article's words. */
export function messageTerm(reading: ReadingRow, version: TermVersionRow | undefined, article: ArticleRow, at: string): MessageTerm {
  const span = { quote: reading.quote, field: reading.field as QuoteSpan["field"], start: reading.start, end: reading.end };
  return {
    id: reading.termId as TermId,
    verdict: reading.verdict as SpokenVerdict,
    was: version?.statement ?? "",
    wasSource: version?.source ?? null,
    now: reading.quote,
    from: effectiveFrom(reading.quote, version?.statement ?? "", at),
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
        raised.at,
      ),
    );
  const source = { name: article.sourceName, domain: article.sourceDomain, kind: article.sourceKind };
  const rank = rankOf(source, ranksOf(watch));
  const name = article.sourceName ?? article.sourceDomain;
  const moved = movedOf(raised, terms);
  const headline = `${watch.subject}: ${headlineOf(raised, moved)}`;
  const parties = watch.parties.map((one) => one.name).join(" or ");
  return {
    alert: raised.alert,
    revision: raised.revision,
    kind,
    watch: { id: watch.id, subject: watch.subject },
    level,
    severity: raised.severity.severity,
    severityInWords: severityInWords(raised),
    status: raised.status,
    needsReview: assessment.needsReview,
    headline,
    thread: raised.thread ?? headline,
    update: updateOf(name, raised, moved),
    history: raised.history,
    edit: raised.edit,
    terms,
    standing: raised.standing,
    moved,
    evidence: assessment.evidence === null ? null : inContext(assessment.evidence, article),
    article: { title: article.title ?? article.url, url: article.url, published: article.published },
    unread: raised.unread,
    source: { name, domain: article.sourceDomain, rank },
    story: raised.story,
    origins: raised.claims[0]?.origins ?? 0,
    outlets: raised.claims[0]?.outlets ?? 0,
    settle: settleBy(moved.find((one) => one.id === (terms[0]?.id ?? null))?.byParty ?? false, parties, terms[0]?.id ?? null, raised.alert),
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

/** Of several terms that differ, those that make an alert as grave as it is stand beside the sum. */
const severityInWords = ({ severity, claims }: Raised): string => {
  const gravest = claims.filter((claim) => claim.inWords === severity.inWords);
  return gravest.length === claims.length
    ? severity.inWords
    : `${severity.inWords} (${listed(gravest.map((claim) => termInWords(claim.term)))})`;
};

/** The terms that moved, the gravest first; of those alike the article's own in the order in which it is told of them. */
function movedOf({ claims, denied, denies }: Raised, terms: readonly MessageTerm[]): MovedTerm[] {
  const heldNow = new Set([...denied, ...denies]);
  const place = (id: string | null) => terms.findIndex((term) => term.id === id) >>> 0;
  const moved = claims.map(({ term, level, byParty, origins, outlets, severity }): MovedTerm => {
    const id = term as TermId | null;
    return { id, level, byParty, denied: !byParty && heldNow.has(id), origins, outlets, severity };
  });
  return moved.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || place(a.id) - place(b.id));
}

function headlineOf({ kind, level, denies, lost }: Raised, moved: readonly MovedTerm[]): string {
  const is = (one: MovedTerm): boolean => denies.includes(one.id);
  const gone = kind === "withdrawn" ? lost.map((term) => ({ id: term as TermId | null, level, byParty: false, denied: false })) : [];
  const parts = [
    statesInWords(gone, " is withdrawn"),
    statesInWords(moved.filter(is), " is denied"),
    statesInWords(moved.filter((one) => !is(one))),
  ];
  return parts.filter((part) => part !== "").join("; ");
}
