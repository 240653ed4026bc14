import type { Command } from "commander";
import { loadConfig, loadWatch } from "../app/config.ts";
import type { ArticleLine } from "../domain/article.ts";
import { UsageError } from "../domain/errors.ts";
import { openInput, readArticles } from "./articles-input.ts";
import { parseDate, print, printLine, withArchive } from "./output.ts";

export function addReplay(program: Command, configFile: () => string): void {
  program
    .command("replay")
    .description("run the whole pipeline over given articles, or over the archive, with nothing sent")
    .requiredOption("--watch <file>", "the watch file")
    .option("--articles <file>", "articles as JSON Lines; - for stdin. They run on a temporary archive, in order of `published`")
    .option("--since <date>", "run over the archive's own articles since this day and list the alerts that would appear or vanish")
    .option("--json", "with --articles the output is JSON Lines in any case")
    .addHelpText("after", "\nExample:\n  clausewatch replay --watch config/watches/microsoft-openai.yaml --articles articles.jsonl")
    .action(async ({ watch: file, articles, since, json }: { watch: string; articles?: string; since?: string; json?: boolean }) => {
      const { watch, definition } = loadWatch(file);
      if ((articles === undefined) === (since === undefined)) throw new UsageError("give either --articles FILE or --since DATE");
      const [{ createJudge }, { replay, replayArchive }] = await Promise.all([import("../app/app.ts"), import("../app/replay.ts")]);
      if (articles !== undefined) {
        const lines: ArticleLine[] = [];
        for await (const line of readArticles(openInput(articles), articles === "-" ? "stdin" : articles)) lines.push(line);
        await replay(watch, definition, lines, await createJudge(), printLine);
        return;
      }
      const day = parseDate(since ?? "", "--since");
      // The archive's alerts were raised by the judge of its configuration.
      const judge = await createJudge(loadConfig(configFile(), process.env).judge);
      const found = await withArchive(configFile(), (archive) => replayArchive(archive, watch, definition, day, judge));
      print(json, found, () =>
        [
          ...found.appear.map(
            (one) => `would appear  ${one.level}  ${one.headline}\n              ${one.articles.join("\n              ")}`,
          ),
          ...found.vanish.map(
            (one) => `would vanish  ${one.level}  ${one.headline}\n              ${one.articles.join("\n              ")}`,
          ),
          `${found.articles} article(s) since ${day}: ${found.same} alert(s) stay, ${found.appear.length} would appear, ${found.vanish.length} would vanish`,
        ].join("\n"),
      );
    });
}
