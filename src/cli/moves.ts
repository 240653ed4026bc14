import type { Command } from "commander";
import { deliverySettings } from "../app/config-schema.ts";
import { proposeMove } from "../app/propose-move.ts";
import type { Archive } from "../archive/archive.ts";
import { UsageError } from "../domain/errors.ts";
import type { Watch } from "../domain/watch.ts";
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
      withArchive(configFile(), (archive, config) => {
        const now = new Date();
        const delivery = deliverySettings(config);
        const watch = watchOf(archive, given);
        const id = termIn(archive, watch.id, term);
        const person = given.by ?? thisPerson();
        const from = given.from === undefined ? undefined : parseDate(given.from, "--from");
        const move = proposeMove(archive, watch, id, { ...given, from }, person, now);
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
