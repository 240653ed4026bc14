import type { SourceRank } from "../domain/source.ts";
import type { SpokenVerdict } from "../domain/verdict.ts";
import type { AlertMessage, MessageTerm, Note, RevisionKind, StandingTerm } from "./channel.ts";

export { labelsOf } from "../domain/verdict.ts";

/** Longest texts that a message shows, in UTF-16 code units; the archive holds them whole. */
const LIMITS = { line: 300, clause: 1000, quote: 1200, context: 400, sentence: 600, address: 1000 } as const;
/** Terms shown in full; the rest are named. */
const MAX_TERMS = 5;
/** Earlier revisions shown, the newest of them. */
const MAX_STEPS = 10;

/** Characters searched beyond a cut for the end of a grapheme; only a hostile one is longer. */
const GRAPHEME_WINDOW = 64;
/** A cut goes back to the last space when that costs at most this share of the text. */
const WORD_BOUNDARY_SHARE = 0.2;

const LEVELS: Readonly<Record<AlertMessage["level"], string>> = {
  changes: "Change reported",
  contradicts: "Contradiction reported",
  rumour: "Rumour of a change",
};
const VERDICTS: Readonly<Record<SpokenVerdict, string>> = {
  changes: "reported as changed",
  contradicts: "contradicted",
  rumoured_change: "said to change",
  reaffirms: "reaffirmed",
};
const RANKS: Readonly<Record<SourceRank, string>> = {
  party: "a party to the agreement",
  filing: "a filing",
  wire: "a news agency",
  press: "press",
  aggregator: "a news aggregator",
  blog: "a blog",
  forum: "a forum",
};
const REVISIONS: Readonly<Record<RevisionKind, string>> = {
  opened: "First report",
  corroborated: "Corroborated by another independent origin",
  raised: "Reported more strongly",
  widened: "Reported of a further term",
  confirmed: "Confirmed by a party to the agreement",
  denied: "Denied",
  edited: "Its evidence was edited",
  withdrawn: "Retraction: its evidence no longer says so",
  acknowledged: "Acknowledged",
  snoozed: "Snoozed",
  dismissed: "Dismissed",
  resolved: "Resolved: the register has moved",
  repeated: "Reminder: nobody has answered this alert",
};

/** Seen at a glance in a list of messages; the words stand beside it. */
const SEVERITY_MARKS: Readonly<Record<AlertMessage["severity"], string>> = { critical: "🔴", high: "🟠", medium: "🟡", low: "⚪" };
export const severityMark = (severity: AlertMessage["severity"]): string => SEVERITY_MARKS[severity];

export const levelInWords = (level: AlertMessage["level"]): string => LEVELS[level];
export const verdictInWords = (verdict: SpokenVerdict): string => VERDICTS[verdict];
export const rankInWords = (rank: SourceRank): string => RANKS[rank];
export const revisionInWords = (kind: RevisionKind): string => REVISIONS[kind];

const REVIEW_NOTE = "Needs review: the reading is uncertain, a person should look at the quote.";
const UNREAD_NOTE = "Read from the feed's summary; the page could not be read:";
const REPEAT_NOTE = "You may have this already: an earlier attempt to send it ended without an answer.";
export const NO_TERM_NOTE = "A change of the agreement is reported without a term that could be read from it.";
export const NO_LINK_NOTE = "(its address cannot be linked safely: see the archive)";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** At most `max` UTF-16 code units, cut after a word where one ends nearby, never inside a grapheme; a cut text ends in "…". */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  const room = max - 1;
  const boundary = graphemes.segment(text.slice(0, room + GRAPHEME_WINDOW)).containing(room)?.index ?? room;
  // A single grapheme that fills everything (a letter under a thousand accents) is cut where it stands.
  const whole = text.slice(0, boundary > 0 ? boundary : room);
  const space = text.charAt(whole.length) === " " ? whole.length : whole.lastIndexOf(" ");
  return `${(space >= room * (1 - WORD_BOUNDARY_SHARE) ? whole.slice(0, space) : whole).trimEnd().toWellFormed()}…`;
}

