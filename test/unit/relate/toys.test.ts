import { describe, expect, test } from "vitest";
import { fingerprintOf, overlap } from "../../../src/relate/fingerprint.ts";
import type { RelateInput } from "../../../src/relate/relate.ts";
import { createRelater } from "../../../src/relate/relater.ts";
import { readText } from "../../../src/relate/text.ts";
import { createInvented } from "../../support/invented.ts";
import { randomFrom } from "../../support/random.ts";
import { anArticle, brief, fiveTellings, harbour, orchard, ordersOf, relateAll, release, retold } from "./coverage.ts";

// The first eight of sixteen tests that a monitor built on a similarity threshold fails; the rest are in toys-at-scale.test.ts.

const invented = createInvented(randomFrom(11).next);
const invention = (sentences: number): string[] => invented.body(invented.topic(), sentences);
const storiesOf = (articles: readonly RelateInput[]) => new Set([...relateAll(articles).values()].map((one) => one.story)).size;

describe("a similarity threshold is not enough", () => {
  test("1. five tellings that share hardly a word in a row are one story with one origin", () => {
    const prints = fiveTellings.map((one) => fingerprintOf(readText(one.text)));
    for (const [i, a] of prints.entries())
      for (const [j, b] of prints.entries()) if (i !== j) expect(overlap(a, b).share).toBeLessThan(0.2);
    const relations = relateAll(fiveTellings);
    expect(storiesOf(fiveTellings)).toBe(1);
    expect(new Set([...relations.values()].map((one) => one.origin)).size).toBe(1);
  });

  const edits: readonly (readonly [string, (text: string) => string])[] = [
    ["not", (text) => text.replace("is unchanged", "is not unchanged")],
    ["non-", (text) => text.replace("the exclusive processor", "the non-exclusive processor")],
    ["a number", (text) => text.replace("3.4 percent", "2.4 percent")],
    ["a name", (text) => text.replace("on the Orrin platform", "on the Baltra platform")],
  ];
  const dressings: readonly (readonly [string, (text: string) => string, Partial<RelateInput>])[] = [
    ["alone", (text) => text, {}],
    ["below new furniture", (text) => `${text}\n\nSubscribe to our newsletter for more on trains, ferries and roads.\n© Copyist`, {}],
    ["in a truncated copy", (text) => text.slice(0, text.indexOf("**New routes**")), {}],
    ["under a new headline", (text) => text, { title: "Railway and supplier speak out" }],
  ];
  test.each(edits)("2. one inserted or exchanged %s makes a variant, however the copy is dressed", (_, edit) => {
    for (const [how, dress, change] of dressings) {
      const copy = retold(release, {
        id: "copy",
        domain: "copy.example",
        published: "2027-05-12",
        ...change,
        text: dress(edit(release.text)),
      });
      const relations = relateAll([release, copy]);
      expect([how, relations.get("copy")?.copy?.kind]).toEqual([how, "edited"]);
      expect(relations.get("copy")?.variant).not.toBe(relations.get("release")?.variant);
    }
  });

  test("3. an original that is polled after its copies becomes their root, in every order, under the id that is there", () => {
    const copies = ["a", "b"].map((id) =>
      retold(release, {
        id,
        domain: `${id}.example`,
        published: "2027-05-12",
      }),
    );
    for (const order of ordersOf([release, ...copies, brief])) {
      const relater = createRelater();
      const first = relater.relate(order[0] as RelateInput).relation.story;
      const relations = relateAll(order.slice(1), relater);
      for (const [id, relation] of relations) expect([id, relation.story]).toEqual([id, first]);
      for (const { id } of copies) expect(relations.get(id)?.copy?.parent ?? "release").toBe("release");
    }
  });

  test("4. a passage in a foreign text and a round-up of two releases are copies that join no families", () => {
    const passage = harbour.text.split(". ").slice(0, 3).join(". ");
    const foreign = anArticle({
      id: "foreign",
      published: "2027-05-12",
      text: [...invention(8), `${passage}.`, ...invention(8)].join(" "),
    });
    const roundUp = anArticle({ id: "round-up", published: "2027-05-12", text: `${harbour.text}\n\n${orchard.text}` });
    const relations = relateAll([harbour, orchard, foreign, roundUp]);
    expect(relations.get("foreign")?.copy).toMatchObject({ parent: "harbour", kind: "excerpt" });
    expect(relations.get("round-up")?.copy?.kind).toBe("excerpt");
    expect(new Set([...relations.values()].map((one) => one.family)).size).toBe(4);
    expect(relations.get("harbour")?.story).not.toBe(relations.get("orchard")?.story);
  });

  test("4. a quotation that stands unquoted elsewhere is evidence", () => {
    const bare = anArticle({
      id: "bare",
      published: "2027-05-12",
      text: "After Baltra Capital bought in, passengers asked about season tickets. The contract says that Orrin Data remains the exclusive processor of Kestrel Rail season tickets and that resellers settle there too. The commission of the railway, its seat map and its refunds stay as they were.",
    });
    const quoting = fiveTellings.filter((one) => one.id === "commentary");
    const evidence = relateAll([...quoting, bare]).get("bare")?.evidence ?? [];
    expect(evidence.map((one) => one.kind)).toContain("quotation");
  });

  test("5. a follow-up by the same outlet with four fifths of the old text is no copy to inherit from", () => {
    const sentences = harbour.text.split(/(?<=\.) /);
    const followUp = retold(harbour, {
      id: "follow-up",
      domain: "harbour.example",
      url: "https://harbour.example/news/follow-up",
      published: "2027-05-12T06:00:00Z",
      title: "Second crane for Sollum is ordered, port says",
      text: [
        ...sentences.slice(0, -1),
        "The second crane has been ordered, the authority said on Wednesday, and will not wait for winter.",
      ].join(" "),
    });
    const relations = relateAll([harbour, followUp]);
    expect(relations.get("follow-up")?.story).toBe(relations.get("harbour")?.story);
    expect(relations.get("follow-up")?.copy?.kind ?? "edited").toBe("edited");
    expect(relations.get("follow-up")?.variant).not.toBe(relations.get("harbour")?.variant);
  });

  const template: Record<string, (name: string, other: string, n: readonly number[]) => string> = {
    "two companies' results": (name, other, n) =>
      `${name} reported revenue of ${n[0]} million euros for the quarter that ended in March. Net profit came to ${n[1]} million euros, or 0.${n[1]} euros a share. ${other}, chief executive of ${name}, said that demand had been in line with expectations. The board of ${name} will propose a dividend of ${n[2]} cents at the annual meeting. For the full year ${name} expects growth of ${n[3]} percent. A conference call for investors begins at 10 a.m. today.`,
    "two weather warnings": (name, other, n) =>
      `The weather service has issued a yellow warning of wind for ${name} from ${n[3]} p.m. today. Gusts of ${n[1]} kilometres an hour are likely along the coast of ${name}, and ${n[2]} millimetres of rain may fall around ${other}. Travellers in ${name} should allow more time for journeys. Some short power cuts are possible in ${name}. The warning is in force until ${n[0]} hours and will be reviewed then.`,
    "two match reports of one agency": (name, other, n) =>
      `${name} beat ${other} by ${n[3]} goals to one on Saturday. The visitors of ${name} took the lead after ${n[2]} minutes with a header from a corner. ${other} drew level from the penalty spot before half-time. Substitutions turned the game, and ${name} scored again after ${n[1]} minutes. ${n[0]} people watched the match. ${name} is now in third place in the table.`,
  };
  test.each(Object.keys(template))("6. %s are two stories, and neither is a copy", (kind) => {
    const write = template[kind] ?? (() => "");
    const one = anArticle({
      id: "one",
      domain: "wire.example",
      published: "2027-05-11",
      text: write("Halvorn", "Tessaby", [412, 61, 24, 3]),
    });
    const two = anArticle({
      id: "two",
      domain: "wire.example",
      published: "2027-05-11",
      text: write("Quillport", "Ostrey", [377, 58, 19, 4]),
    });
    const relations = relateAll([one, two]);
    expect(relations.get("one")?.story).not.toBe(relations.get("two")?.story);
    expect([...relations.values()].map((each) => each.copy)).toEqual([null, null]);
  });

  test("7. articles of one host that share three fifths of their page stay apart, and cost no more as they grow in number", () => {
    const page = Array.from({ length: 6 }, () => invention(3).join(" "));
    const articles = Array.from({ length: 240 }, (_, i) =>
      anArticle({
        ...{ id: `a${i}`, domain: "host.example", title: `${invented.topic().slice(0, 5).join(" ")} ${i}` },
        published: new Date(Date.UTC(2027, 4, 1) + i * 3_600_000).toISOString(),
        text: [...page.slice(0, 3), invention(12).join(" "), ...page.slice(3)].join("\n"),
      }),
    );
    const relater = createRelater();
    const cost = (part: readonly RelateInput[]): number => {
      const start = process.cpuUsage();
      relateAll(part, relater);
      return process.cpuUsage(start).user / part.length;
    };
    cost(articles.slice(0, 40));
    const [early, late] = [cost(articles.slice(40, 120)), cost(articles.slice(160, 240))];
    expect(late).toBeLessThan(4 * early);
    const relations = relateAll(articles);
    expect([...relations.values()].filter((one) => one.copy !== null)).toEqual([]);
    expect(new Set([...relations.values()].map((one) => one.story)).size).toBe(240);
  }, 60_000);
});
