import type { KnownBlock, RichTextElement } from "@slack/types";
import type { AlertMessage, MessageTerm, Note } from "./channel.ts";
import { markWords } from "./marked-words.ts";
import {
  archiveIdInWords,
  confidenceInWords,
  levelInWords,
  NO_LINK_NOTE,
  NO_TERM_NOTE,
  notesOf,
  revisionInWords,
  type ShownMessage,
  severityMark,
  shownMessage,
  shownNote,
  sourceInWords,
  spreadInWords,
  truncate,
  verdictInWords,
} from "./message.ts";
import { renderNote, renderText } from "./message-text.ts";
import { bold, escaped, lengthOf, link, marked, paragraph, plain, quoted } from "./slack-text.ts";

/** Characters of a header block (docs.slack.dev/reference/block-kit/blocks/header-block), and of a section's text. */
const HEADER_MAX = 150;
const SECTION_MAX = 3000;
/** Slack refuses a message with about 13,000 characters in all, fallback included (slackapi/bolt-js#2509). */
const MESSAGE_MAX = 12_000;
/** Shares of it. The largest single term takes about 5,200; everything but terms and history takes about 5,700 at most. */
const FALLBACK_MIN = 800;
const FALLBACK_MAX = 2500;
const SUBJECT_MAX = 300;
const UPDATE_MAX = 500;
const SENTENCE_MAX = 400;

