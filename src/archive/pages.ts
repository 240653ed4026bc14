import { and, count, eq, gte, lt } from "drizzle-orm";
import type { Validators } from "../domain/extract.ts";
import type { Database } from "./database.ts";
import { pages } from "./schema.ts";

export type PageRow = typeof pages.$inferSelect;

/** Article pages that were read, with what is needed to look at them again. */
export function createPages(db: Database) {
  return {
    find: (url: string) => db.select().from(pages).where(eq(pages.url, url)).get(),
    /** Writes down a first reading or a later look. */
    put(page: Omit<PageRow, "etag" | "lastModified" | "validatorsUrl"> & { validators: Validators }): void {
      const { validators, ...rest } = page;
      const { etag, lastModified, url: validatorsUrl } = validators;
      const row = { ...rest, etag, lastModified, validatorsUrl };
      db.insert(pages).values(row).onConflictDoUpdate({ target: pages.url, set: row }).run();
    },
    /** How many looks at pages of a host are due from one instant to another. */
    looksBetween: (host: string, from: string, to: string): number =>
      db
        .select({ n: count() })
        .from(pages)
        .where(and(eq(pages.host, host), gte(pages.nextLookAt, from), lt(pages.nextLookAt, to)))
        .get()?.n ?? 0,
    /** Writes down that a page is not there: what it gave to ask with is void, so that all of it comes if it returns. */
    missing(url: string, since: string, nextLookAt: string | null): void {
      const asked = { etag: null, lastModified: null, bodySha256: "" };
      db.update(pages)
        .set({ ...asked, missingSince: since, nextLookAt })
        .where(eq(pages.url, url))
        .run();
    },
    /** Looks at a page no more. */
    leave(url: string): void {
      db.update(pages).set({ nextLookAt: null }).where(eq(pages.url, url)).run();
    },
  };
}

/** What a row left to ask with; null where it left nothing. */
export const validatorsOf = (
  row: {
    readonly etag: string | null;
    readonly lastModified: string | null;
    readonly validatorsUrl: string | null;
  },
  url: string,
): Validators | null =>
  row.etag === null && row.lastModified === null ? null : { etag: row.etag, lastModified: row.lastModified, url: row.validatorsUrl ?? url };
