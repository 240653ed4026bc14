import { and, asc, eq, inArray } from "drizzle-orm";
import type { WatchId } from "../domain/ids.ts";
import type { DeliveryRow } from "./alerts.ts";
import type { Database } from "./database.ts";
import { alerts, deliveries, optOuts } from "./schema.ts";

/** Why a message that waited is not sent. */
export const UNSUBSCRIBED = "the recipient unsubscribed";

export type OptOut = { readonly watch: WatchId; readonly channel: string; readonly recipient: string };

const isOf = ({ watch, channel, recipient }: OptOut) =>
  and(eq(optOuts.watchId, watch), eq(optOuts.channel, channel), eq(optOuts.recipient, recipient));

/** Who took themselves off a watch. */
export function createOptOuts(db: Database) {
  return {
    list: () => db.select().from(optOuts).orderBy(asc(optOuts.optedOutAt)).all(),
    has: (one: OptOut): boolean => db.select().from(optOuts).where(isOf(one)).get() !== undefined,
    /** Whether the recipient of a delivery took themselves off its watch; an operator's notice belongs to none. */
    left: ({ alertId, channel, recipient }: Pick<DeliveryRow, "alertId" | "channel" | "recipient">): boolean =>
      alertId !== null &&
      db
        .select({ watch: optOuts.watchId })
        .from(optOuts)
        .innerJoin(alerts, eq(alerts.watchId, optOuts.watchId))
        .where(and(eq(alerts.id, alertId), eq(optOuts.channel, channel), eq(optOuts.recipient, recipient)))
        .get() !== undefined,
    /** From now on nothing: what still waits to be sent is given up too. Call it in a transaction. */
    add(one: OptOut, at: string): void {
      db.insert(optOuts)
        .values({ watchId: one.watch, channel: one.channel, recipient: one.recipient, optedOutAt: at })
        .onConflictDoNothing()
        .run();
      db.update(deliveries)
        .set({ state: "dead", lastError: UNSUBSCRIBED })
        .where(
          and(
            eq(deliveries.channel, one.channel),
            eq(deliveries.recipient, one.recipient),
            eq(deliveries.state, "pending"),
            inArray(deliveries.alertId, db.select({ id: alerts.id }).from(alerts).where(eq(alerts.watchId, one.watch))),
          ),
        )
        .run();
    },
    /** True where there was something to take back. */
    remove: (one: OptOut): boolean => db.delete(optOuts).where(isOf(one)).run().changes > 0,
  };
}
