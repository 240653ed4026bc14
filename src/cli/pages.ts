import type { Command } from "commander";
import { articleAt } from "../app/explain.ts";
import { UsageError } from "../domain/errors.ts";
import { createLookNow } from "../stages/look-now.ts";
import { print, withArchive } from "./output.ts";

export function addPages(program: Command, configFile: () => string): void {
  const pages = program.command("pages").description("the pages of articles");
  pages
    .command("again <url>")
    .description("look at a page again now, not when its turn comes: an edit since then is a new revision, and is read")
    .option("--json")
    .addHelpText("after", "\nExample:\n  clausewatch pages again https://example.org/news/deal-amended")
    .action((url: string, { json }: { json?: boolean }) =>
      withArchive(configFile(), (archive) => {
        const found = createLookNow({ archive, now: () => new Date() })(url, articleAt(archive, url));
        if (found.outcome === "unknown")
          throw new UsageError(
            `no feed has listed ${url}; clausewatch search WORDS finds what is there, clausewatch feeds says what is polled`,
          );
        print(json, found, () =>
          found.outcome === "told-by-feed"
            ? `the text of ${found.url} came with the feed ${found.feed}, and no page of it is read; clausewatch feeds resume ${found.feed} polls that now`
            : `${found.url} is asked for at the daemon's next look (without a daemon: clausewatch poll --once)`,
        );
      }),
    );
}
