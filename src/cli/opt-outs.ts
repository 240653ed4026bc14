import type { Command } from "commander";
import { UsageError } from "../domain/errors.ts";
import { watchId } from "../domain/ids.ts";
import { day, print, table, withArchive } from "./output.ts";

/** Who took themselves off a watch, and the way back: `notify opt-outs` and `notify resubscribe`. */
export function addOptOuts(notify: Command, configFile: () => string): void {
  notify
    .command("opt-outs")
    .description("recipients who took themselves off a watch by the link in a mail")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch notify opt-outs")
    .action(({ json }: { json?: boolean }) =>
      withArchive(configFile(), (archive) => {
        const rows = archive.optOuts.list();
        print(json, rows, () =>
          table(
            ["recipient", "channel", "watch", "since"],
            rows.map((row) => [row.recipient, row.channel, row.watchId, day(row.optedOutAt)]),
            "nobody has unsubscribed",
          ),
        );
      }),
    );

  notify
    .command("resubscribe <recipient>")
    .description("tell a recipient of a watch again")
    .requiredOption("--watch <id>")
    .option("--channel <name>", "the channel they left", "email")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch notify resubscribe desk@newsroom.example --watch harbour-deal")
    .action((recipient: string, { watch, channel, json }: { watch: string; channel: string; json?: boolean }) =>
      withArchive(configFile(), (archive) => {
        const one = { watch: watchId.parse(watch), channel, recipient };
        if (!archive.optOuts.remove(one))
          throw new UsageError(`${recipient} has not left ${watch} on ${channel}; clausewatch notify opt-outs lists who left what`);
        print(json, one, () => `${recipient} hears of ${watch} again, from the next alert on`);
      }),
    );
}
