import { sha256 } from "../domain/ids.ts";
import type { RawEntry } from "./raw-feed.ts";

/** A longer key is replaced by its hash; in characters. */
const MAX_KEY = 2000;

const countOf = (values: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

/**
 * Entries with what identifies each inside its feed: guid, else link, else a hash of title and content. Where entries share that, all of
 * them add their link, or their content, so that no key depends on their order; an entry that repeats another whole is left out.
 */
export function keyedEntries(entries: readonly RawEntry[]): ReadonlyMap<string, RawEntry> {
  const unique = new Map<string, { entry: RawEntry; identity: string; linked: string; exact: string }>();
  for (const entry of entries) {
    const content = sha256([entry.title, entry.summaryHtml, entry.contentHtml].join("\n"));
    const identity = entry.guid ?? entry.link ?? content;
    const linked = `${identity} ${entry.link ?? content}`;
    const exact = `${linked} ${content}`;
    if (!unique.has(exact)) unique.set(exact, { entry, identity, linked, exact });
  }
  const all = [...unique.values()];
  const byIdentity = countOf(all.map(({ identity }) => identity));
  const byLink = countOf(all.map(({ linked }) => linked));
  const keyed = new Map<string, RawEntry>();
  for (const { entry, identity, linked, exact } of all) {
    const key = byIdentity.get(identity) === 1 ? identity : byLink.get(linked) === 1 ? linked : exact;
    keyed.set(key.length > MAX_KEY ? sha256(key) : key, entry);
  }
  return keyed;
}
