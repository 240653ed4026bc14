import type { RichTextElement, RichTextQuote, RichTextSection } from "@slack/types";
import type { MessageTerm } from "./channel.ts";
import type { Segment } from "./marked-words.ts";
import { truncate } from "./message.ts";

/** Slack decodes exactly these three, and `<` is what opens a mention or a link (docs.slack.dev/messaging/formatting-message-text). */
const escapeMarkup = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Escaped text of at most `max` characters: cut before it is escaped, so that no entity is cut in two. */
export function escaped(text: string, max: number): string {
  for (let room = max; ; ) {
    const result = escapeMarkup(truncate(text, room));
    if (result.length <= max) return result;
    room = Math.min(room - 1, Math.floor((room * max) / result.length));
  }
}

// What others wrote goes into rich text, where Slack reads no markup at all: no mention, no bold, no link can come out of a quote.
export const plain = (text: string): RichTextElement => ({ type: "text", text });
export const bold = (text: string): RichTextElement => ({ type: "text", text, style: { bold: true } });
export const link = (url: string, text: string): RichTextElement => ({ type: "link", url, text });
export const paragraph = (...elements: RichTextElement[]): RichTextSection => ({ type: "rich_text_section", elements });

/** Words that went are struck, words that came are bold. */
export const marked = (segments: readonly Segment[]): RichTextElement[] =>
  segments.map(({ kind, text }) =>
    kind === "same" ? plain(text) : { type: "text", text, style: kind === "removed" ? { strike: true } : { bold: true } },
  );

/** The quote stands out from its context: `words` are what it shows, in bold as a whole unless they are marked already. */
export const quoted = ({ before, text, after }: MessageTerm["quote"], words: readonly RichTextElement[] = [bold(text)]): RichTextQuote => ({
  type: "rich_text_quote",
  elements: [
    ...(before === "" ? [] : [{ type: "text" as const, text: `${before} `, style: { italic: true } }]),
    ...words,
    ...(after === "" ? [] : [{ type: "text" as const, text: ` ${after}`, style: { italic: true } }]),
  ],
});

/** Characters of text and addresses in blocks, which is what Slack counts towards a whole message. */
export function lengthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, part]) => sum + (typeof part === "string" && (key === "text" || key === "url") ? part.length : lengthOf(part)),
    0,
  );
}
