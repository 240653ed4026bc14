/** Markup that is safe to put into a page; only `html` makes it. */
export type Html = { readonly markup: string };

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeText = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** Tagged template: every inserted text is escaped, every inserted Html stands as it is. */
export function html(strings: TemplateStringsArray, ...parts: readonly (string | Html | readonly Html[])[]): Html {
  const inserted = (part: string | Html | readonly Html[]): string =>
    typeof part === "string" ? escapeText(part) : "markup" in part ? part.markup : part.map(({ markup }) => markup).join("");
  return { markup: strings.map((text, index) => text + (index < parts.length ? inserted(parts[index] ?? "") : "")).join("") };
}
