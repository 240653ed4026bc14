import type { Archive } from "../../archive/archive.ts";

/** What the pages need of the archive in order to read. */
export type Reads = Pick<Archive, "query" | "register">;

/** Rows of a query whose columns are named for the fields of `T`. */
export const rows = <T>(
  archive: Pick<Archive, "query">,
  sql: string,
  ...parameters: readonly (string | number | null | Readonly<Record<string, string>>)[]
): T[] => archive.query(sql, ...parameters) as T[];

/** Part of a list, and the key after which the next part begins; null where there is none. */
export type Part<T> = { readonly items: readonly T[]; readonly next: string | null };

/** Rows a list shows at once. */
export const PAGE_ROWS = 40;

type Key = readonly (string | number | null)[];
export const encodeKey = (key: Key): string => Buffer.from(JSON.stringify(key)).toString("base64url");

/** A key as it came back in an address; null for the beginning, and for anything that is no key of so many parts. */
export function keyOf(after: string | undefined, parts: number): (string | number | null)[] | null {
  if (after === undefined || after === "" || after.length > 500) return null;
  try {
    const key: unknown = JSON.parse(Buffer.from(after, "base64url").toString("utf8"));
    const isKey =
      Array.isArray(key) && key.length === parts && key.every((one) => one === null || ["string", "number"].includes(typeof one));
    return isKey ? key : null;
  } catch {
    return null;
  }
}

/** Cuts what was asked for with one row more than is shown, so that the last page is known as such. */
export function partOf<T>(found: readonly T[], key: (row: T) => Key, size = PAGE_ROWS): Part<T> {
  const items = found.slice(0, size);
  const last = items.at(-1);
  return { items, next: found.length > size && last !== undefined ? encodeKey(key(last)) : null };
}
