import type { SlackPayload } from "../../src/channels/slack-blocks.ts";

// Draws the Block Kit that our messages use as Slack does, near enough to judge a layout by. For pictures only.

type Node = {
  readonly type?: string;
  readonly text?: unknown;
  readonly url?: string;
  readonly elements?: readonly Node[];
  readonly style?: Style;
};
type Style = { readonly bold?: boolean; readonly italic?: boolean; readonly strike?: boolean };

const escapeText = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const lines = (html: string): string => html.replaceAll("\n", "<br>");

/** Slack's mrkdwn: its three entities stand as they are, and links, bold and line breaks are read. */
const mrkdwn = (text: string): string =>
  lines(text.replace(/<(https?:[^|>]+)\|([^>]+)>/g, '<a href="$1">$2</a>').replace(/(^|[\s(])\*([^*\n]+)\*/g, "$1<b>$2</b>"));

function textObject(value: unknown): string {
  const { type, text } = value as { type: string; text: string };
  return type === "mrkdwn" ? mrkdwn(text) : lines(escapeText(text));
}

function inline({ type, text, url, style = {} }: Node): string {
  let html = lines(escapeText(String(text ?? url ?? "")));
  if (style.bold) html = `<b>${html}</b>`;
  if (style.italic) html = `<i>${html}</i>`;
  if (style.strike) html = `<s>${html}</s>`;
  return type === "link" ? `<a href="${escapeText(url ?? "")}">${html}</a>` : html;
}

const richText = (node: Node): string => {
  const inner = (node.elements ?? []).map(inline).join("");
  return node.type === "rich_text_quote" ? `<blockquote>${inner}</blockquote>` : `<div>${inner}</div>`;
};

function block(node: Node): string {
  switch (node.type) {
    case "header":
      return `<h3>${textObject(node.text)}</h3>`;
    case "section":
      return `<p>${textObject(node.text)}</p>`;
    case "divider":
      return "<hr>";
    case "context":
      return `<p class="context">${(node.elements ?? []).map((one) => `<span>${textObject(one)}</span>`).join("")}</p>`;
    case "rich_text":
      return `<div class="rich">${(node.elements ?? []).map(richText).join("")}</div>`;
    default:
      throw new Error(`the renderer knows no block of type ${node.type}; add it to test/support/block-kit-html.ts`);
  }
}

const message = (payload: SlackPayload, time: string, note = ""): string => `<article>
<div class="avatar">§</div>
<div class="body"><p class="who"><b>Clausewatch</b> <span class="app">APP</span> <span class="time">${time}</span></p>
${(payload.blocks as readonly Node[]).map(block).join("\n")}
${note}</div>
</article>`;

export type DrawnThread = {
  readonly channel: string;
  readonly parent: SlackPayload;
  readonly replies: readonly { readonly payload: SlackPayload; readonly time: string }[];
  readonly time: string;
};

/** A page with a message, edited, and the replies in its thread. */
export const drawThread = ({ channel, parent, replies, time }: DrawnThread): string => `<!doctype html><meta charset="utf-8"><style>
  body { margin: 0; background: #fff; color: #1d1c1d; font: 15px/1.47 Lato, "Noto Sans", "Liberation Sans", sans-serif; width: 760px; }
  header { padding: 12px 20px; border-bottom: 1px solid #ddd; font-weight: 900; font-size: 17px; }
  article { display: flex; gap: 10px; padding: 10px 20px; }
  .avatar { flex: 0 0 36px; height: 36px; border-radius: 8px; background: #16324f; color: #fff; font: 700 22px/36px Georgia, serif; text-align: center; }
  .body { flex: 1; min-width: 0; }
  .who { margin: 0 0 2px; } .who b { font-weight: 900; }
  .app { background: #ddd; color: #616061; border-radius: 2px; font-size: 10px; font-weight: 700; padding: 1px 3px; }
  .time, .edited { color: #616061; font-size: 12px; }
  h3 { margin: 6px 0 4px; font-size: 18px; line-height: 1.33; font-weight: 900; }
  p, .rich { margin: 6px 0; } .rich { margin: 10px 0; } .rich > div { margin: 1px 0; }
  b { font-weight: 700; } a { color: #1264a3; text-decoration: none; }
  hr { border: 0; border-top: 1px solid #ddd; margin: 12px 0; }
  blockquote { margin: 4px 0; padding-left: 12px; border-left: 4px solid #ddd; }
  .context { color: #616061; font-size: 12.5px; } .context span + span { margin-left: 10px; }
  .thread { margin: 0 0 8px 66px; border-left: 2px solid #e8e8e8; } .thread article { padding: 6px 16px; }
  .replies { margin: 2px 0 0 66px; color: #1264a3; font-size: 13px; font-weight: 700; }
</style>
<header># ${escapeText(channel)}</header>
${message(parent, time, '<span class="edited">(edited)</span>')}
<p class="replies">${replies.length} ${replies.length === 1 ? "reply" : "replies"}</p>
<div class="thread">${replies.map(({ payload, time: at }) => message(payload, at)).join("\n")}</div>`;
