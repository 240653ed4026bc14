import { describe, expect, test } from "vitest";
import { familyIdOf } from "../../../src/domain/ids.ts";
import { createRelater } from "../../../src/relate/relater.ts";
import { anArticle, ordersOf, relateAll, shapeOf } from "./coverage.ts";

const TEXT = [
  "The shipping company Borealis keeps the exclusive use of berth four in the Port of Lindau, both sides said on Friday after two days of talks.",
  "The company will pay a fee of 12 million euros a year until 2034. It has used the berth since the old grain pier was pulled down in spring.",
  "The council of Lindau approved the agreement by a large majority after a short debate, and visitors may watch the works from the lighthouse.",
  "Dockers had feared that the new cranes would arrive late, but the first of them stood upright by noon, to the surprise of Borealis itself.",
].join("\n\n");

/** A party's own page, which states no date and is seen days after its reprints. */
const statement = anArticle({ id: "statement", domain: "news.borealis.example", text: TEXT, seenAt: "2027-05-20T12:00:00Z" });
const reprint = anArticle({ id: "reprint", domain: "gazette.example", text: TEXT, published: "2027-05-12T09:00:00Z" });
const later = anArticle({ id: "later", domain: "harbour-times.example", text: TEXT, published: "2027-05-13T09:00:00Z" });
/** Carries a passage that names nobody, and came before: nothing speaks against it but that the statement is another text. */
const excerpt = anArticle({
  id: "excerpt",
  domain: "cranes.example",
  published: "2027-05-12T08:00:00Z",
  text: `${TEXT.split("\n\n")[1]}\n\nOur readers know the yard where such cranes are built: it has delivered eleven of them to ports along the coast, and three more lie half finished in its largest hall this week.`,
});

describe("a page without a date", () => {
  test("is the original of dated articles that carry its text and name its publisher, in whatever order they come", () => {
    const shapes = new Set<string>();
    for (const order of ordersOf([statement, reprint, later, excerpt])) {
      const relations = relateAll(order);
      const family = relations.get(statement.id)?.family;
      expect(family).toBe(familyIdOf(statement.id));
      expect([reprint, later].map(({ id }) => relations.get(id)?.family)).toEqual([family, family]);
      expect(relations.get(reprint.id)?.copy?.parent).toBe(statement.id);
      expect(relations.get(later.id)?.copy?.parent).toBe(statement.id);
      shapes.add(JSON.stringify(shapeOf(relations)));
    }
    expect(shapes.size).toBe(1);
  });

  test("stays it when the relater is restarted before a further reprint", () => {
    const before = relateAll([reprint, excerpt, statement]);
    const restarted = createRelater();
    for (const one of [reprint, excerpt, statement]) restarted.restore(one, before.get(one.id) ?? expect.unreachable());
    expect(restarted.relate(later).relation.copy?.parent).toBe(statement.id);
  });

  test("of a party is the original though nobody names it, and that of a paper that nobody names is a copy of what was dated before", () => {
    const text = TEXT.replaceAll("Borealis", "it");
    const own = anArticle({ ...statement, text, source: { name: null, domain: "news.borealis.example", kind: "party" } });
    const copy = anArticle({ ...reprint, text });
    expect(relateAll([copy, own]).get(copy.id)?.copy?.parent).toBe(own.id);
    const late = anArticle({ id: "late", domain: "herald.example", text, seenAt: "2027-05-20T12:00:00Z" });
    expect(relateAll([copy, late]).get(late.id)?.copy?.parent).toBe(copy.id);
  });
});
