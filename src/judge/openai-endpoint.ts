import OpenAI, { APIConnectionError, APIConnectionTimeoutError, APIError } from "openai";
import type { QuoteSpan } from "../domain/reading.ts";
import { shouldLook } from "./aggregate.ts";
import { type AnswerCache, createAnswerCache } from "./answer-cache.ts";
import { materialOf } from "./candidates.ts";
import type { Consultant, Consultation } from "./consultant.ts";
import { type Answer, assessmentOf, checkAnswer, keyOf, PROMPT_VERSION, type Question, questionOf } from "./endpoint-question.ts";
import { jsonOrNull } from "./json-or-null.ts";
import type { Judge, JudgeInput } from "./judge.ts";
import { createTokenBudget, type Reservation } from "./token-budget.ts";

/** Answers are a few hundred bytes; a body past this is none. */
const MAX_ANSWER_BYTES = 256 * 1024;
/** A server that failed this often in a row is left alone for a while, so that a backlog does not wait for it article by article. */
const FAILURES = 3;
const PAUSE_MS = 60_000;

export type EndpointOptions = {
  /** Up to and without /chat/completions, e.g. http://127.0.0.1:11434/v1. */
  readonly baseUrl: string;
  /** A secret; local servers need none. */
  readonly apiKey?: string | undefined;
  readonly model: string;
  /** For a whole consultation, retries included, in milliseconds. */
  readonly timeoutMs: number;
  /** Counted before asking by an estimate, corrected by what the server says it took. */
  readonly maxTokensPerDay: number;
  readonly now: () => Date;
  /** Default: the last thousand answers, in memory. */
  readonly cache?: AnswerCache;
  /** Further tries after 429, 5xx and lost connections; the server's Retry-After is kept. Default 2. */
  readonly retries?: number;
};

type Unanswered = Extract<Consultation, { outcome: "unanswered" }>;
const unanswered = (cause: Unanswered["cause"], why: string): Unanswered => ({ outcome: "unanswered", cause, why });

/** How an answer is asked for. Servers differ in what they take: each refusal leads to the next plainer manner, and what worked is kept. */
type Manner = { readonly format: "json_schema" | "json_object"; readonly steady: boolean };

function plainer(manner: Manner, error: APIError): Manner | null {
  if (![400, 415, 422, 501].includes(error.status ?? 0)) return null;
  if (manner.steady && /temperature/i.test(`${error.param ?? ""} ${error.message}`)) return { ...manner, steady: false };
  return manner.format === "json_schema" ? { ...manner, format: "json_object" } : null;
}

const HINTS: Readonly<Record<number, string>> = {
  401: "check CLAUSEWATCH_LLM_API_KEY",
  403: "check CLAUSEWATCH_LLM_API_KEY and what it may use",
  404: "check judge.endpoint.baseUrl (it ends before /chat/completions) and judge.endpoint.model",
  429: "its rate limit or its quota is used up",
};

/** Never a word of the server's own, which may repeat the key or the article. */
function told(error: unknown, host: string): Unanswered {
  if (error instanceof APIConnectionTimeoutError) return unanswered("slow", `${host} took too long to connect`);
  if (error instanceof APIConnectionError) return unanswered("unreachable", `${host} cannot be reached, or broke off its answer`);
  const status = error instanceof APIError ? error.status : undefined;
  if (status === undefined) return unanswered("bad-answer", `${host} sent no answer that can be read`);
  const hint = HINTS[status];
  return unanswered("refused", `${host} answered HTTP ${status}${hint === undefined ? "" : `; ${hint}`}`);
}

/** Stops reading an endless body. */
const limitedFetch: typeof fetch = async (url, init) => {
  const response = await fetch(url, { ...init, redirect: "error" });
  let left = MAX_ANSWER_BYTES;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      left -= chunk.byteLength;
      if (left < 0) controller.error(new Error("the answer is too long"));
      else controller.enqueue(chunk);
    },
  });
  return response.body === null ? response : new Response(response.body.pipeThrough(limit), response);
};

/**
 * Asks any OpenAI-compatible chat endpoint (OpenAI, Azure's /openai/v1, Ollama, vLLM, LM Studio). It is sent numbered sentences and answers with
 * verdicts and numbers; quotes are ours. Whatever goes wrong is an outcome of `consult`; `read` shows it as an article to be reviewed.
 */
