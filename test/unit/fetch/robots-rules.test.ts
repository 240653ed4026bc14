import fc from "fast-check";
import robotsParser from "robots-parser";
import { describe, expect, it } from "vitest";
import { parseRobotsRules } from "../../../src/fetch/robots-rules.ts";
import { cpuMs } from "../../support/cpu-time.ts";

const robots = (...lines: string[]) => lines.join("\n");
const everybody = (...rules: string[]) => parseRobotsRules(robots("User-agent: *", ...rules), "Clausewatch");

describe("robots.txt rules", () => {
  it.each([
    ["/", "/", false],
    ["/news", "/news", false],
    ["/news", "/newspaper", false],
    ["/news/", "/news", true],
    ["/news$", "/news/1", true],
    ["/news$", "/news", false],
    ["/*.php", "/a/index.php?x=1", false],
    ["/*.php$", "/a/index.php?x=1", true],
    ["/*.php$", "/a.php/index.php", false],
    ["/a*b*c", "/a-c-b-c", false],
    ["/a*b*c", "/a-c-b", true],
    ["/a**b", "/a-b", false],
    ["/ab*b$", "/ab", true],
    ["*", "/anything", false],
    ["*$", "/anything", false],
    ["/*?sort=", "/list?page=1&sort=up", true],
    ["/*?sort=", "/list?sort=up", false],
    ["/caf\u00e9", "/caf%C3%A9/menu", false],
    ["/caf%c3%a9", "/caf%C3%A9", false],
    ["/%62ar", "/bar", false],
    ["/bar", "/b%61r", false],
    ["/a%2Fb", "/a/b", true],
    ["news", "/news", true],
    ["", "/news", true],
    ["/News", "/news", true],
    ["/ # everything", "/news", false],
  ])("Disallow: %s leaves %s allowed: %s", (pattern, path, expected) => {
    expect(everybody(`Disallow: ${pattern}`)(path)).toBe(expected);
  });

  it("the longest rule decides and Allow wins a tie, in whatever order they stand", () => {
    for (const rules of [
      ["Disallow: /a", "Allow: /a/b", "Disallow: /a/b", "Disallow: /a/b/c"],
      ["Disallow: /a/b/c", "Disallow: /a/b", "Allow: /a/b", "Disallow: /a"],
    ]) {
      const isAllowed = everybody(...rules);
      expect(["/a", "/a/b", "/a/b/c", "/"].map(isAllowed)).toEqual([false, true, false, true]);
    }
  });

  it("groups that name us are one, and the one for everybody does not count then", () => {
    const isAllowed = parseRobotsRules(
      robots("User-agent: clausewatch/2.0", "Disallow: /a", "User-agent: *", "Disallow: /", "USER-AGENT : ClauseWatch", "disallow:/b"),
      "Clausewatch",
    );
    expect(["/a", "/b", "/c"].map(isAllowed)).toEqual([false, false, true]);
  });

  it("an empty group of ours allows all", () => {
    expect(parseRobotsRules(robots("User-agent: Clausewatch", "Disallow:", "", "User-agent: *", "Disallow: /"), "Clausewatch")("/a")).toBe(
      true,
    );
  });

  it("several robots share a group, a Sitemap between them notwithstanding", () => {
    const text = robots("User-agent: *", "Sitemap: https://news.example/map.xml", "", "User-agent: otherbot", "Disallow: /a");
    expect(parseRobotsRules(text, "Clausewatch")("/a")).toBe(false);
  });

  it("a Crawl-delay ends the names of a group, so that the next robot's ban is not ours", () => {
    const text = robots("User-agent: *", "Crawl-delay: 10", "", "User-agent: badbot", "Disallow: /");
    expect(parseRobotsRules(text, "Clausewatch")("/a")).toBe(true);
  });

  it.each(["", "<!doctype html><p>Not found: sorry", "Disallow: /", "User-agent: badbot\nDisallow: /", "User-agent *\nDisallow /"])(
    "nothing that concerns us allows all: %j",
    (text) => expect(parseRobotsRules(text, "Clausewatch")("/a")).toBe(true),
  );

  it("lines may end in any way", () => {
    for (const end of ["\n", "\r\n", "\r"])
      expect(parseRobotsRules(`User-agent: *${end}Disallow: /a${end}`, "Clausewatch")("/a")).toBe(false);
  });

  it("agrees with robots-parser on ordinary files", () => {
    const oracle = robotsParser as unknown as typeof robotsParser.default;
    const agent = fc.constantFrom("*", "Clausewatch", "otherbot", "Clausewatch-News");
    const pattern = fc.array(fc.constantFrom("/", "a", "b", "*", ".html", "?x="), { maxLength: 7 }).map((parts) => `/${parts.join("")}`);
    const rule = fc
      .tuple(fc.constantFrom("Allow", "Disallow"), pattern, fc.constantFrom("", "", "$"))
      .map(([kind, text, end]) => `${kind}: ${text}${end}`);
    const group = fc.tuple(fc.array(agent, { minLength: 1, maxLength: 3 }), fc.array(rule, { minLength: 1, maxLength: 6 }));
    const path = fc.array(fc.constantFrom("/", "a", "b", ".html", "?x="), { maxLength: 8 }).map((parts) => `/${parts.join("")}`);
    fc.assert(
      fc.property(fc.array(group, { maxLength: 4 }), path, (groups, where) => {
        // A run of stars is one star, but robots-parser counts each towards the pattern's length.
        const text = groups
          .flatMap(([agents, rules]) => [...agents.map((name) => `User-agent: ${name}`), ...rules])
          .join("\n")
          .replace(/\*+(?=[^\n])/g, "*");
        const expected = oracle("http://news.example/robots.txt", text).isAllowed(`http://news.example${where}`, "Clausewatch/0.1");
        expect(
          parseRobotsRules(
            text,
            "Clausewatch",
          )(new URL(`http://news.example${where}`).pathname + new URL(`http://news.example${where}`).search),
        ).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    { what: "rules full of wildcards", text: `User-agent: *\n${`Disallow: /${"*a".repeat(1000)}\n`.repeat(248)}` },
    { what: "one endless rule", text: `User-agent: *\nDisallow: /${"*a".repeat(250_000)}b` },
    { what: "many short rules", text: `User-agent: *\n${"Disallow: /*a*b\n".repeat(31_000)}` },
    { what: "many robots that share many rules", text: `${"User-agent: *\n".repeat(18_000)}${"Disallow: /*aa*b\n".repeat(14_000)}` },
    { what: "a long part that nearly fits everywhere", text: `User-agent: *\n${`Disallow: /*${"a".repeat(1000)}b\n`.repeat(495)}` },
  ])("500 KiB of $what are read and applied in well under a second", ({ text }) => {
    const start = cpuMs();
    parseRobotsRules(text, "Clausewatch")(`/${"a".repeat(4000)}`);
    expect(cpuMs() - start).toBeLessThan(1000);
  });
});
