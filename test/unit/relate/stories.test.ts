import { describe, expect, test } from "vitest";
import { daysNamed } from "../../../src/relate/days.ts";
import { createFurniture } from "../../../src/relate/furniture.ts";
import { RARITIES, rankOf } from "../../../src/relate/rarity.ts";
import { amendment, anArticle, ordersOf, relateAll, retold, shapeOf } from "./coverage.ts";

const [first, wire, trade] = amendment as [(typeof amendment)[number], (typeof amendment)[number], (typeof amendment)[number]];
const late = (id: string, opening: string) =>
  anArticle({
    id,
    published: "2027-08-20",
    title: "What a railway's new freedom is worth",
    text: `${opening} Kestrel Rail and Orrin Data amended their ticketing contract. The railway may place season tickets with any processor from September, the licence of Orrin became non-exclusive, the commission falls to 2.1 percent and ends in 2030, and the seat map stays licensed.`,
  });

describe("a story", () => {
  test("takes in an article five weeks late that names its day at the opening, in every order of arrival, and not one that names none", () => {
    const articles = [first, wire, trade, late("dated", "On 13 July 2027,"), late("undated", "Some time ago,")];
    const shapes = ordersOf(articles).map((order) => JSON.stringify(shapeOf(relateAll(order))));
    expect(new Set(shapes).size).toBe(1);
    const relations = relateAll(articles);
    expect(relations.get("dated")?.story).toBe(relations.get(first.id)?.story);
  }, 60_000);

  test("takes in the same news in another language by names and figures, within days", () => {
    const text =
      "Kestrel Rail y Orrin Data han modificado su contrato. El ferrocarril podrá confiar los abonos a cualquier procesador; la comisión de Orrin Data baja al 2.1 por ciento y termina en 2030. Kestrel Rail conserva el plano de asientos hasta 2033.";
    const spanish = (id: string, published: string) => anArticle({ id, published, language: "es", text });
    const relations = relateAll([...amendment, spanish("soon", "2027-07-14"), spanish("much-later", "2027-09-14")]);
    expect(relations.get("soon")?.story).toBe(relations.get(first.id)?.story);
    expect(relations.get("much-later")?.story).not.toBe(relations.get(first.id)?.story);
  });
});

test("days are read in several languages, the year left out being the last one, and impossible days are none", () => {
  const written = Date.UTC(2027, 4, 20);
  const iso = (text: string) => daysNamed(text, written).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
  for (const text of ["on May 11, 2027", "11 May 2027", "am 11. Mai", "el 11 de mayo de 2027", "2027-05-11", "2027年5月11日", "5월 11일"])
    expect([text, ...iso(text)]).toEqual([text, "2027-05-11"]);
  expect(iso("on December 3")).toEqual(["2026-12-03"]);
  expect(iso("May 41, 2027 and 3.14 May 99")).toEqual([]);
});

test("a common word says less than a rare one, and a word on no list says most", () => {
  const rarity = (word: string): number => RARITIES[rankOf(word)] ?? 0;
  expect(rarity("the")).toBeLessThan(rarity("company"));
  expect(rarity("company")).toBeLessThan(rarity("azure"));
  expect(rarity("orrin")).toBe(1);
});

test("furniture is a line under five headlines of one host, for good only while they are there", () => {
  const furniture = createFurniture();
  const line = "Follow our desk for every train, ferry and road in the region.";
  const articles = Array.from({ length: 5 }, (_, i) =>
    anArticle({ id: `a${i}`, domain: "desk.example", title: `Headline ${i}`, text: `News number ${i} of the day.\n${line}` }),
  );
  const touched = articles.map((one) => furniture.add(one));
  expect(touched.slice(0, 4).flat()).toEqual([]);
  expect(touched[4]).toEqual(["a0", "a1", "a2", "a3"]);
  const [one] = articles as [(typeof articles)[number]];
  expect(furniture.without(one)).toBe(`News number 0 of the day.\n${" ".repeat(line.length)}`);
  expect(
    furniture.without(
      retold(one, {
        id: "b",
        domain: "other.example",
      }),
    ),
  ).toContain(line);
  expect(furniture.remove(one)).toEqual(["a1", "a2", "a3", "a4"]);
  expect(furniture.without(one)).toContain(line);
});
