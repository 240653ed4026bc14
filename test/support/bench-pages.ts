// How fast a loaded archive answers while another process writes into it: every page, every address of the API, every list deep down, every
// view, documented and canned query, searches, as-of. `node test/support/bench-pages.ts [articles] [file]` makes the archive (or takes one
// that generate-archive.ts made) and prints p50 and p95 of each in milliseconds, and the p95 of what it costs this process in computing time, which other work on the machine does not swell; it ends with 1 where one is above the bar.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { openArchive } from "../../src/archive/archive.ts";
import { parseSearch } from "../../src/domain/search-query.ts";
import { start, until } from "./daemon.ts";
import { generateArchive } from "./generate-archive.ts";
import { at, buildPages } from "./pages.ts";

/** The bar, in milliseconds; how often each question is put; milliseconds between two writes of the other process. */
const [BAR_MS, TIMES, PAUSE_MS] = [100, Number(process.env["TIMES"] ?? 30), 50];
/** Parts of a list that are walked to get deep into it. */
const DEPTH = 40;
const UNTIL = new Date("2026-11-28T12:00:00Z");

const [, , articles = "100000", given] = process.argv;
const folder = mkdtempSync(join(tmpdir(), "clausewatch-bench-"));
const file = given ?? join(folder, "archive.sqlite");
if (!existsSync(file)) generateArchive(file, { articles: Number(articles), watches: 20, until: UNTIL, seed: 7 });

const archive = openArchive(file);
const app = buildPages(archive, { password: null, now: () => UNTIL });
const one = (sql: string): string => String(Object.values(archive.query(sql)[0] ?? {})[0]);

type Timed = { readonly name: string; readonly ask: (n: number) => unknown };
const ask = (path: string): Timed => ({ name: path, ask: async () => await page(path) });
async function page(path: string): Promise<string> {
  const answer = await app.request(at(path));
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
  return answer.text();
}

