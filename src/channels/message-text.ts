import type { AlertMessage, MessageStep, MessageTerm, Note, StandingTerm } from "./channel.ts";
import { markTerm, type Segment } from "./marked-words.ts";
import {
  archiveIdInWords,
  confidenceInWords,
  dateInWords,
  labelsOf,
  levelInWords,
  NO_LINK_NOTE,
  NO_TERM_NOTE,
  notesOf,
  restsOnNoTerm,
  revisionInWords,
  type ShownMessage,
  shownMessage,
  shownNote,
  sourceInWords,
  spreadInWords,
  standingInWords,
  verdictInWords,
  wholeTerms,
} from "./message.ts";
import { type News, newsSince } from "./news.ts";

/** How parts are set off where the output can do more than plain text. */
export type TextStyle = Readonly<Record<"strong" | "quoted" | "removed" | "added", (text: string) => string>>;

const same = (text: string): string => text;
const PLAIN: TextStyle = { strong: same, quoted: same, removed: same, added: same };

const wording = (segments: readonly Segment[], style: TextStyle): string =>
  segments.map(({ kind, text }) => (kind === "same" ? text : style[kind](text))).join("");

/** The quote stands between » and «, so that it can be told from its context without colour. */
const excerpt = ({ before, text, after }: MessageTerm["quote"], style: TextStyle): string =>
  [before, `»${style.quoted(text)}«`, after].filter((part) => part !== "").join(" ");

function termLines(term: MessageTerm | StandingTerm, style: TextStyle): string[] {
  const holds = term.verdict === "reaffirms";
  const { was, now } = markTerm(term);
  const { record, report } = labelsOf(term.verdict, term.from);
  const label = (name: string): string => `  ${`${name}:`.padEnd(7)} `;
  return [
    style.strong(`Term ${term.id}: ${verdictInWords(term.verdict)} (${confidenceInWords(term.confidence)})`),
    `${label(record)}${wording(was, style)}`,
    ...(term.wasSource === null ? [] : [`          as recorded from ${term.wasSource}`]),
    ...(holds || term.now === "" ? [] : [`${label(report)}${wording(now, style)}`]),
    `  Quote:  ${excerpt(term.quote, style)}`,
    ...("source" in term ? [`  By:     ${standingInWords(term)}`] : []),
    "",
  ];
}

/** A term that the reader knows of: what this article says about it. */
const againLines = (term: MessageTerm, style: TextStyle): string[] => [
  `Term ${term.id}: ${verdictInWords(term.verdict)} (${confidenceInWords(term.confidence)})`,
  `  Quote:  ${excerpt(term.quote, style)}`,
  "",
];

const evidenceLines = ({ evidence }: ShownMessage, style: TextStyle): string[] => [
  NO_TERM_NOTE,
  ...(evidence === null ? [] : [`  Quote:  ${excerpt(evidence, style)}`]),
  "",
];

const sourceLines = (shown: ShownMessage): string[] => [
  `Source:   ${shown.article.title}`,
  `          ${sourceInWords(shown)}`,
  `          ${shown.link ?? NO_LINK_NOTE}`,
];

const stepLine = ({ revision, at, update }: MessageStep): string => `${revision}. ${dateInWords(at)} ${update}`;
const stepLines = (label: string, steps: readonly MessageStep[]): string[] =>
  steps.length === 0 ? [] : [`${label}${steps.map(stepLine).join("\n          ")}`];

/** The alert as it stands. */
const wholeLines = (shown: ShownMessage, style: TextStyle): string[] => [
  ...wholeTerms(shown).flatMap((term) => termLines(term, style)),
  ...(shown.termsLeftOut.length === 0 ? [] : [`Also moved: ${shown.termsLeftOut.join(", ")}`, ""]),
  ...(restsOnNoTerm(shown) ? evidenceLines(shown, style) : []),
  ...sourceLines(shown),
  `Spread:   ${spreadInWords(shown)}`,
  `Severity: ${shown.severityInWords}`,
  `Settle:   ${shown.settle}`,
  `Why:      ${shown.reason}`,
  ...stepLines("Earlier:  ", shown.history),
];

/** What is new to somebody who has an earlier revision. */
const newsLines = (shown: ShownMessage, news: News, style: TextStyle): string[] => [
  ...(news.facts.length === 0 ? [] : [`New since revision ${news.since}:`, ...news.facts.map((fact) => `  ${fact}`)]),
  ...stepLines("Between:  ", news.between),
  ...(news.facts.length + news.between.length === 0 ? [] : [""]),
  ...news.terms.flatMap((term) => termLines(term, style)),
  ...news.again.flatMap((term) => againLines(term, style)),
  ...(news.hasArticle && restsOnNoTerm(shown) ? evidenceLines(shown, style) : []),
  ...(news.hasArticle ? [...sourceLines(shown), `Why:      ${shown.reason}`] : []),
  ...(news.settle === null ? [] : [`Settle:   ${news.settle}`]),
];

/** What surrounds a message: whether it may be a repeat, what its reader was told before, and where more of it is. */
export type TextView = {
  readonly mayRepeat?: boolean;
  readonly told?: AlertMessage | null;
  readonly style?: TextStyle;
  readonly evidence?: string | null;
  readonly unsubscribe?: string | null;
};

/**
 * The message as readable lines: the console's block, the text part of a mail, what Slack shows where blocks cannot be. The alert as it
 * stands, or for who was told of it before what is new.
 */
export function renderText(message: AlertMessage, view: TextView = {}): string {
  const { mayRepeat = false, told = null, style = PLAIN, evidence = null, unsubscribe = null } = view;
  const shown = shownMessage(message);
  const news = newsSince(shown, told);
  return [
    style.strong(shown.headline || levelInWords(shown.level)),
    `${revisionInWords(shown.kind)}. Watch: ${shown.watch.subject}.`,
    ...(shown.kind === "opened" || shown.update === "" ? [] : [shown.update]),
    ...(shown.edit === null ? [] : [`  Before: ${shown.edit.before}`, `  After:  ${shown.edit.after || "(nothing in its place)"}`]),
    ...notesOf(shown, mayRepeat),
    "",
    ...(news === null ? wholeLines(shown, style) : newsLines(shown, news, style)),
    `Archive:  ${archiveIdInWords(shown)}`,
    ...(evidence === null ? [] : [`Evidence: ${evidence}`]),
    ...(unsubscribe === null ? [] : ["", `Stop mails about this watch: ${unsubscribe}`]),
    "",
  ].join("\n");
}

/** A note as readable lines. */
export function renderNote(
  note: Note,
  { mayRepeat = false, unsubscribe = null }: Pick<TextView, "mayRepeat" | "unsubscribe"> = {},
): string {
  const { title, lines } = shownNote(note);
  const out = unsubscribe === null ? [] : [`Stop mails about what is in this one: ${unsubscribe}`, ""];
  return [title, ...notesOf({ needsReview: false, unread: null }, mayRepeat), "", ...lines, "", ...out].join("\n");
}
