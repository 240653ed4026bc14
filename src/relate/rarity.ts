import { COMMON_WORDS } from "./common-words.ts";

/** What the commonest word still weighs, against 1 for a word that is not on the list. */
const LEAST = 0.2;
/** The rank from which a word says as much as any. */
const UNLISTED = Math.log(2 + COMMON_WORDS.length);

const RANKS = new Map(COMMON_WORDS.map((word, i) => [word, i + 1] as const));
/** The rank of a word among the commonest, 0 for one that is not among them. */
export const rankOf = (word: string): number => RANKS.get(word) ?? 0;

/**
 * By rank, how telling a word is, 0.2 to 1: as the logarithm of a rank is that of a frequency (Zipf). A fixed list of English in place of
 * frequencies learned on the way, which would make answers depend on the order of arrival.
 */
export const RARITIES = Float64Array.from({ length: 1 + COMMON_WORDS.length }, (_, rank) =>
  rank === 0 ? 1 : LEAST + ((1 - LEAST) * Math.log(1 + rank)) / UNLISTED,
);
