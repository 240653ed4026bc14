import Defuddle from "defuddle";
import { Parser } from "htmlparser2";
import { fold } from "./html-text.ts";

// The package's types describe its default export one level too deep, and need a browser's DOM.
const Reader = Defuddle as unknown as new (
  document: unknown,
  options: { readonly url: string },
) => { parse(): { readonly content: string } };

/** An extract with less text of its own than this is looked at again; in characters. */
const THIN = 600;
/** An extract whose text is in links to more than this share lists other pages. */
const LINKED = 0.4;
/** By how much another extract has to say more to be preferred. */
const MORE = 1.2;

/** How much text stands outside of links, and how much there is, in characters. */
function weigh(html: string): { own: number; all: number } {
  let links = 0;
  let own = 0;
  let all = 0;
  const parser = new Parser({
    onopentag(name) {
      if (name === "a") links += 1;
    },
    ontext(text) {
      const { length } = fold(text);
      all += length;
      if (links === 0) own += length;
    },
    onclosetag(name) {
      if (name === "a") links -= 1;
    },
  });
  parser.end(html);
  return { own, all };
}

/**
 * The better of an extract and what defuddle finds in the same page, as HTML. It is asked only where the extract is thin or mostly links,
 * since it takes six times as long. `freshDocument` gives the page anew: readers take their document apart.
 */
export function secondOpinion(extract: string, url: string, freshDocument: () => unknown): string {
  const first = weigh(extract);
  if (first.own >= THIN && first.all - first.own <= first.all * LINKED) return extract;
  const other = new Reader(freshDocument(), { url }).parse().content;
  const second = weigh(other);
  const isArticle = second.all - second.own <= second.all * LINKED;
  return isArticle && second.own >= first.own * MORE ? other : extract;
}
