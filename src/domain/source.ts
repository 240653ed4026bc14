import { z } from "zod";

/** Who speaks, strongest first. The rank decides whether a reported change comes from a party; the text never does. */
export const sourceRank = z.enum(["party", "filing", "wire", "press", "aggregator", "blog", "forum"]);
export type SourceRank = z.infer<typeof sourceRank>;

/** The publisher of an article. `domain` is a host name in lower case without "www."; `kind` is what the input said about it. */
export type Source = { readonly name: string | null; readonly domain: string; readonly kind: string | null };

const onDomain = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

/** Rank by the longest matching domain suffix, then by a stated kind that is a rank, else press. A stated kind never makes a party. */
export function rankOf(source: Source, ranks: Readonly<Partial<Record<SourceRank, readonly string[]>>>): SourceRank {
  let best: { rank: SourceRank; length: number } | null = null;
  for (const rank of sourceRank.options) {
    for (const domain of ranks[rank] ?? []) {
      if (onDomain(source.domain, domain) && (best === null || domain.length > best.length)) best = { rank, length: domain.length };
    }
  }
  if (best !== null) return best.rank;
  const stated = sourceRank.safeParse(source.kind);
  return stated.success && stated.data !== "party" && stated.data !== "filing" ? stated.data : "press";
}
