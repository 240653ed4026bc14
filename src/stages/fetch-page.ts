import type { ExtractedArticle, PageAnswer } from "../domain/extract.ts";
import { sha256 } from "../domain/ids.ts";
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

/** entry → snapshot and article. Runs in the fetcher: the bytes travel to the archivist beside what was read from them. */
export function createFetchPage({ fetcher, extractArticle, pack, now }: Deps) {
  return async function fetchPage(job: JobPayload<"fetch-page">, signal: AbortSignal): Promise<PageAnswer> {
    const answer = await fetcher.fetch({ url: job.url, kind: "page" }, signal);
    if (answer.outcome === "refused" || answer.outcome === "failed") return answer;
    if (answer.outcome === "unchanged")
      return { outcome: "failed", failure: "protocol", message: `GET ${job.url}: answered 304 to an unconditional request` };
    const { body, finalUrl, fetchedAt, status } = answer;
    const { "content-type": contentType = null, ...headers } = answer.headers;
    const snapshot = {
      url: job.url,
      finalUrl,
      status,
      contentType,
      headers,
      fetchedAt,
      sha256: sha256(body),
      bytes: body.length,
      bodyZstdBase64: pack(body),
    };
    try {
      return { outcome: "article", snapshot, article: await extractArticle({ bytes: body, contentType, url: finalUrl, now: now() }) };
    } catch (error) {
      if (error instanceof NotAnArticleError) return { outcome: "no-article", snapshot, message: `${job.url}: ${error.message}` };
      throw error;
    }
  };
}
