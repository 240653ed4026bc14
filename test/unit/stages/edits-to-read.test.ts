import { describe, expect, test } from "vitest";
import type { ArticleRow } from "../../../src/archive/articles.ts";
import type { ArticleId } from "../../../src/domain/ids.ts";
import { createRulesJudge } from "../../../src/judge/rules.ts";
import { createRelater } from "../../../src/relate/relater.ts";
import { judgeInputFor } from "../../../src/stages/judge-input.ts";
import { recordAssessment } from "../../../src/stages/record-readings.ts";
import { createRelateArticle } from "../../../src/stages/relate-article.ts";
import { buildArchive, buildWatch, NOW, putArticle } from "../../support/builders.ts";

const PARTY = "https://lindau.example/agreement";
const KEEPS = "Borealis has the exclusive use of berth four in the Port of Lindau.";
const SHARES = "Borealis has the non-exclusive use of berth four in the Port of Lindau.";
const PARAGRAPHS = [
  "The Port of Lindau and Borealis have signed an agreement on the berths of the western harbour.",
  KEEPS,
  "Shares of Borealis rose by 3 percent on Friday. The cranes were painted green in the spring, and the lighthouse stays open to visitors.",
  "“Nothing changes for the crews,” Marta Holm of the port authority told reporters on the quay.",
];
const TEXT = PARAGRAPHS.join("\n\n");
const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

function prepare() {
  const archive = buildArchive();
  const watch = buildWatch();
  const relate = createRelateArticle({ archive, relater: createRelater(), now: () => NOW });
  /** Records what a page says, relates it, and reads it with the rules judge. */
  async function read(url: string, text: string, hours = 0) {
    const article = putArticle(archive, url, { text, title: "The berths", published: "2026-02-28T09:00:00.000Z" }, undefined, later(hours));
    const row = archive.articles.find(article) as ArticleRow;
    for (const job of archive.jobs.pendingOf(["relate-article"])) {
      const { article: one, revision } = job.subject as { article: ArticleId; revision: number };
      await relate({ job: job.id, article: one, revision } as never);
    }
    const input = judgeInputFor(archive, watch, row);
    const output = await createRulesJudge().read(input, new AbortController().signal);
    recordAssessment(archive, row, watch.id, { ...output, judge: "rules", inheritedFrom: null }, later(hours).toISOString());
    return { input, output };
  }
  return { archive, read };
}

describe("a page that is edited after it was read", () => {
  test("alerts where a sentence that restated a term now says otherwise, and says what it said before", async () => {
    const { read } = prepare();
    expect((await read(PARTY, TEXT)).output).toMatchObject({
      alert: "none",
      readings: [{ term: "exclusive-berth", verdict: "reaffirms" }],
    });
    const { input, output } = await read(PARTY, TEXT.replace(KEEPS, SHARES), 2);
    expect(input.edits).toMatchObject([{ own: true, before: KEEPS, after: SHARES }]);
    expect(output).toMatchObject({ alert: "contradicts", readings: [{ term: "exclusive-berth", verdict: "contradicts" }] });
    expect(output.reason).toContain("it said");
  });

  test("is quiet where only other sentences were brought up to date", async () => {
    const { read } = prepare();
    await read(PARTY, TEXT);
    const { input, output } = await read(PARTY, TEXT.replace("3 percent on Friday", "5 percent on Monday"), 2);
    expect([input.edits, output.alert]).toEqual([[], "none"]);
  });

  test("is quiet once the edit is taken back, and still held against the quiet revision after a further edit", async () => {
    const { read } = prepare();
    await read(PARTY, TEXT);
    await read(PARTY, TEXT.replace(KEEPS, SHARES), 2);
    const further = await read(PARTY, TEXT.replace(KEEPS, SHARES).replace("painted green", "painted blue"), 3);
    expect(further.input.edits).toMatchObject([{ before: KEEPS }]);
    expect((await read(PARTY, TEXT, 4)).output).toMatchObject({ alert: "none", readings: [{ verdict: "reaffirms" }] });
  });

  test("leaves a copy of its earlier text quiet, whenever that comes", async () => {
    const { read } = prepare();
    await read(PARTY, TEXT);
    await read(PARTY, TEXT.replace(KEEPS, SHARES), 2);
    const { input, output } = await read("https://gazette.example/berths", TEXT, 3);
    expect([input.edits, output.alert]).toEqual([[], "none"]);
  });

  test("tells an edit once where its copy of another page differs from that page as from its own earlier words", async () => {
    const { read } = prepare();
    const copy = "https://gazette.example/berths";
    await read(PARTY, TEXT);
    await read(copy, TEXT, 1);
    const { input, output } = await read(copy, TEXT.replace(KEEPS, SHARES), 2);
    expect(input.edits).toMatchObject([{ before: KEEPS, after: SHARES }]);
    expect(input.edits).toHaveLength(1);
    expect(output.alert).toBe("contradicts");
  });
});
