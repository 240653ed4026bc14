import { room } from "./lists.ts";
import type { ReadText, Sentence } from "./text.ts";
import { FIGURE, LATIN, SPACELESS_CHAR, STUB_SIGN, type Vocabulary } from "./words.ts";

/** Terms kept of an article; more cost time and gain nothing (measured: docs of 20 terms lose, 100 and 1,000 score alike). */
const TOP_TERMS = 100;
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
export function newsWords({ text, words, vocabulary: { flags }, sentences }: ReadText): Int32Array {
  const isStub = ({ from, to, start, end }: Sentence): boolean => {
    if (to - from > STUB_WORDS) return false;
    for (let i = from; i < to; i++) if (((flags[words[i] as number] as number) & STUB_SIGN) !== 0) return STUB.test(text.slice(start, end));
    return false;
  };
  const stubs = sentences.filter(isStub);
  if (stubs.length === 0) return words;
  return Int32Array.from(sentences.flatMap((one) => (stubs.includes(one) ? [] : [...words.subarray(one.from, one.to)])));
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

/** The positions of the heaviest, in their order; among equals those of the headline and the opening, which come first. */
function heaviest(weights: Float64Array, most: number): Int32Array {
  const kept = new Int32Array(Math.min(most, weights.length));
  if (weights.length <= most) {
    for (let i = 0; i < kept.length; i++) kept[i] = i;
    return kept;
  }
  const least = weights.toSorted()[weights.length - most] as number;
  let equals = most;
  for (let i = 0; i < weights.length; i++) if ((weights[i] as number) > least) equals--;
  for (let i = 0, n = 0; n < most; i++) {
    const weight = weights[i] as number;
    if (weight > least || (weight === least && equals-- > 0)) kept[n++] = i;
  }
  return kept;
}

function unitVector({ termHashes, rarities, tally }: Vocabulary, counted: readonly number[], most: number): Terms {
  const all = new Float64Array(counted.length);
  for (let i = 0; i < counted.length; i++) {
    const term = counted[i] as number;
    all[i] = (1 + Math.log(tally[term] as number)) * (rarities[term] as number);
  }
  const idOf = (at: number): number => (termHashes[counted[at] as number] as number) >>> 0;
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

/** Room for the terms of one vector, so that looking one up meets another but seldom. */
const ROOM = 1024;
const placed = { ids: new Int32Array(ROOM), weights: new Float32Array(ROOM), stamps: new Int32Array(ROOM), stamp: 0 };

export type Compared = { readonly cosine: number; readonly shared: number };

/** Vectors by the caller's small numbers, each in a row of memory: what one is compared with is read once, and lies all over the memory otherwise. */
export function createVectors() {
  /** Of each: how many terms, their numbers, their weights. */
  const STRIDE = 1 + 2 * TOP_TERMS;
  let numbers = new Int32Array(STRIDE << 6);
  let weights = new Float32Array(numbers.buffer);
  return {
    put(slot: number, { ids, weights: own }: Terms): void {
      const from = slot * STRIDE;
      numbers = room(numbers, from + STRIDE);
      if (weights.buffer !== numbers.buffer) weights = new Float32Array(numbers.buffer);
      numbers[from] = ids.length;
      for (let i = 0; i < ids.length; i++) {
        numbers[from + 1 + i] = ids[i] as number;
        weights[from + 1 + TOP_TERMS + i] = own[i] as number;
      }
    },
    /** Compares one vector with others: their cosine, and how many terms they share. One at a time: the next call takes its room. */
    comparing(one: Terms): (slot: number) => Compared {
      const { ids, weights: placedWeights, stamps } = placed;
      const stamp = ++placed.stamp;
      for (let i = 0; i < one.ids.length; i++) {
        const id = (one.ids[i] as number) | 0;
        let at = id & (ROOM - 1);
        while (stamps[at] === stamp) at = (at + 1) & (ROOM - 1);
        ids[at] = id;
        placedWeights[at] = one.weights[i] as number;
        stamps[at] = stamp;
      }
      return (slot) => {
        const from = slot * STRIDE + 1;
        const end = from + (numbers[from - 1] as number);
        let [cosine, shared] = [0, 0];
        for (let i = from; i < end; i++) {
          const id = numbers[i] as number;
          for (let at = id & (ROOM - 1); stamps[at] === stamp; at = (at + 1) & (ROOM - 1)) {
            if (ids[at] !== id) continue;
            cosine += (placedWeights[at] as number) * (weights[i + TOP_TERMS] as number);
            shared++;
            break;
          }
        }
        return { cosine, shared };
      };
    },
  };
}

/** The terms of one text in order of their first place, counted in their vocabulary until the vector is made. */
function createCounter(vocabulary: Vocabulary) {
  const counted: number[] = [];
  return {
    count(term: number, times = 1): void {
      const { tally } = vocabulary;
      const before = tally[term] as number;
      tally[term] = before + times;
      if (before === 0) counted.push(term);
    },
    vector(most: number, least = 0): Terms {
      const vector = counted.length < least ? NO_TERMS : unitVector(vocabulary, counted, most);
      for (const term of counted) vocabulary.tally[term] = 0;
      return vector;
    },
  };
}

/** Of a headline and the words of a body, which were read in one vocabulary. */
export function termsOf(vocabulary: Vocabulary, title: Int32Array, body: Int32Array): Terms {
  const { flags, terms, forms, termOf } = vocabulary;
  const { count, vector } = createCounter(vocabulary);
  for (const words of [title, body]) {
    for (let i = 0; i < words.length; i++) {
      const word = words[i] as number;
      const term = terms[word] as number;
      if (term >= 0) count(term);
      else if (((flags[word] as number) & SPACELESS_CHAR) !== 0 && i + 1 < words.length) {
        // Scripts without spaces: pairs of characters stand in for words.
        const next = words[i + 1] as number;
        if (((flags[next] as number) & SPACELESS_CHAR) !== 0) count(termOf(`${forms[word]}${forms[next]}`));
      }
    }
  }
  return vector(TOP_TERMS, MIN_TERMS);
}

function isSpacelessText({ flags }: Vocabulary, body: Int32Array): boolean {
  let spaceless = 0;
  for (let i = 0; i < body.length; i++) spaceless += (flags[body[i] as number] as number) & SPACELESS_CHAR;
  return spaceless > SPACELESS_CHAR * SPACELESS_SHARE * body.length;
}

/** Names and figures, which read alike in every language: what texts in two languages are compared by. */
export function bridgeOf(vocabulary: Vocabulary, names: ReadonlyMap<string, number>, title: Int32Array, body: Int32Array): Terms {
  const { flags, forms, termOf } = vocabulary;
  const { count, vector } = createCounter(vocabulary);
  for (const [name, times] of names) count(termOf(name), times);
  // In a script without spaces, Latin words are names.
  const wanted = isSpacelessText(vocabulary, body) ? FIGURE | LATIN : FIGURE;
  for (const words of [title, body]) {
    for (let i = 0; i < words.length; i++) {
      const word = words[i] as number;
      const kind = (flags[word] as number) & wanted;
      if (kind === 0) continue;
      const form = forms[word] as string;
      if (!names.has(form)) count(termOf((kind & FIGURE) !== 0 ? form.replace(/^(\d+),(\d{1,2})$/, "$1.$2") : form));
    }
  }
  return vector(TOP_BRIDGE);
}

/** The language of a text, as far as the article says or its script shows; "" where neither does. */
export function languageOf(declared: string | null, vocabulary: Vocabulary, body: Int32Array): string {
  const [tag = ""] = (declared ?? "").toLowerCase().split(/[-_]/);
  return tag !== "" ? tag : isSpacelessText(vocabulary, body) ? "spaceless" : "";
}

/** The name that a text speaks of most, or null where it has none: what tells apart two texts made from one template. */
export function subjectOf(names: ReadonlyMap<string, number>): string | null {
  let subject: string | null = null;
  for (const [name, count] of names) if (count > 1 && count > (names.get(subject ?? "") ?? 0)) subject = name;
  return subject;
}
