import type { Command } from "commander";
import { DEFAULT_CONFIG, loadConfig, readConfig } from "../app/config.ts";
import { problemText } from "../app/yaml-file.ts";
import type { AlertMessage } from "../channels/channel.ts";
import { messageOf, UsageError } from "../domain/errors.ts";
import { alertIdOf, articleIdOf, deliveryIdOf, storyIdOf, watchId } from "../domain/ids.ts";
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
      const sent: { channel: string; recipient: string; outcome: string }[] = [];
      for (const [name, channel] of channels) {
        if (only !== undefined && name !== only) continue;
        for (const recipient of channel.recipients) {
          const message = testMessage(new Date());
          const attempt = {
            delivery: deliveryIdOf(message.alert, 1, name, recipient),
            recipient,
            attempt: 1,
            mayRepeat: false,
            place: null,
            told: null,
          };
          const outcome = await channel.send(message, attempt, AbortSignal.timeout(SEND_MS)).then(() => "sent", messageOf);
          sent.push({ channel: name, recipient, outcome });
        }
        await channel.close();
      }
      print(json, sent, () => sent.map((one) => `${one.channel} to ${one.recipient}: ${one.outcome}`).join("\n"));
      if (sent.some((one) => one.outcome !== "sent")) process.exitCode = 1;
    });
}

/** Says of itself that it is a test, in every field that a channel shows. */
function testMessage(now: Date): AlertMessage {
  const watch = { id: watchId.parse("test"), subject: "Clausewatch test" };
  const opener = articleIdOf(`test ${now.toISOString()}`);
  const story = storyIdOf(opener);
  return {
    ...{ alert: alertIdOf(watch.id, opener), revision: 1, kind: "opened", watch, level: "rumour", needsReview: false },
    ...{ severity: "low", severityInWords: "low: this is a test", status: "open", update: "", history: [], edit: null, thread: "" },
    headline: "Clausewatch test: if you read this, alerts reach you here",
    ...{ terms: [], standing: [] },
    evidence: { before: "", text: "This message was sent by clausewatch notify test. Nothing has changed.", after: "" },
    article: { title: "A test message", url: "https://example.invalid/test", published: now.toISOString() },
    source: { name: "clausewatch notify test", domain: "example.invalid", rank: "press" },
    story: { id: story, title: "A test message" },
    ...{ origins: 1, outlets: 1, settle: "Nothing needs to be settled.", reason: "a person asked for a test", raisedAt: now.toISOString() },
  };
}
