import { Command, CommanderError } from "commander";
import { DEFAULT_CONFIG } from "../app/config.ts";
import { VERSION } from "../app/version.ts";
import { UsageError } from "../domain/errors.ts";
import { addAlerts, addExplain } from "./alerts.ts";
import { addArchive } from "./archive.ts";
import { addAssess } from "./assess.ts";
import { addDemo } from "./demo.ts";
import { addFeeds } from "./feeds.ts";
import { explainMistyped } from "./mistyped.ts";
import { addOperate } from "./operate.ts";
import { addPages } from "./pages.ts";
import { addPoll } from "./poll.ts";
import { addTerms } from "./register.ts";
import { addReplay } from "./replay.ts";
import { addRun } from "./run.ts";
import { addSearch } from "./search.ts";

/** The command table. `words` are those of the command line, for what is said where it cannot be read. */
export function createProgram(words: readonly string[] = []): Command {
  const program: Command = new Command("clausewatch")
    .description(
      "Holds the recorded terms of an agreement against the news and alerts when a report says that one of them no longer stands.",
    )
    .version(VERSION)
    .option("--config <file>", "the configuration", process.env["CLAUSEWATCH_CONFIG"] ?? DEFAULT_CONFIG)
    .addHelpText(
      "after",
      "\nExample:\n  clausewatch run\n  clausewatch alerts list\n\nExit codes: 0 done, 1 something failed, 2 the command or a file is wrong.",
    )
    .configureOutput({ outputError: (said, write) => write(explainMistyped(program, words, said)) })
    .exitOverride()
    .showSuggestionAfterError();
  const configFile = () => program.opts<{ config: string }>().config;
  addRun(program, configFile);
  addPoll(program, configFile);
  addFeeds(program, configFile);
  addPages(program, configFile);
  addTerms(program, configFile);
  addAlerts(program, configFile);
  addExplain(program, configFile);
  addSearch(program, configFile);
  addArchive(program, configFile);
  addAssess(program);
  addReplay(program, configFile);
  addOperate(program, configFile);
  addDemo(program);
  return program;
}

/** Runs a command line; resolves to the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  try {
    await createProgram(argv.slice(2)).parseAsync(argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    console.error(error instanceof Error ? (process.env["LOG_LEVEL"] === "debug" ? error.stack : error.message) : String(error));
    return error instanceof UsageError ? 2 : 1;
  }
}
