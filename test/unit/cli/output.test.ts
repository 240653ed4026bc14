import { describe, expect, test } from "vitest";
import { table } from "../../../src/cli/output.ts";

const HEAD = ["term", "statement"];
const LONG = "Azure is the exclusive cloud provider of stateless APIs to the models, also of those that are called through third parties.";

describe("a table", () => {
  test("in a pipe is whole, however long a cell is", () => {
    expect(table(HEAD, [["exclusive", LONG]], "none", Number.POSITIVE_INFINITY).split("\n")).toEqual([
      "term       statement",
      `exclusive  ${LONG}`,
    ]);
  });

  test("in a terminal fits its width by its widest columns, and uses all of it", () => {
    for (const width of [60, 80, 120]) {
      const lines = table(["term", "since", "statement"], [["exclusive-berth", "2026-02-27", LONG]], "none", width).split("\n");
      expect(Math.max(...lines.map((line) => line.length))).toBe(width);
      expect(lines[1]).toMatch(/^exclusive-berth {2}2026-02-27 {2}Azure.*…$/);
    }
  });

  test("in a terminal that is too narrow for it keeps enough of each cell to be told apart", () => {
    expect(table(HEAD, [["a-term-with-a-long-id", LONG]], "none", 10).split("\n")[1]).toBe("a-term-with…  Azure is th…");
  });

  test("that fits already is left alone, and one without rows says so", () => {
    expect(table(HEAD, [["a", "b"]], "none", 80)).toBe("term  statement\na     b");
    expect(table(HEAD, [], "no terms", 80)).toBe("no terms");
  });
});
