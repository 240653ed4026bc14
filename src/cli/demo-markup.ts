/** Markup that is already escaped. Everything else that enters a template is text. */
export type Markup = { readonly markup: string };
type Value = string | Markup | readonly Markup[];

export const NOTHING: Markup = { markup: "" };

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeText = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

function written(value: Value): string {
  if (typeof value === "string") return escapeText(value);
  return "markup" in value ? value.markup : value.map((one) => one.markup).join("");
}

/** Tag for HTML and XML templates: strings are escaped, markup is taken as it is, lists are joined. */
export function markup(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: String.raw({ raw: strings }, ...values.map(written)) };
}

/** JSON for a script element: "<" is written as an escape, so that no text can end the element. */
export const scriptJson = (value: unknown): Markup => ({ markup: JSON.stringify(value, null, 2).replaceAll("<", "\\u003c") });

const INLINE = /\*\*(.+?)\*\*|\[(.+?)\]\((.+?)\)/g;

function inline(text: string): readonly Markup[] {
  const parts: Markup[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [all, strong, label = "", url = ""] = match;
    parts.push(markup`${text.slice(end, match.index)}`);
    parts.push(strong === undefined ? markup`<a href="${url}">${label}</a>` : markup`<strong>${strong}</strong>`);
    end = match.index + all.length;
  }
  return [...parts, markup`${text.slice(end)}`];
}

const blocksOf = (body: string): readonly string[] => body.trim().split(/\n{2,}/);

/** The blocks of an article: paragraphs, second headings, lists with hyphens; inside them links and strong words. No other Markdown. */
export function bodyMarkup(body: string): readonly Markup[] {
  return blocksOf(body).map((block) => {
    if (block.startsWith("## ")) return markup`<h2>${inline(block.slice(3))}</h2>\n`;
    if (!block.startsWith("- ")) return markup`<p>${inline(block)}</p>\n`;
    return markup`<ul>${block.split("\n").map((line) => markup`<li>${inline(line.slice(2))}</li>`)}</ul>\n`;
  });
}

/** The same blocks as plain text; every item of a list is one. */
export function bodyLines(body: string): readonly string[] {
  return blocksOf(body)
    .flatMap((block) => (block.startsWith("- ") ? block.split("\n") : [block]))
    .map((line) => line.replace(/^(## |- )/, "").replace(INLINE, (_, strong?: string, label?: string) => strong ?? label ?? ""));
}
