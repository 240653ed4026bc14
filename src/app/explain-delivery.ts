import type { DeliveryRow, RevisionRow } from "../archive/alerts.ts";
import type { Archive } from "../archive/archive.ts";
import type { JobRow } from "../archive/jobs.ts";
import type { AlertId } from "../domain/ids.ts";
import { readMessage } from "../stages/compose-message.ts";

/** One revision of an alert: what made it, in words, and how it went out. */
export type ToldRevision = ReturnType<typeof toldRevisions>[number];

/** Every revision of an alert with its deliveries, and every delivery with its attempts. */
export function toldRevisions(archive: Archive, alert: AlertId) {
  const deliveries = archive.alerts.deliveriesOf(alert);
  return archive.alerts.revisions(alert).map((revision) => ({
    ...{ revision: revision.revision, kind: revision.kind, at: revision.raisedAt, rule: revision.rule },
    ...{ article: revision.articleId, person: revision.person, note: revision.note, headline: readMessage(revision.message).headline },
    deliveries: deliveries
      .filter((one) => one.revision === revision.revision)
      .map((one) => ({ ...one, attemptsMade: archive.outbox.attemptsOf(one.id), pending: archive.jobs.about(one.id) })),
  }));
}

/** The same for a person, one fact a line. */
export function revisionLines(revisions: readonly ToldRevision[], urlOf: (article: RevisionRow["articleId"]) => string): string[] {
  return revisions.flatMap((one) => [
    `revision ${one.revision}, ${one.kind} ${one.at}: ${one.headline}`,
    ...(one.rule === null ? [] : [`  rule      ${one.rule}`]),
    one.person === null ? `  article   ${urlOf(one.article)}` : `  person    ${one.person}${one.note === null ? "" : `: ${one.note}`}`,
    ...(one.deliveries.length === 0 ? ["  delivery  to nobody: no channel of the watch has a recipient for it"] : []),
    ...one.deliveries.flatMap((delivery) => [
      `  delivery  ${delivery.id}: ${delivery.channel} to ${delivery.recipient}: ${stateOf(delivery)}, ${delivery.attempts} attempt(s)`,
      ...delivery.attemptsMade.map((attempt) => `    attempt ${attempt.attempt}, ${attempt.startedAt}: ${endOf(attempt)}`),
      ...pendingLines(delivery.pending).map((line) => `    ${line}`),
    ]),
  ]);
}

function stateOf({ state, sentAt, heldUntil, foldedInto, lastError }: DeliveryRow): string {
  if (state === "sent") return `sent ${sentAt}`;
  if (state === "folded") return foldedInto === null ? "folded" : `told of by revision ${foldedInto}`;
  if (state === "dead") return `given up (${lastError})`;
  return `${state}${heldUntil === null ? "" : `, held until ${heldUntil}`}${lastError === null ? "" : ` (${lastError})`}`;
}

const endOf = ({ endedAt, outcome, error }: { endedAt: string | null; outcome: string | null; error: string | null }): string =>
  endedAt === null
    ? "no end is noted: it is under way, or its process died and the recipient may have the message"
    : `${outcome} ${endedAt}${error === null ? "" : `, ${error}`}`;

/** Work that is still to be done, or was given up. */
export const pendingLines = (jobs: readonly JobRow[]): string[] =>
  jobs.map(({ name, state, dueAt, attempts, lastError }) => {
    const failed = lastError === null ? "" : `, ${attempts} attempt(s) failed: ${lastError}`;
    return state === "dead" ? `given up  ${name}${failed}` : `pending   ${name}, due ${dueAt}${failed}`;
  });
