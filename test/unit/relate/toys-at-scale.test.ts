import { describe, expect, test } from "vitest";
import { fingerprintOf, overlap } from "../../../src/relate/fingerprint.ts";
import type { RelateInput } from "../../../src/relate/relate.ts";
import { createRelater } from "../../../src/relate/relater.ts";
import { readText } from "../../../src/relate/text.ts";
import { buildArchive, buildExtracted, FEED, putArticle } from "../../support/builders.ts";
import { createInvented } from "../../support/invented.ts";
import { randomFrom } from "../../support/random.ts";
import { anArticle, commentary, fiveTellings, harbour, relateAll, release, retold, wrongWeekday } from "./coverage.ts";

// The last nine of sixteen tests that a monitor built on a similarity threshold fails; the first are in toys.test.ts.

const invented = createInvented(randomFrom(12).next);
const hour = (n: number): string => new Date(Date.UTC(2027, 4, 1) + n * 3_600_000).toISOString();

describe("identity", () => {
  const other =
    "Something else altogether is said on this page, at some length, about the tides of the Lindau roads and the dredgers that wait for them.";

  test("8. ?id=1 and ?id=2 are two articles; AMP, mobile and tracked forms of one address are one", () => {
    const archive = buildArchive();
    const put = (url: string, change = {}) => putArticle(archive, url, change);
    expect(put("https://a.example/story?id=1")).not.toBe(put("https://a.example/story?id=2", { text: other }));
    const one = put("https://www.b.example/2026/berth");
    for (const form of [
      "http://b.example/2026/berth/amp/",
      "https://m.b.example/2026/berth?utm_source=feed",
      "https://cdn.ampproject.org/c/s/b.example/2026/berth",
    ])
      expect(put(form)).toBe(one);
  });

  test("8. a canonical address that every page declares identifies none, and one of another owner is no identity", () => {
    const archive = buildArchive();
    const put = (url: string, canonicalUrl: string, text: string) => putArticle(archive, url, { canonicalUrl, text });
    expect(put("https://c.example/one", "https://c.example/", "The first.")).not.toBe(
      put("https://c.example/two", "https://c.example/", other),
    );
    const [text] = [buildExtracted().text];
    expect(put("https://d.example/copy", "https://lindau.example/statement", text)).not.toBe(
      putArticle(archive, "https://lindau.example/statement"),
    );
  });

  test("8. a guid is known within its own feed alone, and one that changes with an edit leaves the article what it was", () => {
    const archive = buildArchive();
    const entry = (key: string) => ({ key, url: "https://e.example/x", title: "X", published: null, summary: null, contentHtml: null });
    const at = "2026-03-01T12:00:00Z";
    expect(archive.entries.record(FEED, entry("1"), at).id).not.toBe(archive.entries.record(null, entry("1"), at).id);
    const first = putArticle(archive, "https://e.example/x");
    archive.entries.record(FEED, entry("1-edited"), at);
    expect(putArticle(archive, "https://e.example/x", { text: other })).toBe(first);
    expect(archive.articles.find(first)?.revision).toBe(2);
  });
});

describe("text", () => {
  test("9. curly quotes, soft hyphens, zero-width, decomposed and full-width characters read alike; Korean and Japanese copies are found", () => {
    const digest = (text: string) => fingerprintOf(readText(text)).digest;
    const plain = `The café's owner said "no deal" in 2027.`;
    for (const form of ["The cafe\u0301’s ow\u00adner said “no deal” in 2027.", 'The ca\u200bfé\'s owner said "no\u00a0deal" in ２０２７.'])
      expect(digest(form)).toBe(digest(plain));
    const japanese =
      "港湾局は月曜日に浚渫を終えた。水路は二メートル深くなり、一万四千個のコンテナを積む船が東岸壁に着けるようになった。費用は六千二百万ユーロで、計画より一割少ない。";
    const korean =
      "항만청은 월요일에 준설을 마쳤다. 수로는 이 미터 깊어졌고 컨테이너 만사천 개를 실은 배가 동쪽 부두에 닿을 수 있게 되었다. 비용은 육천이백만 유로였다.";
    for (const text of [japanese, korean]) {
      const [a, b] = [anArticle({ id: "a", published: "2027-05-11", text }), anArticle({ id: "b", published: "2027-05-12", text })];
      expect(relateAll([a, b]).get("b")?.copy).toMatchObject({ parent: "a", kind: "verbatim" });
    }
  });

  test("10. an empty body, three words and a paywall stub repeated are never a family", () => {
    const texts = [
      "",
      "Read this now",
      "Subscribe to continue reading. Already a member? Sign in. Unlimited access for one euro a week, cancel anytime.",
    ];
    const articles = Array.from({ length: 300 }, (_, i) =>
      anArticle({ id: `s${i}`, domain: `d${i % 7}.example`, published: hour(i), title: null, text: texts[i % 3] ?? "" }),
    );
    const relations = relateAll(articles);
    expect([...relations.values()].filter((one) => one.copy !== null)).toEqual([]);
    expect(new Set([...relations.values()].map((one) => one.family)).size).toBe(300);
    expect(new Set([...relations.values()].map((one) => one.story)).size).toBe(300);
  });

  test("11. every run of 28 words in common gives two texts a key in common, as winnowing promises; containment is the share of runs; an unseen text asks for nothing", () => {
    for (let i = 0; i < 200; i++) {
      const about = invented.topic();
      const run = invented.body(about, 4).join(" ").split(" ").slice(0, 28).join(" ");
      const [a, b] = [invented.body(invented.topic(), 6).join(" "), invented.body(invented.topic(), 6).join(" ")];
      const [one, two] = [fingerprintOf(readText(`${a} ${run} ${b}`)), fingerprintOf(readText(`${b} ${run} ${a}`))];
      expect(one.keys.some((key) => two.keys.includes(key))).toBe(true);
    }
    const text = invented.body(invented.topic(), 30).join(" ");
    const words = text.split(" ");
    for (const share of [0.2, 0.5, 0.8]) {
      const part = `${words.slice(0, Math.floor(share * words.length)).join(" ")} ${invented
        .body(invented.topic(), 30)
        .join(" ")
        .split(" ")
        .slice(0, Math.ceil((1 - share) * words.length))
        .join(" ")}`;
      expect(overlap(fingerprintOf(readText(part)), fingerprintOf(readText(text))).share).toBeCloseTo(share, 1);
    }
    expect(() => relateAll([harbour, anArticle({ id: "unseen", text })])).not.toThrow();
  });
});

