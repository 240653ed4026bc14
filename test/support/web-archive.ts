import type { Archive } from "../../src/archive/archive.ts";
import { buildArchive } from "./builders.ts";
import { readText } from "./read-one.ts";

/** A small archive with something on every page: a reaffirmation, a contradiction with its alert, and the articles of both. */
export async function buildWebArchive() {
  const archive: Archive = buildArchive();
  const kept = "Borealis keeps the exclusive use of berth four in the Port of Lindau, both sides said on Friday.";
  await readText(
    archive,
    "https://gazette.example/keeps",
    kept,
    [["exclusive-berth", "reaffirms", "keeps the exclusive use of berth four"]],
    {
      story: "sto_kept",
    },
  );
  const shared = "From June other lines may use berth four as well.\n\nThe port confirmed the change <b>on Sunday</b>.";
  const { article, raised } = await readText(
    archive,
    "https://gazette.example/shares",
    shared,
    [["exclusive-berth", "changes", "other lines may use berth four as well"]],
    { story: "sto_shared", change: { title: "Berth four is to be shared" } },
  );
  if (!("alert" in raised)) throw new Error(`no alert: ${JSON.stringify(raised)}`);
  return { archive, article, alert: raised.alert, story: "sto_shared", watch: "harbour-deal", term: "exclusive-berth" };
}
export type WebArchive = Awaited<ReturnType<typeof buildWebArchive>>;

/** The address of every page about what a web archive holds. */
export const pagesOf = ({
  article,
  alert,
  story,
  watch,
  term,
}: Pick<WebArchive, "article" | "alert" | "story" | "watch" | "term">): string[] => [
  ...[
    "/",
    `/watches/${watch}`,
    `/watches/${watch}/terms/${term}`,
    "/alerts?status=all",
    `/alerts/${alert}`,
    "/stories",
    `/stories/${story}`,
  ],
  ...[`/articles/${article}`, "/search?q=berth", "/feeds", "/deliveries"],
];