export function createEndpointJudge(options: EndpointOptions): Judge & Consultant {
  const { baseUrl, apiKey, model, timeoutMs, maxTokensPerDay, now, cache = createAnswerCache(), retries = 2 } = options;
  const name = `endpoint/${PROMPT_VERSION}:${model}`;
  const { host } = new URL(baseUrl);
  const budget = createTokenBudget({ perDay: maxTokensPerDay, now });
  // Every setting that the SDK would take from the environment is given: only the configuration decides what is asked, and logging stays off.
  const client = new OpenAI({
    ...{ baseURL: baseUrl, apiKey: apiKey ?? "none", adminAPIKey: null, organization: null, project: null, webhookSecret: null },
    ...{ timeout: timeoutMs, maxRetries: retries, logLevel: "off", fetch: limitedFetch },
    ...(apiKey === undefined ? { defaultHeaders: { Authorization: null } } : {}),
  });
  let manner: Manner = { format: "json_schema", steady: true };
  let failures = 0;
  let pausedUntil = 0;

  async function post(
    question: Question,
    again: boolean,
    tried: Manner,
    signal: AbortSignal,
  ): Promise<{ text: string; tokens: number | null }> {
    try {
      const completion = await client.chat.completions.create(
        {
          model,
          messages: [
            { role: "system", content: question.system },
            { role: "user", content: question.user },
            ...(again
              ? [{ role: "user" as const, content: "The last answer did not fit. Answer with the JSON object alone, every term once." }]
              : []),
          ],
          response_format:
            tried.format === "json_object"
              ? { type: "json_object" }
              : { type: "json_schema", json_schema: { name: "verdicts", strict: true, schema: question.schema } },
          ...(tried.steady ? { temperature: 0 } : {}),
        },
        { signal },
      );
      manner = tried;
      // What comes over the wire has no type: a server may leave out anything.
      const { choices, usage } = completion as {
        choices?: { message?: { content?: unknown } }[];
        usage?: { total_tokens?: unknown } | null;
      };
      const content = choices?.[0]?.message?.content;
      const tokens = usage?.total_tokens;
      return { text: typeof content === "string" ? content : "", tokens: typeof tokens === "number" && tokens >= 0 ? tokens : null };
    } catch (error) {
      const next = error instanceof APIError && !signal.aborted ? plainer(tried, error) : null;
      if (next === null) throw error;
      return post(question, again, next, signal);
    }
  }

  /** One question, one answer that may be bad; the budget is settled either way. */
  async function ask(
    question: Question,
    again: boolean,
    reserved: Reservation,
    signal: AbortSignal,
  ): Promise<{ answer: Answer } | { problem: string }> {
    try {
      const { text, tokens } = await post(question, again, manner, signal);
      if (tokens !== null) reserved.settle(tokens);
      return checkAnswer(question, jsonOrNull(text));
    } catch (error) {
      // Refused is free; where no answer came the work may have been done and counted.
      if (error instanceof APIError && error.status !== undefined) reserved.settle(0);
      throw error;
    }
  }

  async function answerTo(question: Question, signal: AbortSignal): Promise<{ answer: Answer } | Unanswered> {
    let problem = "";
    for (const again of [false, true]) {
      const reserved = budget.reserve(question.tokens);
      if (reserved === null)
        return again ? unanswered("bad-answer", problem) : unanswered("budget", `the day's ${maxTokensPerDay} tokens are used up`);
      const found = await ask(question, again, reserved, signal);
      if ("answer" in found) return found;
      problem = found.problem;
    }
    return unanswered("bad-answer", `${problem}, twice`);
  }

  async function consult(input: JudgeInput, spans: readonly QuoteSpan[], signal: AbortSignal): Promise<Consultation> {
    signal.throwIfAborted();
    const material = materialOf(input);
    const { quiet, limits } = material;
    if (quiet !== null)
      return { outcome: "answered", assessment: { alert: "none", needsReview: false, readings: [], reason: quiet, evidence: null } };
    const question = questionOf(input, material, spans);
    const key = keyOf(model, question);
    // A cache that fails costs a question, never an answer.
    const kept = checkAnswer(question, await attempt(() => cache.get(key)));
    if ("answer" in kept) return { outcome: "answered", assessment: assessmentOf(question, kept.answer, limits, name) };
    if (now().getTime() < pausedUntil)
      return unanswered("busy", `${host} failed ${FAILURES} times in a row and is left alone for a minute`);
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const found = await answerTo(question, AbortSignal.any([signal, deadline]));
      failures = 0;
      if (!("answer" in found)) return found;
      await attempt(() => cache.set(key, found.answer));
      return { outcome: "answered", assessment: assessmentOf(question, found.answer, limits, name) };
    } catch (error) {
      signal.throwIfAborted();
      failures += 1;
      if (failures >= FAILURES) pausedUntil = now().getTime() + PAUSE_MS;
      return deadline.aborted ? unanswered("slow", `${host} took longer than ${timeoutMs / 1000} s`) : told(error, host);
    }
  }

  return {
    name,
    consult,
    async read(input, signal) {
      const found = await consult(input, [], signal);
      if (found.outcome === "answered") return found.assessment;
      return {
        alert: "none",
        needsReview: true,
        readings: [],
        reason: `${name} did not answer: ${found.why}; ${shouldLook("nothing has read it")}`,
        evidence: null,
      };
    },
  };
}

async function attempt(action: () => unknown): Promise<unknown> {
  try {
    return await action();
  } catch {
    return null;
  }
}
