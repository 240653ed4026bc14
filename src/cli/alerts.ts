import type { Command } from "commander";
import { explainAlert, explainUrl } from "../app/explain.ts";
import { renderText } from "../channels/message-text.ts";
import { ALERT_STATUSES, type AlertStatus } from "../domain/alert.ts";
import { UsageError } from "../domain/errors.ts";
import type { AlertId } from "../domain/ids.ts";
import { readMessage } from "../stages/compose-message.ts";
import { addAnswers, noSuchAlert } from "./answers.ts";
import { parseCount, print, table, withArchive } from "./output.ts";

/** Which alerts are listed: of one status, or those that wait for an answer. */
function statusOf(status: string | undefined): AlertStatus | "live" {
  if (status === undefined) return "live";
  const found = ALERT_STATUSES.find((one) => one === status);
  if (found === undefined) throw new UsageError(`--status ${status} is not known; choose ${ALERT_STATUSES.join(", ")}`);
  return found;
}

export function addAlerts(program: Command, configFile: () => string): void {
  const alerts = program.command("alerts").description("what was raised, and how it went out");

  alerts
    .command("list", { isDefault: true })
    .description("alerts, newest first")
    .option("--all", "not only those that are open")
    .option("--status <status>", `only those of one status: ${ALERT_STATUSES.join(", ")}`)
    .option("--limit <n>", "at most so many", "50")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch alerts list --json | jq -r '.[].headline'")
    .action(({ all, status, limit, json }: { all?: boolean; status?: string; limit: string; json?: boolean }) =>
      withArchive(configFile(), (archive) => {
        const rows = archive.alerts.list(all === true ? null : statusOf(status), parseCount(limit));
        print(json, rows, () =>
          table(
            ["alert", "severity", "level", "status", "revisions", "updated", "headline"],
            rows.map((row) => [row.id, row.severity, row.level, row.status, row.revision, row.updatedAt, row.headline]),
            "no alerts",
          ),
        );
      }),
    );

  alerts
    .command("show <alert>")
    .description("one alert: every revision as it was sent, and each delivery")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch alerts show alr_0123456789abcdef")
    .action((id: string, { json }: { json?: boolean }) =>
      withArchive(configFile(), (archive) => {
        const alert = archive.alerts.find(id as AlertId);
        if (alert === undefined) throw noSuchAlert(id);
        const revisions = archive.alerts.revisions(id as AlertId).map((one) => ({ ...one, message: readMessage(one.message) }));
        const deliveries = archive.alerts.deliveriesOf(id as AlertId);
        print(json, { ...alert, revisions, deliveries }, () =>
          [
            ...revisions.map((revision, index) => renderText(revision.message, { told: revisions[index - 1]?.message ?? null })),
            table(
              ["delivery", "revision", "channel", "recipient", "state", "attempts", "error"],
              deliveries.map((one) => [one.id, one.revision, one.channel, one.recipient, one.state, one.attempts, one.lastError]),
            ),
          ].join("\n\n"),
        );
      }),
    );

  alerts
    .command("explain <alert>")
    .description("how this alert grew and went out, revision by revision, and the path of every article behind it")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch alerts explain alr_0123456789abcdef")
    .action((id: string, { json }: { json?: boolean }) =>
      withArchive(configFile(), (archive) => {
        const explained = explainAlert(archive, id as AlertId);
        if (explained === null) throw noSuchAlert(id);
        print(json, explained, () => explained.lines.join("\n"));
      }),
    );
  addAnswers(alerts, configFile);
}

export function addExplain(program: Command, configFile: () => string): void {
  program
    .command("explain <url>")
    .description("why an article alerted, or did not: entry, snapshot, article, copies, story, readings, decision, deliveries")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch explain https://example.org/news/deal-amended")
    .action((url: string, { json }: { json?: boolean }) =>
      withArchive(configFile(), (archive) => {
        const explained = explainUrl(archive, url);
        if (explained === null)
          throw new UsageError(
            `nothing is known of ${url}; clausewatch search WORDS finds what is there, clausewatch feeds says what is polled`,
          );
        print(json, explained, () => explained.lines.join("\n"));
      }),
    );
}
