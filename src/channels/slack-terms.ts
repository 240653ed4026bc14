import type { KnownBlock, RichTextBlock, RichTextElement } from "@slack/types";
import type { MessageTerm, StandingTerm } from "./channel.ts";
import { markTerm } from "./marked-words.ts";
import { confidenceInWords, labelsOf, NO_TERM_NOTE, rankInWords, type ShownMessage, truncate, verdictInWords } from "./message.ts";
import { bold, lengthOf, link, marked, paragraph, plain, quoted } from "./slack-text.ts";

/** Room kept for the line that names what does not fit. */
const NAMES_MAX = 500;

export const words = (text: string, max = NAMES_MAX): KnownBlock => ({
  type: "section",
  text: { type: "plain_text", text: truncate(text, max), emoji: false },
});

const heading = (term: MessageTerm) =>
  paragraph(bold(term.id), plain(` – ${verdictInWords(term.verdict)}, ${confidenceInWords(term.confidence)}`));

/** Was, now, quote. Where the article's own words are what it says now, the quote shows them, marked, and they are not told twice. */
export function wholeTerm(term: MessageTerm | StandingTerm): RichTextBlock {
  const holds = term.verdict === "reaffirms";
  const { was, now } = markTerm(term);
  const { record, report } = labelsOf(term.verdict, term.from);
  const recorded: RichTextElement[] = term.wasSource === null ? [] : [plain(" ("), link(term.wasSource, "as recorded"), plain(")")];
  const isMarked = term.now === term.quote.text && now.some((one) => one.kind === "added");
  const says =
    term.now === term.quote.text
      ? [paragraph(bold(holds ? "In the article's words:" : `${report}, in the article's words:`))]
      : holds || term.now === ""
        ? []
        : [paragraph(bold(`${report}: `), ...marked(now))];
  return {
    type: "rich_text",
    elements: [
      heading(term),
      paragraph(bold(`${record}: `), ...marked(was), ...recorded),
      ...says,
      quoted(term.quote, isMarked ? marked(now) : undefined),
      ...("source" in term ? [paragraph(plain("By "), ...byWhom(term))] : []),
    ],
  };
}

const byWhom = ({ source, url }: StandingTerm): RichTextElement[] => [
  url === "" ? plain(source.name) : link(url, source.name),
  plain(`, ${rankInWords(source.rank)}`),
];

/** A term that the reader knows of: what this article says about it. */
export const againTerm = (term: MessageTerm): RichTextBlock => ({ type: "rich_text", elements: [heading(term), quoted(term.quote)] });

/** As many terms as there is room for; the others are named. */
export function termBlocks(made: readonly { id: string; block: RichTextBlock }[], leftOut: readonly string[], space: number): KnownBlock[] {
  const blocks: KnownBlock[] = [];
  const named = [...leftOut];
  let room = space - NAMES_MAX;
  for (const { id, block } of made) {
    room -= lengthOf(block);
    if (room >= 0) blocks.push(block);
    else named.unshift(id);
  }
  return named.length === 0 ? blocks : [...blocks, words(`Also moved: ${named.join(", ")}`)];
}

/** What an alert without a readable term rests on. */
export const evidenceBlocks = ({ evidence }: ShownMessage): KnownBlock[] => [
  words(NO_TERM_NOTE),
  ...(evidence === null ? [] : [{ type: "rich_text" as const, elements: [quoted(evidence)] }]),
];
