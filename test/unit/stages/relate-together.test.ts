import { expect, test } from "vitest";
import type { ArticleId } from "../../../src/domain/ids.ts";
import { createRelater } from "../../../src/relate/relater.ts";
import { createRelateArticle } from "../../../src/stages/relate-article.ts";
import { buildArchive, NOW, putArticle } from "../../support/builders.ts";

const TEXT = [
  "Borealis keeps the exclusive use of berth four in the Port of Lindau, both sides said on Friday.",
  "The shipping line will pay a fee of 12 million euros a year until 2034. It has used the berth since the old grain pier was pulled down.",
  "The council of Lindau approved the agreement by a large majority after a short debate, and visitors may watch the works from the lighthouse.",
].join("\n\n");
const OTHER =
  "Fishermen in Arvika found a bronze bell in their nets this morning, which the museum of the town believes to come from a ferry that sank in a storm of 1911. " +
  "Divers will look for the wreck as soon as the wind drops, said the director, who has waited for such a find since she was a student.";

function start() {
  const archive = buildArchive();
  let [transactions, isFull] = [0, false];
  const counting: typeof archive = {
    ...archive,
    repeatableEach(pieces, work) {
      transactions++;
      const results = archive.repeatableEach(pieces, isFull ? () => undefined as never : work);
      if (isFull) throw new Error("database or disk is full");
      return results;
    },
  };
  const relateArticle = createRelateArticle({ archive: counting, relater: createRelater(), now: () => NOW });
  const relate = (article: ArticleId) => relateArticle({ job: `relate-article/${article}/1`, article, revision: 1 } as never);
  const fill = (full: boolean): void => {
    isFull = full;
  };
  return { archive, relate, transactions: () => transactions, fill };
}

test("articles that wait together see each other and are written in one transaction, one that was done twice once", async () => {
  const { archive, relate, transactions } = start();
  const original = putArticle(archive, "https://wire.example/berth", { text: TEXT, published: "2026-02-27T08:00:00.000Z" });
  const copy = putArticle(archive, "https://gazette.example/berth", { text: TEXT, published: "2026-02-27T09:00:00.000Z" });
  const outcomes = await Promise.all([relate(copy), relate(original), relate(copy)]);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(["related", "related", "nothing-to-do"]);
  expect(transactions()).toBe(1);
  expect(archive.stories.relationOf(copy)?.copyOf).toBe(original);
  expect(archive.jobs.pendingOf(["relate-article"])).toEqual([]);
});

test("what a full disk undid is made up for with the next article, with all that it changed about earlier ones", async () => {
  const { archive, relate, fill } = start();
  const copy = putArticle(archive, "https://gazette.example/berth", { text: TEXT, published: "2026-02-27T09:00:00.000Z" });
  await relate(copy);
  const original = putArticle(archive, "https://wire.example/berth", { text: TEXT, published: "2026-02-27T08:00:00.000Z" });
  fill(true);
  await expect(relate(original)).rejects.toThrow(/full/);
  expect(archive.stories.relationOf(original)).toBeUndefined();
  expect(archive.stories.relationOf(copy)?.copyOf).toBeNull();
  fill(false);
  await relate(putArticle(archive, "https://arvika.example/bell", { text: OTHER, title: "A bell", published: "2026-02-27T10:00:00.000Z" }));
  expect(archive.stories.relationOf(copy)?.copyOf).toBe(original);
  expect(archive.stories.relationOf(original)?.storyId).toBe(archive.stories.relationOf(copy)?.storyId);
});
