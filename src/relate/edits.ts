import type { EditNote } from "../domain/edit.ts";
import type { Range, Run } from "./diff.ts";
import { isFact, isWeekday, kindOfFact, plainFact } from "./facts.ts";
import { areOpposite, areSynonyms, FUNCTION_WORDS, isProtected, MODALITY, NEGATIONS, SCOPE, stem, WEAK_SCOPE } from "./lexicon.ts";
import type { ReadText, Sentence } from "./text.ts";

/** A sentence with its words; `names` are the names of both texts. */
export type Words = {
  readonly read: ReadText;
  readonly names: ReadonlySet<string>;
  readonly forms: readonly string[];
  readonly sentence: Sentence;
};

type Kind = EditNote["kind"];
type Side = { readonly sentence: Words; readonly range: Range; readonly forms: readonly string[]; readonly facts: readonly string[] };

/** Most words that come in at one place as one lone addition. */
const LONE_WORDS = 3;

const bare = (word: string): string => word.replace(/'s$/, "");
/** One letter added, dropped, exchanged or swapped: a misprint, in words long enough to have one. */
function isMisprint(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 5 || Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  if (a.length > b.length) return a.slice(i + 1) === b.slice(i);
  if (a.length < b.length) return a.slice(i) === b.slice(i + 1);
  return a.slice(i + 1) === b.slice(i + 1) || (a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2));
}

/** A word of the original that the copy misspells: what it says now is no word that means anything here. */
const isTypo = (before: string, after: string): boolean =>
  /^[^\d]+$/.test(before + after) && isMisprint(before, after) && !isProtected(after) && !isFact(plainFact(after));

const areOneGroup = (a: string, b: string, groups: ReadonlyMap<string, number>): boolean =>
  groups.has(a) && groups.get(a) === groups.get(b);
const isHarmless = (a: string, b: string): boolean =>
  bare(a) === bare(b) ||
  stem(a) === stem(b) ||
  areSynonyms(a, b) ||
  isMisprint(a, b) ||
  areOneGroup(a, b, SCOPE) ||
  areOneGroup(a, b, MODALITY);
const negationsIn = (forms: readonly string[]): number => forms.filter((form) => NEGATIONS.has(form)).length;
const groupsIn = (forms: readonly string[], groups: ReadonlyMap<string, number>): number[] =>
  [...new Set(forms.flatMap((form) => groups.get(form) ?? []))].sort((a, b) => a - b);
