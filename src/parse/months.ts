/**
 * How months begin in English, German, French, Spanish, Catalan, Italian, Portuguese, Romanian, Dutch, the Scandinavian languages, Finnish, Polish,
 * Czech, Hungarian, Turkish, Indonesian, Greek, Russian and Ukrainian, without accents. The longest beginning that fits decides. A name that
 * two languages give to different months (listopada) is left out.
 */
const MONTHS: ReadonlyMap<string, number> = new Map(
  [
    "jan ene gen ian sty led oca tam янв січ ιαν",
    "feb fev lut uno sub hel фев лют φεβ",
    "mar mrz mrt mae bre maal мар бер μαρ",
    "apr avr abr kwi dub nis huh апр кві απρ",
    "may mai maj mei mag kve tou май мая тра μαι",
    "jun juin giu iun cze cervna cerven haz kes июн чер ιουν",
    "jul juil lug iul lipc lipi cervenc cervenec tem hei июл лип ιουλ",
    "aug aou ago agu sie srpna srpen elo авг сер αυγ",
    "sep set szep wrz zar eyl syy сен вер σεπ",
    "oct okt ott out paz rij eki lok окт жов οκτ",
    "nov noi kas marr ноя лис νοε",
    "dec dez dic des gru pro ara jou дек гру δεκ",
  ].flatMap((names, index) => names.split(" ").map((name) => [name.normalize("NFD").replace(/\p{M}/gu, ""), index + 1] as const)),
);
const LONGEST = Math.max(...[...MONTHS.keys()].map((name) => name.length));

/** The number of a month (1 to 12) by its figure or its name, written without accents; null where nobody knows it. */
export function monthOf(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text);
  const name = text.toLowerCase();
  for (let length = LONGEST; length >= 3; length -= 1) {
    const month = MONTHS.get(name.slice(0, length));
    if (month !== undefined) return month;
  }
  return null;
}
