/** The part of the DOM that linkedom gives and this folder uses. */
export type PageElement = {
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
  remove(): void;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
};
export type PageDocument = PageElement & { readonly body: PageElement | null };

/** Words in a class or id that name what stands around an article. Compared whole, so that "shared" or "admin" is none of them. */
const FURNITURE: ReadonlySet<string> = new Set(
  (
    "cookie cookies consent gdpr cmp newsletter newsletters signup subscribe subscription related recirc recirculation recommended recommendations " +
    "comment comments disqus ad share sharing sharebar social promo promos promotion advert adverts advertisement advertising ads adslot sponsored " +
    "outbrain taboola breadcrumb breadcrumbs pagination sidebar menu navbar navigation masthead toolbar skip popup modal overlay paywall trending popular"
  ).split(" "),
);
const ALWAYS =
  "nav, dialog, template, [role=dialog], [role=alertdialog], [role=navigation], [role=search], [role=complementary], [hidden], [aria-modal=true]";
/** Part of a page's text that no furniture has: what matches by name but holds more is a wrapper of the article. */
const WRAPPER_SHARE = 0.4;

const lengthOf = (element: PageElement | null): number => element?.textContent?.length ?? 0;

const isNamedFurniture = (element: PageElement): boolean =>
  `${element.getAttribute("class") ?? ""} ${element.getAttribute("id") ?? ""}`
    .toLowerCase()
    .split(/[^a-z]+/)
    .some((word) => FURNITURE.has(word));

/** Takes menus, boxes, teasers and comments out of a page before its article is looked for. Changes the document. */
export function removeFurniture(document: PageDocument): void {
  const { body } = document;
  if (body === null) return;
  for (const element of body.querySelectorAll("script, style, noscript, svg")) element.remove();
  const limit = lengthOf(body) * WRAPPER_SHARE;
  const holdsTheArticle = (element: PageElement): boolean =>
    lengthOf(element) > limit || element.querySelector("h1, [itemprop=articleBody]") !== null;
  for (const element of body.querySelectorAll(ALWAYS)) if (!holdsTheArticle(element)) element.remove();
  for (const element of body.querySelectorAll("[class], [id]")) {
    if (isNamedFurniture(element) && !holdsTheArticle(element)) element.remove();
  }
}

/** Whole lines that pages leave inside an article's text. */
const FURNITURE_LINE =
  /^(?:advertisement|advertising|ad|sponsored(?: content)?|(?:now )?loading[.…]*|skip to (?:main )?content|share(?: this)?(?: (?:article|story|post|page))?|print(?: this (?:article|page))?|subscribe(?: now)?|sign up(?: now)?|log ?in|read more|related(?: (?:articles|stories|posts|topics))?|view original(?: →)?|listen to (?:this )?article|(?:\d+ )?comments?(?: \(\d+\))?|no comments(?: yet)?\b.{0,60}|leave a (?:comment|reply)|read (?:this )?in other languages\b.{0,80}|©.{0,120}|(?:copyright .{0,100})?all rights reserved)[:.]?$/i;

/** The text without lines that are furniture, and without the title where it opens the text again. */
export function withoutFurnitureLines(text: string, title: string | null): string {
  const lines = text.split("\n").filter((line) => !FURNITURE_LINE.test(line));
  const first = lines.findIndex((line) => line !== "");
  if (title !== null && lines[first] === title) lines.splice(first, 1);
  return lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
