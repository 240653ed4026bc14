import type { Archive } from "../archive/archive.ts";
import { UsageError } from "../domain/errors.ts";
import type { DeliveryId } from "../domain/ids.ts";

/** Lists a delivery that was given up as to be sent again. Throws UsageError for any other, so that nobody gets a message twice. Call it inside a transaction. */
export function resendDelivery(archive: Archive, id: string, at: string): void {
  const row = archive.alerts.delivery(id as DeliveryId);
  if (row === undefined) throw new UsageError(`there is no delivery ${id}; clausewatch alerts dead lists those that were given up`);
  if (archive.optOuts.left(row)) throw new UsageError(`${row.recipient} took themselves off this watch; the message stays unsent`);
  if (!archive.outbox.revive(id as DeliveryId))
    throw new UsageError(`the delivery ${id} is ${row.state}; only one that was given up is sent again, so that nobody gets it twice`);
  // A person says that a far side which was gone is there again.
  archive.outbox.reopen(row.channel, row.recipient);
  archive.jobs.add("deliver-alert", { delivery: id }, at);
}
