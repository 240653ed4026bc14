import { RARITIES, rankOf } from "./rarity.ts";
import type { ReadText, Sentence } from "./text.ts";
import type { Tokens } from "./tokens.ts";
import { FIGURE, hashOf, LATIN, RANK_SHIFT, SPACELESS_CHAR, STUB_SIGN, TERM } from "./words.ts";

/** Terms kept of an article; more cost time and gain nothing (measured: docs of 20 terms lose, 100 and 1,000 score alike). */
export const TOP_TERMS = 100;
/** The heaviest terms, by which an article is looked up: who shares none of them shares no event. */
export const LEADING = 48;
/** Fewer than this many different terms say too little to compare by. */
const MIN_TERMS = 8;
/** Names and figures kept for comparing texts in different languages. */
const TOP_BRIDGE = 40;
/** A text with so large a share of single characters is in a script without spaces. */
const SPACELESS_SHARE = 0.3;

/** Sentences that stand where a paywall, a consent screen or a script warning stands instead of the article. */
const STUB =
  /\b(subscri(be|ber|bers|ption|ptions)|sign(ed)? (in|up)|log(ged)? in|register(ed)?|paywall|members? only|unlimited access|cookies?|newsletter|javascript|free trial|cancel any ?time|ad ?blocker|continue reading|read on|unlock|premium (content|article))\b/i;
const STUB_WORDS = 30;

/** Words from sentences that carry news: stubs are left out. */
export function newsWords(read: ReadText): Tokens {
  const isStub = ({ from, to, start, end, kinds }: Sentence): boolean =>
    (kinds & STUB_SIGN) !== 0 && to - from <= STUB_WORDS && STUB.test(read.text.slice(start, end));
  const stubs = new Set(read.sentences.filter(isStub));
  if (stubs.size === 0) return read;
  const told = read.sentences.filter((one) => !stubs.has(one));
  const part = (column: Int32Array): Int32Array => Int32Array.from(told.flatMap(({ from, to }) => [...column.subarray(from, to)]));
  const { words, hashes, terms, spellings, kinds } = read;
  return { words: part(words), hashes: part(hashes), terms: part(terms), spellings: part(spellings), kinds: part(kinds) };
}

/**
 * A unit vector of terms, by their numbers in rising order: logarithmic counts by how rare a word is in the language. Nothing is learned from
 * the stream, on purpose (decision 7).
 */
export type Terms = {
  readonly ids: Uint32Array;
  readonly weights: Float32Array;
  readonly leading: Uint32Array;
  readonly leadingWeights: Float32Array;
};

const NO_TERMS: Terms = {
  ids: new Uint32Array(),
  weights: new Float32Array(),
  leading: new Uint32Array(),
  leadingWeights: new Float32Array(),
};

