import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Command } from "commander";
import { loadConfig } from "../app/config.ts";
import { feedIdFor, readOpml, withFeeds, writeOpml } from "../app/opml.ts";
import { openArchive } from "../archive/archive.ts";
import { jobIdOf } from "../archive/jobs.ts";
import { messageOf, UsageError } from "../domain/errors.ts";
import type { FeedId } from "../domain/ids.ts";
import { day, print, table, withArchive } from "./output.ts";

/** Every candidate is asked for with the fetcher's own limits; the search as a whole ends after so many milliseconds. */
const DISCOVER_MS = 120_000;

export function addFeeds(program: Command, configFile: () => string): void {
  const feeds = program.command("feeds").description("what is polled");
  feeds
    .command("list", { isDefault: true })
    .description("every feed: how it is, when it was polled, when it is due")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch feeds --json | jq '.[] | select(.failures > 0)'")
    .action(({ json }: { json?: boolean }) =>
      withArchive(configFile(), (archive) => {
        const rows = archive.query(
          `SELECT f.*, (SELECT group_concat(w.id, ', ') FROM watch_feeds r JOIN watches w ON w.id = r.watch_id
                         WHERE r.feed_id = f.id AND w.removed_at IS NULL) AS watches
             FROM feeds_health f ORDER BY stopped_at IS NULL, failures DESC, id`,
        );
        print(json, rows, () =>
          table(
            ["feed", "read by", "last outcome", "failures", "entries", "next poll", "error"],
            rows.map((row) => {
              const next = row["stopped_at"] === null ? row["next_poll_at"] : "stopped";
              return [
                row["id"],
                row["watches"] ?? "no watch",
                row["last_outcome"],
                row["failures"],
                row["entries"],
                next,
                row["last_error"],
              ] as string[];
            }),
            "no feeds; add some under feeds: in the configuration",
          ),
        );
      }),
    );

  feeds
    .command("resume <feed>")
    .alias("again")
    .description("poll a feed now, not when its turn comes; one that was stopped or is failing starts afresh")
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

  feeds
    .command("discover <url>")
    .description("find the feeds of a page: what it names, then the usual places; each is read before it is shown")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch feeds discover https://gazette.example/")
    .action(async (url: string, { json }: { json?: boolean }) => {
      const address = URL.parse(url.includes("://") ? url : `https://${url}`);
      if (address === null) throw new UsageError(`${url} is not an address; write it like https://gazette.example/`);
      const config = loadConfig(configFile(), process.env);
      const [{ createFetcher }, { discoverFeeds }] = await Promise.all([import("../app/app.ts"), import("../app/discover.ts")]);
      const fetcher = createFetcher(config, () => new Date());
      try {
        const { feeds: found, tried } = await discoverFeeds(address.href, fetcher, AbortSignal.timeout(DISCOVER_MS));
        if (found.length === 0 && json !== true) throw new Error([`no feed found at ${address.href}; tried`, ...tried].join("\n  "));
        print(json, { feeds: found, tried }, () =>
          table(
            ["address", "title", "format", "entries", "newest", "how"],
            found.map((one) => [one.url, one.title, one.format, one.entries, one.newest === null ? null : day(one.newest), one.how]),
          ),
        );
        if (found.length === 0) process.exitCode = 1;
      } finally {
        await fetcher.close();
      }
    });

  feeds
    .command("import <file>")
    .description("add the feeds of an OPML file (- for stdin) to the configuration, those aside that are there already")
    .option("--dry-run", "say what would be added and change nothing")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch feeds import subscriptions.opml --dry-run")
    .action((file: string, { json, dryRun }: { json?: boolean; dryRun?: boolean }) => {
      const config = loadConfig(configFile(), process.env);
      const outlines = readOpml(readBytes(file));
      const known = new Set(config.feeds.map((feed) => new URL(feed.url).href));
      const taken = new Set<string>(config.feeds.map((feed) => feed.id));
      const added = outlines
        .filter(({ url }) => !known.has(url))
        .map((outline) => {
          const id = feedIdFor(outline, taken);
          taken.add(id);
          return { id, url: outline.url };
        });
      if (dryRun !== true && added.length > 0) writeFileSync(config.file, withFeeds(readFileSync(config.file, "utf8"), added));
      const skipped = outlines.length - added.length;
      print(json, { file: config.file, added, known: skipped, written: dryRun !== true }, () =>
        [
          ...added.map((feed) => `${feed.id}  ${feed.url}`),
          `${dryRun === true ? "would add" : "added"} ${added.length} feed(s) to ${config.file}; ${skipped} were there already. Name them under feeds: of the watches that are to read them.`,
        ].join("\n"),
      );
    });

  feeds
    .command("export")
    .description("print the configured feeds as OPML 2.0, or as JSON")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch feeds export > feeds.opml")
    .action(({ json }: { json?: boolean }) => {
      const { feeds: configured, archiveFile } = loadConfig(configFile(), process.env);
      const archive = existsSync(archiveFile) ? openArchive(archiveFile) : null;
      const titles = new Map(archive?.feeds.list().map(({ feed }) => [feed.id, feed.title]));
      archive?.close();
      const listed = configured.map(({ id, url }) => ({ url, title: titles.get(id) ?? id }));
      print(json, listed, () => writeOpml(listed, new Date()).trimEnd());
    });
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file === "-" ? 0 : file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${messageOf(error)}`);
  }
}
