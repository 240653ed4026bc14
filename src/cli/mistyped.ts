import type { Command } from "commander";
import { SEARCH_FIELDS } from "../domain/search-query.ts";

/** What `alerts`, `feeds` and `terms` do where no command of theirs is named. */
const BY_DEFAULT = "list";

/** The command that the words of a command line name, as far as they name one. */
const named = (program: Command, words: readonly string[]): Command =>
  words.reduce((at, word) => at.commands.find((one) => one.name() === word) ?? at, program);

const fullName = (command: Command): string => (command.parent?.parent ? `${fullName(command.parent)} ${command.name()}` : command.name());

/** What commander says of a command line that it cannot read, with what there is instead. `words` are those of the command line. */
export function explainMistyped(program: Command, words: readonly string[], said: string): string {
  const at = named(program, words);
  const [, extra] = /^error: too many arguments.* got \d+: ([^,\n]*)/.exec(said) ?? [];
  if (extra !== undefined && at.commands.length > 0) {
    const commands = at.commands.map((one) => one.name()).join(", ");
    return `error: there is no command ${fullName(at)} ${extra.replace(/\.$/, "")}; there are ${commands}\n`;
  }
  const [, option] = /^error: unknown option '([^'=]+)/.exec(said) ?? [];
  if (option === undefined) return said;
  const field = option.replace(/^--/, "");
  if (at.name() === "search" && Object.hasOwn(SEARCH_FIELDS, field)) {
    const value = words[words.indexOf(option) + 1] ?? "…";
    return `error: search has no option ${option}; a field is written into the query: ${field}:${value}\n`;
  }
  const command = at.commands.find((one) => one.name() === BY_DEFAULT) ?? at;
  const options = command.createHelp().visibleOptions(command);
  return `${said.trimEnd()}\n${fullName(command)} takes ${options.flatMap((one) => one.long ?? []).join(", ")}\n`;
}
