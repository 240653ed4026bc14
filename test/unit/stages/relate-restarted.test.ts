import { expect, test } from "vitest";
import type { ArticleId } from "../../../src/domain/ids.ts";
import { createRelater } from "../../../src/relate/relater.ts";
import { createRelateArticle, restoreRelater } from "../../../src/stages/relate-article.ts";
import { buildArchive, NOW, putArticle } from "../../support/builders.ts";

const TEXT = [
  "Borealis keeps the exclusive use of berth four in the Port of Lindau, both sides said on Friday.",
  "The shipping line will pay a fee of 12 million euros a year until 2034. It has used the berth since the old grain pier was pulled down.",
  "The council of Lindau approved the agreement by a large majority after a short debate, and visitors may watch the works from the lighthouse.",
].join("\n\n");
const EDITED = TEXT.replace("keeps the exclusive use", "no longer keeps the exclusive use");
const WIRE = "https://wire.example/berth";
const EARLIER = "2026-02-27T08:00:00.000Z";

/** A process that knows what the archive does. */
function process(archive: ReturnType<typeof buildArchive>) {
  const relater = createRelater();
  restoreRelater(archive, relater, { since: "", shelved: false });
  const relateArticle = createRelateArticle({ archive, relater, now: () => NOW });
  return (article: ArticleId, revision = 1) => relateArticle({ job: `relate-article/${article}/${revision}`, article, revision } as never);
}

test.each([1, 2])("an original whose edits (%i) were recorded before a restart and related after it parts from its copy", async (edits) => {
  const archive = buildArchive();
  const relate = process(archive);
  const original = putArticle(archive, WIRE, { text: TEXT, published: EARLIER });
  const copy = putArticle(archive, "https://gazette.example/berth", { text: TEXT, published: "2026-02-27T09:00:00.000Z" });
  await relate(original);
  await relate(copy);
  expect(archive.stories.relationOf(copy)).toMatchObject({ copyOf: original, edits: [] });

  if (edits === 2) putArticle(archive, WIRE, { text: TEXT.replace("on Friday", "today"), published: EARLIER });
  putArticle(archive, WIRE, { text: EDITED, published: EARLIER });
  const outcome = await process(archive)(original, edits + 1);

  expect(outcome).toMatchObject({ outcome: "related", updated: [copy] });
  expect(archive.stories.relationOf(copy)?.edits).not.toEqual([]);
});
