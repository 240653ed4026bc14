import type { AlertMessage, MessageStep, MessageTerm, Note, StandingTerm } from "./channel.ts";
import { type Html, html } from "./html.ts";
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
  rankInWords,
  restsOnNoTerm,
  revisionInWords,
  type ShownMessage,
  shownMessage,
  shownNote,
  sourceInWords,
  spreadInWords,
  verdictInWords,
  wholeTerms,
} from "./message.ts";
import { type News, newsSince } from "./news.ts";

// No colour of text or page is set, and tints are half transparent, so that the mail reads in light and in dark. What a tint says is said
// by a line through or under the words as well, for clients that know no rgba() and for readers who cannot tell red from green.
const TINTS: Readonly<Record<AlertMessage["severity"], string>> = {
  critical: "rgba(220,38,38,.28)",
  high: "rgba(234,88,12,.24)",
  medium: "rgba(234,179,8,.26)",
  low: "rgba(128,128,128,.2)",
};
const DEL = "background:rgba(220,38,38,.2);text-decoration:line-through";
const INS = "background:rgba(22,163,74,.24);text-decoration:underline;font-weight:600";
const QUIET = "opacity:.72";
const LABEL = "padding:4px 16px 4px 0;vertical-align:top;white-space:nowrap;font-weight:normal;opacity:.72";
const CELL = "padding:4px 0;vertical-align:top";
const QUOTE = "margin:4px 0 0;padding:4px 0 4px 12px;border-left:4px solid rgba(128,128,128,.5)";
const NOTE = "margin:12px 0;padding:8px 12px;background:rgba(234,179,8,.2);border-radius:4px";
const BOX = "margin:16px 0;padding:12px 16px;border:1px solid rgba(128,128,128,.4);border-radius:6px";
const BUTTON =
  "display:inline-block;margin:0 8px 8px 0;padding:8px 16px;border:1px solid rgba(128,128,128,.7);border-radius:6px;color:inherit;font-weight:600;text-decoration:none";

const segment = ({ kind, text }: Segment): Html =>
  kind === "same" ? html`${text}` : kind === "removed" ? html`<del style="${DEL}">${text}</del>` : html`<ins style="${INS}">${text}</ins>`;

const link = (address: string, text: string): Html => html`<a href="${address}" style="color:inherit">${text}</a>`;

const row = (label: string, content: Html): Html =>
  html`<tr><th scope="row" align="left" style="${LABEL}">${label}</th><td dir="auto" style="${CELL}">${content}</td></tr>`;

const table = (rows: readonly Html[]): Html => html`<table role="presentation" cellpadding="0" cellspacing="0" border="0">${rows}</table>`;

const blockquote = ({ before, text, after }: MessageTerm["quote"], words: Html = html`<strong>${text}</strong>`): Html =>
  html`<blockquote dir="auto" style="${QUOTE}"><span style="${QUIET}">${before}</span> ${words} <span style="${QUIET}">${after}</span></blockquote>`;

const termHeading = (term: MessageTerm): Html =>
  html`<h2 style="margin:0 0 8px;font-size:16px">${term.id}: ${verdictInWords(term.verdict)} <span style="font-weight:normal;${QUIET}">${confidenceInWords(term.confidence)}</span></h2>`;

const byWhom = (term: MessageTerm | StandingTerm): Html[] =>
  "source" in term
    ? [row("By", html`${term.url === "" ? term.source.name : link(term.url, term.source.name)}, ${rankInWords(term.source.rank)}`)]
    : [];

