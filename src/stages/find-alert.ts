import type { AlertRow } from "../archive/alerts.ts";
import type { Archive } from "../archive/archive.ts";
import type { ArticleRow } from "../archive/articles.ts";
import type { ReadingRow } from "../archive/readings.ts";
import type { RelationRow } from "../archive/stories.ts";
import type { AlertId, ArticleId, StoryId, WatchId } from "../domain/ids.ts";
import { type AlertLevel, isStronger, levelOf, strongest, type Verdict } from "../domain/verdict.ts";
import type { Evidence } from "../relate/relate.ts";
import { sameChange } from "./same-change.ts";

const DAY_MS = 86_400_000;
/** A report that nobody took up for so long is another matter than a change reported today. */
const ALERT_LIFE_MS = 180 * DAY_MS;
/** What proves that two articles tell one thing, whatever they say of it. Likeness in words does not: short texts on one agreement share most of theirs. */
const TIES: ReadonlySet<Evidence["kind"]> = new Set(["canonical", "named-original", "copy"]);

type Where = {
  readonly watch: WatchId;
  readonly relation: RelationRow;
  readonly article: ArticleRow;
  readonly level: AlertLevel;
  readonly readings: readonly ReadingRow[];
};

export const departing = (readings: readonly ReadingRow[]): ReadingRow[] => readings.filter((one) => one.verdict !== "reaffirms");
export const levelOfRow = (one: ReadingRow): AlertLevel => levelOf(one.verdict as Verdict);
const isFact = (level: AlertLevel): boolean => isStronger(level, "rumour");

/** Whether an article and an alert move a term to one value; null where that cannot be told. */
export function movesAlike(archive: Archive, one: ReadingRow, other: ReadingRow): boolean | null {
  return sameChange(one.quote, other.quote, archive.register.versionById(one.termVersionId)?.statement ?? "");
}

/**
 * The alert that an article belongs to, by what it reports: the one in which it was told already; of those of its story one that speaks of what it
 * moves; one that tells as fact, in whichever story, that a term moved to the same figure; or a rumour of the very change that it reports as fact.
 */
export function findAlert(archive: Archive, where: Where): AlertRow | undefined {
  const { watch, relation, article, level, readings } = where;
  // An edited article that is related elsewhere now stays in the thread in which it was told.
  const told = archive.alerts.thatCounts(watch, article.id as ArticleId);
  if (told !== undefined && told.status !== "resolved") return told;
  const inStory = archive.alerts.findIn(watch, relation.storyId as StoryId);
  if (level === "none") return inStory.find((alert) => disputes(archive, alert, readings)) ?? inStory[0] ?? told;
  const ranked = inStory
    .map((alert) => ({ alert, common: commonWith(archive, alert, where) }))
    .filter(({ alert, common }) => common > 0 || isTied(archive, alert, relation));
  const best = ranked.filter(({ alert }) => alert.status !== "resolved").toSorted((a, b) => b.common - a.common)[0];
  return best?.alert ?? elsewhere(archive, where) ?? ranked[0]?.alert ?? told;
}

/** How much of what an article moves an alert of its story speaks of: the terms that it moves alike, or the agreement as a whole. */
function commonWith(archive: Archive, alert: AlertRow, { level, readings }: Where): number {
  const departs = departing(readings);
  const said = archive.readings.said(alert.id as AlertId);
  const terms = departs.filter((one) =>
    said.some(({ reading }) => reading?.termId === one.termId && movesAlike(archive, one, reading) !== false),
  );
  if (terms.length > 0 || !isStronger(level, strongest(departs.map(levelOfRow)))) return terms.length;
  // A report on the agreement as a whole is one more voice for whatever is reported as surely.
  return said.some(({ reading }) => reading === null) || !isStronger(level, alert.level as AlertLevel) ? 1 : 0;
}

/** Whether one article of the alert and this one are known for copies or retellings of one text. */
function isTied(archive: Archive, alert: AlertRow, relation: RelationRow): boolean {
  const counted = archive.readings.countedBy(alert.id as AlertId);
  const ties = (one: RelationRow | undefined) => ((one?.evidence ?? []) as Evidence[]).filter(({ kind }) => TIES.has(kind));
  if (ties(relation).some(({ article }) => article !== null)) return true;
  return counted.some((id) => ties(archive.stories.relationOf(id)).some(({ article }) => article === relation.articleId));
}

/** What another story's alert tells of the very change that an article reports as fact. */
function elsewhere(archive: Archive, { watch, article, level, readings }: Where): AlertRow | undefined {
  if (!isFact(level)) return undefined;
  const departs = departing(readings);
  const live = archive.alerts
    .live(watch)
    .filter((alert) => Date.parse(article.firstSeenAt) - Date.parse(alert.updatedAt) < ALERT_LIFE_MS)
    .map((alert) => ({
      alert,
      pairs: archive.readings.said(alert.id as AlertId).flatMap(({ reading }) => {
        const own = departs.find((one) => one.termVersionId === reading?.termVersionId);
        return own === undefined || reading === null
          ? []
          : [{ isTold: reading.verdict === "changes" && own.verdict === "changes", alike: movesAlike(archive, own, reading) }];
      }),
    }));
  const same = live.find(({ pairs }) => pairs.some(({ isTold, alike }) => isTold && alike === true));
  if (same !== undefined) return same.alert;
  // Who tells again what is told as fact confirms no rumour of what stands beside it.
  if (live.some(({ pairs }) => pairs.some(({ isTold, alike }) => isTold && alike !== false))) return undefined;
  return live
    .filter(({ alert, pairs }) => alert.level === "rumour" && pairs.some(({ alike }) => alike !== false))
    .toSorted((a, b) => b.pairs.length - a.pairs.length)[0]?.alert;
}

/** Whether any article of an alert departs from a term that these readings say holds. */
export function disputes(archive: Archive, alert: AlertRow, readings: readonly ReadingRow[]): boolean {
  const held = new Set(readings.filter((one) => one.verdict === "reaffirms").map((one) => one.termId));
  return held.size > 0 && archive.readings.said(alert.id as AlertId).some(({ reading }) => reading !== null && held.has(reading.termId));
}
