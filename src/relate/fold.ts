// biome-ignore lint/suspicious/noMisleadingCharacterClass: the joiners are listed, not combined
const INVISIBLE = /[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
export const SPACELESS =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3134f}]/u;
export const isAscii = (text: string): boolean => !/[^\x00-\x7f]/.test(text);

/** True for a token that is one character of a script written without spaces (or, like Hangul, with spaces that part phrases rather than words). */
export const isSpaceless = (form: string): boolean => form.length <= 3 && SPACELESS.test(form);

/** Curly and straight, full-width and composed forms become one; soft hyphens and zero-width characters go; lower case. */
export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  return text
    .replace(INVISIBLE, "")
    .normalize("NFKC")
    .replace(/[‘’‚‛ʼ′]/g, "'")
    .replace(/[“”„‟«»″]/g, '"')
    .replace(/[‐‑‒–—―−]/g, "-")
    .toLowerCase();
}
