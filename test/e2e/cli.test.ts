import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { createProgram } from "../../src/cli/program.ts";
import { articleLine } from "../../src/domain/article.ts";
import { watchDefinition } from "../support/builders.ts";
import { archiveIn, cli, look, ROOT, writeDemoConfig } from "../support/daemon.ts";
import { runHere } from "../support/run-here.ts";

let folder: string;
let config: string;
let watchFile: string;
let demoOutput: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "clausewatch-cli-"));
  config = writeDemoConfig(folder, { sitePort: 9 });
  watchFile = join(folder, "harbour.yaml");
  writeFileSync(watchFile, stringify(watchDefinition));
  const { code, stdout, stderr } = await cli(["demo", "--data-dir", join(folder, "data")]);
  expect([code, stderr]).toEqual([0, ""]);
  demoOutput = stdout;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const here = (args: readonly string[]) => runHere(config, args);

const text = async (...args: string[]) => {
  const { code, stdout, stderr } = await here(args);
  expect([code, stderr]).toEqual([0, ""]);
  return stdout;
};
const json = async (...args: string[]) => JSON.parse(await text(...args, "--json"));

/** Every command that does something, as a person types it. */
function commands() {
  const leaves = (
    command: ReturnType<typeof createProgram>,
    path: string[],
  ): { path: string[]; command: ReturnType<typeof createProgram> }[] =>
    command.commands.length === 0 ? [{ path, command }] : command.commands.flatMap((one) => leaves(one as never, [...path, one.name()]));
  return leaves(createProgram(), []);
}

describe("every command", () => {
  test.each(commands())("$path has help with an example", ({ command }) => {
    let help = "";
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect(help).toContain("Usage: clausewatch");
    expect(help).toContain("Example");
  });

  test("but the daemon, the demo and the pages takes --json", () => {
    const without = commands().filter(({ command }) => !command.options.some((option) => option.long === "--json"));
    expect(without.map(({ path }) => path.join(" "))).toEqual(["run", "serve", "demo"]);
  });
});

test("the demo ends when every message that it announced is printed", () => {
  const states = look(archiveIn(folder), (archive) => archive.query("SELECT state FROM outbox").map((row) => row["state"]));
  expect(states).toEqual(Array.from(demoOutput.matchAll(/ s {2}ALERT /g), () => "sent"));
});

test("the README shows the alert that the demo prints, line by line but for what it says it leaves out", () => {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const [, example = ""] = /```text\n([\s\S]*?)```/.exec(readme) ?? [];
  const parts = example.split(/^ *\[….*\]\n/m);
  expect(parts.length).toBeGreaterThan(1);
  for (const part of parts) expect(demoOutput).toContain(part);
});

