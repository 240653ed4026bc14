import type { ExtractedArticle, PageAnswer } from "../domain/extract.ts";
import { sha256 } from "../domain/ids.ts";
import { validatorsAfter } from "../domain/validators.ts";
import type { Fetcher } from "../fetch/fetcher.ts";
import { NotAnArticleError } from "../parse/errors.ts";
import type { JobPayload } from "../queue/jobs.ts";

type Deps = {
  readonly fetcher: Pick<Fetcher, "fetch">;
  readonly extractArticle: (page: { bytes: Uint8Array; contentType: string | null; url: string; now: Date }) => Promise<ExtractedArticle>;
  /** Packs a page's bytes for their way to the archive: zstd, then base64. */
  readonly pack: (body: Uint8Array) => string;
  readonly now: () => Date;
};

/** entry → snapshot and article, at first or again. Runs in the fetcher: the bytes travel to the archivist beside what was read from them. */
export function createFetchPage({ fetcher, extractArticle, pack, now }: Deps) {
  return async function fetchPage(job: JobPayload<"fetch-page" | "look-again">, signal: AbortSignal): Promise<PageAnswer> {
    const answer = await fetcher.fetch({ url: job.url, kind: "page", validators: job.validators }, signal);
    if (answer.outcome === "refused" || answer.outcome === "failed") return answer;
    const validators = validatorsAfter(answer, job.validators);
    if (answer.outcome === "unchanged") return { outcome: "unchanged", validators };
    const { body, finalUrl, fetchedAt, status } = answer;
    const bodyHash = sha256(body);
    if (bodyHash === job.sha256) return { outcome: "unchanged", validators };
    const { "content-type": contentType = null, ...headers } = answer.headers;
    const snapshot = {
      url: job.url,
      finalUrl,
      status,
      contentType,
      headers,
      fetchedAt,
      sha256: bodyHash,
      bytes: body.length,
      bodyZstdBase64: pack(body),
    };
    try {
      const article = await extractArticle({ bytes: body, contentType, url: finalUrl, now: now() });
      return { outcome: "article", validators, snapshot, article };
    } catch (error) {
      if (error instanceof NotAnArticleError)
        return { outcome: "no-article", validators, snapshot, message: `${job.url}: ${error.message}` };
      throw error;
    }
  };
}
