import { eld } from "eld/extrasmall";

/** How much of a text is enough to tell its language, in UTF-16 units. */
const SAMPLE = 1_200;

/** English shows in its small words: even terse English has one in twelve. */
const SMALL_WORDS = /(?<!\p{L})(?:the|of|and|to|is|that|with|for|was|on|by|from|has|its|it|at|an|be|are|will)(?!\p{L})/giu;
const ENGLISH_SHARE = 1 / 12;

const NAMES = new Intl.DisplayNames(["en"], { type: "language" });
const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Hangul}/gu, "ko"],
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, "ja"],
  [/\p{Script=Han}/gu, "zh"],
];

/** The language of a text as a code such as de: what the text shows where that is plain, else what was stated, else English. */
export function languageOf(text: string, stated: string | null): string {
  const sample = text.slice(0, SAMPLE);
  for (const [script, language] of SCRIPTS) if ((sample.match(script)?.length ?? 0) > sample.length / 20) return language;
  const words = sample.split(/\s+/).length;
  if ((sample.match(SMALL_WORDS)?.length ?? 0) > words * ENGLISH_SHARE) return "en";
  const detected = eld.detect(sample);
  if (detected.language !== "" && detected.isReliable()) return detected.language;
  const code = stated?.trim().toLowerCase().split(/[-_]/)[0] ?? "";
  return /^[a-z]{2,3}$/.test(code) && code !== "und" ? code : "en";
}

export const languageName = (code: string): string => NAMES.of(code) ?? code;
