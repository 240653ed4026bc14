import type { Archive } from "../../archive/archive.ts";
import type { Hit, Order } from "../../archive/search.ts";
import { parseSearch } from "../../domain/search-query.ts";
import { encodeKey, keyOf, PAGE_ROWS } from "./sql.ts";

/** Articles, or readings of terms, that a search with its fields finds. Throws UsageError for one that cannot be read. */
export function search(
  archive: Pick<Archive, "search">,
  words: string,
  order: Order,
  after?: string,
): { hits: readonly Hit[]; next: string | null } {
  const [key = null] = keyOf(after, 1) ?? [];
  const { hits, next } = archive.search(parseSearch(words), { limit: PAGE_ROWS, order, after: typeof key === "number" ? key : null });
  return { hits, next: next === null ? null : encodeKey([next]) };
}
