import { ownerOf } from "./owner.ts";

/** Parameters that say where a reader came from. Unknown ones stay: `?id=` and `?p=` name articles, and merging two articles is worse than missing a join. */
const TRACKING = new Set(
  (
    "fbclid gclid gclsrc dclid wbraid gbraid msclkid yclid twclid ttclid igshid igsh mc_cid mc_eid mkt_tok _hsenc _hsmi _ga _gl spm scid cmpid cmp icid ncid sh smid smtyp " +
    "ito xtor ref ref_src ref_url referrer feedtype feedname guccounter guce_referrer guce_referrer_sig soc_src soc_trk sref sr_share taid ocid cvid wt.mc_id at_medium " +
    "at_campaign __twitter_impression"
  ).split(" "),
);
const isTracking = (name: string): boolean => /^(utm|pk|mtm|hsa|stm)_/.test(name) || TRACKING.has(name);
const isAmp = (name: string, value: string): boolean =>
  (name === "amp" && /^(1|true|)$/.test(value)) || (/^output(type)?$/.test(name) && value === "amp");

/** The address inside an AMP cache, a viewer or a redirect of a search engine. */
function unwrapped(url: URL): URL {
  const host = url.hostname.toLowerCase();
  const cached = /^\/(?:[acirv](?:\/s)?|amp\/s)\/([^/]+\.[^/]+)(\/.*)?$/.exec(url.pathname);
  const isCache = host === "cdn.ampproject.org" || host.endsWith(".cdn.ampproject.org") || /^(www\.)?google\.[a-z.]+$/.test(host);
  if (isCache && cached !== null) return parsed(`https://${cached[1]}${cached[2] ?? "/"}${url.search}`) ?? url;
  if (/^(www\.)?google\.[a-z.]+$/.test(host) && url.pathname === "/url") {
    return parsed(url.searchParams.get("url") ?? url.searchParams.get("q") ?? "") ?? url;
  }
  return url;
}

const parsed = (url: string): URL | null => (/^https?:/i.test(url) ? URL.parse(url) : null);

/** The identity of an address: equal for the forms under which one page is passed around. What is no http address comes back as it was. */
export function canonicalUrl(url: string): string {
  const given = parsed(url.trim());
  if (given === null) return url.trim();
  const at = unwrapped(given);
  let host = at.hostname.toLowerCase().replace(/\.$/, "");
  const owner = ownerOf(host);
  for (let shorter = host; shorter !== owner; ) {
    shorter = host.replace(/^(www\d?|m|mobile|amp)\./, "");
    if (shorter === host || !(shorter === owner || shorter.endsWith(`.${owner}`))) break;
    host = shorter;
  }
  const port = at.port === "" || at.port === "80" || at.port === "443" ? "" : `:${at.port}`;
  const path = at.pathname
    .replace(/\/{2,}/g, "/")
    .replace(/^\/amp\//, "/")
    .replace(/\/index\.(html?|php)$/, "/")
    .replace(/\/amp\/?$/, "/")
    .replace(/\.amp(\.html?)?$/, (_, rest: string | undefined) => rest ?? "")
    .replace(/\/+$/, "");
  const kept = [...(at.search === "" ? [] : at.searchParams)].filter(
    ([name, value]) => !isTracking(name.toLowerCase()) && !isAmp(name.toLowerCase(), value),
  );
  kept.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0));
  const query = kept.length === 0 ? "" : `?${new URLSearchParams(kept)}`;
  return `https://${host}${port}${path}${query}${at.hash.startsWith("#!") ? at.hash : ""}`;
}

/** Words joined by hyphens, as newsrooms make the last part of an address out of a headline. */
export function slugOf(title: string): string {
  return title
    .normalize("NFKC")
    .toLowerCase()
    .replace(/['’ʼ\u00ad\u200b-\u200d]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
}

/** The headline part of an address, or null for a front page, a section or a bare number. */
export function urlSlug(url: string): string | null {
  const last = parsed(url)?.pathname.split("/").filter(Boolean).at(-1);
  if (last === undefined) return null;
  const slug = last.toLowerCase().replace(/\.(html?|php|aspx?|cms|amp)$/, "");
  return isTelling(slug) ? slug : null;
}

/** Four words or more: shorter titles ("joint-statement") belong to many documents. */
export const isTelling = (slug: string): boolean => slug.split("-").length >= 4;

/** True for an address that can name one document: not a front page and not a section. */
export function namesDocument(url: string): boolean {
  const at = parsed(url);
  if (at === null) return false;
  const parts = at.pathname.split("/").filter(Boolean);
  const last = parts.at(-1) ?? "";
  return parts.length > 0 && (/[\d-]/.test(last) || parts.length > 2 || at.searchParams.size > 0);
}
