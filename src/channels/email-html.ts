import type { AlertMessage, MessageTerm } from "./channel.ts";
import { markWords, type Segment } from "./marked-words.ts";
import {
  archiveIdInWords,
  confidenceInWords,
  levelInWords,
  NO_LINK_NOTE,
  NO_TERM_NOTE,
  notesOf,
  revisionInWords,
  shownMessage,
  sourceInWords,
  spreadInWords,
  verdictInWords,
} from "./message.ts";

/** Markup that is safe to put into a page; only `html` makes it. */
type Html = { readonly markup: string };

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeText = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** Tagged template: every inserted text is escaped, every inserted Html stands as it is. */
function html(strings: TemplateStringsArray, ...parts: readonly (string | Html | readonly Html[])[]): Html {
  const inserted = (part: string | Html | readonly Html[]): string =>
    typeof part === "string" ? escapeText(part) : "markup" in part ? part.markup : part.map(({ markup }) => markup).join("");
  return { markup: strings.map((text, index) => text + (index < parts.length ? inserted(parts[index] ?? "") : "")).join("") };
}

// No colour of text or page is set, and tints are half transparent, so that the mail reads in light and in dark. What a tint says is said
// by a line through or under the words as well, for clients that know no rgba() and for readers who cannot tell red from green.
const LEVEL_TINTS: Readonly<Record<AlertMessage["level"], string>> = {
  changes: "rgba(220,38,38,.2)",
  contradicts: "rgba(234,120,8,.22)",
  rumour: "rgba(59,130,246,.2)",
};
const DEL = "background:rgba(220,38,38,.2);text-decoration:line-through";
const INS = "background:rgba(22,163,74,.24);text-decoration:underline;font-weight:600";
const LABEL = "padding:4px 12px 4px 0;vertical-align:top;white-space:nowrap;opacity:.75";
const CELL = "padding:4px 0;vertical-align:top";
const QUOTE = "margin:8px 0 0;padding:4px 0 4px 12px;border-left:4px solid rgba(128,128,128,.5)";
const NOTE = "margin:8px 0;padding:8px 12px;background:rgba(234,179,8,.2);border-radius:4px";
const BOX = "margin:16px 0;padding:12px 16px;border:1px solid rgba(128,128,128,.4);border-radius:6px";

const segment = ({ kind, text }: Segment): Html =>
  kind === "same" ? html`${text}` : kind === "removed" ? html`<del style="${DEL}">${text}</del>` : html`<ins style="${INS}">${text}</ins>`;

const link = (address: string, text: string): Html => html`<a href="${address}" style="color:inherit">${text}</a>`;

const row = (label: string, content: Html): Html =>
  html`<tr><th scope="row" align="left" style="${LABEL};font-weight:normal">${label}</th><td dir="auto" style="${CELL}">${content}</td></tr>`;

const table = (rows: readonly Html[]): Html => html`<table role="presentation" cellpadding="0" cellspacing="0" border="0">${rows}</table>`;

const blockquote = ({ before, text, after }: MessageTerm["quote"]): Html =>
  html`<blockquote dir="auto" style="${QUOTE}"><span style="opacity:.75">${before}</span> <strong>${text}</strong> <span style="opacity:.75">${after}</span></blockquote>`;

function termBox(term: MessageTerm): Html {
  const { was, now } = markWords(term.was, term.now);
  const recorded = term.wasSource === null ? [] : [html` (${link(term.wasSource, "as recorded")})`];
  return html`<div style="${BOX}">
<h2 style="margin:0 0 8px;font-size:16px">Term ${term.id}: ${verdictInWords(term.verdict)} <span style="font-weight:normal;opacity:.75">${confidenceInWords(term.confidence)}</span></h2>
${table([row("Was", html`${was.map(segment)}${recorded}`), ...(term.now === "" ? [] : [row("Now", html`${now.map(segment)}`)])])}
${blockquote(term.quote)}
</div>
`;
}

const withoutTerm = (evidence: AlertMessage["evidence"]): Html =>
  html`<div style="${BOX}"><p style="margin:0">${NO_TERM_NOTE}</p>${evidence === null ? [] : blockquote(evidence)}</div>
`;

/** The HTML part of a mail: hand-made, inline styles, nothing loaded from anywhere, every text escaped. */
export function renderHtml(message: AlertMessage, { mayRepeat = false }: { mayRepeat?: boolean } = {}): string {
  const shown = shownMessage(message);
  const article = shown.link === null ? html`${shown.article.title} ${NO_LINK_NOTE}` : link(shown.link, shown.article.title);
  const leftOut = shown.termsLeftOut.length === 0 ? [] : html`<p>Also moved: ${shown.termsLeftOut.join(", ")}</p>\n`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${shown.headline}</title>
</head>
<body style="margin:0;padding:16px;font-family:system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5;overflow-wrap:anywhere">
<div style="max-width:640px;margin:0 auto">
<p style="margin:0 0 8px"><strong style="padding:2px 8px;border-radius:4px;background:${LEVEL_TINTS[shown.level]}">${levelInWords(shown.level)}</strong> ${revisionInWords(shown.kind)}</p>
<h1 dir="auto" style="margin:0 0 4px;font-size:20px;line-height:1.3">${shown.headline}</h1>
<p style="margin:0;opacity:.75">Watch: ${shown.watch.subject}</p>
${notesOf(shown, mayRepeat).map((note) => html`<p style="${NOTE}">${note}</p>\n`)}
${shown.terms.length === 0 ? withoutTerm(shown.evidence) : shown.terms.map(termBox)}
${leftOut}
${table([
  row("Source", html`${article}<br>${sourceInWords(shown)}`),
  row("Spread", html`${spreadInWords(shown)}`),
  row("To settle it", html`${shown.settle}`),
  row("Why", html`${shown.reason}`),
  row("Archive", html`${archiveIdInWords(shown)}`),
])}
</div>
</body>
</html>
`.markup;
}
