import { has, isIn, overlap } from "./fingerprint.ts";
import { guard } from "./guard.ts";
import { createHolders } from "./holders.ts";
import { DAY, type Item, type Source } from "./item.ts";
import type { CopyEdge, CopyKind } from "./relate.ts";

/** Apart by more than this, one text is taken for a copy of another only where it says so. */
const WINDOW = 45 * DAY;
/** Candidates that are measured, likeliest first. */
const MEASURED = 32;
/** A copy has this share of its shingles (and so many of them) in its original, or a passage of so many words, or a whole sentence. */
const COPY_SHARE = 0.2;
const COPY_SHINGLES = 24;
/** A short text has fewer shingles; then more of it has to stand in the original. */
const SHORT_SHARE = 0.3;
const SHORT_SHINGLES = 16;
const PASSAGE_WORDS = 28;
/** Below this share the copied words are a passage inside a text of another make. */
const FAMILY_SHARE = 0.5;
/** A second original that gives so much of what the first does not makes a round-up, unless the two are much alike themselves. */
const SECOND_SHARE = 0.2;
const ALIKE = 0.3;
/** An original less of which stands in the copy was cut. */
const WHOLE = 0.8;

export const declares = (child: Item, parent: Item): boolean => {
  for (const key of child.profile.marks.original) if (parent.profile.marks.identity.has(key)) return true;
  return false;
};
const speaksOf = (a: Item, b: Item): boolean => [...b.profile.outlets].some((name) => a.profile.names.has(name));

/** Who is nearest to the news, where two say the same at the same time. */
const RANKS: Readonly<Record<string, number>> = { party: 0, filing: 0, wire: 1, press: 2 };
const rankOf = ({ input }: Item): number => RANKS[input.source.kind ?? "press"] ?? 3;

/**
 * True where a text owns that the other was there before it: it declares it as its original, or names the publisher of a page that states no date,
 * such as a party's own statement, which may have been up long before it was seen.
 */
export function credits(child: Item, parent: Item): boolean {
  const [up, down] = [declares(child, parent), declares(parent, child)];
  if (up || down) return up && !down;
  if (parent.isDated) return false;
  const isNearest = rankOf(parent) === 0 && rankOf(child) > 0;
  return isNearest || (speaksOf(child, parent) && !speaksOf(parent, child) && rankOf(child) > 0);
}

/**
 * Which of two like texts was there first: the one that the other credits, the earlier, the nearer to the news, the one whose publisher the other names, the
 * longer. Never the first to arrive.
 */
function isSource(parent: Item, child: Item): boolean {
  const [up, down] = [credits(child, parent), credits(parent, child)];
  if (up !== down) return up;
  if (parent.time !== child.time) return parent.time < child.time;
  const nearer = rankOf(child) - rankOf(parent);
  if (nearer !== 0) return nearer > 0;
  const [named, names] = [speaksOf(child, parent), speaksOf(parent, child)];
  if (named !== names) return named;
  const longer = parent.profile.words - child.profile.words;
  if (longer !== 0) return longer > 0;
  if (parent.profile.owner !== child.profile.owner) return parent.profile.owner < child.profile.owner;
  return parent.id < child.id;
}

const byLikelihood = (a: Source, b: Source): number =>
  Number(b.declared) - Number(a.declared) || b.keys - a.keys || a.parent.time - b.parent.time || (a.parent.id < b.parent.id ? -1 : 1);

function measure(child: Item, source: Source): NonNullable<Source["measured"]> {
  if (source.measured === null) {
    const found = overlap(child.profile.fingerprint, source.parent.profile.fingerprint);
    const isCopy =
      (found.share >= COPY_SHARE && found.shared >= COPY_SHINGLES) ||
      (found.share >= SHORT_SHARE && found.shared >= SHORT_SHINGLES) ||
      found.run >= PASSAGE_WORDS ||
      child.profile.fingerprint.passages.some((hash) => has(source.parent.profile.fingerprint.passages, hash));
    source.measured = { share: found.share, run: found.run, isCopy };
  }
  return source.measured;
}

/** True when another original gives a good part of what the best one leaves open: then the text belongs to neither. */
function isRoundUp(child: Item, best: Source): boolean {
  const first = best.parent.profile.fingerprint;
  const own = child.profile.fingerprint.shingles;
  return child.sources.some((source) => {
    if (source === best || !measure(child, source).isCopy) return false;
    const second = source.parent.profile.fingerprint;
    let rest = 0;
    for (const hash of own) if (!isIn(first.known, hash) && isIn(second.known, hash)) rest++;
    return rest >= SECOND_SHARE * own.length && overlap(first, second).share < ALIKE && overlap(second, first).share < ALIKE;
  });
}