export type SlackPayload = {
  readonly text: string;
  readonly blocks?: readonly KnownBlock[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
};

/** What the operator has said about the surroundings: where the pages of the archive are, if anywhere. */
export type SlackView = { readonly mayRepeat: boolean; readonly evidence: string | null };

const section = (text: string): KnownBlock => ({ type: "section", text: { type: "mrkdwn", text, verbatim: true } });
const words = (text: string): KnownBlock => ({
  type: "section",
  text: { type: "plain_text", text: truncate(text, UPDATE_MAX), emoji: false },
});

/** Where the article's own words are what it says now, the quote shows them, marked, and they are not told twice. */
function termBlock(term: MessageTerm): KnownBlock {
  const { was, now } = markWords(term.was, term.now);
  const recorded: RichTextElement[] = term.wasSource === null ? [] : [plain(" ("), link(term.wasSource, "as recorded"), plain(")")];
  const saysSo = term.now === term.quote.text && now.some((one) => one.kind === "added");
  return {
    type: "rich_text",
    elements: [
      paragraph(bold(term.id), plain(` – ${verdictInWords(term.verdict)}, ${confidenceInWords(term.confidence)}`)),
      paragraph(bold("Was: "), ...marked(was), ...recorded),
      ...(term.now === term.quote.text
        ? [paragraph(bold("Now, in the article's words:"))]
        : term.now === ""
          ? []
          : [paragraph(bold("Now: "), ...marked(now))]),
      quoted(term.quote, saysSo ? marked(now) : undefined),
    ],
  };
}

/** As many terms as there is room for; the others are named. */
function termBlocks(message: ShownMessage, space: number): KnownBlock[] {
  const blocks: KnownBlock[] = [];
  const leftOut: string[] = [...message.termsLeftOut];
  let room = space - UPDATE_MAX;
  for (const term of message.terms) {
    const block = termBlock(term);
    room -= lengthOf(block);
    if (room >= 0) blocks.push(block);
    else leftOut.push(term.id);
  }
  if (leftOut.length > 0) blocks.push(words(`Also moved: ${leftOut.join(", ")}`));
  return blocks;
}

/** What an alert without a readable term rests on. */
const evidenceBlocks = ({ evidence }: ShownMessage): KnownBlock[] => [
  words(NO_TERM_NOTE),
  ...(evidence === null ? [] : [{ type: "rich_text" as const, elements: [quoted(evidence)] }]),
];

function sourceBlock(message: ShownMessage): KnownBlock {
  const { title } = message.article;
  const article = message.link === null ? plain(`${title} ${NO_LINK_NOTE}`) : link(message.link, title);
  return {
    type: "rich_text",
    elements: [
      paragraph(bold("Who says so: "), article),
      paragraph(plain(sourceInWords(message))),
      paragraph(bold("Spread: "), plain(spreadInWords(message))),
      paragraph(bold("What would settle it: "), plain(truncate(message.settle || "not stated", SENTENCE_MAX))),
      paragraph(bold("Why: "), plain(truncate(message.reason || "not stated", SENTENCE_MAX))),
    ],
  };
}

/** What came before, newest first as far as there is room. */
function historyBlocks({ history }: ShownMessage, space: number): KnownBlock[] {
  const lines: RichTextElement[][] = [];
  let room = space - 100;
  for (const step of history.toReversed()) {
    const line = [plain(`${step.revision}. `), step.url === null ? plain(step.update) : link(step.url, step.update)];
    room -= lengthOf(line);
    if (room < 0) break;
    lines.unshift(line);
  }
  if (lines.length === 0) return [];
  return [{ type: "rich_text", elements: [paragraph(bold("Before that:")), ...lines.map((line) => paragraph(...line))] }];
}

/** What this revision adds: nothing for the first. */
function updateLines(shown: ShownMessage): string[] {
  const { kind, update, edit } = shown;
  return [
    ...(kind === "opened" || update === "" ? [] : [escaped(update, UPDATE_MAX)]),
    ...(edit === null
      ? []
      : [`Before: ${escaped(edit.before, UPDATE_MAX)}`, `After: ${escaped(edit.after || "(nothing in its place)", UPDATE_MAX)}`]),
  ];
}

function footer(shown: ShownMessage, evidence: string | null): KnownBlock {
  const id = { type: "plain_text" as const, text: archiveIdInWords(shown), emoji: false };
  const open = { type: "mrkdwn" as const, text: `<${evidence}|Evidence and history>`, verbatim: true };
  return { type: "context", elements: evidence === null ? [id] : [open, id] };
}

/** The text stands in notifications and is read out by screen readers; it is never shown beside the blocks. */
function payload(message: AlertMessage, blocks: readonly KnownBlock[], mayRepeat: boolean): SlackPayload {
  const room = Math.min(FALLBACK_MAX, Math.max(FALLBACK_MIN, MESSAGE_MAX - lengthOf(blocks)));
  return { text: escaped(renderText(message, { mayRepeat }), room), blocks, unfurl_links: false, unfurl_media: false };
}

/** The whole of an alert at one revision, inside every limit of Block Kit whatever the article holds. */
export function slackPayload(message: AlertMessage, { mayRepeat, evidence }: SlackView): SlackPayload {
  const shown = shownMessage(message);
  const status = shown.status === "open" ? "" : ` · ${shown.status}`;
  const summary = [
    `${severityMark(shown.severity)} *${levelInWords(shown.level)}* · ${revisionInWords(shown.kind)}${status}`,
    ...updateLines(shown),
    `*Severity* ${escaped(shown.severityInWords, UPDATE_MAX)}`,
    ...(shown.headline.startsWith(shown.watch.subject) ? [] : [`*Watch* ${escaped(shown.watch.subject, SUBJECT_MAX)}`]),
    ...notesOf(shown, mayRepeat),
  ];
  const head: KnownBlock[] = [
    { type: "header", text: { type: "plain_text", text: truncate(shown.headline || levelInWords(shown.level), HEADER_MAX), emoji: false } },
    section(summary.join("\n")),
  ];
  const tail: KnownBlock[] = [{ type: "divider" }, sourceBlock(shown)];
  const foot = footer(shown, evidence);
  let room = MESSAGE_MAX - FALLBACK_MIN - lengthOf([head, tail, foot]);
  const terms = shown.terms.length === 0 ? evidenceBlocks(shown) : termBlocks(shown, room);
  room -= lengthOf(terms);
  return payload(message, [...head, ...terms, ...tail, ...historyBlocks(shown, room), foot], mayRepeat);
}

/** Revisions that rest on an article of their own, which a reply shows. */
const REPORTS: ReadonlySet<AlertMessage["kind"]> = new Set(["corroborated", "raised", "confirmed", "denied", "edited"]);

/** What a revision adds, for the thread below the alert. */
export function slackReply(message: AlertMessage, { mayRepeat, evidence }: SlackView): SlackPayload {
  const shown = shownMessage(message);
  const [term] = shown.terms;
  const quote = term?.quote ?? shown.evidence;
  const article = shown.link === null ? plain(shown.article.title) : link(shown.link, shown.article.title);
  const report: KnownBlock[] = [
    {
      type: "rich_text",
      elements: [...(quote === null ? [] : [quoted(quote)]), paragraph(article, plain(`\n${sourceInWords(shown)}`))],
    },
  ];
  const blocks: KnownBlock[] = [
    section([`*${revisionInWords(shown.kind)}*`, ...updateLines(shown), ...notesOf(shown, mayRepeat)].join("\n")),
    ...(REPORTS.has(shown.kind) ? report : []),
    {
      type: "context",
      elements: [
        { type: "plain_text", text: truncate(`${spreadInWords(shown)}; severity ${shown.severityInWords}`, SENTENCE_MAX), emoji: false },
      ],
    },
    footer(shown, evidence),
  ];
  return payload(message, blocks, mayRepeat);
}

/** A note: one section of its lines, as text that Slack reads no markup in. */
export function slackNote(note: Note, mayRepeat: boolean): SlackPayload {
  const text = renderNote(note, mayRepeat);
  const { title } = shownNote(note);
  return {
    text: escaped(text, FALLBACK_MAX),
    blocks: [
      { type: "header", text: { type: "plain_text", text: truncate(title, HEADER_MAX), emoji: false } },
      { type: "section", text: { type: "plain_text", text: truncate(text, SECTION_MAX), emoji: false } },
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

/** The same as text alone, for a Slack that will not take the blocks: an alert in plain words beats a dead letter. */
export const withoutBlocks = ({ text, unfurl_links, unfurl_media }: SlackPayload): SlackPayload => ({ text, unfurl_links, unfurl_media });
