/** A day in milliseconds. */
export const DAY = 86_400_000;

const MONTHS = [
  "january jan januar enero gennaio janeiro janvier",
  "february feb februar febrero febbraio fevereiro février",
  "march mar märz marzo março mars",
  "april apr abril aprile avril",
  "may mai mayo maggio maio",
  "june jun juni junio giugno junho juin",
  "july jul juli julio luglio julho juillet",
  "august aug agosto août",
  "september sep sept septiembre settembre setembro septembre",
  "october oct oktober octubre ottobre outubro octobre",
  "november nov noviembre novembre novembro",
  "december dec dezember diciembre dicembre dezembro décembre",
];
const NUMBER = new Map(MONTHS.flatMap((names, i) => names.split(" ").map((name) => [name, i] as const)));
const NAME = `(${[...NUMBER.keys()].sort((a, b) => b.length - a.length).join("|")})\\.?`;
const FORMS: readonly (readonly [RegExp, year: number, month: number, day: number])[] = [
  [new RegExp(`\\b${NAME} (\\d{1,2})(?:st|nd|rd|th)?(?:,? ((?:19|20)\\d\\d))?(?!\\d|[.,]\\d)`, "giu"), 3, 1, 2],
  [
    new RegExp(`(?<!\\d|\\d[.,])(\\d{1,2})\\.?(?:st|nd|rd|th)? (?:de )?${NAME}(?:,? (?:de )?((?:19|20)\\d\\d))?(?!\\p{L}|\\d)`, "giu"),
    3,
    2,
    1,
  ],
  [/\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b/g, 1, 2, 3],
  [/(?:((?:19|20)\d\d) ?[年년] ?)?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日號号일]/g, 1, 2, 3],
];
const LAST_MONTHS_MS = 330 * DAY;

/** The days that a text names in full (day and month), as whole days since 1970; one without a year is the last before `written`. */
export function daysNamed(text: string, written: number): readonly number[] {
  const days = new Set<number>();
  if (!/\d/.test(text)) return [];
  for (const [form, yearAt, monthAt, dayAt] of FORMS) {
    for (const match of text.matchAll(form)) {
      const named = match[monthAt] ?? "";
      const month = /^\d+$/.test(named) ? Number(named) - 1 : (NUMBER.get(named.toLowerCase()) ?? -1);
      const day = Number(match[dayAt]);
      if (month < 0 || month > 11 || day < 1 || day > 31) continue;
      const year = match[yearAt] === undefined ? new Date(written).getUTCFullYear() : Number(match[yearAt]);
      let at = Date.UTC(year, month, day);
      if (match[yearAt] === undefined && at > written + DAY) at = Date.UTC(year - 1, month, day);
      if (match[yearAt] !== undefined || written - at < LAST_MONTHS_MS) days.add(Math.floor(at / DAY));
    }
  }
  return [...days];
}
