import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAnswerCache } from "../../../src/judge/answer-cache.ts";
import type { Consultation } from "../../../src/judge/consultant.ts";
import { createEndpointJudge, type EndpointOptions } from "../../../src/judge/openai-endpoint.ts";
import { judgeContract } from "../../contract/judge.contract.ts";
import { type ChatServer, type Reply, sensible, startChatServer, verdicts } from "../../support/chat-server.ts";
import { licenceInput } from "../../support/judge-input.ts";

const KEY = "sk-secret-1234567890";
const ENDS = "Brightcast is no longer the exclusive streaming home of Halden's films in Europe.";
const INPUT = licenceInput({ title: "Brightcast loses Halden", text: `Halden spoke on Monday. ${ENDS}` });

let server: ChatServer;
beforeAll(async () => {
  server = await startChatServer();
});
afterAll(() => server.close());
beforeEach(() => server.answer(sensible));

const judgeOf = (options: Partial<EndpointOptions> = {}) =>
  createEndpointJudge({
    ...{ baseUrl: server.baseUrl, apiKey: KEY, model: "tiny", timeoutMs: 5_000, maxTokensPerDay: 1_000_000 },
    now: () => new Date("2026-05-04T12:00:00Z"),
    ...options,
  });
const consult = (judge = judgeOf(), input = INPUT): Promise<Consultation> => judge.consult(input, [], new AbortController().signal);
/** The outcome in short, after a look that the key is nowhere in it. */
const causeOf = (found: Consultation): string => {
  expect(JSON.stringify(found)).not.toContain(KEY);
  return found.outcome === "answered" ? found.outcome : found.cause;
};

judgeContract("a chat endpoint", () => judgeOf());

describe("a chat endpoint that answers well", () => {
  it("gives readings whose quotes are ours, at their places", async () => {
    server.answer(({ question }) => ({ content: verdicts(question, { "sole-home": { verdict: "changes", sentences: [3, 1] } }) }));
    const found = await consult();
    expect(found).toMatchObject({ outcome: "answered", assessment: { alert: "changes", needsReview: false } });
    expect(found.outcome === "answered" && found.assessment.readings).toEqual([
      {
        term: "sole-home",
        verdict: "changes",
        confidence: 0.75,
        judge: "endpoint/1:tiny",
        field: "text",
        start: 24,
        end: 105,
        quote: ENDS,
      },
    ]);
  });

  it("is asked with the key, a strict schema and nothing random, and sees numbered sentences alone", async () => {
    await consult();
    expect(server.asked).toHaveLength(1);
    const { headers, body, question } = server.asked[0] ?? {};
    expect(headers?.["authorization"]).toBe(`Bearer ${KEY}`);
    expect(body).toMatchObject({ model: "tiny", temperature: 0, response_format: { type: "json_schema", json_schema: { strict: true } } });
    expect(question?.sentences).toEqual([
      { n: 1, in: "headline", text: "Brightcast loses Halden" },
      { n: 2, in: "text", text: "Halden spoke on Monday." },
      { n: 3, in: "text", text: ENDS },
    ]);
  });

  it("gets no key where there is none", async () => {
    await consult(judgeOf({ apiKey: undefined }));
    expect(server.asked[0]?.headers["authorization"]).toBeUndefined();
  });

  it("is sent a few sentences of a long article, those first that an earlier opinion rests on", async () => {
    const filler = Array.from({ length: 300 }, (_, at) => `Halden's films number ${at} went to cinemas.`).join(" ");
    const odd = "Nobody at the studio would say a word of it.";
    const text = `${filler} ${odd} ${filler}`;
    const start = text.indexOf(odd);
    await judgeOf().consult(
      licenceInput({ text }),
      [{ field: "text", start, end: start + odd.length, quote: odd }],
      new AbortController().signal,
    );
    const sent = server.asked[0]?.question.sentences ?? [];
    expect(sent.length).toBeLessThanOrEqual(60);
    expect(sent.map((one) => one.text)).toContain(odd);
  });

  it("never sees what a reader does not see", async () => {
    const text = `Halden\u202e spoke\u200b on\u0007 Monday\u{e0069}\u{e0067}. ${ENDS}`;
    await consult(judgeOf(), licenceInput({ text }));
    expect(server.asked[0]?.question.sentences[0]?.text).toBe("Halden spoke on Monday.");
  });

  it("may report a change of the agreement that touches no term", async () => {
    server.answer(({ question }) => ({ content: verdicts(question, {}, { verdict: "rumoured_change", sentences: [2] }) }));
    const found = await consult();
    expect(found).toMatchObject({
      assessment: { alert: "rumour", needsReview: true, readings: [], evidence: { quote: "Halden spoke on Monday." } },
    });
  });

  it("is asked once about the same sentences", async () => {
    const judge = judgeOf();
    expect(await consult(judge)).toEqual(await consult(judge));
    expect(server.asked).toHaveLength(1);
  });

  it("answers where the cache fails", async () => {
    const broken = () => {
      throw new Error("disk full");
    };
    expect(causeOf(await consult(judgeOf({ cache: { get: broken, set: broken } })))).toBe("answered");
  });

  it("is asked again where the cache was tampered with", async () => {
    const cache = { get: () => ({ terms: "all fine" }), set: () => {} };
    expect(causeOf(await consult(judgeOf({ cache })))).toBe("answered");
    expect(server.asked).toHaveLength(1);
  });
});

