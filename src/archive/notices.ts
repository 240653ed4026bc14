import { and, asc, desc, eq, isNull } from "drizzle-orm";
import { noticeIdOf } from "../domain/ids.ts";
import type { Notice } from "../domain/notice.ts";
import type { Database } from "./database.ts";
import { operatorNotices } from "./schema.ts";

export type NoticeRow = typeof operatorNotices.$inferSelect;

/** What the operator has to hear about the machinery, each once per episode. Whoever delivers takes `untold()` and marks each with `told()`. */
export function createNotices(db: Database) {
  return {
    /** Notes something; what is noted already only gets its last time and its newest words. True when it is new. */
    put({ kind, subject, episode, text }: Notice, at: string): boolean {
      const id = noticeIdOf(kind, subject, episode);
      const known = db.update(operatorNotices).set({ text, lastAt: at }).where(eq(operatorNotices.id, id)).run().changes > 0;
      if (!known) db.insert(operatorNotices).values({ id, kind, subject, episode, text, firstAt: at, lastAt: at }).run();
      return !known;
    },
    /** What nobody was told yet, oldest first. */
    untold: (limit = 100): NoticeRow[] =>
      db.select().from(operatorNotices).where(isNull(operatorNotices.toldAt)).orderBy(asc(operatorNotices.firstAt)).limit(limit).all(),
    told(id: string, at: string): void {
      db.update(operatorNotices).set({ toldAt: at }).where(eq(operatorNotices.id, id)).run();
    },
    /** The newest notice of a kind about a subject. */
    latest: (kind: string, subject: string): NoticeRow | undefined =>
      db
        .select()
        .from(operatorNotices)
        .where(and(eq(operatorNotices.kind, kind), eq(operatorNotices.subject, subject)))
        .orderBy(desc(operatorNotices.lastAt))
        .limit(1)
        .get(),
    /** The newest first. */
    list: (limit = 100): NoticeRow[] => db.select().from(operatorNotices).orderBy(desc(operatorNotices.lastAt)).limit(limit).all(),
  };
}
