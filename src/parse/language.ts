// The set that the judge has loaded: the next larger one told no more of 137 articles in 8 languages, and takes 70 MB.
import { eld } from "eld/extrasmall";

/** More text does not make the answer better; in characters. */
const SAMPLE = 400;
/** Below this weight of letters a guess is no better than what the page says. */
const MIN_WEIGHT = 60;
/** A letter outside the Latin scripts tells as much as this many Latin ones. */
const OTHER_SCRIPT_WEIGHT = 4;

/** The first subtag of a language tag in lower case (`en` of `en-GB`), or null where it is none. */
export function languageTag(declared: string | null | undefined): string | null {
  return /^([a-z]{2,3})(?:[-_].*)?$/i.exec(declared?.trim() ?? "")?.[1]?.toLowerCase() ?? null;
}

const weightOf = (text: string): number =>
  (text.match(/[a-z\u00c0-\u024f]/gi)?.length ?? 0) + (text.match(/(?![\u0000-\u024f])\p{L}/gu)?.length ?? 0) * OTHER_SCRIPT_WEIGHT;

/**
 * The language of a text as a two-letter code. What the page declares is a prior: a text that is long enough and reliably another
 * language wins over it, since templates say "en" on pages in every language.
 */
export function languageOf(title: string | null, text: string, declared: string | null): string | null {
  const prior = languageTag(declared);
  const sample = `${title ?? ""}\n${text.slice(0, SAMPLE)}`;
  const found = eld.detect(sample);
  if (found.language === "") return prior;
  if (prior === null) return found.language;
  return found.isReliable() && weightOf(sample) >= MIN_WEIGHT ? found.language : prior;
}
