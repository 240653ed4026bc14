import { describe, expect, test } from "vitest";
import { createRelater } from "../../../src/relate/relater.ts";
import { createInheritReadings } from "../../../src/stages/inherit-readings.ts";
import { createRecordReadings } from "../../../src/stages/record-readings.ts";
import { createRelateArticle } from "../../../src/stages/relate-article.ts";
import { buildArchive, NOW, putArticle } from "../../support/builders.ts";

const WATCH = "harbour-deal";
const PARAGRAPHS = [
  "Borealis keeps the exclusive use of berth four in the Port of Lindau, both sides said on Friday.",
  "The shipping line will pay a fee of 12 million euros a year until 2034. It has used the berth since the old grain pier was pulled down.",
  "“Nothing changes for the crews,” Marta Holm of the port authority told reporters on the quay.",
  "Dockers had feared that the new cranes would arrive late, but the first of them stood upright by noon. A second crane is expected in April.",
  "The council of Lindau approved the agreement by a large majority after a short debate, and visitors may watch the works from the lighthouse.",
];
const ORIGINAL = PARAGRAPHS.join("\n\n");

/** An original that was read and its copy, related in this order: how the copy stands, and by which job it is read. */
async function copyOf(text: string) {
  const archive = buildArchive();
  const deps = { archive, now: () => NOW };
  const relateArticle = createRelateArticle({ ...deps, relater: createRelater() });
  const relate = async (article: ReturnType<typeof putArticle>) => {
    const [job] = archive.jobs.pendingOf(["relate-article"]);
    const related = await relateArticle({ job: job?.id ?? "", article, revision: 1 } as never);
    if (related.outcome !== "related") throw new Error("the article was not related");
    return related.relation;
  };
  const original = putArticle(archive, "https://wire.example/berth", { text: ORIGINAL, title: "Berth four" });
  const first = await relate(original);
  const [reading] = archive.jobs.pendingOf(["read-article"]);
  await createRecordReadings({ ...deps, random: () => 0 })({
    job: reading?.id ?? "",
    ...{ article: original, revision: 1, watch: WATCH },
    answer: {
      outcome: "read",
      judge: "test",
      output: { alert: "none", needsReview: false, readings: [], evidence: null, reason: "nothing new" },
    },
  } as never);
  const copy = putArticle(archive, "https://gazette.example/berth", { text, title: "Berth four", published: "2026-02-28T11:00:00.000Z" });
  const second = await relate(copy);
  const jobs = archive.jobs.pendingOf(["read-article", "inherit-readings"]);
  const inherited = jobs.find((one) => one.name === "inherit-readings");
  if (inherited !== undefined) await createInheritReadings(deps)({ job: inherited.id, article: copy, revision: 1, watch: WATCH } as never);
  return { archive, copy, first, second, jobs: jobs.map((one) => one.name) };
}

describe("a copy with an edit that may be the news", () => {
  test.each([
    ["a negation", "Borealis keeps the exclusive use", "Borealis no longer keeps the exclusive use", "negation"],
    ["a sum", "12 million", "21 million", "money"],
    ["a year", "2034", "2031", "date"],
    ["a qualifier", "the exclusive use", "the non-exclusive use", "antonym"],
    ["a name", "The council of Lindau", "The council of Arvika", "name"],
    ["a modal verb", "will pay", "may pay", "modality"],
    ["a scope word", "the exclusive use", "the preferred use", "scope"],
    ["an opposite", "would arrive late", "would arrive early", "antonym"],
  ])("stands as a variant of its own in the story and is read by itself: %s", async (_, before, after, kind) => {
    const { first, second, jobs } = await copyOf(ORIGINAL.replace(before, after));
    expect(second).toMatchObject({ story: first.story, family: first.family, copy: { kind: "edited", parent: first.article } });
    expect(second.variant).not.toBe(first.variant);
    expect(second.copy?.edits.map((one) => one.kind)).toContain(kind);
    expect(jobs).toEqual(["read-article"]);
  });
});

describe("a copy that says the same", () => {
  test.each([
    ["in other typography", ORIGINAL.replaceAll("“", '"').replaceAll("”", '"').replaceAll(". ", ".  ")],
    ["cut inside a sentence", `${ORIGINAL.slice(0, 420)}…\n\nRead more`],
    ["between a page's own lines", `By Robin Ellery\n\nShare\n\n${ORIGINAL}\n\n© The Gazette. All rights reserved.`],
  ])("stands in its original's variant and takes over its readings: %s", async (_, text) => {
    const { archive, copy, first, second, jobs } = await copyOf(text);
    expect(second).toMatchObject({ story: first.story, family: first.family, variant: first.variant, copy: { edits: [] } });
    expect(jobs).toEqual(["inherit-readings"]);
    expect(archive.readings.assessment({ article: copy, revision: 1, watch: WATCH as never })).toMatchObject({
      inheritedFrom: first.article,
    });
  });

  test.each([
    ["put its paragraphs in another order", [...PARAGRAPHS].reverse().join("\n\n")],
    ["put in words of its own", ORIGINAL.replace("both sides said", "both sides told a news conference").replace("approved", "aproved")],
  ])("stands in its original's variant, though it may be read all the same, where a newsroom %s", async (_, text) => {
    const { first, second } = await copyOf(text);
    expect(second).toMatchObject({ variant: first.variant, copy: { edits: [] } });
  });
});
