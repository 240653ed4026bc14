import type { AlertRow } from "../archive/alerts.ts";
import type { Archive } from "../archive/archive.ts";
import type { AlertStatus, RevisionKind } from "../domain/alert.ts";
import type { AlertId, ArticleId, DeliveryId, StoryId } from "../domain/ids.ts";
import type { Severity } from "../domain/severity.ts";
import type { AlertLevel } from "../domain/verdict.ts";
import type { Watch } from "../domain/watch.ts";
import { composeAnswer, historyOf, readMessage } from "./compose-message.ts";
import { type DeliverySettings, everyoneTold, writeRevision } from "./revise-alert.ts";

type Deps = { readonly archive: Archive; readonly delivery: DeliverySettings; readonly now: () => Date };

export type AlertAnswer = {
  readonly kind: RevisionKind;
  readonly status: AlertStatus;
  /** What happened, in a sentence that recipients read. */
  readonly update: string;
  readonly person: string | null;
  readonly note: string | null;
  readonly snoozedUntil: string | null;
};

/** A revision that no article made: everybody who was told of the alert is told of it, in the same thread. Call it inside a transaction. */
export function answerAlert(
  { archive, delivery, now }: Deps,
  watch: Watch,
  alert: AlertRow,
  answer: AlertAnswer,
): { readonly revision: number; readonly deliveries: readonly DeliveryId[] } {
  const id = alert.id as AlertId;
  const at = now().toISOString();
  const revisions = archive.alerts.revisions(id);
  const last = revisions.at(-1);
  if (last === undefined) throw new Error(`the alert ${id} has no revision`);
  const { kind, status, update, person, note, snoozedUntil } = answer;
  const message = composeAnswer(readMessage(last.message), last.revision + 1, historyOf(revisions), { kind, status, update, at });
  const draft = {
    ...{ alert: id, revision: message.revision, kind, level: alert.level as Exclude<AlertLevel, "none"> },
    ...{ severity: alert.severity as Severity, status, article: last.articleId as ArticleId, headline: message.headline },
    ...{ message, rule: update, person, note },
  };
  archive.alerts.answered(id, { owner: person ?? alert.owner, snoozedUntil });
  const to = everyoneTold(archive, watch, draft, delivery, now());
  const deliveries = writeRevision(archive, watch, alert.storyId as StoryId, draft, to, at);
  return { revision: message.revision, deliveries };
}

const because = (note: string | null): string => (note === null ? "" : `: ${note}`);

export const acknowledged = (person: string, note: string | null): AlertAnswer => ({
  ...{ kind: "acknowledged", status: "acknowledged", person, note, snoozedUntil: null },
  update: `${person} looks after it${because(note)}.`,
});
export const snoozed = (person: string, until: string, note: string | null): AlertAnswer => ({
  ...{ kind: "snoozed", status: "snoozed", person, note, snoozedUntil: until },
  update: `${person} put it aside until ${until}${because(note)}. Only a stronger report or a party's own word comes through until then.`,
});
export const dismissed = (person: string, reason: string): AlertAnswer => ({
  ...{ kind: "dismissed", status: "dismissed", person, note: reason, snoozedUntil: null },
  update: `${person} dismissed it: ${reason}.`,
});