/** The address of a part far down a list, as one gets there by following it. */
async function deep(path: string): Promise<Timed> {
  let address = path;
  const isApi = path.startsWith("/api");
  for (let n = 0; n < DEPTH; n += 1) {
    const text = await page(address);
    const next = isApi ? (JSON.parse(text) as { next: string | null }).next : (/after=([^"&]+)" rel="next"/.exec(text)?.[1] ?? null);
    if (next === null) break;
    address = `${path}${path.includes("?") ? "&" : "?"}after=${next}`;
  }
  return { name: `${path} (${DEPTH} parts down)`, ask: () => page(address) };
}

const article = one("SELECT article_id FROM readings ORDER BY id DESC LIMIT 1");
const story = one("SELECT story_id FROM relations GROUP BY story_id ORDER BY count(*) DESC LIMIT 1");
const alert = one("SELECT id FROM alerts ORDER BY revision DESC, updated_at DESC LIMIT 1");
const [watch, term] = ["watch-1", "term-1"];
/** A word that nine articles of ten hold, and one that some hold. */
const [common, rare] = words();
function words(): [string, string] {
  const counts = new Map<string, number>();
  for (const { text } of archive.query("SELECT text FROM articles ORDER BY seq LIMIT 200") as { text: string }[])
    for (const word of new Set(text.match(/\p{L}{4,}/gu))) counts.set(word, (counts.get(word) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word);
  return [sorted[0] ?? "", sorted[Math.floor(sorted.length / 2)] ?? ""];
}
const domain = one("SELECT source_domain FROM articles WHERE source_domain <> 'load.example' ORDER BY seq DESC LIMIT 1");
const searches = [
  ...[common, rare, `${common} ${rare}`, `"${common}" NOT ${rare}`, `${rare.slice(0, 3)}*`, `${common} source:${domain}`],
  ...[`source:${domain}`, `${common} before:2026-01-15`, `before:2026-01-15`, `${rare} after:2026-11-01`, `after:2026-11-20`],
  ...[
    `watch:${watch}`,
    `${common} watch:${watch}`,
    `story:${story}`,
    `${common} story:${story}`,
    `term:${term}`,
    `term:${term} watch:${watch}`,
  ],
  ...[
    "verdict:changes",
    `verdict:changes term:${term} watch:${watch} before:2026-02-01`,
    `quote:${common}`,
    `quote:${common} verdict:changes`,
  ],
  ...[
    `${rare} term:${term}`,
    `${common} term:${term}`,
    `term:${term} source:${domain}`,
    "term:none",
    "verdict:contradicts before:2026-01-01",
  ],
];

/** A daemon that has run for a while has its pages compiled. */
for (let n = 0; n < 15; n += 1) await page(n % 2 === 0 ? "/" : `/watches/${watch}/terms/${term}`);

const asked: Timed[] = [
  ...[
    "/",
    `/watches/${watch}`,
    "/feeds",
    "/feeds?failing=1",
    "/deliveries",
    "/deliveries?state=dead",
    "/stories",
    "/alerts",
    "/alerts?status=all",
  ].map(ask),
  ...[`/alerts?watch=${watch}&status=all`, `/watches/${watch}/terms/${term}`, `/watches/${watch}/terms/${term}?verdict=changes`].map(ask),
  ...[`/watches/${watch}/terms/${term}?on=2026-03-01&known=2026-03-03`, `/alerts/${alert}`, `/stories/${story}`].map(ask),
  ...[`/articles/${article}`, `/search?q=${common}`, `/search?q=${common}&order=best`, "/readyz", "/alerts.atom", "/alerts.json"].map(ask),
  ...[
    "/watches",
    "/alerts",
    "/alerts?status=open",
    `/alerts?watch=${watch}`,
    `/alerts/${alert}`,
    "/stories",
    `/stories/${story}`,
    "/feeds",
  ].map((path) => ask(`/api${path}`)),
  ...["/deliveries", `/articles/${article}`, `/search?q=${common}`, `/watches/${watch}/terms/${term}`].map((path) => ask(`/api${path}`)),
  ...[`/watches/${watch}/terms/${term}/as-of?on=2026-03-01&known=2026-03-03`, `/watches/${watch}/terms/${term}/readings`].map((path) =>
    ask(`/api${path}`),
  ),
];
for (const path of [
  "/",
  "/stories",
  "/alerts?status=all",
  "/deliveries",
  "/feeds",
  `/watches/${watch}/terms/${term}`,
  `/search?q=${common}`,
])
  asked.push(await deep(path));
for (const path of [
  "/api/stories",
  "/api/alerts",
  "/api/deliveries",
  `/api/search?q=${common}`,
  `/api/watches/${watch}/terms/${term}/readings`,
])
  asked.push(await deep(path));
for (const order of ["newest", "best"] as const)
  for (const text of searches)
    asked.push({ name: `search ${text.slice(0, 60)}, ${order}`, ask: () => archive.search(parseSearch(text), { limit: 20, order }) });

const values = { watch, term, on: "2026-03-01", known: "2026-03-03", words: common, story };
const query = (name: string, sql: string): Timed => {
  const named = Object.fromEntries(Object.entries(values).filter(([key]) => sql.includes(`:${key}`)));
  return { name, ask: () => archive.query(sql, named) };
};
const documented = readFileSync(new URL("../../docs/archive.md", import.meta.url), "utf8");
for (const [, question = "", sql = ""] of documented.matchAll(/^(.+)\n\n```sql\n([\s\S]*?)^```/gm))
  asked.push(
    query(`docs: ${question.slice(0, 60)}`, sql.replaceAll("'ms-openai'", `'${watch}'`).replaceAll("'azure-stateless-api'", `'${term}'`)),
  );
const metadata = parse(readFileSync(new URL("../../docs/datasette/metadata.yaml", import.meta.url), "utf8"));
for (const [name, { sql }] of Object.entries<{ sql: string }>(metadata.databases.archive.queries))
  asked.push(query(`datasette: ${name}`, sql));
const DAY_MS = 86_400_000;
const before90 = new Date(UNTIL.getTime() - 90 * DAY_MS).toISOString();
console.log(`what may thin out, in a thread of its own: ${await planned()} ms\n`);
async function planned(): Promise<string> {
  const from = performance.now();
  archive.retention.plan({ pagesBefore: before90, textsBefore: before90 }, UNTIL.toISOString());
  return (performance.now() - from).toFixed(0);
}
const derived = readFileSync(new URL("../../src/archive/derived.sql", import.meta.url), "utf8");
for (const [, view = ""] of derived.matchAll(/^CREATE VIEW (\w+)/gm)) asked.push(query(`view: ${view}`, `SELECT * FROM ${view} LIMIT 50`));

const writer = start(["test/support/write-load.ts", file, String(PAUSE_MS)]);
await until("the other process writes", () => writer.output().includes("writing"), 90_000);
const written = () => Number(one("SELECT count(*) FROM articles WHERE source_domain = 'load.example'"));
const before = written();
const began = performance.now();
const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
const slow: string[] = [];
console.log(`${one("SELECT count(*) FROM articles")} articles, ${one("SELECT count(*) FROM readings")} readings; ${TIMES} times each\n`);
console.log("| asked | p50 ms | p95 ms | of it computing |\n|---|---|---|---|");
for (const { name, ask: put } of asked) {
  const [times, computing]: [number[], number[]] = [[], []];
  // The first is not counted: it has statements to prepare and pages to read from the disk.
  for (let n = 0; n <= TIMES; n += 1) {
    const [from, used] = [performance.now(), process.cpuUsage()];
    await put(n);
    const { user, system } = process.cpuUsage(used);
    if (n === 0) continue;
    times.push(performance.now() - from);
    computing.push((user + system) / 1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  times.sort((a, b) => a - b);
  computing.sort((a, b) => a - b);
  const p95 = percentile(times, 0.95);
  if (p95 >= BAR_MS) slow.push(name);
  console.log(
    `| ${name.replaceAll("|", "\\|")} | ${percentile(times, 0.5).toFixed(1)} | ${p95.toFixed(1)} | ${percentile(computing, 0.95).toFixed(1)} |`,
  );
}
const seconds = (performance.now() - began) / 1000;
console.log(
  `\n${asked.length} asked while ${((written() - before) / seconds).toFixed(1)} articles a second were written; above ${BAR_MS} ms: ${slow.join("; ") || "none"}`,
);
await writer.stop("SIGKILL");
archive.close();
rmSync(folder, { recursive: true, force: true });
process.exitCode = slow.length > 0 ? 1 : 0;
