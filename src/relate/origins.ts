import { familyParentOf } from "./families.ts";
import { type Item, inOrder } from "./item.ts";
import { isKnownOutlet } from "./reporting.ts";

/** All that rests on the statement behind a story, and on nobody's own reporting. */
const STATEMENT = "statement";

/**
 * The root of each article's news within one story, as the article that stands for it. Copies, rewrites and comments share the root of what they
 * tell; an article with an attributed fact of its own is a root, one to an owner; agency copy and retold reports belong to whom they name.
 */
export function originsOf(members: readonly Item[]): ReadonlyMap<Item, Item> {
  const ordered = [...members].sort(inOrder);
  const byOutlet = new Map<string, Item>();
  for (const item of ordered) for (const name of item.profile.outlets) if (!byOutlet.has(name)) byOutlet.set(name, item);
  const isOutlet = (name: string): boolean => byOutlet.has(name) || isKnownOutlet(name);
  const keys = new Map<Item, string>();

  function reportsItself(item: Item): boolean {
    const { profile } = item;
    const inherited = new Set(familyParentOf(item)?.profile.fingerprint.sentences);
    const retells = profile.reporting.retold.some((name) => isOutlet(name) && !profile.outlets.has(name));
    return profile.reporting.attributions.some(({ sentence, outlet }) => {
      if (inherited.has(profile.fingerprint.sentences[sentence] ?? -1)) return false;
      return outlet === null ? !retells : profile.outlets.has(outlet);
    });
  }

  function keyOf(item: Item): string {
    const known = keys.get(item);
    if (known !== undefined) return known;
    keys.set(item, STATEMENT); // Stands while the chain is followed, so that two that name each other come to an end.
    const key = find(item);
    keys.set(item, key);
    return key;
  }

  function find(item: Item): string {
    const { profile } = item;
    if (reportsItself(item)) return `owner:${profile.owner}`;
    const parent = familyParentOf(item);
    if (parent !== null) return keyOf(parent);
    const told = profile.reporting.attributions.flatMap(({ outlet }) => outlet ?? []);
    const named = [profile.reporting.agency, ...profile.reporting.retold, ...told].find(
      (name) => name !== null && isOutlet(name) && !profile.outlets.has(name),
    );
    if (named != null) {
      const source = byOutlet.get(named);
      return source === undefined ? `outlet:${named}` : keyOf(source);
    }
    const nearest = item.anchors?.[0];
    return nearest === undefined || nearest.group !== item.group ? STATEMENT : keyOf(nearest);
  }

  const roots = new Map<string, Item>();
  const origins = new Map<Item, Item>();
  for (const item of ordered) {
    const key = keyOf(item);
    const root = roots.get(key) ?? item;
    roots.set(key, root);
    origins.set(item, root);
  }
  return origins;
}
