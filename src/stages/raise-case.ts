import type { AlertRow } from "../archive/alerts.ts";
import type { Archive } from "../archive/archive.ts";
import type { ArticleRow } from "../archive/articles.ts";
import { type ReadingRow, toReading } from "../archive/readings.ts";
import { type AlertStatus, isLive, type SaidBefore } from "../domain/alert.ts";
import type { AlertId, ArticleId, StoryId, TermId, WatchId } from "../domain/ids.ts";
import type { QuoteSpan } from "../domain/reading.ts";
import { dayOf, versionAt } from "../domain/term.ts";
import { type AlertLevel, isStronger, levelOf, reaches, type Verdict } from "../domain/verdict.ts";
import type { Watch } from "../domain/watch.ts";
import { dateOf } from "./judge-input.ts";

// What a decision to raise rests on: the alert that an article belongs to, what the register holds by now, what the article said before.

const DAY_MS = 86_400_000;
/** A rumour that nobody took up for so long is another matter than a change reported today. */
const RUMOUR_LIFE_MS = 180 * DAY_MS;

export const departing = (readings: readonly ReadingRow[]): ReadingRow[] => readings.filter((one) => one.verdict !== "reaffirms");

type Where = {
  readonly watch: WatchId;
  readonly story: StoryId;
  readonly article: ArticleRow;
  readonly level: AlertLevel;
  readonly readings: readonly ReadingRow[];
  readonly byParty: boolean;
};

/**
 * The alert that an article belongs to: the one in whose thread it was told already, that of its story, a rumour of the very change that it
 * reports as fact, or, for a party's own word that a term holds, whichever alert disputes that term.
 */
export function findOpen(archive: Archive, where: Where): AlertRow | undefined {
  const { watch, story, article, level, readings, byParty } = where;
  const inStory = archive.alerts.findIn(watch, story);
  if (inStory !== undefined && inStory.status !== "resolved") return inStory;
  // An edited article that is related elsewhere now stays in the thread in which it was told.
  const told = archive.alerts.thatCounts(watch, article.id as ArticleId);
  if (told !== undefined && told.status !== "resolved") return told;
  const live = archive.alerts.live(watch);
  const departs = (alert: AlertRow) => archive.readings.departures(alert.id as AlertId);
  if (level === "changes" || level === "contradicts") {
    const versions = new Set(departing(readings).map((one) => one.termVersionId));
    const rumour = live.find(
      (alert) =>
        alert.level === "rumour" &&
        Date.parse(article.firstSeenAt) - Date.parse(alert.updatedAt) < RUMOUR_LIFE_MS &&
        departs(alert).some((one) => versions.has(one.version)),
    );
    if (rumour !== undefined) return rumour;
  }
  if (level === "none" && byParty) {
    const held = readings.filter((one) => one.verdict === "reaffirms").map((one) => one.termId as TermId);
    const disputed = live.find((alert) => archive.readings.departsFrom(alert.id as AlertId, held));
    if (disputed !== undefined) return disputed;
  }
  return inStory ?? told;
}

/** What an article says of the terms that an alert departs from. */
export function disputedOf(archive: Archive, alert: AlertId, readings: readonly ReadingRow[]): ReadingRow[] {
  const disputed = new Set<string>(archive.readings.departures(alert).map((one) => one.term));
  return readings.filter((one) => disputed.has(one.termId));
}

/** True when an article, later than what opened the alert, says that a term holds which the alert disputes. */
export function denialOf(archive: Archive, alert: AlertRow, readings: readonly ReadingRow[], article: ArticleRow): boolean {
  if (!isLive(alert.status as AlertStatus)) return false;
  const [first] = archive.alerts.revisions(alert.id as AlertId);
  const opener = first === undefined ? undefined : archive.articles.find(first.articleId as ArticleId);
  if (opener === undefined || dateOf(article) <= dateOf(opener)) return false;
  const held = readings.filter((one) => one.verdict === "reaffirms").map((one) => one.termId as TermId);
  return archive.readings.departsFrom(alert.id as AlertId, held);
}

/** The version of each term that stands by now, and whether a reading was made against one that is history. */
function registerAt(archive: Archive, watch: WatchId, now: Date) {
  const history = Map.groupBy(archive.register.versions(watch), (version) => version.termId);
  const standing = (term: string) => versionAt(history.get(term) ?? [], now.toISOString());
  const isPast = ({ termId, termVersionId }: ReadingRow): boolean => {
    const read = archive.register.versionById(termVersionId);
    const stands = standing(termId);
    // A version that was only reworded from the same day on is no move.
    return read !== undefined && (stands === null || dayOf(stands.validFrom) > dayOf(read.validFrom));
  };
  return { standing, isPast };
}

type Further = {
  readonly watch: Watch;
  readonly readings: readonly ReadingRow[];
  /** What the alert says already, by whichever article. */
  readonly said: readonly ReadingRow[];
  readonly now: Date;
};

