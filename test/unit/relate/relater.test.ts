import { describe, expect, test } from "vitest";
import type { RelateInput } from "../../../src/relate/relate.ts";
import { createRelater } from "../../../src/relate/relater.ts";
import {
  amendment,
  anArticle,
  commentary,
  fiveTellings,
  groupsBy,
  harbour,
  orchard,
  ordersOf,
  relateAll,
  release,
  shapeOf,
  wrongWeekday,
} from "./coverage.ts";

const copyOf = (original: RelateInput, id: string, edit: (text: string) => string, given: Partial<RelateInput> = {}): RelateInput =>
  anArticle({
    ...original,
    canonicalUrl: null,
    published: "2027-05-12T09:00:00Z",
    domain: `${id}.example`,
    ...given,
    id,
    url: `https://${id}.example/a/${id}`,
    source: { name: null, domain: `${id}.example`, kind: null },
    text: edit(original.text),
  });

describe("five tellings of one statement", () => {
  test("are one story, one origin and five families in all 120 orders of arrival", () => {
    const shapes = new Set(ordersOf(fiveTellings).map((order) => JSON.stringify(shapeOf(relateAll(order)))));
    expect(shapes.size).toBe(1);
    const relations = relateAll(fiveTellings);
    expect(groupsBy(relations, "story")).toHaveLength(1);
    expect(groupsBy(relations, "origin")).toHaveLength(1);
    expect(groupsBy(relations, "family")).toHaveLength(5);
  });

  test("are related alike when the relater is restarted between any two of them", () => {
    for (const order of ordersOf(fiveTellings)) {
      const whole = relateAll(order);
      for (let cut = 1; cut < order.length; cut++) {
        const before = relateAll(order.slice(0, cut));
        const restarted = createRelater();
        for (const article of order.slice(0, cut)) restarted.restore(article, before.get(article.id) ?? expect.unreachable());
        const after = relateAll(order.slice(cut), restarted);
        expect(Object.fromEntries(new Map([...before, ...after]))).toEqual(Object.fromEntries(whole));
      }
    }
  });

  test("stay one story beside the amendment of the same contract nine weeks later, which is one story with four tellings", () => {
    const relations = relateAll([...amendment, ...fiveTellings]);
    expect(groupsBy(relations, "story")).toEqual([
      amendment
        .map((one) => one.id)
        .sort()
        .join(" + "),
      fiveTellings
        .map((one) => one.id)
        .sort()
        .join(" + "),
    ]);
  });

  test("keep a paper's own findings as a second origin", () => {
    const own = anArticle({
      id: "own",
      published: "2027-05-12",
      title: "Orrin Data sought an exit before the Baltra deal, insiders say",
      text: `${commentary.text.split("\n")[0]} People familiar with the talks said that Orrin Data had asked Kestrel Rail for a way out of season tickets in March. The railway refused, one of them told Own.`,
    });
    const relations = relateAll([...fiveTellings, own]);
    expect(groupsBy(relations, "story")).toHaveLength(1);
    expect(groupsBy(relations, "origin")).toContain("own");
    expect(groupsBy(relations, "origin")).toHaveLength(2);
  });

  test("tell in their evidence what ties them", () => {
    const kinds = (id: string): string[] => (relateAll(fiveTellings).get(id)?.evidence ?? []).map((one) => one.kind);
    expect(kinds("release")).toContain("canonical");
    expect(kinds("late-rewrite")).toContain("named-original");
    expect(kinds("wrong-weekday")).toContain("text");
  });
});

