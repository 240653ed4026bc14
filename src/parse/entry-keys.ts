import { sha256 } from "../domain/ids.ts";
import type { DocumentEntry } from "./feed-document.ts";
import { resolveUrl } from "./html-text.ts";

/** A longer key is replaced by its hash; in characters. */
const MAX_KEY = 2000;

const contentOf = ({ title, summary, content }: DocumentEntry): string => sha256([title?.text, summary?.text, content?.text].join("\n"));

function groupedBy(entries: Iterable<DocumentEntry>, keyOf: (entry: DocumentEntry) => string): ReadonlyMap<string, DocumentEntry[]> {
  const groups = new Map<string, DocumentEntry[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return groups;
}

/**
 * Entries with what identifies each inside its feed: guid, else link, else a hash of title and content. Where entries share that, all of
 * them add their link, or their content, so that no key depends on their order; an entry that repeats another whole is left out.
 */
export function keyedEntries(entries: readonly DocumentEntry[]): ReadonlyMap<string, DocumentEntry> {
  const linkOf = (entry: DocumentEntry): string | null => resolveUrl(entry.link, null);
  const keyed = new Map<string, DocumentEntry>();
  const keep = (key: string, entry: DocumentEntry): void => void keyed.set(key.length > MAX_KEY ? sha256(key) : key, entry);
  for (const [identity, sharing] of groupedBy(entries, (entry) => entry.guid ?? linkOf(entry) ?? contentOf(entry))) {
    const [only] = sharing;
    if (sharing.length === 1 && only !== undefined) {
      keep(identity, only);
      continue;
    }
    const linked = (entry: DocumentEntry): string => `${identity} ${linkOf(entry) ?? contentOf(entry)}`;
    const exact = groupedBy(sharing, (entry) => `${linked(entry)} ${contentOf(entry)}`);
    const unique = [...exact].flatMap(([key, [first]]) => (first === undefined ? [] : [{ key, entry: first }]));
    const byLink = groupedBy(
      unique.map(({ entry }) => entry),
      linked,
    );
    for (const { key, entry } of unique)
      keep(unique.length === 1 ? identity : byLink.get(linked(entry))?.length === 1 ? linked(entry) : key, entry);
  }
  return keyed;
}