/** The terms that an article moves as far as its watch asks for, and its alert does not say yet, or only more weakly, or of an older version. */
export function furtherTerms(archive: Archive, { watch, readings, said, now }: Further): TermId[] {
  const { isPast } = registerAt(archive, watch.id, now);
  const since = (one: ReadingRow) => dayOf(archive.register.versionById(one.termVersionId)?.validFrom ?? now.toISOString());
  const level = (one: ReadingRow) => levelOf(one.verdict as Verdict);
  const isSaid = (one: ReadingRow) =>
    said.some((other) => other.termId === one.termId && !isStronger(level(one), level(other)) && since(other) >= since(one));
  return departing(readings)
    .filter((one) => reaches(level(one), watch.alerts.minimum) && !isPast(one) && !isSaid(one))
    .map((one) => one.termId as TermId);
}

type Recorded = {
  readonly watch: WatchId;
  readonly level: AlertLevel;
  readonly readings: readonly ReadingRow[];
  readonly follows: AlertRow | undefined;
  readonly now: Date;
};

/**
 * Why the register has what an article reports already; null where it has not. News of a change from before the register moved is old
 * news, and so is the change itself told once more in the story whose alert that move resolved. What contradicts the new version is neither.
 */
export function onRecordOf(archive: Archive, { watch, level, readings, follows, now }: Recorded): string | null {
  if (level === "none") return null;
  const departs = departing(readings);
  const { standing, isPast } = registerAt(archive, watch, now);
  const past = departs.filter(isPast);
  if (departs.length > 0 && past.length === departs.length) {
    const since = standing(past[0]?.termId ?? "")?.validFrom;
    return `it departs from a version that is history; the register has moved since (${terms(past)}${since === undefined ? "" : `, from ${dayOf(since)}`})`;
  }
  const toldAgain = departs.filter((one) => one.verdict !== "contradicts");
  if (follows?.status === "resolved" && toldAgain.length === departs.length && level !== "contradicts") {
    return `the change that this story reports is on record (alert ${follows.id} was resolved ${dayOf(follows.updatedAt)})`;
  }
  return null;
}

const terms = (readings: readonly ReadingRow[]): string => [...new Set(readings.map((one) => one.termId as TermId))].join(", ");

type Key = { readonly article: ArticleId; readonly revision: number; readonly watch: WatchId };
type Before = { readonly said: SaidBefore; readonly quotes: readonly QuoteSpan[]; readonly moved: readonly ReadingRow[] };

/** What an edited article said to an alert before; null for one that had not alerted. */
export function saidBeforeOf(archive: Archive, alert: AlertId, key: Key, article: ArticleRow): Before | null {
  const before = archive.readings.saidBefore(alert, key);
  if (before === undefined || before.alert === "none") return null;
  const level = before.alert as AlertLevel;
  const moved = departing(archive.readings.readingsOf({ ...key, revision: before.revision }));
  const quotes: QuoteSpan[] = [...moved.map(toReading), ...(before.evidence === null ? [] : [before.evidence as QuoteSpan])];
  return { said: { level, stands: quotes.every((span) => isIn(span.quote, article)) }, quotes, moved };
}

const squeezed = (text: string): string => text.replace(/\s+/g, " ");
const isIn = (quote: string, { title, text }: Pick<ArticleRow, "title" | "text">): boolean =>
  squeezed(`${title ?? ""}\n${text}`).includes(squeezed(quote));

/** The words that alerted before the edit, and the new quote on the same term, or the nearest sentence that is left. */
export function editOf(
  before: Before | null,
  readings: readonly ReadingRow[],
  article: ArticleRow,
): { before: string; after: string } | null {
  const lost = before?.quotes.find((span) => !isIn(span.quote, article)) ?? before?.quotes[0];
  if (lost === undefined) return null;
  if (article.goneAt !== null) return { before: lost.quote, after: "" };
  const sameTerm = "term" in lost ? readings.find((one) => one.termId === lost.term) : undefined;
  return { before: lost.quote, after: sameTerm?.quote ?? nearestSentence(lost.quote, article) };
}

/** Below this share of common words, no sentence of the new text stands in the old one's place. */
const NEAR = 0.4;

function nearestSentence(quote: string, { title, text }: Pick<ArticleRow, "title" | "text">): string {
  const words = (sentence: string) => new Set(sentence.toLowerCase().match(/[\p{L}\p{N}%]+/gu) ?? []);
  const wanted = words(quote);
  const sentences = [...new Intl.Segmenter("en", { granularity: "sentence" }).segment(`${title ?? ""}\n${text}`)].map((one) =>
    one.segment.trim(),
  );
  const ranked = sentences
    .map((sentence) => ({ sentence, share: [...words(sentence)].filter((word) => wanted.has(word)).length / Math.max(1, wanted.size) }))
    .toSorted((a, b) => b.share - a.share);
  const best = ranked[0];
  return best !== undefined && best.share >= NEAR ? best.sentence : "";
}
