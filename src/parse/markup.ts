import { decodeHTML, decodeHTMLAttribute } from "entities";
import { Parser } from "htmlparser2";
import { FastTokenizer } from "./fast-tokenizer.ts";
import { createReading, escapeHtml, MAX_DEPTH, UNREAD } from "./html-text.ts";
import { type MarkupSink, walkTidyHtml } from "./tidy-html.ts";

/** A piece of HTML: sanitised, as its reader sees it, and the addresses that it links to, safe and resolved. */
export type Markup = {
  /** Whether it came as HTML: `html` says what was meant then, else `text` does. */
  readonly isHtml: boolean;
  readonly html: string;
  readonly text: string;
  readonly links: readonly string[];
};

const KEPT: ReadonlySet<string> = new Set(
  (
    "a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn dir div dl dt em " +
    "figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark menu ol p pre q rp rt ruby s samp section small span strike " +
    "strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr"
  ).split(" "),
);
const VOID: ReadonlySet<string> = new Set("br col hr img wbr".split(" "));
const PLAIN_ATTRIBUTES: ReadonlySet<string> = new Set(
  "abbr align alt title lang dir datetime colspan rowspan start width height rel type scope summary".split(" "),
);
const ADDRESSES: ReadonlySet<string> = new Set(["href", "src", "cite", "longdesc"]);
const OTHER_SCHEME = /^(?:mailto|tel|news|ftp|xmpp|irc|geo|magnet|feed):/i;

const SHUT: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** Text of HTML with its references left as they are: nothing in it can open a tag. */
const shutText = (raw: string): string => (/[<>]/.test(raw) ? raw.replace(/[<>]/g, (character) => SHUT[character] ?? "") : raw);
/** The same for an attribute, which nothing in it can end. */
const shut = (raw: string): string => (/[<>"]/.test(raw) ? raw.replace(/[<>"]/g, (character) => SHUT[character] ?? "") : raw);

const ABSOLUTE = /^https?:\/\/[\w.-]+(?::\d{1,5})?(?:[/?#][!#-;=?-[\]_a-z~]*)?$/i;

/** An address that is safe to follow, or null. Fragments stay; what is already absolute stays as it was written. */
export function safeAddress(raw: string, base: string | null): string | null {
  const text = raw.trim();
  if (ABSOLUTE.test(text)) return text;
  const url = URL.parse(text, base ?? undefined);
  // Without a base a relative address says where to go within a site that is not known; it is safe all the same.
  if (url === null) return base === null && /^[\w./?#%=&;,~+-]*$/.test(text) ? text : null;
  if (!/^https?:$/.test(url.protocol)) return OTHER_SCHEME.test(url.protocol) ? url.href : null;
  return url.href;
}

const addressIn = (raw: string, base: string | null): string | null =>
  safeAddress(raw.includes("&") ? decodeHTMLAttribute(raw) : raw, base);

/** References to windows-1252 bytes in HTML mean its characters (HTML §13.2.5.80). */
const REFERS_TO_C1 = /&#(?:1[2-5]\d|x[89][\da-f]);/gi;
const characters = (raw: string): string => (raw.includes("&#") ? raw.replace(REFERS_TO_C1, (reference) => decodeHTML(reference)) : raw);

/** Puts together what is kept of HTML, from its tags and texts as they pass: the same from whichever reader they come. */
function createKeeping(base: string | null): MarkupSink & { finish(): Markup } {
  const reading = createReading();
  const links = new Set<string>();
  let html = "";
  let unread = 0;
  return {
    open(name, attributes) {
      if (UNREAD.has(name)) unread += 1;
      if (unread > 0) return;
      reading.open(name);
      if (!KEPT.has(name)) return;
      html += `<${name}`;
      for (const attribute in attributes) {
        const raw = attributes[attribute] ?? "";
        if (PLAIN_ATTRIBUTES.has(attribute)) html += ` ${attribute}="${shut(raw)}"`;
        else if (ADDRESSES.has(attribute)) {
          const address = addressIn(raw, base);
          if (address === null) continue;
          html += ` ${attribute}="${escapeHtml(address)}"`;
          if (name === "a" && attribute === "href") links.add(address);
        }
      }
      html += ">";
    },
    text(raw) {
      if (unread > 0) return;
      html += characters(shutText(raw));
      reading.text(raw.includes("&") ? decodeHTML(raw) : raw);
    },
    close(name) {
      if (UNREAD.has(name)) unread -= 1;
      else if (unread === 0) {
        reading.close(name);
        if (KEPT.has(name) && !VOID.has(name)) html += `</${name}>`;
      }
    },
    finish: () => ({ isHtml: true, html: html.trim(), text: reading.finish(), links: [...links] }),
  };
}

/** The same from HTML of any kind. */
function readAnyMarkup(source: string, base: string | null): Markup {
  const keeping = createKeeping(base);
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        if (depth > MAX_DEPTH) return parser.pause();
        keeping.open(name, attributes);
      },
      ontext: keeping.text,
      onclosetag(name) {
        depth -= 1;
        keeping.close(name);
      },
    },
    { decodeEntities: false, Tokenizer: FastTokenizer },
  );
  parser.write(source);
  if (depth <= MAX_DEPTH) parser.end();
  return keeping.finish();
}

/**
 * HTML as it can be kept for evidence and shown, and as it reads: only elements of running text, no scripts, forms, frames, styles or event
 * handlers, addresses resolved against `base` and safe. Unknown elements leave their text. Linear in the input; nothing below the depth cap
 * is kept.
 */
export function readMarkup(source: string, base: string | null): Markup {
  const keeping = createKeeping(base);
  return walkTidyHtml(source, keeping) ? keeping.finish() : readAnyMarkup(source, base);
}
