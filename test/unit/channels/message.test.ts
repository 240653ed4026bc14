import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AlertMessage } from "../../../src/channels/channel.ts";
import { renderHtml } from "../../../src/channels/email-html.ts";
import {
  clean,
  dateInWords,
  levelInWords,
  linkOf,
  rankInWords,
  shownMessage,
  sourceInWords,
  spreadInWords,
  truncate,
} from "../../../src/channels/message.ts";
import { renderText } from "../../../src/channels/message-text.ts";
import { slackPayload, slackUpdate } from "../../../src/channels/slack-blocks.ts";
import type { TermId } from "../../../src/domain/ids.ts";
import { sourceRank } from "../../../src/domain/source.ts";
import { composeDigest } from "../../../src/stages/compose-note.ts";
import { blockKitProblems } from "../../support/block-kit-limits.ts";
import { hostileMessage, hostileText, sampleMessage, sampleTerm } from "../../support/sample-message.ts";

describe("words of a message", () => {
  it("a level is written as a reader would say it", () => {
    expect((["changes", "contradicts", "rumour"] as const).map(levelInWords)).toEqual([
      "Change reported",
      "Contradiction reported",
      "Rumour of a change",
    ]);
  });

  it("every rank has words of its own", () => {
    expect(new Set(sourceRank.options.map(rankInWords)).size).toBe(sourceRank.options.length);
  });

  it.each([
    { date: "2026-03-12", words: "2026-03-12" },
    { date: "2026-03-12T23:30:00-05:00", words: "2026-03-13 04:30 UTC" },
    { date: null, words: "no date given" },
  ])("the date $date reads $words wherever the machine stands", ({ date, words }) => {
    expect(dateInWords(date)).toBe(words);
  });

  it("one origin is singular, and a source without a name is its domain", () => {
    expect(spreadInWords({ origins: 1, outlets: 3 })).toBe("1 independent origin, 3 outlets");
    const nameless = sampleMessage({ source: { name: "", domain: "port.brandholm.example", rank: "party" } });
    expect(sourceInWords(nameless)).toBe("port.brandholm.example, a party to the agreement, 2026-03-12 09:30 UTC");
  });
});

