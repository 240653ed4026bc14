import type { Addressee, DeliveryRow, RevisionDraft } from "../archive/alerts.ts";
import type { Archive } from "../archive/archive.ts";
import type { RevisionKind } from "../domain/alert.ts";
import { digestAt, type Route, routeOf } from "../domain/hold.ts";
import type { AlertId, DeliveryId, StoryId, WatchId } from "../domain/ids.ts";
import type { Severity } from "../domain/severity.ts";
import { reaches } from "../domain/verdict.ts";
import type { Watch } from "../domain/watch.ts";

/** How messages are held and gathered, in milliseconds; none of it holds the reading of articles. */
export type DeliverySettings = {
  /** A new alert waits so long for others to join it. */
  readonly wait: number;
  /** Updates that only add a voice go to one recipient at most so often. */
  readonly interval: number;
  /** An alert that nobody answered is told again so often; null for never. */
  readonly repeat: number | null;
  readonly routes: readonly Route[];
};
export const AT_ONCE: DeliverySettings = { wait: 0, interval: 0, repeat: null, routes: [] };

/** Who gets the messages of a channel, by the channel's name; a name that is not configured has none. */
export type Recipients = ReadonlyMap<string, readonly string[]>;

/** Revisions that add a voice to what a recipient knows already: they may wait for others. */
const MAY_GATHER: ReadonlySet<RevisionKind> = new Set(["corroborated", "edited"]);
/** Revisions that a snoozed alert keeps for its end. */
const MAY_SLEEP: ReadonlySet<RevisionKind> = new Set(["corroborated", "denied", "edited", "repeated"]);

type One = Pick<RevisionDraft, "alert" | "kind" | "level" | "severity">;

/** Until when a message to one recipient is held; null where it goes at once. `earlier` are the deliveries of the alert to this recipient. */
export function heldUntil(
  settings: DeliverySettings,
  one: Pick<One, "kind" | "severity">,
  route: Route | null,
  earlier: readonly Pick<DeliveryRow, "state" | "heldUntil" | "createdAt">[],
  snoozedUntil: string | null,
  now: Date,
): string | null {
  const at = now.toISOString();
  const later = (ms: number) => new Date(now.getTime() + ms).toISOString();
  const asleep = snoozedUntil !== null && snoozedUntil > at && MAY_SLEEP.has(one.kind) ? snoozedUntil : null;
  if (one.severity === "critical") return asleep;
  const holds: (string | null)[] = [asleep, digestAt(route, one.severity, now)?.toISOString() ?? null];
  // What joins a message that is still held goes out with it.
  const group = earlier.find((row) => row.state === "pending" && row.heldUntil !== null && row.heldUntil > at)?.heldUntil ?? null;
  if (earlier.length === 0 && settings.wait > 0) holds.push(later(settings.wait));
  else if (MAY_GATHER.has(one.kind)) {
    const last = earlier
      .map((row) => row.heldUntil ?? row.createdAt)
      .toSorted()
      .at(-1);
    const next = last === undefined ? null : new Date(Date.parse(last) + settings.interval).toISOString();
    holds.push(group ?? (next !== null && next > at ? next : null));
  }
  return (
    holds
      .filter((hold) => hold !== null)
      .toSorted()
      .at(-1) ?? null
  );
}

/** Whom a revision that coverage made goes to: the watch's channels, each recipient from the level it asked for, and whoever was told before. */
export function addresseesFor(
  archive: Archive,
  watch: Watch,
  one: One,
  recipients: Recipients,
  settings: DeliverySettings,
  now: Date,
): Addressee[] {
  const all = watch.alerts.to.flatMap((channel) => (recipients.get(channel) ?? []).map((recipient) => ({ channel, recipient })));
  return address(archive, watch.id, one, all, archive.alerts.deliveriesOf(one.alert), settings, now);
}

/** Whom a revision that a person or the register made goes to: everybody who was told of the alert. */
export function everyoneTold(archive: Archive, watch: Watch, one: One, settings: DeliverySettings, now: Date): Addressee[] {
  const before = archive.alerts.deliveriesOf(one.alert);
  const seen = new Map(before.map(({ channel, recipient }) => [`${channel} ${recipient}`, { channel, recipient }]));
  return address(archive, watch.id, one, [...seen.values()], before, settings, now);
}

function address(
  archive: Archive,
  watch: WatchId,
  one: One,
  all: readonly { channel: string; recipient: string }[],
  before: readonly DeliveryRow[],
  settings: DeliverySettings,
  now: Date,
): Addressee[] {
  const snoozedUntil = archive.alerts.find(one.alert)?.snoozedUntil ?? null;
  return all.flatMap(({ channel, recipient }) => {
    if (archive.optOuts.has({ watch, channel, recipient })) return [];
    const route = routeOf(settings.routes, channel, recipient);
    const earlier = before.filter((row) => row.channel === channel && row.recipient === recipient);
    if (earlier.length === 0 && route?.minimum !== undefined && !reaches(one.level, route.minimum)) return [];
    return [{ channel, recipient, heldUntil: heldUntil(settings, one, route, earlier, snoozedUntil, now) }];
  });
}

/** Writes a revision, its outbox and the work of sending it; call it inside a transaction. */
export function writeRevision(
  archive: Archive,
  watch: Watch,
  story: StoryId,
  draft: RevisionDraft,
  to: readonly Addressee[],
  at: string,
): DeliveryId[] {
  const written = archive.alerts.revise(watch.id, story, draft, to, at);
  for (const { id, heldUntil } of written) archive.jobs.add("deliver-alert", { delivery: id }, at, heldUntil ?? at);
  return written.map(({ id }) => id);
}

export const severityOfRow = (archive: Archive, alert: AlertId): Severity => (archive.alerts.find(alert)?.severity ?? "medium") as Severity;
