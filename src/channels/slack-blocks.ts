import type { KnownBlock, RichTextElement, RichTextSection } from "@slack/types";
import type { AlertMessage, Note } from "./channel.ts";
import {
  archiveIdInWords,
  levelInWords,
  NO_LINK_NOTE,
  notesOf,
  restsOnNoTerm,
  revisionInWords,
  type ShownMessage,
  severityMark,
  shownMessage,
  shownNote,
  sourceInWords,
  spreadInWords,
  truncate,
  wholeTerms,
} from "./message.ts";
import { renderNote, renderText } from "./message-text.ts";
import { newsSince } from "./news.ts";
import { againTerm, evidenceBlocks, termBlocks, wholeTerm } from "./slack-terms.ts";
import { bold, escaped, lengthOf, link, paragraph, plain } from "./slack-text.ts";

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
/** What the recipient has already, and whether the message hangs below it. */
type Since = { readonly told: AlertMessage | null; readonly inThread: boolean };

const section = (text: string): KnownBlock => ({ type: "section", text: { type: "mrkdwn", text, verbatim: true } });
const whoSaysSo = (message: ShownMessage): RichTextSection[] => {
  const { title } = message.article;
  const article = message.link === null ? plain(`${title} ${NO_LINK_NOTE}`) : link(message.link, title);
  return [paragraph(bold("Who says so: "), article), paragraph(plain(sourceInWords(message)))];
};

function sourceBlock(message: ShownMessage): KnownBlock {
  return {
    type: "rich_text",
    elements: [
      ...whoSaysSo(message),
      paragraph(bold("Spread: "), plain(spreadInWords(message))),
      paragraph(bold("What would settle it: "), plain(truncate(message.settle || "not stated", SENTENCE_MAX))),
      paragraph(bold("Why: "), plain(truncate(message.reason || "not stated", SENTENCE_MAX))),
    ],
  };
}

/** Earlier revisions, newest first as far as there is room. */
function stepBlocks(label: string, steps: ShownMessage["history"], space: number): KnownBlock[] {
  const lines: RichTextElement[][] = [];
  let room = space - 100;
  for (const step of steps.toReversed()) {
    const line = [plain(`${step.revision}. `), step.url === null ? plain(step.update) : link(step.url, step.update)];
    room -= lengthOf(line);
    if (room < 0) break;
    lines.unshift(line);
  }
  if (lines.length === 0) return [];
  return [{ type: "rich_text", elements: [paragraph(bold(label)), ...lines.map((line) => paragraph(...line))] }];
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
function payload(text: string, blocks: readonly KnownBlock[]): SlackPayload {
  const room = Math.min(FALLBACK_MAX, Math.max(FALLBACK_MIN, MESSAGE_MAX - lengthOf(blocks)));
  return { text: escaped(text, room), blocks, unfurl_links: false, unfurl_media: false };
}

/** What happened, in the lines that stand above everything else. */
const summary = (shown: ShownMessage, more: readonly string[], mayRepeat: boolean): KnownBlock => {
  const status = shown.status === "open" ? "" : ` · ${shown.status}`;
  const what = `${severityMark(shown.severity)} *${levelInWords(shown.level)}* · ${revisionInWords(shown.kind)}${status}`;
  return section(
    [what, ...updateLines(shown), ...more, ...notesOf(shown, mayRepeat).map((note) => escaped(note, SENTENCE_MAX))].join("\n"),
  );
};

const header = (shown: ShownMessage): KnownBlock => ({
  type: "header",
  text: { type: "plain_text", text: truncate(shown.headline || levelInWords(shown.level), HEADER_MAX), emoji: false },
});

/** The whole of an alert at one revision, inside every limit of Block Kit whatever the article holds. */
export function slackPayload(message: AlertMessage, { mayRepeat, evidence }: SlackView): SlackPayload {
  const shown = shownMessage(message);
  const lines = [
    `*Severity* ${escaped(shown.severityInWords, UPDATE_MAX)}`,
    ...(shown.headline.startsWith(shown.watch.subject) ? [] : [`*Watch* ${escaped(shown.watch.subject, SUBJECT_MAX)}`]),
  ];
  const head = [header(shown), summary(shown, lines, mayRepeat)];
  const tail: KnownBlock[] = [{ type: "divider" }, sourceBlock(shown)];
  const foot = footer(shown, evidence);
  let room = MESSAGE_MAX - FALLBACK_MIN - lengthOf([head, tail, foot]);
  const whole = wholeTerms(shown).map((term) => ({ id: term.id, block: wholeTerm(term) }));
  const terms = restsOnNoTerm(shown) ? evidenceBlocks(shown) : termBlocks(whole, shown.termsLeftOut, room);
  room -= lengthOf(terms);
  return payload(renderText(message, { mayRepeat }), [
    ...head,
    ...terms,
    ...tail,
    ...stepBlocks("Before that:", shown.history, room),
    foot,
  ]);
}

/**
 * What a revision adds to what a recipient has: a reply in the alert's thread, or, where Slack gives no thread, a message under the alert's
 * headline. The whole where there is nothing to add to.
 */
export function slackUpdate(message: AlertMessage, { mayRepeat, evidence, told, inThread }: SlackView & Since): SlackPayload {
  const shown = shownMessage(message);
  const news = newsSince(shown, told);
  if (news === null && !inThread) return slackPayload(message, { mayRepeat, evidence });
  const facts = news?.facts ?? [];
  const head = [
    ...(inThread ? [] : [header(shown)]),
    summary(
      shown,
      facts.map((fact) => `• ${escaped(fact, UPDATE_MAX)}`),
      mayRepeat,
    ),
  ];
  const settle = news?.settle ?? null;
  const who: RichTextSection[] = [
    ...(news?.hasArticle ? whoSaysSo(shown) : []),
    ...(settle === null ? [] : [paragraph(bold("What would settle it: "), plain(truncate(settle, SENTENCE_MAX)))]),
  ];
  const tail: KnownBlock[] = who.length === 0 ? [] : [{ type: "rich_text", elements: who }];
  const foot = footer(shown, evidence);
  let room = MESSAGE_MAX - FALLBACK_MIN - lengthOf([head, tail, foot]);
  const made = [
    ...(news?.terms ?? []).map((term) => ({ id: term.id, block: wholeTerm(term) })),
    ...(news?.again ?? []).map((term) => ({ id: term.id, block: againTerm(term) })),
  ];
  const terms = news?.hasArticle && restsOnNoTerm(shown) ? evidenceBlocks(shown) : termBlocks(made, [], room);
  room -= lengthOf(terms);
  const between = stepBlocks("Meanwhile:", news?.between ?? [], room);
  return payload(renderText(message, { mayRepeat, told }), [...head, ...between, ...terms, ...tail, foot]);
}

/** A note: one section of its lines, as text that Slack reads no markup in. */
export function slackNote(note: Note, mayRepeat: boolean): SlackPayload {
  const text = renderNote(note, { mayRepeat });
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
