import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { feedsOf, LONGEST, PIECE, windowsOf } from "../../../src/judge/reader-input.ts";

const NONE = { parties: [], date: [], title: [] };

describe("the reader's input", () => {
  it("puts the term first, then parties, day, headline and sentences, each behind its mark", () => {
    const [window] = windowsOf({
      terms: [[1000, 1001]],
      parties: [1100],
      date: [1200],
      title: [1300, 1301],
      sentences: [[1400], [1500, 1501]],
    });
    expect(window?.ids).toEqual([
      ...[PIECE.start, PIECE.term, 1000, 1001, PIECE.parties, 1100, PIECE.separator],
      ...[PIECE.date, 1200, PIECE.title, 1300, 1301, PIECE.sentence, 1400, PIECE.sentence, 1500, 1501, PIECE.separator],
    ]);
    expect(window).toMatchObject({ head: 7, term: 0, first: 0, termSpan: [1, 4] });
    expect(window?.sentenceSpans).toEqual([
      [9, 12],
      [12, 14],
      [14, 17],
    ]);
  });

  it("gives an article without sentences one window a term, so that its headline is read", () => {
    expect(windowsOf({ ...NONE, terms: [[7], [8]], sentences: [] }).map((one) => one.term)).toEqual([0, 1]);
  });

  it("reads every sentence with every term, whatever their lengths, in windows that the model can hold", () => {
    const pieces = (most: number) => fc.array(fc.integer({ min: 1000, max: 30_000 }), { minLength: 1, maxLength: most });
    fc.assert(
      fc.property(
        fc.array(pieces(200), { minLength: 1, maxLength: 4 }),
        fc.array(pieces(150), { maxLength: 40 }),
        pieces(90),
        (terms, sentences, title) => {
          const windows = windowsOf({ terms, parties: [9], date: [9], title, sentences });
          for (const [term] of terms.entries()) {
            const seen = windows
              .filter((one) => one.term === term)
              .flatMap((one) => one.sentenceSpans.slice(1).map((_, row) => one.first + row));
            expect(new Set(seen)).toEqual(new Set(sentences.keys()));
          }
          for (const { ids, sentenceSpans, termSpan } of windows) {
            expect(ids.length).toBeLessThanOrEqual(512);
            for (const [start, end] of [termSpan, ...sentenceSpans]) expect(end).toBeGreaterThan(start);
            expect(termSpan[1] - termSpan[0]).toBeLessThanOrEqual(LONGEST.term + 1);
          }
        },
      ),
    );
  });

  it("marks each part by its first piece and weighs its pieces alike", () => {
    const [window] = windowsOf({ ...NONE, terms: [[1000]], sentences: [[1400, 1401, 1402]] });
    if (window === undefined) throw new Error("no window");
    const { sentence_marks, sentence_spans, types, ids } = feedsOf(window);
    const length = window.ids.length;
    const row = (data: ArrayLike<number | bigint> | undefined) =>
      Array.from((data ?? []) as ArrayLike<number | bigint>).slice(length, 2 * length);
    expect(row(sentence_marks?.data)).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
    expect(row(sentence_spans?.data)).toEqual([0, 0, 0, 0, 0, 0.25, 0.25, 0.25, 0.25, 0]);
    expect(Array.from((types?.data ?? []) as ArrayLike<bigint>)).toEqual([1n, 1n, 1n, 1n, 0n, 0n, 0n, 0n, 0n, 0n]);
    expect(ids?.dims).toEqual([1, length]);
  });
});
