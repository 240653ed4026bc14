import type { Command } from "commander";
import { deliverySettings } from "../app/config-schema.ts";
import { resendDelivery } from "../app/resend.ts";
import type { AlertRow } from "../archive/alerts.ts";
import type { Archive } from "../archive/archive.ts";
import { type AlertStatus, isLive } from "../domain/alert.ts";
import { duration } from "../domain/duration.ts";
import { UsageError } from "../domain/errors.ts";
import type { AlertId, WatchId } from "../domain/ids.ts";
import type { Watch } from "../domain/watch.ts";
import { type AlertAnswer, acknowledged, answerAlert, dismissed, snoozed } from "../stages/answer-alert.ts";
import { print, table, thisPerson, withArchive } from "./output.ts";

type Given = { by?: string; note?: string; json?: boolean };

/** The usage error for an alert that is not there: it says where alerts are listed. */
export const noSuchAlert = (id: string): UsageError => new UsageError(`there is no alert ${id}; clausewatch alerts list --all shows them`);

/** An alert and its watch, or a usage error that says where alerts are listed. */
export function alertOf(archive: Archive, id: string): { alert: AlertRow; watch: Watch } {
  const alert = archive.alerts.find(id as AlertId);
  if (alert === undefined) throw noSuchAlert(id);
  const watch = archive.register.watch(alert.watchId as WatchId);
  if (watch === null) throw new UsageError(`the watch ${alert.watchId} of alert ${id} is not in the archive any more`);
  return { alert, watch };
}

/** What a person says to an alert. The daemon need not run: recipients are told when it does. */
export function addAnswers(alerts: Command, configFile: () => string): void {
  const answer = (id: string, { by, json }: Given, make: (person: string, now: Date) => AlertAnswer) =>
    withArchive(configFile(), (archive, config) => {
      const now = new Date();
      const delivery = deliverySettings(config);
      const done = archive.transaction(() => {
        const { alert, watch } = alertOf(archive, id);
        if (!isLive(alert.status as AlertStatus))
          throw new UsageError(`the alert ${id} is ${alert.status} already; clausewatch alerts show ${id} says how it came to that`);
        return answerAlert({ archive, delivery, now: () => now }, watch, alert, make(by ?? thisPerson(), now));
      });
      const { status } = archive.alerts.find(id as AlertId) ?? { status: "" };
      print(json, { alert: id, status, ...done }, () => `${id} is ${status}; ${done.deliveries.length} recipient(s) will be told`);
    });
  const one = (name: string, what: string, example: string): Command =>
    alerts
      .command(`${name} <alert>`)
      .description(what)
      .option("--by <name>", "who says so (default: the user of this machine)")
      .option("--json")
      .addHelpText("after", `\nExample:\n  clausewatch alerts ${example}`);

  one("ack", "say that somebody looks after an alert; it is not told again until there is news", "ack alr_0123456789abcdef --by Ada")
    .option("--note <text>")
    .action((id: string, given: Given) => answer(id, given, (person) => acknowledged(person, given.note ?? null)));
  one(
    "snooze",
    "put an alert aside for a while; only a stronger report or a party's own word comes through",
    "snooze alr_0123456789abcdef --for 8h",
  )
    .requiredOption("--for <length>", "how long, e.g. 8h or 2d")
    .option("--note <text>")
    .action((id: string, given: Given & { for: string }) => {
      const length = duration.safeParse(given.for);
      if (!length.success) throw new UsageError(`--for ${given.for} is not a length of time; write it like 8h or 2d`);
      return answer(id, given, (person, now) => snoozed(person, new Date(now.getTime() + length.data).toISOString(), given.note ?? null));
    });
  one("dismiss", "close an alert that is none, with the reason", 'dismiss alr_0123456789abcdef --reason "another Borealis"')
    .requiredOption("--reason <text>", "why it is none")
    .action((id: string, given: Given & { reason: string }) => answer(id, given, (person) => dismissed(person, given.reason)));

  alerts
    .command("dead")
    .description("messages that were given up, with their last error")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch alerts dead")
    .action(({ json }: Given) =>
      withArchive(configFile(), (archive) => {
        const rows = archive.query("SELECT * FROM outbox WHERE state = 'dead' ORDER BY created_at");
        print(json, rows, () =>
          table(
            ["delivery", "channel", "recipient", "attempts", "alert", "error"],
            rows.map((row) => ["id", "channel", "recipient", "attempts", "alert_id", "last_error"].map((key) => row[key] as string)),
            "no message was given up",
          ),
        );
      }),
    );
  alerts
    .command("resend [deliveries...]")
    .description("send messages that were given up once more, from the first attempt")
    .option("--all-dead", "every one that was given up")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch alerts resend dlv_0123456789abcdef\n  clausewatch alerts resend --all-dead")
    .action((ids: string[], { allDead, json }: Given & { allDead?: boolean }) =>
      withArchive(configFile(), (archive) => {
        if ((ids.length === 0) === (allDead !== true))
          throw new UsageError("name deliveries, or give --all-dead; clausewatch alerts dead lists them");
        const wanted = allDead === true ? archive.outbox.dead().flatMap((row) => (archive.optOuts.left(row) ? [] : row.id)) : ids;
        const at = new Date().toISOString();
        archive.transaction(() => {
          for (const id of wanted) resendDelivery(archive, id, at);
        });
        print(json, { resent: wanted }, () => `${wanted.length} message(s) will be sent again when the daemon runs`);
      }),
    );
}
