import type { EditNote } from "../domain/edit.ts";
import type { Range, Run } from "./diff.ts";
import { isFact, isWeekday, kindOfFact, plainFact } from "./facts.ts";
import { FUNCTION_WORDS, isProtected, LEAD_INS, MODALITY, NEGATIONS, SCOPE, stem, WEAK_SCOPE } from "./lexicon.ts";
import { isTypo } from "./misprint.ts";
import { areOpposite } from "./opposites.ts";
import { areSynonyms } from "./synonyms.ts";
import type { ReadText, Sentence } from "./text.ts";
import { haveRelation } from "./thesaurus.ts";

/** A sentence with its words; `hash` is the same for the same words in the same order. */
export type Told = { readonly read: ReadText; readonly sentence: Sentence; readonly forms: readonly string[]; readonly hash: number };
/** The same, held against a sentence of another text; `names` are the names of both texts. */
export type Words = Told & { readonly names: ReadonlySet<string> };

type Kind = EditNote["kind"];
type Side = { readonly sentence: Words; readonly range: Range; readonly forms: readonly string[]; readonly facts: readonly string[] };

/** Most words that come in at one place as one lone addition. */
const LONE_WORDS = 3;
/** Most words that introduce a sentence. */
const OPENING_WORDS = 8;

const bare = (word: string): string => word.replace(/'s$/, "");
const areOneGroup = (a: string, b: string, groups: ReadonlyMap<string, number>): boolean =>
  groups.has(a) && groups.get(a) === groups.get(b);
/** Protected words that are ordinary nouns and adjectives as well, as in "his part in the play", "the chief of staff". */
const ORDINARY = new Set(
  "part chief chiefs principal previous subject provided share shared draft limited capped bound several various".split(" "),
);
const areRelated = (a: string, b: string): boolean =>
  (ORDINARY.has(a) || ORDINARY.has(b)) && !(isProtected(a) && isProtected(b)) && haveRelation(a, b) === true && !areOpposite(a, b);
const areAlike = (a: string, b: string): boolean =>
  bare(a) === bare(b) ||
  stem(a) === stem(b) ||
  (areSynonyms(a, b) && !areOpposite(a, b)) ||
  areOneGroup(a, b, SCOPE) ||
  areOneGroup(a, b, MODALITY) ||
  areRelated(a, b);
const negationsIn = (forms: readonly string[]): number => forms.filter((form) => NEGATIONS.has(bare(form))).length;
const groupsIn = (forms: readonly string[], groups: ReadonlyMap<string, number>): number[] =>
  [...new Set(forms.flatMap((form) => groups.get(form) ?? []))].sort((a, b) => a - b);
const sameList = (a: readonly unknown[], b: readonly unknown[]): boolean => a.length === b.length && a.every((one, i) => one === b[i]);
/** What the first list has more of than the second. */
function surplusOf(list: readonly string[], other: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const one of other) left.set(one, (left.get(one) ?? 0) + 1);
  return list.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  });
}

const factsOf = (forms: readonly string[]): string[] => forms.map(plainFact).filter(isFact);
const content = (forms: readonly string[]): string[] => forms.filter((form) => !FUNCTION_WORDS.has(form));
const isHeading = ({ read, sentence: { from, to } }: Words): boolean => {
  const capitals = read.starts.slice(from, to).filter((at) => /\p{Lu}/u.test(read.text[at] ?? "")).length;
  return capitals > 3 && capitals >= 0.5 * (to - from);
};
/** A word capitalised inside a sentence, here alone or everywhere in one of the texts. */
const isName = ({ sentence, range }: Side, at: number): boolean => {
  const [i, form] = [range.from + at, bare(sentence.forms[range.from + at] ?? "")];
  if (sentence.names.has(form)) return true;
  const start = sentence.read.starts[sentence.sentence.from + i] ?? 0;
  return i > 0 && form.length > 1 && !isFact(plainFact(form)) && /\p{Lu}/u.test(sentence.read.text[start] ?? "") && !isHeading(sentence);
};
const namesIn = (side: Side): string[] => side.forms.flatMap((form, at) => (isName(side, at) ? bare(form) : []));

function sideOf(sentence: Words, range: Range): Side {
  const forms = sentence.forms.slice(range.from, range.to);
  return { sentence, range, forms, facts: factsOf(forms) };
}

/** What is left on either side once every word has met a word that says the same or is only misspelt; `met` counts those pairs. */
type Rest = { readonly removed: readonly string[]; readonly added: readonly string[]; readonly met: number };

/** Pairs of words that are weighed at one place, so that hostile text stays bounded. */
const MAX_PAIRS = 1600;

