import type { Command } from "commander";
import { DEFAULT_CONFIG, loadConfig, readConfig } from "../app/config.ts";
import { problemText } from "../app/yaml-file.ts";
import { messageOf, UsageError } from "../domain/errors.ts";
import { alertIdOf, articleIdOf, deliveryIdOf, watchId } from "../domain/ids.ts";
import { composeTest } from "../stages/compose-note.ts";
import { addOptOuts } from "./opt-outs.ts";
import { print } from "./output.ts";

const SEND_MS = 30_000;

export function addOperate(program: Command, configFile: () => string): void {
  program
    .command("validate")
    .description("check the configuration and every watch file; say what is wrong, with file and line")
    .option("--json")
    .addHelpText("after", `\nExample:\n  clausewatch --config ${DEFAULT_CONFIG} validate`)
    .action(({ json }: { json?: boolean }) => {
      const { config, problems } = readConfig(configFile(), process.env);
      if (config === null) {
        if (json === true) print(json, { ok: false, problems }, () => "");
        throw new UsageError(problems.map(problemText).join("\n"));
      }
      const found = {
        ok: true,
        problems,
        watches: config.watches.map(({ file, watch }) => ({ file, id: watch.id, terms: watch.terms.length, feeds: watch.feeds.length })),
        feeds: config.feeds.length,
      };
      print(json, found, () =>
        [
          `${config.file}: good, ${config.feeds.length} feed(s)`,
          ...found.watches.map((one) => `${one.file}: good, ${one.id} with ${one.terms} term(s) and ${one.feeds} feed(s)`),
        ].join("\n"),
      );
    });

  program
    .command("doctor")
    .description("look at everything that can go wrong and say what helps")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch doctor")
    .action(async ({ json }: { json?: boolean }) => {
      const { diagnose } = await import("../app/doctor.ts");
      const checks = await diagnose(configFile(), process.env, { now: () => new Date() });
      const MARK = { ok: "ok   ", warning: "warn ", failed: "FAIL " } as const;
      print(json, checks, () => checks.map((check) => `${MARK[check.state]} ${check.what}: ${check.said}`).join("\n"));
      if (checks.some((check) => check.state === "failed")) process.exitCode = 1;
    });

  const notify = program.command("notify").description("the channels");
  addOptOuts(notify, configFile);
  notify
    .command("test")
    .description("send a test message to every channel that is configured, or to one")
    .option("--channel <name>")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch notify test --channel slack")
    .action(async ({ channel: only, json }: { channel?: string; json?: boolean }) => {
      const config = loadConfig(configFile(), process.env);
      const { createChannels } = await import("../app/app.ts");
      const channels = createChannels(config, (text) => void process.stderr.write(text));
      if (only !== undefined && !channels.has(only))
        throw new UsageError(`the channel ${only} is not configured; there are ${[...channels.keys()].join(", ")}`);
      const note = composeTest(new Date());
      const alert = alertIdOf(watchId.parse("test"), articleIdOf(note.at));
      const sent: { channel: string; recipient: string; outcome: string }[] = [];
      for (const [name, channel] of channels) {
        if (only !== undefined && name !== only) continue;
        for (const recipient of channel.recipients) {
          const attempt = {
            delivery: deliveryIdOf(alert, 1, name, recipient),
            recipient,
            attempt: 1,
            mayRepeat: false,
            place: null,
            told: null,
          };
          const outcome = await channel.sendNote(note, attempt, AbortSignal.timeout(SEND_MS)).then(() => "sent", messageOf);
          sent.push({ channel: name, recipient, outcome });
        }
        await channel.close();
      }
      print(json, sent, () => sent.map((one) => `${one.channel} to ${one.recipient}: ${one.outcome}`).join("\n"));
      if (sent.some((one) => one.outcome !== "sent")) process.exitCode = 1;
    });
}
