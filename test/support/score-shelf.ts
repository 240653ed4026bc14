// What keeping few articles in memory costs in stories: node test/support/score-shelf.ts FILE [articles among] [kept in memory…]
// FILE holds labelled articles (JSON Lines with `story`). They are played in order of publication, persisted, with so many invented articles among
// each two of them; then once more for each number of articles that the relater keeps in memory. Scores are those of the labelled ones alone.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createShelf } from "../../src/app/shelf.ts";
import { openArchive } from "../../src/archive/archive.ts";
import { articleIdOf } from "../../src/domain/ids.ts";
import type { RelateInput } from "../../src/relate/relate.ts";
import { createRelater } from "../../src/relate/relater.ts";
import { recordRelated } from "../../src/stages/relate-article.ts";
import { adjustedRand, bCubed } from "./cluster-scores.ts";
import { capital, createInvented } from "./invented.ts";
import { randomFrom } from "./random.ts";

const DAY_MS = 86_400_000;
const [file = "", among = "40", ...sizes] = process.argv.slice(2);
type Labelled = Omit<RelateInput, "seenAt" | "links" | "canonicalUrl"> & { readonly story: string; readonly published: string };

const labelled = readFileSync(file, "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Labelled)
  .filter(({ story, published }) => Boolean(story) && Boolean(published))
  .sort((a, b) => Date.parse(a.published) - Date.parse(b.published));
const truth = labelled.map(({ story }) => story);
const days = (Date.parse(labelled.at(-1)?.published ?? "") - Date.parse(labelled[0]?.published ?? "")) / DAY_MS;

function* arriving(): Generator<RelateInput> {
  const { topic, body } = createInvented(randomFrom(9).next);
  for (const [i, one] of labelled.entries()) {
    const { title, text, url, published, language, source } = one;
    const plain = { canonicalUrl: null, links: [], seenAt: published };
    yield { ...plain, id: articleIdOf(url), title, text, url, published, language, source: { ...source, kind: null } };
    const until = Date.parse(labelled[i + 1]?.published ?? published);
    for (let n = 0; n < Number(among); n++) {
      const about = topic();
      const at = new Date(Date.parse(published) + ((n + 1) * (until - Date.parse(published))) / (Number(among) + 1)).toISOString();
      const place = `https://filler-${n}.example/${i}`;
      yield {
        ...{ id: articleIdOf(place), url: place, canonicalUrl: null, title: capital(about.slice(0, 7).join(" ")), links: [] },
        ...{ text: body(about, 12).join(" "), published: at, seenAt: at, language: "en" },
        source: { name: null, domain: `filler-${n}.example`, kind: null },
      };
    }
  }
}

function play(most: number): { readonly found: string[]; readonly away: number } {
  const folder = mkdtempSync(join(tmpdir(), "score-shelf-"));
  const archive = openArchive(join(folder, "archive.sqlite"));
  const relater = createRelater(createShelf({ archive, most, onTrouble: console.error }));
  for (const article of arriving()) {
    archive.repeatable(() => {
      const draft = { ...article, links: [], author: null, modified: null, siteName: null, snapshot: null };
      archive.articles.record(draft, article.seenAt);
    });
    const related = relater.relate(article);
    archive.repeatable(() => recordRelated(archive, related, article.seenAt));
  }
  const found = labelled.map(({ url }) => archive.stories.relationOf(articleIdOf(url))?.storyId ?? "");
  const away = Number(archive.query("SELECT count(*) AS n FROM relations WHERE shelved = 1")[0]?.["n"]);
  archive.close();
  rmSync(folder, { recursive: true });
  return { found, away };
}

const all = labelled.length * (Number(among) + 1);
console.log(`${labelled.length} labelled articles of ${days.toFixed(0)} days among ${all - labelled.length} invented ones`);
for (const most of [all, ...sizes.map(Number)]) {
  const { found, away } = play(most);
  const b3 = bCubed(truth, found);
  console.log(
    `kept in memory: ${most} (news of ${((days * most) / all).toFixed(1)} days), put away at the end ${away}; ARI ${adjustedRand(truth, found).toFixed(3)}, ` +
      `B³ ${b3.precision.toFixed(3)} / ${b3.recall.toFixed(3)} / ${b3.f1.toFixed(3)}, ${new Set(found).size} clusters`,
  );
}
