/** RFC 9110 §5.6.7: a two-digit year more than 50 years ahead is in the past. */
const CENTURY_WINDOW_YEARS = 50;

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

// The three forms of RFC 9110 §5.6.7. Date.parse will not do: it takes the third for local time.
const IMF_FIXDATE = /^\w{3}, (?<day>\d{2}) (?<month>\w{3}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/i;
const RFC_850 = /^\w{6,9}, (?<day>\d{2})-(?<month>\w{3})-(?<year>\d{2}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/i;
const ASCTIME = /^\w{3} (?<month>\w{3}) (?<day>[ \d]\d) (?<time>\d{2}:\d{2}:\d{2}) (?<year>\d{4})$/i;

/** An HTTP date in any of its three forms as milliseconds since the epoch, null when it is none. `now` settles two-digit years. */
export function parseHttpDate(value: string, now: Date): number | null {
  const {
    day = "",
    month = "",
    year = "",
    time = "",
  } = (IMF_FIXDATE.exec(value) ?? RFC_850.exec(value) ?? ASCTIME.exec(value))?.groups ?? {};
  const monthIndex = MONTHS.indexOf(month.toLowerCase());
  if (monthIndex < 0) return null;
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  if (Number(day) < 1 || Number(day) > 31 || hours > 23 || minutes > 59 || seconds > 60) return null;
  return Date.UTC(fullYear(year, now), monthIndex, Number(day), hours, minutes, seconds);
}

function fullYear(year: string, now: Date): number {
  if (year.length === 4) return Number(year);
  const thisYear = now.getUTCFullYear();
  const candidate = thisYear - (thisYear % 100) + Number(year);
  return candidate > thisYear + CENTURY_WINDOW_YEARS ? candidate - 100 : candidate;
}
