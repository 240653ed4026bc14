/** Limits of docs.slack.dev/reference/block-kit, and the total that slackapi/bolt-js#2509 found with some room. */
const LIMITS = { blocks: 50, header: 150, text: 3000, contextElements: 10, total: 12_000 } as const;

/** The one link that we write in markup ourselves, to a page of ours. */
const OUR_LINK = /<https?:\/\/[\w.:/-]+\/alerts\/alr_[0-9a-f]{16}\|[\w ]+>/g;

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Node = { readonly [key: string]: Json };

const isNode = (value: Json | undefined): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);

/** Every object in the payload, outermost first. */
function* nodesOf(value: Json): Generator<Node> {
  if (Array.isArray(value)) for (const part of value) yield* nodesOf(part);
  else if (isNode(value)) {
    yield value;
    for (const part of Object.values(value)) yield* nodesOf(part);
  }
}

/** What Slack would refuse, or read as more than text, in the body of a post; empty when it is fine. */
export function blockKitProblems(body: string): string[] {
  const payload = JSON.parse(body) as Node;
  const problems: string[] = [];
  const must = (holds: boolean, problem: string): void => {
    if (!holds) problems.push(problem);
  };
  const blocks = Array.isArray(payload["blocks"]) ? (payload["blocks"] as Node[]) : [];
  must(blocks.length > 0 && blocks.length <= LIMITS.blocks, `${blocks.length} blocks`);
  must(typeof payload["text"] === "string" && payload["text"].trim() !== "", "no fallback text");
  must(payload["unfurl_links"] === false && payload["unfurl_media"] === false, "links are unfurled");
  must(!/[<>]/.test(String(payload["text"])), "unescaped < or > in the fallback text");
  must(blockKitRefusal(payload) === null, `Slack answers ${blockKitRefusal(payload)}`);

  let total = 0;
  for (const node of nodesOf(payload)) {
    const { type, text, url } = node;
    for (const part of [text, url]) if (typeof part === "string") total += part.length;
    if (type === "header")
      must(
        isNode(text) && text["type"] === "plain_text" && String(text["text"]).length <= LIMITS.header,
        "header is not plain text of at most 150 characters",
      );
    if (type === "context")
      must(Array.isArray(node["elements"]) && node["elements"].length <= LIMITS.contextElements, "too many context elements");
    if (typeof text === "string" && type !== undefined) {
      must(text.length >= 1 && text.length <= LIMITS.text, `${String(type)} of ${text.length} characters`);
      must(text.isWellFormed(), `${String(type)} with half a character`);
    }
    if (type === "mrkdwn") must(!/[<>]|&(?!(amp|lt|gt);)/.test(String(text).replace(OUR_LINK, "")), "unescaped & < > in mrkdwn");
    if (type === "link") must(/^https?:\/\//.test(String(url)), "a link to something else than http");
    must(!["broadcast", "user", "usergroup", "channel", "team", "emoji"].includes(String(type)), `a mention or emoji: ${String(type)}`);
  }
  must(total <= LIMITS.total, `${total} characters in all`);
  return problems;
}

/** Slack refuses a message from about here on (slackapi/bolt-js#2509), and a text above 40,000 characters. */
const REFUSED_FROM = 13_000;
const TEXT_MAX = 40_000;

/** The word with which Slack refuses these arguments of chat.postMessage, chat.update or a webhook; null where it takes them. */
export function blockKitRefusal(args: Readonly<Record<string, unknown>>): string | null {
  const blocks = args["blocks"] as readonly Node[] | undefined;
  const text = args["text"];
  if (blocks === undefined && (typeof text !== "string" || text === "")) return "no_text";
  if (typeof text === "string" && text.length > TEXT_MAX) return "msg_too_long";
  if (blocks === undefined) return null;
  if (!Array.isArray(blocks) || blocks.length > LIMITS.blocks) return "invalid_blocks";
  let total = 0;
  for (const node of nodesOf(blocks as unknown as Json)) {
    const { type, text: shown, elements, url } = node;
    for (const part of [shown, url]) if (typeof part === "string") total += part.length;
    const inner = isNode(shown) ? String(shown["text"]) : "";
    if (type === "header" && (inner.length < 1 || inner.length > LIMITS.header)) return "invalid_blocks";
    if (type === "section" && (inner.length < 1 || inner.length > LIMITS.text)) return "invalid_blocks";
    if (type === "context" && (!Array.isArray(elements) || elements.length < 1 || elements.length > LIMITS.contextElements))
      return "invalid_blocks";
    if (type === "text" && (typeof shown !== "string" || shown.length < 1)) return "invalid_blocks";
    if (/^rich_text/.test(String(type)) && Array.isArray(elements) && elements.length < 1) return "invalid_blocks";
  }
  return total > REFUSED_FROM ? "msg_blocks_too_long" : null;
}
