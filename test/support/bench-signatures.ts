// How many signatures a second, beside npm `minhash` in the same run: node test/support/bench-signatures.ts [articles]
// A signature is what copies are found by: of ours the text is read (words, sentences), its five-word shingles winnowed and its sentences
// hashed; of minhash 128 values over the same shingles of a text that was split at spaces. Rates are of one core's processor time, in turns.
import { createRequire } from "node:module";
import { fingerprintOf } from "../../src/relate/fingerprint.ts";
import { readText } from "../../src/relate/text.ts";
import { createInvented } from "./invented.ts";
import { randomFrom } from "./random.ts";

/** As far as it is used here: the package has no types. */
type Package = { readonly Minhash: new (settings: { numPerm: number }) => { update(text: string): void } };
const { Minhash } = createRequire(import.meta.url)("minhash") as Package;

const ARTICLES = Number(process.argv[2] ?? 2000);
const ROUNDS = 5;
const SHINGLE = 5;
/** Articles that minhash takes in a round: it is slow. */
const THEIRS = Math.min(ARTICLES, 40);
const { topic, body } = createInvented(randomFrom(7).next);
const texts = Array.from({ length: ARTICLES }, () => body(topic(), 24).join(" "));

function rate(articles: readonly string[], sign: (text: string) => void): number {
  const start = process.threadCpuUsage();
  for (const text of articles) sign(text);
  const { user, system } = process.threadCpuUsage(start);
  return (articles.length * 1_000_000) / (user + system);
}
let keys = 0;
const ours = (text: string): void => {
  keys += fingerprintOf(readText(text)).keys.length;
};
const theirs = (text: string): void => {
  const words = text.toLowerCase().split(" ");
  const signature = new Minhash({ numPerm: 128 });
  for (let i = 0; i + SHINGLE <= words.length; i++) signature.update(words.slice(i, i + SHINGLE).join(" "));
};
const rounds = Array.from({ length: ROUNDS }, () => [rate(texts, ours), rate(texts.slice(0, THEIRS), theirs)] as const);
const median = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[list.length >> 1] ?? 0;
const [own, other] = [median(rounds.map(([one]) => one)), median(rounds.map(([, one]) => one))];
const best = Math.max(...rounds.map(([one]) => one));
const characters = texts.reduce((sum, text) => sum + text.length, 0) / ARTICLES;
console.log(
  `texts of ${Math.round(characters)} characters, ${(keys / ARTICLES / ROUNDS).toFixed(0)} keys each; ours ${Math.round(own)}/s (best ${Math.round(best)}), ` +
    `minhash ${Math.round(other)}/s: ${Math.round(own / other)} times, medians of ${ROUNDS} rounds`,
);
