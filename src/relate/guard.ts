import type { EditNote } from "../domain/edit.ts";
import { align, indexOf, MAX_COMPARED, type Sentences, sentencesOf } from "./align.ts";
import { runsOf } from "./diff.ts";
import { judgeSentence, type Told } from "./edits.ts";
import { takesBack } from "./lexicon.ts";
import { nameCounts } from "./names.ts";
import { remembering } from "./remembering.ts";
import { type ReadText, readText } from "./text.ts";

/** A copy so much of which is word for word the same was made by machine: then a lone exchanged word is no sub-editing. */
const MECHANICAL = 0.7;
const LONE = 2;
/** Up to this share of exchanged words, a word that is unrelated to the one it replaced stands out; beyond it the copy is a rewrite. */
const REWRITTEN = 0.09;
/** Two texts made from one template (two companies' results) differ in a figure or a name in at least this share of their common sentences. */
const TEMPLATE_SHARE = 0.5;
const TEMPLATE_SENTENCES = 2;

/** `template`: so many sentences differ in protected words that the two texts share a form rather than news. */
type Guarded = { readonly edits: readonly EditNote[]; readonly template: boolean };

const addition = ({ read, sentence: { start, end } }: Told): EditNote => {
  const after = read.text.slice(start, end);
  return { kind: "other", before: "", after, start, end, removed: "", added: after };
};

const isBrokenOff = ({ read, sentence: { end } }: Told): boolean => /(?:…|\.\.\.)\W*$/.test(read.text.slice(Math.max(0, end - 8), end));

/** A text as it is held against others. */
type Side = {
  readonly text: ReadText;
  readonly names: ReadonlyMap<string, number>;
  readonly sentences: readonly Told[];
  readonly index: Sentences;
};

/** Texts that are kept read: an original is held against one copy after the other. */
const KEPT = 128;

/** "Per cent" as one word of the same length, so that a line broken inside it is no other text. */
const read = remembering((given: string): Side => {
  const joined = given.replace(/\bper\scent\b/gi, "percent ");
  const text = joined === given ? readText(given) : { ...readText(joined), text: given };
  const sentences = sentencesOf(text);
  return { text, names: nameCounts(text), sentences, index: indexOf(text, sentences) };
}, KEPT);

/** Compares a copy with its original sentence by sentence and notes every edit that may change what it says. */
export function guard(childText: string, parentText: string): Guarded {
  const [child, parent] = [read(childText), read(parentText)];
  const aligned = align(child.sentences, parent.sentences, parent.index);
  if (aligned.every((one) => one.kept)) return { edits: [], template: false };
  const names = new Set([...child.names.keys(), ...parent.names.keys()]);

  const edits: EditNote[] = [];
  const lone: EditNote[] = [];
  const odd: EditNote[] = [];
  let [exact, changed, touched, compared, exchanged, words] = [0, 0, 0, 0, 0, 0];
  aligned.forEach(({ after, kept, place }, i) => {
    if (kept || place !== null) words += after.sentence.to - after.sentence.from;
    if (kept) exact++;
    if (kept || parent.index.runsOn(after)) return;
    if (++compared > MAX_COMPARED) {
      if (compared === MAX_COMPARED + 1) edits.push(addition(after));
      return;
    }
    const original = place === null ? undefined : parent.sentences[place];
    if (original === undefined) {
      if (after.forms.some(takesBack) && after.forms.some((form) => parent.names.has(form))) edits.push(addition(after));
      return;
    }
    changed++;
    const isCut = i === aligned.length - 1 || isBrokenOff(after);
    const found = judgeSentence({ ...original, names }, { ...after, names }, runsOf(original.forms, after.forms), isCut);
    edits.push(...found.edits);
    lone.push(...found.unexplained);
    odd.push(...found.odd);
    exchanged += found.exchanged;
    if (found.edits.some((one) => one.kind !== "antonym" && one.kind !== "scope" && one.kind !== "modality")) touched++;
  });
  if (lone.length <= LONE && exact >= MECHANICAL * (exact + changed)) edits.push(...lone);
  else if (exchanged <= REWRITTEN * words) edits.push(...odd);
  return { edits, template: touched >= TEMPLATE_SENTENCES && touched >= TEMPLATE_SHARE * (exact + changed) };
}
