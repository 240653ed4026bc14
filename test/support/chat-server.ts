import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What an endpoint judge asks, as a server sees it. */
export type Asked = {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: {
    readonly model: string;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly response_format?: { readonly type: string };
    readonly temperature?: number;
  };
  /** The user message. */
  readonly question: {
    readonly terms: readonly { readonly term: string; readonly statement: string }[];
    readonly sentences: readonly { readonly n: number; readonly in: string; readonly text: string }[];
  };
};
/** `content` is what the model says; `body` replaces the whole answer; `silent` never answers. */
export type Reply = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content?: unknown;
  readonly tokens?: number;
  readonly body?: string;
  readonly silent?: true;
};

type Verdict = { readonly verdict: string; readonly sentences: readonly number[] };

/** An answer with every term silent but for those that are given. */
export const verdicts = (
  { terms }: Asked["question"],
  said: Readonly<Record<string, Verdict>> = {},
  agreement: Verdict = { verdict: "none", sentences: [] },
) => ({ terms: terms.map(({ term }) => ({ term, ...(said[term] ?? { verdict: "silent", sentences: [] }) })), agreement });

/** As a model would, by a few words: enough for the contract. */
export function sensible({ question }: Asked): Reply {
  const said: Record<string, Verdict> = {};
  for (const { term, statement } of question.terms) {
    const words = statement.toLowerCase().match(/[a-z]{5,}/g) ?? [];
    const near = question.sentences.filter(({ text }) => words.filter((word) => text.toLowerCase().includes(word)).length >= 2);
    const moved = near.find(({ text }) => /\b(?:loses|no longer|extended)\b/i.test(text));
    const held = near.find(({ text }) => /\b(?:still|unchanged|remains)\b/i.test(text));
    if (moved !== undefined) said[term] = { verdict: "changes", sentences: [moved.n] };
    else if (held !== undefined) said[term] = { verdict: "reaffirms", sentences: [held.n] };
  }
  return { content: verdicts(question, said) };
}

export type ChatServer = {
  /** Ends in /v1. */
  readonly baseUrl: string;
  /** Every request so far. */
  readonly asked: Asked[];
  /** Replaces how the server answers. */
  answer(how: (asked: Asked, nth: number) => Reply): void;
  close(): Promise<void>;
};

/** An OpenAI-compatible chat server on the loopback that answers as it is told. */
export async function startChatServer(): Promise<ChatServer> {
  let how: (asked: Asked, nth: number) => Reply = sensible;
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text) as Asked["body"];
    const one: Asked = { headers: request.headers, body, question: JSON.parse(body.messages[1]?.content ?? "null") };
    asked.push(one);
    const reply = how(one, asked.length);
    if (reply.silent) return;
    const content = typeof reply.content === "string" ? reply.content : JSON.stringify(reply.content);
    const usage = reply.tokens === undefined ? undefined : { total_tokens: reply.tokens };
    response.writeHead(reply.status ?? 200, { "content-type": "application/json", ...reply.headers });
    response.end(reply.body ?? JSON.stringify({ choices: [{ message: { role: "assistant", content } }], usage }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    answer: (given) => {
      how = given;
      asked.length = 0;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