function restOf(before: Side, after: Side): Rest {
  if (before.forms.length * after.forms.length > MAX_PAIRS) {
    const [removed, added] = [surplusOf(before.forms, after.forms), surplusOf(after.forms, before.forms)];
    return { removed, added, met: 0 };
  }
  const left = after.forms.map((form, at) => ({ form, at }));
  const removed = before.forms.filter((form, i) => {
    const named = isName(before, i);
    const isSlip = (other: string, at: number): boolean =>
      (at === i || after.forms.length !== before.forms.length) && isTypo(form, other, named) && !before.sentence.read.forms.includes(other);
    const at = left.findIndex((one) => (named ? bare(form) === bare(one.form) : areAlike(form, one.form)) || isSlip(one.form, one.at));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return { removed, added: left.map((one) => one.form), met: before.forms.length - removed.length };
}

const aroundOf = ({ sentence, range }: Side): string[] =>
  [-2, -1]
    .map((n) => range.from + n)
    .concat(range.to, range.to + 1)
    .flatMap((i) => plainFact(sentence.forms[i] ?? "") || []);

/** Figures of the whole sentence that went and came: what only moved is neither. */
type Moved = { readonly gone: readonly string[]; readonly come: readonly string[] };

const notIn = (list: readonly number[], other: readonly number[]): number[] => list.filter((one) => !other.includes(one));

function kindOf(before: Side, after: Side, rest: Rest, whole: Moved): Kind | null {
  const [removed, added] = [content(rest.removed), content(rest.added)];
  if (negationsIn(rest.removed) !== negationsIn(rest.added)) {
    return before.forms.includes("non") || after.forms.includes("non") ? "antonym" : "negation";
  }
  const gone = before.facts.filter((fact) => whole.gone.includes(fact) && rest.removed.some((form) => plainFact(form) === fact));
  const come = after.facts.filter((fact) => whole.come.includes(fact) && rest.added.some((form) => plainFact(form) === fact));
  const [lost, won] = [surplusOf(factsOf(rest.removed), factsOf(rest.added)), surplusOf(factsOf(rest.added), factsOf(rest.removed))];
  const isExchange = lost.length > 0 && won.length > 0;
  if (isExchange || [...gone, ...come].some((fact) => !isWeekday(fact))) {
    return kindOfFact(isExchange ? [...lost, ...won] : [...gone, ...come], [...aroundOf(before), ...aroundOf(after)]);
  }
  if (removed.some((a) => added.some((b) => areOpposite(a, b)))) return "antonym";
  if (!sameList(groupsIn(rest.removed, MODALITY), groupsIn(rest.added, MODALITY))) return "modality";
  const [scopeBefore, scopeAfter] = [groupsIn(rest.removed, SCOPE), groupsIn(rest.added, SCOPE)];
  const moved = [...notIn(scopeBefore, scopeAfter), ...notIn(scopeAfter, scopeBefore)];
  const areExchanged = removed.length > 0 && added.length > 0 && scopeBefore.length * scopeAfter.length > 0;
  if (moved.some((one) => !WEAK_SCOPE.has(one) || areExchanged)) return "scope";
  const [namesBefore, namesAfter] = [before, after].map((side, i) =>
    namesIn(side).filter((name) => (i === 0 ? rest.removed : rest.added).some((form) => bare(form) === name)),
  ) as [string[], string[]];
  const isNewName = (name: string, others: readonly string[]): boolean =>
    !others.some((one) => stem(one) === stem(name) || one.startsWith(name) || name.startsWith(one));
  const differs = namesBefore.some((name) => isNewName(name, namesAfter)) && namesAfter.some((name) => isNewName(name, namesBefore));
  const joins =
    [...before.forms, ...after.forms].some((form) => form === "and" || form === "or") &&
    removed.length + added.length === namesBefore.length + namesAfter.length;
  if (differs || (joins && namesBefore.length + namesAfter.length > 0)) return "name";
  // "Nominally", "reluctantly": one adverb put into a sentence that had none is a hedge, whichever it is.
  if (rest.removed.length === 0 && added.length === 1 && /ly$/.test(added[0] ?? "")) return "scope";
  return null;
}

/** Words put in front of a sentence, up to a comma or colon, that say who said it or what else there is. */
function isOpening({ sentence: { read, sentence }, range, forms }: Side): boolean {
  if (range.from !== 0 || forms.length > OPENING_WORDS) return false;
  const end = read.ends[sentence.from + range.to - 1] ?? 0;
  return /^["”’)]*\s*[,:—–]/.test(read.text.slice(end, end + 4)) && !forms.some((form) => isProtected(form) || isFact(plainFact(form)));
}
/** Words on either side that a hyphen ties to the differing ones: in "non-exclusive" the edit is the whole word. */
function tiedBy({ sentence: { read, sentence }, range }: Side): { left: number; right: number } {
  const isJoint = (i: number): boolean =>
    /^[-‐‑]$/.test(read.plain.slice(read.ends[sentence.from + i] ?? 0, read.starts[sentence.from + i + 1] ?? 0));
  let { from, to } = range;
  if (from === to) return { left: 0, right: 0 };
  while (from > 0 && isJoint(from - 1)) from--;
  while (to < sentence.to - sentence.from && isJoint(to - 1)) to++;
  return { left: range.from - from, right: to - range.to };
}

/** The differing words as they stand in either text; what a hyphen adds on one side is shown on both. */
function shownPair(before: Side, after: Side): { removed: string; added: string } {
  const [a, b] = [tiedBy(before), tiedBy(after)];
  const [left, right] = [Math.max(a.left, b.left), Math.max(a.right, b.right)];
  const shown = ({ sentence: { read, sentence }, range }: Side): string => {
    const [from, to] = [sentence.from + range.from - left, sentence.from + range.to + right];
    return from === to ? "" : read.text.slice(read.starts[from], read.ends[to - 1]);
  };
  return { removed: shown(before), added: shown(after) };
}

/** The same names in another order, where who does what to whom may have changed sides; or one name for another of the same sentence. */
const haveChanged = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && new Set(a).size > 1 && !sameList(a, b) && new Set([...a, ...b]).size === new Set(a).size;

/** What an edited sentence differs in. */
export type Found = {
  readonly edits: readonly EditNote[];
  /** Words in the place of others, or put in, of which no rule knows whether they say the same. */
  readonly unexplained: readonly EditNote[];
  /** Those among them that a thesaurus holds for unrelated to what they replaced. */
  readonly odd: readonly EditNote[];
  /** Words that were exchanged, for better or worse. */
  readonly exchanged: number;
};

/** Judges what differs between a sentence and its edited form. `isCut`: the copy ends here, so that a missing end is a cut, not an edit. */
export function judgeSentence(before: Words, after: Words, runs: readonly Run[], isCut: boolean): Found {
  const whole = {
    gone: surplusOf(factsOf(before.forms), factsOf(after.forms)),
    come: surplusOf(factsOf(after.forms), factsOf(before.forms)),
  };
  const note = (kind: Kind, one: Side, other: Side): EditNote => ({
    kind,
    before: before.read.text.slice(before.sentence.start, before.sentence.end),
    after: after.read.text.slice(after.sentence.start, after.sentence.end),
    start: after.sentence.start,
    end: after.sentence.end,
    ...shownPair(one, other),
  });
  const edits: EditNote[] = [];
  const unexplained: EditNote[] = [];
  const odd: EditNote[] = [];
  let exchanged = 0;
  for (const run of runs) {
    const [gone, come] = [sideOf(before, run.removed), sideOf(after, run.added)];
    if (isCut && run.added.from === run.added.to && run.removed.to === before.forms.length) continue;
    if (gone.forms.length === 0 && isOpening(come)) continue;
    const rest = restOf(gone, come);
    if (rest.removed.length * rest.added.length > MAX_PAIRS) {
      edits.push(note("other", gone, come));
      continue;
    }
    const kind = kindOf(gone, come, rest, whole);
    exchanged += rest.met;
    if (kind !== null) {
      edits.push(note(kind, gone, come));
      continue;
    }
    // Negations and figures have been weighed above: what is left of them is another spelling.
    const isPlain = (form: string): boolean => !NEGATIONS.has(form) && !isFact(plainFact(form));
    const [lost, won] = [content(rest.removed).filter(isPlain), content(rest.added).filter(isPlain)];
    exchanged += Math.max(lost.length, won.length);
    const isAdded =
      lost.length === 0 && content(gone.forms).length === 0 && won.length <= LONE_WORDS && !won.every((form) => LEAD_INS.has(form));
    const isExchanged = lost.length > 0 && rest.added.length > 0;
    if (isExchanged || (isAdded && won.length > 0)) unexplained.push(note("other", gone, come));
    if (lost.length === won.length && lost.some((form, i) => haveRelation(form, won[i] ?? "") === false))
      odd.push(note("other", gone, come));
  }
  const order = (one: Words): string[] => one.forms.map(bare).filter((form) => one.names.has(form));
  const [first, end] = [runs[0], runs.at(-1)];
  if (edits.length === 0 && first !== undefined && end !== undefined && haveChanged(order(before), order(after))) {
    const span = (side: "removed" | "added"): Range => ({ from: first[side].from, to: end[side].to });
    return { edits: [note("name", sideOf(before, span("removed")), sideOf(after, span("added")))], unexplained: [], odd: [], exchanged };
  }
  return { edits, unexplained, odd, exchanged };
}
