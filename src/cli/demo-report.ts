import { dirname } from "node:path";
import { styleText } from "node:util";
import type { StageEvent } from "../app/events.ts";
import type { Archive } from "../archive/archive.ts";
import { clip, table } from "./output.ts";

type Style = Parameters<typeof styleText>[0];

/** What the demo shows on the terminal: one line for everything that happens, and after each act what is known. */
export function createDemoReport(write: (text: string) => void, colour: boolean) {
  const started = Date.now();
  const paint = (style: Style, text: string) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const say = (text = "") => write(`${text}\n`);
  const line = (what: string, where: string, rest: string, style: Style = "dim") =>
    say(
      `${paint("dim", `${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s`)}  ${paint(style, what.padEnd(10))}  ${clip(where, 28).padEnd(28)}  ${rest}`,
    );

  const event = ({ job, result }: StageEvent): void => {
    if (job === "record-poll" && result.outcome === "entries" && result.fresh > 0)
      line("polled", result.feed, `${result.fresh} new of ${result.listed}`);
    else if (job === "record-poll" && result.outcome === "error") line("failed", result.feed, result.message, "red");
    else if (job === "relate-article" && result.outcome === "related") {
      const { copy } = result.relation;
      const kind = copy === null ? (result.articlesInStory > 1 ? "same story" : "new story") : `${copy.kind} copy`;
      line("related", result.domain, `${kind}: ${clip(result.title ?? "(no headline)", 70)}`);
    } else if (result.outcome === "read" || result.outcome === "inherited") {
      const { alert, readings } = result.assessment;
      const counts = [...Map.groupBy(readings, (one) => one.verdict)].map(([verdict, ones]) => `${ones.length} ${verdict}`);
      line(result.outcome, result.domain, counts.join(", ") || "silent on every term", alert === "none" ? "dim" : "yellow");
    } else if (result.outcome === "held" && result.level !== "none") line("held", result.domain, result.rule, "yellow");
    else if (job === "raise-alert" && "message" in result)
      line("ALERT", result.message.source.domain, `${result.outcome}: ${result.message.headline}`, ["bold", "red"]);
  };

  return {
    event,
    start(port: number, archiveFile: string): void {
      say(paint("bold", "Clausewatch demo"));
      say(
        `A small web site on 127.0.0.1:${port} plays the news; its outlets and texts are invented. The daemon polls it as it would the world.`,
      );
      say(`Archive: ${archiveFile}`);
    },
    act(act: number, title: string): void {
      say(`\n${paint("bold", `Act ${act}. ${title}`)}`);
    },
    afterAct(archive: Archive): void {
      const stories = archive.query(
        "SELECT title, articles, outlets, origins, copies FROM stories_with_copies WHERE articles > 1 ORDER BY articles DESC",
      );
      say(`\n${paint("bold", "Recognised as the same story")}`);
      say(
        table(
          ["story", "articles", "outlets", "origins", "copies"],
          stories.map((row) => Object.values(row) as (string | number)[]),
          "nothing yet",
        ),
      );
    },
    /** A message of the console channel, exactly as the channel prints it. */
    alert(text: string): void {
      say(`\n${text.trimEnd()}\n`);
    },
    end(archive: Archive, requests: Readonly<Record<string, number>>): void {
      const terms = archive.query("SELECT term_id, reaffirmed, disputed, rumoured, statement FROM terms_now ORDER BY term_id");
      say(`\n${paint("bold", "The register, and how coverage stands to it")}`);
      say(
        table(
          ["term", "reaffirmed", "disputed", "rumoured", "recorded statement"],
          terms.map((row) => Object.values(row) as (string | number)[]),
        ),
      );
      const count = (sql: string) => Number(archive.query(sql)[0]?.["n"] ?? 0);
      const [read, threads] = [count("SELECT count(*) n FROM assessments"), count("SELECT count(*) n FROM alerts")];
      const answers = Object.entries(requests)
        .map(([status, n]) => `${n} × ${status}`)
        .join(", ");
      say(
        `\n${paint("bold", `${read} articles read, ${threads === 1 ? "1 alert thread" : `${threads} alert threads`}`)}; every article that did not alert has its reason stored. The site answered ${answers}.`,
      );
      say(`The archive lies in ${archive.path} and stays there. Ask it yourself:`);
      const dataDir = `CLAUSEWATCH_DATA_DIR=${dirname(archive.path)}`;
      say(`  ${dataDir} npx clausewatch alerts list`);
      say(`  ${dataDir} npx clausewatch terms show azure-stateless-api`);
      say(`  sqlite3 ${archive.path} "SELECT title, level, decision FROM articles_without_alert"`);
    },
    keepRunning(): void {
      say("\nThe daemon keeps running on the demo site; Ctrl-C ends it.");
    },
    stopped(archiveFile: string): void {
      say(`\nStopped. ${archiveFile} stays until you remove it.`);
    },
  };
}
