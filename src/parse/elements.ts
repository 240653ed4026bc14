import { parseDate } from "./date.ts";
import type { Category, Enclosure, FeedLink, FeedText, Image, Person } from "./feed-document.ts";
import { textOf } from "./feed-text.ts";
import { fold, plainLine } from "./html-text.ts";
import { safeAddress } from "./markup.ts";
import { personFrom, personOf } from "./people.ts";
import type { Elements, XmlNode } from "./xml-reader.ts";

/** More than anybody lists of one kind. */
const MAX_LISTED = 200;

export function all(elements: Elements, ...names: readonly string[]): XmlNode[] {
  const found: XmlNode[] = [];
  for (const name of names) {
    const named = elements[name];
    if (named !== undefined) found.push(...named.slice(0, MAX_LISTED));
  }
  return found;
}
export const child = (node: XmlNode | undefined, ...names: readonly string[]): XmlNode | undefined =>
  node?.children.find(({ name }) => names.includes(name.replace(/^\w+:/, "")));
export const wordsOf = (node: XmlNode | undefined): string => fold(node?._ ?? "");

/** The first element that says something, in the order of the names. */
export function first(elements: Elements, ...names: readonly string[]): XmlNode | undefined {
  for (const name of names) {
    const found = elements[name]?.find((node) => node._.trim() !== "" || node.markup !== null);
    if (found !== undefined) return found;
  }
  return undefined;
}

export const text = (elements: Elements, ...names: readonly string[]): string | null => wordsOf(first(elements, ...names)) || null;

export function firstText(elements: Elements, isAtom: boolean, ...names: readonly string[]): FeedText | null {
  const node = first(elements, ...names);
  return node === undefined ? null : textOf(node, isAtom);
}

/** The first date that is one, in the order of the names. RFC 4287 allows one each; of several, Atom's last counts. */
export function firstDate(elements: Elements, isAtom: boolean, ...names: readonly string[]): string | null {
  for (const name of names) {
    const nodes = (elements[name] ?? []).slice(0, MAX_LISTED);
    for (const node of isAtom ? nodes.reverse() : nodes) {
      const date = parseDate(node._);
      if (date !== null) return date;
    }
  }
  return null;
}

const IANA_RELATION = /^https?:\/\/www\.iana\.org\/assignments\/(?:link-relations\/|relation\/)/;

export function linksOf(elements: Elements): FeedLink[] {
  return all(elements, "link", "atom:link").flatMap(({ $, base }) => {
    const url = $["href"] === undefined ? null : safeAddress($["href"], base);
    if (url === null || url === "") return [];
    // RFC 4287 §4.2.7.2 allows the relation's whole address.
    const rel = $["rel"]?.trim().toLowerCase().replace(IANA_RELATION, "") || "alternate";
    return [{ url, rel, type: $["type"]?.trim().toLowerCase() || null, language: $["hreflang"] ?? null, title: $["title"] ?? null }];
  });
}

/** The page that a feed or an entry stands for: an alternate link, a page before other kinds; else RSS's link, which is a text. */
export function linkOf(elements: Elements, links: readonly FeedLink[]): string | null {
  const alternates = links.filter(({ rel }) => rel === "alternate");
  const written = (elements["link"] ?? []).find((node) => node.$["href"] === undefined && node._.trim() !== "");
  const page = alternates.find(({ type }) => type === null || type.includes("html")) ?? alternates[0];
  const own = written === undefined ? null : safeAddress(written._, written.base);
  return own ?? page?.url ?? null;
}

export function peopleOf(elements: Elements, ...names: readonly string[]): Person[] {
  return all(elements, ...names).flatMap((node) => {
    const [name, email, uri] = [child(node, "name"), child(node, "email"), child(node, "uri", "url", "homepage")];
    const address = uri === undefined ? null : safeAddress(uri._, uri.base);
    const found = name === undefined && email === undefined ? personFrom(node._) : personOf(wordsOf(name), wordsOf(email), address);
    return found === null ? [] : [found];
  });
}

const category = (term: string, scheme: string | undefined, label: string | undefined): Category[] => {
  const plain = plainLine(term) || plainLine(label ?? "");
  return plain === ""
    ? []
    : [{ term: plain, label: label === undefined ? null : plainLine(label) || null, scheme: scheme?.trim() || null }];
};

const nested = (node: XmlNode): Category[] => [
  ...category(node.$["text"] ?? node._, node.$["scheme"], undefined),
  ...node.children.flatMap((inner) => (inner.name === node.name ? nested(inner) : [])),
];

export function categoriesOf(elements: Elements): Category[] {
  const commas = all(elements, "tags", "keywords").flatMap((node) => node._.split(","));
  const found = [
    ...commas.flatMap((term) => category(term, undefined, undefined)),
    ...all(elements, "category", "dc:subject", "media:category", "atom:category").flatMap(({ $, _ }) =>
      category($["term"] ?? _, $["scheme"] ?? $["domain"], $["label"]),
    ),
    ...all(elements, "itunes:category").flatMap(nested),
    ...all(elements, "itunes:keywords", "media:keywords").flatMap((node) =>
      node._.split(",").flatMap((term) => category(term, undefined, undefined)),
    ),
  ];
  return found.slice(0, MAX_LISTED);
}

export const enclosure = (node: XmlNode, address: string | undefined, length: string | undefined): Enclosure[] => {
  const url = address === undefined ? null : safeAddress(address, node.base);
  return url === null || url === ""
    ? []
    : [{ url, type: (node.$["type"] ?? node.$["enc:type"])?.trim() || null, length: length?.trim() || null }];
};

/** RSS's enclosures, those of RSS 1.0's module and Atom's links that enclose. */
export const enclosuresOf = (elements: Elements): Enclosure[] => [
  ...all(elements, "enclosure").flatMap((node) => enclosure(node, node.$["url"] ?? node.$["href"] ?? node._, node.$["length"])),
  ...all(elements, "enc:enclosure").flatMap((node) => enclosure(node, node.$["rdf:resource"], node.$["enc:length"])),
  ...all(elements, "link", "atom:link")
    .filter(({ $ }) => $["rel"]?.trim().toLowerCase() === "enclosure")
    .flatMap((node) => enclosure(node, node.$["href"], node.$["length"])),
];

export function imageOf(elements: Elements, ...names: readonly string[]): Image | null {
  for (const node of all(elements, ...names)) {
    const [inside, title, link] = [child(node, "url"), child(node, "title"), child(node, "link")];
    const raw = node.$["href"] ?? node.$["url"] ?? (inside?._ || node.$["rdf:resource"] || node._);
    const url = raw.trim() === "" ? null : safeAddress(raw, node.base);
    if (url === null) continue;
    return { url, title: wordsOf(title) || null, link: link === undefined ? null : safeAddress(link._, link.base) };
  }
  return null;
}
