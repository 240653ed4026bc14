import { STOP_WORDS } from "../../src/relate/stop-words.ts";

const SYLLABLES =
  "ba be bi bo da de di do fa fe ga go ka ke ko la le li lo ma me mi mo na ne no pa pe po ra re ro sa se so ta te to va ve vo".split(" ");
// About half of a text is stop words; the rest follows Zipf's law from the common words of news down to names.
const COMMON = [...STOP_WORDS].slice(0, 150);
const VOCABULARY = 30_000;

function word(rank: number): string {
  let text = "";
  for (let rest = rank + 40; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) text += SYLLABLES[rest % SYLLABLES.length];
  return text;
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A writer of texts in an invented language with English stop words: news in shape, about nothing. */
export function createInvented(random: () => number) {
  const draw = (): string =>
    random() < 0.45 ? (COMMON[Math.floor(random() * COMMON.length)] ?? "") : word(Math.floor(100 * (VOCABULARY / 100) ** random()));
  /** The words that one event is told in, names first. */
  const topic = (): string[] => Array.from({ length: 25 }, (_, n) => (n < 5 ? capital(draw()) : draw()));
  const sentence = (about: readonly string[]): string => {
    const words = Array.from({ length: 12 + Math.floor(random() * 16) }, () =>
      random() < 0.25 ? (about[Math.floor(random() * about.length)] ?? "") : draw(),
    );
    return `${capital(words.join(" "))}.`;
  };
  return {
    topic,
    sentence,
    body: (about: readonly string[], sentences: number) => Array.from({ length: sentences }, () => sentence(about)),
  };
}
