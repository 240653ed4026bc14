import type { AlertRow } from "../archive/alerts.ts";
import type { Archive } from "../archive/archive.ts";
import type { ArticleRow } from "../archive/articles.ts";
import type { ReadingRow } from "../archive/readings.ts";
import type { RegisterMove } from "../archive/register.ts";
import type { RevisionKind } from "../domain/alert.ts";
import type { AlertId, ArticleId, SnapshotId, TermId } from "../domain/ids.ts";
import { dayOf } from "../domain/term.ts";
import type { Watch } from "../domain/watch.ts";
import { answerAlert } from "./answer-alert.ts";
import { dateOf } from "./judge-input.ts";
import type { DeliverySettings } from "./revise-alert.ts";

type Deps = { readonly archive: Archive; readonly delivery: DeliverySettings; readonly now: () => Date };

/** Below this a party's page is not sure enough to move the register by itself; a person is asked instead. */
const MOVE_CONFIDENCE = 0.8;

export type Moved = {
  readonly version: number | null;
  readonly resolved: readonly AlertId[];
  /** Alerts that dispute this term and others that have not moved, with those others. */
  readonly open: readonly { readonly alert: AlertId; readonly terms: readonly TermId[] }[];
};

/**
 * Moves the register and closes every alert that waited for it: an alert is resolved once each term that it disputes has moved. Call it
 * inside a transaction.
 */
export function moveRegister(deps: Deps, watch: Watch, term: TermId, move: RegisterMove, person: string | null): Moved {
  const { archive, now } = deps;
  const waiting = archive.alerts.unresolved(watch.id).filter((alert) => disputes(archive, alert).has(term));
  const version = archive.register.move(watch.id, term, move, now().toISOString());
  const resolved: AlertId[] = [];
  const open: { alert: AlertId; terms: TermId[] }[] = [];
  for (const alert of waiting) {
    const id = alert.id as AlertId;
    const terms = [...disputes(archive, alert)].filter((one) => one !== term);
    if (terms.length > 0) {
      open.push({ alert: id, terms });
      continue;
    }
    const to = move.statement === null ? "the term ended" : `the new version reads “${move.statement}”`;
    const source = move.source === null ? "" : ` (source: ${move.source})`;
    const update = `The register has moved: from ${dayOf(move.validFrom)} ${to}${source}. Coverage is read against it from now on.`;
    const answer = { kind: "resolved" as RevisionKind, status: "resolved" as const, update, person, note: move.note, snoozedUntil: null };
    answerAlert(deps, watch, alert, answer);
    resolved.push(id);
  }
  return { version: version?.id ?? null, resolved, open };
}

/** The terms of which an alert disputes the version that stands. */
function disputes(archive: Archive, alert: AlertRow): Set<TermId> {
  const standing = new Set(archive.register.versions(alert.watchId as Watch["id"]).map((version) => version.id));
  return new Set(
    archive.readings
      .departures(alert.id as AlertId)
      .filter((one) => standing.has(one.version))
      .map((one) => one.term),
  );
}

/** A party's own page moves the register where its watch says so, and only by a change that is stated beyond doubt. */
export function moveByParty(deps: Deps, watch: Watch, alert: AlertId, article: ArticleRow, readings: readonly ReadingRow[]): void {
  if (watch.register.movedBy !== "party") return;
  const { archive } = deps;
  for (const one of readings) {
    if (one.verdict !== "changes" || one.confidence < MOVE_CONFIDENCE) continue;
    const current = archive.register.versionById(one.termVersionId);
    if (current === undefined || current.supersededAt !== null || dayOf(dateOf(article)) < dayOf(current.validFrom)) continue;
    const move: RegisterMove = {
      validFrom: dayOf(dateOf(article)),
      statement: one.quote,
      source: article.url,
      quote: one.quote,
      article: article.id as ArticleId,
      snapshot: article.snapshotId as SnapshotId | null,
      by: "party",
      note: `${article.sourceDomain} states the change on its own page (alert ${alert})`,
    };
    moveRegister(deps, watch, one.termId as TermId, move, null);
  }
}
