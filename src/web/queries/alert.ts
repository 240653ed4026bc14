import type { AlertMessage } from "../../channels/channel.ts";
import { readMessage } from "../../stages/compose-message.ts";
import { keyOf, PAGE_ROWS, type Part, partOf, type Reads, rows } from "./sql.ts";

export type AlertRow = {
  readonly id: string;
  readonly watch: string;
  readonly story: string;
  readonly level: string;
  readonly status: string;
  readonly severity: string;
  /** Who acknowledged, snoozed or dismissed it. */
  readonly owner: string | null;
  readonly snoozedUntil: string | null;
  readonly headline: string;
  readonly revision: number;
  readonly openedAt: string;
  readonly updatedAt: string;
};
export type AlertRevision = {
  readonly revision: number;
  readonly kind: string;
  readonly level: string;
  readonly article: string;
  readonly raisedAt: string;
  /** Who made the revision; null for what coverage did. */
  readonly person: string | null;
  readonly message: AlertMessage;
};
/** An article that the alert counts, or that denies what it says, or once said so. */
export type Voice = {
  readonly id: string;
  readonly title: string | null;
  readonly domain: string;
  readonly source: string | null;
  readonly published: string | null;
  readonly level: string;
  readonly origin: string | null;
  readonly copyOf: string | null;
  /** What was made of it, in the words of the rule. */
  readonly decision: string | null;
};
/** Articles shown of one alert: a story that every outlet carries has thousands. */
const VOICES = 120;

const COLUMNS = `id, watch_id AS watch, story_id AS story, level, status, severity, owner, snoozed_until AS snoozedUntil, headline, revision, opened_at AS openedAt, updated_at AS updatedAt`;

export const alertOf = (archive: Reads, id: string): AlertRow | undefined =>
  rows<AlertRow>(archive, `SELECT ${COLUMNS} FROM alerts WHERE id = ?`, id)[0];

/** Alerts, newest first, of one status or of all. */
export function alertsOf(archive: Reads, status: string | null, after?: string, watch: string | null = null): Part<AlertRow> {
  const [date = null, id = null] = keyOf(after, 2) ?? [null, null];
  const found = rows<AlertRow>(
    archive,
    `SELECT ${COLUMNS} FROM alerts
      WHERE (? IS NULL OR status = ?) AND (? IS NULL OR watch_id = ?) AND (? IS NULL OR (updated_at, id) < (?, ?))
      ORDER BY updated_at DESC, id DESC LIMIT ?`,
    ...[status, status, watch, watch, date, date, id, PAGE_ROWS + 1],
  );
  return partOf(found, (row) => [row.updatedAt, row.id]);
}

export const revisionsOf = (archive: Reads, id: string): AlertRevision[] =>
  rows<Omit<AlertRevision, "message"> & { message: string }>(
    archive,
    `SELECT revision, kind, level, article_id AS article, raised_at AS raisedAt, person, message FROM alert_revisions WHERE alert_id = ? ORDER BY revision`,
    id,
  ).map((row) => ({ ...row, message: readMessage(JSON.parse(row.message)) }));

/** The articles that an alert counts, grouped by origin, the earliest of each first. */
export const voicesOf = (archive: Reads, id: string): Voice[] =>
  rows(
    archive,
    `SELECT a.id, substr(a.title, 1, 1000) AS title, a.source_domain AS domain, a.source_name AS source, a.published, x.alert AS level,
            rel.origin_id AS origin, rel.copy_of AS copyOf, x.decision
       FROM assessments x JOIN articles a ON a.id = x.article_id LEFT JOIN relations rel ON rel.article_id = a.id
      WHERE x.alert_id = ? GROUP BY a.id HAVING max(x.revision) > 0 ORDER BY rel.origin_id, a.published LIMIT ?`,
    ...[id, VOICES],
  );

export type DeliveryRow = {
  readonly id: string;
  /** Null for a notice to the operator. */
  readonly alert: string | null;
  readonly revision: number | null;
  readonly headline: string;
  readonly channel: string;
  readonly recipient: string;
  readonly state: string;
  readonly attempts: number;
  readonly error: string | null;
  readonly createdAt: string;
  readonly sentAt: string | null;
  readonly nextTryAt: string | null;
  /** It waits until then for a quieter or a fuller hour. */
  readonly heldUntil: string | null;
};
const DELIVERY = `SELECT d.id, d.alert_id AS alert, d.revision, coalesce(r.message ->> '$.headline', n.text, 'a notice') AS headline, d.channel, d.recipient, d.state,
       d.attempts, d.last_error AS error, d.created_at AS createdAt, d.sent_at AS sentAt, j.due_at AS nextTryAt, d.held_until AS heldUntil
  FROM deliveries d LEFT JOIN alert_revisions r ON r.alert_id = d.alert_id AND r.revision = d.revision
  LEFT JOIN operator_notices n ON n.id = d.notice_id LEFT JOIN jobs j ON j.id = 'deliver-alert/' || d.id`;

export const deliveriesOf = (archive: Reads, alert: string): DeliveryRow[] =>
  rows(archive, `${DELIVERY} WHERE d.alert_id = ? ORDER BY d.revision, d.channel, d.recipient LIMIT 200`, alert);

/** The outbox, newest first, of one state or of all. */
export function deliveries(archive: Reads, state: string | null, after?: string): Part<DeliveryRow> {
  const [date = null, id = null] = keyOf(after, 2) ?? [null, null];
  const found = rows<DeliveryRow>(
    archive,
    `${DELIVERY} WHERE (? IS NULL OR d.state = ?) AND (? IS NULL OR (d.created_at, d.id) < (?, ?)) ORDER BY d.created_at DESC, d.id DESC LIMIT ?`,
    ...[state, state, date, date, id, PAGE_ROWS + 1],
  );
  return partOf(found, (row) => [row.createdAt, row.id]);
}
