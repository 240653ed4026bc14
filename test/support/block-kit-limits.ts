/** Limits of docs.slack.dev/reference/block-kit, and the total that slackapi/bolt-js#2509 found with some room. */
const LIMITS = { blocks: 50, header: 150, text: 3000, contextElements: 10, total: 12_000 } as const;

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
    if (type === "mrkdwn") must(!/[<>]|&(?!(amp|lt|gt);)/.test(String(text)), "unescaped & < > in mrkdwn");
    if (type === "link") must(/^https?:\/\//.test(String(url)), "a link to something else than http");
    must(!["broadcast", "user", "usergroup", "channel", "team", "emoji"].includes(String(type)), `a mention or emoji: ${String(type)}`);
  }
  must(total <= LIMITS.total, `${total} characters in all`);
  return problems;
}