describe("a chat endpoint whose server is particular", () => {
  it("is asked for plain JSON where it refuses a schema, and from then on at once", async () => {
    server.answer((asked) =>
      asked.body.response_format?.type === "json_schema" ? { status: 400, body: '{"error":{"message":"json_schema?"}}' } : sensible(asked),
    );
    const judge = judgeOf({ cache: createAnswerCache(0) });
    expect(causeOf(await consult(judge))).toBe("answered");
    expect(causeOf(await consult(judge))).toBe("answered");
    expect(server.asked.map((one) => one.body.response_format?.type)).toEqual(["json_schema", "json_object", "json_object"]);
  });

  it("is asked without a temperature where it refuses that", async () => {
    server.answer((asked) =>
      asked.body.temperature === undefined
        ? sensible(asked)
        : { status: 400, body: '{"error":{"message":"Unsupported value","param":"temperature"}}' },
    );
    expect(causeOf(await consult())).toBe("answered");
    expect(server.asked.map((one) => one.body.response_format?.type)).toEqual(["json_schema", "json_schema"]);
  });

  it.each([429, 503])("is asked again after HTTP %i, when it said so", async (status) => {
    server.answer((asked, nth) => (nth < 3 ? { status, headers: { "retry-after": "0" }, body: "{}" } : sensible(asked)));
    expect(causeOf(await consult())).toBe("answered");
    expect(server.asked).toHaveLength(3);
  });

  it("is not waited for longer than the whole time, however long it asks to be waited for", async () => {
    server.answer(() => ({ status: 429, headers: { "retry-after": "30" }, body: "{}" }));
    const started = performance.now();
    expect(causeOf(await consult(judgeOf({ timeoutMs: 300 })))).toBe("slow");
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

const bad: [string, (good: ReturnType<typeof verdicts>) => unknown][] = [
  ["prose", () => "Of course! The film is no longer exclusive."],
  ["JSON with prose around it", (good) => `Here it is: ${JSON.stringify(good)}`],
  ["nothing", () => ""],
  ["a term that was not asked about", (good) => ({ ...good, terms: [...good.terms, { term: "other", verdict: "silent", sentences: [] }] })],
  ["a term twice", (good) => ({ ...good, terms: [...good.terms, good.terms[0]] })],
  ["a term left out", (good) => ({ ...good, terms: good.terms.slice(1) })],
  ["a verdict of its own", (good) => ({ ...good, terms: good.terms.map((one) => ({ ...one, verdict: "probably" })) })],
  ["a sentence that was not sent", (good) => ({ ...good, agreement: { verdict: "changes", sentences: [99] } })],
  ["a verdict without a sentence", (good) => ({ ...good, agreement: { verdict: "changes", sentences: [] } })],
  ["a quote of its own", (good) => ({ ...good, terms: good.terms.map((one) => ({ ...one, quote: "made up" })) })],
  ["a field of its own", (good) => ({ ...good, note: "hello" })],
];

describe("a chat endpoint that answers badly", () => {
  it.each(bad)("with %s is asked once more and then not believed", async (_what, make) => {
    server.answer(({ question }) => ({ content: make(verdicts(question)) }));
    expect(causeOf(await consult())).toBe("bad-answer");
    expect(server.asked).toHaveLength(2);
  });

  it("once is believed the second time", async () => {
    server.answer((asked, nth) => (nth === 1 ? { content: "{" } : sensible(asked)));
    expect(causeOf(await consult())).toBe("answered");
    expect(server.asked[1]?.body.messages).toHaveLength(3);
  });

  const wire: [string, string, Reply][] = [
    ["an HTML page", "bad-answer", { headers: { "content-type": "text/html" }, body: "<h1>proxy</h1>" }],
    ["broken JSON", "bad-answer", { body: "{" }],
    ["null", "bad-answer", { body: "null" }],
    ["no choices", "bad-answer", { body: '{"choices":[]}' }],
    ["a body that is too long", "bad-answer", { body: "x".repeat(300 * 1024) }],
    ["a refusal that repeats the key", "refused", { status: 401, body: JSON.stringify({ error: { message: `bad key ${KEY}` } }) }],
    ["no such model", "refused", { status: 404, body: "{}" }],
    ["a redirect", "unreachable", { status: 302, headers: { location: "http://127.0.0.1:9/" }, body: "" }],
    ["silence", "slow", { silent: true }],
  ];
  it.each(wire)("on the wire (%s) is an outcome: %s", async (_what, cause, reply) => {
    server.answer(() => reply);
    expect(causeOf(await consult(judgeOf({ timeoutMs: 500, retries: 0 })))).toBe(cause);
  });

  it("is an article to be reviewed where it is the only judge", async () => {
    server.answer(() => ({ status: 401, body: "{}" }));
    const found = await judgeOf().read(INPUT, new AbortController().signal);
    expect(found).toMatchObject({ alert: "none", needsReview: true, readings: [] });
    expect(found.reason).toMatch(/did not answer: 127\.0\.0\.1:\d+ answered HTTP 401; check CLAUSEWATCH_LLM_API_KEY/);
  });

  it("that is not there is an outcome too", async () => {
    const gone = await startChatServer();
    await gone.close();
    expect(causeOf(await consult(judgeOf({ baseUrl: gone.baseUrl, retries: 0 })))).toBe("unreachable");
  });

  it("three times in a row is left alone for a minute", async () => {
    let clock = new Date("2026-05-04T12:00:00Z");
    const judge = judgeOf({ retries: 0, now: () => clock });
    server.answer(() => ({ status: 500, body: "{}" }));
    for (const cause of ["refused", "refused", "refused", "busy"]) expect(causeOf(await consult(judge))).toBe(cause);
    expect(server.asked).toHaveLength(3);
    clock = new Date("2026-05-04T12:01:01Z");
    server.answer(sensible);
    expect(causeOf(await consult(judge))).toBe("answered");
  });
});

describe("the tokens of a day", () => {
  it("are counted before asking: a question that is too dear is not asked", async () => {
    expect(causeOf(await consult(judgeOf({ maxTokensPerDay: 100 })))).toBe("budget");
    expect(server.asked).toHaveLength(0);
  });

  it("are corrected by what the server says, and begin anew at midnight UTC", async () => {
    let clock = new Date("2026-05-04T23:59:00Z");
    const judge = judgeOf({ maxTokensPerDay: 10_000, cache: createAnswerCache(0), now: () => clock });
    server.answer((asked) => ({ ...sensible(asked), tokens: 9_000 }));
    expect(causeOf(await consult(judge))).toBe("answered");
    expect(causeOf(await consult(judge))).toBe("budget");
    clock = new Date("2026-05-05T00:00:01Z");
    expect(causeOf(await consult(judge))).toBe("answered");
  });
});