describe("stories", () => {
  test("12. a chain in which each is like the next, and the first is not like the last, is not one story", () => {
    const topics = Array.from({ length: 60 }, () => invented.topic().slice(0, 8));
    const chain = Array.from({ length: 50 }, (_, i) => {
      const about = topics.slice(i, i + 3).flat();
      return anArticle({ id: `link-${String(i).padStart(2, "0")}`, published: hour(i * 6), text: invented.body(about, 10).join(" ") });
    });
    const relations = relateAll(chain);
    expect(relations.get("link-00")?.story).not.toBe(relations.get("link-49")?.story);
    expect(new Set([...relations.values()].map((one) => one.story)).size).toBeGreaterThan(3);
  });

  test("13. the same words a year later are news of their own; a rewrite nine days late is not", () => {
    const year = retold(wrongWeekday, {
      id: "year",
      domain: "year.example",
      published: "2028-05-12",
    });
    const relations = relateAll([...fiveTellings, year]);
    expect(relations.get("year")?.story).not.toBe(relations.get("wrong-weekday")?.story);
    expect(relations.get("late-rewrite")?.story).toBe(relations.get("release")?.story);
  });

  test("14. a restart between any two articles gives the ids that no restart gives", () => {
    const articles = [
      ...fiveTellings,
      harbour,
      retold(harbour, {
        id: "copy",
        domain: "copy.example",
        published: "2027-05-12",
      }),
    ];
    const whole = relateAll(articles);
    for (let cut = 1; cut < articles.length; cut++) {
      const before = relateAll(articles.slice(0, cut));
      const relater = createRelater();
      for (const article of articles.slice(0, cut)) relater.restore(article, before.get(article.id) ?? expect.unreachable());
      const after = relateAll(articles.slice(cut), relater);
      expect(Object.fromEntries(new Map([...before, ...after]))).toEqual(Object.fromEntries(whole));
    }
  });

  test("15. forty outlets of one owner with one agency text are one origin; the agency and a reporter's own source are two, with their edges", () => {
    const agency = retold(harbour, {
      id: "agency",
      domain: "reuters.com",
      text: `SOLLUM (Reuters) - ${harbour.text}`,
    });
    const outlets = Array.from({ length: 40 }, (_, i) =>
      retold(agency, {
        id: `o${i}`,
        domain: `town${i}.group.example`,
        published: `2027-05-11T${String(7 + (i % 12)).padStart(2, "0")}:00:00Z`,
      }),
    );
    const origins = (list: readonly RelateInput[]) => new Set([...relateAll(list).values()].map((one) => one.origin));
    expect(origins([agency, ...outlets]).size).toBe(1);
    const own = retold(harbour, {
      id: "own",
      domain: "own.example",
      published: "2027-05-12",
      text: `${harbour.text} People familiar with the order told Own that the crane maker wants to be paid in advance.`,
    });
    const relations = relateAll([agency, ...outlets, own]);
    expect(new Set([...relations.values()].map((one) => one.origin)).size).toBe(2);
    expect(relations.get("own")?.evidence.some((one) => one.kind === "copy" && one.article !== null)).toBe(true);
  });

  test("16. a denial and a statement that nothing changes join the story that they deny, as words of their own", () => {
    const denial = anArticle({
      id: "denial",
      published: "2027-05-12",
      text: "Kestrel Rail denied on Wednesday that its contract with Orrin Data had ended. Nothing in the purchase by Baltra Capital changes the terms for season tickets, the railway said: Orrin Data remains the processor, the commission stays, and the seat map is licensed through 2033.",
    });
    const relations = relateAll([release, commentary, denial]);
    expect(relations.get("denial")?.story).toBe(relations.get("release")?.story);
    expect(relations.get("denial")?.variant).not.toBe(relations.get("release")?.variant);
  });
});
