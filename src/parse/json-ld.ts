import { fold, plainLine } from "./html-text.ts";

/** What structured data says about the page's article. Texts are as stated; nothing here is resolved or checked. */
export type LinkedData = {
  readonly headline: string | null;
  readonly author: string | null;
  readonly published: string | null;
  readonly modified: string | null;
  readonly language: string | null;
  readonly publisher: string | null;
  readonly url: string | null;
  readonly basedOn: readonly string[];
  readonly body: string | null;
};

/** Graphs nest articles a few levels deep (page, main entity); more is a list of other articles. */
const MAX_DEPTH = 4;
const MAX_NODES = 500;

type Node = Readonly<Record<string, unknown>>;

const ARTICLE = /(?:Article|BlogPosting|Report|Review|SocialMediaPosting|Posting)$/;
const PAGE = /(?:WebPage|PressRelease)$/;

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
const own = (node: Node, key: string): unknown => (Object.hasOwn(node, key) ? node[key] : undefined);
const hasType = (node: Node, type: RegExp): boolean => listOf(own(node, "@type")).some((one) => typeof one === "string" && type.test(one));

const lineOf = (value: unknown): string | null => (typeof value === "string" ? plainLine(value) || null : null);
const nameOf = (value: unknown): string | null => lineOf(isNode(value) ? (own(value, "name") ?? own(value, "alternateName")) : value);
const addressOf = (value: unknown): string | null => {
  const address = isNode(value) ? (own(value, "url") ?? own(value, "@id")) : value;
  return typeof address === "string" ? address.trim() || null : null;
};
const namesOf = (value: unknown): string | null => {
  const names = listOf(value)
    .map(nameOf)
    .filter((name) => name !== null);
  return names.length === 0 ? null : [...new Set(names)].join(", ");
};

/** Scripts come with raw line breaks inside strings or wrapped in comment marks; both are forgiven. */
function parsed(script: string): unknown {
  for (const text of [
    script,
    script.replace(/^\s*(?:<!--|\/\*.{0,20}?\*\/)|(?:-->|\/\*.{0,20}?\*\/)\s*$/g, "").replace(/[\u0000-\u001f]/g, " "),
  ]) {
    try {
      return JSON.parse(text);
    } catch {
      // the second reading, or no data
    }
  }
  return null;
}

function nodesOf(value: unknown, nodes: Node[], depth = 0): void {
  if (depth > MAX_DEPTH || nodes.length >= MAX_NODES) return;
  for (const one of listOf(value)) {
    if (!isNode(one)) continue;
    nodes.push(one);
    nodesOf(own(one, "@graph"), nodes, depth + 1);
    nodesOf(own(one, "mainEntity"), nodes, depth + 1);
  }
}

/** The article among a page's JSON-LD scripts: the one that names the page's own address where several stand there, else the first. */
export function readJsonLd(scripts: readonly string[], isThisPage: (address: string) => boolean): LinkedData | null {
  const nodes: Node[] = [];
  for (const script of scripts) nodesOf(parsed(script), nodes);
  const articles = nodes.filter((node) => hasType(node, ARTICLE));
  const candidates = articles.length > 0 ? articles : nodes.filter((node) => hasType(node, PAGE));
  const addresses = (node: Node) => [own(node, "mainEntityOfPage"), own(node, "url"), own(node, "@id")].map(addressOf);
  const node = candidates.find((one) => addresses(one).some((address) => address !== null && isThisPage(address))) ?? candidates[0];
  if (node === undefined) return null;
  const body = own(node, "articleBody");
  return {
    headline: lineOf(own(node, "headline")) ?? (articles.length > 0 ? lineOf(own(node, "name")) : null),
    author: namesOf(own(node, "author") ?? own(node, "creator")),
    published: lineOf(own(node, "datePublished") ?? own(node, "dateCreated")),
    modified: lineOf(own(node, "dateModified")),
    language: nameOf(listOf(own(node, "inLanguage"))[0]),
    publisher: nameOf(listOf(own(node, "publisher"))[0]),
    url: addresses(node).find((address) => address !== null && /^https?:/i.test(address)) ?? null,
    basedOn: listOf(own(node, "isBasedOn"))
      .map(addressOf)
      .filter((address) => address !== null),
    body: typeof body === "string" && fold(body) !== "" ? body : null,
  };
}