describe("a copy", () => {
  const edits: [string, (text: string) => string, string][] = [
    ["non- before exclusive", (text) => text.replace("remains the exclusive", "remains the non-exclusive"), "antonym"],
    ["no longer", (text) => text.replace("remains the exclusive", "is no longer the exclusive"), "negation"],
    ["another supplier", (text) => text.replace("on the Orrin platform", "on the Baltra platform"), "name"],
    ["another year", (text) => text.replace("through 2033", "through 2031"), "date"],
    ["another percentage", (text) => text.replace("3.4 percent", "4.3 percent"), "percentage"],
    ["may for remains", (text) => text.replace("are settled on", "may be settled on"), "modality"],
  ];
  test.each(edits)("with one edit (%s) is edited, a variant of its own, in the same story and family", (_, edit, kind) => {
    const relations = relateAll([...fiveTellings, copyOf(release, "copy", edit)]);
    const [original, copy] = [relations.get("release"), relations.get("copy")];
    expect(copy?.copy).toMatchObject({ parent: "release", kind: "edited" });
    expect(copy?.copy?.edits.map((one) => one.kind)).toEqual([kind]);
    expect(copy?.variant).not.toBe(original?.variant);
    expect([copy?.story, copy?.family, copy?.origin]).toEqual([original?.story, original?.family, original?.origin]);
  });

  const harmless: [string, (text: string) => string, string][] = [
    ["nothing changed", (text) => text, "verbatim"],
    [
      "furniture below",
      (text) => `${text}\n\nFollow the desk for more about trains, ferries and roads in the whole region.\nRelated Articles\n© Desk`,
      "verbatim",
    ],
    ["other typography", (text) => text.replaceAll('"', "”").replaceAll("season", "sea\u00adson").replaceAll("'", "’"), "verbatim"],
    ["paragraphs shuffled", (text) => text.split("\n\n").reverse().join("\n\n"), "verbatim"],
    [
      "a lead-in and a dateline",
      (text) => `HARBY (Desk) - The following text reached us from the railway and is printed as it came.\n\n${text}`,
      "verbatim",
    ],
    ["the end cut off", (text) => text.slice(0, text.indexOf("**New routes**")), "truncated"],
    [
      "everyday synonyms",
      (text) =>
        text
          .replace("both companies wish", "both firms want")
          .replace("bought through", "purchased through")
          .replace("wish to be clear", "want to be plain"),
      "verbatim",
    ],
  ];
  test.each(harmless)("with %s shares its original's variant", (_, edit, kind) => {
    const relations = relateAll([...fiveTellings, copyOf(release, "copy", edit)]);
    expect(relations.get("copy")?.copy).toMatchObject({ parent: "release", kind, edits: [] });
    expect(relations.get("copy")?.variant).toBe(relations.get("release")?.variant);
  });

  test("that arrives before its original is re-rooted without a new story", () => {
    const copy = copyOf(release, "copy", (text) => text);
    const relater = createRelater();
    const first = relater.relate(copy).relation;
    const late = relater.relate(release);
    expect(first.copy).toBeNull();
    expect(late.merged).toEqual([]);
    expect(late.relation.story).toBe(first.story);
    expect(late.updated).toEqual([
      expect.objectContaining({
        article: "copy",
        story: first.story,
        family: late.relation.family,
        copy: expect.objectContaining({ parent: "release" }),
      }),
    ]);
  });

  test("dated before the original that it declares is still the copy", () => {
    const original = anArticle({
      ...harbour,
      id: "harbour",
      published: "2027-05-13",
      url: "https://harbour.example/2027/sollum-harbour-is-two-metres-deeper",
    });
    const copy = copyOf(harbour, "copy", (text) => text, { canonicalUrl: original.url, published: "2027-05-11" });
    for (const order of ordersOf([original, copy])) expect(relateAll(order).get("copy")?.copy?.parent).toBe("harbour");
  });
});

