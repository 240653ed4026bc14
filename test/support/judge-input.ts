import { termId } from "../../src/domain/ids.ts";
import type { JudgeInput } from "../../src/judge/judge.ts";

/** An invented licence between a studio and a streaming service, recorded on 2 March 2026. */
export const LICENCE_TERMS = [
  { id: "sole-home", statement: "Brightcast is the exclusive streaming home of Halden's films in Europe." },
  { id: "fee", statement: "Brightcast pays Halden 120 million euros a year for the licence." },
  { id: "window", statement: "New films play in cinemas for 45 days before streaming." },
  { id: "expiry", statement: "The licence expires on 31 December 2031." },
  { id: "games", statement: "Halden may develop video games and merchandise with other partners independently." },
  { id: "archive", statement: "Halden's film archive is hosted on Coldvault." },
  { id: "edits", statement: "The rules for cutting films and the approval process are unchanged." },
] as const;

export type LicenceTerm = (typeof LICENCE_TERMS)[number]["id"];

/** What a judge is asked about an article on that licence. */
export function licenceInput(
  article: { title?: string | null; text: string; language?: string | null },
  edits: JudgeInput["edits"] = [],
): JudgeInput {
  return {
    article: {
      title: article.title ?? null,
      text: article.text,
      published: "2026-05-04",
      language: article.language ?? null,
      source: { name: "The Daily Reel", domain: "daily-reel.example", rank: "press" },
    },
    watch: {
      subject: "Halden–Brightcast licence",
      parties: [
        { name: "Halden", aliases: ["Halden Studios"], domains: ["halden.example"] },
        { name: "Brightcast", aliases: ["BRC"], domains: ["brightcast.example"] },
      ],
    },
    terms: LICENCE_TERMS.map(({ id, statement }) => ({ id: termId.parse(id), statement, validFrom: "2026-03-02" })),
    edits,
  };
}
