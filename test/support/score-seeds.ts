// Plays a folder of tellings of one statement (text files) through the whole pipeline: in every order, and with each telling's words
// edited one at a time as a further article. Prints figures: node test/support/score-seeds.ts WATCH.yaml FOLDER
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createJudge } from "../../src/app/app.ts";
import { loadWatch } from "../../src/app/config.ts";
import { judgeSettings } from "../../src/app/config-schema.ts";
import { type ReplayEvent, replay } from "../../src/app/replay.ts";
import type { ArticleLine } from "../../src/domain/article.ts";

const [watchFile, folder] = process.argv.slice(2);
if (watchFile === undefined || folder === undefined) throw new Error("usage: node test/support/score-seeds.ts WATCH.yaml FOLDER");
/** The rules: this scores relating, in 200 replays. What the reader makes of the same texts is asked with `clausewatch assess`. */
const judge = await createJudge(judgeSettings.parse({ engine: "rules" }));
const { watch, definition } = loadWatch(watchFile);

const line = (id: string, text: string): ArticleLine => ({
  ...{ id, title: null, text, url: `https://${id}.example/a`, published: null, language: "en" },
  source: { name: id, domain: `${id}.example`, kind: null },
});
const files = readdirSync(folder).sort();
const tellings = files.map((file, index) => line(`outlet${index}`, readFileSync(join(folder, file), "utf8")));

async function play(lines: readonly ArticleLine[]): Promise<ReplayEvent[]> {
  const events: ReplayEvent[] = [];
  await replay(watch, definition, lines, judge, (event) => events.push(event));
  return events;
}
const articles = (events: readonly ReplayEvent[]) =>
  new Map(events.flatMap((event) => (event.type === "article" ? [[event.id, event] as const] : [])));
const distinct = (events: readonly ReplayEvent[], key: "story" | "origin" | "family") =>
  new Set([...articles(events).values()].map((event) => event[key])).size;
const alertsIn = (events: readonly ReplayEvent[]) => events.filter((event) => event.type === "alert");

function* orders<T>(items: readonly T[]): Generator<T[]> {
  if (items.length < 2) yield [...items];
  for (const [index, item] of items.length < 2 ? [] : items.entries()) {
    for (const rest of orders(items.filter((_, other) => other !== index))) yield [item, ...rest];
  }
}

const outcomes = new Map<string, number>();
for (const order of orders(tellings)) {
  const events = await play(order);
  const counts = (["story", "origin", "family"] as const).map((key) => `${distinct(events, key)} ${key}`).join(", ");
  const outcome = `${counts}, ${alertsIn(events).length} alert(s)`;
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
}
for (const [outcome, n] of outcomes) console.log(`${n} orders: ${outcome}`);

/** One word or number changed, at its first place in the running text. */
const EDITS: readonly (readonly [RegExp, string])[] = [
  [/\bexclusive (licen[sc]e|licensing|rights)/, "non-exclusive $1"],
  [/\b(?:remains|stays) the (?:exclusive|sole)/, "is no longer the exclusive"],
  [/\bthe (exclusive|sole) (cloud )?provider/, "the non-exclusive $2provider"],
  [/\bon Azure\b/, "on Amazon"],
  [/\bAzure (remains|stays|’s)/, "Oracle $1"],
  [/\bunchanged\b/, "changed"],
  [/\bunaltered\b/, "altered"],
  [/\bcontinue to be hosted\b/, "no longer be hosted"],
  [/\bdo(?:es)? not alter\b/, "alter"],
  [/\bsince 2019\b/i, "since 2021"],
  [/\bOctober 2025\b/, "October 2024"],
  [/\bFebruary 27, 2026\b/, "February 27, 2025"],
];
let [alerted, kept, copied, all] = [0, 0, 0, 0];
for (const telling of tellings) {
  // Front matter is data about the telling, not the telling.
  const bodyAt = telling.text.startsWith("---") ? telling.text.indexOf("\n---", 3) + 4 : 0;
  const [head, body] = [telling.text.slice(0, bodyAt), telling.text.slice(bodyAt)];
  for (const [pattern, replacement] of EDITS) {
    if (!pattern.test(body)) continue;
    const edited = line("edited", head + body.replace(pattern, replacement));
    for (const order of [
      [...tellings, edited],
      [edited, ...tellings],
    ]) {
      const events = await play(order);
      const [found, original] = [articles(events).get("edited"), articles(events).get(telling.id)];
      // Undated twins: whichever comes second is the one that differs, so the alert may name either.
      const hit = alertsIn(events).length > 0;
      all += 1;
      alerted += hit ? 1 : 0;
      kept += found?.variant !== original?.variant ? 1 : 0;
      copied += found?.copyOf === telling.id || original?.copyOf === "edited" ? 1 : 0;
      if (!hit) console.log(`missed: ${telling.id}, ${pattern} became ${replacement}`);
    }
  }
}
console.log(
  `${all} edits (each as the first and as the last article): ${alerted} alerted, ${kept} kept as a variant of their own, ${copied} recognised as an edited copy`,
);
