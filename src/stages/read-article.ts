import { type Assessment, standsAt } from "../domain/reading.ts";
import type { Judge } from "../judge/judge.ts";
import type { JobPayload } from "../queue/jobs.ts";

type Deps = { readonly judge: Judge };

/** A judge that quotes what the article does not say is not believed, whichever judge it is: such readings are dropped and the doubt shown. */
export function keepVerbatim(output: Assessment, article: { readonly title: string | null; readonly text: string }): Assessment {
  const readings = output.readings.filter((reading) => standsAt(reading, article));
  const evidence = output.evidence !== null && standsAt(output.evidence, article) ? output.evidence : null;
  const lost = output.readings.length - readings.length + (output.evidence === evidence ? 0 : 1);
  if (lost === 0) return output;
  const standing = readings.some((reading) => reading.verdict !== "reaffirms") || evidence !== null;
  const alert = standing ? output.alert : "none";
  return {
    ...output,
    alert,
    readings,
    evidence,
    needsReview: true,
    reason: `${output.reason}; ${lost} quote(s) do not stand in the article and were dropped`,
  };
}

/** article × terms → readings. Runs in the judge: it opens no archive, and all it found goes back to the archivist. */
export function createReadArticle({ judge }: Deps) {
  return async function readArticle(
    { input }: Pick<JobPayload<"read-article">, "input">,
    signal: AbortSignal,
  ): Promise<JobPayload<"record-readings">["answer"]> {
    const output = await judge.read(input, signal);
    return { outcome: "read", judge: judge.name, output: keepVerbatim(output, input.article) };
  };
}
