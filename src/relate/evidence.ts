import { stands } from "./fingerprint.ts";
import { DAY, type Item } from "./item.ts";
import type { Marks } from "./provenance.ts";
import type { Evidence } from "./relate.ts";

/** A headline named as the original ties two articles within this time; an address does at any time. */
const TITLE_WINDOW = 45 * DAY;
const SHOWN = 120;

const common = (a: ReadonlySet<string>, b: ReadonlySet<string>): string | null => {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  for (const key of small) if (large.has(key)) return key;
  return null;
};
const shownKey = (key: string): string => key.slice(key.indexOf(":") + 1).slice(0, SHOWN);

/** A declared original that makes two articles one story whatever their words and dates: one names the other, or both name the same. */
export function tieBetween(item: Item, other: Item): Evidence | null {
  const [a, b] = [item.profile.marks, other.profile.marks];
  const key = common(a.original, b.identity) ?? common(b.original, a.identity) ?? common(a.original, b.original);
  if (key === null) return null;
  // An article that states no date may be as old as the other: only two stated dates can lie too far apart.
  const isFar = item.isDated && other.isDated && Math.abs(item.time - other.time) > TITLE_WINDOW;
  if (key.startsWith("title:") && isFar) return null;
  const kind = a.originalNamed?.kind ?? b.originalNamed?.kind ?? "named-original";
  const words =
    common(a.original, b.identity) !== null
      ? "names it as its original"
      : common(b.original, a.identity) !== null
        ? "is named by it as its original"
        : "names the same original";
  return { kind, article: other.id, weight: key.startsWith("url:") ? 1 : 0.9, detail: `${words}: ${shownKey(key)}` };
}

function quotationOf(item: Item, other: Item): string | null {
  for (const [from, to] of [
    [item, other],
    [other, item],
  ] as const) {
    const { fingerprint, marks } = from.profile;
    const quote = marks.quotes.find((one) => stands(one, fingerprint, to.profile.fingerprint));
    if (quote !== undefined) return quote.shown;
  }
  return null;
}

/** Whether a text names anything that may stand in another: of two that do not, nothing need be looked for. */
const mayHint = ({ documents, publications, quotes }: Marks): boolean => documents.size + publications.size + quotes.length > 0;

/** What speaks for one event in two articles near in time and words, without proving it: sources in common. */
export function hintsBetween(item: Item, other: Item): Evidence[] {
  const [a, b] = [item.profile.marks, other.profile.marks];
  const hints: Evidence[] = [];
  if (!mayHint(a) && !mayHint(b)) return hints;
  const add = (kind: Evidence["kind"], weight: number, detail: string): void =>
    void hints.push({ kind, article: other.id, weight, detail });
  const linked = common(a.documents, b.identity) ?? common(b.documents, a.identity);
  const source = common(a.documents, b.original) ?? common(b.documents, a.original);
  const earlier = common(a.documents, b.documents);
  if (linked !== null) add("link", 0.5, `one links to the other: ${shownKey(linked)}`);
  else if (source !== null) add("link", 0.5, `one links to the other's original: ${shownKey(source)}`);
  else if (earlier !== null) add("link", 0.3, `both name the document ${shownKey(earlier)}`);
  const publication = common(a.publications, b.publications);
  if (publication !== null) add("publication", 0.4, `both are from ${publication}`);
  const quote = quotationOf(item, other);
  if (quote !== null) add("quotation", 0.5, `a quotation stands in both: ${quote}`);
  return hints;
}

/** Several hints together, 0 to 1: each leaves the doubt that the others left (noisy or). */
export const strengthOf = (hints: readonly Evidence[]): number => 1 - hints.reduce((doubt, hint) => doubt * (1 - hint.weight), 1);