function edgeTo(child: Item, source: Source): CopyEdge | null {
  const { share } = measure(child, source);
  const { told } = child;
  // What is told of an excerpt is not all that was found.
  if (told?.parent === source.parent.id && told.kind !== "excerpt") source.guarded ??= { edits: told.edits, template: false };
  const isSame = child.profile.fingerprint.digest === source.parent.profile.fingerprint.digest;
  source.guarded ??= isSame ? { edits: [], template: false } : guard(child.input.text, source.parent.input.text);
  if (source.guarded.template) return null;
  const { edits } = source.guarded;
  let kind: CopyKind = edits.length > 0 ? "edited" : "verbatim";
  if (share < FAMILY_SHARE || (share < 1 && isRoundUp(child, source))) kind = "excerpt";
  else if (edits.length === 0 && overlap(source.parent.profile.fingerprint, child.profile.fingerprint).share < WHOLE) kind = "truncated";
  // Sentences around an excerpt are the child's own affair, not edits.
  const shown = kind === "excerpt" ? edits.filter((edit) => edit.before !== "") : edits;
  return { parent: source.parent.id, kind, containment: share, edits: shown };
}

/** Finds the parent anew; true when the edge is another one than before. */
function choose(child: Item): boolean {
  const before = child.copy;
  const ranked = child.sources.filter((source) => measure(child, source).isCopy);
  ranked.sort(
    (a, b) =>
      measure(child, b).share - measure(child, a).share ||
      Number(b.credited) - Number(a.credited) ||
      a.parent.time - b.parent.time ||
      (a.parent.id < b.parent.id ? -1 : 1),
  );
  child.parent?.children.delete(child);
  child.parent = null;
  child.copy = null;
  for (const source of ranked) {
    const edge = edgeTo(child, source);
    if (edge === null) continue;
    child.parent = source.parent;
    child.copy = edge;
    source.parent.children.add(child);
    break;
  }
  return before?.parent !== child.copy?.parent || before?.kind !== child.copy?.kind || before?.containment !== child.copy?.containment;
}

/** Puts a source among the likeliest of a child; false when it is not one of them. */
function offer(child: Item, source: Source): boolean {
  let at = child.sources.length;
  while (at > 0 && byLikelihood(source, child.sources[at - 1] as Source) < 0) at--;
  if (at >= MEASURED) return false;
  child.sources.splice(at, 0, source);
  child.sources.length = Math.min(child.sources.length, MEASURED);
  return true;
}

export interface Copies {
  /** Adds an article; answers it and those whose copy edge changed through it. */
  add(item: Item): Item[];
  /** Takes an article out; answers those whose copy edge changed through that. */
  remove(item: Item): Item[];
  /** Lets an article be found that came back from the shelf; its own edge was decided long ago. */
  hold(item: Item): void;
  /** Forgets an article that is put away, with nothing decided anew. */
  drop(item: Item): void;
}

/** An index of fingerprints in memory, and the copy edges between its articles: the same for every order of arrival. */
export function createCopies(): Copies {
  const holders = createHolders<Item>();

  function candidates(item: Item): Map<Item, number> {
    const shared = holders.sharing(item.profile.fingerprint.keys);
    for (const other of shared.keys()) {
      const inTime = Math.abs(item.time - other.time) <= WINDOW || declares(item, other) || declares(other, item);
      if (!inTime || other === item) shared.delete(other);
    }
    return shared;
  }

  const sourceOf = (child: Item, parent: Item, keys: number): Source => ({
    parent,
    declared: declares(child, parent),
    credited: credits(child, parent),
    keys,
    measured: null,
    guarded: null,
  });

  const hold = (item: Item): void => holders.add(item, item.profile.fingerprint.keys);
  function release(item: Item): void {
    item.parent?.children.delete(item);
    holders.remove(item, item.profile.fingerprint.keys);
  }

  return {
    hold(item) {
      if (item.profile.copyable) hold(item);
    },
    drop(item) {
      release(item);
      // Whoever took from it keeps it as a source; what it took from it need not hold in memory.
      item.sources = [];
      item.parent = null;
      item.children.clear();
    },
    add(item) {
      if (!item.profile.copyable) return [item];
      const changed = [item];
      for (const [other, keys] of candidates(item)) {
        if (isSource(other, item)) offer(item, sourceOf(item, other, keys));
        else if (offer(other, sourceOf(other, item, keys)) && choose(other)) changed.push(other);
      }
      choose(item);
      hold(item);
      return changed;
    },
    remove(item) {
      release(item);
      const changed: Item[] = [];
      for (const other of candidates(item).keys()) {
        if (!other.sources.some((source) => source.parent === item)) continue;
        other.sources = [];
        for (const [parent, keys] of candidates(other)) if (isSource(parent, other)) offer(other, sourceOf(other, parent, keys));
        if (choose(other)) changed.push(other);
      }
      return changed;
    },
  };
}
