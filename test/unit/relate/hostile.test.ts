import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { guard } from "../../../src/relate/guard.ts";
import type { RelateInput } from "../../../src/relate/relate.ts";
import { createRelater } from "../../../src/relate/relater.ts";
import { amendment, anArticle, fiveTellings, harbour, orchard, relateAll, shapeOf } from "./coverage.ts";

const LIMIT_MS = 1000;
const KB = 1000;

describe("hostile text", () => {
  test("of sentences without an end, in another order, is compared within a second", () => {
    const words = (step: number): string => Array.from({ length: 12 * KB }, (_, i) => `wo${((i * step) % 997).toString(36)}ed`).join(" ");
    const many = (step: number): string => Array.from({ length: 200 }, (_, i) => words(step + i).slice(60 * i, 60 * i + 500)).join(". ");
    const start = process.cpuUsage();
    for (const text of [words, many]) guard(text(7), text(11));
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 2000).toBeLessThan(LIMIT_MS);
  });

  test.each([
    ["one letter", "a".repeat(200 * KB)],
    ["one ideograph", "権".repeat(200 * KB)],
    ["one combining mark", `a${"\u0301".repeat(200 * KB)}`],
    ["spaces", " ".repeat(200 * KB)],
    ["line breaks", "\n".repeat(200 * KB)],
    ["full stops", ".".repeat(200 * KB)],
    ["one word", "word ".repeat(40 * KB)],
    ["one sentence", "The ferry stays in port. ".repeat(8 * KB)],
    ["quotation marks", '"'.repeat(200 * KB)],
    ["thousands of quotations", '"nobody here may ever leave the port again" '.repeat(5 * KB)],
    ["open comments", "<!--".repeat(50 * KB)],
    ["open links", "](".repeat(100 * KB)],
    ["brackets", "(".repeat(200 * KB)],
    ["addresses", "https://a.example/one-two-three-four ".repeat(5 * KB)],
    ["one address", `https://a.example/${"a".repeat(200 * KB)}`],
    ["capitals", "Aa ".repeat(66 * KB)],
    ["origins", "Original: one two three four five\n".repeat(6 * KB)],
    ["rules", "---\n".repeat(50 * KB)],
    ["front matter", `---\n${"a: b\n".repeat(40 * KB)}`],
    ["told", `Alan ${"told Reuters ".repeat(15 * KB)}`],
    ["analysts", "Ann Bee, an analyst ".repeat(10 * KB)],
    ["lone surrogates", "\ud800x\udc00 ".repeat(50 * KB)],
    ["zero-width characters", "\u200b".repeat(200 * KB)],
    ["changes of direction", "\u202ea\u202c ".repeat(50 * KB)],
  ])("of 200 KB of %s is related within a second, twice and beside an edited copy", (_, text) => {
    // The processor's time, not the clock's: other tests run beside this one.
    const start = process.cpuUsage();
    const relater = createRelater();
    for (const [i, one] of [text, text, `${text.slice(0, -20)} not so`].entries())
      relater.relate(anArticle({ id: `hostile-${i}`, title: text, text: one, published: "2027-05-11" }));
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 3000).toBeLessThan(LIMIT_MS);
  });

  test("of any kind neither throws nor moves an edit's offsets", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.nat(1000),
        (text, insert, at) => {
          const original = `${harbour.text} ${text}`;
          const edited = `${original.slice(0, at)}${insert}${original.slice(at)}`;
          const relations = relateAll([
            anArticle({ ...harbour, text: original }),
            anArticle({
              ...harbour,
              id: "copy",
              text: edited,
              title: insert,
              links: [text],
              canonicalUrl: insert,
              published: "2027-05-12",
            }),
          ]);
          for (const edit of relations.get("copy")?.copy?.edits ?? []) expect(edited.slice(edit.start, edit.end)).toBe(edit.after);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("any set of articles, copies and edits of them", () => {
  const originals: readonly RelateInput[] = [...fiveTellings, ...amendment, harbour, orchard];
  const derived = fc.record({
    from: fc.nat(originals.length - 1),
    and: fc.option(fc.nat(originals.length - 1)),
    cut: fc.integer({ min: 20, max: 100 }),
    day: fc.integer({ min: 1, max: 28 }),
    edit: fc.constantFrom("", "not", "Baltra", "2031"),
    declares: fc.boolean(),
  });
  const make = (
    one: { from: number; and: number | null; cut: number; day: number; edit: string; declares: boolean },
    i: number,
  ): RelateInput => {
    const original = originals[one.from] ?? harbour;
    const body = original.text
      .slice(0, Math.floor((original.text.length * one.cut) / 100))
      .replace(/ (\w+) (is|are|was) /, ` $1 $2 ${one.edit} `);
    const second = one.and === null ? "" : `\n\n${originals[one.and]?.text}`;
    return anArticle({
      id: `derived-${i}`,
      domain: `d${i % 3}.example`,
      published: `2027-05-${String(one.day).padStart(2, "0")}`,
      title: original.title,
      text: body + second,
      canonicalUrl: one.declares ? original.url : null,
    });
  };
  // Ranks stand for an order of arrival, so that a counterexample stays short.
  const MOST = 10;
  const ranks = fc.array(fc.nat(), { minLength: originals.length + MOST, maxLength: originals.length + MOST });

  test("is related alike in every order of arrival, and across a restart", () => {
    fc.assert(
      fc.property(fc.array(derived, { minLength: 1, maxLength: MOST }), ranks, fc.nat(originals.length), (recipes, rank, cut) => {
        const given = [...originals, ...recipes.map(make)];
        const order = given
          .map((one, i) => ({ one, rank: rank[i] ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ one }) => one);
        const whole = relateAll(order);
        expect(shapeOf(whole)).toEqual(shapeOf(relateAll(given)));
        const before = relateAll(order.slice(0, cut));
        const restarted = createRelater();
        for (const article of order.slice(0, cut)) restarted.restore(article, before.get(article.id) ?? expect.unreachable());
        const after = relateAll(order.slice(cut), restarted);
        expect(Object.fromEntries(new Map([...before, ...after]))).toEqual(Object.fromEntries(whole));
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