describe("stories", () => {
  test("of two releases are not joined by a round-up that copies both, which is its own family", () => {
    const roundUp = anArticle({
      id: "round-up",
      published: "2027-05-12",
      title: "Morning round-up",
      text: `${harbour.text}\n\n${orchard.text}`,
    });
    for (const order of ordersOf([harbour, orchard, roundUp])) {
      const relations = relateAll(order);
      expect(groupsBy(relations, "family")).toHaveLength(3);
      expect(relations.get("harbour")?.story).not.toBe(relations.get("orchard")?.story);
      expect(relations.get("round-up")?.copy?.kind).toBe("excerpt");
    }
  });

  test("that turn out to be one keep the older id, and the other redirects to it", () => {
    const original = "https://union.example/2027/frost-and-the-cherries-of-vellin-this-spring";
    const early = anArticle({ ...orchard, id: "early", domain: "early.example", published: "2027-05-10", canonicalUrl: original });
    const late = anArticle({
      ...harbour,
      id: "late",
      domain: "late.example",
      published: "2027-05-12",
      text: `${harbour.text}\n\nOriginal: Notes on a spring by the sea in Sollum`,
    });
    const bridge = anArticle({
      id: "bridge",
      published: "2027-05-13",
      canonicalUrl: original,
      url: "https://bridge.example/notes-on-a-spring-by-the-sea-in-sollum",
      title: "Notes on a spring by the sea in Sollum",
      text: "Notes.",
    });
    const relater = createRelater();
    const [older, younger] = [relater.relate(early).relation.story, relater.relate(late).relation.story];
    expect(older).not.toBe(younger);
    const answer = relater.relate(bridge);
    expect(answer.merged).toEqual([{ from: younger, to: older }]);
    expect(answer.updated.map((one) => [one.article, one.story])).toEqual([["late", older]]);
  });

  test("do not take in last year's statement of the same parties, nor other news of one of them", () => {
    const lastYear = anArticle({
      ...wrongWeekday,
      id: "last-year",
      published: "2026-05-12",
      text: wrongWeekday.text.replaceAll("Baltra", "Morlen"),
    });
    const other = anArticle({
      id: "other",
      published: "2027-05-12",
      title: "Kestrel Rail orders 30 battery trains",
      text: "Kestrel Rail has ordered thirty battery trains from the Ostrava works of Vagonka. The first is to run on the coastal branch in 2029, where diesel cars have served since the sixties. Each train seats 148 people and charges under a short stretch of wire at either end. Unions welcomed the order.",
    });
    const relations = relateAll([...fiveTellings, lastYear, other]);
    expect(relations.get("last-year")?.story).not.toBe(relations.get("release")?.story);
    expect(relations.get("other")?.story).not.toBe(relations.get("release")?.story);
  });

  test("made from one template about two companies are two, and neither is a copy", () => {
    const results = (name: string, product: string, revenue: string, profit: string, boss: string): string =>
      `${name} reported revenue of ${revenue} million euros for the quarter that ended in March. Net profit came to ${profit} million euros, or 0.${profit} euros a share. ${boss}, chief executive of ${name}, said that demand for ${product} had been in line with expectations. The board of ${name} will propose a dividend at the annual meeting. For the full year ${name} expects growth of ${profit.charAt(0)} percent. A conference call for investors begins at 10 a.m. today.`;
    const first = anArticle({
      id: "first",
      published: "2027-05-11",
      title: "Lindqvist publishes first-quarter results",
      text: results("Lindqvist", "pumps", "412", "38", "Ann Moberg"),
    });
    const second = anArticle({
      id: "second",
      published: "2027-05-11",
      title: "Tarrant publishes first-quarter results",
      text: results("Tarrant", "lamps", "977", "51", "Paul Etxarri"),
    });
    const relations = relateAll([first, second]);
    expect(groupsBy(relations, "story")).toHaveLength(2);
    expect(relations.get("second")?.copy).toBeNull();
    expect(relations.get("first")?.copy).toBeNull();
  });

  test.each([
    ["empty bodies", ""],
    ["bodies of three words", "Please stand by"],
    [
      "paywall stubs",
      "Subscribe to continue reading. Already a subscriber? Sign in to your account. Get unlimited access to all articles for 1 euro a month, cancel any time.",
    ],
  ])("%s never make a family or a story", (_, text) => {
    const relations = relateAll(
      Array.from({ length: 20 }, (_, i) => anArticle({ id: `stub-${i}`, text, published: "2027-05-11", title: `Headline number ${i}` })),
    );
    expect(groupsBy(relations, "family")).toHaveLength(20);
    expect(groupsBy(relations, "story")).toHaveLength(20);
  });

  test("are the same for an article that is related twice, and decided anew for a new revision", () => {
    const relater = createRelater();
    const all = relateAll([...fiveTellings, orchard], relater);
    expect(relater.relate(orchard)).toEqual({ relation: all.get("orchard"), updated: [], merged: [] });
    const revised = { ...orchard, title: wrongWeekday.title, text: wrongWeekday.text };
    const answer = relater.relate(revised);
    expect(answer.relation.story).toBe(all.get("release")?.story);
    expect(answer.relation.copy?.parent ?? answer.updated[0]?.copy?.parent).toBeDefined();
  });
});
