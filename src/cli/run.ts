import type { Command } from "commander";
import { loadConfig } from "../app/config.ts";
import { createLogger } from "../app/logger.ts";
import { withArchive } from "./output.ts";

export function addRun(program: Command, configFile: () => string): void {
  program
    .command("run")
    .description("run the daemon until SIGTERM or Ctrl-C")
    .addHelpText("after", "\nExample:\n  clausewatch --config config/clausewatch.yaml run")
    .action(async () => {
      const config = loadConfig(configFile(), process.env);
      const [{ ALL_ROLES }, { runUntilSignal }] = await Promise.all([import("../app/app.ts"), import("../app/worker.ts")]);
      const [{ attachWebsub }, { attachPages }] = await Promise.all([import("../app/websub.ts"), import("../web/attach.ts")]);
      await runUntilSignal(config, ALL_ROLES, createLogger(config.log), [attachWebsub, attachPages]);
    });

  program
    .command("serve")
    .description("serve the pages over an archive, without a daemon or beside one, until Ctrl-C")
    .option("--listen <host:port>", "where (default: web.listen of the configuration)")
    .addHelpText(
      "after",
      "\nExample (after a demo):\n  CLAUSEWATCH_DATA_DIR=/tmp/clausewatch-demo-x clausewatch serve --listen 127.0.0.1:8480",
    )
    .action(async ({ listen }: { listen?: string }) => {
      const { servePagesUntilSignal } = await import("./serve.ts");
      await withArchive(configFile(), (archive, config) => servePagesUntilSignal(archive, config, listen));
    });
}
