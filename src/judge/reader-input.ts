import type { Feed } from "./onnx-thread.ts";

// How an article and a term are laid out for the reader: the term first, then the day, the headline and the sentences, each behind a mark of
// its own. models/training/data.py lays out the training text in the same way; test/unit/judge/reader-input.test.ts holds the two together.

/** Word pieces of BERT's table. The marks are words that the table keeps unused. */
export const PIECE = { start: 101, separator: 102, sentence: 1, term: 2, title: 3, parties: 4, date: 5 } as const;

/** The longest of each part, in word pieces; what is longer is cut off. */
export const LONGEST = { term: 80, parties: 60, title: 60, sentence: 110 } as const;
/** A window is about as long as those that the reader was trained on, in word pieces. */
const WINDOW = 256;

type Pieces = readonly number[];
type Span = readonly [start: number, end: number];

/** An article as word pieces. An empty title is one that is not there. */
export type Laid = {
  readonly terms: readonly Pieces[];
  readonly parties: Pieces;
  readonly date: Pieces;
  readonly title: Pieces;
  readonly sentences: readonly Pieces[];
};

/** One input of the reader: a term against the headline and a run of sentences. */
export type Window = {
  readonly ids: Pieces;
  /** Pieces before this are the term's part. */
  readonly head: number;
  readonly termSpan: Span;
  /** The headline's, then each sentence's. */
  readonly sentenceSpans: readonly Span[];
  /** Indices of the term and of the first sentence in it. */
  readonly term: number;
  readonly first: number;
};

function append(into: number[], mark: number, pieces: Pieces, longest: number): Span {
  const start = into.length;
  into.push(mark, ...pieces.slice(0, longest));
  return [start, into.length];
}

/** Every term against every sentence. Each window has the headline, and opens with the last sentence of the one before, so that "it" is known. */
export function windowsOf({ terms, parties, date, title, sentences }: Laid): Window[] {
  return terms.flatMap((pieces, term) => {
    const above: number[] = [PIECE.start];
    const termSpan = append(above, PIECE.term, pieces, LONGEST.term);
    if (parties.length > 0) append(above, PIECE.parties, parties, LONGEST.parties);
    above.push(PIECE.separator);
    const head = above.length;
    if (date.length > 0) above.push(PIECE.date, ...date);
    const titleSpan = append(above, PIECE.title, title, LONGEST.title);
    const windows: Window[] = [];
    for (let first = 0, next = 0; next < sentences.length || first === 0; first = Math.max(next - 1, first + 1)) {
      const ids = [...above];
      const sentenceSpans: Span[] = [titleSpan];
      for (next = first; next < sentences.length; next += 1) {
        const size = Math.min(sentences[next]?.length ?? 0, LONGEST.sentence);
        if (next > first && ids.length + size + 2 > WINDOW) break;
        sentenceSpans.push(append(ids, PIECE.sentence, sentences[next] ?? [], LONGEST.sentence));
      }
      ids.push(PIECE.separator);
      windows.push({ ids, head, termSpan, sentenceSpans, term, first });
      if (next >= sentences.length) break;
    }
    return windows;
  });
}

/** The model's inputs for one window: word pieces, where the terms end, and for each part its mark and the mean over its pieces. */
export function feedsOf({ ids, head, termSpan, sentenceSpans }: Window): Record<string, Feed> {
  const length = ids.length;
  const rows = (spans: readonly Span[], weigh: (row: Float32Array, span: Span) => void): Feed => {
    const data = new Float32Array(spans.length * length);
    for (const [index, span] of spans.entries()) weigh(data.subarray(index * length, (index + 1) * length), span);
    return { type: "float32", dims: [1, spans.length, length], data };
  };
  const mark = (row: Float32Array, [start]: Span) => void row.fill(1, start, start + 1);
  const mean = (row: Float32Array, [start, end]: Span) => void row.fill(1 / (end - start), start, end);
  return {
    ids: { type: "int64", dims: [1, length], data: BigInt64Array.from(ids, BigInt) },
    types: { type: "int64", dims: [1, length], data: BigInt64Array.from(ids, (_, at) => (at < head ? 1n : 0n)) },
    mask: { type: "float32", dims: [1, length], data: new Float32Array(length).fill(1) },
    sentence_marks: rows(sentenceSpans, mark),
    sentence_spans: rows(sentenceSpans, mean),
    term_marks: rows([termSpan], mark),
    term_spans: rows([termSpan], mean),
  };
}
