import { inflateRawSync } from "node:zlib";
import thesaurus from "../../models/thesaurus/thesaurus.json" with { type: "json" };
import { basesOf, type Form } from "./inflect.ts";

/** British and American spelling as one. */
export const plainSpelling = (word: string): string =>
  word
    .replace(/(.{3,})is(e|ing|ed|es)$/, "$1iz$2")
    .replace(/our$/, "or")
    .replace(/yse$/, "yze");

/** A word as one part of speech in one form. */
type Place = { readonly block: number; readonly index: number; readonly form: Form };

const FORMS: Record<string, readonly Form[]> = { v: ["base", "s", "ed", "en", "ing"], n: ["base", "s"], a: ["base"], r: ["base"] };
const related = thesaurus.blocks.map((block) => inflateRawSync(Buffer.from(block.related, "base64")));
const places = new Map<string, { readonly block: number; readonly index: number }[]>();
thesaurus.blocks.forEach(({ words }, block) => {
  words.split(" ").forEach((word, index) => {
    const list = places.get(word);
    if (list === undefined) places.set(word, [{ block, index }]);
    else list.push({ block, index });
  });
});
const placesOf = (word: string): Place[] =>
  basesOf(word).flatMap(({ base, form }) =>
    (places.get(plainSpelling(base)) ?? []).flatMap(({ block, index }) =>
      FORMS[thesaurus.blocks[block]?.pos ?? ""]?.includes(form) ? [{ block, index, form }] : [],
    ),
  );

const isSameForm = (a: Form, b: Form): boolean => a === b || (a === "ed" && b === "en") || (a === "en" && b === "ed");
function areRelated(a: Place, b: Place): boolean {
  if (a.index === b.index) return true;
  const [low, high] = a.index < b.index ? [a.index, b.index] : [b.index, a.index];
  const at = (high * (high - 1)) / 2 + low;
  return ((related[a.block]?.[at >> 3] ?? 0) & (1 << (at & 7))) !== 0;
}

export const isKnownWord = (word: string): boolean => placesOf(word).length > 0;

/** Whether two words can stand for each other at all, by a thesaurus: null where it does not know both as one part of speech in one form. */
export function haveRelation(a: string, b: string): boolean | null {
  const [left, right] = [placesOf(a), placesOf(b)];
  let isKnown = false;
  for (const one of left) {
    for (const other of right) {
      if (one.block !== other.block || !isSameForm(one.form, other.form)) continue;
      if (areRelated(one, other)) return true;
      isKnown = true;
    }
  }
  return isKnown ? false : null;
}
