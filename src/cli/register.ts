import type { Command } from "commander";
import type { TermId } from "../domain/ids.ts";
import { termsFor } from "../stages/judge-input.ts";
import { addMoves } from "./moves.ts";
import { day, parseDate, print, table, withArchive } from "./output.ts";
import { oneWatch, termIn } from "./which.ts";

const RECORDED_BY: Readonly<Record<string, string>> = { file: "the watch file", person: "a person", party: "a party's own page" };

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
        if (versions.length === 0) termIn(archive, id, term);
        const disputes = archive.register.disputesOf(id, term as TermId);
        const readings = archive.query("SELECT * FROM readings_by_term WHERE watch_id = ? AND term_id = ? ORDER BY published", id, term);
        print(json, { watch: id, term, versions, disputes, readings }, () =>
          [
            ...versions.flatMap((version) => [
              `${term}: ${version.statement}`,
              `  holds from ${day(version.validFrom)}${version.validTo === null ? "" : ` to ${day(version.validTo)}`}, recorded ${version.recordedAt}${version.supersededAt === null ? "" : `, superseded ${version.supersededAt}`}`,
              `  recorded by ${RECORDED_BY[version.recordedBy] ?? version.recordedBy}${version.note === null ? "" : `: ${version.note}`}`,
              `  source ${version.source ?? "none"}`,
              `  quote  ${version.quote === null ? "none yet" : `“${version.quote}”`}`,
            ]),
            ...disputes.map(
              (one) => `  disputed by ${one.person} ${day(one.recordedAt)}: ${one.note}${one.source === null ? "" : ` (${one.source})`}`,
            ),
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
            ["term", "since", "recorded", "by", "statement"],
            rows.map((row) => [row.termId, day(row.validFrom), row.recordedAt, row.recordedBy, row.statement]),
            knownAt === null
              ? `no term of ${id} held on ${on}`
              : `nothing that held on ${on} was on record at ${knownAt}; leave --known out for what is known now`,
          ),
        );
      }),
    );
  addMoves(terms, configFile);
}
