import type { AlertRow } from "../archive/alerts.ts";
import type { Archive } from "../archive/archive.ts";
import type { ArticleRow } from "../archive/articles.ts";
import { type ReadingRow, toReading } from "../archive/readings.ts";
import { type AlertStatus, isLive, type RaiseDenial, type RaiseMove, type SaidBefore } from "../domain/alert.ts";
import { type Claim, saidOf, type Voice } from "../domain/claim.ts";
import type { AlertId, ArticleId, TermId, WatchId } from "../domain/ids.ts";
import type { QuoteSpan } from "../domain/reading.ts";
import { dayOf, versionAt } from "../domain/term.ts";
import { type AlertLevel, isStronger, type MinimumVerdict, reaches, strongest } from "../domain/verdict.ts";
import type { Watch } from "../domain/watch.ts";
import { DENIAL } from "../judge/cues.ts";
import { departing, levelOfRow, movesAlike } from "./find-alert.ts";
import { dateOf } from "./judge-input.ts";

// What a decision to raise rests on: what an alert says already, what the register holds by now, what the article said before.

type Denying = {
  readonly alert: AlertRow;
  readonly readings: readonly ReadingRow[];
  readonly article: ArticleRow;
  readonly voices: readonly Voice[];
  /** Who denied what the alert says before. */
  readonly deniers: readonly { readonly origin: string; readonly term: TermId }[];
};

/** The terms that the articles of an alert move and another, later than what opened the alert, says hold. */
export function denialsOf(archive: Archive, { alert, readings, article, voices, deniers }: Denying): RaiseDenial[] {
  if (!isLive(alert.status as AlertStatus)) return [];
  const [first] = archive.alerts.revisions(alert.id as AlertId);
  const opener = first === undefined ? undefined : archive.articles.find(first.articleId as ArticleId);
  if (opener === undefined || dateOf(article) <= dateOf(opener)) return [];
  const held = readings.filter((one) => one.verdict === "reaffirms" && voices.some(({ moves }) => moves.has(one.termId)));
  return held.map(({ termId }) => ({
    term: termId,
    saidByParty: saidOf(voices, termId)?.byParty ?? false,
    deniers: new Set(deniers.filter((one) => one.term === termId).map((one) => one.origin)),
  }));
}

/** So much of the text before and after a quote is looked at for words that turn a report down, in UTF-16 units. */
const AROUND = 240;

/** Whether an article turns a report down where it says that a term holds, and does not only recall the term. */
export function turnsDown({ field, start, end }: Pick<ReadingRow, "field" | "start" | "end">, { title, text }: ArticleRow): boolean {
  const around = field === "title" ? text.slice(0, AROUND) : text.slice(Math.max(0, start - AROUND), end + AROUND);
  return [title ?? "", around].some((words) => DENIAL.test(words));
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

/** An article that an alert counts, with what it departs from. */
export type Heard = Omit<Voice, "whole" | "moves"> & { readonly level: AlertLevel; readonly departs: readonly ReadingRow[] };

/** An article as a voice, of the terms that its watch asks for. */
export function voiceOf(
  { level, departs, ...who }: Heard,
  minimum: MinimumVerdict,
  counts: (one: ReadingRow) => boolean = () => true,
): Voice {
  const moves = new Map<string, AlertLevel>();
  for (const one of departs) if (reaches(levelOfRow(one), minimum) && counts(one)) moves.set(one.termId, levelOfRow(one));
  const whole = isStronger(level, strongest(departs.map(levelOfRow))) ? level : "none";
  return { ...who, whole, moves };
}

type Own = {
  readonly watch: Watch;
  readonly level: AlertLevel;
  readonly readings: readonly ReadingRow[];
  /** What the alert rests on already, by whichever article, this one before an edit among them. */
  readonly heard: readonly Heard[];
  readonly now: Date;
};

/** What an article moves as far as its watch asks for, and what its alert says of that already: of no older version of the term, and of no other value. */
export function movesOf(archive: Archive, { watch, level, readings, heard, now }: Own): RaiseMove[] {
  const { minimum } = watch.alerts;
  const { isPast } = registerAt(archive, watch.id, now);
  const since = (one: ReadingRow) => dayOf(archive.register.versionById(one.termVersionId)?.validFrom ?? now.toISOString());
  const departs = departing(readings);
  const terms = departs
    .filter((one) => reaches(levelOfRow(one), minimum) && !isPast(one))
    .map((one): RaiseMove => {
      const isOther = (other: ReadingRow) => since(other) < since(one) || movesAlike(archive, one, other) === false;
      const voices = heard.map((voice) => voiceOf(voice, minimum, (other) => other.termId !== one.termId || !isOther(other)));
      const isFurther = !voices.some((voice) => voice.moves.has(one.termId));
      return { term: one.termId, level: levelOfRow(one), said: saidOf(voices, one.termId), isFurther };
    });
  if (!isStronger(level, strongest(departs.map(levelOfRow)))) return terms;
  const said = saidOf(
    heard.map((voice) => voiceOf(voice, minimum)),
    null,
  );
  return [...terms, { term: null, level, said, isFurther: false }];
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
  const told = follows === undefined ? [] : archive.readings.said(follows.id as AlertId).map(({ reading }) => reading?.termId);
  const toldAgain = departs.filter((one) => one.verdict !== "contradicts" && told.includes(one.termId));
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

/** What an article said before an edit and nobody says any more. */
export function lostOf(before: Before | null, claims: readonly Claim[]): Claim["term"][] {
  const said = before === null ? [] : before.moved.length > 0 ? before.moved.map((one) => one.termId) : [null];
  return said.filter((term) => !claims.some((claim) => claim.term === term));
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
