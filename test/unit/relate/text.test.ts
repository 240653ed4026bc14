import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fingerprintOf, overlap } from "../../../src/relate/fingerprint.ts";
import { readText } from "../../../src/relate/text.ts";

const forms = (text: string): readonly string[] => readText(text).forms;
const sentences = (text: string): string[] => readText(text).sentences.map((one) => text.slice(one.start, one.end));

describe("readText", () => {
  test.each([
    ["curly quotes and dashes", "The ferry’s crew — all “nine” of them", 'The ferry\'s crew - all "nine" of them'],
    ["soft hyphens and zero-width characters", "the har\u00adbour\u200b master", "the harbour master"],
    ["composed and decomposed letters", "Vell\u00edn caf\u00e9", "Velli\u0301n cafe\u0301"],
    ["full-width forms", "ＡＢＣ １２", "ABC 12"],
    ["markup", "**The [harbour](https://a.example/x-y) is `open`**", "The harbour is open"],
    ["furniture lines", "The quay is open.\n\nShare:\nComments (0)\n© 2027 Desk", "The quay is open."],
  ])("reads %s as the plain text", (_, odd, plain) => expect(forms(odd)).toEqual(forms(plain)));

  test("keeps the figures, signs and words that terms hang on", () => {
    expect(forms("No, 3.5% of $1,000 isn't non-exclusive")).toEqual(["no", "3.5", "%", "of", "$", "1,000", "isn't", "non", "exclusive"]);
  });

  test("takes single characters for words in scripts without spaces", () => {
    expect(forms("AI 모델은独占")).toEqual(["ai", "모", "델", "은", "独", "占"]);
  });

  test("cuts sentences at their ends, not at abbreviations, initials and decimal points", () => {
    expect(sentences('Dr. J. Roe paid $3.5 million. "It stands," she said! Was it Inc. or Ltd.?\n\nA heading\nThe end.Next one')).toEqual([
      "Dr. J. Roe paid $3.5 million.",
      '"It stands," she said!',
      "Was it Inc. or Ltd.?",
      "A heading",
      "The end.",
      "Next one",
    ]);
    expect(sentences("契約は続く。終わらない。")).toEqual(["契約は続く。", "終わらない。"]);
  });

  test("skips front matter wherever it stands, and to the end of a text that was cut inside it", () => {
    expect(forms("---\ntitle: x\nurl: y\n---\nbody")).toEqual(["body"]);
    expect(forms("lead\n---\ntitle: x\n---\nbody")).toEqual(["lead", "body"]);
    expect(forms("---\ntitle: x\nauth")).toEqual(["title", "x", "auth"]);
    expect(forms("---\ntitle: x\nauthor: y")).toEqual([]);
    expect(forms("one\n---\ntwo\n---\nthree")).toEqual(["one", "two", "three"]);
  });

  test("never loses its place in the original text, whatever that is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        const read = readText(text);
        read.sentences.forEach((one, i) => {
          expect(one.to).toBeGreaterThan(one.from);
          expect(one.from).toBe(i === 0 ? 0 : read.sentences[i - 1]?.to);
          expect(one.start).toBeLessThanOrEqual(read.starts[one.from] ?? -1);
          expect(one.end).toBeLessThanOrEqual(text.length);
        });
        expect(read.sentences.at(-1)?.to ?? 0).toBe(read.forms.length);
        expect(read.plain).toHaveLength(text.length);
      }),
    );
  });
});

describe("fingerprints", () => {
  const words = (n: number, from = 0): string => Array.from({ length: n }, (_, i) => `w${from + i}`).join(" ");
  const of = (text: string) => fingerprintOf(readText(text));

  test("share a key wherever two texts share 28 words in a row", () => {
    for (let at = 0; at < 60; at += 7) {
      const [a, b] = [of(`${words(at, 1000)} ${words(28)} ${words(90, 2000)}`), of(`${words(70, 3000)} ${words(28)} ${words(at, 4000)}`)];
      expect(a.keys.some((key) => b.keys.includes(key))).toBe(true);
    }
  });

  test("tell how much of one stands in the other, each way", () => {
    const [part, whole] = [of(words(40)), of(words(160))];
    expect(overlap(part, whole)).toEqual({ share: 1, shared: 36, run: 40 });
    expect(overlap(whole, part).share).toBeCloseTo(36 / 156);
    expect(overlap(of(""), whole)).toEqual({ share: 0, shared: 0, run: 0 });
  });
});
