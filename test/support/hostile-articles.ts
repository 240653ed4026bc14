import type { Archive } from "../../src/archive/archive.ts";
import type { AlertMessage } from "../../src/channels/channel.ts";
import { buildArchive } from "./builders.ts";
import { messageIn, readText } from "./read-one.ts";
import { pagesOf } from "./web-archive.ts";

/** Forty pieces of text that have broken out of somebody's page. `pwned` is what they would set or call if they came to life. */
export const HOSTILE: readonly { readonly name: string; readonly text: string }[] = [
  { name: "a script", text: "<script>pwned=1</script>" },
  { name: "a script that ends another", text: "</script><script>pwned=1</script>" },
  { name: "an image whose error acts", text: "<img src=x onerror=pwned=1>" },
  { name: "an image without spaces", text: "<img/src=x/onerror=pwned=1>" },
  { name: "an SVG that acts on load", text: "<svg onload=pwned=1>" },
  { name: "an SVG with a script", text: '<svg><script href="data:text/javascript,pwned=1"/></svg>' },
  { name: "an SVG animation of a link", text: "<svg><a><animate attributeName=href values=javascript:pwned=1 /><text>x</text></a></svg>" },
  {
    name: "a foreign object",
    text: "<svg><foreignObject><iframe srcdoc='<script>parent.pwned=1</script>'></iframe></foreignObject></svg>",
  },
  { name: "a MathML link", text: '<math><maction xlink:href="javascript:pwned=1">x</maction></math>' },
  { name: "an iframe with a document", text: "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>" },
  { name: "an object", text: '<object data="data:text/html,<script>pwned=1</script>"></object>' },
  { name: "an embed", text: '<embed src="javascript:pwned=1">' },
  { name: "a base address", text: '<base href="https://evil.example/">' },
  { name: "a refresh", text: '<meta http-equiv="refresh" content="0;url=https://evil.example/">' },
  { name: "a stylesheet", text: '<link rel="stylesheet" href="https://evil.example/x.css">' },
  { name: "a style element", text: "<style>body{display:none}</style>" },
  { name: "a form that sends elsewhere", text: '<form action="https://evil.example/"><button>Sign in</button></form>' },
  { name: "a button of another form", text: '<button formaction="https://evil.example/">Go</button>' },
  { name: "a details that acts when opened", text: "<details open ontoggle=pwned=1>x</details>" },
  { name: "a focus that acts by itself", text: "<input autofocus onfocus=pwned=1>" },
  { name: "a link that acts", text: '<a href="javascript:pwned=1">read more</a>' },
  { name: "the end of a double-quoted attribute", text: '" onmouseover="pwned=1" x="' },
  { name: "the end of a single-quoted attribute", text: "' onmouseover='pwned=1' x='" },
  { name: "the end of a quote and of the page", text: "</q></p></main></body></html><script>pwned=1</script>" },
  { name: "the end of the title", text: "</title><script>pwned=1</script>" },
  { name: "the end of a textarea", text: "</textarea><script>pwned=1</script>" },
  { name: "a comment that swallows the rest", text: "<!-- " },
  { name: "a CDATA section", text: "<![CDATA[<script>pwned=1</script>]]>" },
  { name: "a template", text: "<template><script>pwned=1</script></template>" },
  { name: "a noscript that ends early", text: '<noscript><p title="</noscript><img src=x onerror=pwned=1>">' },
  { name: "named entities of markup", text: "&lt;script&gt;pwned=1&lt;/script&gt;" },
  { name: "entities without an end", text: "&lt &#60 &#x3c &amp &AMP &ampamp; &#0; &#x110000; &#xD800;" },
  { name: "template words of other engines", text: "{{constructor.constructor('pwned=1')()}} <%= 1 %> #{pwned}" },
  { name: "marks that turn the reading direction", text: "safe \u202egnp.exe\u202c and \u2066isolated\u2069 \u202dforced" },
  { name: "control characters and half a surrogate", text: "a\u0000b\u0007c\u001b[31md\u009be \ud800 f\uffff" },
  { name: "invisible characters inside a tag", text: "<scr\u200bipt>pwned=1</scr\u200bipt><scr\u0000ipt>pwned=1</script>" },
  { name: "a letter under a thousand accents", text: `Z${"\u0301\u0316\u0489".repeat(400)}` },
  { name: "a word without end", text: "exclusive".repeat(20_000) },
  { name: "a title of five megabytes", text: `Berth ${"four ".repeat(1_000_000)}` },
  { name: "brackets like those of a search hit", text: "[<b>bold</b>] [[pwned]] [</mark><script>pwned=1</script>]" },
];

/** Of a text that is longer, so much is the article's body: the parser keeps no more than half a million characters. */
const BODY_MAX = 200_000;
const ADDRESS = "https://gazette.example/hostile";

export type HostileArchive = {
  readonly archive: Archive;
  /** Every page on which the text stands. */
  readonly pages: readonly string[];
  readonly message: AlertMessage;
  readonly article: string;
};

/** An archive with one alert, where a text is whatever somebody else may write: headline, author, publisher, body, quote, a feed's title, errors of servers. */
export async function buildHostileArchive(text: string): Promise<HostileArchive> {
  const archive = buildArchive();
  const change = { title: text, author: text, siteName: text };
  const body = (more: string) => `${text.slice(0, BODY_MAX)}\n\nFrom June other lines may use berth four as well. ${more}`;
  const quote = text.slice(0, 400).trim();
  const said = [["exclusive-berth", "changes", quote] as const];
  const where = { story: "sto_hostile", change, to: new Map([["email", [text.slice(0, 60)]]]) };
  const { article, raised } = await readText(archive, ADDRESS, body(""), said, where);
  const message = messageIn(raised);
  // Its edit, and a copy of it by somebody else.
  await readText(archive, ADDRESS, body(text.slice(0, 1000)), said, where);
  await readText(archive, "https://courier.example/copy", body(""), [], { ...where, origin: ADDRESS });
  const edit = { kind: "negation", before: text, after: text, removed: text, added: text };
  archive.query(
    "UPDATE relations SET copy_of = ?, copy_kind = 'edited', containment = 0.9, edits = ?, evidence = ? WHERE article_id <> ? RETURNING 1",
    ...[article, JSON.stringify([edit]), JSON.stringify([{ kind: "words", weight: 1, detail: text }]), article],
  );
  archive.query("UPDATE stories SET title = ? RETURNING 1", text);
  archive.query("UPDATE feeds SET title = ?, failures = 3, last_error = ? RETURNING 1", text, text.slice(0, 1000));
  archive.query("UPDATE deliveries SET state = 'dead', last_error = ? RETURNING 1", text.slice(0, 1000));
  const { alert } = message;
  const named = pagesOf({ article, alert, story: "sto_hostile", watch: "harbour-deal", term: "exclusive-berth" });
  const words = encodeURIComponent(text.slice(0, 200).toWellFormed());
  return { archive, article, message, pages: [...named, "/search?q=lines", `/search?q=${words}`, "/search?q=verdict:changes"] };
}