/**
 * One line of text that cannot steer what shows it: white space collapsed, control characters (escape sequences among them)
 * and the marks that reverse the reading direction of what follows (Unicode UAX #9, 2.1 to 2.5) removed.
 */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\u0085\u2028\u2029]+/gu, " ")
    .replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu, "")
    .trim();
}

const shown = (text: string, max: number): string => truncate(clean(text), max);

type Excerpt = MessageTerm["quote"];

/** The context keeps the words next to the quote, so the text before it is cut at its start. */
function shownQuote(quote: Excerpt): Excerpt {
  const before = clean(quote.before);
  const kept =
    before.length <= LIMITS.context
      ? before
      : `…${before
          .slice(1 - LIMITS.context)
          .replace(/^\S*\s/, "")
          .toWellFormed()}`;
  return { before: kept, text: shown(quote.text, LIMITS.quote) || "(no quote)", after: shown(quote.after, LIMITS.context) };
}

/** An http(s) address in its escaped form, or null for one that must not become a link: another scheme, or too long. */
export function linkOf(address: string | null): string | null {
  if (address === null || address.length > LIMITS.address || !URL.canParse(address)) return null;
  const { protocol, href } = new URL(address);
  return (protocol === "https:" || protocol === "http:") && href.length <= LIMITS.address ? href : null;
}

/** What a channel shows: every text cleaned and bounded, addresses safe to link, terms beyond the first few only named. */
/** A note with every text cleaned and bounded. */
export const shownNote = (note: Note): Note => ({
  ...note,
  title: shown(note.title, LIMITS.line) || "Clausewatch",
  lines: note.lines.map((line) => shown(line, LIMITS.clause)),
});

export type ShownMessage = AlertMessage & { readonly link: string | null; readonly termsLeftOut: readonly string[] };

const shownTerm = <Term extends MessageTerm>(term: Term): Term => ({
  ...term,
  was: shown(term.was, LIMITS.clause),
  wasSource: linkOf(term.wasSource),
  now: shown(term.now, LIMITS.clause),
  quote: shownQuote(term.quote),
});

/** Call first in every channel: after it no field can break a limit or steer a display, though each still needs the channel's escaping. */
export function shownMessage(message: AlertMessage): ShownMessage {
  const [terms, standing] = [message.terms.slice(0, MAX_TERMS), message.standing.slice(0, MAX_TERMS)];
  const named = new Set([...terms, ...standing].map(({ id }) => id));
  const leftOut = new Set([...message.terms, ...message.standing].map(({ id }) => id).filter((id) => !named.has(id)));
  return {
    ...message,
    headline: shown(message.headline, LIMITS.line),
    thread: shown(message.thread, LIMITS.line) || shown(message.headline, LIMITS.line),
    watch: { ...message.watch, subject: shown(message.watch.subject, LIMITS.line) },
    terms: terms.map(shownTerm),
    standing: standing.map((term) => ({
      ...shownTerm(term),
      source: { ...term.source, name: shown(term.source.name, LIMITS.line) || "(no name)" },
      url: linkOf(term.url) ?? "",
    })),
    termsLeftOut: [...leftOut],
    evidence: message.evidence === null ? null : shownQuote(message.evidence),
    article: { ...message.article, title: shown(message.article.title, LIMITS.line) || "(no title)" },
    link: linkOf(message.article.url),
    unread: message.unread === null ? null : shown(message.unread, LIMITS.line),
    story: { ...message.story, title: shown(message.story.title, LIMITS.line) },
    source: { ...message.source, name: shown(message.source.name, LIMITS.line), domain: shown(message.source.domain, LIMITS.line) },
    severityInWords: shown(message.severityInWords, LIMITS.sentence),
    update: shown(message.update, LIMITS.clause),
    history: message.history
      .slice(-MAX_STEPS)
      .map((step) => ({ ...step, update: shown(step.update, LIMITS.line) || revisionInWords(step.kind), url: linkOf(step.url) })),
    edit:
      message.edit === null ? null : { before: shown(message.edit.before, LIMITS.clause), after: shown(message.edit.after, LIMITS.clause) },
    settle: shown(message.settle, LIMITS.sentence),
    reason: shown(message.reason, LIMITS.sentence),
  };
}

