import type { AlertMessage, Attempt, MessageTerm } from "../../src/channels/channel.ts";
import type { AlertId, DeliveryId, StoryId, TermId, WatchId } from "../../src/domain/ids.ts";

/** A term of a fictional berthing agreement, reported as changed. */
export function sampleTerm(over: Partial<MessageTerm> = {}): MessageTerm {
  return {
    id: "night-berth" as TermId,
    verdict: "changes",
    was: "Larkfield Ferries is the exclusive user of the night berth at Brandholm until 30 June 2031.",
    wasSource: "https://port.brandholm.example/notices/berth-agreement",
    now: "Larkfield Ferries is a non-exclusive user of the night berth at Brandholm until 30 June 2029.",
    quote: {
      before: "The port met the operators on Tuesday.",
      text: "Larkfield keeps the night berth until June 2029, but no longer has it to itself.",
      after: "A second operator may call from the autumn.",
    },
    confidence: 0.93,
    ...over,
  };
}

/** A whole message; give what the test is about. */
export function sampleMessage(over: Partial<AlertMessage> = {}): AlertMessage {
  return {
    alert: "alr_5b1d0c9a3e7f2468" as AlertId,
    revision: 1,
    kind: "opened",
    watch: { id: "brandholm-berth" as WatchId, subject: "Larkfield Ferries and the port of Brandholm" },
    level: "changes",
    severity: "high",
    severityInWords: "high: the press reports a change as fact; 2 independent origins",
    status: "open",
    needsReview: false,
    update: "Harbour Courier says so first.",
    history: [],
    edit: null,
    unread: null,
    headline: "Larkfield Ferries and the port of Brandholm: change of night-berth reported",
    thread: over.headline ?? "Larkfield Ferries and the port of Brandholm: change of night-berth reported",
    terms: [sampleTerm()],
    standing: [],
    moved: [],
    evidence: null,
    article: {
      title: "Night berth opens to a second ferry line",
      url: "https://harbour-courier.example/2026/03/night-berth?ref=rss&part=1",
      published: "2026-03-12T09:30:00Z",
    },
    source: { name: "Harbour Courier", domain: "harbour-courier.example", rank: "press" },
    story: { id: "sto_0f1e2d3c4b5a6978" as StoryId, title: "Night berth opens to a second ferry line" },
    origins: 2,
    outlets: 5,
    settle: "A notice of the port of Brandholm, or one of Larkfield Ferries, that states the new wording.",
    reason: "The article reports as fact that the exclusive use ended; its publisher is not a party.",
    raisedAt: "2026-03-12T09:41:07.000Z",
    ...over,
  };
}

export function sampleAttempt(over: Partial<Attempt> = {}): Attempt {
  return {
    delivery: "dlv_00112233aabbccdd" as DeliveryId,
    recipient: "desk@newsroom.example",
    attempt: 1,
    mayRepeat: false,
    place: null,
    told: null,
    ...over,
  };
}

const HOSTILE =
  'x" onload="alert(1)\r\nBcc: everyone@example.com\r\n\r\n<script>alert(1)</script> *bold* _italic_ ~struck~ `code` ```fence``` <!channel> <@U012> <https://evil.example|click> @here :rotating_light: &amp; &lt;b&gt; \u202eesrever\u202c \u2067rtl\u2069 \u200fعربي \u0000\u0007\u001b[31mred\u001b]0;title\u0007 \ud83d 👩‍👩‍👧‍👦 Z͑ͫ̓a̵̛l̷g̴o \u2028 --></blockquote>';

/** Text that tries everything at once: markup, headers, mentions, direction marks, terminal escapes, broken surrogates, `length` characters long. */
export const hostileText = (length: number): string => HOSTILE.repeat(Math.ceil(length / HOSTILE.length)).slice(0, length);

/** A message whose every text comes from a hostile page, with more terms than anyone would read. */
export function hostileMessage(): AlertMessage {
  const long = hostileText(100_000);
  const quote = { before: long, text: long, after: long };
  return sampleMessage({
    headline: long,
    watch: { id: "brandholm-berth" as WatchId, subject: long },
    needsReview: true,
    terms: Array.from({ length: 60 }, (_, index) =>
      sampleTerm({
        id: `term-${index}` as TermId,
        was: long,
        now: long,
        quote,
        wasSource: `https://port.example/?q=${"&<>|".repeat(300)}`,
      }),
    ),
    standing: [
      { ...sampleTerm({ was: long, now: long, quote }), source: { name: long, rank: "blog" }, url: `javascript:alert("${long}")` },
    ],
    evidence: quote,
    article: { title: long, url: `javascript:alert("${long}")`, published: "2026-03-12T09:30:00Z" },
    source: { name: long, domain: "harbour-courier.example", rank: "forum" },
    settle: long,
    reason: long,
  });
}
