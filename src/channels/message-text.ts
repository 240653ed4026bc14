import type { AlertMessage, MessageTerm, Note } from "./channel.ts";
import { markWords, type Segment } from "./marked-words.ts";
import {
  archiveIdInWords,
  confidenceInWords,
  dateInWords,
  levelInWords,
  NO_LINK_NOTE,
  NO_TERM_NOTE,
  notesOf,
  revisionInWords,
  shownMessage,
  shownNote,
  sourceInWords,
  spreadInWords,
  verdictInWords,
} from "./message.ts";

/** How parts are set off where the output can do more than plain text. */
export type TextStyle = Readonly<Record<"strong" | "quoted" | "removed" | "added", (text: string) => string>>;

const same = (text: string): string => text;
const PLAIN: TextStyle = { strong: same, quoted: same, removed: same, added: same };

const wording = (segments: readonly Segment[], style: TextStyle): string =>
  segments.map(({ kind, text }) => (kind === "same" ? text : style[kind](text))).join("");

/** The quote stands between » and «, so that it can be told from its context without colour. */
const excerpt = ({ before, text, after }: MessageTerm["quote"], style: TextStyle): string =>
  [before, `»${style.quoted(text)}«`, after].filter((part) => part !== "").join(" ");

function termLines(term: MessageTerm, style: TextStyle): string[] {
  const { was, now } = markWords(term.was, term.now);
  return [
    style.strong(`Term ${term.id}: ${verdictInWords(term.verdict)} (${confidenceInWords(term.confidence)})`),
    `  Was:    ${wording(was, style)}`,
    ...(term.wasSource === null ? [] : [`          as recorded from ${term.wasSource}`]),
    ...(term.now === "" ? [] : [`  Now:    ${wording(now, style)}`]),
    `  Quote:  ${excerpt(term.quote, style)}`,
    "",
  ];
}

const evidenceLines = (evidence: AlertMessage["evidence"], style: TextStyle): string[] => [
  NO_TERM_NOTE,
  ...(evidence === null ? [] : [`  Quote:  ${excerpt(evidence, style)}`]),
  "",
];

/** The message as readable lines: the console's block, the text part of a mail, what Slack shows where blocks cannot be. */
export function renderText(
  message: AlertMessage,
  {
    mayRepeat = false,
    style = PLAIN,
    evidence = null,
    unsubscribe = null,
  }: { mayRepeat?: boolean; style?: TextStyle; evidence?: string | null; unsubscribe?: string | null } = {},
): string {
  const shown = shownMessage(message);
  return [
    style.strong(shown.headline || levelInWords(shown.level)),
    `${revisionInWords(shown.kind)}. Watch: ${shown.watch.subject}.`,
    ...(shown.kind === "opened" || shown.update === "" ? [] : [shown.update]),
    ...(shown.edit === null ? [] : [`  Before: ${shown.edit.before}`, `  After:  ${shown.edit.after || "(nothing in its place)"}`]),
    ...notesOf(shown, mayRepeat),
    "",
    ...shown.terms.flatMap((term) => termLines(term, style)),
    ...(shown.termsLeftOut.length === 0 ? [] : [`Also moved: ${shown.termsLeftOut.join(", ")}`, ""]),
    ...(shown.terms.length > 0 ? [] : evidenceLines(shown.evidence, style)),
    `Source:   ${shown.article.title}`,
    `          ${sourceInWords(shown)}`,
    `          ${shown.link ?? NO_LINK_NOTE}`,
    `Spread:   ${spreadInWords(shown)}`,
    `Severity: ${shown.severityInWords}`,
    `Settle:   ${shown.settle}`,
    `Why:      ${shown.reason}`,
    ...(shown.history.length === 0
      ? []
      : [`Earlier:  ${shown.history.map((step) => `${step.revision}. ${dateInWords(step.at)} ${step.update}`).join("\n          ")}`]),
    `Archive:  ${archiveIdInWords(shown)}`,
    ...(evidence === null ? [] : [`Evidence: ${evidence}`]),
    ...(unsubscribe === null ? [] : ["", `Stop mails about this watch: ${unsubscribe}`]),
    "",
  ].join("\n");
}

/** A note as readable lines. */
export function renderNote(note: Note, mayRepeat = false): string {
  const { title, lines } = shownNote(note);
  return [title, ...notesOf({ needsReview: false }, mayRepeat), "", ...lines, ""].join("\n");
}