/** Where the article's own words are what it says now, the quote shows them, marked, and they are not told twice. */
function termBox(term: MessageTerm | StandingTerm): Html {
  const holds = term.verdict === "reaffirms";
  const { was, now } = markTerm(term);
  const { record, report } = labelsOf(term.verdict, term.from);
  const recorded = term.wasSource === null ? [] : [html` (${link(term.wasSource, "as recorded")})`];
  const isQuote = term.now === term.quote.text;
  const isMarked = isQuote && now.some((one) => one.kind === "added");
  const quote = isMarked
    ? blockquote(term.quote, html`<strong style="font-weight:600">${now.map(segment)}</strong>`)
    : blockquote(term.quote);
  const nowRow = isQuote ? [row(report, quote)] : holds || term.now === "" ? [] : [row(report, html`${now.map(segment)}`)];
  return html`<div style="${BOX}">
${termHeading(term)}
${table([row(record, html`${was.map(segment)}${recorded}`), ...nowRow, ...byWhom(term)])}
${isQuote ? [] : quote}
</div>
`;
}

/** A term that the reader knows of: what this article says about it. */
const againBox = (term: MessageTerm): Html => html`<div style="${BOX}">
${termHeading(term)}
${blockquote(term.quote)}
</div>
`;

const withoutTerm = (evidence: AlertMessage["evidence"]): Html =>
  html`<div style="${BOX}"><p style="margin:0">${NO_TERM_NOTE}</p>${evidence === null ? [] : blockquote(evidence)}</div>
`;

/** What this revision adds: nothing for the first. */
function updateOf({ kind, update, edit }: ShownMessage): Html[] {
  return [
    ...(kind === "opened" || update === "" ? [] : [html`<p dir="auto" style="margin:12px 0;font-size:16px">${update}</p>\n`]),
    ...(edit === null
      ? []
      : [
          html`<div style="${BOX}">${table([
            row("Before", html`<del style="${DEL}">${edit.before}</del>`),
            row("After", edit.after === "" ? html`nothing in its place` : html`<ins style="${INS}">${edit.after}</ins>`),
          ])}</div>\n`,
        ]),
  ];
}

const stepLine = ({ revision, at, update, url }: MessageStep): Html =>
  html`<p dir="auto" style="margin:0 0 4px">${String(revision)}. <span style="${QUIET}">${dateInWords(at)}</span> ${url === null ? update : link(url, update)}</p>`;

const steps = (label: string, all: readonly MessageStep[]): Html[] =>
  all.length === 0 ? [] : [html`<h2 style="margin:16px 0 4px;font-size:15px">${label}</h2>\n${all.map(stepLine)}\n`];

function whoSaysSo(shown: ShownMessage): Html {
  const article = shown.link === null ? html`${shown.article.title} ${NO_LINK_NOTE}` : link(shown.link, shown.article.title);
  return row("Who says so", html`${article}<br>${sourceInWords(shown)}`);
}

/** The alert as it stands. */
function wholePart(shown: ShownMessage): Html {
  const leftOut = shown.termsLeftOut.length === 0 ? [] : html`<p>Also moved: ${shown.termsLeftOut.join(", ")}</p>\n`;
  return html`${restsOnNoTerm(shown) ? withoutTerm(shown.evidence) : wholeTerms(shown).map(termBox)}
${leftOut}
${table([
  whoSaysSo(shown),
  row("Spread", html`${spreadInWords(shown)}`),
  row("Severity", html`${shown.severityInWords}`),
  row("To settle it", html`${shown.settle}`),
  row("Why", html`${shown.reason}`),
])}
`;
}

/** What is new to somebody who has an earlier revision. */
function newsPart(shown: ShownMessage, { facts, between, terms, again, hasArticle, settle }: News): Html {
  const rows = [
    ...(hasArticle ? [whoSaysSo(shown), row("Why", html`${shown.reason}`)] : []),
    ...(settle === null ? [] : [row("To settle it", html`${settle}`)]),
  ];
  return html`${facts.map((fact) => html`<p dir="auto" style="margin:0 0 4px"><strong>${fact}</strong></p>\n`)}
${steps("Meanwhile", between)}
${terms.map(termBox)}${again.map(againBox)}
${hasArticle && restsOnNoTerm(shown) ? withoutTerm(shown.evidence) : []}
${rows.length === 0 ? [] : table(rows)}
`;
}

