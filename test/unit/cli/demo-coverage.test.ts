import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { readCoverage } from "../../../src/cli/demo-coverage.ts";
import { rankOf } from "../../../src/domain/source.ts";
import { versionsOf } from "../../../src/domain/term.ts";
import { ranksOf, watch } from "../../../src/domain/watch.ts";

const WATCH = new URL("../../../config/demo/watch.yaml", import.meta.url);
const { feeds, articles } = await readCoverage(new URL("../../../config/demo/coverage/", import.meta.url));

function bodyOf(kind: string): string {
  const found = articles.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no article of the kind "${kind}"`);
  return found.body;
}

it("the demo's copies are copies, and its truncated one ends early", () => {
  const statement = bodyOf("statement, as a party published it");
  expect(bodyOf("statement, as the other party published it (verbatim)")).toBe(statement);
  expect(bodyOf("verbatim copy among site furniture")).toBe(statement);
  expect(bodyOf("verbatim copy").startsWith(statement)).toBe(true);
  const [kept = ""] = bodyOf("truncated copy").split("\n\n[");
  expect(statement.startsWith(kept)).toBe(true);
  expect(kept.length / statement.length).toBeLessThan(0.6);
});

it("the demo's acts follow each other in time", () => {
  const instants = (act: number) => articles.filter((one) => one.act === act).map((one) => Date.parse(one.published));
  expect(Math.max(...instants(1))).toBeLessThan(Math.min(...instants(2)));
  expect(Math.max(...instants(2))).toBeLessThan(Math.min(...instants(3)));
});

it("the demo's watch fits its coverage: the feeds exist, a term's source is a party's page, every host has a rank", async () => {
  const value = watch.parse(parse(await readFile(WATCH, "utf8")));
  expect(value.feeds).toEqual(feeds.map((feed) => feed.id));
  // The stated kind shows through where the watch ranks no suffix of the host.
  const rank = (host: string) => rankOf({ name: null, domain: host, kind: "forum" }, ranksOf(value));
  for (const one of articles) expect(rank(one.host), one.host).not.toBe("forum");
  for (const version of value.terms.flatMap(versionsOf)) {
    const source = articles.find((one) => one.url === version.source);
    expect([source?.act, rank(source?.host ?? "")]).toEqual([1, "party"]);
  }
});

it.each([
  ["no front matter", "Just a text.\n", /odd\.md has no front matter/],
  ["an unknown key", '---\nact: 1\nsubtitle: "?"\n---\nText.\n', /odd\.md cannot be used for the demo:.*subtitle/s],
])("an article with %s is refused by its file's name", async (_, content, message) => {
  const folder = await mkdtemp(join(tmpdir(), "clausewatch-demo-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "feeds.yaml"), "[]\n");
  await writeFile(join(folder, "odd.md"), content);
  await expect(readCoverage(pathToFileURL(`${folder}/`))).rejects.toThrow(message);
});