describe("asking the archive", () => {
  test("feeds, terms, alerts and search answer as text and as JSON", async () => {
    expect((await json("feeds")).map((row: { id: string }) => row.id)).toContain("microsoft-blog");
    expect(await text("feeds")).toContain("microsoft-blog");
    const terms = await json("terms", "list");
    expect(terms).toHaveLength(8);
    expect(terms.every((row: { quote: string | null }) => row.quote !== null)).toBe(true);
    expect(await text("terms", "show", "ip-license")).toContain("quote  “");
    expect((await json("terms", "as-of", "2026-03-01")).terms).toHaveLength(8);
    expect((await json("terms", "as-of", "2026-02-01")).terms).toEqual([]);
    expect((await json("terms", "as-of", "2026-03-01", "--known", "2020-01-01")).terms).toEqual([]);
    const [alert] = await json("alerts", "list");
    expect(await text("alerts", "show", alert.id)).toContain("Was:");
    expect(await text("alerts", "explain", alert.id)).toContain("decision  opened");
    expect((await json("search", "stateless")).length).toBeGreaterThan(3);
    expect(await text("search", "stateless", "exclusive")).toContain("[stateless]");
  });

  test("explain tells the whole path of a copy, of an article that did not alert and of the one that did", async () => {
    const urls = look(archiveIn(folder), (archive) => ({
      copy: archive.query("SELECT url FROM articles_without_alert WHERE inherited_from IS NOT NULL")[0]?.["url"] as string,
      silent: archive.query("SELECT url FROM articles_without_alert WHERE level = 'none'")[0]?.["url"] as string,
      alerting: archive.query("SELECT a.url FROM alert_revisions v JOIN articles a ON a.id = v.article_id WHERE v.kind = 'opened'")[0]?.[
        "url"
      ] as string,
    }));
    expect(await text("explain", urls.copy)).toMatch(/copy {6}(verbatim|truncated) of[\s\S]*readings of art_\w+ taken over/);
    expect(await text("explain", urls.silent)).toMatch(/entry[\s\S]*snapshot[\s\S]*story[\s\S]*decision {2}no alert/);
    expect(await text("explain", urls.alerting)).toMatch(/changes[\s\S]*decision {2}opened[\s\S]*console to .*: sent/);
    expect((await json("explain", urls.alerting)).data.watches[0].readings.length).toBeGreaterThan(0);
  });

  test("export writes articles that assess and replay read, and CSV that a spreadsheet reads", async () => {
    const lines = (await text("export", "articles")).trim().split("\n");
    expect(lines).toHaveLength(30);
    for (const line of lines) expect(articleLine.safeParse(JSON.parse(line)).success).toBe(true);
    expect((await text("export", "readings", "--format", "csv")).split("\r\n")[0]).toContain("term_id,verdict");
    expect((await json("export", "terms")).length).toBe(8);
  });

  test("search narrows by field, in every format", async () => {
    const rows = await json("search", "term:ip-license", "verdict:reaffirms");
    expect(rows.length).toBeGreaterThan(2);
    expect(rows[0]).toMatchObject({ term: "ip-license", verdict: "reaffirms", quote: expect.any(String) });
    expect((await text("search", "stateless", "--format", "csv")).split("\r\n")[0]).toContain("url,title");
    expect(await text("search", "stateless", "--format", "atom")).toContain("<entry>");
    expect(await text("export", "alerts", "--format", "atom")).toContain("<id>tag:clausewatch.invalid,2026:alr_");
  });

  test("verify finds nothing wrong, a backup is sound and has the same head, thinning leaves the evidence", async () => {
    const { head, faults, sound } = await json("verify");
    expect(faults).toEqual([]);
    expect(sound.readings).toBeGreaterThan(50);
    expect((await json("verify", "--expect", head)).faults).toEqual([]);
    expect((await json("backup", join(folder, "copy.sqlite"))).head).toBe(head);
    expect((await here(["backup", join(folder, "copy.sqlite")])).stderr).toContain("is there already");
    expect(await json("thin")).toEqual({ bodies: 0, texts: 0, entries: 0 });
    expect(await text("vacuum")).toMatch(/MiB before, .* MiB after/);
  });

  test("rederive reads every page as it was read, and lists no work", async () => {
    const { pages, changed, lost } = await json("rederive");
    expect([pages > 10, changed, lost]).toEqual([true, [], []]);
    expect(look(archiveIn(folder), (archive) => archive.jobs.pendingOf(["read-article", "raise-alert", "deliver-alert"]))).toEqual([]);
    expect((await json("verify")).faults).toEqual([]);
  });

  test("replay over the archive finds today's alerts again and nothing else", async () => {
    expect(await json("replay", "--watch", join(folder, "watch.yaml"), "--since", "2026-01-01")).toEqual({
      articles: 30,
      same: 1,
      appear: [],
      vanish: [],
    });
  });

  test("doctor, validate and notify test say what they found", async () => {
    const checks: { what: string; state: string }[] = await json("doctor");
    expect(checks.filter((check) => check.state === "failed")).toEqual([]);
    expect(checks.map((check) => check.what)).toEqual(expect.arrayContaining(["node", "configuration", "archive"]));
    expect(await json("validate")).toMatchObject({ ok: true, watches: [{ id: "ms-openai", terms: 8 }] });
    const { code, stdout, stderr } = await here(["notify", "test"]);
    expect([code, stdout.trim()]).toEqual([0, "console to console: sent"]);
    expect(stderr).toContain("Somebody asked with clausewatch notify test whether messages reach you here");
    expect(stderr).not.toMatch(/change|first report/i);
  });
});