/** `told`: the newest revision that the reader has, where they have one. */
export type MailView = { mayRepeat?: boolean; told?: AlertMessage | null; evidence?: string | null; unsubscribe?: string | null };

/** A mail as a whole: hand-made, inline styles, nothing loaded from anywhere, every text escaped. */
const page = (title: string, body: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
</head>
<body style="margin:0;padding:16px;font-family:system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5;overflow-wrap:anywhere">
${body}
</body>
</html>
`.markup;

const footer = (text: string, unsubscribe: Html | []): Html =>
  html`<p style="margin:24px 0 0;padding-top:8px;border-top:1px solid rgba(128,128,128,.4);font-size:13px;${QUIET}">${text}.${unsubscribe}</p>`;

const wayOut = (unsubscribe: string | null, text: string): Html | [] => (unsubscribe === null ? [] : html` ${link(unsubscribe, text)}.`);

/** The HTML part of an alert's mail. */
export const renderHtml = (message: AlertMessage, view: MailView = {}): string =>
  page(shownMessage(message).headline, renderBody(message, view));

/** The HTML part of a note's mail: an address in a line is a link. */
export function renderNoteHtml(
  note: Note,
  { mayRepeat = false, unsubscribe = null }: Pick<MailView, "mayRepeat" | "unsubscribe"> = {},
): string {
  const { title, lines } = shownNote(note);
  const linked = (line: string): Html[] =>
    line.split(/(https?:\/\/[^\s<>"]+)/).map((part, at) => (at % 2 === 1 ? link(part, part) : html`${part}`));
  const body = html`<div style="max-width:640px;margin:0 auto">
<h1 dir="auto" style="margin:0 0 12px;font-size:21px;line-height:1.3">${title}</h1>
${notesOf({ needsReview: false, unread: null }, mayRepeat).map((text) => html`<p style="${NOTE}">${text}</p>\n`)}${lines.map((line) => html`<p dir="auto" style="margin:0;min-height:12px">${linked(line)}</p>\n`)}
${footer("Clausewatch", wayOut(unsubscribe, "Stop mails about what is in this one"))}
</div>`;
  return page(title, body);
}

/** The alert itself, for a mail or a feed to carry; to who was told of it before, what is new. */
export function renderBody(
  message: AlertMessage,
  { mayRepeat = false, told = null, evidence = null, unsubscribe = null }: MailView = {},
): Html {
  const shown = shownMessage(message);
  const news = newsSince(shown, told);
  const status = shown.status === "open" ? "" : `, ${shown.status}`;
  const articleButton =
    shown.link !== null && news?.hasArticle !== false ? html`<a href="${shown.link}" style="${BUTTON}">Read the article</a>` : [];
  return html`<div style="max-width:640px;margin:0 auto">
<p style="margin:0 0 8px"><strong style="padding:2px 8px;border-radius:4px;background:${TINTS[shown.severity]}">${levelInWords(shown.level)}</strong> ${revisionInWords(shown.kind)}${status}</p>
<h1 dir="auto" style="margin:0 0 4px;font-size:21px;line-height:1.3">${shown.headline}</h1>
${shown.headline.startsWith(shown.watch.subject) ? [] : html`<p style="margin:0;${QUIET}">Watch: ${shown.watch.subject}</p>\n`}${updateOf(shown)}${notesOf(shown, mayRepeat).map((note) => html`<p style="${NOTE}">${note}</p>\n`)}
${news === null ? wholePart(shown) : newsPart(shown, news)}
<p style="margin:16px 0 8px">${evidence === null ? [] : html`<a href="${evidence}" style="${BUTTON}">Evidence and history</a>`}${articleButton}</p>
${news === null ? steps("Before that", shown.history) : []}
${footer(`Clausewatch, ${archiveIdInWords(shown)}`, wayOut(unsubscribe, "Stop mails about this watch"))}
</div>`;
}
