import type { Command } from "commander";
import type { Archive } from "../archive/archive.ts";
import { UsageError } from "../domain/errors.ts";
import type { TermId, WatchId } from "../domain/ids.ts";
import { termsFor } from "../stages/judge-input.ts";
import { day, parseDate, print, table, withArchive } from "./output.ts";

/** The watch that a person named, or the only one there is. */
function oneWatch(archive: Archive, named: string | undefined): WatchId {
  const ids = archive.register.watches().map((watch) => watch.id);
  if (named === undefined && ids.length === 1 && ids[0] !== undefined) return ids[0];
  const found = ids.find((id) => id === named);
  if (found === undefined)
    throw new UsageError(
      `${named === undefined ? "there are several watches" : `there is no watch ${named}`}; give --watch with one of: ${ids.join(", ") || "(none yet)"}`,
    );
  return found;
}

export function addTerms(program: Command, configFile: () => string): void {
  const terms = program.command("terms").description("the register: what is recorded, and how coverage stands to it");
  const example = (line: string) => `\nExample:\n  clausewatch terms ${line}`;

  terms
    .command("list", { isDefault: true })
    .description("every term that holds now")
    .option("--watch <id>")
    .option("--json")
    .addHelpText("after", example("list --watch ms-openai"))
    .action(({ watch, json }: { watch?: string; json?: boolean }) =>
      withArchive(configFile(), (archive) => {
        const rows = archive.query(
          "SELECT * FROM terms_now WHERE ? IS NULL OR watch_id = ? ORDER BY watch_id, term_id",
          watch ?? null,
          watch ?? null,
        );
        if (rows.length === 0 && watch !== undefined) oneWatch(archive, watch);
        print(json, rows, () =>
          table(
            ["watch", "term", "since", "reaffirmed", "disputed", "rumoured", "statement"],
            rows.map(
              (row) =>
                [
                  row["watch_id"],
                  row["term_id"],
                  row["valid_from"],
                  row["reaffirmed"],
                  row["disputed"],
                  row["rumoured"],
                  row["statement"],
                ] as string[],
            ),
          ),
        );
      }),
    );

  terms
    .command("show <term>")
    .description("one term: every version, its quote, and every reading of it")
    .option("--watch <id>")
    .option("--json")
    .addHelpText("after", example("show azure-stateless-api"))
    .action((term: string, { watch, json }: { watch?: string; json?: boolean }) =>
      withArchive(configFile(), (archive) => {
        const id = oneWatch(archive, watch);
        const versions = archive.register.history(id, term as TermId);
        if (versions.length === 0) {
          const known = [...new Set(archive.register.versions(id).map((version) => version.termId))];
          throw new UsageError(`${id} has no term ${term}; it has ${known.join(", ")}`);
        }
        const readings = archive.query("SELECT * FROM readings_by_term WHERE watch_id = ? AND term_id = ? ORDER BY published", id, term);
        print(json, { watch: id, term, versions, readings }, () =>
          [
            ...versions.flatMap((version) => [
              `${term}: ${version.statement}`,
              `  holds from ${day(version.validFrom)}${version.validTo === null ? "" : ` to ${day(version.validTo)}`}, recorded ${version.recordedAt}${version.supersededAt === null ? "" : `, superseded ${version.supersededAt}`}`,
              `  source ${version.source ?? "none"}`,
              `  quote  ${version.quote === null ? "none yet" : `“${version.quote}”`}`,
            ]),
            "",
            ...readings.map(
              (row) =>
                `${day(row["published"] as string | null)}  ${String(row["verdict"]).padEnd(15)}  ${row["source_domain"]}\n    “${row["quote"]}”`,
            ),
          ].join("\n"),
        );
      }),
    );

  terms
    .command("as-of <date>")
    .description("what was held true on a day, as it was known on another")
    .option("--watch <id>")
    .option("--known <date>", "as the register stood at the end of this day (default: now)")
    .option("--json")
    .addHelpText("after", example("as-of 2026-03-01 --known 2026-03-03"))
    .action((date: string, { watch, known, json }: { watch?: string; known?: string; json?: boolean }) =>
      withArchive(configFile(), (archive) => {
        const id = oneWatch(archive, watch);
        const on = parseDate(date, "as-of");
        const knownAt =
          known === undefined ? null : parseDate(known, "--known").length === 10 ? `${known}T23:59:59.999Z` : new Date(known).toISOString();
        const rows = termsFor(archive.register.versions(id, knownAt), on);
        print(json, { watch: id, asOf: on, known: knownAt, terms: rows }, () =>
          table(
            ["term", "since", "recorded", "statement"],
            rows.map((row) => [row.termId, day(row.validFrom), row.recordedAt, row.statement]),
            knownAt === null
              ? `no term of ${id} held on ${on}`
              : `nothing that held on ${on} was on record at ${knownAt}; leave --known out for what is known now`,
          ),
        );
      }),
    );
}
