import { rarity } from "./rarity.ts";
import { STOP_WORDS } from "./stop-words.ts";
import { isSpaceless, type ReadText } from "./text.ts";

/** Terms kept of an article; more cost time and gain nothing (measured: docs of 20 terms lose, 100 and 1,000 score alike). */
const TOP_TERMS = 100;
/** Fewer than this many different terms say too little to compare by. */
const MIN_TERMS = 8;
/** Names and figures kept for comparing texts in different languages. */
const TOP_BRIDGE = 40;
/** A text with so large a share of single characters is in a script without spaces. */
const SPACELESS_SHARE = 0.3;

/** Sentences that stand where a paywall, a consent screen or a script warning stands instead of the article. */
const STUB =
  /\b(subscri(be|ber|bers|ption|ptions)|sign(ed)? (in|up)|log(ged)? in|register(ed)?|paywall|members? only|unlimited access|cookies?|newsletter|javascript|free trial|cancel any ?time|ad ?blocker|continue reading|read on|unlock|premium (content|article))\b/i;
const STUB_WORDS = 30;

/** Tokens from sentences that carry news: stubs are left out. */
export function newsTokens(read: ReadText): readonly string[] {
  return read.sentences.flatMap((one) =>
    one.to - one.from <= STUB_WORDS && STUB.test(read.text.slice(one.start, one.end)) ? [] : read.forms.slice(one.from, one.to),
  );
}

/** A unit vector of terms: logarithmic counts by how rare a word is in the language. Nothing is learned from the stream, on purpose (decision 7). */
export type Terms = ReadonlyMap<string, number>;

function unitVector(counts: ReadonlyMap<string, number>, most: number): Terms {
  const weighed = [...counts].map(([term, n]) => [term, (1 + Math.log(n)) * rarity(term)] as const);
  // Sorting is stable, so that among equals the words of the headline and the opening stay.
  const top = weighed.sort((a, b) => b[1] - a[1]).slice(0, most);
  const length = Math.sqrt(top.reduce((sum, [, weight]) => sum + weight * weight, 0));
  return new Map(top.map(([term, weight]) => [term, weight / length]));
}

export function termsOf(title: readonly string[], body: readonly string[]): Terms {
  const counts = new Map<string, number>();
  const count = (term: string): void => void counts.set(term, (counts.get(term) ?? 0) + 1);
  for (const forms of [title, body]) {
    forms.forEach((form, i) => {
      const next = forms[i + 1];
      if (isSpaceless(form)) {
        // Scripts without spaces: pairs of characters stand in for words.
        if (next !== undefined && isSpaceless(next)) count(form + next);
        return;
      }
      const word = form.replace(/'s?$/, "");
      if (word.length > 1 && !STOP_WORDS.has(form) && !STOP_WORDS.has(word)) count(word);
    });
  }
  return counts.size < MIN_TERMS ? new Map() : unitVector(counts, TOP_TERMS);
}

const isSpacelessText = (body: readonly string[]): boolean => body.filter(isSpaceless).length > SPACELESS_SHARE * body.length;

/** Names and figures, which read alike in every language: what texts in two languages are compared by. */
export function bridgeOf(names: ReadonlyMap<string, number>, title: readonly string[], body: readonly string[]): Terms {
  const counts = new Map<string, number>(names);
  const isForeign = isSpacelessText(body);
  for (const form of [...title, ...body]) {
    if (names.has(form)) continue;
    const isFigure = /^\d+(?:[.,]\d+)*$/.test(form) && form.length > 1;
    // In a script without spaces, Latin words are names.
    const isName = isForeign && /^[a-z][a-z0-9.&'-]+$/.test(form) && !STOP_WORDS.has(form);
    if (!isFigure && !isName) continue;
    const key = form.replace(/^(\d+),(\d{1,2})$/, "$1.$2");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return unitVector(counts, TOP_BRIDGE);
}

/** The language of a text, as far as the article says or its script shows; "" where neither does. */
export function languageOf(declared: string | null, body: readonly string[]): string {
  const [tag = ""] = (declared ?? "").toLowerCase().split(/[-_]/);
  return tag !== "" ? tag : isSpacelessText(body) ? "spaceless" : "";
}

/** The name that a text speaks of most, or null where it has none: what tells apart two texts made from one template. */
export function subjectOf(names: ReadonlyMap<string, number>): string | null {
  let subject: string | null = null;
  for (const [name, count] of names) if (count > 1 && count > (names.get(subject ?? "") ?? 0)) subject = name;
  return subject;
}
