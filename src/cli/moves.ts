import type { Command } from "commander";
import { loadConfig } from "../app/config.ts";
import { deliverySettings } from "../app/config-schema.ts";
import type { Archive } from "../archive/archive.ts";
import type { RegisterMove } from "../archive/register.ts";
import { UsageError } from "../domain/errors.ts";
import type { AlertId, ArticleId, SnapshotId, TermId, WatchId } from "../domain/ids.ts";
import { dayOf } from "../domain/term.ts";
import type { Watch } from "../domain/watch.ts";
import { dateOf } from "../stages/judge-input.ts";
import { moveRegister } from "../stages/move-register.ts";
import { alertOf } from "./answers.ts";
import { parseDate, print, thisPerson, withArchive } from "./output.ts";
import { oneWatch, termIn } from "./which.ts";

type Given = {
  watch?: string;
  alert?: string;
  statement?: string;
  ended?: boolean;
  from?: string;
  source?: string;
  quote?: string;
  by?: string;
  note?: string;
  json?: boolean;
};

/** What a person makes of the register: it moves by `confirm` alone, and `dispute` puts a doubt on record. */
export function addMoves(terms: Command, configFile: () => string): void {
  terms
    .command("confirm <term>")
    .description("move the register: record the new version of a term, or its end, and close the alerts that waited for it")
    .option("--watch <id>")
    .option("--alert <id>", "the alert that reported it: its article gives source, quote and day")
    .option("--statement <text>", "the new term in plain words")
    .option("--ended", "the term ends and nothing takes its place")
    .option("--from <date>", "the day from which the new version holds (default: the day of the alert's article)")
    .option("--source <url>", "the page that states it")
    .option("--quote <text>", "its words there")
    .option("--by <name>", "who confirms it (default: the user of this machine)")
    .option("--note <text>")
    .option("--json")
    .addHelpText(
      "after",
      '\nExample:\n  clausewatch terms confirm exclusive-berth --alert alr_0123456789abcdef --statement "Borealis shares berth four with other lines."',
    )
    .action((term: string, given: Given) =>
      withArchive(configFile(), (archive) => {
        const now = new Date();
        const delivery = deliverySettings(loadConfig(configFile(), process.env));
        const watch = watchOf(archive, given);
        const id = termIn(archive, watch.id, term);
        const person = given.by ?? thisPerson();
        const move = moveOf(archive, watch, id, given, person, now);
        const moved = archive.transaction(() => moveRegister({ archive, delivery, now: () => now }, watch, id, move, person));
        print(given.json, { watch: watch.id, term: id, ...move, ...moved }, () =>
          [
            `${id} ${move.statement === null ? "ends" : `reads from now on: ${move.statement}`} (from ${move.validFrom})`,
            `source ${move.source ?? "none"}; quote ${move.quote === null ? "none" : `“${move.quote}”`}`,
            ...moved.resolved.map((alert) => `resolved ${alert}`),
            ...moved.open.map(
              (one) => `${one.alert} stays open: it disputes ${one.terms.join(", ")} too; confirm those, or dismiss the alert`,
            ),
          ].join("\n"),
        );
      }),
    );

  terms
    .command("dispute <term>")
    .description("put a doubt about a recorded term on record; the register stays as it is")
    .requiredOption("--note <text>", "what is doubtful, and why")
    .option("--watch <id>")
    .option("--source <url>")
    .option("--by <name>", "who doubts it (default: the user of this machine)")
    .option("--json")
    .addHelpText("after", '\nExample:\n  clausewatch terms dispute fee --note "the filing of May says 14 million"')
    .action((term: string, given: Given & { note: string }) =>
      withArchive(configFile(), (archive) => {
        const watch = oneWatch(archive, given.watch);
        const id = termIn(archive, watch, term);
        const one = { note: given.note, source: given.source ?? null, person: given.by ?? thisPerson() };
        archive.register.dispute(watch, id, one, new Date().toISOString());
        print(given.json, { watch, term: id, ...one }, () => `on record; clausewatch terms show ${id} lists it`);
      }),
    );
}

function watchOf(archive: Archive, { watch: named, alert }: Given): Watch {
  if (alert !== undefined) return alertOf(archive, alert).watch;
  const watch = archive.register.watch(oneWatch(archive, named));
  if (watch === null) throw new UsageError(`there is no watch ${named ?? ""}`);
  return watch;
}

/** What is to be recorded; an alert lends the source, the quote and the day of its newest article on the term. */
function moveOf(archive: Archive, watch: Watch, term: TermId, given: Given, person: string, now: Date): RegisterMove {
  const { statement, ended, note } = given;
  if ((statement === undefined) === (ended !== true))
    throw new UsageError("give the new term in plain words with --statement, or --ended where nothing takes its place");
  const lent = given.alert === undefined ? null : lentBy(archive, watch.id, given.alert as AlertId, term);
  const from = given.from === undefined ? lent?.day : dayOf(parseDate(given.from, "--from"));
  if (from === undefined)
    throw new UsageError("give --from DATE, the day from which the new version holds, or --alert with the alert that reported it");
  if (from > dayOf(now.toISOString())) throw new UsageError(`--from ${from} is in the future: confirm the new version once it holds`);
  const source = given.source ?? lent?.source ?? null;
  if (source !== null && !/^https?:\/\//.test(source)) throw new UsageError(`--source ${source} is not an http address`);
  const standing = archive.register.versions(watch.id).filter((version) => version.termId === term);
  const newest = standing
    .map((version) => dayOf(version.validFrom))
    .toSorted()
    .at(-1);
  if (newest !== undefined && from < newest)
    throw new UsageError(`${term} has a version from ${newest} already; what held before that is corrected in the watch file`);
  return {
    ...{ validFrom: from, statement: statement ?? null, source, quote: given.quote ?? lent?.quote ?? null },
    ...{ article: lent?.article ?? null, snapshot: lent?.snapshot ?? null, by: "person" },
    note: note === undefined ? `confirmed by ${person}` : `confirmed by ${person}: ${note}`,
  };
}

function lentBy(archive: Archive, watch: WatchId, alert: AlertId, term: TermId) {
  const found = archive.readings.voices(alert).flatMap(({ article: id }) => {
    const article = archive.articles.find(id as ArticleId);
    if (article === undefined) return [];
    const key = { article: id as ArticleId, revision: article.revision, watch };
    const reading = archive.readings.readingsOf(key).find((one) => one.termId === term && one.verdict !== "reaffirms");
    return reading === undefined ? [] : [{ article, quote: reading.quote }];
  });
  const newest = found.at(-1);
  if (newest === undefined)
    throw new UsageError(
      `the alert ${alert} rests on no reading of ${term}; name the term it is about, or give --source, --quote and --from without --alert`,
    );
  const { article, quote } = newest;
  return {
    ...{ source: article.url, quote, day: dayOf(dateOf(article)) },
    ...{ article: article.id as ArticleId, snapshot: article.snapshotId as SnapshotId | null },
  };
}
