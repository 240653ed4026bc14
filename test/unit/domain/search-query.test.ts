import { describe, expect, test } from "vitest";
import { parseSearch } from "../../../src/domain/search-query.ts";

describe("a search as it is typed", () => {
  const nothing = { match: null, quote: null, watch: null, term: null, verdicts: [], source: null, story: null, after: null, before: null };
  const cases: [string, object][] = [
    ["", {}],
    ["stateless exclusive", { match: '"stateless" "exclusive"' }],
    ["cash-flow it's", { match: '"cash-flow" "it\'s"' }],
    ['"no longer exclusive"', { match: '"no longer exclusive"' }],
    ["licen* NEAR exclusive", { match: "licen* NEAR exclusive" }],
    ["term:fee verdict:changes,contradicts", { term: "fee", verdicts: ["changes", "contradicts"] }],
    [
      "fee source:Reuters.com after:2026-03-01 before:2026-04-01T00:00:00Z",
      { match: '"fee"', source: "reuters.com", after: "2026-03-01", before: "2026-04-01T00:00:00Z" },
    ],
    ['quote:"no longer" story:sto_1 watch:ms-openai', { quote: '"no" "longer"', story: "sto_1", watch: "ms-openai" }],
    ["https://example.org/a", { match: '"https://example.org/a"' }],
  ];
  test.each(cases)("%s", (text, expected) => expect(parseSearch(text)).toEqual({ ...nothing, ...expected }));

  test.each([
    ["colour:red", "colour: is not a field of the search; there are term, verdict,"],
    ["verdict:maybe", "verdict:maybe is no verdict; there are reaffirms"],
    ["verdict:silent", "verdict:silent is no verdict"],
    ["after:soon", "after:soon is not a date; write it like 2026-03-01"],
    ["term:a term:b", "term: is given twice"],
  ])("%s is refused with what helps", (text, said) => expect(() => parseSearch(text)).toThrow(said));
});