/** What is sorted by weight, to be cut in two at its `most`-th heaviest. */
let cut = new Float64Array(1 << 10);
/** The `most`-th of the heaviest (Hoare's selection). */
function weightAt(weights: Float64Array, most: number): number {
  if (weights.length > cut.length) cut = new Float64Array(2 * weights.length);
  cut.set(weights);
  let [low, high, place] = [0, weights.length - 1, most - 1];
  while (low < high) {
    const middle = cut[(low + high) >> 1] as number;
    let [i, j] = [low, high];
    while (i <= j) {
      while ((cut[i] as number) > middle) i++;
      while ((cut[j] as number) < middle) j--;
      if (i > j) break;
      const one = cut[i] as number;
      cut[i++] = cut[j] as number;
      cut[j--] = one;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return cut[place] as number;
}

/** The positions of the heaviest, in their order; among equals those of the headline and the opening, which come first. */
function heaviest(weights: Float64Array, most: number): Int32Array {
  const kept = new Int32Array(Math.min(most, weights.length));
  if (weights.length <= most) {
    for (let i = 0; i < kept.length; i++) kept[i] = i;
    return kept;
  }
  const least = weightAt(weights, most);
  let equals = most;
  for (let i = 0; i < weights.length; i++) if ((weights[i] as number) > least) equals--;
  for (let i = 0, n = 0; n < most; i++) {
    const weight = weights[i] as number;
    if (weight > least || (weight === least && equals-- > 0)) kept[n++] = i;
  }
  return kept;
}

const LOGARITHMS = Float64Array.from({ length: 256 }, (_, n) => Math.log(n));
const logOf = (times: number): number => LOGARITHMS[times] ?? Math.log(times);

/** Of a term of the text that is being counted: its hash, how often it stands there (0: no term), and its rank. */
const [ID, TIMES, RANK, STRIDE] = [0, 1, 2, 4];
/** By open addressing: a text has few terms, so that all lie near. All zero between two uses. */
let tally = new Int32Array(STRIDE << 11);

/** Counts the terms of one text, at most `most`, in order of their first place. */
function createCounter(words: number) {
  if (2 * STRIDE * words > tally.length) tally = new Int32Array(STRIDE * 2 ** Math.ceil(Math.log2(2 * words)));
  const [own, last] = [tally, tally.length / STRIDE - 1];
  const counted: number[] = [];
  return {
    count(id: number, rank: number, times = 1): void {
      let at = (id ^ (id >>> 15)) & last;
      while (own[STRIDE * at + TIMES] !== 0 && own[STRIDE * at + ID] !== id) at = (at + 1) & last;
      at *= STRIDE;
      if (own[at + TIMES] === 0) {
        counted.push(at);
        own[at + ID] = id;
        own[at + RANK] = rank;
      }
      own[at + TIMES] = (own[at + TIMES] as number) + times;
    },
    vector(most: number, least = 0): Terms {
      const vector = counted.length < least ? NO_TERMS : unitVector(own, counted, most);
      for (const at of counted) own[at + TIMES] = 0;
      return vector;
    },
  };
}

function unitVector(tally: Int32Array, counted: readonly number[], most: number): Terms {
  const all = new Float64Array(counted.length);
  for (let i = 0; i < counted.length; i++) {
    const at = counted[i] as number;
    all[i] = (1 + logOf(tally[at + TIMES] as number)) * (RARITIES[tally[at + RANK] as number] as number);
  }
  const idOf = (at: number): number => (tally[(counted[at] as number) + ID] as number) >>> 0;
  const kept = heaviest(all, most);
  let sum = 0;
  for (let n = 0; n < kept.length; n++) sum += (all[kept[n] as number] as number) ** 2;
  const length = Math.sqrt(sum);
  const [keys, own] = [new Float64Array(kept.length), new Float64Array(kept.length)];
  for (let n = 0; n < kept.length; n++) {
    const i = kept[n] as number;
    own[n] = (all[i] as number) / length;
    // A number of 32 bits and a small one fit into one double, which sorts faster than by a function.
    keys[n] = idOf(i) * 1024 + n;
  }
  const leading = heaviest(own, LEADING);
  // In one piece of memory: each of its own costs as much as what is in it.
  const memory = new ArrayBuffer(8 * (kept.length + leading.length));
  const leadingAt = 8 * kept.length;
  const terms: Terms = {
    ids: new Uint32Array(memory, 0, kept.length),
    weights: new Float32Array(memory, 4 * kept.length, kept.length),
    leading: new Uint32Array(memory, leadingAt, leading.length),
    leadingWeights: new Float32Array(memory, leadingAt + 4 * leading.length, leading.length),
  };
  keys.sort();
  for (let n = 0; n < keys.length; n++) {
    const key = keys[n] as number;
    terms.ids[n] = Math.floor(key / 1024);
    terms.weights[n] = own[key % 1024] as number;
  }
  for (let n = 0; n < leading.length; n++) {
    const at = leading[n] as number;
    terms.leading[n] = idOf(kept[at] as number);
    terms.leadingWeights[n] = own[at] as number;
  }
  return terms;
}

/** Of a headline and the words of a body. */
export function termsOf(title: ReadText, body: Tokens, { forms }: ReadText["vocabulary"]): Terms {
  const { count, vector } = createCounter(title.words.length + body.words.length);
  for (const { words, terms, kinds } of [title, body]) {
    for (let i = 0; i < kinds.length; i++) {
      const kind = kinds[i] as number;
      if ((kind & TERM) !== 0) count(terms[i] as number, kind >>> RANK_SHIFT);
      else if ((kind & SPACELESS_CHAR) !== 0 && ((kinds[i + 1] ?? 0) & SPACELESS_CHAR) !== 0)
        // Scripts without spaces: pairs of characters stand in for words.
        count(hashOf(`${forms[words[i] as number]}${forms[words[i + 1] as number]}`), 0);
    }
  }
  return vector(TOP_TERMS, MIN_TERMS);
}

function isSpacelessText({ kinds }: Tokens): boolean {
  let spaceless = 0;
  for (let i = 0; i < kinds.length; i++) spaceless += (kinds[i] as number) & SPACELESS_CHAR;
  return spaceless > SPACELESS_CHAR * SPACELESS_SHARE * kinds.length;
}

/** Names and figures, which read alike in every language: what texts in two languages are compared by. */
export function bridgeOf(names: ReadonlyMap<string, number>, title: ReadText, body: Tokens, { forms }: ReadText["vocabulary"]): Terms {
  const { count, vector } = createCounter(names.size + title.words.length + body.words.length);
  const countTerm = (term: string, times?: number): void => count(hashOf(term), rankOf(term), times);
  for (const [name, times] of names) countTerm(name, times);
  // In a script without spaces, Latin words are names.
  const wanted = isSpacelessText(body) ? FIGURE | LATIN : FIGURE;
  for (const { words, kinds } of [title, body]) {
    for (let i = 0; i < kinds.length; i++) {
      const kind = (kinds[i] as number) & wanted;
      if (kind === 0) continue;
      const form = forms[words[i] as number] as string;
      if (!names.has(form)) countTerm((kind & FIGURE) !== 0 ? form.replace(/^(\d+),(\d{1,2})$/, "$1.$2") : form);
    }
  }
  return vector(TOP_BRIDGE);
}

/** The language of a text, as far as the article says or its script shows; "" where neither does. */
export function languageOf(declared: string | null, body: Tokens): string {
  const [tag = ""] = (declared ?? "").toLowerCase().split(/[-_]/);
  return tag !== "" ? tag : isSpacelessText(body) ? "spaceless" : "";
}

/** The name that a text speaks of most, or null where it has none: what tells apart two texts made from one template. */
export function subjectOf(names: ReadonlyMap<string, number>): string | null {
  let subject: string | null = null;
  for (const [name, count] of names) if (count > 1 && count > (names.get(subject ?? "") ?? 0)) subject = name;
  return subject;
}