const sameList = (a: readonly unknown[], b: readonly unknown[]): boolean => a.length === b.length && a.every((one, i) => one === b[i]);
/** What the first list has more of than the second. */
function surplus(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const factsOf = (forms: readonly string[]): string[] => forms.map(plainFact).filter(isFact);
const namesIn = (side: Side): string[] => side.forms.map(bare).filter((form) => side.sentence.names.has(form));
const content = (side: Side): string[] => side.forms.filter((form) => !FUNCTION_WORDS.has(form));

function sideOf(sentence: Words, range: Range): Side {
  const forms = sentence.forms.slice(range.from, range.to);
  return { sentence, range, forms, facts: factsOf(forms) };
}

const aroundOf = ({ sentence, range }: Side): string[] =>
  [-2, -1]
    .map((n) => range.from + n)
    .concat(range.to, range.to + 1)
    .flatMap((i) => plainFact(sentence.forms[i] ?? "") || []);

/** Figures of the whole sentence that went and came: what only moved is neither. */
type Moved = { readonly gone: readonly string[]; readonly come: readonly string[] };

function kindOf(before: Side, after: Side, whole: Moved): Kind | null {
  const [removed, added] = [content(before), content(after)];
  if (negationsIn(before.forms) !== negationsIn(after.forms)) {
    return before.forms.includes("non") || after.forms.includes("non") ? "antonym" : "negation";
  }
  if (removed.some((a) => added.some((b) => areOpposite(a, b)))) return "antonym";
  const gone = before.facts.filter((fact) => whole.gone.includes(fact));
  const come = after.facts.filter((fact) => whole.come.includes(fact));
  const [lost, won] = [surplus(before.facts, after.facts), surplus(after.facts, before.facts)];
  const isExchange = lost.length > 0 && won.length > 0;
  if (isExchange || [...gone, ...come].some((fact) => !isWeekday(fact))) {
    return kindOfFact(isExchange ? [...lost, ...won] : [...gone, ...come], [...aroundOf(before), ...aroundOf(after)]);
  }
  if (!sameList(groupsIn(before.forms, MODALITY), groupsIn(after.forms, MODALITY))) return "modality";
  const [scopeBefore, scopeAfter] = [groupsIn(before.forms, SCOPE), groupsIn(after.forms, SCOPE)];
  if (!sameList(scopeBefore, scopeAfter)) {
    const moved = [...scopeBefore.filter((one) => !scopeAfter.includes(one)), ...scopeAfter.filter((one) => !scopeBefore.includes(one))];
    if (moved.some((one) => !WEAK_SCOPE.has(one)) || (removed.length > 0 && added.length > 0 && scopeBefore.length * scopeAfter.length > 0))
      return "scope";
  }
  const [namesBefore, namesAfter] = [namesIn(before), namesIn(after)];
  const isNewName = (name: string, others: readonly string[]): boolean =>
    !others.some((one) => stem(one) === stem(name) || one.startsWith(name) || name.startsWith(one));
  const differs = namesBefore.some((name) => isNewName(name, namesAfter)) && namesAfter.some((name) => isNewName(name, namesBefore));
  const joins =
    [...before.forms, ...after.forms].some((form) => form === "and" || form === "or") &&
    removed.length + added.length === namesBefore.length + namesAfter.length;
  if (differs || (joins && namesBefore.length + namesAfter.length > 0)) return "name";
  return null;
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

/** The same names in another order: who does what to whom may have changed sides. */
const haveSwapped = (a: readonly string[], b: readonly string[]): boolean =>
  new Set(a).size > 1 && !sameList(a, b) && sameList([...a].sort(), [...b].sort());

/** Judges what differs between a sentence and its edited form. `last`: the copy ends here, so that a missing end is a cut, not an edit. */
export function judgeSentence(
  before: Words,
  after: Words,
  runs: readonly Run[],
  last: boolean,
): { edits: EditNote[]; unexplained: EditNote[] } {
  const whole = {
    gone: surplus(factsOf(before.forms), factsOf(after.forms)),
    come: surplus(factsOf(after.forms), factsOf(before.forms)),
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
  for (const run of runs) {
    const [gone, come] = [sideOf(before, run.removed), sideOf(after, run.added)];
    if (last && run.added.from === run.added.to && run.removed.to === before.forms.length) continue;
    const isMisspelt = gone.forms.length === come.forms.length && gone.forms.every((form, i) => isTypo(form, come.forms[i] ?? ""));
    if (isMisspelt && namesIn(gone).length === 0) continue;
    const kind = kindOf(gone, come, whole);
    if (kind !== null) {
      edits.push(note(kind, gone, come));
      continue;
    }
    // Negations and figures have been weighed above: what is left of them is another spelling.
    const [lost, won] = [gone, come].map((side) => content(side).filter((form) => !NEGATIONS.has(form) && !isFact(plainFact(form)))) as [
      string[],
      string[],
    ];
    const strange = won.filter((a) => !lost.some((b) => isHarmless(a, b)));
    const missing = lost.filter((a) => !won.some((b) => isHarmless(a, b)));
    const isExchanged = strange.length > 0 && missing.length > 0;
    const isAdded = lost.length === 0 && won.length > 0 && won.length <= LONE_WORDS;
    if (isExchanged || isAdded) unexplained.push(note("other", gone, come));
  }
  const order = (one: Words): string[] => one.forms.map(bare).filter((form) => one.names.has(form));
  const [first, end] = [runs[0], runs.at(-1)];
  if (edits.length === 0 && first !== undefined && end !== undefined && haveSwapped(order(before), order(after))) {
    const span = (side: "removed" | "added"): Range => ({ from: first[side].from, to: end[side].to });
    return { edits: [note("name", sideOf(before, span("removed")), sideOf(after, span("added")))], unexplained: [] };
  }
  return { edits, unexplained };
}
