import type { Command } from "commander";
import { loadConfig } from "../app/config.ts";
import { planned, thinOut } from "../app/thin.ts";
import type { ChainHead } from "../archive/chain.ts";
import { holdArchive } from "../archive/database.ts";
import { UsageError } from "../domain/errors.ts";
import { parseDate, print, withArchive } from "./output.ts";

/** Faults that are told one by one; a file that is damaged all over has thousands. */
const TOLD = 50;
const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

const written = (head: ChainHead | null): string | null => (head === null ? null : `${head.seq}:${head.hash}`);

/** Does something that nobody else may be writing beside. */
async function alone<T>(configFile: string, work: () => Promise<T>): Promise<T> {
  const release = holdArchive(loadConfig(configFile, process.env).archiveFile);
  try {
    return await work();
  } finally {
    release();
  }
}

/** A head as `verify` prints it: number and hash of a link. */
function parseHead(text: string): ChainHead {
  const [, seq, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw new UsageError(`--expect ${text} is not a head; give one as clausewatch verify printed it, such as 42:9f86…`);
  return { seq: Number(seq), hash };
}

export function addArchive(program: Command, configFile: () => string): void {
  program
    .command("verify")
    .description("find what is damaged, and what was changed, deleted or slipped in after it was written; say which row")
    .option("--expect <head>", "a head that was noted before, so that a chain that was cut or rewritten shows too")
    .option("--json")
    .addHelpText(
      "after",
      "\nExample:\n  clausewatch verify\n  clausewatch verify --expect 42:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    )
    .action(({ expect, json }: { expect?: string; json?: boolean }) => {
      const head = expect === undefined ? null : parseHead(expect);
      return withArchive(configFile(), (archive) => {
        const damage = archive.upkeep.damage().map((said) => ({ table: "file", row: "-", said }));
        const chain = archive.verifyChain(head);
        const bodies = [...archive.snapshots.faults()].map(({ sha256, said }) => ({ table: "bodies", row: sha256, said }));
        const texts = archive.articles.faults().map(({ id, said }) => ({ table: "articles", row: id, said }));
        const faults = [...damage, ...chain.faults, ...bodies, ...texts];
        print(json, { ...chain, head: written(chain.head), faults }, () =>
          [
            ...faults.slice(0, TOLD).map(({ table, row, said }) => `${table} ${row}: ${said}`),
            ...(faults.length > TOLD ? [`and ${faults.length - TOLD} more`] : []),
            `${chain.links} link(s), ${chain.sound.snapshots} snapshot(s), ${chain.sound.readings} reading(s), ${chain.sound.alert_revisions} alert revision(s) as they were written; ${chain.takenBack} reading(s) were taken back to be read again`,
            faults.length === 0 ? "nothing is wrong" : `${faults.length} fault(s)`,
            `head ${written(chain.head) ?? "none yet"}`,
          ].join("\n"),
        );
        if (faults.length > 0) process.exitCode = 1;
      });
    });

  program
    .command("backup <file>")
    .description("copy the archive while the daemon runs, check the copy and say what to note with it")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch backup /mnt/backup/clausewatch-$(date +%F).sqlite")
    .action((file: string, { json }: { json?: boolean }) =>
      withArchive(configFile(), async (archive) => {
        const { bytes, head } = await archive.upkeep.backup(file);
        print(json, { file, bytes, head: written(head) }, () => `${file}: ${mib(bytes)}, sound; head ${written(head) ?? "none yet"}`);
      }),
    );

  program
    .command("vacuum")
    .description("give back the room of what thinned out and order the search indexes; the daemon has to be stopped")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch vacuum")
    .action(({ json }: { json?: boolean }) =>
      alone(configFile(), () =>
        withArchive(configFile(), (archive) => {
          const { before, after } = archive.upkeep.vacuum();
          print(json, { before, after }, () => `${mib(before)} before, ${mib(after)} after`);
        }),
      ),
    );

  program
    .command("thin")
    .description("thin the archive by the rules under retention: at once (the daemon does it every day)")
    .option("--dry-run", "only say what would thin out")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch thin --dry-run")
    .action(({ dryRun, json }: { dryRun?: boolean; json?: boolean }) => {
      const now = () => new Date();
      return withArchive(configFile(), async (archive, { retention }) => {
        const never = new AbortController().signal;
        const found = dryRun === true ? planned(archive, retention, now()) : await thinOut(archive, retention, now, never);
        print(
          json,
          found,
          () =>
            `${found.bodies} page(s), ${found.texts} text(s) and ${found.entries} entr(ies)${dryRun === true ? " would thin out" : " thinned out"}`,
        );
      });
    });

  program
    .command("rederive")
    .description(
      "make articles, stories and readings again from the stored pages, with today's rules; nobody is notified; the daemon has to be stopped",
    )
    .option("--since <date>", "only what arrived since this day", "1970-01-01")
    .option("--read", "also read again what came out the same, alerts' evidence left aside")
    .option("--json")
    .addHelpText(
      "after",
      "\nExample:\n  clausewatch rederive --since 2026-03-01\n  clausewatch replay --watch config/watches/microsoft-openai.yaml --since 2026-03-01   # which alerts it would have raised",
    )
    .action(async ({ since, read, json }: { since: string; read?: boolean; json?: boolean }) => {
      const day = parseDate(since, "--since");
      const config = loadConfig(configFile(), process.env);
      const [{ createJudge, createRelater }, { rederive }] = await Promise.all([import("../app/app.ts"), import("../app/rederive.ts")]);
      const stop = new AbortController();
      process.once("SIGINT", () => stop.abort());
      const judge = await createJudge(config.judge);
      try {
        const found = await alone(configFile(), () =>
          withArchive(configFile(), (archive) =>
            rederive(
              { archive, relater: createRelater(), judge, now: () => new Date(), signal: stop.signal },
              { since: day, read: read === true },
            ),
          ),
        );
        print(json, found, () =>
          [
            ...found.changed.map((url) => `reads otherwise now  ${url}`),
            ...found.lost.map((url) => `holds no article now  ${url}`),
            `${found.pages} page(s) derived again, ${found.changed.length} article(s) changed, ${found.read} read again; nobody was notified`,
          ].join("\n"),
        );
      } finally {
        await judge.close?.();
      }
    });
}
