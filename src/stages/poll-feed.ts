import type { ParsedFeed, PollAnswer } from "../domain/extract.ts";
import type { Fetcher } from "../fetch/fetcher.ts";
import { NotAFeedError } from "../parse/errors.ts";
import type { JobPayload } from "../queue/jobs.ts";

type Deps = {
  readonly fetcher: Pick<Fetcher, "fetch">;
  readonly parseFeed: (document: { bytes: Uint8Array; contentType: string | null; url: string }) => Promise<ParsedFeed>;
};

/** feed → what it answered. Runs in the fetcher: it opens no archive, and all it found goes back to the archivist. */
export function createPollFeed({ fetcher, parseFeed }: Deps) {
  return async function pollFeed(job: JobPayload<"poll-feed">, signal: AbortSignal): Promise<PollAnswer> {
    const validators = { etag: job.etag, lastModified: job.lastModified };
    const answer = await fetcher.fetch({ url: job.url, kind: "feed", validators }, signal);
    if (answer.outcome === "refused" || answer.outcome === "failed") return answer;
    const { headers } = answer;
    // RFC 9110 §15.4.5: a 304 that carries no validators leaves those we have in force.
    const carried = { etag: headers["etag"] ?? null, lastModified: headers["last-modified"] ?? null };
    if (answer.outcome === "unchanged") {
      return { outcome: "unchanged", etag: carried.etag ?? job.etag, lastModified: carried.lastModified ?? job.lastModified, headers };
    }
    try {
      const feed = await parseFeed({ bytes: answer.body, contentType: headers["content-type"] ?? null, url: answer.finalUrl });
      return {
        outcome: "entries",
        finalUrl: answer.finalUrl,
        permanent: answer.permanent,
        ...carried,
        headers,
        bytes: answer.body.length,
        feed,
      };
    } catch (error) {
      if (error instanceof NotAFeedError) return { outcome: "failed", failure: "not-a-feed", message: `GET ${job.url}: ${error.message}` };
      throw error;
    }
  };
}
