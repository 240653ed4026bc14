import { getDomain } from "tldts";

/** Who publishes an address or host: its registrable domain, so that news.example.co.uk and example.co.uk are one owner and two blogs of one host are two. */
export function ownerOf(urlOrHost: string): string {
  const bare = urlOrHost.trim().toLowerCase();
  return getDomain(bare, { allowPrivateDomains: true }) ?? bare.replace(/^[a-z]+:\/\//, "").replace(/[/:?#].*$/s, "");
}

/** The owner's name as a reader would write it, letters and digits alone: "financial-times.example" is "financialtimes". */
export function labelOf(owner: string): string {
  return plainName(owner.split(".")[0] ?? owner);
}

/** A publication's name folded for comparison: no article, no punctuation, no case. */
export function plainName(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/^the\s+/, "")
    .replace(/[^\p{L}\p{N}]+/gu, "");
}