/** "2026-03-12 09:30 UTC", or the day alone where no hour is known. */
export function dateInWords(date: string | null): string {
  if (date === null) return "no date given";
  const instant = new Date(date);
  if (date.length <= 10 || Number.isNaN(instant.getTime())) return date;
  return `${instant.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

const count = (amount: number, one: string, many: string): string => `${amount} ${amount === 1 ? one : many}`;

const spread = ({ origins, outlets }: Pick<AlertMessage, "origins" | "outlets">): string =>
  `${count(origins, "independent origin", "independent origins")}, ${count(outlets, "outlet", "outlets")}`;

/** How many say so; of several terms that differ, of each. */
export function spreadInWords(of: Pick<AlertMessage, "origins" | "outlets"> & Partial<Pick<AlertMessage, "moved">>): string {
  const spreads = (of.moved ?? []).map((one) => ({ id: one.id ?? "the agreement", words: spread(one) }));
  if (new Set(spreads.map(({ words }) => words)).size < 2) return spread(of);
  const more = spreads.length > MAX_TERMS ? `; and ${spreads.length - MAX_TERMS} more` : "";
  const shares = spreads.slice(0, MAX_TERMS).map(({ id, words }) => `${id}: ${words}`);
  return `${shares.join("; ")}${more}`;
}

/** "Harbour Courier (harbour-courier.example), press, 2026-03-12 09:30 UTC" */
export function sourceInWords({ source, article }: Pick<AlertMessage, "source" | "article">): string {
  const name = source.name === "" || source.name === source.domain ? source.domain : `${source.name} (${source.domain})`;
  return `${name}, ${rankInWords(source.rank)}, ${dateInWords(article.published)}`;
}

/** What an alert rests on as it stands: each term once, in the words of who ranks highest, and beside it the words that deny it. */
export function wholeTerms({ terms, standing }: Pick<AlertMessage, "terms" | "standing">): (MessageTerm | StandingTerm)[] {
  const stronger = new Map(standing.map((term) => [term.id, term]));
  const own = terms.filter((term) => term.verdict === "reaffirms" || !stronger.has(term.id));
  return [...own, ...standing];
}

/** "Harbour Courier, press, https://harbour-courier.example/night-berth" */
export const standingInWords = ({ source, url }: StandingTerm): string =>
  [source.name, rankInWords(source.rank), ...(url === "" ? [] : [url])].join(", ");

/** An alert that opened on a change without a term that could be read from it, and still rests on that. */
export const restsOnNoTerm = ({ terms, standing, kind }: Pick<AlertMessage, "terms" | "standing" | "kind">): boolean =>
  terms.length + standing.length === 0 && kind !== "withdrawn";

export const archiveIdInWords = (message: Pick<AlertMessage, "alert" | "revision" | "story">): string =>
  `alert ${message.alert}, revision ${message.revision}, story ${message.story.id}`;

/** Of readings that are less sure than this, hardly more than half are right (docs/benchmarks.md): whoever reads one is told. */
const SURE = 0.6;

export const confidenceInWords = (confidence: number): string =>
  `confidence ${Math.round(confidence * 100)} %${confidence < SURE ? ", uncertain: look at the quote" : ""}`;

export const notesOf = (message: Pick<AlertMessage, "needsReview" | "unread">, mayRepeat: boolean): string[] => [
  ...(message.unread === null ? [] : [`${UNREAD_NOTE} ${message.unread}`]),
  ...(message.needsReview ? [REVIEW_NOTE] : []),
  ...(mayRepeat ? [REPEAT_NOTE] : []),
];