describe("truncate", () => {
  it.each([
    { circumstance: "a text that fits", text: "short", max: 5, expected: "short" },
    { circumstance: "a cut inside a word", text: "the night berth opens", max: 17, expected: "the night berth…" },
    { circumstance: "a cut at the end of a word", text: "the night berth opens", max: 16, expected: "the night berth…" },
    { circumstance: "one long word", text: "abcdefghij", max: 5, expected: "abcd…" },
    { circumstance: "a family of four that does not fit", text: "👩‍👩‍👧‍👦👩‍👩‍👧‍👦", max: 15, expected: "👩‍👩‍👧‍👦…" },
    { circumstance: "a letter under a thousand accents", text: `e${"\u0301".repeat(1000)}`, max: 10, expected: `e${"\u0301".repeat(8)}…` },
  ])("$circumstance is cut where a reader would cut", ({ text, max, expected }) => {
    expect(truncate(text, max)).toBe(expected);
  });

  it("never exceeds its limit and never leaves half a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.integer({ min: 1, max: 200 }), (text, max) => {
        const cut = truncate(text, max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("clean", () => {
  it.each([
    { circumstance: "line breaks", text: "Title\r\nBcc: x@y.example", expected: "Title Bcc: x@y.example" },
    { circumstance: "terminal escapes", text: "\u001b[31mred\u009b0m", expected: "[31mred0m" },
    { circumstance: "direction overrides", text: "a\u202egnp\u202c b\u2066c\u2069", expected: "agnp bc" },
    { circumstance: "half an emoji", text: "x\ud83d", expected: "x\ufffd" },
  ])("takes $circumstance out of a text", ({ text, expected }) => {
    expect(clean(text)).toBe(expected);
  });

  it("right-to-left words and joined emoji stay as they are", () => {
    expect(clean("\u200fعربي 👩‍👩‍👧‍👦")).toBe("\u200fعربي 👩‍👩‍👧‍👦");
  });
});

describe("linkOf", () => {
  it.each([
    { address: "https://a.example/x?y=1&z=2", expected: "https://a.example/x?y=1&z=2" },
    { address: 'https://a.example/"><script>', expected: "https://a.example/%22%3E%3Cscript%3E" },
    { address: "javascript:alert(1)", expected: null },
    { address: "not an address", expected: null },
    { address: `https://a.example/${"ä".repeat(400)}`, expected: null },
    { address: null, expected: null },
  ])("$address becomes $expected", ({ address, expected }) => {
    expect(linkOf(address)).toBe(expected);
  });
});

describe("renderText", () => {
  it("shows everything that a reader needs, the quote marked in its context", () => {
    const text = renderText(sampleMessage());
    expect(text).toContain("Larkfield Ferries and the port of Brandholm: change of night-berth reported");
    expect(text).toContain("Tuesday. »Larkfield keeps the night berth until June 2029, but no longer has it to itself.« A second");
    expect(text).toContain("https://harbour-courier.example/2026/03/night-berth?ref=rss&part=1");
    expect(text).not.toContain("Needs review");
  });

  it("an alert without a term shows the sentence behind it", () => {
    const text = renderText(sampleMessage({ terms: [], evidence: { before: "", text: "The agreement was amended.", after: "" } }));
    expect(text).toContain("without a term that could be read from it");
    expect(text).toContain("»The agreement was amended.«");
  });

  it("an alert on many terms shows the first five and names the others", () => {
    const terms = Array.from({ length: 7 }, (_, index) => sampleTerm({ id: `clause-${index}` as TermId }));
    const text = renderText(sampleMessage({ terms }));
    expect(text.match(/^Term clause-/gm)).toHaveLength(5);
    expect(text).toContain("Also moved: clause-5, clause-6");
  });

  it("an article whose address is no web address is named without a link", () => {
    const { link } = shownMessage(hostileMessage());
    expect(link).toBeNull();
    expect(renderText(hostileMessage())).toContain("cannot be linked");
  });
});

const STEP = {
  revision: 1,
  kind: "opened" as const,
  at: "2026-03-12T09:41:07Z",
  update: "Harbour Courier says so first.",
  url: "https://a.example/1",
};

describe("a message whose texts are all hostile", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 4000 }),
    fc.integer({ min: 0, max: 5000 }).map(hostileText),
    fc.constantFrom("&".repeat(9000), "<!channel>", ""),
  );
  const message = fc
    .record({
      headline: text,
      was: text,
      now: text,
      quote: text,
      title: text,
      name: text,
      subject: text,
      settle: text,
      terms: fc.integer({ min: 0, max: 8 }),
    })
    .map((one) => {
      const quote = { before: one.quote, text: one.quote, after: one.quote };
      const base = sampleMessage();
      return sampleMessage({
        headline: one.headline,
        watch: { ...base.watch, subject: one.subject },
        terms: Array.from({ length: one.terms }, () => sampleTerm({ was: one.was, now: one.now, quote })),
        standing: Array.from({ length: one.terms % 3 }, () => ({
          ...sampleTerm({ was: one.was, now: one.now, quote }),
          ...{ source: { name: one.name, rank: "blog" as const }, url: one.title },
        })),
        evidence: quote,
        article: { ...base.article, title: one.title },
        source: { ...base.source, name: one.name },
        settle: one.settle,
        reason: one.settle,
        kind: "edited",
        update: one.headline,
        severityInWords: one.settle,
        edit: { before: one.was, after: one.now },
        history: Array.from({ length: one.terms * 2 }, (_, index) => ({
          ...{ revision: index + 1, kind: "corroborated" as const, at: base.raisedAt, update: one.title, url: one.quote },
        })),
      });
    });

  it("stays inside Slack's limits with no markup of its own", () => {
    fc.assert(
      fc.property(message, fc.boolean(), (one, mayRepeat) => {
        const view = { mayRepeat, evidence: null };
        const told = { ...one, revision: 0, terms: one.terms.slice(1), origins: one.origins + 1 };
        const updates = [told, null].flatMap((before) =>
          [true, false].map((inThread) => slackUpdate(one, { ...view, told: before, inThread })),
        );
        for (const payload of [slackPayload(one, view), ...updates]) expect(blockKitProblems(JSON.stringify(payload))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("adds no tag to the HTML mail", () => {
    const tags = (html: string): Set<string> => new Set(html.match(/<[a-z!/][^\s>]*/gi));
    const known = tags(
      renderHtml(sampleMessage({ needsReview: true, kind: "edited", edit: { before: "a", after: "b" }, history: [STEP] })) +
        renderHtml(sampleMessage({ terms: [], evidence: sampleTerm().quote })),
    );
    fc.assert(
      fc.property(message, (one) => {
        for (const told of [null, { ...one, revision: 0, terms: one.terms.slice(1), origins: one.origins + 1 }])
          expect([...tags(renderHtml(one, { told }))].filter((tag) => !known.has(tag))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

it("what is only a rumour strikes nothing from the record, and is called a report in every channel", () => {
  const term = sampleTerm({
    verdict: "rumoured_change",
    now: "Larkfield Ferries may be a non-exclusive user of the night berth at Brandholm.",
  });
  const rumour = sampleMessage({ level: "rumour", terms: [term] });
  const change = sampleMessage({ terms: [sampleTerm({ now: term.now })] });
  const shapes = (message: AlertMessage) => [
    renderText(message, { style: { strong: String, quoted: String, removed: (text) => `[-${text}]`, added: (text) => `[+${text}]` } }),
    JSON.stringify(slackPayload(message, { mayRepeat: false, evidence: null }).blocks),
    renderHtml(message),
    composeDigest([message], new Date(0)).lines.join("\n"),
  ];
  for (const shape of shapes(rumour)) {
    expect(shape).toMatch(/on record/i);
    expect(shape).toMatch(/reported/i);
    expect(shape).not.toMatch(/\b(was|now)\b:?[^a-z]|\[[-+]|"strike"|<del|<ins/i);
  }
  for (const shape of shapes(change)) expect(shape).toMatch(/\bwas\b/i);
  expect(shapes(change).filter((shape) => /\[-|"strike"|<del/.test(shape))).toHaveLength(3);
});

const everyShape = (message: AlertMessage): string[] => [
  renderText(message),
  slackPayload(message, { mayRepeat: false, evidence: null }).text,
  JSON.stringify(slackPayload(message, { mayRepeat: false, evidence: null }).blocks),
  renderHtml(message),
];

it("what holds from a day to come is not called now, in any channel", () => {
  const term = sampleTerm({ from: "1 March 2027", now: "Larkfield leaves the night berth on 1 March 2027." });
  for (const shape of [
    ...everyShape(sampleMessage({ terms: [term] })),
    composeDigest([sampleMessage({ terms: [term] })], new Date(0)).lines.join("\n"),
  ]) {
    expect(shape).toMatch(/from 1 March 2027/i);
    expect(shape).toMatch(/until then/i);
    expect(shape).not.toMatch(/\b(?:Was|Now)\b/);
  }
});

it("an alert that rests on a feed's summary says so in every channel, with the reason and no markup of its own", () => {
  const note = "Read from the feed's summary; the page could not be read:";
  for (const shape of everyShape(sampleMessage({ unread: "answered 403 <!channel>" }))) {
    expect(shape).toMatch(/Read from the feed(?:'|&#39;|’)s summary; the page could not be read: answered 403 (?:<|&lt;)!channel/);
  }
  expect(
    JSON.stringify(slackPayload(sampleMessage({ unread: "answered 403 <!channel>" }), { mayRepeat: false, evidence: null })),
  ).not.toContain("<!channel>");
  for (const shape of everyShape(sampleMessage())) expect(shape).not.toContain(note);
});

it("a reading that is hardly more than a guess is told as one, beside a sure one that is not", () => {
  const message = sampleMessage({ terms: [sampleTerm(), sampleTerm({ id: "fee" as never, confidence: 0.53 })] });
  for (const shape of everyShape(message)) {
    expect(shape).toContain("confidence 53 %, uncertain: look at the quote");
    expect(shape).not.toContain("confidence 93 %, uncertain");
  }
});
