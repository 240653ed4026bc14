/** Takes the tags and texts of HTML as they pass. Attributes and texts come as they are written, references and all. */
export type MarkupSink = {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text(raw: string): void;
  close(name: string): void;
};

const names = (text: string): ReadonlySet<string> => new Set(text.split(" "));
/** Elements that may stand anywhere and close nothing. */
const INLINE = names("abbr b br cite code del em i img ins mark q s small span strong sub sup time u");
/** Elements that close a paragraph or heading that is open around them. */
const BLOCKS = names("article aside blockquote div figcaption figure footer h1 h2 h3 h4 h5 h6 header hr main ol p pre section ul");
const VOID = names("br hr img");
const OPEN_TO_BLOCKS = names("article aside blockquote div figcaption figure footer header li main section");
/** What is opened further than this is not tidy. */
const MOST_OPEN = 40;

const TAG = /<(\/?)([a-z][a-z\d]*)((?:[ \t\n\r]+[a-z][a-z-]*="[^"<>]*")*)[ \t\n\r]*(\/?)>|<!--[ \w:/{}",.-]*?-->/y;
const ATTRIBUTE = /([a-z-]+)="([^"]*)"/g;
const NONE: Readonly<Record<string, string>> = Object.freeze({});

function attributesOf(text: string): Readonly<Record<string, string>> {
  if (text === "") return NONE;
  const attributes: Record<string, string> = {};
  for (const [, name = "", value = ""] of text.matchAll(ATTRIBUTE)) if (!Object.hasOwn(attributes, name)) attributes[name] = value;
  return attributes;
}

/** Whether an element may be opened within another without closing it. */
const fits = (name: string, outer: string | undefined): boolean =>
  INLINE.has(name) ||
  (name === "a"
    ? outer !== "a"
    : name === "li"
      ? outer === "ul" || outer === "ol"
      : BLOCKS.has(name) && (outer === undefined || OPEN_TO_BLOCKS.has(outer)));

/**
 * Walks HTML that is tidy: known elements that are nested and closed as they should be, attributes in quotes. Most texts of feeds are, and
 * this takes a fraction of what a parser does that must be ready for anything. False where the HTML is not tidy: what was told until then
 * is void.
 */
export function walkTidyHtml(source: string, sink: MarkupSink): boolean {
  const open: string[] = [];
  let at = 0;
  for (;;) {
    const next = source.indexOf("<", at);
    if (next !== at) sink.text(next < 0 ? source.slice(at) : source.slice(at, next));
    if (next < 0) return open.length === 0;
    TAG.lastIndex = next;
    const match = TAG.exec(source);
    if (match === null) return false;
    at = TAG.lastIndex;
    const [, slash, name, attributes = "", end] = match;
    if (name === undefined) continue;
    if (slash !== "") {
      if (attributes !== "" || end !== "" || open.pop() !== name) return false;
      sink.close(name);
      continue;
    }
    const isVoid = VOID.has(name);
    if ((end !== "" && !isVoid) || open.length > MOST_OPEN || !fits(name, open.at(-1))) return false;
    sink.open(name, attributesOf(attributes));
    if (isVoid) sink.close(name);
    else open.push(name);
  }
}
