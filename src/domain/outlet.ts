const SEPARATOR = "\\s*(?:[|–—·•:»]|(?<=\\s)-(?=\\s))\\s*";
/** What a feed's title says beside the name of its outlet. */
const OF_A_FEED =
  /^(?:the )?(?:rss|atom|feeds?|news|latest|recent|top|all|home|stories|headlines|articles|posts|entries|updates|news ?room|press releases?|\s|[&,])+$/i;

/** So many names are taken off the end of one headline. */
const MOST_NAMES = 3;

const folded = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** The outlet that a feed's title names: "Coast Wire – Latest News" and "Coast Wire RSS Feed" are Coast Wire's; null where it names none. */
export function outletOf(feedTitle: string | null): string | null {
  const parts = (feedTitle ?? "")
    .trim()
    .split(new RegExp(SEPARATOR, "u"))
    .filter((part) => part !== "" && !OF_A_FEED.test(part));
  const name = parts[0]?.replace(/\s+(?:rss|atom)?\s*feed$|\s+(?:rss|atom)$/i, "").trim() ?? "";
  return name === "" ? null : name;
}

/** A headline without the name of its outlet at its end, which site builders append: "Ferry sold | Coast Wire". */
export function withoutOutlet(title: string, names: readonly (string | null)[]): string {
  const known = new Set(names.map((name) => folded(name ?? "")).filter((name) => name !== ""));
  let rest = title.trim();
  for (let names = 0; names < MOST_NAMES; names += 1) {
    const [, before = "", last = ""] = new RegExp(`^(.*\\S)${SEPARATOR}(\\S.*?)$`, "su").exec(rest) ?? [];
    if (before === "" || !known.has(folded(last))) return rest;
    rest = before;
  }
  return rest;
}
