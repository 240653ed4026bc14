import type { KnownBlock, RichTextElement, RichTextQuote, RichTextSection } from "@slack/types";
import type { AlertMessage, MessageTerm, Note } from "./channel.ts";
import { markWords, type Segment } from "./marked-words.ts";
import {
  archiveIdInWords,
  confidenceInWords,
  levelInWords,
  NO_LINK_NOTE,
  NO_TERM_NOTE,
  notesOf,
  revisionInWords,
  type ShownMessage,
  shownMessage,
  shownNote,
  sourceInWords,
  spreadInWords,
  truncate,
  verdictInWords,
} from "./message.ts";
import { renderNote, renderText } from "./message-text.ts";

/** Characters of a header block (docs.slack.dev/reference/block-kit/blocks/header-block). */
const HEADER_MAX = 150;
/** Slack refuses a message with about 13,000 characters in all, fallback included (slackapi/bolt-js#2509). */
const MESSAGE_MAX = 12_000;
/** Shares of it; the largest single term takes about 5,200, and all blocks together leave the fallback 1,000. */
const TERMS_MAX = 5600;
const SUBJECT_MAX = 500;
const FALLBACK_MAX = 2500;
/** A section takes 3,000 characters: update, the two sides of an edit, subject, severity and notes. */
const UPDATE_MAX = 500;
const SECTION_MAX = 3000;

export type SlackPayload = {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
};

/** Slack decodes exactly these three, and `<` is what opens a mention or a link (docs.slack.dev/messaging/formatting-message-text). */
const escapeMarkup = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Escaped text of at most `max` characters: cut before it is escaped, so that no entity is cut in two. */
function escaped(text: string, max: number): string {
  for (let room = max; ; ) {
    const result = escapeMarkup(truncate(text, room));
    if (result.length <= max) return result;
    room = Math.min(room - 1, Math.floor((room * max) / result.length));
  }
}

// What others wrote goes into rich text, where Slack reads no markup at all: no mention, no bold, no link can come out of a quote.
const plain = (text: string): RichTextElement => ({ type: "text", text });
const bold = (text: string): RichTextElement => ({ type: "text", text, style: { bold: true } });
const paragraph = (...elements: RichTextElement[]): RichTextSection => ({ type: "rich_text_section", elements });

const marked = (segments: readonly Segment[]): RichTextElement[] =>
  segments.map(({ kind, text }) =>
    kind === "same" ? plain(text) : { type: "text", text, style: kind === "removed" ? { strike: true } : { bold: true } },
  );

const quoted = ({ before, text, after }: MessageTerm["quote"]): RichTextQuote => ({
  type: "rich_text_quote",
  elements: [...(before === "" ? [] : [plain(`${before} `)]), bold(text), ...(after === "" ? [] : [plain(` ${after}`)])],
});

function termBlock(term: MessageTerm): KnownBlock {
  const { was, now } = markWords(term.was, term.now);
  const recorded: RichTextElement[] =
    term.wasSource === null ? [] : [plain(" ("), { type: "link", url: term.wasSource, text: "as recorded" }, plain(")")];
  return {
    type: "rich_text",
    elements: [
      paragraph(bold(`Term ${term.id}`), plain(`: ${verdictInWords(term.verdict)}, ${confidenceInWords(term.confidence)}`)),
      paragraph(bold("Was: "), ...marked(was), ...recorded),
      ...(term.now === "" ? [] : [paragraph(bold("Now: "), ...marked(now))]),
      quoted(term.quote),
    ],
  };
}

/** As many terms as there is room for; the others are named. The first always fits. */
function termBlocks(message: ShownMessage): KnownBlock[] {
  const blocks: KnownBlock[] = [];
  const leftOut: string[] = [...message.termsLeftOut];
  let room = TERMS_MAX;
  for (const term of message.terms) {
    const block = termBlock(term);
    room -= lengthOf(block);
    if (room >= 0) blocks.push(block);
    else leftOut.push(term.id);
  }
  if (leftOut.length > 0) {
    blocks.push({ type: "section", text: { type: "plain_text", text: truncate(`Also moved: ${leftOut.join(", ")}`, 500), emoji: false } });
  }
  return blocks;
}

/** Characters of text and addresses in a block. */
function lengthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, part]) => sum + (typeof part === "string" && (key === "text" || key === "url") ? part.length : lengthOf(part)),
    0,
  );
}

function sourceBlock(message: ShownMessage): KnownBlock {
  const { title } = message.article;
  const article: RichTextElement[] =
    message.link === null ? [plain(`${title} ${NO_LINK_NOTE}`)] : [{ type: "link", url: message.link, text: title }];
  return {
    type: "rich_text",
    elements: [
      paragraph(bold("Source: "), ...article),
      paragraph(plain(sourceInWords(message))),
      paragraph(bold("Spread: "), plain(spreadInWords(message))),
      paragraph(bold("What would settle it: "), plain(message.settle || "not stated")),
      paragraph(bold("Why: "), plain(message.reason || "not stated")),
    ],
  };
}

/** The message for an incoming webhook, inside every limit of Block Kit whatever the article holds. */
export function slackPayload(message: AlertMessage, mayRepeat: boolean): SlackPayload {
  const shown = shownMessage(message);
  const summary = [
    `*${levelInWords(shown.level)}*  ${revisionInWords(shown.kind)}. Watch: ${escaped(shown.watch.subject, SUBJECT_MAX)}.`,
    ...(shown.kind === "opened" || shown.update === "" ? [] : [escaped(shown.update, UPDATE_MAX)]),
    ...(shown.edit === null
      ? []
      : [
          `Before: ${escaped(shown.edit.before, UPDATE_MAX)}`,
          `After: ${escaped(shown.edit.after || "(nothing in its place)", UPDATE_MAX)}`,
        ]),
    escaped(`Severity ${shown.severityInWords}`, SUBJECT_MAX),
  ];
  const blocks: KnownBlock[] = [
    { type: "header", text: { type: "plain_text", text: truncate(shown.headline || levelInWords(shown.level), HEADER_MAX), emoji: false } },
    { type: "section", text: { type: "mrkdwn", text: [...summary, ...notesOf(shown, mayRepeat)].join("\n"), verbatim: true } },
    ...termBlocks(shown),
  ];
  if (shown.terms.length === 0) {
    blocks.push({ type: "section", text: { type: "plain_text", text: NO_TERM_NOTE, emoji: false } });
    if (shown.evidence !== null) blocks.push({ type: "rich_text", elements: [quoted(shown.evidence)] });
  }
  blocks.push(sourceBlock(shown), {
    type: "context",
    elements: [{ type: "plain_text", text: archiveIdInWords(shown), emoji: false }],
  });
  // Shown in notifications and read out by screen readers; never beside the blocks.
  const text = escaped(renderText(message, { mayRepeat }), Math.min(FALLBACK_MAX, MESSAGE_MAX - lengthOf(blocks)));
  return { text, blocks, unfurl_links: false, unfurl_media: false };
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
