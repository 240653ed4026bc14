import type { Command } from "commander";
import { jobIdOf } from "../archive/jobs.ts";
import { UsageError } from "../domain/errors.ts";
import type { FeedId } from "../domain/ids.ts";
import { print, table, withArchive } from "./output.ts";

export function addFeeds(program: Command, configFile: () => string): void {
  const feeds = program.command("feeds").description("what is polled");
  feeds
    .command("list", { isDefault: true })
    .description("every feed: how it is, when it was polled, when it is due")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch feeds --json | jq '.[] | select(.failures > 0)'")
    .action(({ json }: { json?: boolean }) =>
      withArchive(configFile(), (archive) => {
        const rows = archive.query("SELECT * FROM feeds_health ORDER BY stopped_at IS NULL, failures DESC, id");
        print(json, rows, () =>
          table(
            ["feed", "last outcome", "failures", "entries", "next poll", "error"],
            rows.map((row) => {
              const next = row["stopped_at"] === null ? row["next_poll_at"] : "stopped";
              return [row["id"], row["last_outcome"], row["failures"], row["entries"], next, row["last_error"]] as string[];
            }),
            "no feeds; add some under feeds: in the configuration",
          ),
        );
      }),
    );

  feeds
    .command("resume <feed>")
    .description("poll a feed again that was stopped, or one that is failing, now")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch feeds resume gazette")
    .action((feed: string, { json }: { json?: boolean }) =>
      withArchive(configFile(), (archive) => {
        const known = archive.feeds.list().map((row) => row.feed.id);
        if (!known.includes(feed)) throw new UsageError(`there is no feed ${feed}; there are ${known.join(", ") || "none yet"}`);
        const at = new Date().toISOString();
        archive.transaction(() => {
          archive.feeds.resume(feed as FeedId);
          archive.jobs.done(jobIdOf("poll-feed", { feed }));
          archive.jobs.add("poll-feed", { feed }, at);
        });
        print(json, { feed, dueAt: at }, () => `${feed} is polled at the daemon's next look`);
      }),
    );
}
