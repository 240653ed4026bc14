// Scores stories against labels, in several orders of arrival: node test/support/score-stories.ts [--orders N] [--undated] [--pairs] FILE…
// FILE holds articles with a `story` (JSON Lines or a JSON list), or a JSON list of events { title, articles: […] } as research sets have them.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { type ArticleId, articleIdOf } from "../../src/domain/ids.ts";
import type { RelateInput } from "../../src/relate/relate.ts";
import { createRelater } from "../../src/relate/relater.ts";
import { canonicalUrl } from "../../src/relate/url.ts";
import { adjustedRand, bCubed } from "./cluster-scores.ts";
import { randomFrom } from "./random.ts";

const DAY_MS = 86_400_000;
const SEEN_FROM = Date.UTC(2030, 0, 1);

type Labelled = { readonly input: RelateInput; readonly story: string; readonly copyOf: string | null; readonly given: string };
// biome-ignore lint/suspicious/noExplicitAny: research sets come in several shapes
type Raw = any;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { orders: { type: "string", default: "10" }, undated: { type: "boolean" }, pairs: { type: "boolean" } },
});

function dateOf(raw: Raw): string | null {
  const given = raw.published ?? raw.created_at?.$date ?? null;
  if (values.undated || given === null) return null;
  return new Date(typeof given === "number" ? given * 1000 : String(given)).toISOString();
}

function labelled(raw: Raw, story: string, index: number): Labelled {
  const url = raw.url ?? raw.ext_url ?? `https://${raw.source?.domain ?? "unknown.invalid"}/${raw.id ?? index}`;
  const source = { name: raw.source?.name ?? null, domain: raw.source?.domain ?? URL.parse(url)?.hostname ?? "", kind: null };
  const input: RelateInput = {
    ...{ id: articleIdOf(canonicalUrl(url)), url, canonicalUrl: null, title: raw.title ?? null, text: raw.text ?? raw.body ?? "" },
    ...{ published: dateOf(raw), links: [], language: raw.language ?? null, source, seenAt: "" },
  };
  return { input, story, copyOf: raw.copy_of ?? null, given: raw.id ?? url };
}

function load(file: string): Labelled[] {
  const text = readFileSync(file, "utf8");
  const rows: Raw[] = /^\s*\[/.test(text)
    ? JSON.parse(text)
    : text
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line));
  const list = rows.flatMap((row, n) =>
    Array.isArray(row.articles)
      ? row.articles.map((one: Raw) => ({ raw: one, story: row._id?.$oid ?? `${n} ${row.title}` }))
      : [{ raw: row, story: row.story ?? "" }],
  );
  const known = new Set<ArticleId>();
  return list
    .map(({ raw, story }, index) => labelled(raw, story, index))
    .filter(({ input, story }) => story !== "" && !known.has(input.id) && known.add(input.id));
}

function play(order: readonly Labelled[]) {
  const relater = createRelater();
  const stories = new Map<ArticleId, string>();
  const copies = new Map<ArticleId, ArticleId | null>();
  order.forEach(({ input }, i) => {
    // What states no date is seen one a minute, as it arrives.
    const seenAt = new Date(input.published === null ? SEEN_FROM + i * 60_000 : Date.parse(input.published) + DAY_MS).toISOString();
    const { relation, updated } = relater.relate({ ...input, seenAt });
    for (const one of [relation, ...updated]) {
      stories.set(one.article, one.story);
      copies.set(one.article, one.copy?.parent ?? null);
    }
  });
  return { stories, copies };
}

const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length;
const spread = (list: readonly number[]): number => Math.sqrt(mean(list.map((one) => (one - mean(list)) ** 2)));

for (const file of positionals) {
  const set = load(file);
  const truth = set.map((one) => one.story);
  const runs = Array.from({ length: Number(values.orders) }, (_, seed) => play(randomFrom(seed + 1).shuffled(set)));
  const found = runs.map(({ stories }) => set.map((one) => stories.get(one.input.id) ?? ""));
  const scores = found.map((labels) => ({ ari: adjustedRand(truth, labels), b3: bCubed(truth, labels), clusters: new Set(labels).size }));
  const ari = scores.map((one) => one.ari);
  const b3 = (key: "precision" | "recall" | "f1") => mean(scores.map((one) => one.b3[key])).toFixed(3);
  const ids = new Map(set.map((one) => [one.given, one.input.id]));
  const declared = set.filter((one) => one.copyOf !== null && ids.has(one.copyOf));
  const first = runs[0]?.copies;
  const hits = declared.filter(({ input, copyOf }) => {
    const original = ids.get(copyOf ?? "");
    return first?.get(input.id) === original || (original !== undefined && first?.get(original) === input.id);
  });
  console.log(
    `${basename(file)}: ${set.length} articles, ${new Set(truth).size} stories; ARI ${mean(ari).toFixed(3)} ± ${spread(ari).toFixed(3)} over ${runs.length} orders, ` +
      `B³ ${b3("precision")} / ${b3("recall")} / ${b3("f1")}, ${mean(scores.map((one) => one.clusters)).toFixed(1)} clusters` +
      (declared.length === 0 ? "" : `, ${hits.length} of ${declared.length} declared copies found`),
  );
  if (values.pairs) printDifferences(set, found[0] ?? []);
}

/** Each story found, where it is not the labelled one: what it holds and what is missing. */
function printDifferences(set: readonly Labelled[], labels: readonly string[]): void {
  const show = ({ given, input }: Labelled) =>
    `${given.slice(-40)} ${input.published?.slice(0, 10) ?? ""} ${(input.title ?? "").slice(0, 60)}`;
  for (const label of new Set(labels)) {
    const members = set.filter((_, i) => labels[i] === label);
    const stories = new Set(members.map((one) => one.story));
    const whole = set.filter((one) => one.story === members[0]?.story).length === members.length;
    if (stories.size === 1 && whole) continue;
    console.log(`  story of ${members.length}`);
    for (const one of members) console.log(`    [${one.story.slice(0, 40)}] ${show(one)}`);
  }
}
