import { Parser } from "htmlparser2";
import { escapeHtml, MAX_DEPTH, resolveUrl, UNREAD } from "./html-text.ts";

const KEPT: ReadonlySet<string> = new Set(
  (
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure " +
    "footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q rp rt ruby s samp section small span strike strong sub summary sup " +
    "table tbody td tfoot th thead time tr tt u ul var wbr"
  ).split(" "),
);
const VOID: ReadonlySet<string> = new Set("br col hr img wbr".split(" "));
const PLAIN_ATTRIBUTES: ReadonlySet<string> = new Set("alt title lang dir datetime colspan rowspan start width height".split(" "));
const ADDRESSES: ReadonlySet<string> = new Set(["href", "src", "cite"]);

function attributesOf(attributes: Readonly<Record<string, string>>, base: string | null): string {
  let kept = "";
  for (const [name, value] of Object.entries(attributes)) {
    const safe = ADDRESSES.has(name) ? resolveUrl(value, base) : PLAIN_ATTRIBUTES.has(name) ? value : null;
    if (safe !== null) kept += ` ${name}="${escapeHtml(safe)}"`;
  }
  return kept;
}

/**
 * HTML that can be kept as evidence and shown: only elements of running text, no scripts, forms, frames, styles or event handlers, and only
 * absolute http(s) addresses, resolved against `base`. Unknown elements leave their text. Nothing below the depth cap is kept.
 */
export function cleanHtml(html: string, base: string | null): string {
  const out: string[] = [];
  let depth = 0;
  let unread = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      depth += 1;
      if (depth > MAX_DEPTH) return parser.pause();
      if (UNREAD.has(name)) unread += 1;
      else if (unread === 0 && KEPT.has(name)) out.push(`<${name}${attributesOf(attributes, base)}>`);
    },
    ontext(text) {
      if (unread === 0) out.push(escapeHtml(text));
    },
    onclosetag(name) {
      depth -= 1;
      if (UNREAD.has(name)) unread -= 1;
      else if (unread === 0 && KEPT.has(name) && !VOID.has(name)) out.push(`</${name}>`);
    },
  });
  parser.write(html);
  if (depth <= MAX_DEPTH) parser.end();
  return out.join("").trim();
}
