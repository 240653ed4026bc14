import { z } from "zod";
import { PermanentError, TransientError } from "../domain/errors.ts";
import { jsonOrNull } from "./json-or-null.ts";

const listed = z.object({ data: z.array(z.object({ id: z.string() })) });
/** A list of models is a few kilobytes, or with some providers a few hundred. */
const MAX_LIST_CHARACTERS = 4 * 1024 * 1024;

/**
 * Asks an OpenAI-compatible endpoint which models it has, which costs nothing. Resolves with what it said; throws where nobody answers, the key
 * is refused or the model is not listed. Never a word of the server's own, which may repeat the key.
 */
export async function probeEndpoint(
  { baseUrl, apiKey, model }: { baseUrl: string; apiKey?: string | undefined; model: string },
  signal: AbortSignal,
): Promise<string> {
  const { host } = new URL(baseUrl);
  const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  const answer = await fetch(`${baseUrl.replace(/\/+$/, "")}/models`, { headers, signal, redirect: "manual" }).catch(() => {
    const why = signal.aborted ? "does not answer in time" : "cannot be reached";
    throw new TransientError(`${host} ${why}; start the server of judge.endpoint, or take the section out`);
  });
  if (answer.status === 401 || answer.status === 403)
    throw new PermanentError(`${host} answered ${answer.status}; check CLAUSEWATCH_LLM_API_KEY and what it may use`);
  if (answer.status >= 500) throw new TransientError(`${host} answered ${answer.status}; look into the log of that server`);
  const text = answer.ok ? await answer.text().catch(() => "") : "";
  const models = listed.safeParse(jsonOrNull(text.slice(0, MAX_LIST_CHARACTERS)));
  // Some servers have no list of models, and take articles all the same.
  if (!models.success) return `${host} answers, and names no models`;
  const names = models.data.data.map(({ id }) => id);
  if (names.some((name) => name === model || name === `${model}:latest`)) return `${host} has ${model}`;
  throw new PermanentError(
    `${host} has no model ${model}; load it there, or set judge.endpoint.model to one of ${names.slice(0, 5).join(", ")}`,
  );
}
