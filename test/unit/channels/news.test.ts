import { describe, expect, it } from "vitest";
import type { AlertMessage, StandingTerm } from "../../../src/channels/channel.ts";
import { renderHtml } from "../../../src/channels/email-html.ts";
import { shownMessage } from "../../../src/channels/message.ts";
import { renderText } from "../../../src/channels/message-text.ts";
import { newsSince } from "../../../src/channels/news.ts";
import { slackUpdate } from "../../../src/channels/slack-blocks.ts";
import type { TermId } from "../../../src/domain/ids.ts";
import { sampleMessage, sampleTerm } from "../../support/sample-message.ts";

const DUES = "Harbour dues are waived for Larkfield Ferries.";
const dues = sampleTerm({
  id: "harbour-dues" as TermId,
  was: DUES,
  now: "Dues are due.",
  quote: { before: "", text: "Dues are due.", after: "" },
});
const by = (term: AlertMessage["terms"][number]): StandingTerm => ({
  ...{ ...term, source: { name: "Harbour Courier", rank: "press" }, url: "https://harbour-courier.example/1" },
});
const first = sampleMessage();
const step = (revision: number, update: string) =>
  ({ revision, kind: "corroborated", at: "2026-03-12T10:00:00Z", update, url: "https://b.example/" }) as const;
const later = (over: Partial<AlertMessage>): AlertMessage =>
  sampleMessage({ revision: 2, kind: "corroborated", update: "Ferry Weekly says the same: 3 independent origins now.", ...over });
const since = (over: Partial<AlertMessage>, told: AlertMessage | null = first) => newsSince(shownMessage(later(over)), told);

describe("what a revision says that is new", () => {
  it("is the whole to who was told nothing, and again where nobody has answered", () => {
    expect(since({}, null)).toBeNull();
    expect(since({ kind: "repeated" })).toBeNull();
  });

  it("is how many say so now and how many did before, and the new article's quote on a term that is known", () => {
    const news = since({ origins: 3, outlets: 7 });
    expect(news?.facts).toEqual(["Now 3 independent origins, 7 outlets (before: 2 independent origins, 5 outlets)"]);
    expect([news?.terms, news?.again.map(({ id }) => id)]).toEqual([[], ["night-berth"]]);
  });

  it("is the level, severity and status where they differ, and nothing where they do not", () => {
    const rumour = { ...first, level: "rumour" as const, severity: "low" as const };
    expect(since({ kind: "raised" }, rumour)?.facts).toEqual([
      "Change reported (before: Rumour of a change)",
      "Severity high (before: low)",
    ]);
    expect(since({ kind: "acknowledged", status: "acknowledged" })).toMatchObject({
      ...{ facts: ["Status acknowledged (before: open)"], terms: [], again: [], hasArticle: false, settle: null },
    });
    expect(since({})?.facts).toEqual([]);
  });

  it("is a term whole where it is new, is reported more strongly, was recorded otherwise, or is confirmed by a party", () => {
    const rumoured = { ...first, terms: [sampleTerm({ verdict: "rumoured_change" })] };
    expect(since({ terms: [sampleTerm(), dues] })).toMatchObject({ facts: ["Also moved: harbour-dues"], terms: [{ id: "harbour-dues" }] });
    expect(since({}, rumoured)?.terms).toHaveLength(1);
    expect(since({ terms: [sampleTerm({ was: "another version" })] })?.terms).toHaveLength(1);
    expect(since({ kind: "confirmed", settle: "Compare the page." })).toMatchObject({
      terms: [{ id: "night-berth" }],
      settle: "Compare the page.",
    });
  });

  it("is what nobody says any more, once an article is withdrawn", () => {
    const both = { ...first, standing: [by(dues)] };
    expect(since({ kind: "withdrawn", terms: [], standing: [by(dues)] }, both)?.facts).toEqual(["No longer said of: night-berth"]);
  });

  it("holds the revisions in between, and their terms, for a recipient who was not sent them", () => {
    const news = since({
      revision: 4,
      terms: [sampleTerm()],
      standing: [by(dues)],
      history: [step(1, "first"), step(2, "second"), step(3, "third")],
    });
    expect(news?.between.map(({ revision }) => revision)).toEqual([2, 3]);
    expect(news?.terms.map(({ id }) => id)).toEqual(["harbour-dues"]);
  });
});

describe("an update, in every form in which it is read", () => {
  const was = sampleTerm().was;
  const forms = (message: AlertMessage, told: AlertMessage | null) => [
    renderText(message, { told }),
    renderHtml(message, { told }).replace(/<[^>]+>/g, ""),
    JSON.stringify(slackUpdate(message, { mayRepeat: false, evidence: null, told, inThread: true }).blocks),
    JSON.stringify(slackUpdate(message, { mayRepeat: false, evidence: null, told, inThread: false }).blocks),
  ];

  it("gives the new quote and source, and not again what the recorded term was, what would settle it or how it began", () => {
    const message = later({ origins: 3, history: [step(1, "Harbour Courier says so first.")] });
    for (const form of forms(message, first)) {
      for (const part of ["Ferry Weekly says the same", "Now 3 independent origins", "Larkfield keeps the night berth", "Harbour Courier"])
        expect(form).toContain(part);
      for (const part of [was, first.settle, "Harbour Courier says so first"]) expect(form).not.toContain(part);
    }
  });

  it("is a sentence where a person answered, without the article that was told before", () => {
    const message = later({ kind: "acknowledged", status: "acknowledged", update: "Ada looks after it." });
    for (const form of forms(message, first)) {
      expect(form).toContain("Ada looks after it.");
      for (const part of [was, first.article.title, "Larkfield keeps the night berth"]) expect(form).not.toContain(part);
    }
  });

  it("says of a retraction what stood there, and does not speak of a change without a term", () => {
    const edit = { before: "no longer has it to itself", after: "" };
    const message = later({
      kind: "withdrawn",
      status: "withdrawn",
      terms: [],
      evidence: null,
      edit,
      update: "Harbour Courier no longer says so.",
    });
    for (const told of [first, null])
      for (const form of forms(message, told)) {
        expect(form).toContain("no longer has it to itself");
        expect(form).not.toContain("without a term");
      }
  });

  it("says of a denial that the term holds, rather than what is now", () => {
    const quote = { before: "", text: "Larkfield keeps the night berth to itself.", after: "" };
    const message = later({
      kind: "denied",
      terms: [sampleTerm({ verdict: "reaffirms", now: quote.text, quote })],
      standing: [by(sampleTerm())],
    });
    const [text = ""] = forms(message, null);
    expect(text).toMatch(/Term night-berth: reaffirmed.*\n {2}Holds: .*\n.*\n {2}Quote: {2}»Larkfield keeps the night berth to itself.«/);
    expect(text).toMatch(
      /Term night-berth: reported as changed.*\n {2}Was: [\s\S]*By: {5}Harbour Courier, press, https:\/\/harbour-courier.example\/1/,
    );
  });
});
