import { hintsBetween, strengthOf } from "./evidence.ts";
import { DAY, type Item, type Likeness } from "./item.ts";

/** Apart by more than this, like words alone are no sign of one event; articles with dates have less. */
export const PAIR_WINDOW = 14 * DAY;
export const DATED_WINDOW = 10 * DAY;
/** In different languages, names and figures in common mean one event only within this time. */
export const ABROAD_WINDOW = 4 * DAY;
/** Later than this, naming the day of an event no longer brings an article into its story. */
const NAMED_WINDOW = 90 * DAY;
/** Time in which likeness fades to 37 % between articles with dates. */
const FADE = 8 * DAY;
/** What is left of likeness where a date is missing, which could have spoken for one event or against it. */
const UNDATED = 0.85;
/** Names and figures are fewer than words, and alike by chance more often: what their cosine counts for. */
const ABROAD = 0.4;
/** What all hints together can add to likeness. */
const HINTS_ADD = 0.15;
/** Texts so alike in words (cosine), either of which never names whom the other is about, come from one template: two companies' results, two matches. */
const TEMPLATE = 0.4;

// Rounded, since the order in which a sum was made must not decide.
const rounded = (sum: number): number => Math.round(Math.min(1, sum) * 1e6) / 1e6;
const dayOf = (item: Item): number => Math.floor(item.time / DAY);
const names = (later: Item, earlier: Item): boolean => {
  const day = dayOf(earlier);
  return later.profile.days.some((one) => one === day || one === day - 1);
};

/** Whether the later of two articles names the day of the earlier (or the day before it, which the earlier reports) at its opening. */
export function namesTheDay(a: Item, b: Item): boolean {
  if (!a.isDated || !b.isDated || Math.abs(a.time - b.time) > NAMED_WINDOW) return false;
  return a.time > b.time ? names(a, b) : names(b, a);
}

function isTemplate(item: Item, other: Item, cosine: number): boolean {
  const [a, b] = [item.profile, other.profile];
  return cosine >= TEMPLATE && a.subject !== null && b.subject !== null && !b.names.has(a.subject) && !a.names.has(b.subject);
}

/** Whether two articles lie so far apart that their words are held against each other only where one names the day of the other. */
function isFar(item: Item, other: Item): boolean {
  const apart = Math.abs(item.time - other.time);
  return apart > (item.isDated && other.isDated ? DATED_WINDOW : PAIR_WINDOW);
}
/** False where no words could make two articles alike. */
export const mayBeAlike = (item: Item, other: Item): boolean => !isFar(item, other) || namesTheDay(item, other);

/** How much speaks for one event in two articles: the cosine of their terms, less for time apart, more for sources in common; null for nothing. */
export function likenessOf(item: Item, other: Item, cosine: number): Likeness | null {
  if (isTemplate(item, other, cosine)) return null;
  const areDated = item.isDated && other.isDated;
  const apart = areDated ? Math.abs(item.time - other.time) : 0;
  const isNamed = isFar(item, other);
  if (isNamed && !namesTheDay(item, other)) return null;
  const hints = HINTS_ADD * strengthOf(hintsBetween(item, other));
  const fade = isNamed ? 1 : areDated ? Math.exp(-apart / FADE) : UNDATED;
  return { similarity: rounded(cosine * fade + hints), cosine: rounded(cosine), isNamed };
}

/** The same for two articles in different languages, by the cosine of their names and figures. */
export function likenessAbroad(item: Item, other: Item, cosine: number): Likeness | null {
  return Math.abs(item.time - other.time) > ABROAD_WINDOW ? null : likenessOf(item, other, ABROAD * cosine);
}
