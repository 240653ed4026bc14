import { type Html, html } from "./html.ts";

export type AtomLink = { readonly rel: "self" | "alternate" | "related"; readonly href: string; readonly type?: string };
export type AtomEntry = {
  /** A tag: URI (RFC 4151), which stays whatever becomes of the entry. */
  readonly id: string;
  readonly title: string;
  /** ISO 8601, as `updated`. */
  readonly published?: string;
  readonly updated: string;
  readonly links: readonly AtomLink[];
  readonly categories?: readonly { readonly term: string; readonly label?: string }[];
  readonly summary?: string;
  /** Plain text, or markup. */
  readonly content: string | Html;
};
export type AtomFeed = {
  readonly id: string;
  readonly title: string;
  readonly updated: string;
  readonly links: readonly AtomLink[];
  readonly entries: readonly AtomEntry[];
};

const AUTHOR = html`<author><name>Clausewatch</name></author>`;
/** A feed without entries is as old as the web. */
const NEVER = "1970-01-01T00:00:00.000Z";

/** When a feed of these entries changed last, so that the same entries make the same feed. */
export const newestOf = (updates: readonly string[]): string => updates.toSorted().at(-1) ?? NEVER;

/** XML 1.0 §2.2 has no place for control characters and half surrogate pairs, escaped or not. */
const forXml = (text: string): string => text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");

const linkOf = ({ rel, href, type }: AtomLink): Html =>
  html`<link rel="${rel}"${type === undefined ? [] : html` type="${type}"`} href="${href}"/>\n`;
const optional = (name: "published" | "summary", text: string | undefined): Html | [] => {
  if (text === undefined) return [];
  return name === "published" ? html`<published>${text}</published>\n` : html`<summary>${text}</summary>\n`;
};

const entryOf = (one: AtomEntry): Html => html`<entry>
<id>${one.id}</id>
<title>${one.title}</title>
${one.links.map(linkOf)}${optional("published", one.published)}<updated>${one.updated}</updated>
${AUTHOR}
${(one.categories ?? []).map(({ term, label }) => html`<category term="${term}"${label === undefined ? [] : html` label="${label}"`}/>\n`)}${optional("summary", one.summary)}${
  typeof one.content === "string"
    ? html`<content type="text">${one.content}</content>`
    : html`<content type="html">${one.content.markup}</content>`
}
</entry>
`;

/**
 * A feed as RFC 4287 has it. The package `feed` was tried: it closes a CDATA section at the second "]]>" of a text, so that a headline could
 * write entries of its own.
 */
export const atomDocument = ({ id, title, updated, links, entries }: AtomFeed): string =>
  forXml(
    html`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>${id}</id>
<title>${title}</title>
<updated>${updated}</updated>
${links.map(linkOf)}${AUTHOR}
<generator>Clausewatch</generator>
${entries.map(entryOf)}</feed>
`.markup,
  );