describe("assess and replay", () => {
  const article = (id: string, body: string, change: object = {}) =>
    JSON.stringify({
      ...{ id, title: "Berth four", text: body, url: `https://${id}.example/a`, published: "2026-03-02", language: "en" },
      ...{ source: { name: id, domain: `${id}.example`, kind: "press" }, ...change },
    });
  const keeps = "Borealis keeps the exclusive use of berth four in the Port of Lindau, both sides said on Friday.";
  const loses = "Borealis no longer has the exclusive use of berth four in the Port of Lindau, the port said on Monday.";

  test("assess writes one line each, with quotes that stand at their offsets", async () => {
    const input = [
      article("a", keeps),
      article("b", loses),
      article("c", loses, { published: "2026-02-01" }),
      article("d", "Ships sail."),
    ].join("\n");
    const { code, stdout } = await cli(["assess", "--watch", watchFile], { input });
    expect(code).toBe(0);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => [line.id, line.alert])).toEqual([
      ["a", "none"],
      ["b", "changes"],
      ["c", "none"],
      ["d", "none"],
    ]);
    expect(lines[2].reason).toContain("history");
    const [reading] = lines[1].readings;
    expect(loses.slice(reading.start, reading.end)).toBe(reading.quote);
    expect(reading).toMatchObject({
      term: "exclusive-berth",
      verdict: "changes",
      field: "text",
      judge: expect.any(String),
      confidence: expect.any(Number),
    });
  });

  test("replay gives one story, the copy as a copy, and one alert", async () => {
    const file = join(folder, "articles.jsonl");
    const long = `${loses} ${"The quay was rebuilt in the autumn, and cranes were moved from the old basin to the new one while ships waited outside. ".repeat(4)}`;
    writeFileSync(file, [article("b", long), article("copy", long, { published: "2026-03-03" })].join("\n"));
    const { code, stdout } = await cli(["replay", "--watch", watchFile, "--articles", file]);
    expect(code).toBe(0);
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const [first, copy] = events.filter((event) => event.type === "article");
    expect(copy).toMatchObject({
      id: "copy",
      copyOf: "b",
      story: first.story,
      family: first.family,
      origin: first.origin,
      variant: first.variant,
    });
    const alerts = events.filter((event) => event.type === "alert");
    expect(alerts).toEqual([
      expect.objectContaining({
        revision: 1,
        watch: "harbour-deal",
        term: "exclusive-berth",
        verdict: "changes",
        origins: 1,
        articles: ["b"],
      }),
    ]);
  });
});

describe("an error says what was tried, on what, and what helps", () => {
  const cases: [string, string[], string, number][] = [
    ["an unknown command", ["alarts"], "unknown command 'alarts'", 2],
    ["an unknown option", ["feeds", "--jsn"], "--json", 2],
    ["a missing watch", ["assess"], "--watch", 2],
    ["a watch file that is not there", ["assess", "--watch", "none.yaml"], "none.yaml: there is no such file", 2],
    ["a term that is not there", ["terms", "show", "nope"], "has no term nope; it has", 2],
    ["an alert that is not there", ["alerts", "show", "alr_0"], "there is no alert alr_0", 2],
    ["a date that is none", ["terms", "as-of", "soon"], "write it like 2026-03-01", 2],
    ["an address that nobody saw", ["explain", "https://nobody.example/"], "nothing is known of https://nobody.example/", 2],
    ["a field that cannot be searched by", ["search", "colour:red"], "there are term, verdict", 2],
    ["a head that is none", ["verify", "--expect", "x"], "is not a head", 2],
    ["a search that cannot be read", ["search", '"unfinished'], "cannot be read", 2],
    ["a thing that cannot be exported", ["export", "cats"], "choose articles, readings, alerts, terms", 2],
    ["a channel that is not there", ["notify", "test", "--channel", "pager"], "the channel pager is not configured", 2],
    ["a number that is none", ["alerts", "list", "--limit", "all"], "all is not a number of rows", 2],
    ["a configuration that is not there", ["--config", "none.yaml", "feeds"], "none.yaml: there is no such file", 2],
  ];
  test.each(cases)("%s", async (_, args, said, code) => {
    const result = await here(args);
    expect(result.stderr).toContain(said);
    expect([result.code, result.stdout]).toEqual([code, ""]);
  });

  test("a line of stdin that is no article, by its number", async () => {
    const { code, stderr } = await cli(["assess", "--watch", watchFile], { input: '\n{"id": 1}\n' });
    expect(code).toBe(2);
    expect(stderr).toContain("stdin:2:");
  });

  test("an archive that is not there yet", async () => {
    const empty = mkdtempSync(join(tmpdir(), "clausewatch-empty-"));
    const { code, stderr } = await cli(["alerts"], { env: { CLAUSEWATCH_CONFIG: writeDemoConfig(empty, { sitePort: 9 }) } });
    rmSync(empty, { recursive: true });
    expect([code, stderr]).toEqual([2, expect.stringContaining("there is no archive at")]);
  });
});
