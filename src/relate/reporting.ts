import { plainName } from "./owner.ts";
import type { ReadText, Sentence } from "./text.ts";
import { REPORT_SIGN } from "./words.ts";

/** Sentences at the opening in which a text says whose report it retells. */
const OPENING = 4;

/** World-wide known for breaking news that others retell; any source that the relater has met is recognised as well. */
const OUTLETS = new Set(
  (
    "Reuters|AP|Associated Press|AFP|Agence France-Presse|Bloomberg|Bloomberg News|Financial Times|FT|Wall Street Journal|WSJ|New York Times|Washington Post|CNBC|CNN|BBC|BBC News|Guardian|" +
    "The Information|Nikkei|Nikkei Asia|Kyodo|Kyodo News|Xinhua|dpa|DPA|PA|PA Media|Press Association|TASS|Yonhap|ANSA|EFE|Axios|Politico|Semafor|The Verge|TechCrunch|Wired|Business Insider|" +
    "Forbes|Fortune|Economist|Handelsblatt|Spiegel|Der Spiegel|Le Monde|El País|Süddeutsche Zeitung|Variety|Deadline|Hollywood Reporter|Puck|404 Media|Times of London|Sky News|NBC News|ABC News|CBS News|Fox Business"
  )
    .split("|")
    .map(plainName),
);

const NAME = "((?:\\p{Lu}[\\p{L}\\p{N}.&'’-]{0,24} ?){1,4})";
const UNNAMED =
  /\b(?:people|persons?|sources?|officials?|executives?|employees|insiders?)\b.{0,30}\b(?:familiar with|close to|with (?:direct )?knowledge of|briefed on|involved in|privy to)\b|\bon (?:the )?condition of anonymity\b|\b(?:asked|declined|requested) (?:not )?to be (?:named|identified)\b/i;
const OWN =
  /\b(?:told|informed|tells) (?:us|me|this (?:newspaper|publication|site|magazine|reporter|outlet))\b|\bin an? (?:exclusive )?interview with (?:us|this (?:newspaper|publication|site|magazine))\b/i;
const LEARNED = new RegExp(`${NAME} (?:has|have) (?:exclusively )?learned\\b`, "gu");
const TOLD = new RegExp(`\\b(?:told|tells|interview with|seen by|reviewed by|obtained by|viewed by|shared with) (?:the )?${NAME}`, "gu");
const RETOLD = new RegExp(
  `\\b(?:reported by|according to(?: an?)?(?: report)?(?: by| from| in)?|cited by) (?:the )?${NAME}|${NAME} (?:first |exclusively )?(?:reported|reports|broke the)\\b|as (?:the )?${NAME} was first to report`,
  "gu",
);
const AGENCY_LINE = /^[^\n.!?]{0,60}\(([A-Z][\w .]{1,30})\)\s{0,3}[-–—]/;
const EXPERT = new RegExp(
  `${NAME}, (?:an?|the|chief|senior|lead|principal)? ?(?:\\p{L}+ ){0,3}(?:analyst|professor|economist|lawyer|attorney|researcher|consultant|lecturer)\\b[^.]{0,80}\\b(?:said|says|told|wrote)\\b`,
  "u",
);

/** One of these stands wherever RETOLD holds. */
const RETOLD_SIGNS = ["report", "according to", "cited by", "broke the"];

/** A sentence with a fact that its text attributes to somebody: `outlet` where it names who was told, null where the text leaves that open (itself). */
type Attribution = { readonly sentence: number; readonly outlet: string | null };

/** `own` facts in order of the text; `retold` is the outlet whose report the opening retells, folded; `agency` the one whose line it carries. */
export type Reporting = {
  readonly attributions: readonly Attribution[];
  readonly retold: readonly string[];
  readonly agency: string | null;
};

const outletsIn = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)]
    .flatMap((match) => match.slice(1))
    .filter((name) => name !== undefined)
    .map((name) => plainName(name.replace(/['’]s?\s*$/, "")));

/** Finds what a text claims to have from somebody. Whether an unknown name is an outlet is for the caller to say. */
export function reportingOf(read: ReadText): Reporting {
  const attributions: Attribution[] = [];
  const retold: string[] = [];
  const textOf = (one: Sentence): string => {
    const text = read.text.slice(one.start, Math.min(one.end, one.start + 1500));
    return /[^\S ]| {2}/.test(text) ? text.replace(/\s+/g, " ") : text;
  };
  read.sentences.forEach((one, i) => {
    const [isOpening, isSigned] = [i < OPENING, (one.kinds & REPORT_SIGN) !== 0];
    if (!isOpening && !isSigned) return;
    const text = textOf(one);
    if (isOpening && RETOLD_SIGNS.some((sign) => text.includes(sign))) retold.push(...outletsIn(text, RETOLD));
    if (!isSigned) return;
    for (const outlet of [...outletsIn(text, TOLD), ...outletsIn(text, LEARNED)]) attributions.push({ sentence: i, outlet });
    if (UNNAMED.test(text) || OWN.test(text) || EXPERT.test(text)) attributions.push({ sentence: i, outlet: null });
  });
  return { attributions, retold, agency: plainName(AGENCY_LINE.exec(read.text.trimStart())?.[1] ?? "") || null };
}

export const isKnownOutlet = (name: string): boolean => OUTLETS.has(name);
