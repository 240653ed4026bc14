import fc from "fast-check";
import { expect, test } from "vitest";
import { fold, readHtml } from "../../../src/parse/html-text.ts";

const PIECES = [
  "a",
  "é",
  "日",
  "😀",
  ".",
  "\u0000",
  "\u007f",
  " ",
  "  ",
  "\n",
  "\t",
  "\u00a0",
  "\u2003",
  "\u3000",
  "\u00ad",
  "\u200b",
  "\u2060",
  "\ufeff",
];
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/g;

test("folding leaves every character that is seen, one space where there was white space, and nothing else", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }), (pieces) => {
      // Each of the rules by itself, one after the other.
      const byRules = pieces.join("").replace(INVISIBLE, "").replace(/\s+/g, " ").trim();
      expect(fold(pieces.join(""))).toBe(byRules);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["<p>One</p>\n <p>Two</p>", "One\n\nTwo"],
  ["One<br>\n Two <br/> <p>Three</p>", "One\nTwo\n\nThree"],
  ["<ul><li>a</li> <li>b\u00a0 \n c</li></ul>", "a\nb c"],
  ["so\u00adft\u200b \u200bhy\u2060phen", "soft hyphen"],
  ["a \u200b<br>\u200b b", "a\nb"],
  ["\u200b<p>\u00ad </p> x", "x"],
])("what parts words, lines and paragraphs is the strongest of what stands between them: %j", (html, text) => {
  expect(readHtml(html).text).toBe(text);
});
