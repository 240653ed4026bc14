/** Characters before and after the first word of a snippet, and places looked at for the one with most words. */
const [BEFORE, AFTER, PLACES] = [60, 140, 50];

const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;
/** As the index folds words: case and accents tell nothing apart. */
const folded = (word: string): string => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Whether an expression of FTS5 asks for a word. Phrases and distances are not held against each other: what is marked are words. */
function asksFor(match: string): (word: string) => boolean {
  const asked = [...match.replace(/\b(AND|OR|NOT|NEAR)\b/g, " ").matchAll(/([\p{L}\p{N}\p{M}\p{Co}]+)("?\s*\*)?/gu)];
  const words = new Set(asked.map(([, word = ""]) => folded(word)));
  const beginnings = asked.filter(([, , star]) => star !== undefined).map(([, word = ""]) => folded(word));
  return (word) => words.has(word) || beginnings.some((one) => word.startsWith(one));
}

type Place = { readonly start: number; readonly end: number; readonly word: string };

/**
 * The part of a text where most of the different words stand together, [marked]; null where none stands there. Made here since the time
 * that FTS5's own snippet() and highlight() take grows with the square of how often a word stands in a text: a page of one word over and
 * over keeps them busy for minutes.
 */
export function snippetOf(text: string, match: string): string | null {
  const isAsked = asksFor(match);
  const places: Place[] = [];
  for (const { 0: token, index } of text.matchAll(WORD)) {
    const word = folded(token.slice(0, AFTER));
    if (isAsked(word)) places.push({ start: index, end: index + token.length, word });
    if (places.length >= PLACES) break;
  }
  const [first] = places;
  if (first === undefined) return null;
  const around = (one: Place) => places.filter(({ start }) => start >= one.start && start < one.start + AFTER);
  const different = (one: Place) => new Set(around(one).map(({ word }) => word)).size;
  const best = places.reduce((a, b) => (different(b) > different(a) ? b : a), first);
  // Not from within a word, nor to within one.
  const from = best.start <= BEFORE ? 0 : best.start - BEFORE + Math.max(0, text.slice(best.start - BEFORE, best.start).search(/\s\S/));
  const end = Math.min(text.length, best.start + AFTER);
  const to = end === text.length ? end : Math.max(Math.min(best.end, end), text.lastIndexOf(" ", end));
  let [said, at] = ["", from];
  for (const { start, end: stop } of places) {
    if (start < from || start >= to) continue;
    said += `${text.slice(at, start)}[${text.slice(start, Math.min(stop, to))}]`;
    at = Math.min(stop, to);
  }
  return `${from > 0 ? "…" : ""}${(said + text.slice(at, to)).trim().toWellFormed()}${to < text.length ? "…" : ""}`;
}
