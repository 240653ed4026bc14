import { sql } from "drizzle-orm";
import { check, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Work that is still to be done: written in the transaction of its cause, gone when done. `dead` rows have used up their attempts. */
export const jobs = sqliteTable(
  "jobs",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    subject: text({ mode: "json" }).notNull(),
    state: text().notNull(),
    attempts: integer().notNull().default(0),
    dueAt: text("due_at").notNull(),
    /** When it was handed to the queue; null when it waits or was given back. */
    queuedAt: text("queued_at"),
    lastError: text("last_error"),
    createdAt: text("created_at").notNull(),
  },
  (t) => [
    index("jobs_due").on(t.state, t.dueAt),
    index("jobs_due_by_name").on(t.name, t.state, t.dueAt),
    index("jobs_in_hand").on(t.name, t.queuedAt),
    check("jobs_state_known", sql`${t.state} IN ('pending','dead')`),
  ],
);
